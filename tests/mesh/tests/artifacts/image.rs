//! The image layout: the same module gives the same digests, and what comes back from a registry is the module.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use mesh::house::{repository, variable};
use mesh::kube::tool;
use mesh::process::{Process, free_port};
use serde_json::Value;
use tempfile::tempdir;

use crate::{run, text};

const START_MAX: Duration = Duration::from_secs(30);

/// Every file of a folder, by its path inside.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = text(path.strip_prefix(folder).unwrap()).to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_same_module_gives_the_same_image() {
    let folder = tempdir().unwrap();
    let module = variable("DOCENT_TEST_FILTER");
    let pack = |name: &str| {
        let layout = folder.path().join(name);
        run("scripts/filter-image", &[&module, text(&layout)]);
        files(&layout)
    };

    let first = pack("first");
    assert!(first == pack("second"), "two layouts of one module differ");
    assert!(
        first == files(&repository().join("dist/filter.oci")),
        "dist/filter.oci is not of this module: run `make oci`"
    );
}

/// Pushes a tag of the shipped layout to a registry, the way the documents say, and reads its manifest there.
fn pushed(tag: &str, folder: &Path) -> (Process, String, Value) {
    let port = free_port();
    let registry = Process::start(
        "registry",
        folder,
        &[&tool("registry"), "-port", &port.to_string()],
    );
    registry.wait_for_port(port, START_MAX);
    let image = format!("localhost:{port}/docent/filter:0.1");
    let layout = format!("dist/filter.oci:{tag}");
    run(
        &tool("oras"),
        &[
            "cp",
            "--from-oci-layout",
            &layout,
            "--to-plain-http",
            &image,
        ],
    );
    let manifest = run(
        &tool("oras"),
        &["manifest", "fetch", "--plain-http", &image],
    );
    (registry, image, serde_json::from_slice(&manifest).unwrap())
}

#[test]
fn the_image_holds_the_module_as_plugin_wasm() {
    let folder = tempdir().unwrap();
    let (_registry, image, manifest) = pushed("image", folder.path());

    let [layer] = manifest["layers"].as_array().unwrap().as_slice() else {
        panic!("not one layer: {manifest}");
    };
    assert_eq!(
        layer["mediaType"],
        "application/vnd.oci.image.layer.v1.tar+gzip"
    );
    let blob = format!(
        "{}@{}",
        image.rsplit_once(':').unwrap().0,
        layer["digest"].as_str().unwrap()
    );
    let archive = folder.path().join("layer.tar.gz");
    run(
        &tool("oras"),
        &[
            "blob",
            "fetch",
            "--plain-http",
            "--output",
            text(&archive),
            &blob,
        ],
    );
    let names = run("tar", &["--list", "--gzip", "--file", text(&archive)]);
    assert_eq!(names, b"plugin.wasm\n");
    let module = run(
        "tar",
        &[
            "--extract",
            "--to-stdout",
            "--gzip",
            "--file",
            text(&archive),
            "plugin.wasm",
        ],
    );
    assert!(
        module == fs::read(variable("DOCENT_TEST_FILTER")).unwrap(),
        "another module came back"
    );
}

#[test]
fn the_artifact_holds_the_module_bare() {
    let folder = tempdir().unwrap();
    let (_registry, image, manifest) = pushed("artifact", folder.path());

    let media_types: Vec<&str> = manifest["layers"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|layer| layer["mediaType"].as_str())
        .collect();
    // Envoy Gateway and Istio take neither fewer layers nor more.
    assert_eq!(
        media_types,
        [
            "application/vnd.module.wasm.config.v1+json",
            "application/vnd.module.wasm.content.layer.v1+wasm"
        ]
    );
    run(
        &tool("oras"),
        &[
            "pull",
            "--plain-http",
            "--output",
            text(folder.path()),
            &image,
        ],
    );
    assert!(
        fs::read(folder.path().join("plugin.wasm")).unwrap()
            == fs::read(variable("DOCENT_TEST_FILTER")).unwrap(),
        "another module came back"
    );
}
