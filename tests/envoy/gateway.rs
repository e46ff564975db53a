//! The whole house, started from the reference configuration of `envoy/` with other ports: services, aggregator, Envoy.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio::time::sleep;

use mesh::client::Call;
use mesh::process::{Process, free_port};

/// Envoy compiles the whole module before it is ready, on a machine that may be busy.
pub(super) const START_MAX: Duration = Duration::from_mins(2);
/// The intervals of the reference configuration are a second or two; this is many of them.
const SETTLE_MAX: Duration = Duration::from_secs(40);

/// What to start, and how it differs from the reference configuration.
pub(super) struct Setup {
    /// The variable that names the filter to load.
    pub(super) filter: &'static str,
    /// Texts of `envoy.yaml` and what stands there instead.
    pub(super) replace: Vec<(&'static str, &'static str)>,
    /// Whether the service that declares its document is there too.
    pub(super) iris: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            filter: "DOCENT_TEST_FILTER",
            replace: Vec::new(),
            iris: true,
        }
    }
}

/// Everything that runs. Dropped, it is all gone.
pub(super) struct Gateway {
    pub(super) port: u16,
    pub(super) admin: u16,
    pub(super) public: u16,
    pub(super) internal: u16,
    pub(super) envoy: Process,
    pub(super) aggregator: Process,
    _services: Vec<Process>,
    aggregator_config: PathBuf,
    folder: TempDir,
}

/// Where `make test` says a program is.
#[track_caller]
pub(super) fn program(variable: &str) -> String {
    env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: these tests need what `make test` builds and finds; run `make test`")
    })
}

/// A file of the reference configuration.
pub(super) fn reference(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("envoy")
        .join(file);
    fs::read_to_string(path).unwrap()
}

/// Replaces every `from`, of which there must be one.
#[track_caller]
fn replace(text: &str, from: &str, to: &str) -> String {
    assert!(
        text.contains(from),
        "the reference configuration no longer says {from}"
    );
    text.replace(from, to)
}

impl Gateway {
    /// The reference configuration, shared by tests that change nothing for each other.
    pub(super) async fn shared() -> &'static Self {
        static SHARED: OnceCell<Gateway> = OnceCell::const_new();
        SHARED.get_or_init(|| Self::start(Setup::default())).await
    }

    /// Starts it all and waits until it serves.
    pub(super) async fn start(setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [port, admin, public, internal, iris, feedback] = std::array::from_fn(|_| free_port());
        let ports = [
            (10_000, port),
            (9_901, admin),
            (8_080, public),
            (8_081, internal),
            (9_001, iris),
            (9_002, feedback),
        ];

        let mut bootstrap = reference("envoy.yaml");
        let mut aggregator_config = reference("aggregator.yaml");
        for (from, to) in ports {
            bootstrap = replace(
                &bootstrap,
                &format!("port_value: {from} "),
                &format!("port_value: {to} "),
            );
            aggregator_config =
                aggregator_config.replace(&format!("127.0.0.1:{from}"), &format!("127.0.0.1:{to}"));
        }
        bootstrap = replace(&bootstrap, "dist/filter.wasm", &program(setup.filter));
        for (from, to) in setup.replace {
            bootstrap = replace(&bootstrap, from, to);
        }
        let store = folder.path().join("docent.db");
        aggregator_config = replace(
            &aggregator_config,
            "target/run/docent.db",
            store.to_str().unwrap(),
        );
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let bootstrap = write("envoy.yaml", &bootstrap);
        let aggregator_config = write("aggregator.yaml", &aggregator_config);

        let python = program("DOCENT_TEST_PYTHON");
        let mut services = Vec::new();
        let mut serve = |name: &str, port: u16| {
            let script = format!("envoy/services/{name}.py");
            let process =
                Process::start(name, folder.path(), &[&python, &script, &port.to_string()]);
            services.push((process, port));
        };
        serve("feedback", feedback);
        if setup.iris {
            serve("iris", iris);
        }
        let envoy = Process::start(
            "envoy",
            folder.path(),
            &[
                &program("DOCENT_TEST_ENVOY"),
                "--config-path",
                bootstrap.to_str().unwrap(),
                "--concurrency",
                "2",
                "--disable-hot-restart",
            ],
        );
        for (process, port) in &services {
            process.wait_for_port(*port, START_MAX);
        }
        let aggregator = start_aggregator(folder.path(), &aggregator_config, internal);
        let gateway = Self {
            port,
            admin,
            public,
            internal,
            envoy,
            aggregator,
            _services: services.into_iter().map(|(process, _)| process).collect(),
            aggregator_config,
            folder,
        };
        gateway.serves(setup.iris).await;
        gateway
    }

    /// Waits until requests are judged as they will be from then on.
    async fn serves(&self, iris: bool) {
        self.envoy.wait_for_port(self.admin, START_MAX);
        until("Envoy is ready", START_MAX, async || {
            Call::get(self.admin, "/ready").send().await.status == 200
        })
        .await;
        until(
            "the filter of each VM, both workers' and the main thread's, has its bundle",
            SETTLE_MAX,
            async || self.stat("wasmcustom.docent.contract_swaps_total").await >= 3,
        )
        .await;
        if iris {
            // Connections are spread over the workers, so many in a row.
            until(
                "the filters of both workers hold the contract",
                SETTLE_MAX,
                async || {
                    let before = self.judged_wrong().await;
                    for _ in 0..12 {
                        self.get("/iris/models?limit=0").send().await;
                    }
                    self.judged_wrong().await == before + 12
                },
            )
            .await;
        }
    }

    /// Starts the aggregator again, on the store the last one left.
    pub(super) fn restart_aggregator(&mut self) {
        self.aggregator =
            start_aggregator(self.folder.path(), &self.aggregator_config, self.internal);
    }

    pub(super) fn get(&self, path: &str) -> Call {
        Call::get(self.port, path)
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Call {
        Call::post(self.port, path, body)
    }

    /// A counter or gauge of Envoy; 0 when it is not there.
    pub(super) async fn stat(&self, name: &str) -> u64 {
        stats(self.admin, name)
            .await
            .into_iter()
            .find(|(found, _)| found == name)
            .map_or(0, |(_, value)| value)
    }

    /// Exchanges that were rejected, or would have been.
    async fn judged_wrong(&self) -> u64 {
        self.stat("wasmcustom.docent.rejected_total").await
            + self.stat("wasmcustom.docent.would_reject_total").await
    }

    /// No VM died: the filter caught what there was to catch.
    pub(super) async fn no_vm_was_replaced(&self) {
        let reloads = stats(self.admin, "vm_reload").await;
        assert!(!reloads.is_empty(), "Envoy counts replaced VMs");
        for (name, count) in reloads {
            assert_eq!(count, 0, "{name}\n{}", self.envoy.log());
        }
    }

    /// The published document of a service; null when there is none yet.
    pub(super) async fn document(&self, service: &str) -> Value {
        let answer = Call::get(self.public, &format!("/services/{service}/openapi.json"))
            .send()
            .await;
        if answer.status == 200 {
            answer.json()
        } else {
            Value::Null
        }
    }

    /// Waits until every exchange that was observed has been acknowledged by the aggregator.
    pub(super) async fn reports_are_in(
        &self,
        service: &str,
        enough: impl Fn(&Value) -> bool,
    ) -> Value {
        let deadline = Instant::now() + SETTLE_MAX;
        loop {
            let document = self.document(service).await;
            if enough(&document) {
                return document;
            }
            assert!(
                Instant::now() < deadline,
                "not learnt in {SETTLE_MAX:?}:\n{document:#}"
            );
            sleep(Duration::from_millis(200)).await;
        }
    }
}

/// All counters and gauges of an Envoy with `part` in their names.
pub(super) async fn stats(admin: u16, part: &str) -> Vec<(String, u64)> {
    let text = Call::get(admin, "/stats").send().await.text();
    text.lines()
        .filter_map(|line| line.rsplit_once(": "))
        .filter(|(name, _)| name.contains(part))
        .filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
        .collect()
}

fn start_aggregator(folder: &Path, config: &Path, internal: u16) -> Process {
    let program = program("DOCENT_TEST_AGGREGATOR");
    let process = Process::start(
        "aggregator",
        folder,
        &[&program, "serve", "--config", config.to_str().unwrap()],
    );
    process.wait_for_port(internal, START_MAX);
    process
}

/// Waits until `met`.
pub(super) async fn until(what: &str, within: Duration, met: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + within;
    while !met().await {
        assert!(Instant::now() < deadline, "not in {within:?}: {what}");
        sleep(Duration::from_millis(100)).await;
    }
}
