//! Stats per operation, in the encoding `key=.=value;.;` that Envoy's `stats_tags` (and
//! Istio's `extraStatTags`) turn into labels. Ids are kept per set of contracts, so that
//! counting a request formats nothing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use openapi::contract::Operation;

use super::operation_id;
use crate::exchange::{Direction, Kind};
use crate::host;

/// Bytes of one label.
const LABEL_BYTES_MAX: usize = 200;

/// Which counter: the operation's address in its set of contracts, and what happened.
type Key = (usize, Direction, Kind);

/// Ids of the stats of one set of contracts. Operations are told apart by address, which
/// is sound because the set that owns this also owns the operations.
#[derive(Debug, Default)]
pub(crate) struct OperationStats {
    ids: RefCell<HashMap<Key, Option<u32>>>,
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
        let key = (Arc::as_ptr(operation).addr(), direction, kind);
        let Ok(mut ids) = self.ids.try_borrow_mut() else {
            return;
        };
        let id = *ids.entry(key).or_insert_with(|| {
            let (method, template) = (operation.method().as_str(), operation.template().as_str());
            let name = operation_name(service, &format!("{method} {template}"), direction, kind);
            operation_id(&name)
                .or_else(|| operation_id(&operation_name("other", "other", direction, kind)))
        });
        if let Some(id) = id {
            host::increment(id, 1);
        }
    }
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
