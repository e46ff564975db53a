//! The values of `enum` and `const`, kept as a JSON text that was read like any other.

use serde::{Deserialize, Serialize};

use crate::json::{Json, JsonLimits, Node, read};
use crate::limits::{JSON_DEPTH_MAX, JSON_KEYS_MAX, JSON_NODES_MAX};

/// A JSON array of values. What is no such text when it comes from elsewhere has none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(super) struct Literal {
    json: Json<'static>,
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
        Self {
            json: json.unwrap_or_default(),
        }
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

    /// Whether one of the values equals this one.
    pub(super) fn has(&self, value: Node<'_>) -> bool {
        self.json.root().items().any(|item| item.equals(value))
    }
}
