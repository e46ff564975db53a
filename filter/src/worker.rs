//! What the exchanges of one root context share: settings, the contracts in use, what was
//! learnt and not yet reported. No host calls.

use std::cell::RefCell;
use std::rc::Rc;

use crate::config::Settings;
use crate::contracts::Contracts;
use crate::exchange::{Budget, Exchange};
use crate::learning::{Learning, Lesson};
use crate::outbox::Outbox;

/// One worker's share of a plugin.
#[derive(Debug)]
pub(crate) struct Worker {
    /// The checked configuration.
    pub(crate) settings: Rc<Settings>,
    contracts: RefCell<Rc<Contracts>>,
    outbox: RefCell<Outbox>,
    budget: Budget,
    /// What exchanges share to learn by.
    pub(crate) learning: Learning,
}

impl Default for Worker {
    fn default() -> Self {
        Self::new(
            Settings::default(),
            Outbox::new(String::new(), 0),
            Learning::default(),
        )
    }
}

impl Worker {
    /// A worker without contracts.
    pub(crate) fn new(settings: Settings, outbox: Outbox, learning: Learning) -> Self {
        Self {
            settings: Rc::new(settings),
            contracts: RefCell::default(),
            outbox: RefCell::new(outbox),
            budget: Budget::default(),
            learning,
        }
    }

    /// An exchange that keeps the contracts in use at this moment.
    pub(crate) fn exchange(&self) -> Exchange {
        let contracts = self.contracts.try_borrow().map(|it| Rc::clone(&it));
        Exchange::new(
            Rc::clone(&self.settings),
            contracts.unwrap_or_default(),
            &self.budget,
            self.learning.clone(),
        )
    }

    /// Exchanges that begin from now on use these contracts.
    pub(crate) fn use_contracts(&self, contracts: Contracts) {
        if let Ok(mut in_use) = self.contracts.try_borrow_mut() {
            *in_use = Rc::new(contracts);
        }
    }

    /// Takes in what an exchange with this service taught. `Some(true)` if there was room.
    pub(crate) fn learn(&self, service: &str, mut lesson: Lesson) -> Option<bool> {
        let found = std::mem::take(&mut lesson.revealed);
        let revealed = self.learning.answer(service, found);
        self.with_outbox(|outbox| {
            outbox.reveal(service, revealed);
            outbox.observe(service, lesson)
        })
    }

    /// Works on what was learnt. `None` if it is being worked on, which cannot be: the
    /// host runs one callback at a time.
    pub(crate) fn with_outbox<R>(&self, work: impl FnOnce(&mut Outbox) -> R) -> Option<R> {
        let mut outbox = self.outbox.try_borrow_mut().ok()?;
        Some(work(&mut outbox))
    }
}
