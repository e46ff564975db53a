//! Envoy Gateway itself, its Kubernetes provider on a real API server. It runs in the sandbox's second network namespace,
//! as its health check takes the port of the aggregator.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mesh::kube::{Kube, tool};
use mesh::process::Process;
use mesh::promises::START_MAX;
use serde_json::json;
use tempfile::TempDir;

/// Where Envoy Gateway lives, and the proxies it makes.
pub(super) const SYSTEM: &str = "envoy-gateway-system";
/// Its address in the second network namespace, and where it listens last: it serves modules there.
const MODULES: (&str, u16) = ("10.200.0.2", 18_002);
/// Where it has its own certificate, as its Deployment mounts it.
const CERTIFICATES: &str = "/certs";
/// Enters the second network namespace.
pub(super) const SECOND: [&str; 2] = ["nsenter", "--net=/run/netns/second"];

/// A running Envoy Gateway.
pub(super) struct ControlPlane {
    folder: TempDir,
    _process: Process,
}

impl ControlPlane {
    /// Installs what its Helm chart would, starts it and waits until it serves modules: before that it takes no policy.
    pub(super) async fn start(kube: &Kube) -> Self {
        let folder = tempfile::tempdir().unwrap();
        kube.install_crds("envoy-gateway").await;
        kube.kubectl(&["create", "namespace", SYSTEM]).await;
        let made = Command::new(tool("envoy-gateway"))
            .args(["certgen", "--disable-topology-injector"])
            .env("KUBECONFIG", kube.kubeconfig())
            .env("ENVOY_GATEWAY_NAMESPACE", SYSTEM)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        write_secret(kube, "envoy-gateway", Path::new(CERTIFICATES)).await;
        write_secret(kube, "envoy", &folder.path().join("envoy")).await;

        let configuration = folder.path().join("envoy-gateway.yaml");
        let value = json!({
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "EnvoyGateway",
            "gateway": { "controllerName": "gateway.envoyproxy.io/gatewayclass-controller" },
            // No pods are made here, so nobody could tell a pod its zone.
            "provider": { "type": "Kubernetes", "kubernetes": { "proxyTopologyInjector": { "disabled": true } } },
            // The option that the page asks for held headers.
            "extensionApis": { "enableEnvoyPatchPolicy": true },
        });
        fs::write(&configuration, value.to_string()).unwrap();
        let process = Process::start(
            "envoy-gateway",
            folder.path(),
            &[
                SECOND[0],
                SECOND[1],
                "env",
                &format!("HOME={}", folder.path().display()), // it keeps its modules there
                &format!("KUBECONFIG={}", kube.kubeconfig().display()),
                &format!("ENVOY_GATEWAY_NAMESPACE={SYSTEM}"),
                &tool("envoy-gateway"),
                "server",
                "--config-path",
                configuration.to_str().unwrap(),
            ],
        );
        process.wait_until(START_MAX, || TcpStream::connect(MODULES).is_ok());
        Self {
            folder,
            _process: process,
        }
    }

    /// The certificates of the proxies.
    pub(super) fn proxy_certificates(&self) -> PathBuf {
        self.folder.path().join("envoy")
    }
}

/// Writes the files of a secret, as a pod would mount them.
async fn write_secret(kube: &Kube, name: &str, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let secret = kube.object(&["secret", name, "--namespace", SYSTEM]).await;
    for (file, value) in secret["data"].as_object().unwrap() {
        let bytes = STANDARD.decode(value.as_str().unwrap()).unwrap();
        fs::write(folder.join(file), bytes).unwrap();
    }
}
