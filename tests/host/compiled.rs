//! Contracts that the aggregator compiled: enforced as they come, by every VM, or not at all.

use std::sync::Arc;

use openapi::contract::{CONTRACT_VERSION, Contract, ProblemKind};
use openapi::document::Document;
use openapi::gateway::{Bundle, Compiled, ContractSource};
use serde_json::{Value, json};

use super::document::shop;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, request, response};
use super::record::{field, host};

const CONTRACTS: &str = "/v1/contracts";

/// The bundle of one service as an aggregator sends it to who reads its compiled contracts.
pub(super) fn bundle(service: &str, base_path: &str, document: &Document) -> Value {
    let (contract, mut problems) = Contract::compile(document);
    problems.retain(|problem| problem.kind == ProblemKind::NotEnforced);
    assert_eq!(problems, []);
    let source = ContractSource {
        service: service.to_owned(),
        base_path: Some(base_path.to_owned()),
        compiled: Some(Compiled(Arc::new(contract))),
        ..ContractSource::default()
    };
    serde_json::to_value(Bundle {
        contracts: vec![source],
        ..Bundle::default()
    })
    .unwrap()
}

/// A VM that pulls once and is answered with this.
pub(super) fn pulled(configuration: &Value, bundle: &Value) -> Envoy {
    let envoy = Envoy::start(configuration);
    answer_next(&envoy, bundle);
    envoy
}

/// Waits for the next pull and answers it.
fn answer_next(envoy: &Envoy, bundle: &Value) {
    let before = calls_to(CONTRACTS).len();
    while calls_to(CONTRACTS).len() == before {
        envoy.wait(100);
    }
    let message: Message = response(200)
        .header("x-docent", "aggregator")
        .header("etag", format!("\"{before}\""))
        .chunk(bundle.to_string());
    envoy.answer(calls_to(CONTRACTS).last().unwrap(), Some(&message));
}

fn shop_bundle() -> Value {
    bundle("shop", "/shop", &Document::from_value(shop()).unwrap())
}

fn configuration() -> Value {
    json!({"request": "enforce", "aggregator": {}})
}

fn enforces(envoy: &Envoy) -> bool {
    envoy
        .exchange(&request("GET", "/shop/items?limit=500"), &response(204))
        .reply
        .is_some()
}

#[test]
fn a_filter_says_which_version_it_reads_and_enforces_what_it_gets() {
    vm(|| {
        let envoy = pulled(&configuration(), &shop_bundle());
        let asked = &calls_to(CONTRACTS)[0].headers;
        assert_eq!(
            field(asked, "docent-contract-version"),
            CONTRACT_VERSION.to_string()
        );
        assert!(enforces(&envoy));
        let passed = envoy.exchange(&request("GET", "/shop/items?limit=50"), &response(204));
        assert!(passed.reply.is_none());
        assert_eq!(
            host(|host| host.counter("docent.contract_problems_total")),
            0
        );
    });
}

#[test]
fn another_vm_has_the_compiled_contracts_at_once() {
    let shared = vm(|| {
        let _envoy = pulled(&configuration(), &shop_bundle());
        host(|host| host.shared.clone())
    });
    vm(move || {
        host(|host| host.shared = shared);
        assert!(enforces(&Envoy::start(&configuration())), "before any tick");
    });
}

#[test]
fn a_compiled_contract_that_is_not_whole_changes_nothing() {
    let good = shop_bundle();
    let text = good["contracts"][0]["compiled"]
        .as_str()
        .unwrap()
        .to_owned();
    let damaged = [
        text.chars().skip(4).collect(),
        text.chars().take(text.len() / 8 * 4).collect(),
        text.replacen('A', "B", 1),
        text.replace('A', "?"),
        String::new(),
    ];
    for compiled in damaged {
        let mut bad = shop_bundle();
        bad["contracts"][0]["compiled"] = json!(compiled);
        let good = good.clone();
        vm(move || {
            let envoy = pulled(&configuration(), &good);
            answer_next(&envoy, &bad);
            assert!(enforces(&envoy), "{compiled}");
            assert_eq!(host(|host| host.counter("docent.contract_swaps_total")), 1);
            assert_eq!(host(|host| host.counter("docent.call_failures_total")), 1);
            assert_eq!(host(|host| host.counter("docent.panics_total")), 0);
        });
    }
}
