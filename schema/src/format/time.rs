//! Dates, times and durations (RFC 3339 §5.6 and appendix A). Digits are `0` to `9`; an
//! engine exists that takes `*+,-./` for digits too.

/// What no pair of digits is.
const NO_NUMBER: u32 = 100;

pub(super) fn is_date(text: &str) -> bool {
    after_date(text.as_bytes()).is_some_and(<[u8]>::is_empty)
}

pub(super) fn is_date_time(text: &str) -> bool {
    match after_date(text.as_bytes()) {
        Some([b'T' | b't', time @ ..]) => is_full_time(time),
        _ => false,
    }
}

pub(super) fn is_time(text: &str) -> bool {
    is_full_time(text.as_bytes())
}

fn after_date(bytes: &[u8]) -> Option<&[u8]> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = bytes else {
        return None;
    };
    let (century, year) = (two(*y1, *y2), two(*y3, *y4));
    let (month, day) = (two(*m1, *m2), two(*d1, *d2));
    let is_date = century < NO_NUMBER
        && year < NO_NUMBER
        && day > 0
        && day <= days_of(century * 100 + year, month);
    is_date.then_some(rest)
}

fn is_full_time(bytes: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = bytes else {
        return false;
    };
    let (hour, minute, second) = (two(*h1, *h2), two(*m1, *m2), two(*s1, *s2));
    if hour > 23 || minute > 59 || second > 60 {
        return false;
    }
    let rest = match rest {
        [b'.', b'0'..=b'9', fraction @ ..] => after_digits(fraction),
        rest => rest,
    };
    let Some(offset) = minutes_east(rest) else {
        return false;
    };
    second < 60 || is_last_minute(hour * 60 + minute, offset)
}

const DAY_MINUTES: u32 = 24 * 60;

/// The offset from UTC, in minutes to the east and below one day.
fn minutes_east(bytes: &[u8]) -> Option<u32> {
    let (sign, h1, h2, m1, m2) = match bytes {
        [b'Z' | b'z'] => return Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => (*sign, *h1, *h2, *m1, *m2),
        _ => return None,
    };
    let (hours, minutes) = (two(h1, h2), two(m1, m2));
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = hours * 60 + minutes;
    Some(if sign == b'+' {
        offset
    } else {
        DAY_MINUTES - offset
    })
}

/// Whether it is 23:59 in UTC, the only minute that a leap second can end.
const fn is_last_minute(local: u32, east: u32) -> bool {
    (local + 2 * DAY_MINUTES - east) % DAY_MINUTES == DAY_MINUTES - 1
}

/// A duration has whole numbers only, and names its units without leaving one out.
pub(super) fn is_duration(text: &str) -> bool {
    let [b'P', parts @ ..] = text.as_bytes() else {
        return false;
    };
    if let [b'T', time @ ..] = parts {
        return is_end(after_parts(time, b"HMS"));
    }
    match after_parts(parts, b"YMD") {
        Some([b'T', time @ ..]) => is_end(after_parts(time, b"HMS")),
        Some(rest) => rest.is_empty(),
        None => is_end(after_parts(parts, b"W")),
    }
}

fn is_end(rest: Option<&[u8]>) -> bool {
    rest.is_some_and(<[u8]>::is_empty)
}

/// What follows at least one number with a unit, each unit the next of the one before.
fn after_parts<'t>(mut bytes: &'t [u8], units: &[u8]) -> Option<&'t [u8]> {
    let mut expected = None;
    while let [b'0'..=b'9', rest @ ..] = bytes {
        let (unit, rest) = after_digits(rest).split_first()?;
        let place = units.iter().position(|candidate| candidate == unit)?;
        if expected.is_some_and(|expected| expected != place) {
            return None;
        }
        expected = Some(place + 1);
        bytes = rest;
    }
    expected.map(|_| bytes)
}

fn after_digits(mut bytes: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

/// The number two digits are; [`NO_NUMBER`] when one of them is none.
fn two(tens: u8, ones: u8) -> u32 {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens.max(ones) > 9 {
        return NO_NUMBER;
    }
    u32::from(tens) * 10 + u32::from(ones)
}

/// Days of a month of the Gregorian calendar; 0 for a month that is none.
const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}
