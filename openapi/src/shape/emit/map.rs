//! Whether the objects of a place are maps or records: whether their names are keys that keep
//! coming, or fields that somebody designed.

use super::super::Shape;
use super::super::presence::ratio;
use super::view::{Fields, View};

/// More names than this are keys.
const RECORD_FIELDS_MAX: usize = 200;
/// Fewer names than this say nothing.
const MAP_NAMES_MIN: usize = 6;
/// Objects from which a name that is nearly always there makes a record.
const RECORD_OBJECTS_MIN: u64 = 10;
/// A name in this part of the objects is a field.
const FIELD_PRESENCE: f64 = 0.9;
/// Part of all occurrences that are names seen once (Good 1953: the chance that the next is new).
const NEW_NAMES: f64 = 0.12;
/// Part of all names that were seen once.
const NEW_OF_NAMES: f64 = 0.3;

/// Whether the objects of a view are maps.
pub(crate) fn is_map(view: &View<'_>, fields: &Fields<'_>) -> bool {
    let occurrences: u64 = fields.known.values().map(View::count).sum();
    let dynamic = fields.dynamic.count();
    if fields.is_collapsed || (dynamic >= 2 && dynamic >= occurrences) {
        return true;
    }
    let names = fields.known.len();
    if names > RECORD_FIELDS_MAX {
        return true;
    }
    if names < MAP_NAMES_MIN || !is_of_one_kind(fields) {
        return false;
    }
    let objects = view.objects();
    let is_field = |field: &View<'_>| ratio(field.count(), objects) >= FIELD_PRESENCE;
    if objects >= RECORD_OBJECTS_MIN && fields.known.values().any(is_field) {
        return false;
    }
    let once = fields.known.values().filter(|field| field.count() == 1);
    let once = once.count();
    ratio(u64::try_from(once).unwrap_or(u64::MAX), occurrences) >= NEW_NAMES
        && ratio(
            u64::try_from(once).unwrap_or(u64::MAX),
            u64::try_from(names).unwrap_or(u64::MAX),
        ) >= NEW_OF_NAMES
}

fn is_of_one_kind(fields: &Fields<'_>) -> bool {
    let mut kinds = 0_u8;
    for field in fields.known.values() {
        for shape in field.shapes() {
            kinds |= kinds_of(shape);
        }
    }
    kinds.count_ones() <= 1
}

/// The kinds of a shape, one bit each.
pub(crate) fn kinds_of(shape: &Shape) -> u8 {
    let kinds = shape.kinds().into_iter().enumerate();
    kinds.fold(0, |bits, (index, seen)| {
        bits | (u8::from(seen > 0) << index)
    })
}
