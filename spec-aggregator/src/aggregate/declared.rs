//! What a service declares, on its way in and as it is kept.

use std::sync::Arc;

use openapi::contract::{CompileProblem, Contract};
use openapi::document::{Document, DocumentError};

use super::Stamp;
use super::rows::declared_of;
use crate::contract;
use crate::store::{DeclaredRow, StoreError};

/// The last good document of a service.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The document as it was declared.
    pub document: Document,
    /// The document, compiled for the filters.
    pub contract: Arc<Contract>,
    /// What of it could not be compiled.
    pub problems: Vec<CompileProblem>,
    /// The mount its caller gave; the configuration's wins where there is one.
    pub hosts: Vec<String>,
    /// The base path its caller gave.
    pub base_path: Option<String>,
    /// The poll it came from, the last one that changed it.
    pub fetched: Option<Fetched>,
    /// Whether the service stands in the configuration.
    pub configured: bool,
}

/// What is remembered of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// SHA-256 of its bytes, in hex.
    pub digest: String,
    /// Its time in Unix seconds.
    pub at: i64,
}

/// A document on its way to become [`Declared`].
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The service that declares.
    pub service: String,
    /// The document.
    pub document: Document,
    /// The document, compiled.
    pub contract: Arc<Contract>,
    /// What of it could not be compiled.
    pub problems: Vec<CompileProblem>,
    /// Where it is mounted; `None` leaves it as it is.
    pub hosts: Option<Vec<String>>,
    /// Below which base path; `None` leaves it as it is.
    pub base_path: Option<String>,
    /// The poll it came from; `None` leaves the last one remembered.
    pub fetched: Option<Fetched>,
    /// Whether the service stands in the configuration.
    pub configured: bool,
    /// What it may take the place of.
    pub basis: Basis,
    /// When it was said, if another replica relays it.
    pub relayed: Option<Stamp>,
}

/// What a declaration may take the place of.
#[derive(Clone, Debug)]
pub enum Basis {
    /// Whatever is there.
    Any,
    /// Nothing.
    Nothing,
    /// This one, from which it was made.
    This(Arc<Declared>),
}

impl Basis {
    /// Whether it may take the place of what is there.
    pub(super) fn holds(&self, known: Option<&Arc<Declared>>) -> bool {
        match (self, known) {
            (Self::Any, _) | (Self::Nothing, None) => true,
            (Self::This(basis), Some(known)) => Arc::ptr_eq(basis, known),
            (Self::Nothing, Some(_)) | (Self::This(_), None) => false,
        }
    }
}

/// What came of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service had declared nothing before.
    Created,
    /// It takes the place of the last one.
    Replaced,
    /// Another one came in between: nothing changed.
    Stale,
}

impl Declaration {
    /// Reads and compiles what another replica relays. Takes its time, too.
    ///
    /// # Errors
    /// It is none.
    pub fn relayed(row: DeclaredRow, stamp: Stamp) -> Result<Self, StoreError> {
        let (service, declared) = declared_of(row)?;
        Ok(Self {
            service,
            document: declared.document,
            contract: declared.contract,
            problems: declared.problems,
            hosts: Some(declared.hosts),
            base_path: declared.base_path,
            fetched: declared.fetched,
            configured: declared.configured,
            basis: Basis::Any,
            relayed: Some(stamp),
        })
    }

    /// Reads and compiles a document. Takes its time: not for the executor's threads.
    ///
    /// # Errors
    /// The text is no OpenAPI document.
    pub fn read(service: &str, text: &str) -> Result<Self, DocumentError> {
        let document = Document::parse(text)?;
        let (contract, problems) = contract::compile(&document);
        Ok(Self {
            service: service.to_owned(),
            document,
            contract: Arc::new(contract),
            problems,
            hosts: None,
            base_path: None,
            fetched: None,
            configured: false,
            basis: Basis::Any,
            relayed: None,
        })
    }
}
