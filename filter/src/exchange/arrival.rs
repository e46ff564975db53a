//! A request that has just come: where its head leads. What no contract is about ends here,
//! unless it teaches; no exchange is made of it.

use std::rc::Rc;
use std::sync::Arc;

use openapi::contract::{Location, Matched, Operation, Route, Verdict, Violation};
use openapi::finding::Baseline;
use openapi::http::{Header, RequestHead, split_query};

use super::judgment::Finding;
use super::{Judged, Step};
use crate::config::{Mode, Policy, Settings};
use crate::contracts::Contracts;
use crate::header_map::HeaderMap;

/// What of a request's head says where it leads. Envoy has these fields before all others, so
/// that what is nobody's is read no further.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'h> {
    method: &'h [u8],
    authority: &'h [u8],
    path: &'h [u8],
}

/// What comes of a request.
pub(crate) enum Arrival<'h> {
    /// There is nothing to judge or to learn from any more.
    Settled(Step, Option<Judged>),
    /// An exchange begins.
    Begins(Destination, Lead<'h>),
}

/// The part of the contracts that an exchange is held to.
pub(crate) struct Destination {
    pub(super) contracts: Rc<Contracts>,
    pub(super) service: Option<Arc<str>>,
    pub(super) operation: Option<Arc<Operation>>,
    /// What is let through at the service; `None` when nothing is.
    pub(super) baseline: Option<Arc<Baseline>>,
    pub(super) request: Mode,
    pub(super) response: Mode,
}

/// What a request says of its way, and the operation that leads to, or why it leads to none.
pub(crate) struct Lead<'h> {
    pub(super) target: Target<'h>,
    pub(super) found: Result<Matched, Finding>,
}

impl<'h> Target<'h> {
    fn of(map: &'h HeaderMap) -> Self {
        let (mut method, mut authority, mut path) = (None, None, None);
        for Header { name, value } in map.iter() {
            match name {
                b":method" => method = method.or(Some(value)),
                b":authority" => authority = authority.or(Some(value)),
                b":path" => path = path.or(Some(value)),
                _ => {}
            }
            if method.is_some() && authority.is_some() && path.is_some() {
                break;
            }
        }
        Self {
            method: method.unwrap_or_default(),
            authority: authority.unwrap_or_default(),
            path: path.unwrap_or_default(),
        }
    }

    /// The head, with all its fields.
    pub(super) fn head(self, fields: &'h [Header<'h>]) -> RequestHead<'h> {
        RequestHead {
            method: self.method,
            authority: self.authority,
            path: self.path,
            headers: fields,
        }
    }

    /// Whether a browser asks what it may ask (Fetch §3.3.2).
    #[inline]
    fn is_preflight(self, map: &HeaderMap) -> bool {
        self.method == b"OPTIONS" && self.head(&map.fields()).is_preflight()
    }
}

impl<'h> Arrival<'h> {
    /// Whether anything at all can come of a request, so that its head is needed.
    pub(crate) fn is_wanted(settings: &Settings, contracts: &Contracts) -> bool {
        let has_contracts = !contracts.gateway.services().is_empty()
            || !contracts.is_complete
            || settings.unknown_operation == Policy::Deny;
        settings.observes() || (settings.judges() && has_contracts)
    }

    pub(crate) fn of(map: &'h HeaderMap, settings: &Settings, contracts: Rc<Contracts>) -> Self {
        let target = Target::of(map);
        let (destination, found) = Destination::find(target, map, settings, contracts);
        match found {
            Err(finding) if !settings.observes() => {
                let (step, judged) = finding.unrouted(destination.request, settings);
                Self::Settled(step, judged)
            }
            found => Self::Begins(destination, Lead { target, found }),
        }
    }
}

impl Destination {
    #[inline]
    fn find(
        target: Target<'_>,
        map: &HeaderMap,
        settings: &Settings,
        contracts: Rc<Contracts>,
    ) -> (Self, Result<Matched, Finding>) {
        let (path, is_text) = readable(target.path);
        let located = contracts.gateway.locate(target.authority, path);
        let service = located.map(|located| located.service);
        let contract = service.and_then(|service| service.contract.as_ref());
        let route = match (located, contract) {
            (Some(_), Some(_)) if !is_text => Route::Malformed(no_text()),
            (Some(located), Some(contract)) => contract.route(target.method, located.path),
            (_, _) => Route::NotFound,
        };
        let found = match route {
            Route::Matched(matched) => Ok(matched),
            Route::Malformed(violation) => {
                Err(Finding::of_request(Verdict::Violates(vec![violation])))
            }
            Route::NotFound if contract.is_none() && !contracts.is_complete => {
                Err(Finding::Undecided("no_contract"))
            }
            Route::NotFound | Route::MethodNotAllowed { .. } if target.is_preflight(map) => {
                Err(Finding::NotJudged("preflight"))
            }
            Route::NotFound => Err(Finding::UnknownPath),
            Route::MethodNotAllowed { allow } => Err(Finding::UnknownMethod(allow)),
        };
        let operation = found.as_ref().ok().map(|matched| &matched.operation);
        let named = operation.map(|it| (it.template().as_str(), it.method()));
        let name = service.map(|service| &service.name);
        let (request, response) = settings.modes(name.map(AsRef::as_ref), named);
        let baseline = service.map(|service| &service.baseline);
        let destination = Self {
            service: name.map(Arc::clone),
            operation: operation.map(Arc::clone),
            baseline: baseline.filter(|it| !it.is_empty()).map(Arc::clone),
            request,
            response,
            contracts,
        };
        (destination, found)
    }
}

/// The path up to the first byte that is no UTF-8, and whether that is all of it: Envoy lets
/// such bytes through, and a mount must still be found.
#[inline]
fn readable(target: &[u8]) -> (&str, bool) {
    let (path, _) = split_query(target);
    match std::str::from_utf8(path) {
        Ok(text) => (text, true),
        Err(error) => {
            let text = path.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(text).unwrap_or_default(), false)
        }
    }
}

fn no_text() -> Violation {
    Violation {
        location: Location::Path,
        pointer: String::new(),
        keyword: "encoding".to_owned(),
        message: "expected plain UTF-8 text".to_owned(),
    }
}
