//! Dates and times (RFC 3339 §5.6). Leap seconds are not recognized: validators differ.

pub(super) fn is_date(text: &str) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let (Some(century), Some(year), Some(month), Some(day)) =
        (two(*y1, *y2), two(*y3, *y4), two(*m1, *m2), two(*d1, *d2))
    else {
        return false;
    };
    (19..=21).contains(&century)
        && (1..=days_of(u32::from(century) * 100 + u32::from(year), month)).contains(&day)
}

pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    is_date(date) && after_clock(time.as_bytes()).is_some_and(is_offset)
}

/// A time, alone or after a date: without an offset no validator takes it for a date-time.
pub(super) fn is_time(text: &str) -> bool {
    let time = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) if is_date(date) => time,
        Some(_) | None => text,
    };
    after_clock(time.as_bytes()).is_some_and(|rest| rest.is_empty() || is_offset(rest))
}

/// What follows `hh:mm:ss` and its fraction.
fn after_clock(bytes: &[u8]) -> Option<&[u8]> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = bytes else {
        return None;
    };
    let valid = two(*h1, *h2)? < 24 && two(*m1, *m2)? < 60 && two(*s1, *s2)? < 60;
    let rest = match rest.strip_prefix(b".") {
        Some(fraction) => {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            fraction.get(digits..).filter(|_| digits > 0)?
        }
        None => rest,
    };
    valid.then_some(rest)
}

fn is_offset(bytes: &[u8]) -> bool {
    match bytes {
        b"Z" | b"z" => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            two(*h1, *h2).is_some_and(|hours| hours < 24)
                && two(*m1, *m2).is_some_and(|minutes| minutes < 60)
        }
        _ => false,
    }
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| tens.wrapping_sub(b'0') * 10 + ones.wrapping_sub(b'0'))
}

/// Days of a month of the Gregorian calendar; 0 for a month that is none.
fn days_of(year: u32, month: u8) -> u8 {
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
