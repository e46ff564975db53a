//! A registry on loopback that holds the module as `scripts/filter-image` packs it.

use std::fs;
use std::process::Command;

use mesh::house::{repository, variable};
use mesh::kube::tool;
use mesh::process::Process;
use mesh::promises::START_MAX;
use serde_json::Value;
use tempfile::TempDir;

/// Where proxies find it; they are told to ask it over plain HTTP.
pub(super) const REGISTRY: &str = "127.0.0.1:5000";

/// A running registry.
pub(super) struct Registry {
    folder: TempDir,
    _process: Process,
}

/// An image in it, in the words of a `WasmPlugin`.
pub(super) struct Image {
    pub(super) url: String,
    pub(super) sha256: String,
}

impl Registry {
    /// Packs the module and starts the registry.
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(Command::new(repository().join("scripts/filter-image"))
            .arg(variable("DOCENT_TEST_FILTER"))
            .arg(folder.path().join("filter.oci")));
        let (_, port) = REGISTRY.split_once(':').unwrap();
        let process = Process::start(
            "registry",
            folder.path(),
            &[&tool("registry"), "-port", port],
        );
        process.wait_for_port(port.parse().unwrap(), START_MAX);
        Self {
            folder,
            _process: process,
        }
    }

    /// Pushes every form that is packed, each to a repository of its own: the agent remembers modules by repository.
    pub(super) fn images(&self) -> Vec<Image> {
        let layout = self.folder.path().join("filter.oci");
        let index = fs::read(layout.join("index.json")).unwrap();
        let index: Value = serde_json::from_slice(&index).unwrap();
        let manifests = index["manifests"].as_array().unwrap().iter();
        manifests
            .map(|manifest| push(&layout.display().to_string(), manifest))
            .collect()
    }
}

fn push(layout: &str, manifest: &Value) -> Image {
    let tag = manifest["annotations"]["org.opencontainers.image.ref.name"]
        .as_str()
        .unwrap();
    let digest = manifest["digest"].as_str().unwrap();
    let image = format!("{REGISTRY}/docent/filter-{tag}:0.1");
    let tagged = format!("{layout}:{tag}");
    run(Command::new(tool("oras")).args([
        "copy",
        "--from-oci-layout",
        &tagged,
        "--to-plain-http",
        &image,
    ]));
    Image {
        url: format!("oci://{image}"),
        sha256: digest.strip_prefix("sha256:").unwrap().to_owned(),
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}
