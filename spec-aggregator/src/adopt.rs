//! What was learnt of a service becomes what it declares: all of it where nothing was
//! declared, else what differs and is not accepted. Pure: a declaration made of a snapshot.

use std::sync::Arc;

use openapi::contract::{CompileProblem, ProblemKind};
use openapi::document::Document;
use openapi::drift::Patch;
use serde_json::{Value, json};
use thiserror::Error;

use crate::aggregate::{Basis, Declaration, Declared};
use crate::finding;
use crate::snapshot::Snapshot;

/// The version of a document that nobody wrote.
const VERSION: &str = "0.1.0";

/// What is to be declared, and the findings that it settles.
#[derive(Debug)]
pub struct Adoption {
    /// The declaration; `None` where nothing is left to declare.
    pub declaration: Option<Declaration>,
    /// The names of the findings whose patches it contains.
    pub findings: Vec<String>,
}

/// Why nothing was adopted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AdoptError {
    /// Nobody knows the service.
    #[error("no such service")]
    Unknown,
    /// No traffic was seen of it that succeeded.
    #[error("nothing was learnt of the service")]
    Nothing,
    /// A name that is none of the service's differences.
    #[error("findings: expected names of differences at this service")]
    Finding,
    /// The patches contradict one another, or the document has changed.
    #[error("the patches do not fit together")]
    Patches,
    /// The adopted document has parts that cannot be enforced, and had not before.
    #[error("the adopted document cannot be enforced")]
    Problems(Vec<CompileProblem>),
}

/// Prepares the declaration. `findings` are the names of the differences to adopt; without,
/// all that are not accepted are. Takes its time: not for the executor's threads.
///
/// # Errors
/// There is nothing that could be declared.
pub fn prepare(
    snapshot: &Snapshot,
    service: &str,
    findings: Option<&[String]>,
) -> Result<Adoption, AdoptError> {
    let known = snapshot.services.get(service).ok_or(AdoptError::Unknown)?;
    let learnt = known.learnt(service);
    let (document, basis, adopted) = match (known.declared(), &learnt.declared) {
        (Some(declared), Some(document)) => {
            let patches = finding::patches(snapshot, service, findings);
            let patches = patches.map_err(|_| AdoptError::Finding)?;
            if patches.is_empty() {
                return Ok(Adoption {
                    declaration: None,
                    findings: Vec::new(),
                });
            }
            let (names, patches): (Vec<String>, Vec<&Patch>) = patches.into_iter().unzip();
            (patched(document, &patches)?, Some(declared), names)
        }
        (_, _) if findings.is_some_and(|it| !it.is_empty()) => return Err(AdoptError::Finding),
        (_, _) => {
            let observed = learnt.observed.as_ref().ok_or(AdoptError::Nothing)?;
            (declarable(observed)?, None, Vec::new())
        }
    };
    let declaration = Declaration::read(service, &document.to_string());
    let declaration = declaration.map_err(|_| AdoptError::Patches)?;
    let problems = new_problems(&declaration.problems, basis);
    if !problems.is_empty() {
        return Err(AdoptError::Problems(problems));
    }
    let basis = match basis {
        Some(declared) => Basis::This(Arc::clone(declared)),
        None => Basis::Nothing,
    };
    Ok(Adoption {
        declaration: Some(Declaration {
            basis,
            ..declaration
        }),
        findings: adopted,
    })
}

fn patched(document: &Value, patches: &[&Patch]) -> Result<Value, AdoptError> {
    let mut document = document.clone();
    let patch = serde_json::to_value(Patch::all(patches.iter().copied()));
    let patch: json_patch::Patch = patch
        .and_then(serde_json::from_value)
        .map_err(|_| AdoptError::Patches)?;
    json_patch::patch(&mut document, &patch).map_err(|_| AdoptError::Patches)?;
    Ok(document)
}

/// An observed document without what only an observed one says.
fn declarable(observed: &Value) -> Result<Value, AdoptError> {
    let observed = Document::from_value(observed.clone()).map_err(|_| AdoptError::Nothing)?;
    let mut document = observed.unmarked().into_value();
    if let Some(version) = document.pointer_mut("/info/version") {
        *version = json!(VERSION);
    }
    Ok(document)
}

/// What cannot be enforced, and could be, or was not there, before.
fn new_problems(problems: &[CompileProblem], basis: Option<&Arc<Declared>>) -> Vec<CompileProblem> {
    let known = basis.map(|declared| declared.problems.as_slice());
    let known = known.unwrap_or_default();
    let is_new = |problem: &&CompileProblem| {
        problem.kind == ProblemKind::NotEnforced && !known.contains(problem)
    };
    problems.iter().filter(is_new).cloned().collect()
}
