//! Envoy Gateway as a platform of the promises: what they attach becomes an `EnvoyExtensionPolicy` of the Gateway.

use std::cell::Cell;

use mesh::house::House;
use mesh::kube::{Kube, POD_ADDRESS};
use mesh::manifest::Manifests;
use mesh::platform::{Code, Filter, Platform};
use mesh::pod::Pod;
use mesh::promises::until;
use serde_json::{Value, json};

use super::control_plane::ControlPlane;
use super::proxies::{ADMINS, Proxies};

/// The port of the Gateway's listener, 80, as Envoy Gateway has its proxies listen on it without privileges.
pub(super) const GATEWAY: u16 = 10_080;
/// The policy of `policy.yaml`, by which the promises attach too.
pub(super) const POLICY: [&str; 4] = ["envoyextensionpolicy", "docent", "--namespace", "default"];

/// See the module. What depends on another stands before it, and ends before it.
pub(super) struct EnvoyGateway {
    proxies: Proxies,
    aggregator: Pod,
    control_plane: ControlPlane,
    pub(super) kube: Kube,
    pub(super) house: House,
    /// The files of the page.
    pub(super) manifests: Manifests,
    /// The policy that is attached.
    policy_name: &'static str,
    /// Whether the listener is patched so that the filter may hold headers.
    pub(super) holds_headers: bool,
}

impl Platform for EnvoyGateway {
    /// The first steps of the page: the aggregator, the Gateway. The routes of the promises are the lab's.
    async fn start() -> Self {
        let house = House::new(POD_ADDRESS.parse().unwrap());
        let kube = Kube::start().await;
        let control_plane = ControlPlane::start(&kube).await;
        let aggregator = Pod::aggregator(&kube).await;
        let mut manifests = Manifests::of("k8s/envoy-gateway");
        manifests.apply(&kube, "gateway.yaml", &[]).await;
        manifests.apply(&kube, "client-traffic.yaml", &[]).await;
        Manifests::of("tests/mesh/lab")
            .apply(&kube, "envoy-gateway.yaml", &[])
            .await;
        let proxies = Proxies::start(&kube, &control_plane.proxy_certificates()).await;
        Self {
            proxies,
            aggregator,
            control_plane,
            kube,
            house,
            manifests,
            policy_name: POLICY[1],
            holds_headers: false,
        }
    }

    fn house(&self) -> &House {
        &self.house
    }

    /// The one that the bootstrap of `gateway.yaml` adds.
    fn aggregator_clusters(&self) -> Vec<String> {
        vec!["spec_aggregator".to_owned()]
    }

    fn gateway(&self) -> u16 {
        GATEWAY
    }

    fn admins(&self) -> Vec<u16> {
        ADMINS.to_vec()
    }

    fn holds_headers(&self) -> bool {
        self.holds_headers
    }

    /// Other code comes in a policy of another name, as the page says: first that, then the old one goes.
    async fn attach(&mut self, filters: &[Filter]) {
        let is_other = filters.iter().any(|filter| filter.code == Code::Other);
        let policy_name = if is_other { "docent-other" } else { POLICY[1] };
        let filters: Vec<_> = filters.iter().map(|filter| self.wasm(filter)).collect();
        let policy = json!({
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "EnvoyExtensionPolicy",
            "metadata": { "name": policy_name, "namespace": "default" },
            "spec": {
                "targetRefs": [{ "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "eg" }],
                "wasm": filters,
            },
        });
        self.kube.apply(&policy.to_string()).await;
        if policy_name != self.policy_name {
            let old = [POLICY[0], self.policy_name, POLICY[2], POLICY[3]];
            let delete = [&["delete", "--ignore-not-found"], old.as_slice()].concat();
            self.kube.kubectl(&delete).await;
            self.policy_name = policy_name;
        }
        self.is_taken(&[POLICY[0], policy_name, POLICY[2], POLICY[3]])
            .await;
    }

    async fn restart_proxies(&mut self) {
        self.proxies
            .roll_out(&self.kube, &self.control_plane.proxy_certificates())
            .await;
    }

    async fn stop_aggregator(&mut self) {
        self.aggregator.stop(&self.kube).await;
    }

    async fn start_aggregator(&mut self) {
        self.aggregator.start(&self.kube).await;
    }
}

impl EnvoyGateway {
    /// One item of a policy's `wasm`.
    fn wasm(&self, filter: &Filter) -> Value {
        json!({
            "name": filter.name,
            "rootID": filter.name,
            "failOpen": filter.fail_open,
            "code": { "type": "HTTP", "http": {
                "url": self.house.module_url(filter.code),
                "sha256": House::module_sha256(filter.code),
            } },
            "config": filter.configuration,
        })
    }

    /// Waits until Envoy Gateway has looked at the policy as it is now, and says whether it accepts it.
    pub(super) async fn is_taken(&self, policy: &[&str]) -> bool {
        let is_accepted = Cell::new(false);
        until("Envoy Gateway has looked at the policy", async || {
            let policy = self.kube.object(policy).await;
            let condition = accepted(&policy);
            is_accepted.set(condition.is_some_and(|condition| condition["status"] == "True"));
            condition.is_some()
        })
        .await;
        is_accepted.get()
    }
}

/// The condition of a policy that says whether it is accepted, if it is about the policy's present form.
pub(super) fn accepted(policy: &Value) -> Option<&Value> {
    let conditions = policy["status"]["ancestors"][0]["conditions"].as_array()?;
    conditions.iter().find(|condition| {
        condition["type"] == "Accepted"
            && condition["observedGeneration"] == policy["metadata"]["generation"]
    })
}
