//! Tests of routing.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Contract, Method, Route, compile, json};
use crate::limits::{PATH_SEGMENTS_MAX, TEMPLATE_PAIRS_MAX};

fn contract(paths: &[(&str, &[&str])]) -> Contract {
    let paths: serde_json::Map<_, _> = paths
        .iter()
        .map(|(path, methods)| {
            let item: serde_json::Map<_, _> = methods
                .iter()
                .map(|&method| (method.to_owned(), json!({})))
                .collect();
            ((*path).to_owned(), item.into())
        })
        .collect();
    compile(json!({ "openapi": "3.1.0", "paths": paths })).0
}

#[track_caller]
fn leads(contract: &Contract, method: &str, path: &str, expected: &str) {
    let found = match contract.route(method.as_bytes(), path) {
        Route::Matched(matched) => {
            let operation = &matched.operation;
            format!(
                "{} {} {:?}",
                operation.method(),
                operation.template(),
                matched.path_values
            )
        }
        Route::NotFound => "not found".to_owned(),
        Route::MethodNotAllowed { allow } => {
            format!(
                "allow {}",
                allow
                    .iter()
                    .map(|method| method.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        Route::Malformed(violation) => violation.to_string(),
    };
    assert_eq!(found, expected);
}

#[test]
fn concrete_comes_before_templated() {
    let contract = contract(&[
        ("/models/{id}", &["get"]),
        ("/models/list", &["get"]),
        ("/models/{id}/v{version}", &["get"]),
        ("/{kind}/{id}/latest", &["get"]),
    ]);
    leads(&contract, "GET", "/models/list", "GET /models/list []");
    leads(
        &contract,
        "GET",
        "/models/a%20b",
        r#"GET /models/{id} ["a%20b"]"#,
    );
    leads(
        &contract,
        "GET",
        "/models/a/v2",
        r#"GET /models/{id}/v{version} ["a", "2"]"#,
    );
    leads(
        &contract,
        "GET",
        "/models/a/latest",
        r#"GET /{kind}/{id}/latest ["models", "a"]"#,
    );
}

#[test]
fn values_of_a_path_are_kept_as_they_came() {
    let contract = contract(&[("/v{major}.{minor}", &["get"]), ("/ü/{id}:x", &["get"])]);
    for (path, expected) in [
        ("/v1%2C2.%2e3", r#"GET /v{major}.{minor} ["1%2C2", "%2e3"]"#),
        ("/%76%31%2E2%zz", r#"GET /v{major}.{minor} ["%31", "2%zz"]"#),
        ("/%c3%bc/%C3%BC,%3ax", r#"GET /ü/{id}:x ["%C3%BC,"]"#),
        ("/ü/ü%25:x", r#"GET /ü/{id}:x ["ü%25"]"#),
    ] {
        leads(&contract, "GET", path, expected);
    }
}

#[test]
fn paths_are_compared_as_they_are() {
    let contract = contract(&[("/a", &["get"]), ("/b/", &["get"])]);
    for path in ["/a/", "//a", "/b", "/A", "/a;x=1", "", "a"] {
        leads(&contract, "GET", path, "not found");
    }
    leads(&contract, "GET", "/b/", "GET /b/ []");
}

#[test]
fn an_unknown_method_names_those_that_are_allowed() {
    let contract = contract(&[("/a", &["post", "get"]), ("/{x}", &["delete"])]);
    leads(&contract, "PUT", "/a", "allow GET, POST, DELETE");
    leads(&contract, "FROB", "/b", "allow DELETE");
    leads(&contract, "HEAD", "/a", "GET /a []");
    leads(&contract, "DELETE", "/a", r#"DELETE /{x} ["a"]"#);
}

#[test]
fn a_path_that_means_two_things_is_malformed() {
    let contract = contract(&[("/{x}", &["get"])]);
    for path in ["/a%2fb", "/%2e%2e", "/a%00", "/%c0%ae", "/a%5cb", "/."] {
        leads(
            &contract,
            "GET",
            path,
            r#"path "": expected segments that decode to plain UTF-8 text (encoding)"#,
        );
    }
}

#[test]
fn templates_that_differ_in_names_alone_are_one_and_reported() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/a/{x}": { "get": {} }, "/a/{y}": { "put": {}, "get": {} } },
    }));
    assert_eq!(problems.len(), 2, "{problems:?}");
    leads(&contract, "GET", "/a/1", r#"GET /a/{x} ["1"]"#);
    leads(&contract, "PUT", "/a/1", r#"PUT /a/{y} ["1"]"#);
}

#[test]
fn methods_keep_the_order_of_the_specification() {
    let contract = contract(&[("/a", &["trace", "get"])]);
    let methods: Vec<Method> = contract
        .operations()
        .iter()
        .map(|operation| operation.method())
        .collect();
    assert_eq!(methods, [Method::Get, Method::Trace]);
}

/// Every way of writing a path that some server reads as another one.
#[test]
fn a_path_leads_where_every_server_would_have_it() {
    let contract = contract(&[
        ("/admin", &["get"]),
        ("/{x}", &["get"]),
        ("/a/{x}", &["get"]),
        ("/a/{x}/c", &["get"]),
        ("/b/{x}:run", &["get"]),
        ("/b/{x}", &["get"]),
        ("/m;v=1", &["get"]),
        ("/caf%C3%A9", &["get"]),
    ]);
    let malformed = r#"path "": expected segments that decode to plain UTF-8 text (encoding)"#;
    for (path, expected) in [
        ("/admin", "GET /admin []"),
        // Encoded or not, it is the same segment.
        ("/%61dmin", "GET /admin []"),
        ("/caf%C3%A9", "GET /caf%C3%A9 []"),
        ("/café", "GET /caf%C3%A9 []"),
        // Decoded once: what is encoded twice is a text.
        ("/a/%252f", r#"GET /a/{x} ["%252f"]"#),
        ("/a/%252e%252e", r#"GET /a/{x} ["%252e%252e"]"#),
        ("/a/+", r#"GET /a/{x} ["+"]"#),
        ("/a/%", r#"GET /a/{x} ["%"]"#),
        // What would be several segments, another one, or none.
        ("/a/%2f", malformed),
        ("/a%2Fb", malformed),
        ("/a/%5c", malformed),
        ("/a/\\", malformed),
        ("/a\\b", malformed),
        ("/a/%00", malformed),
        ("/a/x%00", malformed),
        ("/a/.", malformed),
        ("/a/..", malformed),
        ("/a/%2e", malformed),
        ("/a/.%2e", malformed),
        ("/a/..;/c", malformed),
        ("/a/%2e%2e;x=1/c", malformed),
        ("/a/%c0%ae", malformed),
        ("/a/%ff", malformed),
        // Nothing is collapsed, cut off or added.
        ("//admin", "not found"),
        ("/admin/", "not found"),
        ("/a//c", "not found"),
        ("/a/", "not found"),
        ("/a/b/", "not found"),
        ("/Admin/x", "not found"),
        // Matrix parameters belong to the text, unless without them it were another path.
        ("/m;v=1", "GET /m;v=1 []"),
        ("/m%3Bv=1", "GET /m;v=1 []"),
        ("/x;v=1", r#"GET /{x} ["x;v=1"]"#),
        ("/admin;v=1", "not found"),
        ("/%61dmin;", "not found"),
        ("/admin%3Bv=1", r#"GET /{x} ["admin%3Bv=1"]"#),
        ("/b/y:run", r#"GET /b/{x}:run ["y"]"#),
        ("/b/y:run;v=1", "not found"),
    ] {
        leads(&contract, "GET", path, expected);
    }
}

#[test]
fn methods_that_nobody_declares_are_refused_whatever_the_path() {
    let contract = contract(&[("/a", &["get"]), ("/q", &["query"])]);
    leads(&contract, "TRACE", "/a", "allow GET");
    leads(&contract, "TRACE", "/none", "allow ");
    leads(&contract, "CONNECT", "", "allow ");
    leads(&contract, "get", "/a", "allow GET");
    leads(&contract, "HEAD", "/a", "GET /a []");
    leads(&contract, "QUERY", "/q", "QUERY /q []");
}

/// What is wrong with the paths of a document that has nothing else.
#[track_caller]
fn clashes(paths: &[(&str, &str)], expected: &[&str]) {
    let paths: serde_json::Map<_, _> = paths
        .iter()
        .map(|&(path, method)| (path.to_owned(), json!({ method: {} })))
        .collect();
    let (_, problems) = compile(json!({ "openapi": "3.1.0", "paths": paths }));
    assert_eq!(problems, expected);
}

#[test]
fn templates_of_which_none_is_the_more_concrete_are_reported_with_both_places() {
    clashes(
        &[("/{a}/x", "get"), ("/{b}/x", "get")],
        &["/paths/~1{b}~1x/get: the path differs from /paths/~1{a}~1x in parameter names alone"],
    );
    clashes(
        &[("/a{x}", "get"), ("/{x}a", "get")],
        &["/paths/~1a{x}: some requests also match /paths/~1{x}a, which is taken for them"],
    );
    clashes(
        &[("/v{x}/{y}.a/z", "get"), ("/{x}v/b.{y}/z", "get")],
        &[
            "/paths/~1v{x}~1{y}.a~1z: some requests also match /paths/~1{x}v~1b.{y}~1z, which is taken for them",
        ],
    );
}

#[test]
fn templates_that_order_or_methods_keep_apart_are_fine() {
    clashes(&[("/a{x}", "get"), ("/{x}a", "put")], &[]);
    clashes(&[("/a{x}", "get"), ("/{x}", "get"), ("/ab", "get")], &[]);
    clashes(
        &[("/{x}/b", "get"), ("/{x}/{y}", "get"), ("/a/b", "get")],
        &[],
    );
    clashes(
        &[("/a{x}", "get"), ("/b{x}", "get"), ("/{x}c/d", "get")],
        &[],
    );
    clashes(&[("/{x}:run", "get"), ("/{x}:stop", "get")], &[]);
    clashes(&[("/{x}/me", "get"), ("/books/{id}/x", "get")], &[]);
    // The first segment decides.
    clashes(&[("/{entity}/me", "get"), ("/books/{id}", "get")], &[]);
    clashes(&[("/a{x}/{y}", "get"), ("/{x}a/b", "get")], &[]);
}

#[test]
fn templates_are_compared_up_to_a_limit() {
    // One step for each template, and one for each pair of them.
    let problems = |count: usize| {
        let paths: serde_json::Map<_, _> = (0..count)
            .map(|number| (format!("/{{x}}-{number:04}"), json!({ "get": {} })))
            .collect();
        compile(json!({ "openapi": "3.1.0", "paths": paths })).1
    };
    let most = (1..TEMPLATE_PAIRS_MAX)
        .take_while(|count| count * (count + 1) / 2 <= TEMPLATE_PAIRS_MAX)
        .count();
    assert_eq!(problems(most), Vec::<String>::new());
    assert_eq!(
        problems(most + 1),
        [format!(
            "/paths: more than {TEMPLATE_PAIRS_MAX} pairs of segments to compare"
        )]
    );
}

/// Escaping a letter makes of a path that is walked where it stands one that is decoded first
/// (RFC 3986 §6.2.2.2): both are the same path.
#[test]
fn a_path_leads_to_the_same_with_a_letter_escaped() {
    let contract = contract(&[
        ("/a/{x}/b", &["get"]),
        ("/{y}/{x}-{z}/c", &["get"]),
        ("/a/é/", &["get"]),
        ("/", &["get"]),
    ]);
    for (path, expected) in [
        ("/a/1/b", r#"GET /a/{x}/b ["1"]"#),
        ("/a/1-2/c", r#"GET /{y}/{x}-{z}/c ["a", "1", "2"]"#),
        ("/a/é/", "GET /a/é/ []"),
        ("/a/é", "not found"),
        ("/a//b", "not found"),
        ("//", "not found"),
        ("", "not found"),
    ] {
        leads(&contract, "GET", path, expected);
        let escaped = path.replacen('a', "%61", 1);
        // A value is given back as it came.
        let expected = expected.replace("[\"a\"", "[\"%61\"");
        leads(&contract, "GET", &escaped, &expected);
    }
    leads(&contract, "GET", "/", "GET / []");
}

#[test]
fn a_path_may_have_as_many_segments_as_a_template_and_no_more() {
    let longest = "/a".repeat(PATH_SEGMENTS_MAX);
    let contract = contract(&[(&longest, &["get"])]);
    for first in ["/a", "/%61"] {
        let path = format!("{first}{}", "/a".repeat(PATH_SEGMENTS_MAX - 1));
        leads(&contract, "GET", &path, &format!("GET {longest} []"));
        leads(&contract, "GET", &format!("{path}/a"), "not found");
        // What is longer is not looked into at all.
        leads(&contract, "GET", &format!("{path}/%ff"), "not found");
    }
}
