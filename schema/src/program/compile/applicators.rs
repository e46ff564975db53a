//! Keywords that apply schemas to the value or to its items (JSON Schema 2020-12 Core §10,
//! §11).

use serde_json::Value;

use super::super::SchemaId;
use super::super::check::{Applicator, Choice, Property, Run};
use super::super::glance::Glance;
use super::assertions::size;
use super::{Compiler, Place, joined, run};
use crate::json::Key;

impl<'d> Compiler<'d> {
    pub(super) fn applicators(&mut self, place: &mut Place<'d>) {
        if let Some(branches) = self.list(place, "allOf") {
            place.applied.push(Applicator::AllOf(branches));
        }
        for (keyword, check) in [
            ("anyOf", Applicator::AnyOf as fn(u32) -> Applicator),
            ("oneOf", Applicator::OneOf),
        ] {
            if let Some(branches) = self.list(place, keyword) {
                let choice = self.choice(place, keyword, branches);
                place.applied.push(check(choice));
            }
        }
        if let Some(value) = place.object.get("not") {
            let id = self.inner(place, "not", value);
            place.applied.push(Applicator::Not(id));
        }
        self.conditional(place);
        self.items(place);
        if let Some(value) = place.object.get("unevaluatedItems") {
            let id = self.inner(place, "unevaluatedItems", value);
            place.applied.push(Applicator::UnevaluatedItems(id));
        }
        let rest = place.object.get("unevaluatedProperties");
        if let Some(value) = rest.filter(|_| !place.has_unknown_members) {
            let id = self.inner(place, "unevaluatedProperties", value);
            place.applied.push(Applicator::UnevaluatedProperties(id));
        }
    }

    /// A keyword that holds an array of schemas.
    fn list(&mut self, place: &Place<'d>, keyword: &str) -> Option<Run> {
        let value = place.object.get(keyword)?;
        let Value::Array(schemas) = value else {
            self.malformed(place, keyword, "an array of schemas");
            return None;
        };
        let pointer = joined(&place.pointer, keyword);
        let mut ids = Vec::with_capacity(schemas.len());
        for (at, schema) in schemas.iter().enumerate() {
            let pointer = joined(&pointer, &at.to_string());
            ids.push(self.inner_at(place, pointer, schema));
        }
        Some(run(&mut self.program.branches, ids))
    }

    fn choice(&mut self, place: &Place<'d>, keyword: &str, branches: Run) -> u32 {
        let ids = branches.of(&self.program.branches).to_vec();
        let written = place.object.get(keyword).and_then(Value::as_array);
        let name = place.object.get("discriminator");
        let name = name.and_then(|it| it.get("propertyName")?.as_str());
        let mut tags = Vec::new();
        if let (Some(_), Some(schemas)) = (name, written) {
            for (id, schema) in ids.into_iter().zip(schemas) {
                let reference = schema.get("$ref").and_then(Value::as_str);
                for tag in reference.map_or_else(Vec::new, |target| tags_of(place, target)) {
                    tags.push(Property {
                        key: Key::default(),
                        glance: Glance::default(),
                        is_alone: false,
                        name: self.name(&tag),
                        schema: id,
                        next: 0,
                        is_required: false,
                        is_declared: false,
                    });
                }
            }
        }
        let choice = Choice {
            branches,
            discriminator: name.map(|name| self.name(name)),
            tags: run(&mut self.program.properties, tags),
        };
        self.program.choices.push(choice);
        u32::try_from(self.program.choices.len() - 1).unwrap_or(u32::MAX)
    }

    fn conditional(&mut self, place: &mut Place<'d>) {
        let Some(condition) = place.object.get("if") else {
            return;
        };
        let condition = self.inner(place, "if", condition);
        let [then, otherwise] = ["then", "else"].map(|keyword| {
            let branch = place.object.get(keyword);
            branch.map_or(SchemaId::TRUE, |branch| self.inner(place, keyword, branch))
        });
        place
            .applied
            .push(Applicator::If(condition, then, otherwise));
    }

    fn items(&mut self, place: &mut Place<'d>) {
        let prefix = self.list(place, "prefixItems");
        let rest = match place.object.get("items") {
            Some(Value::Array(_)) => {
                self.malformed(place, "items", "a schema; tuples are prefixItems");
                None
            }
            Some(items) => Some(self.inner(place, "items", items)),
            None => None,
        };
        if prefix.is_some() || rest.is_some() {
            place.applied.push(Applicator::Items(
                prefix.unwrap_or_default(),
                rest.unwrap_or(SchemaId::TRUE),
                rest.is_some(),
            ));
        }
        if let Some(value) = place.object.get("contains") {
            let id = self.inner(place, "contains", value);
            let limit = |keyword| place.object.get(keyword).map(size);
            let limits = if self.resources.asserts(place.resource) {
                (limit("minContains"), limit("maxContains"))
            } else {
                (None, None)
            };
            match limits {
                (Some(None), _) | (_, Some(None)) => {
                    self.malformed(place, "contains", "minContains and maxContains to be whole");
                }
                (min, max) => {
                    let min = min.flatten().unwrap_or(1);
                    let max = max.flatten().unwrap_or(u32::MAX);
                    place.applied.push(Applicator::Contains(id, min, max));
                }
            }
        }
    }
}

/// The values of a discriminator that name the branch which refers to `target`: its last
/// segment, and what `mapping` says (OAS 3.1 §4.8.25).
fn tags_of(place: &Place<'_>, target: &str) -> Vec<String> {
    let last = target.rsplit('/').next().unwrap_or_default();
    let mapping = place.object.get("discriminator");
    let mapping = mapping.and_then(|it| it.get("mapping")?.as_object());
    let mapped = mapping
        .into_iter()
        .flatten()
        .filter(|(_, to)| to.as_str().is_some_and(|to| to == target || to == last));
    let mapped = mapped.map(|(tag, _)| tag.clone());
    mapped.chain([last.to_owned()]).collect()
}
