//! Istio's proxies: pilot-agent with the bootstrap of Istio's own image, and a stock Envoy below it. The agent stands
//! between Envoy and the control plane and fetches modules.

use std::fs;
use std::path::Path;

use mesh::house::variable;
use mesh::kube::{POD_ADDRESS, tool};
use mesh::process::Process;
use mesh::promises::START_MAX;
use serde_json::{Value, json};

use super::control_plane::{DISCOVERY, SYSTEM};
use super::registry::REGISTRY;

/// The other address of the sandbox, which has every port of its own.
pub(super) const SECOND_ADDRESS: &str = "10.200.0.2";
/// From a proxy's admin port to the one on which Istio offers its statistics to Prometheus.
pub(super) const PROMETHEUS_OFFSET: u16 = 90;

/// Makes what a container would: file systems and processes of its own, so that all of it ends with its first process.
const CONTAINER: &str = r#"
mount -t proc proc /proc 2>/dev/null
mount -t tmpfs none /var/lib && mkdir -p /var/lib/istio/data && cd "$0" && exec "$@"
"#;

/// What a proxy is, in the words of its pod.
#[derive(Clone)]
pub(super) struct Proxy {
    pub(super) name: &'static str,
    pub(super) namespace: &'static str,
    pub(super) labels: Value,
    pub(super) admin: u16,
    /// A sidecar, in the second network namespace; else a gateway, in the first.
    pub(super) is_sidecar: bool,
}

impl Proxy {
    /// A pod of the ingress gateway.
    pub(super) fn ingress(name: &'static str, admin: u16) -> Self {
        Self {
            name,
            namespace: SYSTEM,
            labels: json!({ "istio": "ingressgateway" }),
            admin,
            is_sidecar: false,
        }
    }

    /// Starts it; its files and its log are in `folder`. Envoy may still wait for what the control plane has for it.
    pub(super) fn start(&self, folder: &Path) -> Process {
        let folder = folder.join(self.name);
        for child in ["etc/istio/proxy", "var/run/secrets/workload-spiffe-uds"] {
            fs::create_dir_all(folder.join(child)).unwrap();
        }
        let mut command: Vec<String> = Vec::new();
        if self.is_sidecar {
            command.extend(["nsenter", "--net=/run/netns/second"].map(str::to_owned));
        }
        command.push("env".to_owned());
        command.extend(self.environment());
        let container = [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
            CONTAINER,
        ];
        command.extend(container.map(str::to_owned));
        command.extend([
            folder.display().to_string(),
            tool("pilot-agent"),
            "proxy".to_owned(),
        ]);
        command.push(if self.is_sidecar { "sidecar" } else { "router" }.to_owned());
        command.push(format!("--domain={}.svc.cluster.local", self.namespace));
        command.push("--log_output_level=default:info".to_owned());
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let process = Process::start(self.name, &folder, &command);
        if !self.is_sidecar {
            process.wait_for_port(self.admin, START_MAX);
        }
        process
    }

    /// What the injector or a gateway's chart writes into the pod.
    fn environment(&self) -> [String; 13] {
        let address = if self.is_sidecar {
            SECOND_ADDRESS
        } else {
            POD_ADDRESS
        };
        // Ports that two pods would not share, a plaintext control plane, and the option of the page: labels of stats.
        let configuration = json!({
            "discoveryAddress": DISCOVERY,
            "controlPlaneAuthPolicy": "NONE",
            "binaryPath": variable("DOCENT_TEST_ENVOY"),
            "proxyBootstrapTemplatePath": tool("../share/istio/envoy_bootstrap.json"),
            "concurrency": 1,
            "proxyAdminPort": self.admin,
            "statusPort": self.admin + 20,
            "extraStatTags": ["service", "operation", "direction", "verdict"],
            "proxyStatsMatcher": { "inclusionPrefixes": ["cluster.outbound|8081"] },
        });
        [
            format!("PROXY_CONFIG={configuration}"),
            format!("POD_NAME={}", self.name),
            format!("POD_NAMESPACE={}", self.namespace),
            format!("INSTANCE_IP={address}"),
            format!("ISTIO_METAJSON_LABELS={}", self.labels),
            "ISTIO_META_CLUSTER_ID=Kubernetes".to_owned(),
            // Nobody redirects a sidecar's traffic here: it listens where its Sidecar says.
            format!(
                "ISTIO_META_INTERCEPTION_MODE={}",
                if self.is_sidecar { "NONE" } else { "REDIRECT" }
            ),
            format!("ENVOY_STATUS_PORT={}", self.admin + 21),
            format!("ENVOY_PROMETHEUS_PORT={}", self.admin + PROMETHEUS_OFFSET),
            format!("WASM_INSECURE_REGISTRIES={REGISTRY}"),
            "FILE_MOUNTED_CERTS=true".to_owned(), // there is no authority to ask for others
            "CLOUD_PLATFORM=none".to_owned(),     // nor a cloud that could say where this is
            "GRPC_XDS_BOOTSTRAP=".to_owned(),
        ]
    }
}
