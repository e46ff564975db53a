//! The options of the page, each with what it promises. Each leaves the Gateway as it found it.

use std::fs;
use std::process::Command;

use mesh::client::Call;
use mesh::house::{House, TOKEN, repository, variable};
use mesh::kube::tool;
use mesh::platform::Code;
use mesh::process::Process;
use mesh::promises::{START_MAX, case, not_enforced, stat, until};
use serde_json::{Value, json};

use super::control_plane::SECOND;
use super::page::{IN_A_ROW, apply_policy, everywhere, good, order};
use super::platform::{EnvoyGateway, GATEWAY, POLICY};
use super::proxies::{ADMINS, STATS_OFFSET};

const ROUTE_POLICY: [&str; 4] = [
    "envoyextensionpolicy",
    "docent-httpbin",
    "--namespace",
    "default",
];
pub(super) const PATCH_POLICY: [&str; 4] = [
    "envoypatchpolicy",
    "docent-held-headers",
    "--namespace",
    "default",
];
/// What Envoy holds of a body if nobody tells Envoy Gateway otherwise.
const DEFAULT_BUFFER_BYTES: usize = 32_768;
/// The page's command that has the filter hold headers.
const HOLD: &str = r#"[{"op":"add","path":"/spec/wasm/0/config/holdHeaders","value":true},{"op":"replace","path":"/spec/wasm/0/config/response","value":"enforce"}]"#;

/// `route-policy.yaml`: the sample is judged, the other route is left alone.
pub(super) async fn one_route_only(gateway: &mut EnvoyGateway) {
    delete(gateway, &POLICY).await;
    not_enforced(gateway).await;
    let values = [
        ("FILTER_URL", gateway.house.module_url(Code::Shipped)),
        ("FILTER_SHA256", House::module_sha256(Code::Shipped)),
        ("DOCENT_TOKEN", TOKEN.to_owned()),
    ];
    apply_policy(gateway, "route-policy.yaml", &values, &ROUTE_POLICY).await;
    judges().await;
    not_enforced(gateway).await;
    delete(gateway, &ROUTE_POLICY).await;
}

/// `policy-oci.yaml`: the module from a registry, in both forms that `scripts/filter-image` packs.
pub(super) async fn code_from_a_registry(gateway: &mut EnvoyGateway) {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("filter.oci");
    run(Command::new(repository().join("scripts/filter-image"))
        .arg(variable("DOCENT_TEST_FILTER"))
        .arg(&layout));
    let index: Value =
        serde_json::from_slice(&fs::read(layout.join("index.json")).unwrap()).unwrap();
    let registry = [SECOND[0], SECOND[1], &tool("registry"), "-port", "5000"];
    let registry = Process::start("registry", folder.path(), &registry);
    registry.wait_until(START_MAX, || registry.log().contains("serving"));
    for manifest in index["manifests"].as_array().unwrap() {
        let tag = manifest["annotations"]["org.opencontainers.image.ref.name"]
            .as_str()
            .unwrap();
        let image = format!("127.0.0.1:5000/docent/filter:{tag}");
        run(Command::new(SECOND[0])
            .args([SECOND[1], &tool("oras"), "copy", "--from-oci-layout"])
            .arg(format!("{}:{tag}", layout.display()))
            .args(["--to-plain-http", &image]));
        let digest = manifest["digest"].as_str().unwrap();
        let values = [
            ("FILTER_IMAGE", format!("oci://{image}")),
            (
                "FILTER_IMAGE_SHA256",
                digest.strip_prefix("sha256:").unwrap().to_owned(),
            ),
            ("DOCENT_TOKEN", TOKEN.to_owned()),
        ];
        apply_policy(gateway, "policy-oci.yaml", &values, &POLICY).await;
        judges().await;
    }
}

/// `client-traffic.yaml`: without it Envoy answers 413 to what it cannot hold; with it the filter's own limit counts.
pub(super) async fn larger_bodies(gateway: &mut EnvoyGateway) {
    let sized = |amount: i64, bytes: usize| {
        order(&json!({ "product": "tea", "amount": amount, "note": "x".repeat(bytes) }))
    };
    let traffic = ["clienttrafficpolicy", "docent", "--namespace", "default"];
    delete(gateway, &traffic).await;
    everywhere(
        "Envoy refuses what is over its buffer",
        || sized(1, DEFAULT_BUFFER_BYTES),
        |answer| answer.status == 413 && answer.header("x-docent").is_empty(),
    )
    .await;
    let held = sized(1, DEFAULT_BUFFER_BYTES - 1_000).send().await;
    assert_eq!(held.status, 200, "{}", held.text());

    gateway
        .manifests
        .apply(&gateway.kube, "client-traffic.yaml", &[])
        .await;
    everywhere(
        "a body of 200 kB passes",
        || sized(1, 200_000),
        |answer| answer.status == 200,
    )
    .await;
    sized(0, 200_000).send().await.is_refused(400);
    sized(1, 1_048_576).send().await.is_refused(413);
}

/// `compression.yaml`: what the client gets compressed is judged and learnt.
pub(super) async fn compressed_responses(gateway: &mut EnvoyGateway) {
    gateway
        .manifests
        .apply(&gateway.kube, "compression.yaml", &[])
        .await;
    let compressed = |call: Call| call.header("accept-encoding", b"gzip");
    everywhere(
        "responses come compressed",
        || compressed(order(&good())),
        |answer| answer.status == 200 && answer.header("content-encoding") == "gzip",
    )
    .await;
    let conforms = operation("POST /anything", "response", "conforms");
    let before = (
        on_all(&conforms).await,
        on_all("docent.undecided_total").await,
    );
    compressed(order(&good())).send().await;
    assert_eq!(
        (
            on_all(&conforms).await,
            on_all("docent.undecided_total").await
        ),
        (before.0 + 1, before.1)
    );
    let undeclared = compressed(Call::get(GATEWAY, "/httpbin/headers"))
        .send()
        .await;
    assert_eq!(undeclared.header("content-encoding"), "gzip");
    until(
        "the shape of a compressed response is published",
        async || {
            let published = Call::get(gateway.house.public, "/openapi.json")
                .send()
                .await
                .json();
            let learnt = &published["paths"]["/httpbin/headers"]["get"]["responses"]["200"];
            learnt["content"]["application/json"]["schema"].is_object()
        },
    )
    .await;
    delete(
        gateway,
        &[
            "backendtrafficpolicy",
            "compression",
            "--namespace",
            "default",
        ],
    )
    .await;
}

/// `held-headers.yaml`: what is refused never reaches a service, and a response that violates becomes a 502.
pub(super) async fn held_headers(gateway: &mut EnvoyGateway) {
    let request = case("requests/a-body-that-violates");
    let response = case("responses/a-body-that-violates");
    let status = response.exchange.response.status;
    let sent = || mesh::promises::call(gateway, &response);
    everywhere("without it the response passes", sent, |answer| {
        answer.status == status
    })
    .await;

    gateway
        .manifests
        .apply(&gateway.kube, "held-headers.yaml", &[])
        .await;
    patch_is_programmed(gateway).await;
    let mut patch = vec!["patch"];
    patch.extend(POLICY);
    patch.extend(["--type=json", "--patch", HOLD]);
    gateway.kube.kubectl(&patch).await;
    assert!(gateway.is_taken(&POLICY).await);
    let sent = || mesh::promises::call(gateway, &response);
    everywhere("a response that violates is replaced", sent, |answer| {
        answer.status == 502 && answer.header("x-docent") == "rejected"
    })
    .await;
    let before = gateway.house.upstream.seen(&request.base_path());
    for _ in 0..IN_A_ROW {
        mesh::promises::call(gateway, &request)
            .send()
            .await
            .is_refused(400);
    }
    assert_eq!(gateway.house.upstream.seen(&request.base_path()), before);
    delete(gateway, &PATCH_POLICY).await;
}

/// Waits until Envoy Gateway has patched the listener.
pub(super) async fn patch_is_programmed(gateway: &EnvoyGateway) {
    let status = r#"{.status.ancestors[0].conditions[?(@.type=="Programmed")].status}"#;
    gateway.kube.wait_for(&PATCH_POLICY, status, "True").await;
}

/// The bootstrap of `gateway.yaml`: the parts of a statistic's name are labels where Prometheus scrapes.
pub(super) async fn labels(_gateway: &EnvoyGateway) {
    order(&json!({})).send().await.is_refused(400);
    let labelled = concat!(
        r#"docent_operation_total{docent_service="httpbin",docent_operation="POST /anything","#,
        r#"docent_direction="request",docent_verdict="violates"}"#
    );
    until("a proxy has counted it with labels", async || {
        for admin in ADMINS {
            let port = admin + STATS_OFFSET;
            let scraped = Call::get(port, "/stats/prometheus").send().await.text();
            if scraped.contains(labelled) {
                return true;
            }
        }
        false
    })
    .await;
}

/// Waits until every proxy holds the sample to its document.
async fn judges() {
    everywhere(
        "the sample is held to its document",
        || order(&json!({})),
        |answer| answer.status == 400 && answer.header("x-docent") == "rejected",
    )
    .await;
}

pub(super) async fn delete(gateway: &EnvoyGateway, object: &[&str]) {
    let mut arguments = vec!["delete"];
    arguments.extend(object);
    gateway.kube.kubectl(&arguments).await;
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The name of a statistic of one operation of the sample.
fn operation(operation: &str, direction: &str, verdict: &str) -> String {
    format!(
        "docent.operation.service=.=httpbin;.;operation=.={operation};.;direction=.={direction};.;verdict=.={verdict};.;total"
    )
}

/// A counter, over both proxies.
async fn on_all(name: &str) -> u64 {
    let mut sum = 0;
    for admin in ADMINS {
        sum += stat(admin, &format!("wasmcustom.{name}")).await;
    }
    sum
}
