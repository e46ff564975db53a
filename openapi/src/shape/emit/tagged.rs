//! Objects of several kinds in one place, told apart by the word of a tag such as `type`: a
//! choice with a discriminator (OAS 3.1 §4.8.25). Only where the tag is in every object, its
//! words are closed and known, and it decides which other fields there are: a record with a
//! `type` is otherwise one record.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::presence::{differ, ratio};
use super::super::tags::{TAGS, tagged};
use super::super::words::WordHash;
use super::schema::Emitter;
use super::text::closed;
use super::view::{Facts, Fields};
use super::{insert, is_required, presence};

/// Objects of one kind before what they lack says something.
const KIND_OBJECTS_MIN: u64 = 20;
/// A field in this part of the objects of a kind is one of its fields.
const FIELD_PRESENCE: f64 = 0.95;

/// The kinds that the objects of a place are of.
#[derive(Debug)]
pub(super) struct Kinds<'k> {
    tag: &'static str,
    /// By word, the objects of that kind.
    objects: BTreeMap<WordHash, u64>,
    facts: &'k Facts,
}

impl<'k> Kinds<'k> {
    /// The kinds told apart by the first tag that does.
    pub(super) fn of(fields: &Fields<'_>, facts: &'k Facts) -> Option<Self> {
        if facts.tags.counts().is_empty() {
            return None;
        }
        TAGS.iter().find_map(|tag| {
            let words = fields.known.get(tag)?.facts();
            let objects = closed(&words.strings, &words.words)?;
            let objects = objects.into_iter().map(|word| {
                let seen = facts.tags.counts().of(&tagged(tag, word, tag));
                (word, seen)
            });
            let kinds = Self {
                tag,
                objects: objects.collect(),
                facts,
            };
            kinds.are_told_apart(fields).then_some(kinds)
        })
    }

    fn are_told_apart(&self, fields: &Fields<'_>) -> bool {
        let enough = self.objects.values().filter(|it| **it >= KIND_OBJECTS_MIN);
        let all = self
            .objects
            .values()
            .fold(0, |sum: u64, it| sum.saturating_add(*it));
        // One object without the tag, or of a word that is not known, and a choice would refuse it.
        enough.count() >= 2
            && all == self.facts.objects_read
            && fields.known.keys().any(|field| self.decide(field))
    }

    /// Whether a field is of some kinds and never of another.
    fn decide(&self, field: &str) -> bool {
        let seen = |word: &WordHash| self.seen(*word, field);
        let mut of = self
            .objects
            .iter()
            .filter(|(word, objects)| ratio(seen(word), **objects) >= FIELD_PRESENCE);
        of.any(|(word, objects)| {
            let own = (seen(word), *objects);
            let mut others = self.objects.iter();
            others.any(|(other, objects)| seen(other) == 0 && differ(own, (0, *objects)))
        })
    }

    /// Objects of a kind that have a field.
    fn seen(&self, word: WordHash, field: &str) -> u64 {
        self.facts.tags.counts().of(&tagged(self.tag, word, field))
    }
}

impl<'e> Emitter<'e> {
    /// A choice of one component for each kind; `None` while a word is not known, which is
    /// then asked for.
    pub(super) fn choice(
        &mut self,
        kinds: &Kinds<'_>,
        fields: &Fields<'e>,
        hint: &str,
    ) -> Option<Map<String, Value>> {
        let words = kinds.objects.keys().map(|word| (self.text(*word), *word));
        let words: Vec<(Option<String>, WordHash)> = words.collect();
        let words = words.into_iter().map(|(text, word)| Some((text?, word)));
        let words: BTreeMap<String, WordHash> = words.collect::<Option<_>>()?;
        let properties: BTreeMap<&str, Map<String, Value>> = fields
            .known
            .iter()
            .map(|(name, field)| (*name, self.property(name, field, hint)))
            .collect();
        let others = (!fields.dynamic.is_empty()).then(|| self.others(&fields.dynamic, hint));
        let mut branches = Vec::new();
        let mut mapping = Map::new();
        for (text, word) in words {
            let mut record = kinds.record(word, &text, &properties);
            if let Some(others) = &others {
                insert(&mut record, "additionalProperties", others.clone());
            }
            let reference = self.component(&format!("{hint} {text}"), record);
            branches.push(json!({ "$ref": reference }));
            insert(&mut mapping, &text, reference);
        }
        let mut schema = Map::new();
        insert(&mut schema, "oneOf", branches);
        let discriminator = json!({ "propertyName": kinds.tag, "mapping": mapping });
        insert(&mut schema, "discriminator", discriminator);
        Some(schema)
    }
}

impl Kinds<'_> {
    /// The objects of one kind.
    fn record(
        &self,
        word: WordHash,
        text: &str,
        all: &BTreeMap<&str, Map<String, Value>>,
    ) -> Map<String, Value> {
        let objects = self.objects.get(&word).copied().unwrap_or_default();
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, property) in all {
            let seen = self.seen(word, name);
            let mut property = property.clone();
            if *name == self.tag {
                property = Map::new();
                insert(&mut property, "type", "string");
                insert(&mut property, "const", text);
            } else if seen == 0 {
                continue;
            }
            insert(&mut property, "x-presence", presence(seen, objects));
            insert(&mut properties, name, property);
            if *name == self.tag || is_required(seen, objects) {
                required.push(*name);
            }
        }
        let mut record = Map::new();
        insert(&mut record, "type", "object");
        insert(&mut record, "properties", properties);
        insert(&mut record, "required", required);
        record
    }
}
