//! Which contracts are in use when both sides name them.

use openapi::gateway::ContractSource;
use serde_json::json;

use super::*;

fn source(service: &str, base_path: &str) -> ContractSource {
    ContractSource {
        service: service.to_owned(),
        hosts: vec![],
        base_path: Some(base_path.to_owned()),
        document: Some(
            json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}),
        ),
        compiled: None,
    }
}

/// Services and where they are mounted.
#[track_caller]
fn check(
    inline: &[ContractSource],
    pulled: Option<Vec<ContractSource>>,
    expected: &[(&str, &str)],
) {
    let bundle = pulled.map(|contracts| Bundle { contracts });
    let (contracts, problems) = Contracts::compile(inline, bundle, true);
    assert!(problems.is_empty(), "{problems:?}");
    let services = contracts.gateway.services().iter();
    let mut mounted: Vec<_> = services
        .map(|it| (&*it.name, it.base_path.as_str()))
        .collect();
    mounted.sort_unstable();
    assert_eq!(mounted, expected);
}

#[test]
fn inline_contracts_are_there_without_a_bundle() {
    check(&[source("a", "/a")], None, &[("a", "/a")]);
}

#[test]
fn for_the_same_service_the_inline_contract_wins() {
    let pulled = vec![source("a", "/pulled"), source("b", "/b")];
    check(
        &[source("a", "/a")],
        Some(pulled),
        &[("a", "/a"), ("b", "/b")],
    );
}

#[test]
fn one_document_that_is_none_does_not_cost_the_others() {
    let broken = ContractSource {
        document: Some(json!("no document")),
        ..source("a", "/a")
    };
    let (contracts, problems) = Contracts::compile(&[broken, source("b", "/b")], None, true);
    assert_eq!(contracts.gateway.services().len(), 2);
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_bundle_that_cannot_be_read_is_none() {
    for bytes in [&b""[..], b"{", b"[]", b"{\"contracts\":7}", b"<html>"] {
        assert!(read_bundle(bytes).is_none());
    }
    assert!(read_bundle(b"{\"contracts\":[]}").is_some());
    assert!(read_bundle(&vec![b' '; BUNDLE_BYTES_MAX + 1]).is_none());
}
