//! No value leaves: a mark is put wherever a value or an identifier may stand, and looked
//! for in everything that leaves the proxy or is published.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::http::{Header, Method};
use crate::observation::{
    ContentObservation, Observation, credentials, header_parameters, query_parameters, segments,
};
use crate::observed::{Observed, Publication};
use crate::report::Report;
use crate::shape::tests::{key, shape_of};

/// Identifiers as machines and people make them.
fn mark() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
        "[a-z]{6,10}@[a-z]{6,10}\\.(com|org)",
        "[1-9][0-9]{7,17}",
        "[0-9a-f]{7}[0-9][a-f][0-9a-f]{8,24}",
        "01[0-9A-HJKMNP-TV-Z]{24}",
        "(cus|req|sk_live)_[A-Za-z0-9]{5}[0-9][A-Z][0-9][a-z][0-9][A-Za-z0-9]{6}",
        "\\+[1-9][0-9]{9,12}",
        "20[0-9]{2}-0[1-9]-[12][0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z",
        "[a-z]{3,8}-[0-9a-f]{3}[0-9][a-f][0-9][a-f][0-9]-[a-z0-9]{5}",
        "[12][0-9]{2}\\.[1-9][0-9]\\.[12][0-9]\\.[1-9][0-9]",
        "eyJ[A-Za-z0-9]{12}\\.eyJ[A-Za-z0-9]{12}\\.[A-Za-z0-9_-]{16}",
    ]
}

fn body(mark: &str, secret: &str, number: u64) -> Value {
    json!({
        "value": mark, "secret": secret, "number": number, "list": [secret, { "inner": mark }],
        mark: secret, format!("user:{mark}"): { mark: number }, format!("a/{mark}"): 1,
    })
}

fn observation(mark: &str, secret: &str, number: u64) -> Observation {
    let encoded: String =
        percent_encoding::utf8_percent_encode(mark, percent_encoding::NON_ALPHANUMERIC).to_string();
    let content = |media_type: &str| {
        let shape = shape_of(&body(mark, secret, number));
        Some(ContentObservation::new(media_type, Some(shape)))
    };
    let path = format!("/users/{encoded}/{number}/items/{encoded}:cancel/{encoded}.json");
    let query =
        format!("q={encoded}&secret={secret}&{encoded}={secret}&n={number}&list={mark},{mark}");
    let bearer = format!("Bearer {mark}");
    let cookie = format!("session={mark}; {mark}={secret}; jwt={number}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("cookie", cookie.as_str()),
        ("x-tenant", secret),
        ("x-api-key", mark),
    ]
    .map(|(name, value)| Header {
        name: name.as_bytes(),
        value: value.as_bytes(),
    });
    Observation {
        query: query_parameters(&query, Some(&key())),
        headers: header_parameters(&headers, Some(&key())),
        credentials: credentials(&headers, &format!("api_key={encoded}")),
        request: content("application/json"),
        response: content("application/problem+json"),
        ..Observation::new(Method::Post, segments(&path).unwrap(), 200)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_value_and_no_identifier_is_in_a_report_or_a_document(
        mark in mark(), secret in "[a-z]{8,12} ?[a-z]{8,12}", number in 10_000_000_u64..,
    ) {
        let mut observed = Observed::default();
        observed.observe(observation(&mark, &secret, number));
        let document = observed.to_document(Publication::titled("test")).to_json();
        let report = Report {
            version: 1,
            source: "00".repeat(16),
            epoch: 0,
            sequence: 1,
            observed_at: None,
            dropped: 0,
            services: [("test".to_owned(), observed)].into(),
            violations: std::collections::BTreeMap::new(),
            revealed: std::collections::BTreeMap::new(),
        };
        let report = String::from_utf8(report.encode()).unwrap();
        for canary in [mark, secret, number.to_string()] {
            prop_assert!(!report.contains(&canary), "{canary} in {report}");
            prop_assert!(!document.contains(&canary), "{canary} in {document}");
        }
    }
}
