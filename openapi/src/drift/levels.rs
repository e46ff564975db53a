//! A declared schema as the list of the Schema Objects that all hold for one value: its own
//! keywords, what it refers to, every branch of `allOf`, and the branch of a choice where
//! only one comes into question. What cannot be told is said to be so, never guessed.

use serde_json::{Map, Value};

use super::alternatives::target;
use super::kinds::Kinds;
use crate::pointer;

/// Schemas within one another that are followed.
const DEPTH_MAX: usize = 16;
/// Levels of one value; more are not told apart.
const LEVELS_MAX: usize = 64;
/// Keywords under which properties may be described that are not looked for.
const UNREAD: [&str; 6] = [
    "if",
    "dependentSchemas",
    "dependencies",
    "patternProperties",
    "$dynamicRef",
    "propertyNames",
];

/// One Schema Object and where it stands.
pub(super) struct Level<'v> {
    pub(super) pointer: String,
    pub(super) schema: &'v Map<String, Value>,
}

/// Everything that holds for values of one kind.
#[derive(Default)]
pub(super) struct Levels<'v> {
    /// What holds for each of them.
    pub(super) all: Vec<Level<'v>>,
    /// What holds for some: the branches of a choice among several.
    pub(super) some: Vec<Level<'v>>,
    /// Whether there is more that was not looked at.
    pub(super) is_open: bool,
}

impl<'v> Levels<'v> {
    /// What holds for values of `kind` at a place.
    pub(super) fn of(document: &'v Value, schema: &'v Value, at: &str, kind: Kinds) -> Self {
        let mut levels = Self::default();
        levels.add(document, schema, at, kind, DEPTH_MAX, true);
        levels
    }

    fn add(
        &mut self,
        document: &'v Value,
        schema: &'v Value,
        at: &str,
        kind: Kinds,
        depth: usize,
        holds: bool,
    ) {
        let Some(schema) = schema.as_object() else {
            // `true` says that anything may be here.
            self.is_open |= schema == &Value::Bool(true);
            return;
        };
        let known = self.all.iter().chain(&self.some);
        if known
            .into_iter()
            .any(|level| std::ptr::eq(level.schema, schema))
        {
            return;
        }
        let Some(depth) = depth.checked_sub(1) else {
            self.is_open = true;
            return;
        };
        if self.all.len() + self.some.len() >= LEVELS_MAX {
            self.is_open = true;
            return;
        }
        self.is_open |= UNREAD.iter().any(|keyword| schema.contains_key(*keyword));
        let level = Level {
            pointer: at.to_owned(),
            schema,
        };
        if holds {
            self.all.push(level);
        } else {
            self.some.push(level);
        }
        if schema.contains_key("$ref") {
            match target(document, schema) {
                // Where it would not hold, its place takes more, and it stays as it is.
                Some((target, _)) if !Kinds::allowed(document, target).meets(kind) => {}
                Some((target, at)) => self.add(document, target, &at, kind, depth, holds),
                None => self.is_open = true,
            }
        }
        for (index, branch) in branches(schema, "allOf") {
            let at = branch_at(at, "allOf", index);
            self.add(document, branch, &at, kind, depth, holds);
        }
        for choice in ["anyOf", "oneOf"] {
            let admitting: Vec<_> = branches(schema, choice)
                .filter(|(_, branch)| Kinds::allowed(document, branch).meets(kind))
                .collect();
            let holds = holds && admitting.len() == 1;
            for (index, branch) in admitting {
                self.add(
                    document,
                    branch,
                    &branch_at(at, choice, index),
                    kind,
                    depth,
                    holds,
                );
            }
        }
    }

    /// Whether a property of this name is declared, by whatever may hold.
    pub(super) fn name(&self, property: &str) -> bool {
        let mut levels = self.all.iter().chain(&self.some);
        levels.any(|level| level.property(property).is_some())
    }

    /// Whether some of what holds, or may hold, takes any property.
    pub(super) fn take_any(&self) -> bool {
        let mut levels = self.all.iter().chain(&self.some);
        self.is_open || levels.any(Level::takes_any)
    }

    /// What refuses properties that it does not name.
    pub(super) fn closed(&self) -> impl Iterator<Item = &Level<'v>> {
        self.all.iter().filter(|level| level.is_closed())
    }
}

impl<'v> Level<'v> {
    /// The schema of a property that is named.
    pub(super) fn property(&self, name: &str) -> Option<&'v Value> {
        self.schema.get("properties")?.get(name)
    }

    /// Where the property's schema is, or would be.
    pub(super) fn property_at(&self, name: &str) -> String {
        pointer::join(&pointer::join(&self.pointer, "properties"), name)
    }

    /// The schema of all other properties, if it says anything.
    pub(super) fn others(&self) -> Option<&'v Value> {
        let others = self.schema.get("additionalProperties")?;
        others
            .as_object()
            .is_some_and(|it| !it.is_empty())
            .then_some(others)
    }

    pub(super) fn is_closed(&self) -> bool {
        ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .any(|keyword| self.schema.get(*keyword) == Some(&Value::Bool(false)))
    }

    fn takes_any(&self) -> bool {
        ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .filter_map(|keyword| self.schema.get(*keyword))
            .any(|others| *others != Value::Bool(false))
    }

    /// Whether it says anything of objects, whatever its type.
    pub(super) fn describes_objects(&self) -> bool {
        ["properties", "additionalProperties", "required"]
            .iter()
            .any(|keyword| self.schema.contains_key(*keyword))
    }

    /// The names that are required here.
    pub(super) fn required(&self) -> impl Iterator<Item = &'v str> {
        let names = self.schema.get("required").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str)
    }
}

/// The schema that describes an object: where a property that is not declared would be,
/// behind references and behind choices that are none. `None` where no Schema Object is.
pub(super) fn base<'v>(document: &'v Value, schema: &'v Value, at: &str) -> Option<Level<'v>> {
    let (mut schema, mut at) = (schema, at.to_owned());
    for _ in 0..DEPTH_MAX {
        let object = schema.as_object()?;
        let level = Level {
            pointer: at,
            schema: object,
        };
        if level.describes_objects() {
            return Some(level);
        }
        let Some(next) = only_part(document, object, &level.pointer, Kinds::OBJECT) else {
            return Some(level);
        };
        (schema, at) = next;
    }
    None
}

/// The one schema that this one passes an object on to.
fn only_part<'v>(
    document: &'v Value,
    schema: &'v Map<String, Value>,
    at: &str,
    kind: Kinds,
) -> Option<(&'v Value, String)> {
    let parts = ["$ref", "allOf", "anyOf", "oneOf"];
    if parts
        .iter()
        .filter(|part| schema.contains_key(**part))
        .count()
        != 1
    {
        return None;
    }
    if schema.contains_key("$ref") {
        let target = target(document, schema);
        return target.filter(|(target, _)| Kinds::allowed(document, target).meets(kind));
    }
    let mut admitting = ["allOf", "anyOf", "oneOf"].iter().flat_map(|choice| {
        let branches = branches(schema, choice).filter(|(_, branch)| {
            *choice == "allOf" || Kinds::allowed(document, branch).meets(kind)
        });
        branches.map(|(index, branch)| (branch, branch_at(at, choice, index)))
    });
    let only = admitting.next()?;
    admitting.next().is_none().then_some(only)
}

fn branches<'v>(
    schema: &'v Map<String, Value>,
    choice: &str,
) -> impl Iterator<Item = (usize, &'v Value)> {
    let branches = schema.get(choice).and_then(Value::as_array);
    branches.into_iter().flatten().enumerate()
}

fn branch_at(at: &str, choice: &str, index: usize) -> String {
    format!("{}/{index}", pointer::join(at, choice))
}
