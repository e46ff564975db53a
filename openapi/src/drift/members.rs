//! What is within two schemas of one value: properties, items, enumerations. Notes what is
//! there and not declared, and what is required and not there.

use serde_json::{Map, Value};

use super::alternatives::{self, alternatives, presence};
use super::kinds::Kinds;
use super::levels::{Level, Levels, base};
use super::remedy::Remedy;
use super::survey::{Note, Pair, Survey};
use super::{DriftKind, Presence, Severity};
use crate::document::members;
use crate::pointer;

/// Compares what is within a pair.
pub(super) fn compare<'v>(survey: &mut Survey<'v>, pair: &Pair<'v>) {
    let observed = alternatives(survey.observed, pair.observed);
    let seen = observed.iter().map(|it| Kinds::seen(it));
    let seen = seen.fold(Kinds::NONE, Kinds::or);
    let levels = |kind| {
        let is_seen = seen.meets(kind);
        is_seen.then(|| Levels::of(survey.declared, pair.declared, &pair.at, kind))
    };
    if let Some(levels) = levels(Kinds::STRING) {
        enumeration(survey, pair, &levels, &observed);
    }
    if let Some(levels) = levels(Kinds::ARRAY) {
        items(survey, pair, &levels, &observed);
    }
    if let Some(levels) = levels(Kinds::OBJECT) {
        let objects = observed.iter().copied();
        for object in objects.filter(|it| Kinds::seen(it).meets(Kinds::OBJECT)) {
            properties(survey, pair, &levels, object);
            required(survey, pair, &levels, object);
        }
    }
}

impl<'v> Pair<'v> {
    fn within(&self, at: String, declared: &'v Value, observed: &'v Value) -> Self {
        Self {
            at,
            declared,
            observed,
            message: self.message,
            is_text: self.is_text,
        }
    }

    fn note(&self, severity: Severity, remedy: Remedy, presence: Option<Presence>) -> Note<'v> {
        Note {
            severity,
            remedy,
            messages: [self.message].into(),
            presence,
            observed: Vec::new(),
            outside: Kinds::NONE,
        }
    }
}

fn enumeration<'v>(
    survey: &mut Survey<'v>,
    pair: &Pair<'v>,
    levels: &Levels<'v>,
    observed: &[&'v Map<String, Value>],
) {
    let published = |level: &Level<'v>| {
        // Of other types altogether: that is what differs then.
        if !Kinds::by_values(level.schema).meets(Kinds::STRING) {
            return None;
        }
        let values = level.schema.get("enum").and_then(Value::as_array);
        let only = level.schema.get("const").map(std::slice::from_ref);
        let values = values.map(Vec::as_slice).or(only)?;
        let mut seen = observed
            .iter()
            .filter_map(|it| it.get("enum")?.as_array())
            .flatten();
        seen.any(|value| !values.contains(value))
            .then(|| level.pointer.clone())
    };
    let outside: Vec<String> = levels.all.iter().filter_map(published).collect();
    for at in outside {
        let remedy = Remedy::Enumeration { at: at.clone() };
        let note = pair.note(Severity::Error, remedy, None);
        survey.note(DriftKind::EnumOutside, at, note);
    }
}

fn items<'v>(
    survey: &mut Survey<'v>,
    pair: &Pair<'v>,
    levels: &Levels<'v>,
    observed: &[&'v Map<String, Value>],
) {
    for level in &levels.all {
        let Some(declared) = level.schema.get("items") else {
            continue;
        };
        // Which item a place of its own has, nobody observed.
        if level.schema.contains_key("prefixItems") {
            continue;
        }
        let at = pointer::join(&level.pointer, "items");
        for items in observed.iter().flat_map(|it| alternatives::items(it)) {
            survey.pair(pair.within(at.clone(), declared, items));
        }
    }
}

fn properties<'v>(
    survey: &mut Survey<'v>,
    pair: &Pair<'v>,
    levels: &Levels<'v>,
    object: &'v Map<String, Value>,
) {
    let dynamic = object.get("additionalProperties");
    for (name, observed) in members(object.get("properties")) {
        for level in &levels.all {
            if let Some(declared) = level.property(name) {
                let at = level.property_at(name);
                survey.field(at.clone(), true);
                survey.pair(pair.within(at, declared, observed));
            } else if let Some(declared) = level.others() {
                let at = pointer::join(&level.pointer, "additionalProperties");
                survey.pair(pair.within(at, declared, observed));
            }
        }
        if !levels.name(name) {
            undeclared(survey, pair, levels, name, observed);
        }
    }
    for level in &levels.all {
        if let (Some(observed), Some(declared)) = (dynamic, level.others()) {
            let at = pointer::join(&level.pointer, "additionalProperties");
            survey.pair(pair.within(at, declared, observed));
        }
        // Of an object whose names were not all kept nobody can say what was not there.
        if dynamic.is_none() && object.contains_key("properties") {
            for (name, _) in members(level.schema.get("properties")) {
                survey.field(level.property_at(name), false);
            }
        }
    }
}

fn undeclared<'v>(
    survey: &mut Survey<'v>,
    pair: &Pair<'v>,
    levels: &Levels<'v>,
    name: &str,
    observed: &'v Value,
) {
    let closed: Vec<&Level<'v>> = levels.closed().collect();
    let is_unclear = levels.is_open || levels.some.iter().any(Level::is_closed);
    if is_unclear || (closed.is_empty() && levels.take_any()) {
        return;
    }
    let (severity, at) = if closed.is_empty() {
        // Where an object was not expected at all, its type is what differs.
        let base = base(survey.declared, pair.declared, &pair.at).filter(|it| {
            let own = Kinds::of_level(survey.declared, it.schema);
            own.meets(Kinds::OBJECT) || it.describes_objects()
        });
        let at = base.into_iter().map(|level| level.pointer);
        (Severity::Info, at.collect())
    } else {
        let closed = closed.iter().map(|level| level.pointer.clone());
        (Severity::Error, closed.collect::<Vec<_>>())
    };
    let Some(first) = at.first() else {
        return;
    };
    let place = pointer::join(&pointer::join(first, "properties"), name);
    let remedy = Remedy::Property {
        at,
        name: name.to_owned(),
    };
    let mut note = pair.note(severity, remedy, presence(observed));
    note.observed.push(observed);
    survey.note(DriftKind::UndeclaredProperty, place, note);
}

fn required<'v>(
    survey: &mut Survey<'v>,
    pair: &Pair<'v>,
    levels: &Levels<'v>,
    object: &'v Map<String, Value>,
) {
    // What was not there is counted like what was there beside it; among names that were not
    // kept it may have been.
    let beside = members(object.get("properties")).find_map(|(_, it)| presence(it));
    let absent = beside.filter(|_| !object.contains_key("additionalProperties"));
    let absent = absent.map(|it| Presence { present: 0, ..it });
    for level in &levels.all {
        for name in level.required() {
            let observed = object.get("properties").and_then(|it| it.get(name));
            let counted = match observed {
                Some(observed) => presence(observed),
                None => absent,
            };
            let Some(counted) = counted.filter(|_| must_be(survey, pair, levels, name)) else {
                continue;
            };
            let at = level.property_at(name);
            let remedy = Remedy::Required {
                at: level.pointer.clone(),
                name: name.to_owned(),
            };
            let note = pair.note(Severity::Error, remedy, Some(counted));
            survey.note(DriftKind::RequiredMissing, at, note);
        }
    }
}

/// Whether a required property is required in this half of an exchange (OAS 3.1 §4.8.24).
fn must_be(survey: &Survey<'_>, pair: &Pair<'_>, levels: &Levels<'_>, name: &str) -> bool {
    let is_response = survey.of(pair.message).is_some_and(|it| it.is_response);
    let other = if is_response { "writeOnly" } else { "readOnly" };
    let mut declared = levels.all.iter().filter_map(|level| level.property(name));
    !declared.any(|schema| {
        let levels = Levels::of(survey.declared, schema, "", Kinds::ALL);
        let mut all = levels.all.iter();
        all.any(|level| level.schema.get(other) == Some(&Value::Bool(true)))
    })
}
