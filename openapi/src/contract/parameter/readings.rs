//! How texts are read: for a value, its items and its members, which types they may be of.
//! A flat table whose entries refer to later ones, so that what arrives from elsewhere
//! leads nowhere twice.

use serde::{Deserialize, Serialize};

use super::super::schema::{Program, SchemaId};
use super::types::Types;

/// The readings of one value and of all it holds; the first is its own.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::contract) struct Readings(pub(super) Vec<Reading>);

/// How one value is read.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::contract) struct Reading {
    pub(super) types: Types,
    /// Judges the value by itself: the outermost one, and where one text has several
    /// readings. None where it could not be compiled or is not one schema.
    pub(super) schema: Option<SchemaId>,
    /// `prefixItems`.
    pub(super) prefix: Vec<usize>,
    pub(super) items: Option<usize>,
    pub(super) properties: Vec<(String, usize)>,
    /// Members of other names.
    pub(super) rest: Option<usize>,
    /// Whether the schema speaks of members of other names at all.
    pub(super) takes_rest: bool,
    /// Whether it may have any.
    pub(super) has_rest: bool,
}

/// Of what nobody knows anything.
pub(super) static ANY: Reading = Reading::of(Types::ALL);

impl Reading {
    pub(super) const fn of(types: Types) -> Self {
        Self {
            types,
            schema: None,
            prefix: Vec::new(),
            items: None,
            properties: Vec::new(),
            rest: None,
            takes_rest: false,
            has_rest: false,
        }
    }

    pub(super) fn item(&self, index: usize) -> Option<usize> {
        self.prefix.get(index).copied().or(self.items)
    }

    pub(super) fn property(&self, name: &str) -> Option<usize> {
        self.properties
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, at)| *at)
    }

    fn within(&self) -> impl Iterator<Item = usize> {
        let properties = self.properties.iter().map(|(_, at)| *at);
        let items = self.prefix.iter().copied().chain(self.items);
        items.chain(properties).chain(self.rest)
    }
}

impl Readings {
    pub(super) fn at(&self, at: Option<usize>) -> &Reading {
        at.and_then(|at| self.0.get(at)).unwrap_or(&ANY)
    }

    pub(in crate::contract) fn root(&self) -> &Reading {
        self.at(Some(0))
    }

    /// What judges the whole value.
    pub(in crate::contract) fn schema(&self) -> Option<SchemaId> {
        self.root().schema
    }

    pub(in crate::contract) fn properties(&self) -> &[(String, usize)] {
        &self.root().properties
    }

    /// Whether each refers to what there is, and only forward.
    pub(in crate::contract) fn is_sound(&self, program: &Program) -> bool {
        let count = self.0.len();
        self.0.iter().enumerate().all(|(index, reading)| {
            reading.schema.is_none_or(|schema| program.has(schema))
                && reading.within().all(|at| index < at && at < count)
        })
    }
}

/// Whether a value, or each item of it, can be nothing but an object.
pub(in crate::contract) fn is_object(readings: &Readings, at: usize) -> bool {
    let is_object = |reading: &Reading| reading.types.without(Types::NULL) == Types::OBJECT;
    let reading = readings.at(Some(at));
    is_object(reading)
        || (reading.types.without(Types::NULL) == Types::ARRAY
            && is_object(readings.at(reading.items)))
}
