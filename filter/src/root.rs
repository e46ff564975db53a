//! The root context: configuration, ticks, answers of the aggregator. One per plugin
//! configuration and VM; what exchanges share of it is a [`Worker`].

use std::rc::Rc;

use crate::aggregator::{Aggregator, Stored};
use crate::config::Settings;
use crate::contracts::{Contracts, accept, read_bundle};
use crate::fault;
use crate::guard;
use crate::host::{self, Buffer, Level};
use crate::http::HttpStream;
use crate::learning::Learning;
use crate::log;
use crate::stats::{self, Total};
use crate::worker::Worker;

/// The first tick comes soon, with as much jitter again, so that contracts are there soon.
const FIRST_TICK_MS: u32 = 100;

/// The root context.
#[derive(Debug, Default)]
pub(crate) struct Root {
    worker: Rc<Worker>,
    aggregator: Option<Aggregator>,
    has_ticked: bool,
}

impl Root {
    /// The configuration is there, so many bytes of it; `false` refuses it.
    pub(crate) fn on_configure(&mut self, size: usize) -> bool {
        // A panic leaves the defaults: everything passes, nothing is judged.
        guard::run("configure", || self.configure(size)).unwrap_or(true)
    }

    /// Time has passed.
    pub(crate) fn on_tick(&mut self) {
        let _caught = guard::run("tick", || {
            fault::strike_worker("tick");
            self.tick();
        });
    }

    /// The answer to a call: so many headers, so many bytes.
    pub(crate) fn on_http_call_response(&mut self, token: u32, headers: usize, body_size: usize) {
        let _caught = guard::run("http_call_response", || {
            fault::strike_worker("http_call_response");
            self.answered(token, headers, body_size);
        });
    }

    /// A stream of this plugin.
    pub(crate) fn stream(&self) -> HttpStream {
        HttpStream::new(Rc::clone(&self.worker))
    }

    fn configure(&mut self, size: usize) -> bool {
        stats::define_totals();
        let bytes = if size == 0 {
            None
        } else {
            host::buffer(Buffer::Configuration, size)
        };
        let (settings, warnings) = match Settings::parse(&bytes.unwrap_or_default()) {
            Ok(parsed) => parsed,
            Err(error) => {
                host::log(Level::Error, &error.to_string());
                return false;
            }
        };
        log::config_warnings(&warnings);
        self.aggregator = settings.aggregator.clone().map(Aggregator::new);
        self.has_ticked = false;
        let learning = Learning::new(&settings.observe, [host::random(), host::random()]);
        self.worker = Rc::new(Worker::new(settings, learning));
        self.first_contracts();
        if self.aggregator.is_some() {
            let jitter = u32::try_from(host::random() % u64::from(FIRST_TICK_MS)).unwrap_or(0);
            host::set_tick_period(FIRST_TICK_MS + jitter);
        }
        true
    }

    /// Inline contracts, and the last good bundle if some VM has left one.
    fn first_contracts(&mut self) {
        let stored = self.aggregator.as_ref().and_then(Aggregator::stored);
        let is_taken = stored.is_some_and(|stored| self.take(&stored, false));
        if !is_taken {
            let is_complete = self.aggregator.is_none();
            let inline = &self.worker.settings.contracts;
            let (contracts, problems) = Contracts::compile(inline, None, is_complete);
            log::contract_problems(&problems);
            if !inline.is_empty() {
                log::contracts_in_use(&contracts.gateway);
            }
            self.worker.use_contracts(contracts);
        }
    }

    fn tick(&mut self) {
        let Some(aggregator) = &mut self.aggregator else {
            return;
        };
        if !self.has_ticked {
            self.has_ticked = true;
            host::set_tick_period(self.worker.settings.tick_ms());
        }
        let now_ms = host::now_ms();
        let news = self
            .worker
            .with_outbox(|outbox| aggregator.tick(now_ms, outbox));
        if let Some(stored) = news {
            self.take(&stored, false);
        }
    }

    fn answered(&mut self, token: u32, headers: usize, body_size: usize) {
        let Some(aggregator) = &mut self.aggregator else {
            return;
        };
        let now_ms = host::now_ms();
        let news = self
            .worker
            .with_outbox(|outbox| aggregator.answered(token, headers, body_size, now_ms, outbox));
        if let Some(stored) = news {
            self.take(&stored, true);
        }
    }

    /// Takes a bundle into use. One that cannot be read changes nothing.
    fn take(&mut self, stored: &Stored, is_pulled: bool) -> bool {
        let Some(aggregator) = &mut self.aggregator else {
            return false;
        };
        let Some(mut bundle) = read_bundle(&stored.bytes) else {
            aggregator.not_in_use(stored, is_pulled, host::now_ms());
            return false;
        };
        self.worker.learning.ask(std::mem::take(&mut bundle.wanted));
        let settings = &self.worker.settings;
        accept(&mut bundle.contracts, &settings.baseline);
        let (contracts, problems) = Contracts::compile(&settings.contracts, Some(bundle), true);
        log::contract_problems(&problems);
        log::contracts_in_use(&contracts.gateway);
        stats::count(Total::ContractSwaps, 1);
        self.worker.use_contracts(contracts);
        aggregator.in_use(stored, is_pulled, host::now_ms());
        true
    }
}
