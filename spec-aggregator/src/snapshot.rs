//! What readers see: one revision of the state, immutable, with the bytes published from it
//! kept once they were asked for. Never waits for the writer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use openapi::document::Document;
use openapi::finding::Tallies;
use openapi::shape::Wanted;
use serde_json::Value;

use crate::aggregate::{Accepted, AcceptedDrifts, State};
use crate::limits::WANTED_MAX;
use crate::publish::{self, Known, Learnt, ServiceDocument};

mod known;
mod listing;
mod mounts;
mod rendered;

pub use known::KnownService;
pub(crate) use listing::problem;
pub use mounts::{Mount, Mounts};
pub use rendered::{Format, Page, Rendered};

/// One revision of the state.
#[derive(Debug)]
pub struct Snapshot {
    /// Counts changes since the process began.
    pub revision: u64,
    /// Where services are mounted and what they declare.
    pub mounts: Arc<Mounts>,
    /// What traffic violated, by service.
    pub violated: BTreeMap<String, Arc<Tallies>>,
    /// What is let through, by service.
    pub baseline: BTreeMap<String, Arc<Accepted>>,
    /// What is accepted of differences between documents and traffic, by service.
    pub drift_baseline: BTreeMap<String, Arc<AcceptedDrifts>>,
    /// Every service that is mounted or was observed.
    pub services: BTreeMap<String, Arc<KnownService>>,
    published: OnceLock<Published>,
}

/// How the gateway is presented.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// The title of the gateway's document.
    pub title: String,
    /// How clients reach the gateway.
    pub gateway_url: String,
}

/// Every document of one revision.
#[derive(Debug)]
pub struct Published {
    /// The gateway's own. Always there; the option only spares a panic.
    pub gateway: Option<Rendered>,
    /// By the segment that their paths begin with, those of its major versions.
    versions: BTreeMap<String, OnceLock<Option<Rendered>>>,
    /// One for each service, by name.
    pub services: BTreeMap<String, Rendered>,
    /// The list of services.
    pub listing: Page,
    /// Members of enumerations that the documents could name if they were revealed, by
    /// service; at most [`WANTED_MAX`].
    pub wanted: BTreeMap<String, Wanted>,
}

impl Published {
    /// The gateway's operations below a major version, such as `v1`; `None` when there are
    /// none.
    pub fn version(&self, major: &str) -> Option<&Rendered> {
        let kept = self.versions.get(major)?;
        let rendered = kept.get_or_init(|| {
            let gateway = self.gateway.as_ref()?.document();
            rendered(publish::version(gateway.as_value(), major))
        });
        rendered.as_ref()
    }
}

impl Snapshot {
    /// The revision of `state` that comes after `before`.
    pub fn new(state: &State, mounts: Arc<Mounts>, before: Option<&Self>) -> Self {
        let names: BTreeSet<&String> = mounts
            .services
            .keys()
            .chain(state.observed.keys())
            .collect();
        let service = |name: &String| {
            let new = KnownService::new(name, state, &mounts);
            let known = before.and_then(|before| before.services.get(name));
            let same = known.filter(|known| known.is_same(&new)).cloned();
            (name.clone(), same.unwrap_or_else(|| Arc::new(new)))
        };
        Self {
            revision: before.map_or(0, |before| before.revision + 1),
            services: names.into_iter().map(service).collect(),
            violated: state.violated.clone(),
            baseline: state.baseline.clone(),
            drift_baseline: state.drift_baseline.clone(),
            mounts,
            published: OnceLock::new(),
        }
    }

    /// Every document of this revision. The first call takes its time: not for the
    /// executor's threads.
    pub fn published(&self, presentation: &Presentation) -> &Published {
        self.published.get_or_init(|| self.publish(presentation))
    }

    fn publish(&self, presentation: &Presentation) -> Published {
        let Presentation { title, gateway_url } = presentation;
        let (documents, elsewhere): (Vec<ServiceDocument>, Vec<Option<ServiceDocument>>) = self
            .services
            .iter()
            .map(|(name, known)| documents(name, known, gateway_url))
            .unzip();
        let own = self.services.iter();
        let own = own.map(|(name, known)| (name.clone(), known.wanted(name)));
        let mut wanted = own.collect();
        bound(&mut wanted);
        let listing = listing::of(&self.mounts, &documents);
        let services = documents
            .iter()
            .filter_map(|it| Some((it.name.clone(), rendered(it.document.clone())?)))
            .collect();
        let every = documents.into_iter().chain(elsewhere.into_iter().flatten());
        let gateway = publish::gateway(title, gateway_url, every.collect());
        let majors = publish::majors(&gateway);
        Published {
            gateway: rendered(gateway),
            versions: majors.into_iter().map(|it| (it, OnceLock::new())).collect(),
            services,
            listing,
            wanted,
        }
    }
}

/// A service's document, and one of what was observed of it outside its mount: that is no
/// part of the service's document, and still of the gateway's.
fn documents(
    name: &str,
    known: &KnownService,
    gateway_url: &str,
) -> (ServiceDocument, Option<ServiceDocument>) {
    let publish = |base_path, learnt: &Learnt| {
        let known = Known {
            name,
            base_path,
            learnt,
        };
        publish::service(known, gateway_url)
    };
    let document = publish(known.base_path(), known.learnt(name));
    let elsewhere = known.elsewhere(name);
    (document, elsewhere.map(|learnt| publish("", learnt)))
}

/// As many as are asked for at one time; the others come when these are known.
fn bound(wanted: &mut BTreeMap<String, Wanted>) {
    let mut room = WANTED_MAX;
    for hashes in wanted.values_mut() {
        *hashes = std::mem::take(hashes).into_iter().take(room).collect();
        room = room.saturating_sub(hashes.len());
    }
    wanted.retain(|_, hashes| !hashes.is_empty());
}

fn rendered(document: Value) -> Option<Rendered> {
    Document::from_value(document).ok().map(Rendered::new)
}
