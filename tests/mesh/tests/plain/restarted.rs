//! Envoy with everything in its bootstrap, the reference `envoy/envoy.yaml`: a change is a hot restart.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::Command;

use mesh::house::{House, repository, variable};
use mesh::platform::{Filter, Platform};
use mesh::process::Process;
use mesh::promises::{START_MAX, Shared, enforced, exchanges, failures, updates};

use super::configuration::{ADDRESS, add_route, cluster, part, reference, typed_config};

/// The listener and the admin of `envoy.yaml`.
const GATEWAY: u16 = 10_000;
const ADMIN: u16 = 9_901;
const MANAGER: &str = "/static_resources/listeners/0/filter_chains/0/filters/0/typed_config";

static PLATFORM: Shared<Restarted> = Shared::new();

struct Restarted {
    house: House,
    aggregator: Option<Process>,
    /// The generations of Envoy, the serving one last. Each ends the one before it.
    generations: Vec<Process>,
    /// Envoys started so far: each has a log of its own.
    started: usize,
    /// Under which generations find each other, on the whole machine.
    base_id: u64,
}

impl Platform for Restarted {
    async fn start() -> Self {
        let house = House::new(ADDRESS);
        let mut hasher = DefaultHasher::new();
        house.folder.path().hash(&mut hasher);
        Self {
            aggregator: Some(house.aggregator()),
            house,
            generations: Vec::new(),
            started: 0,
            base_id: hasher.finish() % 1_000_000,
        }
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
        vec![ADMIN]
    }

    fn holds_headers(&self) -> bool {
        true
    }

    /// The next generation takes the listeners over once it is ready, then ends the one before.
    async fn attach(&mut self, filters: &[Filter]) {
        self.write(filters);
        self.next_generation();
    }

    async fn restart_proxies(&mut self) {
        self.generations.clear();
        self.next_generation();
    }

    async fn stop_aggregator(&mut self) {
        self.aggregator = None;
    }

    async fn start_aggregator(&mut self) {
        self.aggregator = Some(self.house.aggregator());
    }
}

impl Restarted {
    fn write(&self, filters: &[Filter]) {
        let mut bootstrap = reference("envoy.yaml");
        let manager = part(&mut bootstrap, MANAGER);
        add_route(manager);
        let listed = part(manager, "/http_filters").as_array_mut().unwrap();
        let docent = listed.remove(0);
        for (index, filter) in filters.iter().enumerate() {
            let mut listed_filter = docent.clone();
            listed_filter["typed_config"] =
                typed_config(&docent["typed_config"], filter, &self.house);
            listed.insert(index, listed_filter);
        }
        let clusters = part(&mut bootstrap, "/static_resources/clusters");
        clusters.as_array_mut().unwrap().push(cluster());
        let path = self.house.folder.path().join("envoy.yaml");
        fs::write(path, bootstrap.to_string()).unwrap();
    }

    /// What Envoy says of the written configuration before anything is restarted.
    fn validates(&self) -> String {
        let output = Command::new(variable("DOCENT_TEST_ENVOY"))
            .args(["--mode", "validate", "--config-path"])
            .arg(self.house.folder.path().join("envoy.yaml"))
            .current_dir(repository())
            .output()
            .unwrap();
        assert!(!output.status.success(), "Envoy would start with it");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn next_generation(&mut self) {
        let folder = self.house.folder.path();
        let epoch = self.generations.len();
        self.started += 1;
        let process = Process::start(
            &format!("envoy-{}", self.started),
            folder,
            &[
                &variable("DOCENT_TEST_ENVOY"),
                "--config-path",
                folder.join("envoy.yaml").to_str().unwrap(),
                "--concurrency",
                "2",
                "--base-id",
                &self.base_id.to_string(),
                "--restart-epoch",
                &epoch.to_string(),
                "--drain-strategy",
                "immediate",
                "--drain-time-s",
                "2",
                "--parent-shutdown-time-s",
                "4",
            ],
        );
        // Before that, it neither takes over nor lets a next one.
        process.wait_until(START_MAX, || {
            process.log().contains("all dependencies initialized")
        });
        self.generations.push(process);
    }
}

#[test]
fn every_case_gets_its_verdict() {
    PLATFORM.keeps(async |platform| exchanges::every_case_gets_its_verdict(platform).await);
}

#[test]
fn what_nobody_declared_is_learnt() {
    PLATFORM.keeps(async |platform| exchanges::what_nobody_declared_is_learnt(platform).await);
}

#[test]
fn a_stream_passes_as_it_comes() {
    PLATFORM.keeps(async |platform| exchanges::a_stream_passes_as_it_comes(platform).await);
}

#[test]
fn new_code_loses_no_request() {
    PLATFORM.keeps(async |platform| updates::new_code_loses_no_request(platform).await);
}

#[test]
fn an_aggregator_away_at_the_start_costs_no_request() {
    PLATFORM.keeps(async |platform| {
        failures::an_aggregator_away_at_the_start_costs_no_request(platform).await;
    });
}

/// A generation that cannot run its filter does not start, and the one before goes on.
#[test]
fn code_that_is_missing_does_not_take_over() {
    PLATFORM.keeps(async |platform| {
        platform.attach(&[Filter::usual(platform)]).await;
        enforced(platform).await;
        platform.write(&[Filter::usual(platform)]);
        let path = platform.house.folder.path().join("envoy.yaml");
        let written = fs::read_to_string(&path).unwrap();
        let shipped = variable("DOCENT_TEST_FILTER");
        assert!(written.contains(&shipped));
        fs::write(&path, written.replace(&shipped, "nothing-here.wasm")).unwrap();
        let refusal = platform.validates();
        assert!(refusal.contains("nothing-here.wasm"), "{refusal}");
        enforced(platform).await;
    });
}
