//! Where services are mounted, what they declare and what is let through there: what filters
//! pull.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi::gateway::{Bundle, Compiled, ContractSource};
use openapi::limits::COMPILED_BYTES_MAX;
use openapi::observed::Overrides;
use openapi::shape::Wanted;

use super::Page;
use crate::aggregate::{Declared, State};
use crate::config::Config;

/// Where services are mounted, from the configuration and from declarations.
#[derive(Debug)]
pub struct Mounts {
    /// By service.
    pub services: BTreeMap<String, Mount>,
    /// What filters pull that read our compiled contracts.
    pub compiled: Page,
    /// What everybody else pulls: the documents.
    pub documents: Page,
    /// What filters are asked to reveal, by service.
    pub wanted: Arc<BTreeMap<String, Wanted>>,
    /// What an operator knows better about paths, by service.
    pub overrides: Arc<BTreeMap<String, Arc<Overrides>>>,
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
    pub fn of(config: &Config, state: &State) -> Self {
        let declared = &state.declared;
        let mut mounts: BTreeMap<String, Mount> = declared
            .iter()
            // In the configuration of another replica, and not in this one's.
            .filter(|(_, declared)| !declared.configured)
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
        for service in &config.services {
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
            compiled: bundle(&mounts, state, compiled),
            documents: bundle(&mounts, state, documented),
            services: mounts,
            wanted: Arc::clone(&state.wanted),
            overrides: Arc::clone(&config.overrides),
        }
    }
}

fn bundle(
    mounts: &BTreeMap<String, Mount>,
    state: &State,
    source: impl Fn(&Mount, &Declared) -> ContractSource,
) -> Page {
    let contracts = mounts
        .iter()
        .map(|(name, mount)| ContractSource {
            service: name.clone(),
            hosts: mount.hosts.clone(),
            baseline: state
                .baseline
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
    Page::new(
        serde_json::to_vec(&Bundle {
            contracts,
            wanted: state.wanted.as_ref().clone(),
        })
        .unwrap_or_default(),
    )
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
