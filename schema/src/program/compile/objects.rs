//! Keywords about the members of an object (JSON Schema 2020-12 Core §10.2.2.4, §10.3.2,
//! Validation §6.5): those that one pass can judge together become one check.

use serde_json::{Map, Value};

use super::super::SchemaId;
use super::super::check::{Applicator, Dependent, Object, Property};
use super::super::glance::Glance;
use super::{Compiler, Place, joined, run};
use crate::json::Key;

impl<'d> Compiler<'d> {
    pub(super) fn members(&mut self, place: &mut Place<'d>) {
        let mut properties = self.declared(place);
        let required = self.required(place, &mut properties);
        let patterns = self.name_patterns(place);
        let additional = place.object.get("additionalProperties");
        let additional = additional.filter(|_| !place.has_unknown_members);
        let is_closed = additional.is_some();
        let additional = additional.map_or(SchemaId::TRUE, |value| {
            self.inner(place, "additionalProperties", value)
        });
        if !properties.is_empty() || !patterns.is_empty() || is_closed {
            let first = in_order(&mut properties);
            let object = Object {
                properties: run(&mut self.program.properties, properties),
                first,
                patterns: run(&mut self.program.name_patterns, patterns),
                additional,
                is_closed,
                required,
            };
            self.program.objects.push(object);
            let index = u32::try_from(self.program.objects.len() - 1).unwrap_or(u32::MAX);
            place.applied.push(Applicator::Members(index));
        }
        if let Some(value) = place.object.get("propertyNames") {
            let id = self.inner(place, "propertyNames", value);
            place.applied.push(Applicator::PropertyNames(id));
        }
        self.dependents(place);
    }

    /// A keyword that holds a map of schemas.
    fn map(&mut self, place: &Place<'d>, keyword: &str) -> Option<&'d Map<String, Value>> {
        match place.object.get(keyword) {
            None => None,
            Some(Value::Object(map)) => Some(map),
            Some(_) => {
                self.malformed(place, keyword, "an object");
                None
            }
        }
    }

    fn declared(&mut self, place: &Place<'d>) -> Vec<Property> {
        let pointer = joined(&place.pointer, "properties");
        let mut properties = Vec::new();
        for (name, schema) in self.map(place, "properties").into_iter().flatten() {
            let schema = self.inner_at(place, joined(&pointer, name), schema);
            properties.push(Property {
                name: self.name(name),
                key: Key::default(),
                glance: Glance::default(),
                is_alone: false,
                schema,
                next: 0,
                is_required: false,
                is_declared: true,
            });
        }
        properties
    }

    fn required(&mut self, place: &Place<'d>, properties: &mut Vec<Property>) -> u32 {
        let names = match place.object.get("required") {
            Some(Value::Array(names)) if self.resources.asserts(place.resource) => names,
            None | Some(Value::Array(_)) => return 0,
            Some(_) => {
                self.malformed(place, "required", "an array of names");
                return 0;
            }
        };
        let mut count = 0;
        for name in names {
            let Some(name) = name.as_str() else {
                self.malformed(place, "required", "an array of names");
                return 0;
            };
            let name = self.name(name);
            match properties.iter_mut().find(|known| known.name == name) {
                Some(known) if known.is_required => continue,
                Some(known) => known.is_required = true,
                None => properties.push(Property {
                    name,
                    key: Key::default(),
                    glance: Glance::default(),
                    is_alone: false,
                    schema: SchemaId::TRUE,
                    next: 0,
                    is_required: true,
                    is_declared: false,
                }),
            }
            count += 1;
        }
        count
    }

    fn name_patterns(&mut self, place: &mut Place<'d>) -> Vec<(u32, SchemaId)> {
        let pointer = joined(&place.pointer, "patternProperties");
        let mut patterns = Vec::new();
        for (source, schema) in self.map(place, "patternProperties").into_iter().flatten() {
            let pointer = joined(&pointer, source);
            match self.pattern(&pointer, source) {
                Some(pattern) => {
                    let schema = self.inner_at(place, pointer, schema);
                    patterns.push((pattern, schema));
                }
                None => place.has_unknown_members = true,
            }
        }
        patterns
    }

    fn dependents(&mut self, place: &mut Place<'d>) {
        let mut dependents = Vec::new();
        if self.resources.asserts(place.resource) {
            for (trigger, names) in self.map(place, "dependentRequired").into_iter().flatten() {
                let trigger = self.name(trigger);
                for name in names.as_array().into_iter().flatten() {
                    let Some(name) = name.as_str() else {
                        self.malformed(place, "dependentRequired", "arrays of names");
                        return;
                    };
                    let name = self.name(name);
                    dependents.push(Dependent::Required(trigger, name));
                }
            }
        }
        let pointer = joined(&place.pointer, "dependentSchemas");
        for (trigger, schema) in self.map(place, "dependentSchemas").into_iter().flatten() {
            let schema = self.inner_at(place, joined(&pointer, trigger), schema);
            let trigger = self.name(trigger);
            dependents.push(Dependent::Schema(trigger, schema));
        }
        if !dependents.is_empty() {
            let run = run(&mut self.program.dependents, dependents);
            place.applied.push(Applicator::Dependents(run));
        }
    }
}

/// Sorts properties by the hashes of their names and links them in the order of declaration;
/// gives back the place of the first.
fn in_order(properties: &mut [Property]) -> u32 {
    let mut order: Vec<usize> = (0..properties.len()).collect();
    order.sort_by_key(|at| properties.get(*at).map(|property| property.name.hash));
    // `sorted[declared]` is where the property declared at that place ends up.
    let mut sorted = vec![0_u32; order.len()];
    for (to, from) in order.iter().enumerate() {
        if let (Some(place), Ok(to)) = (sorted.get_mut(*from), u32::try_from(to)) {
            *place = to;
        }
    }
    for (declared, property) in properties.iter_mut().enumerate() {
        property.next = sorted.get(declared + 1).copied().unwrap_or_default();
    }
    // Not sorted themselves: that would be one more sort in the filter, of large entries.
    let ordered: Vec<Property> = order
        .iter()
        .filter_map(|from| properties.get(*from).copied())
        .collect();
    for (place, property) in properties.iter_mut().zip(ordered) {
        *place = property;
    }
    sorted.first().copied().unwrap_or_default()
}
