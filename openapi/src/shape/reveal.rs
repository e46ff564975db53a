//! The texts behind hashes that somebody asks for: of members of sets that turned out to be
//! closed, and of nothing else. What may not be enumerated has no hash to ask for.

use std::collections::BTreeSet;

use super::TextClass;
use super::emit::Revealed;
use super::words::{WordHash, WordKey, may_be_enumerated};
use crate::json::{Kind, Node};
use crate::limits::SHAPE_DEPTH_MAX;

/// Hashes whose texts are asked for.
pub type Wanted = BTreeSet<WordHash>;

/// Finds texts that are asked for in values that pass.
#[derive(Debug)]
pub struct Revealer<'r> {
    /// The key they were hashed with.
    pub key: &'r WordKey,
    /// What is asked for.
    pub wanted: &'r Wanted,
    /// What was found.
    pub revealed: &'r mut Revealed,
}

impl Revealer<'_> {
    /// Looks at one text.
    pub fn text(&mut self, text: &str) {
        if !may_be_enumerated(text, TextClass::of(text)) {
            return;
        }
        let hash = self.key.hash(text);
        if self.wanted.contains(&hash) {
            self.revealed.insert(hash, text.to_owned());
        }
    }

    /// Looks at every value of a form.
    pub fn form(&mut self, form: &[u8]) {
        form_urlencoded::parse(form).for_each(|(_, value)| self.text(&value));
    }

    /// Looks at a parameter's value, and at its parts.
    pub fn parameter(&mut self, value: &str) {
        self.text(value);
        value.split([',', '|', ' ']).for_each(|it| self.text(it));
    }

    /// Looks at every text of a value, [`SHAPE_DEPTH_MAX`] levels deep.
    pub fn value(&mut self, value: Node<'_>) {
        self.value_at(value, 0);
    }

    fn value_at(&mut self, value: Node<'_>, depth: usize) {
        if depth > SHAPE_DEPTH_MAX || self.revealed.len() >= self.wanted.len() {
            return;
        }
        match value.kind() {
            Kind::String => self.text(&value.text().unescaped()),
            Kind::Array => value
                .items()
                .for_each(|item| self.value_at(item, depth + 1)),
            Kind::Object => {
                let members = value.members();
                members.for_each(|(_, value)| self.value_at(value, depth + 1));
            }
            Kind::Null | Kind::Boolean | Kind::Number => {}
        }
    }
}
