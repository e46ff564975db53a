//! What readers see: one revision of the state, immutable, with the bytes published from it
//! kept once they were asked for. Never waits for the writer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use openapi::document::Document;
use openapi::finding::Tallies;
use openapi::observed::{Observed, Publication};
use openapi::shape::{Revealed, Wanted};
use serde_json::Value;

use crate::aggregate::{Accepted, State};
use crate::limits::WANTED_MAX;
use crate::publish::{self, Known, ServiceDocument};

mod listing;
mod mounts;
mod rendered;

pub(crate) use listing::problem;
pub use mounts::{Mount, Mounts};
pub use rendered::{Format, Page, Rendered, Version};

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
    observed: BTreeMap<String, Arc<Observed>>,
    revealed: BTreeMap<String, Arc<Revealed>>,
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
    /// A revision of `state`.
    pub fn new(revision: u64, state: &State, mounts: Arc<Mounts>) -> Self {
        Self {
            revision,
            mounts,
            violated: state.violated.clone(),
            baseline: state.baseline.clone(),
            observed: state.observed.clone(),
            revealed: state.revealed.clone(),
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
        let names: BTreeSet<&String> = self
            .mounts
            .services
            .keys()
            .chain(self.observed.keys())
            .collect();
        let mut wanted = BTreeMap::new();
        let (documents, elsewhere): (Vec<ServiceDocument>, Vec<Option<ServiceDocument>>) = names
            .into_iter()
            .map(|name| self.documents(name, gateway_url, &mut wanted))
            .unzip();
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

    /// A service's document, and one of what was observed of it outside its mount: that is
    /// no part of the service's document, and still of the gateway's.
    fn documents(
        &self,
        name: &str,
        gateway_url: &str,
        wanted: &mut BTreeMap<String, Wanted>,
    ) -> (ServiceDocument, Option<ServiceDocument>) {
        let mount = self.mounts.services.get(name);
        let base_path = mount.map_or("", Mount::base_path);
        let declared = mount.and_then(|mount| mount.declared.as_ref());
        let observed = self
            .observed
            .get(name)
            .map(|observed| observed.split(base_path));
        let (below, elsewhere) = observed.unwrap_or_default();
        let nothing = Revealed::new();
        let publication = Publication {
            revealed: self.revealed.get(name).map_or(&nothing, Arc::as_ref),
            ..Publication::titled(name)
        };
        let mut known = |base_path: &str, declared, observed: &Observed| Known {
            name: name.to_owned(),
            base_path: base_path.to_owned(),
            declared,
            observed: observed.has_succeeded().then(|| {
                let (document, own) = observed.to_document_wanting(publication);
                if !own.is_empty() {
                    wanted.entry(name.to_owned()).or_default().extend(own);
                }
                document.into_value()
            }),
        };
        let declared = declared.map(|declared| declared.document.upgraded().into_value());
        let document = publish::service(known(base_path, declared, &below), gateway_url);
        let elsewhere = elsewhere
            .has_succeeded()
            .then(|| publish::service(known("", None, &elsewhere), gateway_url));
        (document, elsewhere)
    }
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
