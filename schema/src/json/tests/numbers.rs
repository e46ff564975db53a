//! What is a number (RFC 8259 §6).

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::syntax::{all_accepted, all_refused};

#[test]
fn numbers_follow_the_grammar() {
    all_accepted(&[
        "0",
        "-0",
        "1",
        "-1",
        "10",
        "123456789012345678",
        "0.0",
        "-0.0",
        "0.5",
        "-10.25",
        "1e1",
        "1E1",
        "1e+1",
        "1E-1",
        "0e0",
        "0e+1",
        "-0e-1",
        "1.5e10",
        "1e-400",
        "1e308",
        "-1e308",
        "1.7976931348623157e308",
        "0.0000001e314",
        "0e400",
        "0.000e99999999999999999999",
        "1e00000000000001",
        "1e-99999999999999999999",
        "123.456e78",
    ]);
    all_refused(&[
        "-", "+1", "+", "--1", "- 1", "01", "-01", "00", "-00", "1.", "-1.", ".5", "-.5", ".",
        "1..2", "1.2.3", "1.e1", "1e", "1E", "1e+", "1e-", "1e+-1", "1ee1", "1e1.5", "1e1e1",
        "0x10", "0b1", "1_000", "1,5e", "1f", "1n", "1d", "1/2", "1-2", "1+2", "0e", "0.e1",
        "0.3e", "1e 1", "1 e1", "-a", "1a", "１", "∞", "$1", "1'000",
    ]);
}

#[test]
fn numbers_that_no_double_can_hold_are_refused() {
    all_refused(&[
        "1e309",
        "-1e309",
        "1e400",
        "1E+400",
        "1.8e308",
        "17.98e307",
        "0.18e309",
        "1e99999999999999999999",
        "0.00001e314",
        "100000e304",
    ]);
    // Half way between the greatest double and the next is where rounding goes up.
    accepted_as_finite(
        "1.79769313486231580793728971405303415079934132710037826936173e308",
        true,
    );
    accepted_as_finite(
        "1.79769313486231580793728971405303415079934132710037826936174e308",
        false,
    );
    accepted_as_finite("1.7976931348623159e308", false);
}

#[track_caller]
fn accepted_as_finite(text: &str, is: bool) {
    assert_eq!(text.parse::<f64>().unwrap().is_finite(), is);
    let limits = crate::json::JsonLimits::default();
    assert_eq!(crate::json::read(text.as_bytes(), &limits).is_ok(), is);
}
