//! The JSON Schema Test Suite, draft 2020-12: the same verdict on every case, or a reason in
//! one list why not. The suite itself is fetched by `scripts/schema-suite`.

#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

mod exceptions;
mod files;
mod judge;
#[path = "../generate/leak.rs"]
mod leak;

use judge::Run;

/// Formats of the suite that are enforced when formats are.
const FORMATS: [&str; 13] = [
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "json-pointer",
    "regex",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// Optional behavior that does apply here.
const OPTIONAL: [&str; 9] = [
    "anchor",
    "bignum",
    "dynamicRef",
    "ecmascript-regex",
    "float-overflow",
    "id",
    "no-schema",
    "non-bmp-regex",
    "unknownKeyword",
];

#[test]
fn every_required_case_gets_the_verdict_of_the_suite() {
    let mut run = Run::new(false);
    for name in files::required() {
        run.file(&name);
    }
    run.ends_with(46, 1_250);
}

#[test]
fn every_enforced_format_gets_the_verdicts_of_the_suite() {
    let mut run = Run::new(true);
    for name in FORMATS {
        run.file(&format!("optional/format/{name}.json"));
    }
    run.ends_with(FORMATS.len(), 350);
}

#[test]
fn optional_behavior_that_applies_gets_the_verdicts_of_the_suite() {
    let mut run = Run::new(false);
    for name in OPTIONAL {
        run.file(&format!("optional/{name}.json"));
    }
    run.ends_with(OPTIONAL.len(), 105);
}

#[test]
fn a_format_that_is_not_enforced_refuses_nothing() {
    let mut run = Run::new(true);
    run.file("optional/format/unknown.json");
    run.ends_with(1, 7);
}
