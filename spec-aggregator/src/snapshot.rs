//! What readers see: one revision of the state, immutable, with the bytes published from it
//! kept once they were asked for. Never waits for the writer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use openapi::document::Document;
use openapi::finding::Tallies;
use openapi::gateway::{Bundle, Compiled, ContractSource};
use openapi::limits::COMPILED_BYTES_MAX;
use openapi::observed::Observed;

use crate::aggregate::{Accepted, Declared, State};
use crate::config::ServiceConfig;
use crate::digest::hex_digest;
use crate::publish::{self, Known, ServiceDocument};

mod listing;

pub(crate) use listing::problem;

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
    published: OnceLock<Published>,
}

/// Where services are mounted, from the configuration and from declarations.
#[derive(Debug)]
pub struct Mounts {
    /// By service.
    pub services: BTreeMap<String, Mount>,
    /// What filters pull that read our compiled contracts.
    pub compiled: Page,
    /// What everybody else pulls: the documents.
    pub documents: Page,
}

/// One mounted service.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The hosts it is mounted under.
    pub hosts: Vec<String>,
    /// Its base path; `None` takes it from the document.
    pub base_path: Option<String>,
    /// What it declares.
    pub declared: Option<Arc<Declared>>,
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

impl Mount {
    /// Where it is mounted: what it was given, else what its document says.
    pub fn base_path(&self) -> &str {
        let own = || {
            self.declared
                .as_ref()
                .map_or("", |declared| declared.document.server_path())
        };
        self.base_path.as_deref().unwrap_or_else(own)
    }
}

impl Mounts {
    /// The configuration says where; what is not in it is where its declaration said.
    pub fn of(services: &[ServiceConfig], state: &State) -> Self {
        let (declared, baseline) = (&state.declared, &state.baseline);
        let mut mounts: BTreeMap<String, Mount> = declared
            .iter()
            .map(|(name, declared)| {
                let (hosts, base_path) = (declared.hosts.clone(), declared.base_path.clone());
                (
                    name.clone(),
                    Mount {
                        hosts,
                        base_path,
                        declared: Some(Arc::clone(declared)),
                    },
                )
            })
            .collect();
        for service in services {
            let declared = declared.get(&service.name).cloned();
            let (hosts, base_path) = (service.hosts.clone(), service.base_path.clone());
            mounts.insert(
                service.name.clone(),
                Mount {
                    hosts,
                    base_path,
                    declared,
                },
            );
        }
        Self {
            compiled: bundle(&mounts, baseline, compiled),
            documents: bundle(&mounts, baseline, documented),
            services: mounts,
        }
    }
}

fn bundle(
    mounts: &BTreeMap<String, Mount>,
    baseline: &BTreeMap<String, Arc<Accepted>>,
    source: impl Fn(&Mount, &Declared) -> ContractSource,
) -> Page {
    let contracts = mounts
        .iter()
        .map(|(name, mount)| ContractSource {
            service: name.clone(),
            hosts: mount.hosts.clone(),
            baseline: baseline
                .get(name)
                .map(|accepted| accepted.keys().cloned().collect())
                .unwrap_or_default(),
            ..match &mount.declared {
                Some(declared) => source(mount, declared),
                None => ContractSource {
                    base_path: mount.base_path.clone(),
                    ..ContractSource::default()
                },
            }
        })
        .collect();
    Page::new(serde_json::to_vec(&Bundle { contracts }).unwrap_or_default())
}

/// Without its document nobody can tell where a contract is mounted, unless it is said. A
/// contract too large to share a bundle with others is sent as its document.
fn compiled(mount: &Mount, declared: &Declared) -> ContractSource {
    if declared.contract.to_bytes().len() > COMPILED_BYTES_MAX {
        return documented(mount, declared);
    }
    ContractSource {
        base_path: Some(mount.base_path().to_owned()),
        compiled: Some(Compiled(Arc::clone(&declared.contract))),
        ..ContractSource::default()
    }
}

fn documented(mount: &Mount, declared: &Declared) -> ContractSource {
    ContractSource {
        base_path: mount.base_path.clone(),
        document: Some(declared.document.as_value().clone()),
        ..ContractSource::default()
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
        let (documents, elsewhere): (Vec<ServiceDocument>, Vec<Option<ServiceDocument>>) = names
            .into_iter()
            .map(|name| self.documents(name, gateway_url))
            .unzip();
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
        }
    }

    /// A service's document, and one of what was observed of it outside its mount: that is
    /// no part of the service's document, and still of the gateway's.
    fn documents(
        &self,
        name: &str,
        gateway_url: &str,
    ) -> (ServiceDocument, Option<ServiceDocument>) {
        let mount = self.mounts.services.get(name);
        let base_path = mount.map_or("", Mount::base_path);
        let declared = mount.and_then(|mount| mount.declared.as_ref());
        let observed = self
            .observed
            .get(name)
            .map(|observed| observed.split(base_path));
        let (below, elsewhere) = observed.unwrap_or_default();
        let known = |base_path: &str, declared, observed: &Observed| Known {
            name: name.to_owned(),
            base_path: base_path.to_owned(),
            declared,
            observed: (!observed.operations().is_empty())
                .then(|| observed.to_document(name).into_value()),
        };
        let declared = declared.map(|declared| declared.document.upgraded().into_value());
        let document = publish::service(known(base_path, declared, &below), gateway_url);
        let elsewhere = (!elsewhere.operations().is_empty())
            .then(|| publish::service(known("", None, &elsewhere), gateway_url));
        (document, elsewhere)
    }
}
