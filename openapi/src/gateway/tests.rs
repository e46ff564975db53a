//! Tests of finding the service of a request.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::json;

use super::{ContractSource, Gateway};

fn source(service: &str, hosts: &[&str], base_path: Option<&str>) -> ContractSource {
    ContractSource {
        service: service.to_owned(),
        hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
        base_path: base_path.map(str::to_owned),
        ..ContractSource::default()
    }
}

#[track_caller]
fn located(
    sources: &[ContractSource],
    authority: &str,
    path: &str,
    expected: Option<(&str, &str)>,
) {
    let (gateway, problems) = Gateway::compile(sources);
    assert_eq!(problems, []);
    let located = gateway.locate(authority.as_bytes(), path);
    let found = located.map(|located| (located.service.name.to_string(), located.path.to_owned()));
    assert_eq!(
        found,
        expected.map(|(name, path)| (name.to_owned(), path.to_owned()))
    );
}

#[test]
fn the_longest_base_path_wins() {
    let sources = [
        source("all", &[], None),
        source("text", &[], Some("/text")),
        source("gen", &[], Some("/text/gen/")),
    ];
    located(&sources, "x", "/text/gen/run", Some(("gen", "/run")));
    located(&sources, "x", "/text", Some(("text", "/")));
    located(&sources, "x", "/textgen/run", Some(("all", "/textgen/run")));
}

#[test]
fn hosts_are_compared_without_case_and_port() {
    let sources = [
        source("exact", &["api.example.com"], None),
        source("wild", &["*.example.org"], None),
    ];
    located(&sources, "API.example.com:8443", "/", Some(("exact", "/")));
    located(&sources, "a.b.example.org", "/", Some(("wild", "/")));
    located(&sources, "example.org", "/", None);
    located(&sources, "[::1]:80", "/", None);
}

#[test]
fn a_document_without_a_base_path_is_mounted_where_its_server_says() {
    let mut declared = source("pets", &[], None);
    declared.document = Some(json!(
        "openapi: 3.1.0\nservers: [{url: 'http://localhost/v1'}]\npaths: {}"
    ));
    located(&[declared], "x", "/v1/pets", Some(("pets", "/pets")));
}

#[test]
fn a_broken_source_disables_no_other() {
    let mut broken = source("broken", &[], Some("/broken"));
    broken.document = Some(json!({ "swagger": "1.2" }));
    let (gateway, problems) = Gateway::compile(&[broken, source("well", &[], Some("/well"))]);
    assert_eq!(problems.len(), 1);
    assert!(gateway.locate(b"x", "/well/a").is_some());
    assert!(
        gateway
            .locate(b"x", "/broken/a")
            .is_some_and(|at| at.service.contract.is_none())
    );
}
