//! Tests of routing.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Contract, Method, Route, compile, json};

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
        r#"GET /models/{id} ["a b"]"#,
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
