//! The place of the filter among Istio's own: without a `phase` it judges only what authorization let through, in the
//! phase AUTHN it judges before anybody asks who it is.

use mesh::platform::{Filter, Platform};
use mesh::promises::{call, case, enforced, everywhere, total};
use serde_json::json;

use super::control_plane::SYSTEM;

#[test]
fn without_a_phase_only_what_is_authorized_is_judged() {
    super::PLATFORM.keeps(async |istio| {
        let usual = [Filter::usual(istio)];
        istio.attach(&usual).await;
        enforced(istio).await;
        let forbidden = case("requests/a-query-parameter-that-violates");
        call(istio, &forbidden).send().await.is_refused(400);
        let policy = json!({
            "apiVersion": "security.istio.io/v1",
            "kind": "AuthorizationPolicy",
            "metadata": { "name": "forbidden", "namespace": SYSTEM },
            "spec": {
                "selector": { "matchLabels": { "istio": "ingressgateway" } },
                "action": "DENY",
                "rules": [{ "to": [{ "operation": { "paths": [format!("{}/*", forbidden.base_path())] } }] }],
            },
        });
        istio.kube.apply(&policy.to_string()).await;
        everywhere(istio, "authorization comes first", &forbidden, |answer| answer.status == 403).await;
        let before = total(istio, "requests_total").await;
        assert_eq!(call(istio, &forbidden).send().await.status, 403);
        assert_eq!(total(istio, "requests_total").await, before, "the filter saw it");

        let patch = json!({ "spec": { "phase": "AUTHN" } }).to_string();
        let plugin = ["wasmplugin", usual[0].name, "--namespace", SYSTEM];
        let patched = ["patch", plugin[0], plugin[1], plugin[2], plugin[3], "--type=merge", "--patch", &patch];
        istio.kube.kubectl(&patched).await;
        everywhere(istio, "the filter comes first", &forbidden, |answer| answer.status == 400).await;
        istio.kube.kubectl(&["delete", "authorizationpolicy", "forbidden", "--namespace", SYSTEM]).await;
        let plain = json!({ "spec": { "phase": null } }).to_string();
        let patched = ["patch", plugin[0], plugin[1], plugin[2], plugin[3], "--type=merge", "--patch", &plain];
        istio.kube.kubectl(&patched).await;
    });
}
