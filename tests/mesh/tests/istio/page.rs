//! What `k8s/istio/README.md` has its reader do, done in its order with the files of its folder. The platform's start has
//! made the aggregator and the Gateway, the first steps.

use std::fs;

use hyper::Method;
use mesh::client::{Answer, Call};
use mesh::house::{House, TOKEN, repository};
use mesh::kube::tool;
use mesh::manifest::Manifests;
use mesh::platform::{Code, Platform};
use mesh::pod::Pod;
use mesh::promises::until;
use serde_json::{Value, json};

use super::options;
use super::platform::{GATEWAY, Istio};

/// New connections in a row, so that both proxies are among those that answered.
const IN_A_ROW: usize = 16;
const HOST: &str = "httpbin.example.com";

#[test]
fn every_step_of_the_page_and_every_manifest_does_what_it_says() {
    super::PLATFORM.keeps(async |istio| {
        istio.attach(&[]).await;
        let _sample = sample(istio).await;
        istio
            .manifests
            .apply(&istio.kube, "gateway.yaml", &[])
            .await;
        attach(istio, "wasmplugin.yaml").await;
        declare(istio).await;
        options::fail_strategy(istio).await;
        options::labels(istio).await;
        options::code_from_a_registry(istio).await;
        options::held_headers(istio).await;
        options::a_gateway_of_the_gateway_api(istio).await;
        options::a_workload(istio).await;
        istio.restart_proxies().await;
        istio.manifests.assert_all_applied();
    });
}

/// The sample service.
async fn sample(istio: &Istio) -> Pod {
    Manifests::of("k8s/sample")
        .apply(&istio.kube, "httpbin.yaml", &[])
        .await;
    let mut pod = Pod::of(&istio.kube, "default", "httpbin", &tool("go-httpbin")).await;
    pod.start(&istio.kube).await;
    pod
}

/// Applies one of the manifests that attach the filter, as it is.
pub(super) async fn attach(istio: &mut Istio, file: &str) {
    let values = [
        ("FILTER_URL", istio.house.module_url(Code::Shipped)),
        ("FILTER_SHA256", House::module_sha256(Code::Shipped)),
        ("DOCENT_TOKEN", TOKEN.to_owned()),
    ];
    let values = values
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    istio.manifests.apply(&istio.kube, file, &values).await;
}

/// The document of the sample, and what it is good for.
async fn declare(istio: &Istio) {
    let document = fs::read_to_string(repository().join("k8s/sample/openapi.yaml")).unwrap();
    let path = format!("/v1/services/httpbin/document?basePath=/&hosts={HOST}");
    let answer = istio
        .house
        .internal(Method::PUT, &path)
        .body(document)
        .send()
        .await;
    assert!(answer.status.is_success(), "{}", answer.text());
    judges().await;
    let answer = order(&json!({ "product": "tea", "amount": 0 }))
        .send()
        .await;
    answer.is_refused(400);
    assert_eq!(answer.json()["violations"][0]["pointer"], "/amount");
    let good = json!({ "product": "tea", "amount": 2 });
    let answer = order(&good).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["json"], good);
    let published = Call::get(istio.house.public, "/openapi.json")
        .send()
        .await
        .json();
    assert!(published["paths"]["/anything"]["post"].is_object());
}

/// A request of the sample's `POST /anything`.
pub(super) fn order(body: &Value) -> Call {
    Call::post(GATEWAY, "/anything", body).header("host", HOST.as_bytes())
}

/// An order that the sample's document does not allow.
pub(super) fn bad() -> Call {
    order(&json!({ "product": "tea" }))
}

/// Waits until every proxy holds the sample to its document.
pub(super) async fn judges() {
    everywhere("the sample is held to its document", |answer| {
        answer.status == 400 && answer.header("x-docent") == "rejected"
    })
    .await;
}

/// Waits until no proxy judges the sample, so that what judges it next is what comes next.
pub(super) async fn passes() {
    everywhere("nobody judges the sample", |answer| answer.status == 200).await;
}

/// Waits until many answers in a row to what the document does not allow are what `right` says.
async fn everywhere(what: &str, right: impl Fn(&Answer) -> bool) {
    until(what, async || {
        for _ in 0..IN_A_ROW {
            if !bad().attempt().await.is_ok_and(|answer| right(&answer)) {
                return false;
            }
        }
        true
    })
    .await;
}
