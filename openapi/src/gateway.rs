//! What is mounted where: the services behind one gateway and their contracts. Finds the
//! service of a request; the operation is the contract's to find.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::contract::{CompileProblem, Contract, ProblemKind};
use crate::document::{Document, DocumentError};
use crate::finding::{Baseline, Mismatch};
use crate::limits::{BASELINE_MAX, SERVICES_MAX};
use crate::shape::Wanted;

mod compiled;
#[cfg(test)]
mod tests;

pub use compiled::Compiled;

/// The request header by which a filter says which version of compiled contracts it reads
/// ([`CONTRACT_VERSION`](crate::contract::CONTRACT_VERSION)).
pub const CONTRACT_VERSION_HEADER: &str = "docent-contract-version";

/// A service as configuration and bundles describe it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContractSource {
    /// The service's name.
    pub service: String,
    /// Hosts it answers for: exact, `*.example.com`, or `*`; none means any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// Where it is mounted at the gateway. Absent: where the document's first server says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_path: Option<String>,
    /// Its OpenAPI document, an object or a string of JSON or YAML. Absent: it declares
    /// nothing and is only learnt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Value>,
    /// Its document, compiled; then there is no need of the document, and the base path is
    /// given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compiled: Option<Compiled>,
    /// Mismatches that are known and let through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub baseline: Vec<Mismatch>,
}

/// Every contract a filter enforces, as the aggregator hands them out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bundle {
    /// One for each service.
    pub contracts: Vec<ContractSource>,
    /// Hashes of members of enumerations whose texts are asked for, by service. A filter
    /// that does not tell words apart has no answer.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "wanted"
    )]
    pub wanted: BTreeMap<String, Wanted>,
}

/// By way of a value, which is read anyhow: a filter has no room for one more reader. What is
/// no hash is not asked for.
fn wanted<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Wanted>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    for (service, hashes) in value.as_object().into_iter().flatten() {
        let hashes = hashes.as_array().into_iter().flatten();
        for hash in hashes.filter_map(Value::as_u64) {
            wanted.entry(service.clone()).or_default().insert(hash);
        }
    }
    Ok(wanted)
}

/// The services behind one gateway.
#[derive(Debug, Default)]
pub struct Gateway {
    /// Longest base path first, so that the first match is the closest.
    services: Vec<MountedService>,
}

/// One service and where it is mounted.
#[derive(Clone, Debug)]
pub struct MountedService {
    /// The service's name.
    pub name: Arc<str>,
    /// Where it is mounted: empty, or a path that begins and does not end with a slash.
    pub base_path: String,
    /// Its contract; `None` when it declares nothing.
    pub contract: Option<Arc<Contract>>,
    /// The mismatches that are let through.
    pub baseline: Arc<Baseline>,
    hosts: Vec<HostPattern>,
}

/// A service found, and the path it sees.
#[derive(Clone, Copy, Debug)]
pub struct Located<'g, 'p> {
    /// The service.
    pub service: &'g MountedService,
    /// The path below the base path, not decoded, without query; begins with a slash.
    pub path: &'p str,
}

impl ContractSource {
    /// The document, read.
    ///
    /// # Errors
    /// It is there and is no OpenAPI 3.x document.
    pub fn read_document(&self) -> Result<Option<Document>, DocumentError> {
        match &self.document {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Document::parse(text).map(Some),
            Some(value) => Document::from_value(value.clone()).map(Some),
        }
    }
}

impl Gateway {
    /// Compiles every source. A source that cannot be used is left out, part of a document
    /// that cannot be used is left unjudged; both are listed with the service's name.
    pub fn compile(sources: &[ContractSource]) -> (Self, Vec<(String, CompileProblem)>) {
        let mut problems = Vec::new();
        let mut services = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let mut found = Vec::new();
            if index < SERVICES_MAX {
                services.push(mount(source, &mut found));
            } else {
                found.push(problem("", format!("more than {SERVICES_MAX} services")));
            }
            problems.extend(
                found
                    .into_iter()
                    .map(|problem| (source.service.clone(), problem)),
            );
        }
        services.sort_by_key(|service| Reverse(service.base_path.len()));
        (Self { services }, problems)
    }

    /// The service a request is for: the longest base path whose host matches. `path` is
    /// not decoded and has no query.
    #[inline]
    pub fn locate<'p>(&self, authority: &[u8], path: &'p str) -> Option<Located<'_, 'p>> {
        self.services.iter().find_map(|service| {
            let below = path.strip_prefix(service.base_path.as_str())?;
            let path = if below.is_empty() { "/" } else { below };
            (path.starts_with('/') && service.answers_for(authority))
                .then_some(Located { service, path })
        })
    }

    /// Every service, longest base path first.
    pub fn services(&self) -> &[MountedService] {
        &self.services
    }
}

impl MountedService {
    #[inline]
    fn answers_for(&self, authority: &[u8]) -> bool {
        self.hosts.is_empty() || {
            let host = host(authority);
            self.hosts.iter().any(|pattern| pattern.matches(host))
        }
    }
}

/// A host a service answers for, compared without case and without port.
#[derive(Clone, Debug, PartialEq, Eq)]
enum HostPattern {
    Any,
    Exact(String),
    /// `.example.com` of `*.example.com`.
    Suffix(String),
}

impl HostPattern {
    fn new(text: &str) -> Self {
        match text.strip_prefix('*') {
            Some("") => Self::Any,
            Some(suffix) => Self::Suffix(suffix.to_ascii_lowercase()),
            None => Self::Exact(text.to_ascii_lowercase()),
        }
    }

    fn matches(&self, host: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(name) => host.eq_ignore_ascii_case(name.as_bytes()),
            Self::Suffix(suffix) => host
                .len()
                .checked_sub(suffix.len())
                .filter(|before| *before > 0)
                .and_then(|before| host.get(before..))
                .is_some_and(|end| end.eq_ignore_ascii_case(suffix.as_bytes())),
        }
    }
}

fn mount(source: &ContractSource, problems: &mut Vec<CompileProblem>) -> MountedService {
    let document = source
        .read_document()
        .map_err(|error| problems.push(problem("", error.to_string())))
        .ok()
        .flatten();
    let base_path = match (&source.base_path, &document) {
        (Some(given), _) => given.trim_end_matches('/').to_owned(),
        (None, Some(document)) => document.server_path().to_owned(),
        (None, None) => String::new(),
    };
    if !base_path.is_empty() && !base_path.starts_with('/') {
        problems.push(problem(
            "",
            "basePath: expected a path that begins with \"/\"".to_owned(),
        ));
    }
    let compiled = source.compiled.as_ref().map(|it| Arc::clone(&it.0));
    let contract = compiled.or_else(|| {
        let (contract, found) = Contract::compile(&document?);
        // What was repaired is for who writes the document; it is enforced.
        let is_open = |problem: &CompileProblem| problem.kind == ProblemKind::NotEnforced;
        problems.extend(found.into_iter().filter(is_open));
        Some(Arc::new(contract))
    });
    MountedService {
        name: Arc::from(source.service.as_str()),
        base_path,
        contract,
        baseline: Arc::new(baseline(source)),
        hosts: source
            .hosts
            .iter()
            .map(|host| HostPattern::new(host))
            .collect(),
    }
}

/// What is on the baseline and may be.
fn baseline(source: &ContractSource) -> Baseline {
    let given = source.baseline.iter().take(BASELINE_MAX);
    given
        .map(|mismatch| mismatch.clone().normalized())
        .filter(Mismatch::is_acceptable)
        .collect()
}

fn problem(pointer: &str, message: String) -> CompileProblem {
    CompileProblem {
        kind: ProblemKind::NotEnforced,
        pointer: pointer.to_owned(),
        message,
    }
}

/// The host of an authority, without its port (RFC 3986 §3.2).
fn host(authority: &[u8]) -> &[u8] {
    match authority.iter().rposition(|byte| *byte == b':') {
        Some(at) if !authority.ends_with(b"]") => authority.get(..at).unwrap_or(authority),
        Some(_) | None => authority,
    }
}
