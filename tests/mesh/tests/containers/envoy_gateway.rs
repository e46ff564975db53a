//! Envoy Gateway's container: the control plane as it runs without a cluster, with the manifests that users apply.

use mesh::house::{House, TOKEN, UPSTREAM_PORT};
use mesh::manifest::Manifests;
use mesh::platform::Filter;
use mesh::process::Process;
use mesh::promises::until;
use serde_json::{Value, json};
use testcontainers::ImageExt;
use testcontainers::core::WaitFor;
use testcontainers::core::wait::ExitWaitStrategy;
use tokio::net::TcpStream;

use super::engine::{Container, Engine};
use super::home::Home;

/// Its Service's name in a cluster. Proxies fetch modules under it, whatever their bootstrap says.
pub(super) const NAME: &str = "envoy-gateway.envoy-gateway-system.svc.cluster.local";
/// Where it serves modules.
const MODULES: u16 = 18_002;
/// What it says when it has read all objects again, and hands them to the translation.
const READ: &str = "reconcile finished";

pub(super) struct EnvoyGateway {
    _container: Container,
    /// Follows what it says.
    said: Process,
    home: Home,
    manifests: Manifests,
    /// What `gateway.yaml` adds to the bootstrap of a proxy.
    pub(super) bootstrap: Value,
}

impl EnvoyGateway {
    pub(super) async fn start(engine: &Engine, house: &House) -> Self {
        let home = Home::new(house.folder.path());
        let made = WaitFor::exit(ExitWaitStrategy::new().with_exit_code(0));
        let certgen = home
            .container(engine, &["certgen", "--local", "--config-home", "config"])
            .with_ready_conditions(vec![made]);
        engine.start(certgen, &[]).await.rm().await.unwrap();

        let manifests = Manifests::of("k8s/envoy-gateway");
        let mut objects = documents(&manifests.read("gateway.yaml", &[]));
        let is_proxy = |object: &mut Value| object["kind"] == "EnvoyProxy";
        let mut proxy = objects.extract_if(.., is_proxy).next().unwrap();
        // Configured as the default of all Gateways it is read once; as an object, it would be most of what each reload of
        // the objects costs.
        for object in &mut objects {
            object["spec"]
                .as_object_mut()
                .unwrap()
                .remove("infrastructure");
        }
        let bootstrap = proxy["spec"]["bootstrap"]["value"].as_str().unwrap();
        let bootstrap = serde_saphyr::from_str(bootstrap).unwrap();
        home.configure(proxy["spec"].take());
        objects.extend(documents(&manifests.read("client-traffic.yaml", &[])));
        objects.extend(route_to(engine));
        objects.push(home.client_certificate());
        home.apply("gateway.yaml", &objects);

        let server = ["server", "--config-path", "envoy-gateway.yaml"];
        let container = engine.start(home.container(engine, &server), &[NAME]).await;
        until("Envoy Gateway serves modules", async || {
            let address = engine.address(&container);
            TcpStream::connect((address, MODULES)).await.is_ok()
        })
        .await;
        let follow = ["docker", "logs", "--follow", container.id()];
        let envoy_gateway = Self {
            said: Process::start("envoy-gateway", house.folder.path(), &follow),
            _container: container,
            home,
            manifests,
            bootstrap,
        };
        until("Envoy Gateway has read the Gateway", async || {
            envoy_gateway.readings() > 0
        })
        .await;
        envoy_gateway
    }

    /// Where the certificates are.
    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    /// Applies the policy of the manifests with the filters in it, and waits until it has been read.
    pub(super) async fn attach(&mut self, house: &House, filters: &[Filter]) {
        let mut policy = Value::Null;
        let mut name = "docent".to_owned();
        let mut wasm = Vec::new();
        for filter in filters {
            let sha256 = House::module_sha256(filter.code);
            let values = [
                ("FILTER_URL", house.module_url(filter.code)),
                ("FILTER_SHA256", sha256.clone()),
                ("DOCENT_TOKEN", TOKEN.to_owned()),
            ];
            let values = values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            let text = self.manifests.read("policy.yaml", &values);
            // Envoy names a VM after the policy and the code, but while it fetches the code it takes it for empty: other
            // code under the same name would be fetched and not run.
            name = format!("{name}-{}", sha256.get(..8).unwrap());
            policy = documents(&text).remove(0);
            let mut entry = policy["spec"]["wasm"][0].take();
            entry["name"] = json!(filter.name);
            entry["failOpen"] = json!(filter.fail_open);
            entry["config"] = filter.configuration.clone();
            wasm.push(entry);
        }
        policy["metadata"]["name"] = json!(name);
        policy["spec"]["wasm"] = json!(wasm);

        let before = self.readings(); // of what was applied before: each of them was waited for
        self.home.apply("policy.yaml", &[policy]);
        until("Envoy Gateway has read the policy", async || {
            self.readings() > before
        })
        .await;
    }

    fn readings(&self) -> usize {
        self.said.log().matches(READ).count()
    }
}

/// The objects of a manifest.
fn documents(text: &str) -> Vec<Value> {
    text.split("\n---\n")
        .map(|document| serde_saphyr::from_str(document).unwrap())
        .collect()
}

/// The route of the promises. A Service needs a cluster; what takes its place here is a Backend.
fn route_to(engine: &Engine) -> [Value; 2] {
    let reference = json!({
        "group": "gateway.envoyproxy.io", "kind": "Backend", "name": "cases",
    });
    [
        json!({
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": { "name": "cases", "namespace": "default" },
            "spec": {
                "parentRefs": [{ "name": "eg" }],
                "rules": [{
                    "matches": [{ "path": { "type": "PathPrefix", "value": "/cases" } }],
                    "backendRefs": [reference],
                }],
            },
        }),
        json!({
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "Backend",
            "metadata": { "name": "cases", "namespace": "default" },
            "spec": { "endpoints": [{ "ip": { "address": engine.gateway(), "port": UPSTREAM_PORT } }] },
        }),
    ]
}
