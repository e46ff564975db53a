//! Dates, times and durations against the `jsonschema` crate.

use super::{NONE, agrees};
use crate::format::Format;

/// Digits of a date, of a time and of an offset, which stands last.
const DATE_PLACES: &[usize] = &[0, 1, 2, 3, 5, 6, 8, 9];
const TIME_PLACES: &[usize] = &[0, 1, 3, 4, 6, 7];
const OFFSET_PLACES: &[usize] = &[1, 2, 4, 5];

/// The crate takes `*+,-./` for digits: it adds to four bytes at once what lets the six in
/// front of `0` through.
fn has_false_digit(text: &str, places: &[usize]) -> bool {
    let is_false = |place: &usize| matches!(text.as_bytes().get(*place), Some(b'*'..=b'/'));
    places.iter().any(is_false)
}

fn has_false_date(text: &str) -> bool {
    has_false_digit(text, DATE_PLACES)
}

fn has_false_time(text: &str) -> bool {
    let offset = text
        .len()
        .checked_sub(6)
        .and_then(|start| text.get(start..));
    has_false_digit(text, TIME_PLACES)
        || offset.is_some_and(|offset| {
            offset.starts_with(['+', '-']) && has_false_digit(offset, OFFSET_PLACES)
        })
}

fn has_false_date_time(text: &str) -> bool {
    has_false_date(text) || text.get(11..).is_some_and(has_false_time)
}

#[test]
fn dates() {
    agrees(
        Format::Date,
        "(19|20|00|[0-9]{2})[0-9]{2}-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])",
        has_false_date,
    );
    agrees(
        Format::Date,
        "[0-9]{2}[02][0-9]-02-(28|29|30)",
        has_false_date,
    );
}

#[test]
fn date_times() {
    agrees(
        Format::DateTime,
        "20[0-9]{2}-(0[1-9]|1[0-2])-[0-2][0-9][Tt][0-2][0-9]:[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]{1,9})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])",
        has_false_date_time,
    );
}

#[test]
fn times() {
    agrees(
        Format::Time,
        "[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,9})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])",
        has_false_time,
    );
    agrees(
        Format::Time,
        "([0-2][0-9]:[0-5][0-9]|23:59):60([Zz]|[+-][0-2][0-9]:[0-5][0-9])",
        has_false_time,
    );
    agrees(
        Format::Time,
        "(22:59:60[+-]01|23:29:60[+-]23|00:29:60[+-]00|00:59:60[+-]01):(00|30)",
        has_false_time,
    );
}

#[test]
fn durations() {
    agrees(
        Format::Duration,
        "P([0-9]{1,2}Y)?([0-9]{1,2}M)?([0-9]W)?([0-9]{1,2}D)?(T([0-9]H)?([0-9]M)?([0-9]S)?)?",
        NONE,
    );
    agrees(Format::Duration, "P?([0-9]{0,2}[YMWDTHS]){0,5}", NONE);
}
