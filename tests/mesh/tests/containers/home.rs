//! The folder of this machine that is Envoy Gateway's file system: its configuration, its certificates, its objects.

use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testcontainers::core::Mount;
use testcontainers::{ContainerRequest, GenericImage, ImageExt};

use super::engine::Engine;

/// Where it is in the container.
const MOUNTED: &str = "/envoy-gateway";
/// The version that Envoy Gateway is told to run beside itself, so that it looks for it where ours is.
const PROXY_VERSION: &str = "1.40.0";
/// That proxy. Without a cluster Envoy Gateway insists on having one; those that serve are elsewhere.
const NO_PROXY: &[u8] = b"#include <unistd.h>\nint main(void) { for (;;) pause(); }\n";

pub(super) struct Home(PathBuf);

impl Home {
    /// Lays it out in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        let home = Self(folder.join("envoy-gateway"));
        let proxy = format!("data/envoy-versions/{PROXY_VERSION}/bin");
        for folder in ["config", "objects", "run", "state", "tmp", &proxy] {
            fs::create_dir_all(home.0.join(folder)).unwrap();
        }
        build_no_proxy(&home.0.join(proxy).join("envoy"));
        home
    }

    /// Writes Envoy Gateway's configuration, with the proxies' as users have it in an object.
    pub(super) fn configure(&self, mut proxies: Value) {
        proxies["provider"] = json!({ "type": "Host", "host": { "envoyVersion": PROXY_VERSION } });
        let paths = json!({
            "configHome": format!("{MOUNTED}/config"),
            "dataHome": format!("{MOUNTED}/data"),
            "stateHome": format!("{MOUNTED}/state"),
            "runtimeDir": format!("{MOUNTED}/run"),
        });
        let configuration = json!({
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "EnvoyGateway",
            "gateway": { "controllerName": "gateway.envoyproxy.io/gatewayclass-controller" },
            "provider": { "type": "Custom", "custom": {
                "resource": { "type": "File", "file": { "paths": [format!("{MOUNTED}/objects")] } },
                "infrastructure": { "type": "Host", "host": paths },
            } },
            "extensionApis": { "enableBackend": true },
            "envoyProxy": proxies,
        });
        fs::write(self.0.join("envoy-gateway.yaml"), configuration.to_string()).unwrap();
    }

    /// A container of Envoy Gateway that has it, as the user of this process: the files are this user's.
    pub(super) fn container(
        &self,
        engine: &Engine,
        command: &[&str],
    ) -> ContainerRequest<GenericImage> {
        let owner = fs::metadata(&self.0).unwrap();
        let folder = self.0.to_str().unwrap();
        engine
            .image("DOCENT_TEST_ENVOY_GATEWAY_IMAGE")
            .with_cmd(command.iter().copied())
            .with_user(format!("{}:{}", owner.uid(), owner.gid()))
            .with_working_dir(MOUNTED)
            .with_mount(Mount::bind_mount(folder, MOUNTED))
            .with_env_var("HOME", MOUNTED)
            .with_env_var("TMPDIR", format!("{MOUNTED}/tmp"))
            .with_env_var("USER", "envoy-gateway") // the image knows no such user
    }

    /// Puts objects into the folder that is watched, all at once.
    pub(super) fn apply(&self, name: &str, objects: &[Value]) {
        let text: Vec<String> = objects.iter().map(Value::to_string).collect();
        let beside = self.0.join(name);
        fs::write(&beside, text.join("\n---\n")).unwrap();
        fs::rename(beside, self.0.join("objects").join(name)).unwrap();
    }

    /// A certificate of one of the parties, or what belongs to it.
    pub(super) fn certificate(&self, party: &str, file: &str) -> Vec<u8> {
        fs::read(self.0.join("config/certs").join(party).join(file)).unwrap()
    }

    /// What proxies prove themselves with when they fetch a module. Without it Envoy Gateway gives them one of a
    /// certificate authority that its own server does not know.
    pub(super) fn client_certificate(&self) -> Value {
        let encoded = |file| STANDARD.encode(self.certificate("envoy", file));
        json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "kubernetes.io/tls",
            "metadata": { "name": "envoy", "namespace": "envoy-gateway-system" },
            "data": { "tls.crt": encoded("tls.crt"), "tls.key": encoded("tls.key") },
        })
    }
}

/// Linked statically: the image of Envoy Gateway holds no shell and need not hold a C library.
#[track_caller]
fn build_no_proxy(path: &Path) {
    let mut compiler = Command::new("cc")
        .args(["-static", "-x", "c", "-", "-o"])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    compiler.stdin.take().unwrap().write_all(NO_PROXY).unwrap();
    assert!(
        compiler.wait().unwrap().success(),
        "cc cannot link statically"
    );
}
