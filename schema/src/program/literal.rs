//! The values of `enum` and `const`, kept as a JSON text that was read like any other.

use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::json::{Json, JsonLimits, Key, Node, read};
use crate::limits::{JSON_DEPTH_MAX, JSON_KEYS_MAX, JSON_NODES_MAX};

/// A JSON array of values. What is no such text when it comes from elsewhere has none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(super) struct Literal {
    json: Json<'static>,
    /// Of each value that is a string without escapes its first word, and its place: sorted.
    texts: Vec<(u64, u32)>,
}

impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        self.json.source() == other.json.source()
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        let limits = JsonLimits {
            depth: JSON_DEPTH_MAX,
            nodes: JSON_NODES_MAX,
            keys: JSON_KEYS_MAX,
            key_bytes: usize::MAX,
        };
        let json = read(text.as_bytes(), &limits).map(Json::into_owned);
        let json = json.unwrap_or_default();
        let text = |item: Node<'_>| {
            let word = Key::of(item.plain_bytes()?).first_word();
            Some((word, u32::try_from(item.index()).ok()?))
        };
        // A heap sorts in a tenth of the code that sorting a list takes.
        let texts: BinaryHeap<(u64, u32)> = json.root().items().filter_map(text).collect();
        let texts = texts.into_sorted_vec();
        Self { json, texts }
    }
}

impl From<Literal> for String {
    fn from(literal: Literal) -> Self {
        literal.json.source().to_owned()
    }
}

impl Literal {
    /// Whether the text could be read.
    pub(super) fn is_array(&self) -> bool {
        self.json.nodes() > 0 && self.json.root().kind() == crate::json::Kind::Array
    }

    /// The first words of the values that are strings without escapes.
    pub(super) fn words(&self) -> impl ExactSizeIterator<Item = u64> {
        self.texts.iter().map(|(word, _)| *word)
    }

    /// Whether one of the values equals this one.
    pub(super) fn has(&self, value: Node<'_>) -> bool {
        let items = self.json.root();
        let Some(word) = value.first_word() else {
            return items.items().any(|item| item.equals(value));
        };
        let from = self.texts.partition_point(|(first, _)| *first < word);
        let texts = self.texts.get(from..).unwrap_or_default().iter();
        let mut alike = texts.take_while(|(first, _)| *first == word);
        // With the quote in that word there is nothing more to compare.
        alike.any(|(_, index)| value.raw_len() < 8 || self.json.node(*index as usize).equals(value))
            || self.texts.len() < items.len() && items.items().any(|item| item.equals(value))
    }
}
