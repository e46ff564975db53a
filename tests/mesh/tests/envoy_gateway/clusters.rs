//! The ways to the aggregator that the page names for those who may not touch the `EnvoyProxy`.

use mesh::platform::{Filter, Platform};
use mesh::promises::{enforced, stat, until};
use serde_json::json;

use super::PLATFORM;
use super::platform::EnvoyGateway;
use super::proxies::ADMINS;

/// A route to the internal listener under a host of its own, and the leave to name a Service of another namespace.
const ROUTE: &str = r"
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: spec-aggregator, namespace: default }
spec:
  parentRefs: [{ name: eg }]
  hostnames: [spec-aggregator.internal]
  rules:
  - backendRefs: [{ name: spec-aggregator, namespace: docent, port: 8081 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: gateway, namespace: docent }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }]
  to: [{ group: '', kind: Service, name: spec-aggregator }]
";
const PATCH: &str = r#"
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyPatchPolicy
metadata: { name: spec-aggregator, namespace: default }
spec:
  targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: eg }
  type: JSONPatch
  jsonPatches:
  - type: type.googleapis.com/envoy.config.cluster.v3.Cluster
    name: spec_aggregator_by_patch
    operation:
      op: add
      path: ""
      value:
        name: spec_aggregator_by_patch
        type: STRICT_DNS
        connect_timeout: 2s
        load_assignment:
          cluster_name: spec_aggregator_by_patch
          endpoints:
          - lb_endpoints:
            - endpoint:
                address:
                  socket_address: { address: spec-aggregator.docent.svc.cluster.local, port_value: 8081 }
"#;

#[test]
fn a_route_to_the_aggregator_makes_a_cluster_that_the_filter_can_use() {
    PLATFORM.keeps(async |gateway| {
        gateway.kube.apply(ROUTE).await;
        reaches_the_aggregator_by(gateway, "httproute/default/spec-aggregator/rule/0").await;
        gateway
            .kube
            .kubectl(&["delete", "httproute", "spec-aggregator"])
            .await;
    });
}

#[test]
fn a_patch_adds_a_cluster_that_the_filter_can_use() {
    PLATFORM.keeps(async |gateway| {
        gateway.kube.apply(PATCH).await;
        reaches_the_aggregator_by(gateway, "spec_aggregator_by_patch").await;
        gateway
            .kube
            .kubectl(&["delete", "envoypatchpolicy", "spec-aggregator"])
            .await;
    });
}

/// New proxies, which know no contract yet, come to theirs by `cluster`.
async fn reaches_the_aggregator_by(gateway: &mut EnvoyGateway, cluster: &str) {
    let mut filter = Filter::usual(gateway);
    filter.configuration["aggregator"]["clusters"] = json!([cluster]);
    gateway.attach(&[filter]).await;
    gateway.restart_proxies().await;
    enforced(gateway).await;
    let calls = format!("cluster.{cluster}.upstream_rq_total");
    for admin in ADMINS {
        until("the proxy has called the aggregator", async || {
            stat(admin, &calls).await > 0
        })
        .await;
        assert_eq!(
            stat(admin, "cluster.spec_aggregator.upstream_rq_total").await,
            0
        );
    }
}
