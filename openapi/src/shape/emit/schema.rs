//! View to Schema Object (OAS 3.1 §4.8.24, JSON Schema 2020-12). Every decision is taken here,
//! at the end, from all that was seen; nothing decided is ever stored.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::reveal::Wanted;
use super::super::words::WordHash;
use super::super::{IntegerWidth, Shape};
use super::map::is_map;
use super::name::Names;
use super::pool::Pool;
use super::tagged::Kinds;
use super::text::{Enumeration, Revealed, enumeration, format};
use super::view::{Facts, View};
use super::{insert, is_required, presence};

/// Values seen, all of them null, before null is published as the type.
const NULLS_MIN: u64 = 3;
/// Numbers seen, all on one side of a bound, before the bound is published. Only zero and one
/// are bounds: any other would be a value.
const BOUND_NUMBERS_MIN: u64 = 100;
/// Arrays seen, all of one length, before they count as tuples.
const TUPLES_MIN: u64 = 20;

/// Writes schemas; those of pooled objects as components, each once.
#[derive(Debug)]
pub(crate) struct Emitter<'e> {
    pool: Pool<'e>,
    revealed: &'e Revealed,
    wanted: Wanted,
    names: Names,
    components: BTreeMap<String, Value>,
}

impl<'e> Emitter<'e> {
    /// For a document that holds these places.
    pub(crate) fn new(roots: &[&'e Shape], revealed: &'e Revealed) -> Self {
        Self {
            pool: Pool::of(roots),
            revealed,
            wanted: Wanted::new(),
            names: Names::default(),
            components: BTreeMap::new(),
        }
    }

    /// The components that schemas refer to, and the hashes of members of enumerations that
    /// are not revealed.
    pub(crate) fn into_parts(self) -> (BTreeMap<String, Value>, Wanted) {
        (self.components, self.wanted)
    }

    /// What was seen as a schema that all of it satisfies, as far as it was read. `hint` names
    /// the thing, for components.
    pub(crate) fn schema(&mut self, view: &View<'e>, hint: &str) -> Map<String, Value> {
        let facts = view.facts();
        let mut kinds: Vec<Map<String, Value>> = Vec::new();
        if facts.objects > 0 {
            kinds.push(self.objects(view, &facts, hint));
        }
        if facts.arrays > 0 {
            kinds.push(self.arrays(view, &facts, hint));
        }
        kinds.extend(self.texts(&facts));
        kinds.extend(numbers(&facts));
        if facts.booleans > 0 {
            kinds.push(of_type("boolean"));
        }
        let is_nullable = facts.nulls > 0 && (!kinds.is_empty() || facts.nulls >= NULLS_MIN);
        let mut schema = union(kinds, is_nullable);
        if facts.cut > 0 {
            insert(&mut schema, "x-truncated", facts.cut);
        }
        schema
    }

    fn objects(&mut self, view: &View<'e>, facts: &Facts, hint: &str) -> Map<String, Value> {
        let hint = &super::name::of_record(hint, &view.fields());
        let Some(component) = self.pool.component(view) else {
            return self.record(view, facts, hint);
        };
        let (name, is_new) = self.names.of(component, hint);
        if is_new {
            let members = self.pool.members(component);
            let record = self.record(&members, &members.facts(), hint);
            self.components.insert(name.clone(), Value::Object(record));
        }
        let mut schema = Map::new();
        insert(&mut schema, "$ref", reference(&name));
        schema
    }

    fn record(&mut self, view: &View<'e>, facts: &Facts, hint: &str) -> Map<String, Value> {
        let mut schema = of_type("object");
        let fields = view.fields();
        if is_map(view, &fields) {
            let mut values = fields.dynamic;
            fields.known.into_values().for_each(|it| values.extend(it));
            let value = self.schema(&values, &format!("{hint}Value"));
            insert(&mut schema, "additionalProperties", value);
            return schema;
        }
        if let Some(kinds) = Kinds::of(&fields, facts)
            && let Some(choice) = self.choice(&kinds, &fields, hint)
        {
            return choice;
        }
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, field) in &fields.known {
            let present = field.count();
            let mut property = self.property(name, field, hint);
            insert(
                &mut property,
                "x-presence",
                presence(present, facts.objects_read),
            );
            insert(&mut properties, name, property);
            if is_required(present, facts.objects_read) {
                required.push(*name);
            }
        }
        if !properties.is_empty() {
            insert(&mut schema, "properties", properties);
        }
        if !required.is_empty() {
            insert(&mut schema, "required", required);
        }
        if !fields.dynamic.is_empty() {
            let others = self.others(&fields.dynamic, hint);
            insert(&mut schema, "additionalProperties", others);
        }
        schema
    }

    /// The schema of a field by its name.
    pub(super) fn property(
        &mut self,
        name: &str,
        field: &View<'e>,
        hint: &str,
    ) -> Map<String, Value> {
        self.schema(field, &super::name::of_property(name, hint))
    }

    /// The schema of values whose names are no fields.
    pub(super) fn others(&mut self, values: &View<'e>, hint: &str) -> Map<String, Value> {
        self.schema(values, &format!("{hint}Value"))
    }

    /// Adds a component; returns the reference to it.
    pub(super) fn component(&mut self, hint: &str, schema: Map<String, Value>) -> String {
        let name = self.names.fresh(hint);
        let reference = reference(&name);
        self.components.insert(name, Value::Object(schema));
        reference
    }

    /// The text of a hash; while it is not known, it is asked for.
    pub(super) fn text(&mut self, hash: WordHash) -> Option<String> {
        let text = self.revealed.get(&hash).cloned();
        if text.is_none() {
            self.wanted.insert(hash);
        }
        text
    }

    fn arrays(&mut self, view: &View<'e>, facts: &Facts, hint: &str) -> Map<String, Value> {
        let mut schema = of_type("array");
        let positions = view.positions().filter(|_| facts.arrays >= TUPLES_MIN);
        if let Some(positions) = positions {
            let schemas: Vec<Map<String, Value>> =
                positions.iter().map(|it| self.schema(it, hint)).collect();
            let differ = schemas.windows(2).any(|pair| match pair {
                [left, right] => left.get("type") != right.get("type"),
                _ => false,
            });
            if differ {
                insert(&mut schema, "minItems", schemas.len());
                insert(&mut schema, "maxItems", schemas.len());
                insert(&mut schema, "prefixItems", schemas);
                insert(&mut schema, "items", Map::new());
                return schema;
            }
        }
        let items = view.items();
        let items = if items.is_empty() {
            Map::new()
        } else {
            self.schema(&items, hint)
        };
        // Many tools know no array without.
        insert(&mut schema, "items", items);
        schema
    }

    fn texts(&mut self, facts: &Facts) -> Option<Map<String, Value>> {
        if facts.strings.is_empty() {
            return None;
        }
        let mut schema = of_type("string");
        if let Some(format) = format(&facts.strings) {
            insert(&mut schema, "format", format);
        } else {
            self.enumerate(&mut schema, facts);
        }
        Some(schema)
    }

    /// Adds the enumeration that these texts are, if they are one.
    pub(crate) fn enumerate(&mut self, schema: &mut Map<String, Value>, facts: &Facts) {
        match enumeration(&facts.strings, &facts.words, self.revealed) {
            Some(Enumeration::Named(members)) => insert(schema, "enum", members),
            Some(Enumeration::Hashed(hashes)) => {
                insert(schema, "x-enum-size", hashes.len());
                let unknown = hashes
                    .into_iter()
                    .filter(|it| !self.revealed.contains_key(it));
                self.wanted.extend(unknown);
            }
            None => {}
        }
    }
}

fn numbers(facts: &Facts) -> Option<Map<String, Value>> {
    let seen = facts.integers.saturating_add(facts.numbers);
    if seen == 0 {
        return None;
    }
    let has_fractions = facts.numbers > 0;
    let mut schema = of_type(if has_fractions { "number" } else { "integer" });
    // That 64 bits are needed is proven by one integer; that 32 are enough, by none.
    if !has_fractions && facts.width == IntegerWidth::Int64 {
        insert(&mut schema, "format", "int64");
    }
    if seen >= BOUND_NUMBERS_MIN && facts.negative == 0 {
        insert(&mut schema, "minimum", 0);
        if has_fractions && facts.beyond_one == 0 {
            insert(&mut schema, "maximum", 1);
        }
    }
    Some(schema)
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

fn of_type(name: &str) -> Map<String, Value> {
    let mut schema = Map::new();
    insert(&mut schema, "type", name);
    schema
}

/// One schema for values of several kinds: a list of types where nothing else is said of any,
/// else `anyOf`.
fn union(mut kinds: Vec<Map<String, Value>>, is_nullable: bool) -> Map<String, Value> {
    if is_nullable
        && let [only] = kinds.as_mut_slice()
        && only.contains_key("type")
    {
        let kind = only.get("type").cloned();
        insert(only, "type", json!([kind, "null"]));
        if let Some(Value::Array(members)) = only.get_mut("enum") {
            members.push(Value::Null);
        }
        return std::mem::take(only);
    }
    if is_nullable {
        kinds.push(of_type("null"));
    }
    let are_plain = kinds
        .iter()
        .all(|kind| kind.len() == 1 && kind.contains_key("type"));
    let mut schema = Map::new();
    match kinds.len() {
        0 => {}
        1 => return kinds.pop().unwrap_or_default(),
        _ if are_plain => {
            let types: Vec<Value> = kinds
                .iter_mut()
                .filter_map(|it| it.remove("type"))
                .collect();
            insert(&mut schema, "type", types);
        }
        _ => insert(&mut schema, "anyOf", kinds),
    }
    schema
}
