//! Schema to readings: looks at a schema, its branches and what they refer to, for the types
//! of the value and of all it holds. Never too few, so that no reading is missed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::compiler::Compiler;
use super::facet::{Facet, branches};
use super::readings::{Reading, Readings};
use super::types::Types;
use crate::document::members;
use crate::limits::{PARAMETER_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};
use crate::pointer;

/// A look, bounded in depth and in all: branches that lead back to their own schema twice
/// would double the work with each level.
struct Look<'c, 'd> {
    cx: &'c mut Compiler<'d>,
    schemas_left: usize,
    readings: Vec<Reading>,
}

/// Keywords whose schemas speak of the same value: all of them, or some.
const APPLIED: [(&str, bool); 6] = [
    ("allOf", false),
    ("anyOf", true),
    ("oneOf", true),
    ("then", true),
    ("else", true),
    ("dependentSchemas", true),
];

/// Keywords that speak of the members which `properties` does not name.
const REST: [&str; 3] = [
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
];

impl Readings {
    /// Looks at the Schema Object at `pointer`, and into it: so many levels of values, a
    /// member by its name.
    pub(in crate::contract) fn of<'d>(
        cx: &mut Compiler<'d>,
        schema: &'d Value,
        pointer: &str,
        levels: &dyn Fn(&str) -> usize,
    ) -> Self {
        let compiled = cx.schema(pointer);
        let mut look = Look {
            cx,
            schemas_left: PARAMETER_SCHEMAS_MAX,
            readings: Vec::new(),
        };
        let facet = Facet {
            schema,
            pointer: pointer.to_owned(),
            is_branch: false,
        };
        look.reading(&[facet], levels);
        let mut readings = look.readings;
        if let Some(root) = readings.first_mut() {
            root.schema = compiled;
        }
        Self(readings)
    }
}

impl<'d> Look<'_, 'd> {
    /// The same, of a value that is so many levels deep at most.
    fn inner(&mut self, about: &[Facet<'d>], levels: usize) -> usize {
        if let Some(levels) = levels.checked_sub(1) {
            return self.reading(about, &|_| levels);
        }
        self.readings.push(Reading::of(Types::ALL));
        self.readings.len() - 1
    }

    /// Adds the reading of a value of which all these schemas speak.
    fn reading(&mut self, about: &[Facet<'d>], levels: &dyn Fn(&str) -> usize) -> usize {
        let at = self.readings.len();
        self.readings.push(Reading::of(Types::ALL));
        let mut facets = Vec::new();
        let (mut every, mut some) = (Types::ALL, Types::NONE);
        for facet in about {
            let types = self.gather(facet.clone(), REFERENCE_DEPTH_MAX, &mut facets);
            if facet.is_branch {
                some = some.or(types);
            } else {
                every = every.and(types);
            }
        }
        let types = match every.and(some) {
            Types::NONE if some == Types::NONE => every,
            types => types,
        };
        let types = if types == Types::ALL {
            Types::implied(facets.iter().map(|facet| facet.schema))
        } else {
            types
        };
        let mut reading = Reading::of(types);
        if let ([facet], true) = (about, types.is_ambiguous()) {
            reading.schema = self.cx.schema(&facet.pointer);
        }
        if types.has(Types::ARRAY) {
            self.items(&facets, levels(""), &mut reading);
        }
        if types.has(Types::OBJECT) {
            self.members(&facets, levels, &mut reading);
        }
        if let Some(there) = self.readings.get_mut(at) {
            *there = reading;
        }
        at
    }

    /// The types that a schema allows; adds it and what it applies to the same value.
    fn gather(&mut self, facet: Facet<'d>, depth: usize, facets: &mut Vec<Facet<'d>>) -> Types {
        let (Some(left), Some(depth)) = (self.schemas_left.checked_sub(1), depth.checked_sub(1))
        else {
            return Types::ALL;
        };
        self.schemas_left = left;
        let schema = facet.schema;
        let mut types = Types::stated(schema);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && let Some((schema, pointer)) = self.cx.target(reference)
        {
            let target = Facet {
                schema,
                pointer,
                is_branch: facet.is_branch,
            };
            types = types.and(self.gather(target, depth, facets));
        }
        for (keyword, is_branch) in APPLIED {
            let Some(applied) = schema.get(keyword) else {
                continue;
            };
            let base = pointer::join(&facet.pointer, keyword);
            let mut allowed = Vec::new();
            for (schema, pointer) in branches(applied, base) {
                let branch = Facet {
                    schema,
                    pointer,
                    is_branch: is_branch || facet.is_branch,
                };
                allowed.push(self.gather(branch, depth, facets));
            }
            match keyword {
                "allOf" => types = allowed.into_iter().fold(types, Types::and),
                "anyOf" | "oneOf" => types = types.and(Types::union(allowed.into_iter())),
                _ => {}
            }
        }
        facets.push(facet);
        types
    }

    fn items(&mut self, facets: &[Facet<'d>], levels: usize, reading: &mut Reading) {
        let prefixes: Vec<Vec<Facet<'d>>> = facets
            .iter()
            .filter_map(|facet| facet.at("prefixItems"))
            .map(|facet| facet.each())
            .collect();
        let longest = prefixes.iter().map(Vec::len).max().unwrap_or_default();
        for index in 0..longest {
            let about: Vec<_> = prefixes
                .iter()
                .filter_map(|prefix| prefix.get(index).cloned())
                .collect();
            let at = self.inner(&about, levels);
            reading.prefix.push(at);
        }
        let about: Vec<_> = facets
            .iter()
            .filter_map(|facet| facet.at("items"))
            .collect();
        if !about.is_empty() {
            reading.items = Some(self.inner(&about, levels));
        }
    }

    fn members(
        &mut self,
        facets: &[Facet<'d>],
        levels: &dyn Fn(&str) -> usize,
        reading: &mut Reading,
    ) {
        let mut named: BTreeMap<&'d str, Vec<Facet<'d>>> = BTreeMap::new();
        let mut rest = Vec::new();
        for facet in facets {
            let base = pointer::join(&facet.pointer, "properties");
            for (name, schema) in members(facet.schema.get("properties")) {
                named.entry(name).or_default().push(Facet {
                    schema,
                    pointer: pointer::join(&base, name),
                    is_branch: facet.is_branch,
                });
            }
            for keyword in REST {
                let Some(others) = facet.at(keyword) else {
                    continue;
                };
                reading.takes_rest = true;
                reading.has_rest |= others.schema != &Value::Bool(false);
                if keyword == "patternProperties" {
                    rest.extend(others.each());
                } else if others.schema.is_object() {
                    rest.push(others);
                }
            }
        }
        for (name, about) in named {
            let at = self.inner(&about, levels(name));
            reading.properties.push((name.to_owned(), at));
        }
        if let [_, _, ..] = rest.as_slice() {
            for facet in &mut rest {
                facet.is_branch = true;
            }
        }
        if !rest.is_empty() {
            reading.rest = Some(self.inner(&rest, levels("")));
        }
    }
}
