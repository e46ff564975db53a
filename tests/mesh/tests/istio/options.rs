//! The options of the page, each with what it promises. Each leaves nothing attached.

use std::process::Command;

use mesh::client::Call;
use mesh::house::{TOKEN, repository, variable};
use mesh::kube::tool;
use mesh::manifest::Manifests;
use mesh::platform::Platform;
use mesh::process::Process;
use mesh::promises::{START_MAX, total};
use serde_json::{Value, json};

use super::control_plane::SYSTEM;
use super::page::{attach, bad, judges, passes};
use super::platform::Istio;
use super::proxies::{PROMETHEUS_OFFSET, Proxy, REGISTRY};

/// `extraStatTags`: the parts of a statistic's name are labels where Prometheus scrapes.
pub(super) async fn labels(istio: &Istio) {
    let labelled = concat!(
        r#"docent_operation_total{service="httpbin",operation="POST /anything","#,
        r#"direction="request",verdict="violates"}"#
    );
    bad().send().await.is_refused(400);
    let mut scraped = String::new();
    for admin in istio.admins() {
        scraped += &Call::get(admin + PROMETHEUS_OFFSET, "/stats/prometheus")
            .send()
            .await
            .text();
    }
    assert!(scraped.contains(labelled), "{scraped}");
}

/// The module from a registry, in both forms that `scripts/filter-image` packs, announced with the image's digest.
pub(super) async fn code_from_a_registry(istio: &mut Istio) {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("filter.oci").display().to_string();
    let module = variable("DOCENT_TEST_FILTER");
    run(
        &repository()
            .join("scripts/filter-image")
            .display()
            .to_string(),
        &[&module, &layout],
    );
    let index = std::fs::read(folder.path().join("filter.oci/index.json")).unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let registry = Process::start(
        "registry",
        folder.path(),
        &[&tool("registry"), "-port", "5000"],
    );
    registry.wait_for_port(5000, START_MAX);
    for manifest in index["manifests"].as_array().unwrap() {
        let tag = manifest["annotations"]["org.opencontainers.image.ref.name"]
            .as_str()
            .unwrap();
        let image = format!("{REGISTRY}/docent/filter-{tag}:0.1");
        run(
            &tool("oras"),
            &[
                "copy",
                "--from-oci-layout",
                &format!("{layout}:{tag}"),
                "--to-plain-http",
                &image,
            ],
        );
        delete(istio, "wasmplugin", SYSTEM).await;
        passes().await;
        let digest = manifest["digest"]
            .as_str()
            .unwrap()
            .strip_prefix("sha256:")
            .unwrap();
        let values = [
            ("FILTER_URL", &*format!("oci://{image}")),
            ("FILTER_SHA256", digest),
            ("DOCENT_TOKEN", TOKEN),
        ];
        istio
            .manifests
            .apply(&istio.kube, "wasmplugin.yaml", &values)
            .await;
        judges().await;
    }
    delete(istio, "wasmplugin", SYSTEM).await;
    passes().await;
}

/// `held-headers.yaml`; what it is good for is the promises' to prove.
pub(super) async fn held_headers(istio: &mut Istio) {
    attach(istio, "held-headers.yaml").await;
    judges().await;
    delete(istio, "envoyfilter", SYSTEM).await;
    passes().await;
}

/// `gateway-api.yaml` and `wasmplugin-targetrefs.yaml`, for proxies that know only the name of their Gateway.
pub(super) async fn a_gateway_of_the_gateway_api(istio: &mut Istio) {
    istio.stop_proxies();
    istio
        .manifests
        .apply(&istio.kube, "gateway-api.yaml", &[])
        .await;
    Manifests::of("tests/mesh/lab")
        .apply(&istio.kube, "istio-gateway-api.yaml", &[])
        .await;
    let gateway = [
        "gateway.gateway.networking.k8s.io",
        "docent",
        "--namespace",
        "default",
    ];
    let programmed = "{.status.conditions[?(@.type==\"Programmed\")].status}";
    istio.kube.wait_for(&gateway, programmed, "True").await;
    let proxy = Proxy {
        name: "docent-istio",
        namespace: "default",
        labels: json!({ "gateway.networking.k8s.io/gateway-name": "docent" }),
        admin: istio.admins()[0],
        is_sidecar: false,
    };
    let _proxy = proxy.start(istio.house.folder.path());
    passes().await;
    attach(istio, "wasmplugin-targetrefs.yaml").await;
    judges().await;
    delete(istio, "wasmplugin", "default").await;
}

/// `wasmplugin-workload.yaml`, for the sample's sidecar: the gateway before it has no filter.
pub(super) async fn a_workload(istio: &mut Istio) {
    istio.restart_proxies().await;
    passes().await;
    let folder = tempfile::tempdir().unwrap();
    let service = [
        "nsenter",
        "--net=/run/netns/second",
        &tool("go-httpbin"),
        "-host",
        "127.0.0.1",
        "-port",
        "9000",
    ];
    let _service = Process::start("httpbin", folder.path(), &service);
    let sidecar = Proxy {
        name: "httpbin",
        namespace: "default",
        labels: json!({ "app": "httpbin" }),
        admin: istio.admins()[0],
        is_sidecar: true,
    };
    Manifests::of("tests/mesh/lab")
        .apply(&istio.kube, "istio-sidecar.yaml", &[])
        .await;
    let _sidecar = sidecar.start(folder.path());
    attach(istio, "wasmplugin-workload.yaml").await;
    judges().await;
    assert_eq!(
        total(istio, "requests_total").await,
        0,
        "the gateway has no filter"
    );
    delete(istio, "wasmplugin", "default").await;
    passes().await;
}

/// Deletes what the page attached.
async fn delete(istio: &Istio, kind: &str, namespace: &str) {
    istio
        .kube
        .kubectl(&["delete", kind, "--all", "--namespace", namespace])
        .await;
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
