//! The proxies of the Gateway: Envoys started with the very arguments of the Deployment that Envoy Gateway makes, its
//! bootstrap among them. Only what a pod would bring along is filled in, and ports that two pods would not share.

use std::fs;
use std::path::Path;

use mesh::house::variable;
use mesh::kube::Kube;
use mesh::process::Process;
use mesh::promises::{START_MAX, until};
use serde_json::Value;
use tempfile::TempDir;

use super::control_plane::SYSTEM;

/// The admin ports of the proxies.
pub(super) const ADMINS: [u16; 2] = [19_901, 19_902];
/// From a proxy's admin port to the one on which it offers its statistics.
pub(super) const STATS_OFFSET: u16 = 10;
const OWNED_BY_THE_GATEWAY: &str = "--selector=gateway.envoyproxy.io/owning-gateway-name=eg";

/// The running proxies.
pub(super) struct Proxies {
    folder: TempDir,
    running: Vec<Process>,
}

impl Proxies {
    /// Starts them as the Deployment says now.
    pub(super) async fn start(kube: &Kube, certificates: &Path) -> Self {
        until("Envoy Gateway has made a Deployment", async || {
            deployment(kube).await.is_object()
        })
        .await;
        let mut proxies = Self {
            folder: tempfile::tempdir().unwrap(),
            running: Vec::new(),
        };
        proxies.roll_out(kube, certificates).await;
        proxies
    }

    /// Ends them and starts others.
    pub(super) async fn roll_out(&mut self, kube: &Kube, certificates: &Path) {
        let deployment = deployment(kube).await;
        self.write_secret_discovery(kube, &deployment, certificates)
            .await;
        let arguments = arguments(&deployment);
        self.running.clear();
        for admin in ADMINS {
            let mut command = vec![variable("DOCENT_TEST_ENVOY")];
            command.extend(arguments.iter().map(|argument| self.fill(argument, admin)));
            command.extend(["--concurrency", "1", "--disable-hot-restart"].map(str::to_owned));
            let command: Vec<&str> = command.iter().map(String::as_str).collect();
            let name = format!("envoy-{admin}");
            self.running
                .push(Process::start(&name, self.folder.path(), &command));
        }
        for (proxy, admin) in self.running.iter().zip(ADMINS) {
            proxy.wait_for_port(admin, START_MAX);
        }
    }

    /// One argument as the kubelet, the cluster's DNS and the mounts of a pod would make it.
    fn fill(&self, argument: &str, admin: u16) -> String {
        if !argument.contains("static_resources") {
            return argument.replace("$(ENVOY_POD_NAME)", &format!("envoy-{admin}"));
        }
        let folder = self.folder.path().display();
        let filled = [
            ("$(ENVOY_SERVICE_ZONE)", "lab".to_owned()),
            ("port_value: 19000", format!("port_value: {admin}")),
            (
                "port_value: 19001",
                format!("port_value: {}", admin + STATS_OFFSET),
            ),
            ("path: /sds/", format!("path: {folder}/")),
            (".svc.cluster.local.", ".svc.cluster.local".to_owned()), // a hosts file knows no root
        ];
        filled.iter().fold(argument.to_owned(), |text, (from, to)| {
            assert!(
                text.contains(from),
                "no {from} in the bootstrap:\n{argument}"
            );
            text.replace(from, to)
        })
    }

    /// What a pod has under `/sds` from a config map and under `/certs` from a secret.
    async fn write_secret_discovery(&self, kube: &Kube, deployment: &Value, certificates: &Path) {
        let name = deployment["metadata"]["name"].as_str().unwrap();
        let map = kube
            .object(&["configmap", name, "--namespace", SYSTEM])
            .await;
        for (file, text) in map["data"].as_object().unwrap() {
            let text = text
                .as_str()
                .unwrap()
                .replace("/certs", certificates.to_str().unwrap());
            fs::write(self.folder.path().join(file), text).unwrap();
        }
    }
}

/// The Deployment of the Gateway's proxies; null while there is none.
async fn deployment(kube: &Kube) -> Value {
    let list = kube
        .object(&["deployment", "--namespace", SYSTEM, OWNED_BY_THE_GATEWAY])
        .await;
    list["items"][0].clone()
}

/// What Envoy is started with.
fn arguments(deployment: &Value) -> Vec<String> {
    let containers = deployment["spec"]["template"]["spec"]["containers"]
        .as_array()
        .unwrap();
    let envoy = containers
        .iter()
        .find(|container| container["name"] == "envoy")
        .unwrap();
    serde_json::from_value(envoy["args"].clone()).unwrap()
}
