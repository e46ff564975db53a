//! What the exchanges of one root context share: settings, the contracts in use, what was
//! learnt and not yet reported. Of the host it asks random numbers alone.

use std::cell::RefCell;
use std::rc::Rc;

use crate::config::Settings;
use crate::contracts::Contracts;
use crate::exchange::{Arrival, Budget, Destination, Exchange};
use crate::host;
use crate::learning::{Learning, Lesson};
use crate::outbox::Outbox;
use crate::taken::Taken;

/// One worker's share of a plugin.
#[derive(Debug)]
pub(crate) struct Worker {
    /// The checked configuration.
    pub(crate) settings: Rc<Settings>,
    contracts: RefCell<Rc<Contracts>>,
    outbox: Taken<Outbox>,
    budget: Budget,
    /// What exchanges share to learn by.
    pub(crate) learning: Learning,
}

impl Default for Worker {
    fn default() -> Self {
        Self::new(Settings::default(), Learning::default())
    }
}

impl Worker {
    /// A worker without contracts.
    pub(crate) fn new(settings: Settings, learning: Learning) -> Self {
        Self {
            outbox: Taken::new(empty_outbox(&settings)),
            settings: Rc::new(settings),
            contracts: RefCell::default(),
            budget: Budget::default(),
            learning,
        }
    }

    /// The contracts in use at this moment. `None` where nothing can come of any request.
    pub(crate) fn contracts_if_wanted(&self) -> Option<Rc<Contracts>> {
        let contracts = self.contracts.try_borrow().map(|it| Rc::clone(&it));
        let contracts = contracts.unwrap_or_default();
        Arrival::is_wanted(&self.settings, &contracts).then_some(contracts)
    }

    /// An exchange that begins.
    pub(crate) fn exchange(&self, to: Destination) -> Exchange {
        let (settings, learning) = (Rc::clone(&self.settings), self.learning.clone());
        Exchange::new(to, settings, &self.budget, learning)
    }

    /// Exchanges that begin from now on use these contracts.
    pub(crate) fn use_contracts(&self, contracts: Contracts) {
        if let Ok(mut in_use) = self.contracts.try_borrow_mut() {
            *in_use = Rc::new(contracts);
        }
    }

    /// Takes in what an exchange with this service taught. `true` if there was room.
    pub(crate) fn learn(&self, service: &str, mut lesson: Lesson) -> bool {
        let found = std::mem::take(&mut lesson.revealed);
        let revealed = self.learning.answer(service, found);
        self.with_outbox(|outbox| {
            outbox.reveal(service, revealed);
            outbox.observe(service, lesson)
        })
    }

    /// Works on what was learnt.
    pub(crate) fn with_outbox<R>(&self, work: impl FnOnce(&mut Outbox) -> R) -> R {
        self.outbox.with(|| empty_outbox(&self.settings), work)
    }
}

/// An outbox with a source that no other has.
fn empty_outbox(settings: &Settings) -> Outbox {
    let source = format!("{:016x}{:016x}", host::random(), host::random());
    let aggregator = settings.aggregator.as_ref();
    Outbox::new(source, aggregator.map_or(0, |it| it.report_interval_ms))
}
