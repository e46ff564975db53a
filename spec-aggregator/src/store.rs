//! Where state survives the process: the questions we ask, in the state's words. Knows rows,
//! not what they mean; the writer is its only caller.

use serde::{Deserialize, Serialize};
use thiserror::Error;

mod relay;
mod sqlite;
#[cfg(test)]
mod tests;

pub use relay::{RelayChanges, RelayIndex, RelayRow, StampRow};
use sqlite::Sqlite;

/// An open store. The set is closed: one binary ships all of them.
#[derive(Debug)]
pub enum Store {
    /// One file, or memory.
    Sqlite(Box<Sqlite>),
}

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The URL names no store we know.
    #[error("{0}")]
    Url(&'static str),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought to this version.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds what this version cannot read.
    #[error("the stored {table} of {key:?} cannot be read: {problem}")]
    Row {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The writer is gone: the process is stopping.
    #[error("the writer has stopped")]
    Stopped,
}

/// What is known of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// The service.
    pub service: String,
    /// JSON, whose form the table says.
    pub state: String,
}

/// What is known of one service from one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// The service.
    pub service: String,
    /// Days since 1970-01-01 in UTC.
    pub day: i64,
    /// The JSON of an `Observed`.
    pub state: String,
}

/// Which reports of one source and epoch were counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// The root context that reports.
    pub source: String,
    /// Its epoch.
    pub epoch: u64,
    /// The JSON of its `Ledger`.
    pub state: String,
    /// Unix seconds of its last report.
    pub seen_at: i64,
}

/// What one service declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeclaredRow {
    /// The service.
    pub service: String,
    /// The hosts, as a JSON array.
    pub hosts: String,
    /// The base path; `None` takes it from the document.
    pub base_path: Option<String>,
    /// The document as JSON.
    pub document: String,
    /// The `ETag` of the last poll that changed it.
    pub etag: Option<String>,
    /// SHA-256 of the bytes of that poll, in hex.
    pub digest: Option<String>,
    /// Unix seconds of that poll.
    pub fetched_at: Option<i64>,
    /// Whether the mount stands in the configuration.
    pub configured: bool,
}

/// All rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// What traffic has taught, by service and day.
    pub observed: Vec<DayRow>,
    /// By source and epoch.
    pub ledgers: Vec<LedgerRow>,
    /// By service.
    pub declared: Vec<DeclaredRow>,
    /// What traffic violated, by service: each the JSON of a `Tallies`.
    pub violated: Vec<ServiceRow>,
    /// What is let through, by service: each a JSON array of pairs.
    pub baseline: Vec<ServiceRow>,
    /// Members of enumerations, by service: each the JSON of a `Revealed`.
    pub revealed: Vec<ServiceRow>,
    /// Which differences are accepted, by service: each a JSON array of pairs.
    pub drift_baseline: Vec<ServiceRow>,
    /// When documents and decisions were said last.
    pub stamps: Vec<StampRow>,
}

/// Rows to write and rows to remove, together or not at all.
#[derive(Debug, Default)]
pub struct Changes {
    /// Rows that are new or changed.
    pub written: Rows,
    /// Days of services to forget.
    pub days_gone: Vec<(String, i64)>,
    /// Ledgers to forget.
    pub ledgers_gone: Vec<(String, u64)>,
    /// Services that declare nothing any more.
    pub declared_gone: Vec<String>,
    /// Services at which nothing is let through any more.
    pub baseline_gone: Vec<String>,
    /// Services at which no difference is accepted any more.
    pub drift_baseline_gone: Vec<String>,
    /// What nobody remembers the time of any more.
    pub stamps_gone: Vec<String>,
    /// What waits for other replicas.
    pub relay: RelayChanges,
}

impl Changes {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.written == Rows::default()
            && self.days_gone.is_empty()
            && self.ledgers_gone.is_empty()
            && self.declared_gone.is_empty()
            && self.baseline_gone.is_empty()
            && self.drift_baseline_gone.is_empty()
            && self.stamps_gone.is_empty()
            && self.relay == RelayChanges::default()
    }
}

impl Store {
    /// Opens a store and brings its tables to this version.
    ///
    /// # Errors
    /// An unknown URL, or a database that cannot be opened, locked or migrated.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Err(StoreError::Url(
                "postgres:// is not supported yet; use sqlite://",
            ));
        }
        if url.starts_with("sqlite:") {
            return Ok(Self::Sqlite(Box::new(Sqlite::open(url).await?)));
        }
        Err(StoreError::Url("the store is not a sqlite:// URL"))
    }

    /// Reads everything.
    ///
    /// # Errors
    /// The database refused.
    pub async fn load(&mut self) -> Result<Rows, StoreError> {
        match self {
            Self::Sqlite(store) => store.load().await,
        }
    }

    /// Reads what waits for other replicas, without the bodies.
    ///
    /// # Errors
    /// The database refused.
    pub async fn load_relay(&mut self) -> Result<RelayIndex, StoreError> {
        match self {
            Self::Sqlite(store) => store.load_relay().await,
        }
    }

    /// Reads what waits after one row and up to another, in order.
    ///
    /// # Errors
    /// The database refused.
    pub async fn relay(&mut self, after: i64, through: i64) -> Result<Vec<RelayRow>, StoreError> {
        match self {
            Self::Sqlite(store) => store.relay(after, through).await,
        }
    }

    /// Writes everything or nothing; returns when it is durable.
    ///
    /// # Errors
    /// The database refused; nothing was written.
    pub async fn write(&mut self, changes: &Changes) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.write(changes).await,
        }
    }

    /// Closes the store in good order.
    ///
    /// # Errors
    /// The database refused; what was written is still there.
    pub async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.close().await,
        }
    }
}
