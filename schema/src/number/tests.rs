//! Tests of numbers: where doubles stop telling integers apart, and far beyond.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(not(target_family = "wasm"))]
mod laws;
mod limits;

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hasher};

use super::{Bound, Number};

fn bound(literal: &str) -> Bound {
    Bound::new(literal).unwrap()
}

fn hash(literal: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    Number::new(literal).hash_into(&mut hasher);
    hasher.finish()
}

#[track_caller]
fn compares(left: &str, right: &str, expected: Ordering) {
    let message = format!("{left} and {right}");
    let is_equal = expected.is_eq();
    for (left, right, expected) in [(left, right, expected), (right, left, expected.reverse())] {
        let number = Number::new(left);
        assert_eq!(number.compare(&bound(right)), expected, "{message}");
        assert_eq!(number.equals(Number::new(right)), is_equal, "{message}");
    }
    assert!(!is_equal || hash(left) == hash(right), "{message}");
}

#[track_caller]
fn is_multiple(value: &str, divisor: &str, expected: bool) {
    let answer = Number::new(value).is_multiple_of(&bound(divisor));
    assert_eq!(answer, expected, "{value} of {divisor}");
}

#[test]
fn a_value_without_a_fraction_is_an_integer_however_it_is_written() {
    for literal in [
        "0",
        "-0",
        "0.0",
        "0e-5",
        "0.00e-9",
        "1",
        "-17",
        "1.0",
        "1e2",
        "100e-2",
        "1.50E1",
        "1e400",
        "0.001e3",
        "123456789012345678901234567890",
        "123456789012345678.0",
        "1e99999999999999999999",
    ] {
        assert!(Number::new(literal).is_integer(), "{literal}");
    }
    for literal in [
        "0.5",
        "1e-1",
        "-1.25",
        "15e-1",
        "1234567890123456789.5",
        "1.05e1",
        "1e-400",
        "1e-99999999999999999999",
    ] {
        assert!(!Number::new(literal).is_integer(), "{literal}");
    }
}

#[test]
fn each_number_is_less_than_the_next() {
    let rising = [
        "-1e400",
        "-1e308",
        "-18446744073709551616",
        "-9223372036854775809",
        "-9223372036854775808",
        "-9007199254740993",
        "-9007199254740992",
        "-123.46",
        "-123.45",
        "-1",
        "-0.1000000000000000000001",
        "-0.1",
        "-1e-400",
        "0",
        "1e-401",
        "1e-400",
        "0.05",
        "0.09999999999999999999999999",
        "0.1",
        "0.10000000000000000000000001",
        "0.5",
        "1",
        "1.000000000000000000000000000001",
        "9.99",
        "10",
        "123.45",
        "123.450000000000000001",
        "123.46",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "999999999999999999",
        "1000000000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "9223372036854775808.5",
        "18446744073709551615",
        "18446744073709551616",
        "340282366920938463463374607431768211456",
        "340282366920938463463374607431768211457",
        "1e308",
        "1e400",
        "1.1e400",
        "1e99999999999",
    ];
    for (index, left) in rising.iter().enumerate() {
        for (other, right) in rising.iter().enumerate() {
            compares(left, right, index.cmp(&other));
        }
    }
}

#[test]
fn one_value_has_many_literals() {
    for (left, right) in [
        ("0", "-0"),
        ("0", "-0.0e9"),
        ("0", "0e-5"),
        ("1", "1.0"),
        ("1e2", "100"),
        ("1E+2", "100.00"),
        ("100e-2", "1"),
        ("9007199254740993", "9007199254740993.0"),
        ("0.1", "1e-1"),
        ("-123.450", "-12345e-2"),
        ("1e400", "10e399"),
        ("0.0001e404", "1e400"),
        ("1e0000000000000000000000000002", "100"),
    ] {
        compares(left, right, Ordering::Equal);
    }
}

#[test]
fn multiples_are_exact() {
    for (value, divisor) in [
        ("0", "7"),
        ("-0.0", "0.3"),
        ("0e99", "18446744073709551615"),
        ("0.07", "0.01"),
        ("4.35", "0.01"),
        ("1.1", "0.1"),
        ("19.99", "0.01"),
        ("-9", "3"),
        ("4.5", "1.5"),
        ("1e400", "1e-400"),
        ("1e400", "256"),
        ("3e400", "3e399"),
        ("1e308", "0.123e-2"),
        ("9007199254740993", "3"),
        ("36893488147419103230", "18446744073709551615"),
        (
            "340282366920938463426481119284349108225",
            "18446744073709551615",
        ),
        ("1e2", "100"),
        ("100", "1e2"),
        ("250", "2.5e1"),
        ("1e99999999999999999999", "2"),
    ] {
        is_multiple(value, divisor, divisor != "0.123e-2");
    }
    for (value, divisor) in [
        ("0.075", "0.01"),
        ("1", "2"),
        ("35", "1e1"),
        ("1e400", "3"),
        ("1e-401", "1e-400"),
        ("9007199254740993", "2"),
        ("9007199254740992.5", "1"),
        ("1.5", "1"),
        ("5", "1e400"),
        ("36893488147419103231", "18446744073709551615"),
        ("1e-99999999999999999999", "1"),
        ("1234567890123456789012345678901234567891", "10"),
    ] {
        is_multiple(value, divisor, false);
    }
}

#[test]
fn a_divisor_is_above_zero_and_its_digits_fit_64_bits() {
    for literal in [
        "1",
        "0.01",
        "1e400",
        "1e-400",
        "18446744073709551615",
        "184467440737095516150",
    ] {
        assert!(bound(literal).is_divisor(), "{literal}");
    }
    for literal in [
        "0",
        "-0",
        "0e9",
        "-1",
        "18446744073709551616",
        "1.8446744073709551616",
    ] {
        assert!(!bound(literal).is_divisor(), "{literal}");
        is_multiple("0", literal, true);
        is_multiple("1", literal, false);
    }
}
