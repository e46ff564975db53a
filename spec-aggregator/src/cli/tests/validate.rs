//! Archives held against a document.

use expect_test::expect;
use serde_json::Value;

use super::{Folder, Outcome, archive, check, document, entry};

#[test]
fn conforming_traffic_is_fine() {
    let entries = vec![
        entry("GET", "/items/1", None, 200, r#"{"score": 0.5}"#),
        entry("PUT", "/items/3", Some(r#"{"score": 2.5}"#), 204, ""),
    ];
    let arguments = [
        "validate",
        "openapi.yaml",
        "--exchange",
        "traffic.har",
        "--base-path",
        "/v1",
    ];
    check(
        &[document(), archive(entries)],
        &arguments,
        Outcome::Fine,
        expect![[r#"
            ---
            2 exchanges, 0 entries skipped: 4 conform, 0 violate, 0 undecided
        "#]],
    );
}

#[test]
fn violations_are_found_and_hold_no_value() {
    let entries = vec![
        entry("GET", "/items/secret", None, 200, r#"{"secret": "secret"}"#),
        entry("PUT", "/items/3", Some(r#"{"score": "secret"}"#), 500, ""),
        entry("PUT", "/items/3", Some("secret"), 204, ""),
        entry("DELETE", "/items/3", None, 204, ""),
        entry("GET", "/secret", None, 200, "{}"),
    ];
    let files = [document(), archive(entries)];
    let arguments = [
        "validate",
        "openapi.yaml",
        "--exchange",
        "traffic.har",
        "--base-path",
        "/v1",
    ];
    check(
        &files,
        &arguments,
        Outcome::Findings,
        expect![[r#"
        exchange 1: GET /items/{id}: request path /id: expected integer (type)
        exchange 1: GET /items/{id}: response body /score: missing (required)
        exchange 2: PUT /items/{id}: request body /score: expected number (type)
        exchange 2: PUT /items/{id}: response status : status 500 is not declared (responses)
        exchange 3: PUT /items/{id}: request body : not a JSON text (json)
        exchange 4: no operation for its method
        exchange 5: no operation for its path
        ---
        5 exchanges, 0 entries skipped: 1 conform, 7 violate, 0 undecided
    "#]],
    );
    let ran = Folder::new(&files).run(&[&arguments[..], &["--format", "json"]].concat(), &[]);
    assert!(
        !ran.output.contains("secret\"") && !ran.errors.contains("secret"),
        "{}",
        ran.output
    );
    let lines: Vec<Value> = ran
        .output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["exchange"], 1);
    assert_eq!(lines[0]["verdict"], "violates");
    assert!(lines[0]["violations"][0]["keyword"].is_string());
}
