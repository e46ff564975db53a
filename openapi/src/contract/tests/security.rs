//! Tests of security requirements: who is let in, who is told what, and what a 401 asks for.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    Contract, Header, Matched, RequestHead, Value, Verdict, compile, json, lines, matched,
};
use crate::limits::{CHALLENGES_MAX, SECURITY_SCHEMES_MAX};

/// A document whose schemes are called as what they are.
fn document(security: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "components": { "securitySchemes": {
            "query": { "type": "apiKey", "in": "query", "name": "api key" },
            "header": { "type": "apiKey", "in": "header", "name": "X-Api-Key" },
            "cookie": { "type": "apiKey", "in": "cookie", "name": "sid" },
            "basic": { "type": "http", "scheme": "Basic" },
            "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            "digest": { "type": "http", "scheme": "digest" },
            "hoba": { "type": "http", "scheme": "HOBA" },
            "oauth": { "type": "oauth2", "flows": {} },
            "openid": { "type": "openIdConnect", "openIdConnectUrl": "https://a/b" },
            "tls": { "type": "mutualTLS" },
            "named": { "$ref": "#/components/securitySchemes/bearer" },
            "odd": { "type": "apiKey", "in": "path", "name": "x" },
            "nowhere": { "$ref": "#/components/securitySchemes/gone" },
        } },
        "paths": { "/x": { "get": { "security": security }, "options": { "security": security } } },
    })
}

fn said(contract: &Contract, method: &str, path: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let headers: Vec<Header<'_>> = headers
        .iter()
        .map(|(name, value)| Header {
            name: name.as_bytes(),
            value: value.as_bytes(),
        })
        .collect();
    let Matched {
        operation,
        path_values,
    } = matched(contract, method, "/x");
    let head = RequestHead {
        method: method.as_bytes(),
        authority: b"a",
        path: path.as_bytes(),
        headers: &headers,
    };
    let check = operation.check_request_head(&head, &path_values, true);
    if let Verdict::Violates(violations) = &check.verdict {
        let statuses = violations
            .iter()
            .map(super::super::Violation::request_status);
        assert_eq!(statuses.max(), Some(401));
    }
    lines(&check.verdict)
}

#[track_caller]
fn check(security: &Value, path: &str, headers: &[(&str, &str)], expected: &[&str]) {
    let (contract, problems) = compile(document(security));
    let told = ["mutualTLS", "digest credentials"];
    let others = problems
        .iter()
        .filter(|it| !told.iter().any(|told| it.contains(told)));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(
        said(&contract, "GET", path, headers),
        expected,
        "{security} {path} {headers:?}"
    );
}

const MISSING: &str = r#"header "/authorization": missing (security)"#;
const MALFORMED: &str = r#"header "/authorization": malformed credentials (security)"#;
const OTHER: &str = r#"header "/authorization": expected another authentication scheme (security)"#;
const TWICE: &str = r#"header "/authorization": given more than once (security)"#;

#[track_caller]
fn authorization(scheme: &str, value: &str, expected: &[&str]) {
    check(
        &json!([{ scheme: [] }]),
        "/x",
        &[("authorization", value)],
        expected,
    );
}

#[test]
fn a_key_must_be_there_once_and_not_empty() {
    let key = json!([{ "query": [] }]);
    for path in ["/x?api%20key=a", "/x?a=b&api+key=hunter2&c"] {
        check(&key, path, &[], &[]);
    }
    for path in [
        "/x",
        "/x?api%20key=",
        "/x?api%20key",
        "/x?API%20KEY=a",
        "/x?b=api+key=a",
    ] {
        check(
            &key,
            path,
            &[],
            &[r#"query "/api key": missing (security)"#],
        );
    }
    let twice = r#"query "/api key": given more than once (security)"#;
    check(&key, "/x?api%20key=a&api+key=a", &[], &[twice]);

    let key = json!([{ "header": [] }]);
    check(&key, "/x", &[("x-api-key", "a")], &[]);
    let missing = r#"header "/x-api-key": missing (security)"#;
    check(
        &key,
        "/x?x-api-key=a",
        &[("authorization", "Bearer a")],
        &[missing],
    );
    check(&key, "/x", &[("x-api-key", " ")], &[missing]);
    let twice = r#"header "/x-api-key": given more than once (security)"#;
    check(
        &key,
        "/x",
        &[("x-api-key", "a"), ("x-api-key", "a")],
        &[twice],
    );

    let key = json!([{ "cookie": [] }]);
    check(&key, "/x", &[("cookie", "a=b; sid=a=b")], &[]);
    check(&key, "/x", &[("cookie", "a=b"), ("cookie", "sid=a")], &[]);
    let missing = r#"cookie "/sid": missing (security)"#;
    for cookie in ["sid=", "SID=a", "xsid=a", "sid"] {
        check(&key, "/x", &[("cookie", cookie)], &[missing]);
    }
    let twice = r#"cookie "/sid": given more than once (security)"#;
    check(
        &key,
        "/x",
        &[("cookie", "sid=a"), ("cookie", "sid=a")],
        &[twice],
    );
}

#[test]
fn basic_is_a_user_and_a_password_in_base64() {
    for value in ["Basic YTpi", "basic YTpi", "BASIC  Og==", " Basic Ojo6 "] {
        authorization("basic", value, &[]);
    }
    for value in [
        "Basic",
        "Basic YWI=",
        "Basic Og",
        "Basic Og=",
        "Basic a:b",
        "Basic YTpi YTpi",
    ] {
        authorization("basic", value, &[MALFORMED]);
    }
    for value in ["Bearer a", "YTpi", "Basic,YTpi"] {
        authorization("basic", value, &[OTHER]);
    }
    check(&json!([{ "basic": [] }]), "/x", &[], &[MISSING]);
    authorization("basic", "", &[MISSING]);
    let twice = [
        ("authorization", "Basic YTpi"),
        ("authorization", "Basic YTpi"),
    ];
    check(&json!([{ "basic": [] }]), "/x", &twice, &[TWICE]);
}

#[test]
fn bearer_is_one_token() {
    for scheme in ["bearer", "oauth", "openid", "named"] {
        for value in ["Bearer a", "bearer eyJ.a-b_c~d+e/f==", "BEARER  1"] {
            authorization(scheme, value, &[]);
        }
        for value in [
            "Bearer",
            "Bearer =",
            "Bearer a b",
            "Bearer a=b",
            "Bearer a,b",
            "Bearer \u{e4}",
        ] {
            authorization(scheme, value, &[MALFORMED]);
        }
        authorization(scheme, "Token a", &[OTHER]);
        check(&json!([{ scheme: [] }]), "/x", &[], &[MISSING]);
    }
}

#[test]
fn digest_is_judged_where_there_is_one() {
    let usual = r#"Digest username="a, \"b\"", realm="r", nonce="n", uri="/x", response="0", qop=auth, nc=00000001"#;
    authorization("digest", usual, &[]);
    authorization("digest", &usual.replace("username=", "username*="), &[]);
    for value in [
        "Digest",
        &usual.replace("nonce=", "once="),
        &usual.replace("qop=auth", "realm=\"r\""),
        &usual.replace("\"n\"", ""),
        &usual.replace("\"n\"", "\"n"),
        &usual.replace("\"n\"", "n n"),
        &usual.replace("qop=auth", "auth"),
    ] {
        authorization("digest", value, &[MALFORMED]);
    }
    authorization("digest", "Basic YTpi", &[OTHER]);
    check(&json!([{ "digest": [] }]), "/x", &[], &[]);
}

#[test]
fn another_scheme_needs_its_name_and_something() {
    authorization("hoba", "hoba result=\"1\"", &[]);
    authorization("hoba", "HOBA", &[MALFORMED]);
    authorization("hoba", "Basic YTpi", &[OTHER]);
}

#[test]
fn schemes_of_one_requirement_are_needed_together() {
    let both = json!([{ "header": [], "bearer": ["read"] }]);
    let (key, token) = (("x-api-key", "a"), ("authorization", "Bearer a"));
    let missing = r#"header "/x-api-key": missing (security)"#;
    check(&both, "/x", &[key, token], &[]);
    check(&both, "/x", &[key], &[MISSING]);
    check(&both, "/x", &[token], &[missing]);
    check(&both, "/x", &[], &[MISSING, missing]);
}

#[test]
fn one_requirement_of_several_is_enough() {
    let either = json!([{ "header": [] }, { "bearer": [] }]);
    let missing = r#"header "/x-api-key": missing (security)"#;
    check(&either, "/x", &[("x-api-key", "a")], &[]);
    check(&either, "/x", &[("authorization", "Bearer a")], &[]);
    check(&either, "/x", &[], &[MISSING, missing]);
    // Who has tried one is told of that one.
    check(
        &either,
        "/x",
        &[("authorization", "Bearer a b")],
        &[MALFORMED],
    );
    let either = json!([{ "basic": [] }, { "bearer": [] }]);
    check(
        &either,
        "/x",
        &[("authorization", "Bearer a b")],
        &[MALFORMED],
    );
    check(&either, "/x", &[("authorization", "Basic YTpi")], &[]);
}

#[test]
fn nothing_is_asked_for_where_nothing_is_an_alternative() {
    for security in [
        json!([]),
        json!([{ "bearer": [] }, {}]),
        json!([{ "tls": [] }]),
    ] {
        check(&security, "/x", &[], &[]);
    }
    check(&json!([{ "tls": [], "bearer": [] }]), "/x", &[], &[MISSING]);
    let (_, problems) = compile(document(&json!([{ "tls": [] }])));
    let told = "/components/securitySchemes/tls: mutualTLS is not judged: it is the listener's";
    assert_eq!(problems, [told]);
}

#[test]
fn an_operation_takes_the_documents_security_unless_it_has_its_own() {
    let mut document = document(&json!([]));
    document["security"] = json!([{ "bearer": [] }]);
    let (contract, _) = compile(document.clone());
    assert_eq!(said(&contract, "GET", "/x", &[]), Vec::<String>::new());
    document["paths"] = json!({ "/x": { "get": {} } });
    let (contract, _) = compile(document);
    assert_eq!(said(&contract, "GET", "/x", &[]), [MISSING]);
    // RFC 9110 §9.3.2: HEAD is GET without the content, and needs what GET needs.
    assert_eq!(said(&contract, "HEAD", "/x", &[]), [MISSING]);
    let token = [("authorization", "Bearer a")];
    assert_eq!(said(&contract, "HEAD", "/x", &token), Vec::<String>::new());
}

#[test]
fn a_preflight_has_no_credentials() {
    let (contract, _) = compile(document(&json!([{ "bearer": [] }])));
    let origin = ("origin", "https://a");
    let preflight = [origin, ("access-control-request-method", "GET")];
    assert_eq!(
        said(&contract, "OPTIONS", "/x", &preflight),
        Vec::<String>::new()
    );
    assert_eq!(said(&contract, "OPTIONS", "/x", &[origin]), [MISSING]);
    assert_eq!(said(&contract, "GET", "/x", &preflight), [MISSING]);
}

/// Nobody is locked out by what was not understood, and nobody let in silently.
#[test]
fn a_requirement_that_is_not_understood_leaves_it_undecided() {
    for name in ["gone", "odd", "nowhere"] {
        let (contract, problems) = compile(document(&json!([{ name: [] }])));
        assert!(
            problems.contains(&format!(
                "/paths/~1x/get/security/0/{name}: expected a security scheme that can be judged"
            )),
            "{problems:?}"
        );
        let undecided = ["undecided: security_not_compiled"];
        assert_eq!(said(&contract, "GET", "/x", &[]), undecided);
        let (contract, _) = compile(document(&json!([{ name: [] }, { "header": [] }])));
        assert_eq!(said(&contract, "GET", "/x", &[]), undecided);
        let key = [("x-api-key", "a")];
        assert_eq!(said(&contract, "GET", "/x", &key), Vec::<String>::new());
    }
    for security in [json!({}), json!([1]), json!(null)] {
        let (contract, problems) = compile(document(&security));
        assert_eq!(problems.len(), 2, "{problems:?}");
        let undecided = ["undecided: security_not_compiled"];
        assert_eq!(said(&contract, "GET", "/x", &[]), undecided);
    }
}

#[test]
fn what_operations_share_is_reported_once() {
    let (_, problems) = compile(json!({
        "openapi": "3.1.0",
        "security": [{ "gone": [] }],
        "paths": { "/x": { "get": {}, "put": {} }, "/y": { "get": {} } },
    }));
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn credentials_are_judged_before_anything_else_is_told() {
    let mut document = document(&json!([{ "bearer": [] }]));
    document["paths"]["/x"]["get"]["parameters"] =
        json!([{ "name": "n", "in": "query", "required": true, "schema": {} }]);
    let (contract, _) = compile(document);
    assert_eq!(said(&contract, "GET", "/x?%ff", &[]), [MISSING]);
}

#[track_caller]
fn challenge(security: &Value, expected: &str) {
    let (contract, _) = compile(document(security));
    let operation = matched(&contract, "GET", "/x").operation;
    assert_eq!(operation.challenge("a \"b\"\\\n\u{e4}c"), expected);
}

#[test]
fn a_challenge_names_every_scheme_once() {
    challenge(&json!([{ "basic": [] }]), r#"Basic realm="a bc""#);
    challenge(
        &json!([{ "oauth": [], "header": [] }, { "bearer": [], "query": [] }, { "digest": [] }]),
        r#"Bearer realm="a bc", ApiKey realm="a bc", Digest realm="a bc""#,
    );
    challenge(&json!([{ "hoba": [] }]), "HOBA");
    challenge(&json!([]), "");
}

#[test]
fn challenges_and_schemes_have_a_bound() {
    let schemes = |count: usize| -> Value {
        let schemes = (0..count).map(|at| {
            (
                format!("s{at}"),
                json!({ "type": "http", "scheme": format!("x{at}") }),
            )
        });
        schemes.collect::<serde_json::Map<_, _>>().into()
    };
    let compiled = |count: usize| {
        let security: Vec<Value> = (0..count)
            .map(|at| json!({ format!("s{at}"): [] }))
            .collect();
        compile(json!({
            "openapi": "3.1.0",
            "components": { "securitySchemes": schemes(count) },
            "paths": { "/x": { "get": { "security": security } } },
        }))
    };
    let (contract, problems) = compiled(SECURITY_SCHEMES_MAX);
    assert_eq!(problems, Vec::<String>::new());
    let operation = matched(&contract, "GET", "/x").operation;
    assert_eq!(operation.challenge("r").split(", ").count(), CHALLENGES_MAX);
    assert_eq!(said(&contract, "GET", "/x", &[]), [MISSING]);
    let (contract, problems) = compiled(SECURITY_SCHEMES_MAX + 1);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        said(&contract, "GET", "/x", &[]),
        ["undecided: security_not_compiled"]
    );
}

#[cfg(not(target_family = "wasm"))]
mod laws {
    //! Whatever is sent as credentials is survived, and never said.

    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static CONTRACTS: LazyLock<Vec<Contract>> = LazyLock::new(|| {
        let names = [
            "query", "header", "cookie", "basic", "bearer", "digest", "hoba",
        ];
        let each = names.map(|name| compile(document(&json!([{ name: [] }]))).0);
        each.into_iter().collect()
    });

    /// Bytes that come close to what is looked for.
    fn credentials() -> impl Strategy<Value = Vec<u8>> {
        let word = prop::sample::select(vec![
            "Basic ",
            "bearer ",
            "Digest ",
            "HOBA",
            "username=\"",
            "realm",
            "=",
            "\"",
            ",",
            "\\",
            ";",
            "sid=",
            "Og==",
            "api+key=",
            "%",
            "&",
            " ",
            "canary",
        ]);
        let word = word.prop_map(|word| word.as_bytes().to_vec());
        let part = prop_oneof![8 => word, 1 => prop::collection::vec(any::<u8>(), 0..4)];
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn any_credentials_are_judged_and_none_repeated(
            given in credentials(),
            names in prop::collection::vec(0..4_usize, 0..3),
            at in 0..7_usize,
        ) {
            let names = names.into_iter().map(|at| ["authorization", "x-api-key", "cookie", "other"][at]);
            let headers: Vec<Header<'_>> = names
                .map(|name| Header { name: name.as_bytes(), value: &given })
                .collect();
            let path = [b"/x?".as_slice(), &given].concat();
            let head = RequestHead { method: b"GET", authority: b"a", path: &path, headers: &headers };
            let Matched { operation, path_values } = matched(&CONTRACTS[at], "GET", "/x");
            let verdict = operation.check_request_head(&head, &path_values, true).verdict;
            prop_assert!(!lines(&verdict).concat().contains("canary"));
        }
    }
}
