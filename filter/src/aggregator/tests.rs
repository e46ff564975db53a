//! Answers by their heads alone. Calls, back-off and storage are tested through the host.

use super::answer::Answer;
use crate::header_map::{HeaderMap, encode_pairs};

#[track_caller]
fn check(pairs: &[(&str, &str)], expected: Answer) {
    let map = HeaderMap::new(encode_pairs(pairs));
    assert_eq!(Answer::read(Some(&map)), expected);
}

#[test]
fn only_an_answer_that_names_itself_counts() {
    check(&[(":status", "200")], Answer::Failed("not_an_aggregator"));
    check(
        &[(":status", "200"), ("x-docent", "rejected")],
        Answer::Failed("not_an_aggregator"),
    );
    let docent = Answer::Docent {
        status: 200,
        etag: None,
    };
    check(&[(":status", "200"), ("x-docent", "aggregator")], docent);
}

#[test]
fn what_envoy_answers_in_its_place_is_a_failure_with_a_name() {
    check(&[(":status", "503")], Answer::Failed("unavailable"));
    check(&[(":status", "504")], Answer::Failed("timeout"));
    check(&[], Answer::Failed("no_status"));
    assert_eq!(Answer::read(None), Answer::Failed("no_answer"));
}

#[test]
fn an_etag_is_kept_only_if_it_can_be_sent_back() {
    let etag = |value: &str| {
        let pairs = [
            (":status", "200"),
            ("x-docent", "aggregator"),
            ("etag", value),
        ];
        match Answer::read(Some(&HeaderMap::new(encode_pairs(&pairs)))) {
            Answer::Docent { etag, .. } => etag,
            Answer::Failed(reason) => panic!("{reason}"),
        }
    };
    assert_eq!(etag("\"a1\""), Some("\"a1\"".to_owned()));
    assert_eq!(etag(""), None);
    assert_eq!(etag("a\r\nb"), None);
    assert_eq!(etag(&"x".repeat(300)), None);
}
