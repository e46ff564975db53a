//! Envoy that watches the files of `envoy/xds`: listeners, clusters, and the filter by extension discovery.

use std::fs;
use std::path::PathBuf;

use mesh::house::{House, variable};
use mesh::platform::{Filter, Platform};
use mesh::process::Process;
use mesh::promises::START_MAX;
use serde_json::{Value, json};

use super::configuration::{ADDRESS, add_route, cluster, part, reference, typed_config};

/// The listener of `listeners.yaml`.
const GATEWAY: u16 = 10_000;
const ADMINS: [u16; 2] = [9_901, 9_902];

mesh::promises!(Watched);

struct Watched {
    house: House,
    aggregator: Option<Process>,
    proxies: Vec<Process>,
    /// The filters of the listener that is written, since another list needs another listener.
    listed: Vec<&'static str>,
}

impl Platform for Watched {
    async fn start() -> Self {
        let house = House::new(ADDRESS);
        let mut watched = Self {
            aggregator: Some(house.aggregator()),
            house,
            proxies: Vec::new(),
            listed: Vec::new(),
        };
        let mut clusters = reference("xds/clusters.yaml");
        let mut cases = cluster();
        cases["@type"] = json!("type.googleapis.com/envoy.config.cluster.v3.Cluster");
        part(&mut clusters, "/resources")
            .as_array_mut()
            .unwrap()
            .push(cases);
        watched.write("clusters.yaml", &clusters);
        watched.attach(&[Filter::usual(&watched)]).await;
        watched.restart_proxies().await;
        watched
    }

    fn house(&self) -> &House {
        &self.house
    }

    fn aggregator_clusters(&self) -> Vec<String> {
        vec!["spec_aggregator".to_owned()]
    }

    fn gateway(&self) -> u16 {
        GATEWAY
    }

    fn admins(&self) -> Vec<u16> {
        ADMINS.to_vec()
    }

    fn holds_headers(&self) -> bool {
        true
    }

    async fn attach(&mut self, filters: &[Filter]) {
        for filter in filters {
            let mut resource = reference("xds/docent.yaml");
            *part(&mut resource, "/resources/0/name") = json!(filter.name);
            let typed = part(&mut resource, "/resources/0/typed_config");
            *typed = typed_config(typed, filter, &self.house);
            self.write(&format!("{}.yaml", filter.name), &resource);
        }
        let names: Vec<_> = filters.iter().map(|filter| filter.name).collect();
        if names != self.listed {
            self.write("listeners.yaml", &self.listeners(&names));
            self.listed = names;
        }
    }

    async fn restart_proxies(&mut self) {
        self.proxies.clear();
        for admin in ADMINS {
            let mut bootstrap = reference("xds/envoy.yaml");
            *part(&mut bootstrap, "/admin/address/socket_address/port_value") = json!(admin);
            for discovery in ["lds_config", "cds_config"] {
                self.watch(part(
                    &mut bootstrap,
                    &format!("/dynamic_resources/{discovery}"),
                ));
            }
            let path = self.write(&format!("envoy-{admin}.yaml"), &bootstrap);
            self.proxies.push(Process::start(
                &format!("envoy-{admin}"),
                self.house.folder.path(),
                &[
                    &variable("DOCENT_TEST_ENVOY"),
                    "--config-path",
                    path.to_str().unwrap(),
                    "--concurrency",
                    "1",
                    "--disable-hot-restart",
                ],
            ));
        }
        for (proxy, admin) in self.proxies.iter().zip(ADMINS) {
            proxy.wait_for_port(admin, START_MAX);
        }
    }

    async fn stop_aggregator(&mut self) {
        self.aggregator = None;
    }

    async fn start_aggregator(&mut self) {
        self.aggregator = Some(self.house.aggregator());
    }
}

impl Watched {
    /// The listener of the reference, with these filters before its router.
    fn listeners(&self, names: &[&str]) -> Value {
        let mut listeners = reference("xds/listeners.yaml");
        let manager = part(
            &mut listeners,
            "/resources/0/filter_chains/0/filters/0/typed_config",
        );
        add_route(manager);
        let filters = part(manager, "/http_filters").as_array_mut().unwrap();
        let docent = filters.remove(0);
        for (index, name) in names.iter().enumerate() {
            let mut filter = docent.clone();
            filter["name"] = json!(name);
            let source = part(&mut filter, "/config_discovery/config_source");
            *part(source, "/path_config_source/path") = json!(format!("{name}.yaml"));
            self.watch(source);
            filters.insert(index, filter);
        }
        listeners
    }

    /// Points a configuration source at the file of the same name in this test's folder.
    fn watch(&self, source: &mut Value) {
        let path = part(source, "/path_config_source/path");
        let name = path
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        *path = json!(self.house.folder.path().join(name));
    }

    /// Moves a new file over the old one, as the files' first lines say.
    fn write(&self, name: &str, value: &Value) -> PathBuf {
        let path = self.house.folder.path().join(name);
        let new = path.with_extension("new");
        fs::write(&new, serde_json::to_string_pretty(value).unwrap()).unwrap();
        fs::rename(&new, &path).unwrap();
        path
    }
}
