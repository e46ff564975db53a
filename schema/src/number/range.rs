//! The numbers that OpenAPI's formats of numbers can hold (OpenAPI Format Registry).

use std::cmp::Ordering;

use super::decimal::Decimal;
use super::small::Small;

/// 2^128 - 2^103: halfway between the largest number of single precision and the next that
/// there would be. From here on the nearest is infinite.
const FLOAT_END: &str = "340282356779733661637539395458142568448";

/// 2^1024 - 2^970, the same of double precision.
const DOUBLE_END: &str = "\
    17976931348623158079372897140530341507993413271003782693617377898044496829276475\
    09466490179775872070963302864166928879109465555478519404026306574886715058206819\
    08902000708383676273854845817711531764475730270069855571366959622842914819860834\
    936475292719074168444365510704342711559699508093042880177904174497792";

/// The value when it is an integer of 64 bits with a sign.
pub(super) fn integer(literal: &str) -> Option<i64> {
    let small = Small::of(literal).and_then(Small::integer);
    small.or_else(|| whole(Decimal::of(literal)))
}

fn whole(decimal: Decimal<'_>) -> Option<i64> {
    if !decimal.is_integer() {
        return None;
    }
    let magnitude = decimal.magnitude()?;
    if decimal.is_negative() {
        0_i64.checked_sub_unsigned(magnitude)
    } else {
        i64::try_from(magnitude).ok()
    }
}

pub(super) fn is_finite_float(literal: &str) -> bool {
    is_within(literal, FLOAT_END)
}

pub(super) fn is_finite_double(literal: &str) -> bool {
    is_within(literal, DOUBLE_END)
}

/// Whether a number is nearer to zero than an integer is.
fn is_within(literal: &str, end: &str) -> bool {
    // Digits alone, and fewer of them: nearly every number.
    literal.len() < end.len() && !literal.bytes().any(|byte| byte | 0x20 == b'e')
        || Decimal::of(literal).compare_magnitude(Decimal::of(end)) == Ordering::Less
}
