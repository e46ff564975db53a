//! Equality as JSON Schema means it: numbers by value, objects without order, strings by
//! code points (JSON Schema 2020-12 Core §4.2.2).

use super::name::sorted;
use super::{Json, Kind, Node};

impl Node<'_> {
    /// Whether both are the same value. Takes time proportional to both, or to a sort of the
    /// names of objects whose members are not in the same order. Goes as deep as they do,
    /// which is at most [`crate::limits::JSON_DEPTH_MAX`].
    pub fn equals(self, other: Node<'_>) -> bool {
        if self.kind() != other.kind() || self.len() != other.len() {
            return false;
        }
        match self.kind() {
            Kind::Null => true,
            Kind::Boolean => self.is_true() == other.is_true(),
            Kind::Number => self.number().equals(other.number()),
            Kind::String => match other.plain_bytes() {
                Some(bytes) => self.is_text(bytes),
                None => self.text().equals(other.text()),
            },
            Kind::Array => self
                .items()
                .zip(other.items())
                .all(|(one, other)| one.equals(other)),
            Kind::Object => members_equal(self, other),
        }
    }
}

/// Names are looked at before any value is, so that no value is looked at twice.
fn members_equal(one: Node<'_>, other: Node<'_>) -> bool {
    let mut pairs = one.members().zip(other.members());
    if pairs
        .all(|((one, _), (other, _))| one.hash() == other.hash() && one.text().equals(other.text()))
    {
        return one
            .members()
            .zip(other.members())
            .all(|((_, one), (_, other))| one.equals(other));
    }
    let (ones, others) = (names(one), names(other));
    let pair = |(one_at, other_at): (&u32, &u32)| {
        (
            (one.json, *one_at as usize),
            (other.json, *other_at as usize),
        )
    };
    ones.iter()
        .zip(&others)
        .map(pair)
        .all(|(one, other)| at(one, 0).text().equals(at(other, 0).text()))
        && ones
            .iter()
            .zip(&others)
            .map(pair)
            .all(|(one, other)| at(one, 1).equals(at(other, 1)))
}

fn names(object: Node<'_>) -> Vec<u32> {
    let json = object.json;
    sorted(&json.text, &json.nodes, object.index, object.after())
}

fn at<'j>((json, index): (&'j Json<'j>, usize), further: usize) -> Node<'j> {
    json.node(index + further)
}
