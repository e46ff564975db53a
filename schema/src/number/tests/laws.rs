//! Numbers against arithmetic on 128 bits, and the laws of an order.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::{bound, hash};
use crate::number::Number;

/// Powers of ten that the oracle's scale reaches.
const PLACES: u32 = 9;

/// A number in several ways of writing, and its value times ten to the power of
/// [`PLACES`].
fn numbers() -> impl Strategy<Value = (String, i128)> {
    let mantissa = prop_oneof![-20_i64..20, -100_000_i64..100_000, any::<i64>()];
    (mantissa, -9_i32..=9, 0_usize..4, 0..3).prop_map(|(mantissa, exponent, zeros, style)| {
        let power = u32::try_from(exponent + 9).unwrap();
        let scaled = i128::from(mantissa) * 10_i128.pow(power);
        // A zero in front of other digits is not a number of JSON.
        let zeros = if mantissa == 0 { 0 } else { zeros };
        let literal = match style {
            0 => format!(
                "{mantissa}{}e{}",
                "0".repeat(zeros),
                exponent - i32::try_from(zeros).unwrap()
            ),
            1 => format!("{mantissa}.{}e{exponent}", "0".repeat(zeros + 1)),
            _ => plain(scaled, zeros),
        };
        (literal, scaled)
    })
}

/// Without an exponent; as an integer where it is one and no zeros are asked for.
fn plain(scaled: i128, zeros: usize) -> String {
    let one = 10_u128.pow(PLACES);
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, fraction) = (scaled.unsigned_abs() / one, scaled.unsigned_abs() % one);
    let fraction = format!("{fraction:09}");
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() && zeros == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}{}", "0".repeat(zeros.max(1)))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn comparing_agrees_with_arithmetic((left, a) in numbers(), (right, b) in numbers()) {
        prop_assert_eq!(Number::new(&left).compare(&bound(&right)), a.cmp(&b));
        prop_assert_eq!(Number::new(&left).equals(Number::new(&right)), a == b);
    }

    #[test]
    fn every_way_of_writing_is_the_same_number((left, a) in numbers(), zeros in 0_usize..5) {
        let right = plain(a, zeros);
        prop_assert!(Number::new(&left).equals(Number::new(&right)));
        prop_assert_eq!(hash(&left), hash(&right));
        prop_assert_eq!(Number::new(&left).is_integer(), a % 10_i128.pow(PLACES) == 0);
        let whole = a / 10_i128.pow(PLACES);
        let is_whole = a % 10_i128.pow(PLACES) == 0;
        prop_assert_eq!(Number::new(&left).fits_int32(), is_whole && i32::try_from(whole).is_ok());
        prop_assert_eq!(Number::new(&left).fits_int64(), is_whole && i64::try_from(whole).is_ok());
    }

    #[test]
    fn multiples_agree_with_arithmetic((left, a) in numbers(), (right, b) in numbers(), times in 0_i128..1_000) {
        prop_assume!(b != 0);
        let b = b.abs();
        let divisor = bound(right.trim_start_matches('-'));
        prop_assert!(divisor.is_divisor());
        prop_assert_eq!(Number::new(&left).is_multiple_of(&divisor), a % b == 0, "{} of {}", left, right);
        let b = b % 10_i128.pow(19) + 1;
        let divisor = bound(&plain(b, 0));
        prop_assert!(Number::new(&plain(b * times, 0)).is_multiple_of(&divisor));
        prop_assert_eq!(Number::new(&plain(b * times + 1, 0)).is_multiple_of(&divisor), b == 1);
    }

    #[test]
    fn literals_of_any_size_keep_the_laws_of_an_order(
        left in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,25})?",
        right in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,25})?",
    ) {
        let (first, second) = (Number::new(&left), Number::new(&right));
        prop_assert_eq!(first.compare(&bound(&right)), second.compare(&bound(&left)).reverse());
        prop_assert_eq!(first.compare(&bound(&left)), Ordering::Equal);
        let is_equal = first.compare(&bound(&right)).is_eq();
        prop_assert_eq!(first.equals(second), is_equal);
        prop_assert!(!is_equal || hash(&left) == hash(&right));
        prop_assert_eq!(first.fits_double(), left.parse::<f64>().unwrap().is_finite());
        prop_assert_eq!(first.fits_float(), left.parse::<f32>().unwrap().is_finite());
    }

    #[test]
    fn any_text_is_survived(text in "[-+0-9.eE\\PC]{0,40}") {
        let number = Number::new(&text);
        let _ = (number.is_integer(), number.fits_int64(), number.fits_double(), hash(&text));
        let _ = (number.compare(&bound("1.5")), number.is_multiple_of(&bound("0.07")));
    }
}
