//! JSON text to value, strictly and within limits: what two parsers could read in two
//! ways is refused. Streams of several texts are not read here.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::limits::{
    JSON_DEPTH_DEFAULT, JSON_DEPTH_MAX, JSON_KEY_BYTES_MAX, JSON_KEYS_MAX, JSON_NODES_MAX,
};

#[cfg(test)]
mod tests;

/// Bounds of one JSON text. Each is checked before the value it bounds is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonLimits {
    /// Levels of nesting, 1 to [`JSON_DEPTH_MAX`].
    pub depth: usize,
    /// Values in all, containers included.
    pub nodes: usize,
    /// Members of one object.
    pub keys: usize,
    /// Bytes of one member name, unescaped.
    pub key_bytes: usize,
}

impl Default for JsonLimits {
    fn default() -> Self {
        Self {
            depth: JSON_DEPTH_DEFAULT,
            nodes: JSON_NODES_MAX,
            keys: JSON_KEYS_MAX,
            key_bytes: JSON_KEY_BYTES_MAX,
        }
    }
}

/// Why a body is not a JSON text that can be judged. Says nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// No byte at all.
    #[error("empty body")]
    Empty,
    /// Not a JSON text in UTF-8 (RFC 8259), or a number no double can hold.
    #[error("not a JSON text")]
    Syntax,
    /// Two members of one object have the same name, escapes undone: parsers disagree
    /// on which one counts (RFC 8259 §4), so an upstream may act on what was not judged.
    #[error("a member name is given twice")]
    DuplicateKey,
    /// Nested deeper than the limit.
    #[error("nested too deeply")]
    Depth,
    /// More values than the limit.
    #[error("too many values")]
    Nodes,
    /// An object with more members than the limit, or a longer member name.
    #[error("an object has too many members or too long a member name")]
    Members,
}

impl JsonError {
    /// The keyword a violation reports.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::Syntax => "json",
            Self::DuplicateKey => "duplicateKey",
            Self::Depth => "maxDepth",
            Self::Nodes => "maxNodes",
            Self::Members => "maxMembers",
        }
    }
}

/// Reads exactly one JSON text.
///
/// # Errors
/// The first reason found; reading stops there.
pub fn read(bytes: &[u8], limits: &JsonLimits) -> Result<Value, JsonError> {
    if bytes.is_empty() {
        return Err(JsonError::Empty);
    }
    let budget = Budget {
        limits,
        nodes: Cell::new(limits.nodes),
        broken: Cell::new(JsonError::Syntax),
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let depth = limits.depth.min(JSON_DEPTH_MAX);
    let value = Node {
        budget: &budget,
        depth,
    }
    .deserialize(&mut deserializer)
    .map_err(|_| budget.broken.get())?;
    deserializer.end().map_err(|_| JsonError::Syntax)?;
    Ok(value)
}

struct Budget<'l> {
    limits: &'l JsonLimits,
    nodes: Cell<usize>,
    /// What to answer when reading stops: serde's own errors carry text only.
    broken: Cell<JsonError>,
}

impl Budget<'_> {
    fn refuse<T, E: serde::de::Error>(&self, error: JsonError) -> Result<T, E> {
        self.broken.set(error);
        Err(E::custom(error))
    }
}

/// One value still to be read, with the levels of nesting left to it.
#[derive(Clone, Copy)]
struct Node<'b, 'l> {
    budget: &'b Budget<'l>,
    depth: usize,
}

impl Node<'_, '_> {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth, ..self }),
            None => self.budget.refuse(JsonError::Depth),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.budget.nodes.get().checked_sub(1) {
            Some(left) => self.budget.nodes.set(left),
            None => return self.budget.refuse(JsonError::Nodes),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom(JsonError::Syntax))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let limits = self.budget.limits;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if key.len() > limits.key_bytes || object.len() >= limits.keys {
                return self.budget.refuse(JsonError::Members);
            }
            let value = members.next_value_seed(inner)?;
            if object.insert(key, value).is_some() {
                return self.budget.refuse(JsonError::DuplicateKey);
            }
        }
        Ok(Value::Object(object))
    }
}
