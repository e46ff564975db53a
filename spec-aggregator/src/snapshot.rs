//! What readers see: one revision of the state, immutable, with the bytes published from it
//! kept once they were asked for. Never waits for the writer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use openapi::document::Document;
use openapi::finding::Tallies;
use openapi::observed::{Observed, Publication};
use openapi::shape::{Revealed, Wanted};

use crate::aggregate::{Accepted, State};
use crate::digest::hex_digest;
use crate::limits::WANTED_MAX;
use crate::publish::{self, Known, ServiceDocument};

mod listing;
mod mounts;

pub(crate) use listing::problem;
pub use mounts::{Mount, Mounts};

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

/// Bytes to answer with, and their strong validator (RFC 9110 8.8.3).
#[derive(Clone, Debug)]
pub struct Page {
    /// The bytes.
    pub bytes: Bytes,
    /// SHA-256 of the bytes, in hex and in quotes.
    pub etag: String,
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
    /// One for each service, by name.
    pub services: BTreeMap<String, Rendered>,
    /// The list of services.
    pub listing: Page,
    /// Members of enumerations that the documents could name if they were revealed, by
    /// service; at most [`WANTED_MAX`].
    pub wanted: BTreeMap<String, Wanted>,
}

/// One document and its two forms, each rendered when first asked for.
#[derive(Debug)]
pub struct Rendered {
    document: Document,
    json: OnceLock<Page>,
    yaml: OnceLock<Page>,
}

impl Page {
    /// Bytes with their validator.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            etag: format!("\"{}\"", hex_digest(&bytes)),
            bytes,
        }
    }
}

impl Rendered {
    fn new(document: Document) -> Self {
        Self {
            document,
            json: OnceLock::new(),
            yaml: OnceLock::new(),
        }
    }

    /// The document as JSON.
    pub fn json(&self) -> Page {
        self.json
            .get_or_init(|| Page::new(self.document.to_json()))
            .clone()
    }

    /// The document as YAML.
    pub fn yaml(&self) -> Page {
        self.yaml
            .get_or_init(|| Page::new(self.document.to_yaml()))
            .clone()
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
            .filter_map(|service| {
                let document = Document::from_value(service.document.clone()).ok()?;
                Some((service.name.clone(), Rendered::new(document)))
            })
            .collect();
        let every = documents.into_iter().chain(elsewhere.into_iter().flatten());
        let gateway = publish::gateway(title, gateway_url, every.collect());
        let gateway = Document::from_value(gateway).ok().map(Rendered::new);
        Published {
            gateway,
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
