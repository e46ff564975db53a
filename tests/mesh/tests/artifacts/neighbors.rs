//! The examples for meshes whose control planes are not run here. Each is read by what that mesh itself reads it with, as
//! strictly as that goes, and what Envoy would get of it is given to Envoy. Nobody delivers anything, no request passes.

use std::fs;
use std::process::Command;

use mesh::house::{House, TOKEN, variable};
use mesh::kube::Kube;
use mesh::manifest::Manifests;
use mesh::platform::Code;
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{run, text};

const FILTER_TYPE: &str = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm";

/// Whether Envoy takes a bootstrap with these HTTP filters and these clusters; why not, if not.
fn envoy_takes(filters: &[Value], clusters: &[Value]) -> Result<(), String> {
    let mut chain = filters.to_vec();
    chain.push(
        json!({ "name": "envoy.filters.http.router", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } }),
    );
    let manager = json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "inbound",
        "route_config": {},
        "http_filters": chain,
    });
    let bootstrap = json!({ "static_resources": {
        "listeners": [{
            "address": { "socket_address": { "address": "127.0.0.1", "port_value": 10000 } },
            "filter_chains": [{ "filters": [
                { "name": "envoy.filters.network.http_connection_manager", "typed_config": manager } ] }],
        }],
        "clusters": clusters,
    }});
    let folder = tempdir().unwrap();
    let file = folder.path().join("bootstrap.json");
    fs::write(&file, bootstrap.to_string()).unwrap();
    let output = Command::new(variable("DOCENT_TEST_ENVOY"))
        .args(["--mode", "validate", "--config-path", text(&file)])
        .output()
        .unwrap();
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Envoy takes it, and would not take just anything.
#[track_caller]
fn assert_envoy_takes(filters: &[Value], clusters: &[Value]) {
    assert_eq!(envoy_takes(filters, clusters), Ok(()));
    for filter in filters {
        let typed = ["typed_config", "typedConfig"].map(|name| filter[name].clone());
        let typed = typed.iter().find(|typed| typed.is_object()).unwrap();
        assert_eq!(typed["@type"], FILTER_TYPE);
        let mut misspelled = typed.clone();
        misspelled["config"]["docent"] = json!(true);
        let misspelled = json!({ "name": "docent", "typed_config": misspelled });
        let refused = envoy_takes(&[misspelled], clusters).unwrap_err();
        assert!(refused.contains("docent"), "{refused}");
    }
}

#[test]
fn consul_makes_a_filter_of_the_configuration_entries() {
    let manifests = Manifests::of("k8s/consul");
    let folder = tempdir().unwrap();
    let file = |name: &str, values: &[(&str, &str)]| {
        let path = folder.path().join(name);
        fs::write(&path, manifests.read(name, values)).unwrap();
        path
    };
    let service = file("service-defaults.hcl", &[("DOCENT_TOKEN", TOKEN)]);
    let proxy = file("proxy-defaults.hcl", &[]);

    let entries = format!("{}/consul-entries", variable("DOCENT_TEST_NEIGHBORS"));
    let made = String::from_utf8(run(&entries, &[text(&service), text(&proxy)])).unwrap();
    // Envoy reads the module, so it gets the one that was built.
    let installed = "/docent/filter.wasm";
    assert!(made.contains(installed), "{made}");
    let made: Value =
        serde_json::from_str(&made.replace(installed, &variable("DOCENT_TEST_FILTER"))).unwrap();

    let (filters, clusters) = (&made["http_filters"], &made["clusters"]);
    assert_eq!(filters.as_array().unwrap().len(), 1);
    let configuration = filters[0]["typedConfig"]["config"]["configuration"]["value"].as_str();
    assert_names_the_cluster(configuration.unwrap(), clusters);
    assert_envoy_takes(filters.as_array().unwrap(), clusters.as_array().unwrap());

    // The reading is a strict one.
    let misspelled = fs::read_to_string(&service)
        .unwrap()
        .replace("EnvoyExtensions", "Extensions");
    fs::write(&service, misspelled).unwrap();
    let refused = Command::new(&entries).arg(&service).output().unwrap();
    assert!(!refused.status.success(), "Consul's code reads anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn kuma_takes_the_policy() {
    let kube = Kube::start().await;
    let crd = format!(
        "{}/meshproxypatches.yaml",
        variable("DOCENT_TEST_NEIGHBORS")
    );
    kube.apply(&fs::read_to_string(crd).unwrap()).await;
    let established = ["crd", "meshproxypatches.kuma.io"];
    kube.wait_for(
        &established,
        "{.status.conditions[?(@.type=='Established')].status}",
        "True",
    )
    .await;
    kube.kubectl(&["create", "namespace", "kuma-system"]).await;

    let sha256 = House::module_sha256(Code::Shipped);
    let values = [
        ("FILTER_HOST", "modules.example"),
        ("FILTER_PORT", "80"),
        ("FILTER_URL", "http://modules.example/filter.wasm"),
        ("FILTER_SHA256", &sha256),
        ("DOCENT_TOKEN", TOKEN),
    ];
    let mut manifests = Manifests::of("k8s/kuma");
    let policy = manifests.read("meshproxypatch.yaml", &values);
    let misspelled = policy.replace(
        "operation: AddBefore",
        "operation: AddBefore\n        origin: inbound",
    );
    let refused = kube.try_apply(&misspelled).await.unwrap_err();
    assert!(refused.contains("unknown field"), "{refused}");
    manifests.apply(&kube, "meshproxypatch.yaml", &values).await;
    manifests.assert_all_applied();

    let object = ["meshproxypatch", "docent", "--namespace", "kuma-system"];
    let applied = kube.object(&object).await;
    let modifications = applied["spec"]["default"]["appendModifications"]
        .as_array()
        .unwrap();
    let values_of = |kind: &str| -> Vec<Value> {
        modifications
            .iter()
            .filter_map(|modification| modification[kind]["value"].as_str())
            .map(|value| serde_saphyr::from_str(value).unwrap())
            .collect()
    };
    let (filters, clusters) = (values_of("httpFilter"), values_of("cluster"));
    assert_eq!(filters.len(), 2, "inbound and gateway");
    let configuration = filters[0]["typed_config"]["config"]["configuration"]["value"].as_str();
    assert_names_the_cluster(configuration.unwrap(), &Value::Array(clusters.clone()));
    assert_envoy_takes(&filters[..1], &clusters);
    assert_eq!(filters[0], filters[1]);
}

/// The filter's configuration is JSON and asks for a cluster that is there.
#[track_caller]
fn assert_names_the_cluster(configuration: &str, clusters: &Value) {
    let configuration: Value = serde_json::from_str(configuration).unwrap();
    let wanted = &configuration["aggregator"]["clusters"][0];
    assert!(wanted.is_string(), "{configuration}");
    let known = clusters.as_array().unwrap();
    assert!(
        known.iter().any(|cluster| cluster["name"] == *wanted),
        "no cluster {wanted}"
    );
}
