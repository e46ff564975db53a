//! Istio as a platform of the promises: what they attach becomes `WasmPlugins` of its ingress gateway, or, where headers are
//! to be held, `EnvoyFilters`.

use std::collections::BTreeMap;

use mesh::house::{House, TOKEN};
use mesh::kube::{Kube, POD_ADDRESS};
use mesh::manifest::Manifests;
use mesh::platform::{Filter, Platform};
use mesh::pod::Pod;
use mesh::process::Process;
use serde_json::{Value, json};

use super::control_plane::{ControlPlane, SYSTEM};
use super::proxies::Proxy;

/// The port of the Gateway. In a cluster the gateway's Service says where its pods have it; without one it is the same.
pub(super) const GATEWAY: u16 = 80;
const ADMINS: [u16; 2] = [15_000, 15_200];
/// What Istio calls port 8081 of the Service `spec-aggregator` in `docent`, in gateways and sidecars alike.
const AGGREGATOR: &str = "outbound|8081||spec-aggregator.docent.svc.cluster.local";

/// See the module. What depends on another stands before it, and ends before it.
pub(super) struct Istio {
    proxies: Vec<Process>,
    pub(super) aggregator: Pod,
    _control_plane: ControlPlane,
    pub(super) kube: Kube,
    pub(super) house: House,
    /// The files of the page.
    pub(super) manifests: Manifests,
    /// Whether the filter is attached so that it may hold headers.
    pub(super) holds_headers: bool,
    /// Names of the objects by which filters are attached, and their kinds.
    attached: BTreeMap<String, &'static str>,
}

impl Platform for Istio {
    /// The first steps of the page: the aggregator, the Gateway. The routes of the promises are the lab's.
    async fn start() -> Self {
        let house = House::new(POD_ADDRESS.parse().unwrap());
        let kube = Kube::start().await;
        let control_plane = ControlPlane::start(&kube).await;
        let aggregator = Pod::aggregator(&kube).await;
        let mut manifests = Manifests::of("k8s/istio");
        manifests.apply(&kube, "gateway.yaml", &[]).await;
        Manifests::of("tests/mesh/lab")
            .apply(&kube, "istio.yaml", &[])
            .await;
        let mut istio = Self {
            proxies: Vec::new(),
            aggregator,
            _control_plane: control_plane,
            kube,
            house,
            manifests,
            holds_headers: false,
            attached: BTreeMap::new(),
        };
        istio.restart_proxies().await;
        istio
    }

    fn house(&self) -> &House {
        &self.house
    }

    fn aggregator_clusters(&self) -> Vec<String> {
        vec![AGGREGATOR.to_owned()]
    }

    /// Istio ends a cluster's name with a delimiter there.
    fn aggregator_stat_names(&self) -> Vec<String> {
        vec![format!("{AGGREGATOR};")]
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

    async fn attach(&mut self, filters: &[Filter]) {
        let objects = filters.iter().zip((0..filters.len()).rev());
        let objects: Vec<Value> = objects
            .map(|(filter, priority)| self.object(filter, priority))
            .collect();
        let attached = objects.iter().map(|object| {
            let name = object["metadata"]["name"].as_str().unwrap().to_owned();
            (
                name,
                if self.holds_headers {
                    "envoyfilter"
                } else {
                    "wasmplugin"
                },
            )
        });
        let before = std::mem::replace(&mut self.attached, attached.collect());
        if !objects.is_empty() {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": objects });
            self.kube.apply(&list.to_string()).await;
        }
        for (name, kind) in before {
            if self.attached.get(&name) != Some(&kind) {
                self.kube
                    .kubectl(&["delete", kind, &name, "--namespace", SYSTEM])
                    .await;
            }
        }
    }

    async fn restart_proxies(&mut self) {
        self.stop_proxies();
        let pods = [("gateway-0", ADMINS[0]), ("gateway-1", ADMINS[1])];
        let folder = self.house.folder.path();
        self.proxies = pods
            .map(|(name, admin)| Proxy::ingress(name, admin).start(folder))
            .into();
    }

    async fn stop_aggregator(&mut self) {
        self.aggregator.stop(&self.kube).await;
    }

    async fn start_aggregator(&mut self) {
        self.aggregator.start(&self.kube).await;
    }
}

impl Istio {
    /// Ends the pods of the ingress gateway.
    pub(super) fn stop_proxies(&mut self) {
        self.proxies.clear();
    }

    /// The page's manifest with what the promise wants changed.
    fn object(&self, filter: &Filter, priority: usize) -> Value {
        let file = if self.holds_headers {
            "held-headers.yaml"
        } else {
            "wasmplugin.yaml"
        };
        let values = [
            ("FILTER_URL", self.house.module_url(filter.code)),
            ("FILTER_SHA256", House::module_sha256(filter.code)),
            ("DOCENT_TOKEN", TOKEN.to_owned()),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let text = self.manifests.read(file, &values);
        let mut object: Value = serde_saphyr::from_str(&text).unwrap();
        object["metadata"]["name"] = json!(filter.name);
        if self.holds_headers {
            let patches = &mut object["spec"]["configPatches"];
            for patch in patches.as_array_mut().unwrap() {
                patch["patch"]["value"]["name"] = json!(filter.name);
            }
            let config = &mut patches[0]["patch"]["value"]["typed_config"]["config"];
            config["configuration"]["value"] = json!(filter.configuration.to_string());
            if filter.fail_open {
                config["failure_policy"] = json!("FAIL_OPEN");
            }
        } else {
            let spec = &mut object["spec"];
            spec["priority"] = json!(priority);
            spec["pluginConfig"] = filter.configuration.clone();
            if filter.fail_open {
                spec["failStrategy"] = json!("FAIL_OPEN");
            }
        }
        object
    }
}
