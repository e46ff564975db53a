//! One value found among what was given: which texts, which pairs are its own.

use serde::{Deserialize, Serialize};

use super::deep;
use super::format::{Format, Style};
use super::pairs::{Escape, Pair, texts};
use super::part::{Broken, Part};
use super::readings::{Reading, Readings};
use super::types::Types;

/// A named value and how it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::contract) struct Slot {
    pub(in crate::contract) name: String,
    pub(in crate::contract) format: Format,
    /// Of a table of readings.
    pub(in crate::contract) reading: usize,
}

/// How to tell whether a name belongs to somebody else.
pub(in crate::contract) type IsTaken<'a> = &'a dyn Fn(&str) -> bool;

impl Slot {
    /// Whether pairs of this name belong to the value, apart from those that belong to
    /// nobody else.
    pub(in crate::contract) fn takes(&self, readings: &Readings, name: &str) -> bool {
        let reading = readings.at(Some(self.reading));
        if self.format.style == Style::Deep {
            return deep::path(&self.name, name).is_some();
        }
        let is_member = self.spreads(reading) && reading.property(name).is_some();
        is_member || (self.name == name && !self.is_spread(reading))
    }

    /// Whether pairs that belong to nobody else may belong to the value.
    pub(in crate::contract) fn has_rest(&self, readings: &Readings) -> bool {
        let reading = readings.at(Some(self.reading));
        self.spreads(reading) && reading.has_rest
    }

    fn spreads(&self, reading: &Reading) -> bool {
        self.format.spreads() && reading.types.has(Types::OBJECT)
    }

    /// Whether it can be nothing but an object whose members stand for themselves.
    pub(super) fn is_spread(&self, reading: &Reading) -> bool {
        self.spreads(reading)
            && !reading
                .types
                .has(Types::ALL.without(Types::OBJECT.or(Types::NULL)))
    }

    /// The value among pairs; none when it is not there.
    pub(in crate::contract) fn of_pairs(
        &self,
        readings: &Readings,
        pairs: &[Pair<'_>],
        escape: Escape,
        is_taken: IsTaken<'_>,
    ) -> Result<Option<Part>, Broken> {
        let reading = readings.at(Some(self.reading));
        if self.format.style == Style::Deep {
            return deep::part(&self.name, readings, self.reading, pairs, escape);
        }
        if !self.is_spread(reading) {
            let texts = texts(pairs, &self.name);
            if !texts.is_empty() {
                return self.of_texts(readings, &texts, escape).map(Some);
            }
        }
        if !self.spreads(reading) {
            return Ok(None);
        }
        let mut found = Vec::new();
        for (name, at) in &reading.properties {
            let texts = texts(pairs, name);
            if !texts.is_empty() {
                let value = self.format.part(name, readings, Some(*at), &texts, escape);
                found.push((name.clone(), value.map_err(|it| it.within(reading, name))?));
            }
        }
        if reading.takes_rest {
            let is_taken = |name: &str| reading.property(name).is_some() || is_taken(name);
            found.extend(rest(
                self.format,
                readings,
                reading,
                pairs,
                escape,
                &is_taken,
            )?);
        }
        Ok((!found.is_empty()).then_some(Part::Members(found)))
    }

    /// The value of so many texts.
    pub(super) fn of_texts(
        &self,
        readings: &Readings,
        texts: &[&[u8]],
        escape: Escape,
    ) -> Result<Part, Broken> {
        let Self {
            name,
            format,
            reading,
        } = self;
        format.part(name, readings, Some(*reading), texts, escape)
    }
}

/// Members of every name that is nobody's.
pub(in crate::contract) fn rest(
    format: Format,
    readings: &Readings,
    reading: &Reading,
    pairs: &[Pair<'_>],
    escape: Escape,
    is_taken: IsTaken<'_>,
) -> Result<Vec<(String, Part)>, Broken> {
    let mut names: Vec<&str> = pairs.iter().map(|pair| pair.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut found = Vec::new();
    for name in names {
        if !is_taken(name) {
            let texts = texts(pairs, name);
            let value = format.part(name, readings, reading.rest, &texts, escape);
            let value = value.map_err(|it| it.within(reading, name))?;
            found.push((name.to_owned(), value));
        }
    }
    Ok(found)
}
