//! A text as serde reads it: members in their order, and none lost to another of its name.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use schema::json::{Kind, Node};
use schema::number::{Bound, Number};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value.
pub enum Tree {
    Null,
    Boolean(bool),
    Integer(i128),
    Double(f64),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Whether any object in it has two members of one name.
    pub fn has_twins(&self) -> bool {
        match self {
            Self::Null
            | Self::Boolean(_)
            | Self::Integer(_)
            | Self::Double(_)
            | Self::String(_) => false,
            Self::Array(items) => items.iter().any(Self::has_twins),
            Self::Object(members) => {
                let names: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
                names.len() < members.len() || members.iter().any(|(_, value)| value.has_twins())
            }
        }
    }

    /// Whether it is what was read.
    pub fn is(&self, node: Node<'_>) -> bool {
        match self {
            Self::Null => node.kind() == Kind::Null,
            Self::Boolean(value) => node.kind() == Kind::Boolean && node.is_true() == *value,
            Self::Integer(value) => {
                node.kind() == Kind::Number && node.number().equals(Number::new(&value.to_string()))
            }
            // Read with fewer digits than the text may have: off by less than one step.
            Self::Double(value) => {
                node.kind() == Kind::Number
                    && compare(node.number(), value.next_down()) != Ordering::Less
                    && compare(node.number(), value.next_up()) != Ordering::Greater
            }
            Self::String(value) => {
                node.kind() == Kind::String
                    && node.text().is(value)
                    && node.text().unescaped() == *value
            }
            Self::Array(items) => {
                node.kind() == Kind::Array
                    && node.len() == items.len()
                    && node.items().count() == items.len()
                    && items
                        .iter()
                        .zip(node.items())
                        .all(|(item, node)| item.is(node))
            }
            Self::Object(members) => {
                node.kind() == Kind::Object
                    && node.len() == members.len()
                    && node.members().count() == members.len()
                    && members
                        .iter()
                        .zip(node.members())
                        .all(|((name, value), (own, node))| own.text().is(name) && value.is(node))
            }
        }
    }
}

fn compare(number: Number<'_>, bound: f64) -> Ordering {
    match Bound::new(&format!("{bound:e}")) {
        Some(bound) => number.compare(&bound),
        // Beyond the greatest double.
        None => 0.0.partial_cmp(&bound).unwrap_or(Ordering::Equal),
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Integer(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Integer(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Double(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element()? {
            found.push(item);
        }
        Ok(Tree::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut found = Vec::new();
        while let Some(member) = members.next_entry()? {
            found.push(member);
        }
        Ok(Tree::Object(found))
    }
}
