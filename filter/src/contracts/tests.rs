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
        baseline: vec![],
    }
}

/// Services and where they are mounted.
#[track_caller]
fn check(
    inline: &[ContractSource],
    pulled: Option<Vec<ContractSource>>,
    expected: &[(&str, &str)],
) {
    let bundle = pulled.map(|contracts| Bundle {
        contracts,
        ..Bundle::default()
    });
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

#[test]
fn what_is_accepted_here_and_there_is_on_one_baseline() {
    let mismatch = |pointer: &str| {
        let text = json!({
            "method": "GET", "path": "/p", "direction": "response", "location": "body",
            "pointer": pointer, "keyword": "type",
        });
        serde_json::from_value(text).unwrap()
    };
    let baseline = |contracts: &Contracts| -> Vec<(String, Vec<String>)> {
        let services = contracts.gateway.services().iter();
        let pointers =
            |it: &openapi::finding::Baseline| it.iter().map(|kind| kind.pointer.clone()).collect();
        let mut all: Vec<_> = services
            .map(|it| (it.name.to_string(), pointers(&it.baseline)))
            .collect();
        all.sort();
        all
    };
    let given = [
        ("a".to_owned(), mismatch("/x/0")),
        ("b".to_owned(), mismatch("/y")),
    ];
    let mut inline = [source("a", "/a")];
    accept(&mut inline, &given);
    let mut pulled = vec![source("a", "/pulled"), source("b", "/b"), source("c", "/c")];
    for source in &mut pulled {
        source.baseline = vec![mismatch("/z/7/id")];
    }
    accept(&mut pulled, &given);
    let bundle = Bundle {
        contracts: pulled,
        ..Bundle::default()
    };
    let (contracts, _) = Contracts::compile(&inline, Some(bundle), true);
    let expected = [
        ("a", vec!["/x/*", "/z/*/id"]),
        ("b", vec!["/y", "/z/*/id"]),
        ("c", vec!["/z/*/id"]),
    ];
    let expected = expected.map(|(name, kinds)| {
        (
            name.to_owned(),
            kinds.into_iter().map(str::to_owned).collect(),
        )
    });
    assert_eq!(baseline(&contracts), expected);
}
