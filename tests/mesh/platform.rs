//! What the promises ask of a platform, and what they tell it to run.

use serde_json::{Value, json};

use crate::house::{House, TOKEN};

/// Which module a filter runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// `dist/filter.wasm`.
    Shipped,
    /// The build with fault injection: the same filter in other bytes, so that it is visible which of the two runs.
    Other,
    /// The shipped one, announced with a digest that is not its own.
    WrongDigest,
    /// An address where nothing is.
    Missing,
}

/// One filter of a proxy, in the words that every platform has.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Its name, part of the platform's object.
    pub name: &'static str,
    /// Where its code is.
    pub code: Code,
    /// The plugin configuration.
    pub configuration: Value,
    /// What Envoy does with requests when the filter cannot run.
    pub fail_open: bool,
}

impl Filter {
    /// The shipped filter, fail-closed, that enforces what `platform` lets it enforce.
    pub fn usual(platform: &impl Platform) -> Self {
        Self {
            name: "docent",
            code: Code::Shipped,
            configuration: json!({
                "request": "enforce",
                "response": "enforce",
                "holdHeaders": platform.holds_headers(),
                "aggregator": {
                    "clusters": platform.aggregator_clusters(),
                    "authority": "spec-aggregator",
                    "token": TOKEN,
                    "pullIntervalMs": 1000,
                    "reportIntervalMs": 500,
                },
            }),
            fail_open: false,
        }
    }

    /// With one field of the configuration set: `with("request", json!("shadow"))`.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.configuration[field] = value;
        self
    }

    /// With other code.
    #[must_use]
    pub fn running(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// With another answer to its own failure.
    #[must_use]
    pub fn failing_open(self) -> Self {
        Self {
            fail_open: true,
            ..self
        }
    }
}

/// A real control plane with at least two real Envoys, an aggregator and the upstream of the promises.
pub trait Platform: Sized {
    /// Starts everything. When it returns, [`Platform::attach`] may be called.
    async fn start() -> Self;

    /// The upstream, the modules and the aggregator's ports.
    fn house(&self) -> &House;

    /// Envoy's names of the aggregator's internal listener, in the order the filter tries them.
    fn aggregator_clusters(&self) -> Vec<String>;

    /// What Envoy's statistics call those clusters.
    fn aggregator_stat_names(&self) -> Vec<String> {
        self.aggregator_clusters()
    }

    /// The port on loopback on which every proxy serves; new connections are spread over them.
    fn gateway(&self) -> u16;

    /// The admin ports, one for each proxy.
    fn admins(&self) -> Vec<u16>;

    /// Whether the platform lets the filter hold headers.
    fn holds_headers(&self) -> bool {
        false
    }

    /// Tells the platform, its own way, to run exactly these filters in this order. Returns when the control plane has
    /// taken it, or refused it; what comes of it in the proxies is the caller's to wait for.
    async fn attach(&mut self, filters: &[Filter]);

    /// Ends the proxies and starts others, as a roll-out does.
    async fn restart_proxies(&mut self);

    /// Ends the aggregator; its store stays.
    async fn stop_aggregator(&mut self);

    /// Starts it again.
    async fn start_aggregator(&mut self);
}
