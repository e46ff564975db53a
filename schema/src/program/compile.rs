//! Schemas as data (JSON Schema 2020-12, OpenAPI's 3.1 dialect) to a [`Program`]. Works off
//! a queue: a schema gets its number when something first refers to it and its checks when
//! its turn comes, so that schemas may refer to one another as they like.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::check::{Applicator, Assertion, NameSpan, Run, Schema};
use super::cost::{Costs, Unbounded};
use super::glance::Glance;
use super::types::Types;
use super::{Program, SchemaId};
use crate::json::{Forms, name_hash};
use crate::limits::SCHEMAS_MAX;
use crate::pattern::trivial_property;

mod applicators;
mod assertions;
mod objects;
mod patterns;
mod references;
mod resources;

use patterns::Patterns;
use references::Target;
use resources::Resources;

/// What a compiler leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether `format` is judged or only said.
    pub formats: bool,
}

/// Characters of a Unicode property by its name, as ranges with both ends in them (ECMA-262
/// §22.2.1); `None` when there is no such property. The tables are large: they are for who
/// compiles for others.
pub type UnicodeProperties = fn(&str) -> Option<Vec<(char, char)>>;

/// A part of a schema that is not enforced, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// JSON Pointer into the document (RFC 6901).
    pub pointer: String,
    /// What was expected.
    pub message: String,
}

/// Compiles schemas of one document, each once, however often it is referred to.
#[derive(Debug)]
pub struct Compiler<'d> {
    options: Options,
    resources: Resources<'d>,
    program: Program,
    /// The numbers of schemas, by where they stand in memory.
    ids: BTreeMap<*const Value, SchemaId>,
    waiting: Vec<Waiting<'d>>,
    patterns: Patterns,
    properties: UnicodeProperties,
    /// Names by their text, so that each is kept once.
    names: BTreeMap<String, NameSpan>,
    /// Names of dynamic anchors.
    anchors: BTreeMap<String, u32>,
    /// Schemas with a keyword that cannot be understood.
    broken: BTreeSet<SchemaId>,
    /// What each schema refers to, in any way.
    uses: BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    costs: Costs,
    /// How many schemas were looked at for what judging by them may take.
    measured: u32,
    /// Schemas that judging by has no bound for; they are among the broken ones.
    unbounded: BTreeMap<SchemaId, Unbounded>,
    problems: Vec<Problem>,
}

/// A schema that has a number and no checks yet.
#[derive(Clone, Debug)]
struct Waiting<'d> {
    id: SchemaId,
    at: Target<'d>,
}

/// The schema object whose checks are being written.
struct Place<'d> {
    id: SchemaId,
    object: &'d Map<String, Value>,
    resource: usize,
    pointer: String,
    asserted: Vec<Assertion>,
    applied: Vec<Applicator>,
    /// Whether `patternProperties` has a pattern that is not enforced, so that nobody knows
    /// which members are left over.
    has_unknown_members: bool,
}

/// The first two schemas of every program: one accepts everything, one nothing.
pub(super) fn constants() -> [Schema; 2] {
    let none = Run { first: 0, len: 0 };
    [
        Schema {
            types: Types::ALL,
            asserted: none,
            applied: none,
            resource: 0,
            glance: Glance::default(),
            typed: Forms::NONE,
        },
        Schema {
            types: Types::NONE,
            asserted: none,
            applied: none,
            resource: 0,
            glance: Glance::default(),
            typed: Forms::NONE,
        },
    ]
}

impl<'d> Compiler<'d> {
    /// Takes a document whose schemas are of 2020-12: an OpenAPI document, or one schema. It
    /// goes by `uri` where references are resolved; nothing is ever fetched.
    pub fn new(uri: &str, document: &'d Value, options: Options) -> Self {
        let mut resources = Resources::default();
        resources.add(uri, document);
        let program = Program {
            schemas: constants().to_vec(),
            ..Program::default()
        };
        Self {
            options,
            resources,
            program,
            ids: BTreeMap::new(),
            waiting: Vec::new(),
            patterns: Patterns::default(),
            properties: trivial_property,
            names: BTreeMap::new(),
            anchors: BTreeMap::new(),
            broken: BTreeSet::new(),
            uses: BTreeMap::new(),
            costs: Costs::default(),
            measured: 0,
            unbounded: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// The same, with somebody who knows Unicode's properties: without, a pattern that names
    /// one (`\p{L}`) is not enforced.
    #[must_use]
    pub fn knowing(mut self, properties: UnicodeProperties) -> Self {
        self.properties = properties;
        self
    }

    /// Adds another document that references may lead to.
    pub fn add(&mut self, uri: &str, document: &'d Value) {
        self.resources.add(uri, document);
    }

    /// The schema at this pointer of the document, compiled; `None` when it cannot be, which
    /// is among the problems.
    pub fn schema(&mut self, pointer: &str) -> Option<SchemaId> {
        let Some(at) = self.resources.at_pointer(0, pointer) else {
            self.problem(pointer, "nothing is there".to_owned());
            return None;
        };
        let id = self.id(at);
        while let Some(Waiting { id, at }) = self.waiting.pop() {
            self.compile(id, at);
        }
        self.measure();
        let Some(broken) = self.first_broken(id) else {
            return Some(id);
        };
        if let Some(reason) = self.unbounded.get(&broken) {
            self.problem(pointer, reason.to_string());
        }
        None
    }

    /// The program, and what of it is not enforced.
    pub fn finish(mut self) -> (Program, Vec<Problem>) {
        self.program.anchors.sort_unstable();
        self.program.anchors.dedup();
        // Nothing that is enforced leads to them; a program that holds them is not sound.
        let [_, nothing] = constants();
        for id in self.unbounded.keys() {
            if let Some(schema) = self.program.schemas.get_mut(id.index()) {
                *schema = nothing;
            }
        }
        self.program.prepare();
        (self.program, self.problems)
    }

    fn problem(&mut self, pointer: &str, message: String) {
        self.problems.push(Problem {
            pointer: pointer.to_owned(),
            message,
        });
    }

    /// The number of the schema that stands there.
    fn id(&mut self, at: Target<'d>) -> SchemaId {
        match at.value {
            Value::Bool(true) => return SchemaId::TRUE,
            Value::Bool(false) => return SchemaId::FALSE,
            Value::Object(object) if object.is_empty() => return SchemaId::TRUE,
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => {}
        }
        let address = std::ptr::from_ref(at.value);
        if let Some(known) = self.ids.get(&address) {
            return *known;
        }
        let index = self.program.schemas.len();
        let (Ok(number), true) = (u32::try_from(index), index < SCHEMAS_MAX) else {
            self.problem(&at.pointer, format!("more than {SCHEMAS_MAX} schemas"));
            self.broken.insert(SchemaId::FALSE);
            return SchemaId::FALSE;
        };
        let id = SchemaId(number);
        let [_, nothing] = constants();
        self.program.schemas.push(nothing);
        self.ids.insert(address, id);
        self.waiting.push(Waiting { id, at });
        id
    }

    fn compile(&mut self, id: SchemaId, at: Target<'d>) {
        let Value::Object(object) = at.value else {
            self.problem(&at.pointer, "expected a schema".to_owned());
            self.broken.insert(id);
            return;
        };
        let resource = self.resources.of_schema(at.value, at.resource);
        let mut place = Place {
            id,
            object,
            resource,
            pointer: at.pointer,
            asserted: Vec::new(),
            applied: Vec::new(),
            has_unknown_members: false,
        };
        let mut types = Types::ALL;
        if self.resources.asserts(resource) {
            types = self.types(&mut place);
            self.assertions(&mut place);
        }
        self.references(&mut place);
        self.members(&mut place);
        self.applicators(&mut place);
        let asserted = run(&mut self.program.assertions, place.asserted);
        let applied = run(&mut self.program.applicators, place.applied);
        let resource = u32::try_from(resource).unwrap_or(u32::MAX);
        if let Some(schema) = self.program.schemas.get_mut(id.index()) {
            *schema = Schema {
                types,
                asserted,
                applied,
                resource,
                glance: Glance::default(),
                typed: Forms::NONE,
            };
        }
    }

    /// The schema a member of this object holds.
    fn inner(&mut self, place: &Place<'d>, keyword: &str, value: &'d Value) -> SchemaId {
        let pointer = joined(&place.pointer, keyword);
        self.inner_at(place, pointer, value)
    }

    fn inner_at(&mut self, place: &Place<'d>, pointer: String, value: &'d Value) -> SchemaId {
        let id = self.id(Target {
            value,
            resource: place.resource,
            pointer,
        });
        self.uses.entry(place.id).or_default().insert(id);
        id
    }

    /// A keyword whose value is not what it must be: the schema is not enforced.
    fn malformed(&mut self, place: &Place<'d>, keyword: &str, expected: &str) {
        let pointer = joined(&place.pointer, keyword);
        self.problem(&pointer, format!("expected {expected}"));
        self.broken.insert(place.id);
    }

    fn name(&mut self, text: &str) -> NameSpan {
        if let Some(known) = self.names.get(text) {
            return *known;
        }
        let first = u32::try_from(self.program.names.len()).unwrap_or(u32::MAX);
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.program.names.push_str(text);
        let span = NameSpan {
            run: Run { first, len },
            hash: name_hash(text.as_bytes()),
        };
        self.names.insert(text.to_owned(), span);
        span
    }

    /// Finds the schemas that cannot be judged by, among those that are new.
    fn measure(&mut self) {
        let schemas = u32::try_from(self.program.schemas.len()).unwrap_or(u32::MAX);
        for id in (self.measured..schemas).map(SchemaId) {
            if let Err(reason) = self.costs.of(&self.program, id) {
                self.unbounded.insert(id, reason);
                self.broken.insert(id);
            }
        }
        self.measured = schemas;
    }

    /// A schema that cannot be enforced, if this one needs any such.
    fn first_broken(&self, from: SchemaId) -> Option<SchemaId> {
        if self.broken.is_empty() {
            return None;
        }
        let mut seen = BTreeSet::new();
        let mut left = vec![from];
        while let Some(id) = left.pop() {
            if self.broken.contains(&id) {
                return Some(id);
            }
            if seen.insert(id)
                && let Some(uses) = self.uses.get(&id)
            {
                left.extend(uses);
            }
        }
        None
    }
}

/// Puts entries at the end of a table.
fn run<T>(table: &mut Vec<T>, entries: Vec<T>) -> Run {
    let first = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let len = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    table.extend(entries);
    Run { first, len }
}

/// A pointer one member further (RFC 6901 §3).
fn joined(pointer: &str, name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    [pointer, "/", &name].concat()
}
