//! Istio gives plugins no `vm_id`, so all of a proxy share one store of data. Two filters with different aggregators must
//! not take each other's contracts from it.

use hyper::Method;
use mesh::client::Call;
use mesh::house::{TOKEN, variable};
use mesh::kube::POD_ADDRESS;
use mesh::platform::{Filter, Platform};
use mesh::process::Process;
use mesh::promises::{START_MAX, call, case, enforced, total, until};
use serde_json::json;

/// The other aggregator's ports.
const PUBLIC: u16 = 9_080;
const INTERNAL: u16 = 9_081;
const CLUSTER: &str = "outbound|9081||other-aggregator.default.svc.cluster.local";

#[test]
fn filters_of_two_aggregators_keep_to_their_own_contracts() {
    super::PLATFORM.keeps(async |istio| {
        let folder = tempfile::tempdir().unwrap();
        let _other = other_aggregator(&folder);
        for object in service() {
            istio.kube.apply(&object.to_string()).await;
        }
        // The other one knows a single service, and its contract refuses what the first one's allows.
        let conforms = case("requests/a-body-that-conforms");
        let number = "items: { type: number }";
        let document = conforms.document.clone().unwrap();
        assert!(document.contains(number));
        let path = format!(
            "/v1/services/{}/document?basePath={}",
            conforms.service(),
            conforms.base_path()
        );
        let declared = Call::new(INTERNAL, Method::PUT, &path)
            .header("authorization", format!("Bearer {TOKEN}").as_bytes())
            .body(document.replace(number, "items: { type: string }"))
            .send()
            .await;
        assert!(declared.status.is_success(), "{}", declared.text());

        let mut other = Filter {
            name: "docent-other",
            ..Filter::usual(istio)
                .with("request", json!("shadow"))
                .with("response", json!("off"))
        };
        other.configuration["aggregator"]["clusters"] = json!([CLUSTER]);
        istio.attach(&[other, Filter::usual(istio)]).await;
        enforced(istio).await;
        // In every worker of both proxies: many in a row, since each answers in its turn.
        until("the other filter has the other contract", async || {
            for _ in 0..24 {
                let before = total(istio, "would_reject_total").await;
                assert_eq!(
                    call(istio, &conforms).send().await.status,
                    200,
                    "the first one allows it"
                );
                if total(istio, "would_reject_total").await != before + 1 {
                    return false;
                }
            }
            true
        })
        .await;
        // Pulls go on meanwhile, and nothing changes hands.
        let violates = case("requests/a-body-that-violates");
        for _ in 0..24 {
            call(istio, &violates).send().await.is_refused(400);
            let before = total(istio, "would_reject_total").await;
            assert_eq!(call(istio, &conforms).send().await.status, 200);
            assert_eq!(total(istio, "would_reject_total").await, before + 1);
        }
    });
}

fn other_aggregator(folder: &tempfile::TempDir) -> Process {
    let process = Process::start(
        "other-aggregator",
        folder.path(),
        &[
            &variable("DOCENT_TEST_AGGREGATOR"),
            "serve",
            "--public-address",
            &format!("0.0.0.0:{PUBLIC}"),
            "--internal-address",
            &format!("0.0.0.0:{INTERNAL}"),
            "--store",
            "sqlite::memory:",
            "--token",
            TOKEN,
        ],
    );
    process.wait_for_port(INTERNAL, START_MAX);
    process
}

fn service() -> [serde_json::Value; 2] {
    [
        json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": { "name": "other-aggregator", "namespace": "default" },
            "spec": { "ports": [{ "name": "http", "port": INTERNAL }] },
        }),
        json!({
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "name": "other-aggregator",
                "namespace": "default",
                "labels": { "kubernetes.io/service-name": "other-aggregator" },
            },
            "addressType": "IPv4",
            "ports": [{ "name": "http", "port": INTERNAL, "protocol": "TCP" }],
            "endpoints": [{ "addresses": [POD_ADDRESS], "conditions": { "ready": true } }],
        }),
    ]
}
