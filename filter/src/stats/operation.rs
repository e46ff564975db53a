//! Stats per operation, in the encoding `key=.=value;.;` that Envoy's `stats_tags` (and
//! Istio's `extraStatTags`) turn into labels. Ids are kept per set of contracts, so that
//! counting a request formats nothing.

use std::cell::RefCell;
use std::sync::Arc;

use openapi::contract::Operation;

use super::operation_id;
use crate::by_number::ByNumber;
use crate::exchange::{Direction, Kind};
use crate::host;

/// Bytes of one label.
const LABEL_BYTES_MAX: usize = 200;

/// Ids of the stats of one set of contracts. Operations are told apart by address, which
/// is sound because the set that owns this also owns the operations.
#[derive(Debug, Default)]
pub(crate) struct OperationStats {
    ids: RefCell<ByNumber<Option<u32>>>,
}

impl OperationStats {
    /// Counts one verdict of an operation.
    pub(crate) fn count(
        &self,
        service: &str,
        operation: &Arc<Operation>,
        direction: Direction,
        kind: Kind,
    ) {
        let key = key(operation, direction, kind);
        // No borrow spans more than a look: a panic would leave it for good.
        let known = self.with_ids(|ids| ids.get_mut(key).copied()).flatten();
        let id = known.unwrap_or_else(|| {
            let id = defined(service, operation, direction, kind);
            self.with_ids(|ids| ids.insert(key, id));
            id
        });
        if let Some(id) = id {
            host::increment(id, 1);
        }
    }

    fn with_ids<R>(&self, look: impl FnOnce(&mut ByNumber<Option<u32>>) -> R) -> Option<R> {
        self.ids.try_borrow_mut().ok().map(|mut ids| look(&mut ids))
    }
}

/// Which counter: the operation's address in its set of contracts, and in the bits below
/// what happened. No two have the same.
fn key(operation: &Arc<Operation>, direction: Direction, kind: Kind) -> u64 {
    const BITS: u32 = 4;
    let address = Arc::as_ptr(operation).addr() as u64;
    let happened = match direction {
        Direction::Request => kind as u64,
        Direction::Response => 8 + kind as u64,
    };
    (address << BITS) | happened
}

fn defined(service: &str, operation: &Operation, direction: Direction, kind: Kind) -> Option<u32> {
    let (method, template) = (operation.method().as_str(), operation.template().as_str());
    let name = operation_name(service, &format!("{method} {template}"), direction, kind);
    operation_id(&name).or_else(|| operation_id(&operation_name("other", "other", direction, kind)))
}

/// The name of a per-operation stat.
pub(crate) fn operation_name(
    service: &str,
    operation: &str,
    direction: Direction,
    kind: Kind,
) -> String {
    let (service, operation) = (label(service), label(operation));
    let (direction, verdict) = (direction.as_str(), kind.as_str());
    format!(
        "docent.operation.service=.={service};.;operation=.={operation};.;\
         direction=.={direction};.;verdict=.={verdict};.;total"
    )
}

/// A label that cannot end itself early, nor break a line.
fn label(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c == ';' || c.is_control() { '_' } else { c })
        .collect();
    let end = clean.floor_char_boundary(LABEL_BYTES_MAX);
    clean.get(..end).unwrap_or_default().to_owned()
}
