//! The options of the page, each with what it promises. Each leaves nothing attached.

use mesh::client::Call;
use mesh::house::TOKEN;
use mesh::kube::tool;
use mesh::manifest::Manifests;
use mesh::platform::Platform;
use mesh::process::Process;
use mesh::promises::total;
use serde_json::json;

use super::control_plane::SYSTEM;
use super::page::{attach, bad, judges, passes};
use super::platform::Istio;
use super::proxies::{PROMETHEUS_OFFSET, Proxy};
use super::registry::{Image, Registry};

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

/// `FAIL_RELOAD` reaches Envoy, which then replaces a VM that dies. The filter gives no way to make one die.
pub(super) async fn fail_strategy(istio: &Istio) {
    for admin in istio.admins() {
        let filters = Call::get(admin, "/config_dump?resource=ecds_filters");
        let dumped = filters.send().await.text();
        assert!(
            dumped.contains(r#""failure_policy": "FAIL_RELOAD""#),
            "{dumped}"
        );
    }
}

/// The module from a registry, in both forms that are packed, announced with the image's digest.
pub(super) async fn code_from_a_registry(istio: &mut Istio) {
    let registry = Registry::start();
    for image in registry.images() {
        delete(istio, "wasmplugin", SYSTEM).await;
        passes().await;
        attach_image(istio, "wasmplugin.yaml", &image).await;
        judges().await;
    }
    delete(istio, "wasmplugin", SYSTEM).await;
    passes().await;
    attach_image(istio, "held-headers.yaml", &registry.images()[0]).await;
    judges().await;
    delete(istio, "envoyfilter", SYSTEM).await;
    passes().await;
}

async fn attach_image(istio: &mut Istio, file: &str, image: &Image) {
    let values = [
        ("FILTER_URL", image.url.as_str()),
        ("FILTER_SHA256", &image.sha256),
        ("DOCENT_TOKEN", TOKEN),
    ];
    istio.manifests.apply(&istio.kube, file, &values).await;
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
