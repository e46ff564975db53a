//! Style `deepObject`: `color[R]=100`, and what everybody does with it beyond the
//! specification's one level: `a[b][c]=1`, `a[b]=1&a[b]=2`, `a[b][]=1`, `a[b][0]=1`.

use super::pairs::{Escape, Pair, decode};
use super::part::{Broken, Part};
use super::readings::{Reading, Readings};
use super::types::Types;
use super::value::has_reading;
use crate::limits::DEEP_LEVELS_MAX;

/// What was given at one place of a value, and below it.
#[derive(Debug, Default)]
struct Place {
    texts: Vec<String>,
    below: Vec<(String, Self)>,
}

/// What stands behind a parameter's name in the name of a pair, when it is about that
/// parameter: `[b][]`.
pub(super) fn path<'n>(parameter: &str, name: &'n str) -> Option<&'n str> {
    let path = name.strip_prefix(parameter)?;
    (path.is_empty() || path.starts_with('[')).then_some(path)
}

/// The value among pairs; none when it is not there.
pub(super) fn part(
    name: &str,
    readings: &Readings,
    reading: usize,
    pairs: &[Pair<'_>],
    escape: Escape,
) -> Result<Option<Part>, Broken> {
    let mut root = Place::default();
    let mut is_there = false;
    for pair in pairs {
        let Some(path) = path(name, &pair.name) else {
            continue;
        };
        is_there = true;
        let keys = keys(path)?;
        let text = decode(pair.value, escape).map_err(Broken::encoding)?;
        root.take(&keys, text);
    }
    if !is_there {
        return Ok(None);
    }
    root.part(readings, Some(reading)).map(Some)
}

/// `[b][]` is `b` and nothing.
fn keys(path: &str) -> Result<Vec<&str>, Broken> {
    let mut keys = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let key = rest.strip_prefix('[').and_then(|open| open.split_once(']'));
        let Some((key, tail)) = key.filter(|(key, _)| !key.contains('[')) else {
            return Err(Broken::style("expected names in brackets"));
        };
        if keys.len() >= DEEP_LEVELS_MAX {
            return Err(Broken::style("more levels than can be read"));
        }
        keys.push(key);
        rest = tail;
    }
    Ok(keys)
}

impl Place {
    fn take(&mut self, keys: &[&str], text: String) {
        let Some((key, keys)) = keys.split_first() else {
            self.texts.push(text);
            return;
        };
        if let Some((_, place)) = self.below.iter_mut().find(|(other, _)| other == key) {
            place.take(keys, text);
        } else {
            let mut place = Self::default();
            place.take(keys, text);
            self.below.push(((*key).to_owned(), place));
        }
    }

    /// Recursion ends with the keys of a name, of which there are few.
    fn part(self, readings: &Readings, at: Option<usize>) -> Result<Part, Broken> {
        let reading = readings.at(at);
        let is_array = reading.types.has(Types::ARRAY);
        match (self.texts.as_slice(), self.below.is_empty()) {
            (_, true) => self.leaf(reading.types),
            ([_, ..], false) => Err(Broken::style("expected a value or members, not both")),
            ([], false) if is_array && self.has_indexes() => self.items(readings, reading),
            ([], false) => self.members(readings, reading),
        }
    }

    fn leaf(self, types: Types) -> Result<Part, Broken> {
        let is_array = types.has(Types::ARRAY);
        match <[String; 1]>::try_from(self.texts) {
            Ok([text]) if is_array && has_reading(&text, types) => Ok(Part::Any(vec![
                Part::Text(text.clone()),
                Part::List(vec![Part::Text(text)]),
            ])),
            Ok([text]) if is_array => Ok(Part::List(vec![Part::Text(text)])),
            Ok([text]) => Ok(Part::Text(text)),
            Err(texts) if is_array => Ok(Part::List(texts.into_iter().map(Part::Text).collect())),
            Err(_) => Err(Broken::twice()),
        }
    }

    fn has_indexes(&self) -> bool {
        let is_digit = |byte: u8| byte.is_ascii_digit();
        self.below.iter().all(|(key, _)| key.bytes().all(is_digit))
    }

    /// Items by their number, those without one last. Numbers that are left out are not
    /// missed: those who send them count what they send.
    fn items(self, readings: &Readings, reading: &Reading) -> Result<Part, Broken> {
        let mut below = self.below;
        below.sort_by_cached_key(|(key, _)| {
            let digits = key.trim_start_matches('0');
            (key.is_empty(), digits.len(), digits.to_owned())
        });
        let mut items = Vec::new();
        for (key, place) in below {
            let at = reading.item(items.len());
            if key.is_empty() && place.below.is_empty() {
                items.extend(place.texts.into_iter().map(Part::Text));
            } else {
                items.push(
                    place
                        .part(readings, at)
                        .map_err(|it| it.within(reading, ""))?,
                );
            }
        }
        Ok(Part::List(items))
    }

    fn members(self, readings: &Readings, reading: &Reading) -> Result<Part, Broken> {
        let mut members = Vec::with_capacity(self.below.len());
        for (key, place) in self.below {
            let at = reading.property(&key).or(reading.rest);
            let part = place.part(readings, at);
            let part = part.map_err(|it| it.within(reading, &key))?;
            members.push((key, part));
        }
        Ok(Part::Members(members))
    }
}
