//! What `k8s/envoy-gateway/README.md` has its reader do, done in its order with the files of its folder. The platform's
//! start has made the aggregator and the Gateway, the first steps.

use std::fs;

use hyper::Method;
use mesh::client::{Answer, Call};
use mesh::house::{House, TOKEN, repository};
use mesh::kube::tool;
use mesh::manifest::Manifests;
use mesh::platform::Code;
use mesh::pod::Pod;
use mesh::promises::until;
use serde_json::{Value, json};

use super::options;
use super::platform::{EnvoyGateway, GATEWAY, POLICY};

/// New connections in a row, so that both proxies are among those that answered.
pub(super) const IN_A_ROW: usize = 16;

#[test]
fn every_step_of_the_page_and_every_manifest_does_what_it_says() {
    super::PLATFORM.keeps(async |gateway| {
        let _sample = sample(gateway).await;
        attach(gateway).await;
        declare(gateway).await;
        options::one_route_only(gateway).await;
        attach(gateway).await;
        options::code_from_a_registry(gateway).await;
        options::larger_bodies(gateway).await;
        options::compressed_responses(gateway).await;
        options::held_headers(gateway).await;
        options::labels(gateway).await;
        gateway.manifests.assert_all_applied();
    });
}

/// The sample service and its route.
async fn sample(gateway: &mut EnvoyGateway) -> Pod {
    Manifests::of("k8s/sample")
        .apply(&gateway.kube, "httpbin.yaml", &[])
        .await;
    let mut pod = Pod::of(&gateway.kube, "default", "httpbin", &tool("go-httpbin")).await;
    pod.start(&gateway.kube).await;
    gateway
        .manifests
        .apply(&gateway.kube, "route.yaml", &[])
        .await;
    pod
}

/// The filter, for the whole Gateway.
async fn attach(gateway: &mut EnvoyGateway) {
    let values = [
        ("FILTER_URL", gateway.house.module_url(Code::Shipped)),
        ("FILTER_SHA256", House::module_sha256(Code::Shipped)),
        ("DOCENT_TOKEN", TOKEN.to_owned()),
    ];
    apply_policy(gateway, "policy.yaml", &values, &POLICY).await;
}

/// Applies a policy and waits until Envoy Gateway accepts it.
pub(super) async fn apply_policy(
    gateway: &mut EnvoyGateway,
    file: &str,
    values: &[(&str, String)],
    policy: &[&str],
) {
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    gateway.manifests.apply(&gateway.kube, file, &values).await;
    assert!(gateway.is_taken(policy).await, "{file} is not accepted");
}

/// The document of the sample, and what it is good for.
async fn declare(gateway: &EnvoyGateway) {
    let document = fs::read_to_string(repository().join("k8s/sample/openapi.yaml")).unwrap();
    let path = "/v1/services/httpbin/document?basePath=/httpbin";
    let answer = gateway
        .house
        .internal(Method::PUT, path)
        .body(document)
        .send()
        .await;
    assert!(answer.status.is_success(), "{}", answer.text());
    everywhere(
        "an order without an amount is refused",
        || order(&json!({ "product": "tea" })),
        |answer| answer.status == 400 && answer.header("x-docent") == "rejected",
    )
    .await;
    let answer = order(&json!({ "product": "tea", "amount": 0 }))
        .send()
        .await;
    answer.is_refused(400);
    assert_eq!(answer.json()["violations"][0]["pointer"], "/amount");
    let answer = order(&good()).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["json"], good());
    let published = Call::get(gateway.house.public, "/openapi.json")
        .send()
        .await
        .json();
    assert!(published["paths"]["/httpbin/anything"]["post"].is_object());
}

/// An order that the sample's document allows.
pub(super) fn good() -> Value {
    json!({ "product": "tea", "amount": 2 })
}

/// A request of the sample's `POST /anything`.
pub(super) fn order(body: &Value) -> Call {
    Call::post(GATEWAY, "/httpbin/anything", body)
}

/// Waits until many answers in a row are what `right` says.
pub(super) async fn everywhere(
    what: &str,
    call: impl Fn() -> Call,
    right: impl Fn(&Answer) -> bool,
) {
    until(what, async || {
        for _ in 0..IN_A_ROW {
            if !call().attempt().await.is_ok_and(|answer| right(&answer)) {
                return false;
            }
        }
        true
    })
    .await;
}
