//! Tests of numbers: what fits where, and what a bound may be.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::cmp::Ordering;

use super::{bound, compares};
use crate::limits::{JSON_NUMBER_BYTES_MAX, NUMBER_EXPONENT_MAX};
use crate::number::{Bound, Number};

#[test]
fn integers_fit_their_bits() {
    for (literal, is_32, is_64) in [
        ("0", true, true),
        ("-0.0", true, true),
        ("1.0", true, true),
        ("1.5", false, false),
        ("2147483647", true, true),
        ("2147483648", false, true),
        ("-2147483648", true, true),
        ("-2147483649", false, true),
        ("2147483647.5", false, false),
        ("2.147483647e9", true, true),
        ("9223372036854775807", false, true),
        ("9223372036854775808", false, false),
        ("-9223372036854775808", false, true),
        ("-9223372036854775809", false, false),
        ("-9223372036854775808.0", false, true),
        ("1e18", false, true),
        ("1e19", false, false),
        ("1e400", false, false),
        ("1e-1", false, false),
        ("0e99999999999999999999", true, true),
    ] {
        assert_eq!(Number::new(literal).fits_int32(), is_32, "{literal}");
        assert_eq!(Number::new(literal).fits_int64(), is_64, "{literal}");
    }
}

#[test]
fn a_number_fits_when_the_nearest_is_finite() {
    for literal in [
        "0",
        "1e-400",
        "3.4028234663852886e38",
        "3.4028235677973366e38",
        "340282356779733661637539395458142568447.9",
        "340282356779733661637539395458142568448",
        "3.41e38",
        "1e39",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e308",
        "1e309",
        "1e400",
        "0.1e-300",
        "1e99999999999999999999",
    ] {
        for literal in [literal.to_owned(), format!("-{literal}")] {
            let number = Number::new(&literal);
            let float: f32 = literal.parse().unwrap();
            let double: f64 = literal.parse().unwrap();
            assert_eq!(number.fits_float(), float.is_finite(), "{literal}");
            assert_eq!(number.fits_double(), double.is_finite(), "{literal}");
        }
    }
    let plain = "9".repeat(308);
    assert!(Number::new(&plain).fits_double());
    assert!(!Number::new(&"9".repeat(309)).fits_double());
    assert!(!Number::new(&plain).fits_float());
}

#[test]
fn a_bound_follows_the_grammar_of_json() {
    for literal in [
        "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "--1", "1 ", "0x1", "NaN", "1.e2", "1e2.5",
        "١",
    ] {
        assert_eq!(Bound::new(literal), None, "{literal}");
    }
    for literal in ["0", "-0", "10", "0.5", "1e5", "1E-05", "-0.0e+0"] {
        assert_eq!(bound(literal).literal(), literal);
    }
    assert!(Bound::new(&"1".repeat(JSON_NUMBER_BYTES_MAX)).is_some());
    assert_eq!(Bound::new(&"1".repeat(JSON_NUMBER_BYTES_MAX + 1)), None);
}

#[test]
fn an_exponent_counts_up_to_its_bound() {
    let most = format!("1e{NUMBER_EXPONENT_MAX}");
    let more = format!("1e{}", NUMBER_EXPONENT_MAX + 1);
    compares(
        &format!("1e{}", NUMBER_EXPONENT_MAX - 1),
        &most,
        Ordering::Less,
    );
    compares(&most, &more, Ordering::Equal);
    compares(&more, &format!("2e{}", "9".repeat(200)), Ordering::Less);
    compares(&format!("1e-{}", "9".repeat(200)), "0", Ordering::Greater);
}

#[test]
fn a_bound_is_written_as_its_literal() {
    let text = serde_json::to_string(&bound("1.50e2")).unwrap();
    assert_eq!(text, r#""1.50e2""#);
    assert_eq!(
        serde_json::from_str::<Bound>(&text).unwrap(),
        bound("1.50e2")
    );
    assert!(serde_json::from_str::<Bound>(r#""1.""#).is_err());
}
