//! The plugin configuration: read leniently, never repeated.

use serde_json::{Value, json};

use super::*;

/// Reads a configuration and compares the fields that warnings name.
#[track_caller]
fn check(configuration: &Value, warned: &[&str]) -> Settings {
    let bytes = serde_json::to_vec(configuration).unwrap();
    let (settings, warnings) = Settings::parse(&bytes).unwrap();
    let fields: Vec<&str> = warnings.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, warned, "{configuration}");
    settings
}

#[test]
fn nothing_means_the_defaults() {
    for bytes in [&b""[..], b" \n", b"{}"] {
        let (settings, warnings) = Settings::parse(bytes).unwrap();
        assert_eq!(warnings, []);
        assert_eq!(
            (settings.request, settings.response),
            (Mode::Shadow, Mode::Shadow)
        );
        assert!(settings.aggregator.is_none() && !settings.observes());
    }
}

#[test]
fn only_what_is_no_json_object_is_refused() {
    for bytes in [&b"null"[..], b"[]", b"\"x\"", b"{", b"{}{}", b"\xff", b"7"] {
        assert_eq!(
            Settings::parse(bytes).unwrap_err(),
            ConfigError::NotAnObject
        );
    }
}

/// A violation as an operator accepts it.
fn on_baseline(service: &str) -> Value {
    json!({
        "service": service, "method": "GET", "path": "/p", "direction": "response",
        "location": "body", "pointer": "/items/0/id", "keyword": "type",
    })
}

#[test]
fn every_field_is_read() {
    let settings = check(
        &json!({
            "request": "enforce", "response": "off",
            "unknownOperation": "deny", "failurePolicy": "deny", "holdHeaders": true,
            "decodeContent": true, "streams": "cut", "undeclaredQuery": "report",
            "overrides": [{"service": "s", "path": "/p", "method": "POST", "request": "off", "streams": "report"}],
            "contracts": [{"service": "s", "hosts": ["*"], "basePath": "/s", "document": {"openapi": "3.1.0"}}],
            "baseline": [on_baseline("s"), on_baseline("elsewhere")],
            "limits": {"requestBodyBytes": 1, "responseBodyBytes": 2, "jsonDepth": 3},
            "observe": {"enabled": false, "enumerations": true, "sample": 0.25, "key": "k"},
            "aggregator": {
                "clusters": ["a", "b"], "authority": "x", "token": "t",
                "pullIntervalMs": 100, "reportIntervalMs": 200, "timeoutMs": 300,
            },
        }),
        &[],
    );
    assert_eq!(
        (settings.request, settings.response),
        (Mode::Enforce, Mode::Off)
    );
    assert_eq!(settings.unknown_operation, Policy::Deny);
    assert_eq!(settings.undeclared_query, Undeclared::Report);
    assert_eq!(settings.failure_policy, Policy::Deny);
    assert!(
        settings.hold_headers
            && settings.decode_content
            && settings.observe.words == Some(WordKey::of_secret(b"k"))
            && settings.observe.sampled == 1 << 30
            && !settings.observes()
    );
    assert_eq!(settings.contracts[0].service, "s");
    assert_eq!(settings.contracts[0].baseline.len(), 1);
    assert_eq!(settings.baseline.len(), 2);
    let limits = Limits {
        request_body_bytes: 1,
        response_body_bytes: 2,
        json_depth: 3,
    };
    assert_eq!(settings.limits, limits);
    assert_eq!(
        settings.modes(Some("s"), Some(("/p", Method::Post))),
        (Mode::Off, Mode::Off)
    );
    assert_eq!(
        [
            settings.streams(Some("s"), Some(("/p", Method::Post))),
            settings.streams(Some("s"), None),
        ],
        [Streams::Report, Streams::Cut]
    );
    assert_eq!(settings.tick_ms(), 50);
    assert_eq!(settings.aggregator.unwrap().clusters, ["a", "b"]);
}

#[test]
fn words_are_told_apart_with_a_key_of_their_own_or_the_aggregators_token() {
    for (observe, token, expected, warned) in [
        (json!({"enumerations": true}), "t", Some("t"), &[][..]),
        (
            json!({"enumerations": true, "key": "k"}),
            "t",
            Some("k"),
            &[],
        ),
        (json!({"enumerations": false, "key": "k"}), "t", None, &[]),
        (json!({"key": "k"}), "t", None, &[]),
        (
            json!({"enumerations": true}),
            "",
            None,
            &["observe.enumerations"],
        ),
    ] {
        let settings = check(
            &json!({"observe": observe, "aggregator": {"token": token}}),
            warned,
        );
        let expected = expected.map(|key| WordKey::of_secret(key.as_bytes()));
        assert_eq!(settings.observe.words, expected);
    }
}

#[test]
fn a_field_that_cannot_be_read_costs_its_default_and_a_warning() {
    for (configuration, warned) in [
        (json!({"request": "enforced"}), "request"),
        (json!({"response": null}), "response"),
        (json!({"unknownOperation": true}), "unknownOperation"),
        (json!({"undeclaredQuery": "enforce"}), "undeclaredQuery"),
        (json!({"failurePolicy": "open"}), "failurePolicy"),
        (json!({"holdHeaders": "yes"}), "holdHeaders"),
        (json!({"observe": {"sample": 1.5}}), "observe.sample"),
        (json!({"observe": {"sample": "all"}}), "observe.sample"),
        (json!({"observe": {"key": 7}}), "observe.key"),
        (json!({"overrides": {}}), "overrides"),
        (json!({"overrides": [7]}), "overrides[0]"),
        (json!({"contracts": "none"}), "contracts"),
        (json!({"contracts": [{"hosts": []}]}), "contracts[0]"),
        (json!({"limits": []}), "limits"),
        (json!({"limits": {"jsonDepth": 0}}), "limits.jsonDepth"),
        (json!({"limits": {"jsonDepth": 127}}), "limits.jsonDepth"),
        (json!({"limits": {"jsonDepth": 1.5}}), "limits.jsonDepth"),
        (
            json!({"limits": {"requestBodyBytes": -1}}),
            "limits.requestBodyBytes",
        ),
        (
            json!({"limits": {"requestBodyBytes": 16_777_217}}),
            "limits.requestBodyBytes",
        ),
        (json!({"observe": true}), "observe"),
        (json!({"observe": {"enabled": 1}}), "observe.enabled"),
        (json!({"requests": "enforce"}), "requests"),
        (json!({"limits": {"depth": 1}}), "limits.depth"),
    ] {
        let settings = check(&configuration, &[warned]);
        assert_eq!(
            (settings.request, settings.response),
            (Mode::Shadow, Mode::Shadow)
        );
        assert_eq!(settings.limits, Limits::default());
        assert!(settings.overrides.is_empty() && settings.contracts.is_empty());
    }
}

#[test]
fn enforced_responses_without_held_heads_are_warned_of() {
    let enforced = json!({"response": "enforce"});
    check(&enforced, &["response"]);
    check(&json!({"request": "enforce"}), &[]);
    check(&json!({"response": "enforce", "holdHeaders": true}), &[]);
    check(
        &json!({"overrides": [{"request": "enforce"}, 7, {"response": "enforce"}]}),
        &["overrides[1]", "overrides[2].response"],
    );
    check(
        &json!({"holdHeaders": true, "overrides": [{"response": "enforce"}]}),
        &[],
    );
    let (_, warnings) = Settings::parse(enforced.to_string().as_bytes()).unwrap();
    let told = warnings[0].to_string();
    assert!(told.contains("only their status and headers can be refused"));
    assert!(!told.contains("default used"));
}

#[test]
fn what_does_not_say_enough_is_on_no_baseline() {
    let without = |member: &str| {
        let mut given = on_baseline("s");
        given.as_object_mut().unwrap().remove(member);
        given
    };
    let with = |member: &str, value: &str| {
        let mut given = on_baseline("s");
        given[member] = json!(value);
        given
    };
    for broken in [
        json!(7),
        without("service"),
        without("keyword"),
        with("method", "get"),
        with("direction", "both"),
        with("keyword", "schema"),
    ] {
        let settings = check(&json!({"baseline": [broken]}), &["baseline[0]"]);
        assert!(settings.baseline.is_empty());
    }
}

#[test]
fn a_broken_aggregator_is_still_an_aggregator() {
    let settings = check(
        &json!({"aggregator": {
            "clusters": [7, "", "b\n"], "authority": "a\r\nb", "token": 1,
            "pullIntervalMs": 1, "reportIntervalMs": "5s", "timeoutMs": 0,
        }}),
        &[
            "aggregator.clusters[0]",
            "aggregator.clusters[1]",
            "aggregator.clusters[2]",
            "aggregator.authority",
            "aggregator.token",
            "aggregator.pullIntervalMs",
            "aggregator.reportIntervalMs",
            "aggregator.timeoutMs",
        ],
    );
    assert_eq!(settings.aggregator, Some(Aggregator::default()));
}

#[test]
fn several_broken_fields_are_all_named() {
    check(
        &json!({"request": 1, "limits": {"jsonDepth": "x", "a": 1}, "z": 0, "y": 0}),
        &["request", "limits.jsonDepth", "limits.a", "z", "y"],
    );
}

#[test]
fn a_warning_never_repeats_the_value() {
    let secret = "s3cr3t";
    let configuration = json!({
        "request": secret, "holdHeaders": secret, "overrides": [{"method": secret}, secret],
        "contracts": [{"service": [secret]}], "limits": {"jsonDepth": secret},
        "observe": secret, "aggregator": {"token": [secret], "clusters": secret},
    });
    let (_, warnings) = Settings::parse(&serde_json::to_vec(&configuration).unwrap()).unwrap();
    assert_eq!(warnings.len(), 9);
    for warning in warnings {
        assert!(!warning.to_string().contains(secret), "{warning}");
    }
}

#[test]
fn an_override_with_a_broken_part_is_left_out_whole() {
    let settings = check(
        &json!({"request": "enforce", "overrides": [
            {"service": "s", "pth": "/p", "request": "off"},
            {"service": "s", "method": "post", "request": "off"},
            {"service": "s", "path": "/p", "response": "off"},
        ]}),
        &["overrides[0].pth", "overrides[1].method"],
    );
    assert_eq!(settings.overrides.len(), 1);
    assert_eq!(
        settings.modes(Some("s"), None),
        (Mode::Enforce, Mode::Shadow)
    );
}

#[test]
fn the_first_override_that_matches_wins() {
    let settings = check(
        &json!({"overrides": [
            {"service": "a", "path": "/x", "method": "GET", "request": "enforce"},
            {"service": "a", "request": "off", "response": "off"},
            {"response": "enforce"},
        ], "holdHeaders": true}),
        &[],
    );
    let modes = |service, operation| settings.modes(service, operation);
    assert_eq!(
        modes(Some("a"), Some(("/x", Method::Get))),
        (Mode::Enforce, Mode::Shadow)
    );
    assert_eq!(
        modes(Some("a"), Some(("/x", Method::Put))),
        (Mode::Off, Mode::Off)
    );
    assert_eq!(modes(Some("b"), None), (Mode::Shadow, Mode::Enforce));
    assert_eq!(modes(None, None), (Mode::Shadow, Mode::Enforce));
}

#[test]
fn the_readme_shows_the_defaults() {
    let readme = include_str!("../../README.md");
    let (it, aggregator) = (Settings::default(), Aggregator::default());
    let mode = |mode: Mode| format!("\"{mode:?}\"").to_lowercase();
    let policy = |policy: Policy| format!("\"{policy:?}\"").to_lowercase();
    for (field, default) in [
        ("request", mode(it.request)),
        ("response", mode(it.response)),
        ("unknownOperation", policy(it.unknown_operation)),
        (
            "undeclaredQuery",
            format!("\"{:?}\"", it.undeclared_query).to_lowercase(),
        ),
        ("failurePolicy", policy(it.failure_policy)),
        ("holdHeaders", it.hold_headers.to_string()),
        ("decodeContent", it.decode_content.to_string()),
        ("overrides", format!("{:?}", it.overrides)),
        ("baseline", format!("{:?}", it.baseline)),
        ("contracts", format!("{:?}", it.contracts)),
        (
            "limits.requestBodyBytes",
            it.limits.request_body_bytes.to_string(),
        ),
        (
            "limits.responseBodyBytes",
            it.limits.response_body_bytes.to_string(),
        ),
        ("limits.jsonDepth", it.limits.json_depth.to_string()),
        ("observe.enabled", it.observe.enabled.to_string()),
        (
            "observe.enumerations",
            it.observe.words.is_some().to_string(),
        ),
        (
            "observe.sample",
            (it.observe.sampled / SAMPLED_ALL).to_string(),
        ),
        ("observe.key", "\"\"".to_owned()),
        ("aggregator.clusters", format!("{:?}", aggregator.clusters)),
        (
            "aggregator.authority",
            format!("{:?}", aggregator.authority),
        ),
        ("aggregator.token", format!("{:?}", aggregator.token)),
        (
            "aggregator.pullIntervalMs",
            aggregator.pull_interval_ms.to_string(),
        ),
        (
            "aggregator.reportIntervalMs",
            aggregator.report_interval_ms.to_string(),
        ),
        ("aggregator.timeoutMs", aggregator.timeout_ms.to_string()),
    ] {
        let row = format!("| `{field}` | `{default}` |");
        assert!(readme.contains(&row), "missing in README.md: {row}");
    }
}
