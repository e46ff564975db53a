//! What is known of one service at one revision, each part made when it is first asked for,
//! and kept for as long as nothing of the service changes.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use openapi::drift::{ComparedOperation, Comparison, DeclaredOperations};
use openapi::observed::{Observed, Overrides, Publication};
use openapi::path::cover::covers;
use openapi::shape::{Revealed, Wanted};
use serde_json::Value;

use super::{Mount, Mounts};
use crate::aggregate::{Day, Days, Declared, State};
use crate::publish::Learnt;

/// One service: what was seen of it, what it declares and where it is mounted.
#[derive(Debug, Default)]
pub struct KnownService {
    days: Arc<Days>,
    /// Members of its enumerations.
    revealed: Arc<Revealed>,
    /// What an operator knows better about its paths.
    overrides: Arc<Overrides>,
    declared: Option<Arc<Declared>>,
    base_path: String,
    /// What was observed below its mount, and elsewhere.
    split: OnceLock<(Observed, Observed)>,
    learnt: OnceLock<(Learnt, Wanted)>,
    elsewhere: OnceLock<Option<(Learnt, Wanted)>>,
    seen: OnceLock<BTreeMap<usize, (Day, Day)>>,
}

impl KnownService {
    /// A service by its name.
    pub(super) fn new(name: &str, state: &State, mounts: &Mounts) -> Self {
        let mount = mounts.services.get(name);
        Self {
            days: state.observed.get(name).cloned().unwrap_or_default(),
            revealed: state.revealed.get(name).cloned().unwrap_or_default(),
            overrides: mounts.overrides.get(name).cloned().unwrap_or_default(),
            declared: mount.and_then(|mount| mount.declared.clone()),
            base_path: mount.map_or("", Mount::base_path).to_owned(),
            ..Self::default()
        }
    }

    /// Whether this knows the same as another one.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let declared = |it: &Self| it.declared.as_ref().map(Arc::as_ptr);
        Arc::ptr_eq(&self.days, &other.days)
            && Arc::ptr_eq(&self.revealed, &other.revealed)
            && declared(self) == declared(other)
            && self.base_path == other.base_path
    }

    /// Where it is mounted.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// What it declares.
    pub fn declared(&self) -> Option<&Arc<Declared>> {
        self.declared.as_ref()
    }

    fn split(&self) -> &(Observed, Observed) {
        self.split
            .get_or_init(|| self.days.joined().split(&self.base_path))
    }

    fn document(&self, observed: &Observed, name: &str) -> Option<(Value, Wanted)> {
        let publication = Publication {
            title: name,
            overrides: &self.overrides,
            revealed: &self.revealed,
        };
        observed.has_succeeded().then(|| {
            let (document, wanted) = observed.to_document_wanting(publication);
            (document.into_value(), wanted)
        })
    }

    /// What was observed outside its mount, as a document, if anything was.
    pub(super) fn elsewhere(&self, name: &str) -> Option<&Learnt> {
        let elsewhere = self.elsewhere.get_or_init(|| {
            let (observed, wanted) = self.document(&self.split().1, name)?;
            Some((Learnt::of(None, Some(observed), 0), wanted))
        });
        elsewhere.as_ref().map(|(learnt, _)| learnt)
    }

    /// Members of enumerations that its documents could name if they were revealed.
    pub(super) fn wanted(&self, name: &str) -> Wanted {
        let (_, own) = self.own(name);
        let mut wanted = own.clone();
        if self.elsewhere(name).is_some()
            && let Some(Some((_, more))) = self.elsewhere.get()
        {
            wanted.extend(more.iter().copied());
        }
        wanted
    }

    /// Both its documents, and where they differ. The first call takes its time: not for the
    /// executor's threads.
    pub fn learnt(&self, name: &str) -> &Learnt {
        &self.own(name).0
    }

    fn own(&self, name: &str) -> &(Learnt, Wanted) {
        self.learnt.get_or_init(|| {
            let declared = self.declared.as_ref();
            let declared = declared.map(|declared| declared.document.upgraded().into_value());
            let observed = self.document(&self.split().0, name);
            let (observed, wanted) = observed.unzip();
            let days = u64::try_from(self.days.iter().len()).unwrap_or(u64::MAX);
            // Without an observed document there is nothing to compare, and nothing unseen.
            let learnt = Learnt::of(declared, observed, days);
            (learnt, wanted.unwrap_or_default())
        })
    }

    /// The first and the last day on which one of these operations was seen, by their index
    /// in the comparison.
    pub fn seen(
        &self,
        name: &str,
        operations: impl IntoIterator<Item = usize>,
    ) -> Option<(Day, Day)> {
        let learnt = self.learnt(name);
        let (declared, comparison) = learnt.declared.as_ref().zip(learnt.comparison.as_ref())?;
        let seen = self.seen.get_or_init(|| self.days_of(declared, comparison));
        let days = operations.into_iter().filter_map(|index| seen.get(&index));
        days.copied()
            .reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
    }

    fn days_of(&self, declared: &Value, comparison: &Comparison) -> BTreeMap<usize, (Day, Day)> {
        let declared = DeclaredOperations::of(declared);
        let shadows: Vec<(usize, &ComparedOperation)> = comparison
            .operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| !operation.is_declared)
            .collect();
        let mut seen: BTreeMap<usize, (Day, Day)> = BTreeMap::new();
        for (day, observed) in self.days.iter() {
            let (below, _) = observed.split(&self.base_path);
            for operation in below.operations(&self.overrides) {
                let (method, path) = (operation.method(), operation.template());
                // On one day fewer paths may have been seen to be one.
                let is_shadow = |(_, it): &&(usize, &ComparedOperation)| {
                    it.method == method && (covers(&it.path, path) || covers(path, &it.path))
                };
                let shadow = || shadows.iter().find(is_shadow).map(|(index, _)| *index);
                if let Some(index) = declared.find(method, path).or_else(shadow) {
                    seen.entry(index).or_insert((day, day)).1 = day;
                }
            }
        }
        seen
    }
}
