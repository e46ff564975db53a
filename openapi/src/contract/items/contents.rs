//! JSON in the `data` of events: `contentMediaType` and `contentSchema` (JSON Schema 2020-12
//! Validation §8), asserted as OAS 3.2 §4.14.3 means them. They are looked for in the item's
//! schema, in what it combines with `allOf`, and in each of its alternatives.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::compiler::Compiler;
use super::super::schema::{Program, SchemaId};
use super::super::{Location, Verdict, Violation, schema};
use crate::http::MediaType;
use crate::json::{self, JsonError, JsonLimits, Node};
use crate::limits::{ITEM_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};
use crate::pointer;

/// Alternatives: of those whose schema the event conforms to, one must find its data right.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Group(Vec<Branch>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Branch {
    /// The schema of the alternative; `None` where there is none.
    guard: Option<SchemaId>,
    data: Vec<Data>,
}

/// What is said of the data.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Data {
    /// That it is JSON.
    Json,
    /// And by which schema.
    Schema(SchemaId),
}

/// Everything that the schema of an event says of JSON in its data.
pub(super) fn groups<'d>(cx: &mut Compiler<'d>, schema: &'d Value, pointer: &str) -> Vec<Group> {
    let mut search = Search {
        cx,
        groups: Vec::new(),
        schemas_left: ITEM_SCHEMAS_MAX,
    };
    search.groups(schema, pointer, REFERENCE_DEPTH_MAX);
    search.groups
}

/// A search through schemas, bounded in depth and in all.
struct Search<'c, 'd> {
    cx: &'c mut Compiler<'d>,
    groups: Vec<Group>,
    schemas_left: usize,
}

impl<'d> Search<'_, 'd> {
    /// The schema behind its `$ref`, and where it is; `None` past a bound.
    fn at(&mut self, schema: &'d Value, pointer: &str) -> Option<(&'d Value, String)> {
        self.schemas_left = self.schemas_left.checked_sub(1)?;
        self.cx.find(schema, pointer)
    }

    fn groups(&mut self, schema: &'d Value, pointer: &str, depth: usize) {
        let (Some((schema, pointer)), Some(depth)) =
            (self.at(schema, pointer), depth.checked_sub(1))
        else {
            return;
        };
        if let Some(data) = data(self.cx, schema, &pointer) {
            self.groups.push(Group(vec![Branch {
                guard: None,
                data: vec![data],
            }]));
        }
        for (branch, at) in branches(schema, &pointer, "allOf") {
            self.groups(branch, &at, depth);
        }
        for keyword in ["anyOf", "oneOf"] {
            let mut alternatives = Vec::new();
            for (branch, at) in branches(schema, &pointer, keyword) {
                let Some(guard) = self.cx.schema(&at) else {
                    return;
                };
                let mut found = Vec::new();
                self.every_data(branch, &at, depth, &mut found);
                alternatives.push(Branch {
                    guard: Some(guard),
                    data: found,
                });
            }
            if alternatives.iter().any(|branch| !branch.data.is_empty()) {
                self.groups.push(Group(alternatives));
            }
        }
    }

    /// What one alternative says, with what it combines.
    fn every_data(
        &mut self,
        schema: &'d Value,
        pointer: &str,
        depth: usize,
        found: &mut Vec<Data>,
    ) {
        let (Some((schema, pointer)), Some(depth)) =
            (self.at(schema, pointer), depth.checked_sub(1))
        else {
            return;
        };
        found.extend(data(self.cx, schema, &pointer));
        for (branch, at) in branches(schema, &pointer, "allOf") {
            self.every_data(branch, &at, depth, found);
        }
    }
}

fn branches<'d>(schema: &'d Value, pointer: &str, keyword: &str) -> Vec<(&'d Value, String)> {
    let branches = schema.get(keyword).and_then(Value::as_array);
    let at = pointer::join(pointer, keyword);
    let each = branches.into_iter().flatten().enumerate();
    each.map(|(index, branch)| (branch, pointer::join(&at, &index.to_string())))
        .collect()
}

fn data<'d>(cx: &mut Compiler<'d>, schema: &'d Value, pointer: &str) -> Option<Data> {
    let property = schema.get("properties")?.get("data")?;
    let at = pointer::join(&pointer::join(pointer, "properties"), "data");
    let (property, at) = cx.find(property, &at)?;
    let media_type = property.get("contentMediaType")?.as_str()?;
    let is_json = MediaType::parse(media_type.as_bytes()).is_some_and(|it| it.is_json());
    if !is_json || property.get("contentEncoding").is_some() {
        return None;
    }
    if property.get("contentSchema").is_none() {
        return Some(Data::Json);
    }
    cx.schema(&pointer::join(&at, "contentSchema"))
        .map(Data::Schema)
}

impl Group {
    pub(super) fn is_sound(&self, program: &Program) -> bool {
        self.0.iter().all(|branch| {
            let schemas = branch.data.iter().filter_map(|data| match data {
                Data::Json => None,
                Data::Schema(schema) => Some(schema),
            });
            schemas.chain(&branch.guard).all(|it| program.has(*it))
        })
    }

    /// Judges the data of an event that conforms. `base` is where the data is.
    pub(super) fn check(
        &self,
        program: &Program,
        event: Node<'_>,
        data: &[u8],
        limits: &JsonLimits,
        base: &str,
    ) -> Verdict {
        let json = json::read(data, limits);
        let mut first = Verdict::Conforms;
        for branch in &self.0 {
            let is_taken = branch
                .guard
                .is_none_or(|guard| program.accepts(guard, event).unwrap_or(true));
            if !is_taken {
                continue;
            }
            let verdict = branch.check(program, json.as_ref().map(json::Json::root), base);
            if verdict == Verdict::Conforms {
                return verdict;
            }
            if first == Verdict::Conforms {
                first = verdict;
            }
        }
        first
    }
}

impl Branch {
    fn check(&self, program: &Program, json: Result<Node<'_>, &JsonError>, base: &str) -> Verdict {
        match json {
            _ if self.data.is_empty() => Verdict::Conforms,
            Err(error) => not_json(*error, base),
            Ok(node) => self
                .data
                .iter()
                .map(|data| match data {
                    Data::Json => Verdict::Conforms,
                    Data::Schema(id) => schema::verdict(program, *id, node, Location::Body, base),
                })
                .fold(Verdict::Conforms, Verdict::and),
        }
    }
}

/// What should be JSON and is not. An empty text is none.
pub(super) fn not_json(error: JsonError, base: &str) -> Verdict {
    let error = if error == JsonError::Empty {
        JsonError::Syntax
    } else {
        error
    };
    Verdict::of(vec![Violation::new(
        Location::Body,
        base,
        error.keyword(),
        error.to_string(),
    )])
}
