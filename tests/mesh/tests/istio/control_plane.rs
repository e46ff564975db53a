//! Istio's control plane: pilot-discovery on a real API server, without the certificate authority and the webhooks that
//! a cluster would bring.

use std::fs;

use mesh::kube::{Kube, tool};
use mesh::process::Process;
use mesh::promises::START_MAX;
use tempfile::TempDir;

/// Where Istio lives, and its ingress gateway.
pub(super) const SYSTEM: &str = "istio-system";
/// Where proxies connect to, by the name that a cluster's DNS would have.
pub(super) const DISCOVERY: &str = "istiod.istio-system.svc:15010";

/// No mutual TLS, as nobody here hands out certificates; no default telemetry, which only Istio's own Envoy can make.
const MESH: &str = r#"
enableAutoMtls: false
enableTracing: false
ingressControllerMode: "OFF"
"#;
/// Metadata exchange and ALPN are filters of Istio's own Envoy, too.
const ENVIRONMENT: [&str; 7] = [
    "ENABLE_CA_SERVER=false",
    "PILOT_ENABLE_METADATA_EXCHANGE=false",
    "PILOT_ENABLE_ALPN_FILTER=false",
    "INJECTION_WEBHOOK_CONFIG_NAME=",
    "VALIDATION_WEBHOOK_CONFIG_NAME=",
    "POD_NAMESPACE=istio-system",
    "POD_NAME=istiod",
];

/// A running pilot-discovery.
pub(super) struct ControlPlane {
    _folder: TempDir,
    _process: Process,
}

impl ControlPlane {
    /// Installs the custom resources, those of the Gateway API among them, starts it and waits until it serves proxies.
    pub(super) async fn start(kube: &Kube) -> Self {
        kube.install_crds("istio").await;
        let gateway_api = tool("../crds/envoy-gateway/gatewayapi-crds.yaml");
        kube.kubectl(&["apply", "--server-side", "-f", &gateway_api])
            .await;
        kube.kubectl(&["create", "namespace", SYSTEM]).await;

        let folder = tempfile::tempdir().unwrap();
        let mesh = folder.path().join("mesh.yaml");
        fs::write(&mesh, MESH).unwrap();
        let (program, kubeconfig) = (tool("pilot-discovery"), kube.kubeconfig());
        let mut command = vec!["env"];
        command.extend(ENVIRONMENT);
        command.extend([
            &program,
            "discovery",
            "--kubeconfig",
            kubeconfig.to_str().unwrap(),
            "--meshConfig",
            mesh.to_str().unwrap(),
            "--clusterID=Kubernetes",
            "--grpcAddr=:15010",
            "--httpAddr=127.0.0.1:18080",
            "--monitoringAddr=127.0.0.1:15014",
            "--ctrlz_port=0",
            "--secureGRPCAddr=",
            "--httpsAddr=",
        ]);
        let process = Process::start("pilot-discovery", folder.path(), &command);
        process.wait_for_port(15_010, START_MAX);
        Self {
            _folder: folder,
            _process: process,
        }
    }
}
