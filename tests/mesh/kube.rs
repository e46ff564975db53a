//! A real Kubernetes API without nodes: etcd, kube-apiserver and kubectl, on the fixed ports of `scripts/sandbox`.
//! No controller runs but the platform's own: nobody makes pods or endpoints, nobody collects what an owner leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::sleep;

use crate::house::variable;
use crate::process::Process;
use crate::promises::{SETTLE_MAX, START_MAX};

/// The address of the processes that stand for pods; also the API server's, for those in the second network namespace.
pub const POD_ADDRESS: &str = "10.200.0.1";
/// Between two looks at what may come to be.
pub(crate) const PAUSE: Duration = Duration::from_millis(200);
const ADMIN_TOKEN: &str = "admin-token";

/// A Kubernetes API that ends with this value.
pub struct Kube {
    // In the order of their end: etcd is what the server would complain about, and their logs are in the folder.
    _apiserver: Process,
    _etcd: Process,
    folder: TempDir,
}

impl Kube {
    /// Starts it and waits until it is ready.
    pub async fn start() -> Self {
        assert!(
            Path::new("/run/netns/second").exists(),
            "not in a sandbox: run `make test-mesh`, or scripts/sandbox with this program"
        );
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(
            path("tokens.csv"),
            format!("{ADMIN_TOKEN},admin,admin,system:masters\n"),
        )
        .unwrap();
        fs::write(path("kubeconfig"), kubeconfig(&path("pki/apiserver.crt"))).unwrap();

        let etcd = Process::start(
            "etcd",
            folder.path(),
            &[
                &tool("etcd"),
                &format!("--data-dir={}", path("etcd")),
                "--listen-client-urls=http://127.0.0.1:2379",
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--listen-peer-urls=http://127.0.0.1:2380",
            ],
        );
        etcd.wait_for_port(2379, START_MAX);
        let apiserver = Process::start(
            "kube-apiserver",
            folder.path(),
            &[
                &tool("kube-apiserver"),
                "--etcd-servers=http://127.0.0.1:2379",
                "--bind-address=0.0.0.0",
                &format!("--advertise-address={POD_ADDRESS}"),
                "--secure-port=6443",
                // It makes a certificate of its own there, and has the key before it looks for one to sign tokens with.
                &format!("--cert-dir={}", path("pki")),
                "--authorization-mode=RBAC",
                &format!("--token-auth-file={}", path("tokens.csv")),
                "--service-account-issuer=https://kubernetes.default.svc",
                &format!("--service-account-key-file={}", path("pki/apiserver.key")),
                &format!(
                    "--service-account-signing-key-file={}",
                    path("pki/apiserver.key")
                ),
                "--service-cluster-ip-range=10.0.0.0/16",
                "--endpoint-reconciler-type=none",
            ],
        );
        let kube = Self {
            _apiserver: apiserver,
            _etcd: etcd,
            folder,
        };
        // The default namespace is the last that a fresh server makes.
        kube.until("the API server is ready", START_MAX, async || {
            kube.try_kubectl(&["get", "--raw=/readyz"]).await?;
            kube.try_kubectl(&["get", "namespace", "default"]).await
        })
        .await;
        kube
    }

    /// The file with which an administrator logs in.
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// What kubectl prints; that it fails is the test's failure.
    pub async fn kubectl(&self, arguments: &[&str]) -> String {
        self.try_kubectl(arguments)
            .await
            .unwrap_or_else(|why| panic!("kubectl {}: {why}", arguments.join(" ")))
    }

    /// What kubectl prints, or why it failed.
    pub async fn try_kubectl(&self, arguments: &[&str]) -> Result<String, String> {
        self.run(arguments, "").await
    }

    /// Applies objects, YAML or JSON, as a user would.
    pub async fn apply(&self, text: &str) {
        self.try_apply(text)
            .await
            .unwrap_or_else(|why| panic!("{why}\n{text}"));
    }

    /// Applies objects, or says why the API server refused.
    pub async fn try_apply(&self, text: &str) -> Result<String, String> {
        self.run(&["apply", "-f", "-"], text).await
    }

    /// Installs custom resources from a folder beside the tools, the very ones of the platform that was built.
    pub async fn install_crds(&self, platform: &str) {
        let folder = format!("{}/../crds/{platform}", variable("DOCENT_TEST_TOOLS"));
        // Some are too long for the annotation of a client-side apply.
        self.kubectl(&["apply", "--server-side", "-f", &folder])
            .await;
        self.kubectl(&[
            "wait",
            "--for=condition=Established",
            "crd",
            "--all",
            "--timeout=120s",
        ])
        .await;
    }

    /// Values of an object by their JSON path: `get(&["gateway", "eg"], "{.status.conditions}")`.
    pub async fn get(&self, object: &[&str], path: &str) -> String {
        let mut arguments = vec!["get"];
        arguments.extend(object);
        let output = format!("--output=jsonpath={path}");
        arguments.push(&output);
        self.kubectl(&arguments).await
    }

    /// A whole object, with `--namespace` among its words where it has one.
    pub async fn object(&self, object: &[&str]) -> Value {
        let mut arguments = vec!["get", "--output=json"];
        arguments.extend(object);
        serde_json::from_str(&self.kubectl(&arguments).await).unwrap()
    }

    /// Waits until an object is there and has `value` under the JSON path.
    pub async fn wait_for(&self, object: &[&str], path: &str, value: &str) {
        let condition = format!("--for=jsonpath={path}={value}");
        let mut arguments = vec!["wait", "--timeout=5s", &condition];
        arguments.extend(object);
        self.until(&condition, SETTLE_MAX, async || {
            let why = match self.try_kubectl(&arguments).await {
                Ok(output) => return Ok(output),
                Err(why) => why,
            };
            let mut get = vec!["get", "--output=yaml"];
            get.extend(object);
            Err(format!(
                "{why}\n{}",
                self.try_kubectl(&get).await.unwrap_or_default()
            ))
        })
        .await;
    }

    /// Asks again and again until it is so.
    async fn until(
        &self,
        what: &str,
        within: Duration,
        ask: impl AsyncFn() -> Result<String, String>,
    ) {
        let asked = Instant::now();
        while let Err(why) = ask().await {
            assert!(asked.elapsed() < within, "not in {within:?}: {what}\n{why}");
            sleep(PAUSE).await;
        }
    }

    async fn run(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        let mut child = Command::new(tool("kubectl"))
            .arg("--kubeconfig")
            .arg(self.kubeconfig())
            .arg("--cache-dir")
            .arg(self.folder.path().join("kubectl-cache"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A kubectl that fails early does not read; its own words say more than the broken pipe.
        let _unread = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = child.wait_with_output().await.unwrap();
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}

/// The path of a program that `scripts/mesh-tools` built or found.
pub fn tool(name: &str) -> String {
    format!("{}/{name}", variable("DOCENT_TEST_TOOLS"))
}

fn kubeconfig(authority: &str) -> String {
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "lab", "cluster": {
            "server": format!("https://{POD_ADDRESS}:6443"),
            "certificate-authority": authority,
        }}],
        "users": [{"name": "admin", "user": {"token": ADMIN_TOKEN}}],
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "admin"}}],
        "current-context": "lab",
    })
    .to_string()
}
