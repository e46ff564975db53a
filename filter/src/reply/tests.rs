//! Local replies: the form clients rely on, and its bounds.

use openapi::contract::{Location, Violation};
use serde_json::{Value, json};

use super::*;

fn violation(pointer: String) -> Violation {
    Violation {
        location: Location::Body,
        pointer,
        keyword: "maximum".to_owned(),
        message: "expected at most 100".to_owned(),
    }
}

#[track_caller]
fn check(reply: &LocalReply, status: u16, details: &str) -> Value {
    assert_eq!((reply.status, reply.details), (status, details));
    assert!(reply.body.len() <= REPLY_BYTES_MAX, "{}", reply.body.len());
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(body["status"], json!(status));
    for member in ["type", "title", "detail"] {
        assert!(body[member].is_string(), "{member}");
    }
    body
}

#[test]
fn a_request_that_violates_is_told_where_and_by_which_rule() {
    let reply = LocalReply::request_violates(400, &[violation("/limit".to_owned())]);
    let body = check(&reply, 400, "docent_request_violates");
    let expected = json!([{
        "location": "body", "pointer": "/limit",
        "keyword": "maximum", "message": "expected at most 100",
    }]);
    assert_eq!(body["violations"], expected);
    assert_eq!(
        reply.headers(),
        [
            ("content-type", "application/problem+json"),
            ("x-docent", "rejected")
        ]
    );
}

#[test]
fn an_unknown_method_names_those_that_are_allowed() {
    let reply = LocalReply::unknown_method(&[Method::Get, Method::Post]);
    check(&reply, 405, "docent_unknown_method");
    assert!(reply.headers().contains(&("allow", "GET, POST")));
}

#[test]
fn a_request_without_credentials_is_told_how_to_ask_again() {
    let reply = LocalReply::request_violates(401, &[violation("/key".to_owned())]);
    let reply = reply.challenging("Basic realm=\"s\"".to_owned());
    let body = check(&reply, 401, "docent_request_violates");
    assert_eq!(body["title"], json!("credentials missing or malformed"));
    assert!(
        reply
            .headers()
            .contains(&("www-authenticate", "Basic realm=\"s\""))
    );
}

#[test]
fn every_other_reply_has_its_own_details() {
    check(
        &LocalReply::response_violates(&[]),
        502,
        "docent_response_violates",
    );
    check(&LocalReply::unknown_path(), 404, "docent_unknown_path");
    check(&LocalReply::undecided(500), 500, "docent_undecided");
    check(
        &LocalReply::request_violates(413, &[]),
        413,
        "docent_request_violates",
    );
}

#[test]
fn violations_are_cut_off_at_twenty_and_at_four_kibibytes() {
    let many: Vec<_> = (0..40).map(|n| violation(format!("/{n}"))).collect();
    let body = check(
        &LocalReply::request_violates(400, &many),
        400,
        "docent_request_violates",
    );
    assert_eq!(body["violations"].as_array().unwrap().len(), 20);

    let long: Vec<_> = (0..20)
        .map(|n| violation(format!("/{n}{}", "\"".repeat(256))))
        .collect();
    let body = check(
        &LocalReply::request_violates(400, &long),
        400,
        "docent_request_violates",
    );
    assert!((1..20).contains(&body["violations"].as_array().unwrap().len()));
}
