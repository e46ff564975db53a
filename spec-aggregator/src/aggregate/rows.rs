//! State to rows and back. The stored form of each part is its JSON; a row that this version
//! cannot read stops the start rather than being lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use openapi::document::Document;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Declared, Fetched, Seen, Staged, Stamp, State};
use crate::contract;
use crate::store::{
    Changes, DayRow, DeclaredRow, LedgerRow, Rows, ServiceRow, StampRow, StoreError,
};

impl Staged {
    /// Whether mounts, documents or baselines of services change, or what is asked for, and
    /// so the bundle.
    pub fn changes_mounts(&self) -> bool {
        !self.declared.is_empty() || !self.baseline.is_empty() || self.wanted.is_some()
    }

    /// The rows that make these changes durable.
    ///
    /// # Errors
    /// A part has no JSON form.
    pub fn to_changes(&self) -> Result<Changes, StoreError> {
        let mut written = Rows::default();
        for (service, day) in &self.days {
            let days = self.observed.get(service);
            if let Some(observed) = days.and_then(|days| days.of(*day)) {
                written.observed.push(DayRow {
                    service: service.clone(),
                    day: *day,
                    state: encode("observed", service, observed.as_ref())?,
                });
            }
        }
        for (service, tallies) in &self.violated {
            let row = service_row("violated", service, tallies.as_ref())?;
            written.violated.push(row);
        }
        for (service, revealed) in &self.revealed {
            let row = service_row("revealed", service, revealed.as_ref())?;
            written.revealed.push(row);
        }
        let baseline_gone = accepted_rows("baseline", &self.baseline, &mut written.baseline)?;
        let drift_baseline_gone = accepted_rows(
            "drift_baseline",
            &self.drift_baseline,
            &mut written.drift_baseline,
        )?;
        for ((source, epoch), Seen { ledger, at }) in &self.ledgers {
            let state = encode("ledger", source, ledger)?;
            written.ledgers.push(LedgerRow {
                source: source.clone(),
                epoch: *epoch,
                state,
                seen_at: *at,
            });
        }
        for (service, declared) in &self.declared {
            written.declared.push(declared_row(service, declared)?);
        }
        let stamps = self.stamps.iter().map(|(key, stamp)| StampRow {
            key: key.clone(),
            at: stamp.at,
            polls: stamp.polls,
            tie: stamp.tie.clone(),
        });
        written.stamps.extend(stamps);
        Ok(Changes {
            written,
            days_gone: self.days_gone.clone(),
            ledgers_gone: self.ledgers_gone.clone(),
            declared_gone: Vec::new(),
            baseline_gone,
            drift_baseline_gone,
            stamps_gone: self.stamps_gone.clone(),
            ..Changes::default()
        })
    }
}

/// A row for each baseline; the services whose baseline is empty now are returned.
fn accepted_rows<K: Serialize>(
    table: &'static str,
    baselines: &BTreeMap<String, Arc<BTreeMap<K, i64>>>,
    rows: &mut Vec<ServiceRow>,
) -> Result<Vec<String>, StoreError> {
    let mut gone = Vec::new();
    for (service, accepted) in baselines {
        if accepted.is_empty() {
            gone.push(service.clone());
            continue;
        }
        // JSON has no other keys than text.
        let pairs: Vec<_> = accepted.iter().collect();
        rows.push(service_row(table, service, &pairs)?);
    }
    Ok(gone)
}

fn accepted_of<K: DeserializeOwned + Ord>(
    table: &'static str,
    rows: Vec<ServiceRow>,
) -> Result<BTreeMap<String, Arc<BTreeMap<K, i64>>>, StoreError> {
    let mut baselines = BTreeMap::new();
    for row in rows {
        let pairs: Vec<(K, i64)> = decode(table, &row.service, &row.state)?;
        baselines.insert(row.service, Arc::new(pairs.into_iter().collect()));
    }
    Ok(baselines)
}

fn service_row(
    table: &'static str,
    service: &str,
    state: &impl Serialize,
) -> Result<ServiceRow, StoreError> {
    Ok(ServiceRow {
        service: service.to_owned(),
        state: encode(table, service, state)?,
    })
}

pub(super) fn declared_row(service: &str, declared: &Declared) -> Result<DeclaredRow, StoreError> {
    let Declared {
        document,
        contract: _,
        problems: _,
        hosts,
        base_path,
        fetched,
        configured,
    } = declared;
    Ok(DeclaredRow {
        service: service.to_owned(),
        hosts: encode("declared", service, hosts)?,
        base_path: base_path.clone(),
        document: document.as_value().to_string(),
        etag: fetched.as_ref().and_then(|fetched| fetched.etag.clone()),
        digest: fetched.as_ref().map(|fetched| fetched.digest.clone()),
        fetched_at: fetched.as_ref().map(|fetched| fetched.at),
        configured: *configured,
    })
}

impl State {
    /// Reads all rows, compiling every document. Takes its time.
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn from_rows(rows: Rows) -> Result<Self, StoreError> {
        let Rows {
            observed,
            ledgers,
            declared,
            violated,
            baseline,
            revealed,
            drift_baseline,
            stamps,
        } = rows;
        let stamps = stamps.into_iter().map(|row| {
            let StampRow {
                key,
                at,
                polls,
                tie,
            } = row;
            (key, Stamp { at, polls, tie })
        });
        let mut state = Self {
            stamps: stamps.collect(),
            baseline: accepted_of("baseline", baseline)?,
            drift_baseline: accepted_of("drift_baseline", drift_baseline)?,
            ..Self::default()
        };
        for row in observed {
            let observed = decode("observed", &row.service, &row.state)?;
            let days = state.observed.entry(row.service).or_default();
            Arc::make_mut(days).join(row.day, observed);
        }
        for row in violated {
            let tallies = decode("violated", &row.service, &row.state)?;
            state.violated.insert(row.service, Arc::new(tallies));
        }
        for row in revealed {
            let revealed = decode("revealed", &row.service, &row.state)?;
            state.revealed.insert(row.service, Arc::new(revealed));
        }
        for LedgerRow {
            source,
            epoch,
            state: text,
            seen_at,
        } in ledgers
        {
            let ledger = decode("ledger", &source, &text)?;
            state.ledgers.insert(
                (source, epoch),
                Seen {
                    ledger,
                    at: seen_at,
                },
            );
        }
        for row in declared {
            let (service, declared) = declared_of(row)?;
            state.declared.insert(service, Arc::new(declared));
        }
        Ok(state)
    }

    /// Forgets what was declared by services that stood in the configuration and no longer
    /// do. Returns their names, for the store.
    pub fn forget_unconfigured(&mut self, configured: &BTreeSet<&str>) -> Vec<String> {
        let gone: Vec<String> = self
            .declared
            .iter()
            .filter(|(service, declared)| {
                declared.configured && !configured.contains(service.as_str())
            })
            .map(|(service, _)| service.clone())
            .collect();
        for service in &gone {
            self.declared.remove(service);
        }
        gone
    }
}

pub(super) fn declared_of(row: DeclaredRow) -> Result<(String, Declared), StoreError> {
    let DeclaredRow {
        service,
        hosts,
        base_path,
        document,
        etag,
        digest,
        fetched_at,
        configured,
    } = row;
    let document = Document::parse(&document).map_err(|error| StoreError::Row {
        table: "declared",
        key: service.clone(),
        problem: error.to_string(),
    })?;
    let (contract, problems) = contract::compile(&document);
    let fetched = digest.map(|digest| Fetched {
        etag,
        digest,
        at: fetched_at.unwrap_or_default(),
    });
    let hosts = decode("declared", &service, &hosts)?;
    Ok((
        service,
        Declared {
            document,
            contract: Arc::new(contract),
            problems,
            hosts,
            base_path,
            fetched,
            configured,
        },
    ))
}

fn encode(table: &'static str, key: &str, part: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(part).map_err(|error| row_error(table, key, error))
}

fn decode<T: DeserializeOwned>(
    table: &'static str,
    key: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| row_error(table, key, error))
}

fn row_error(table: &'static str, key: &str, error: serde_json::Error) -> StoreError {
    StoreError::Row {
        table,
        key: key.to_owned(),
        problem: error.to_string(),
    }
}
