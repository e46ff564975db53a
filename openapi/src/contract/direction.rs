//! `readOnly` and `writeOnly` (OAS 3.0 §4.7.24.1, JSON Schema 2020-12 Validation §9.4): the
//! same schemas say one thing of a request and another of a response. Properties that are not
//! for a direction must be absent from it, and are not required in it; in 3.0 and in 3.1.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::compiler::Compiler;
use super::schema::Mark;
use crate::document::visit_schemas;
use crate::limits::REFERENCE_DEPTH_MAX;
use crate::pointer;

mod look;

use look::{Demand, Look};

/// Keywords whose branches judge the same value.
const BRANCHES: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// One half of an exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Direction {
    #[default]
    Request,
    Response,
}

impl Direction {
    /// The keyword of what is not for this direction.
    pub(super) const fn keyword(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }

    /// What is said of it.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Request => "expected to be absent from a request",
            Self::Response => "expected to be absent from a response",
        }
    }
}

/// A document, and its schemas as they hold for one direction where it says something of
/// directions. Every part keeps its place.
pub(super) struct Views {
    pub(super) document: Value,
    /// Requests, responses.
    pub(super) directed: Option<[Value; 2]>,
    /// What is not enforced.
    demands: Vec<Demand>,
}

impl Views {
    pub(super) fn of(mut document: Value) -> Self {
        const BOTH: [Direction; 2] = [Direction::Request, Direction::Response];
        let mut is_directed = false;
        visit_schemas(&mut document, &mut |schema| {
            let mut keywords = BOTH.iter().map(|direction| direction.keyword());
            is_directed |= keywords.any(|it| schema.get(it) == Some(&Value::Bool(true)));
        });
        let mut demands = Vec::new();
        let directed = is_directed.then(|| BOTH.map(|it| view(&document, it, &mut demands)));
        Self {
            document,
            directed,
            demands,
        }
    }

    /// Reports what is not enforced.
    pub(super) fn report(&self, cx: &mut Compiler<'_>) {
        for Demand { pointer, name } in &self.demands {
            let pointer = pointer::join(pointer, "required");
            let message = format!("{name:?} is not required: it must be absent in another part");
            cx.problem(&pointer, message);
        }
    }
}

/// A document whose schemas speak of one direction.
fn view(document: &Value, direction: Direction, demands: &mut Vec<Demand>) -> Value {
    let keyword = direction.keyword();
    let mut view = document.clone();
    let first = demands.len();
    visit_schemas(&mut view, &mut |schema| {
        direct(document, keyword, schema, demands);
    });
    for Demand { pointer, name } in demands.iter().skip(first) {
        if let Some(Value::Object(schema)) = view.pointer_mut(pointer) {
            relax(schema, std::slice::from_ref(name), &[], REFERENCE_DEPTH_MAX);
        }
    }
    view
}

/// Makes a schema speak of one direction.
fn direct(
    document: &Value,
    keyword: &'static str,
    schema: &mut Map<String, Value>,
    demands: &mut Vec<Demand>,
) {
    let look = || Look::new(document, keyword);
    if schema.contains_key("required") {
        let names = look().names(schema, &BRANCHES);
        relax(schema, &names, &[], REFERENCE_DEPTH_MAX);
    }
    let names = look().names(schema, &["allOf"]);
    if names.is_empty() {
        return;
    }
    relax(schema, &names, &BRANCHES, REFERENCE_DEPTH_MAX);
    look().demands(schema, &names, demands);
    let own = look().own_names(schema).into_iter();
    let own: Map<String, Value> = own.map(|name| (name, Mark::Absent.schema())).collect();
    if !own.is_empty() {
        // Beside the properties, not in their place: references may lead to those.
        both(schema, json!({ "properties": own }));
    }
}

/// Adds a schema that a value must conform to as well.
pub(super) fn both(schema: &mut Map<String, Value>, other: Value) {
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all) = all.as_array_mut() {
        all.push(other);
    }
}

/// Takes names out of `required`, here and in branches that stand here and not elsewhere.
fn relax(schema: &mut Map<String, Value>, names: &[String], through: &[&str], depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !names.iter().any(|other| name == other));
    }
    for keyword in through {
        let branches = schema.get_mut(*keyword).and_then(Value::as_array_mut);
        for branch in branches.into_iter().flatten() {
            if let Some(branch) = branch.as_object_mut() {
                relax(branch, names, through, depth);
            }
        }
    }
}
