//! The walk over a declared document beside what was observed of it: which observed schemas
//! stand at each declared one, and what was noted on the way. The same place may be reached
//! by many operations, and is judged once, by all that was seen there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::kinds::Kinds;
use super::levels::{Level, base};
use super::remedy::Remedy;
use super::{Drift, DriftKind, DriftPlace, Presence, Severity, members};
use crate::limits::DRIFT_STEPS_MAX;

/// One half of the exchanges of an operation.
pub(super) struct Message {
    /// Index of the operation.
    pub(super) operation: usize,
    /// Whether it is what the upstream said.
    pub(super) is_response: bool,
    /// How many there were.
    pub(super) exchanges: u64,
}

/// An observed schema beside the declared one of the same place.
#[derive(Clone)]
pub(super) struct Pair<'v> {
    pub(super) at: String,
    pub(super) declared: &'v Value,
    pub(super) observed: &'v Value,
    /// Index of the message.
    pub(super) message: usize,
    /// Whether values are texts there, of which nobody wrote the type.
    pub(super) is_text: bool,
}

/// A place of the declared document where a schema says what a value may be.
pub(super) struct Typed<'v> {
    pub(super) at: String,
    pub(super) declared: &'v Value,
    pub(super) observed: Vec<&'v Value>,
    pub(super) messages: BTreeSet<usize>,
    pub(super) is_text: bool,
    /// Whether it is here that properties would be declared.
    pub(super) is_base: bool,
}

/// What was noted of one place.
pub(super) struct Note<'v> {
    pub(super) severity: Severity,
    pub(super) remedy: Remedy,
    pub(super) messages: BTreeSet<usize>,
    pub(super) presence: Option<Presence>,
    /// What was seen there.
    pub(super) observed: Vec<&'v Value>,
    /// The kinds of it that are not allowed.
    pub(super) outside: Kinds,
}

/// Everything that is known while both documents are walked.
pub(super) struct Survey<'v> {
    pub(super) declared: &'v Value,
    pub(super) observed: &'v Value,
    messages: Vec<Message>,
    open: Vec<Pair<'v>>,
    visited: BTreeSet<(String, usize, usize)>,
    typed: BTreeMap<String, Typed<'v>>,
    notes: BTreeMap<DriftPlace, Note<'v>>,
    /// Declared fields of what was seen, and whether they were.
    fields: BTreeMap<String, bool>,
}

impl<'v> Survey<'v> {
    pub(super) fn new(declared: &'v Value, observed: &'v Value) -> Self {
        Self {
            declared,
            observed,
            messages: Vec::new(),
            open: Vec::new(),
            visited: BTreeSet::new(),
            typed: BTreeMap::new(),
            notes: BTreeMap::new(),
            fields: BTreeMap::new(),
        }
    }

    /// Opens a message; the number stands for it.
    pub(super) fn message(&mut self, message: Message) -> usize {
        self.messages.push(message);
        self.messages.len().saturating_sub(1)
    }

    pub(super) fn of(&self, message: usize) -> Option<&Message> {
        self.messages.get(message)
    }

    /// Compares two schemas, in its turn.
    pub(super) fn pair(&mut self, pair: Pair<'v>) {
        self.open.push(pair);
    }

    /// Says of a declared field whether it was seen. Once seen, it stays so.
    pub(super) fn field(&mut self, at: String, is_seen: bool) {
        *self.fields.entry(at).or_insert(false) |= is_seen;
    }

    /// Notes what was seen at a place, beside what was noted there before.
    pub(super) fn note(&mut self, kind: DriftKind, at: String, note: Note<'v>) {
        self.note_at(DriftPlace::of(kind, at), note);
    }

    /// The same, where a place has more than a pointer.
    pub(super) fn note_at(&mut self, place: DriftPlace, note: Note<'v>) {
        let Some(known) = self.notes.get_mut(&place) else {
            self.notes.insert(place, note);
            return;
        };
        known.severity = known.severity.min(note.severity);
        known.messages.extend(note.messages);
        known.presence = match (known.presence, note.presence) {
            (Some(known), Some(more)) => Some(known.and(more)),
            (known, more) => known.or(more),
        };
        known.observed.extend(note.observed);
        known.outside = known.outside.or(note.outside);
    }

    /// Compares every pair, and those within it. No two are compared twice for one message,
    /// so that schemas that contain themselves come to an end.
    pub(super) fn walk(&mut self) {
        let mut steps = 0;
        while steps < DRIFT_STEPS_MAX
            && let Some(pair) = self.open.pop()
        {
            let observed = std::ptr::from_ref(pair.observed).addr();
            if self
                .visited
                .insert((pair.at.clone(), observed, pair.message))
            {
                steps += 1;
                let base = base(self.declared, pair.declared, &pair.at);
                self.type_at(&pair.at, pair.declared, &pair, base.as_ref());
                members::compare(self, &pair);
            }
        }
    }

    /// Remembers what was seen where a schema, or a branch that must hold with it, says what
    /// a value may be.
    fn type_at(
        &mut self,
        at: &str,
        declared: &'v Value,
        pair: &Pair<'v>,
        base: Option<&Level<'v>>,
    ) {
        let typed = self.typed.entry(at.to_owned()).or_insert_with(|| Typed {
            at: at.to_owned(),
            declared,
            observed: Vec::new(),
            messages: BTreeSet::new(),
            is_text: false,
            is_base: false,
        });
        if !typed
            .observed
            .iter()
            .any(|it| std::ptr::eq(*it, pair.observed))
        {
            typed.observed.push(pair.observed);
        }
        typed.messages.insert(pair.message);
        typed.is_text |= pair.is_text;
        typed.is_base |= base.is_none_or(|base| base.pointer == at);
        let branches = declared.get("allOf").and_then(Value::as_array);
        for (index, branch) in branches.into_iter().flatten().enumerate() {
            // No deeper than a document may be.
            self.type_at(&format!("{at}/allOf/{index}"), branch, pair, base);
        }
    }

    /// Every place where a schema says what a value may be, taken out.
    pub(super) fn take_typed(&mut self) -> Vec<Typed<'v>> {
        std::mem::take(&mut self.typed).into_values().collect()
    }

    /// Pairs that were not compared.
    pub(super) fn uncompared(&self) -> usize {
        self.open.len()
    }

    /// Declared fields that were not seen, of what was seen.
    pub(super) fn unseen(&self) -> BTreeSet<String> {
        let unseen = self.fields.iter().filter(|(_, is_seen)| !**is_seen);
        unseen.map(|(at, _)| at.clone()).collect()
    }

    /// Forgets what was noted of a place.
    pub(super) fn forget(&mut self, kind: DriftKind, at: &str) {
        self.notes.remove(&DriftPlace::of(kind, at.to_owned()));
    }

    /// What was noted, as differences: what was always there is none.
    pub(super) fn into_drifts(self) -> Vec<Drift> {
        let Self {
            declared,
            observed,
            messages,
            notes,
            ..
        } = self;
        let is_missing = |(place, note): &(DriftPlace, Note<'_>)| {
            let missing = note.presence.is_some_and(|it| it.present < it.of);
            place.kind != DriftKind::RequiredMissing || missing
        };
        let drift = |(place, note): (DriftPlace, Note<'_>)| {
            let seen = note.messages.iter().filter_map(|it| messages.get(*it));
            let counted = seen.clone().map(|message| message.exchanges);
            Drift {
                severity: note.severity,
                operations: seen.map(|message| message.operation).collect(),
                exchanges: counted.fold(0, u64::saturating_add),
                presence: note.presence,
                types: note.outside.names(),
                patch: note.remedy.patch(declared, observed, &note),
                place,
            }
        };
        notes.into_iter().filter(is_missing).map(drift).collect()
    }
}
