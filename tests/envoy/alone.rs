//! An Envoy with the reference configuration's listener and filter, and no more of the house: inline contracts, one
//! upstream of the test's own. What differs between its listeners is what stands around the filter.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use mesh::client::Call;
use mesh::process::{Process, free_port};

use super::gateway::{START_MAX, program, reference, stats, until};

/// Everything that runs. Dropped, it is gone.
pub(super) struct Alone {
    /// As shipped; HTTP/1.1 to the upstream.
    pub(super) port: u16,
    /// As shipped; HTTP/2 to the upstream, whose answers may have trailers.
    pub(super) trailers: u16,
    /// Paths and names of headers as Envoy takes them where nobody says otherwise.
    pub(super) lax: u16,
    /// As shipped, and the filter decodes what is encoded.
    pub(super) decoding: u16,
    pub(super) admin: u16,
    pub(super) envoy: Process,
    bootstrap: PathBuf,
    _folder: TempDir,
}

/// Physical memory.
pub(super) struct Memory {
    pub(super) now_kib: u64,
    pub(super) peak_kib: u64,
}

impl Alone {
    /// Starts an Envoy whose filter has this configuration, and waits until it is ready.
    pub(super) async fn start(configuration: &Value, upstream: u16) -> Self {
        Self::start_with(configuration, None, upstream).await
    }

    /// The same; the listener that decodes is there if it gets a configuration, too.
    pub(super) async fn start_with(
        configuration: &Value,
        decoding_configuration: Option<&Value>,
        upstream: u16,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [port, trailers, lax, decoding, admin] = std::array::from_fn(|_| free_port());
        let mut bootstrap: Value = serde_saphyr::from_str(&reference("envoy.yaml")).unwrap();
        bootstrap["admin"]["address"]["socket_address"]["port_value"] = admin.into();
        let resources = &mut bootstrap["static_resources"];
        let mut shipped = resources["listeners"][0].take();
        let wasm = wasm(&mut shipped);
        wasm["vm_config"]["code"]["local"]["filename"] = program("DOCENT_TEST_FILTER").into();
        wasm["configuration"]["value"] = configuration.to_string().into();
        let mut listeners = vec![
            listener("shipped", port, "upstream", &shipped),
            listener("trailers", trailers, "upstream-http2", &shipped),
            listener("lax", lax, "upstream", &without_normalization(&shipped)),
        ];
        if let Some(configuration) = decoding_configuration {
            let mut other = shipped.clone();
            self::wasm(&mut other)["configuration"]["value"] = configuration.to_string().into();
            listeners.push(listener("decoding", decoding, "upstream", &other));
        }
        resources["listeners"] = listeners.into();
        resources["clusters"] = json!([
            cluster(
                "upstream",
                upstream,
                &json!({ "http_protocol_options": {} })
            ),
            cluster(
                "upstream-http2",
                upstream,
                &json!({ "http2_protocol_options": {} })
            ),
        ]);
        let path = folder.path().join("envoy.json");
        fs::write(&path, bootstrap.to_string()).unwrap();
        let envoy = Process::start(
            "envoy",
            folder.path(),
            &[
                &program("DOCENT_TEST_ENVOY"),
                "--config-path",
                path.to_str().unwrap(),
                "--concurrency",
                "2",
                "--disable-hot-restart",
            ],
        );
        envoy.wait_for_port(admin, START_MAX);
        until("Envoy is ready", START_MAX, async || {
            Call::get(admin, "/ready").send().await.status == 200
        })
        .await;
        Self {
            port,
            trailers,
            lax,
            decoding,
            admin,
            envoy,
            bootstrap: path,
            _folder: folder,
        }
    }

    /// What this Envoy occupies; its peak is counted from here on.
    pub(super) fn memory(&self) -> Memory {
        let is_ours = |folder: &PathBuf| {
            let command = fs::read_to_string(folder.join("cmdline")).unwrap_or_default();
            let mut words = command.split('\0');
            words.nth(1) == Some("--config-path") && words.next() == self.bootstrap.to_str()
        };
        let mut processes = fs::read_dir("/proc").unwrap().map(|it| it.unwrap().path());
        let folder = processes.find(is_ours).expect("Envoy runs");
        let status = fs::read_to_string(folder.join("status")).unwrap();
        let kib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.unwrap().trim_end_matches("kB").trim();
            kib.parse().unwrap()
        };
        let memory = Memory {
            now_kib: kib("VmRSS:"),
            peak_kib: kib("VmHWM:"),
        };
        // proc_pid_clear_refs(5): 5 resets the peak.
        fs::write(folder.join("clear_refs"), "5").unwrap();
        memory
    }

    /// No VM died and no callback of one: what there was to catch was caught.
    pub(super) async fn no_vm_was_replaced(&self) {
        let reloads = stats(self.admin, "vm_reload").await;
        assert!(!reloads.is_empty(), "Envoy counts replaced VMs");
        for (name, count) in reloads {
            assert_eq!(count, 0, "{name}\n{}", self.envoy.log());
        }
        let log = self.envoy.log();
        let trapped = log.lines().find(|line| line.contains("Function: "));
        assert_eq!(trapped, None, "a callback trapped");
    }
}

/// The HTTP connection manager of a listener.
fn manager(listener: &mut Value) -> &mut Value {
    &mut listener["filter_chains"][0]["filters"][0]["typed_config"]
}

/// The filter of a listener.
fn wasm(listener: &mut Value) -> &mut Value {
    &mut manager(listener)["http_filters"][0]["typed_config"]["config"]
}

fn listener(name: &str, port: u16, cluster: &str, like: &Value) -> Value {
    let mut listener = like.clone();
    listener["name"] = name.into();
    listener["address"]["socket_address"]["port_value"] = port.into();
    let manager = manager(&mut listener);
    manager["route_config"]["virtual_hosts"][0]["routes"] = json!([
        { "match": { "prefix": "/" }, "route": { "cluster": cluster, "timeout": "15s" } },
    ]);
    listener
}

/// The same without what makes one meaning of a path and of a name.
fn without_normalization(listener: &Value) -> Value {
    let mut listener = listener.clone();
    let manager = manager(&mut listener).as_object_mut().unwrap();
    for field in [
        "normalize_path",
        "merge_slashes",
        "path_with_escaped_slashes_action",
        "common_http_protocol_options",
    ] {
        let removed = manager.shift_remove(field);
        assert!(removed.is_some(), "the reference no longer says {field}");
    }
    listener
}

fn cluster(name: &str, port: u16, protocol: &Value) -> Value {
    let address = json!({ "socket_address": { "address": "127.0.0.1", "port_value": port } });
    json!({
        "name": name,
        "connect_timeout": "2s",
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": protocol,
            },
        },
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address } }] }],
        },
    })
}
