//! Security Requirement Objects (OAS 3.1 §4.8.30): whether a request carries credentials of
//! the form that the contract asks for. Nobody's password, key or token is verified: that is
//! for who issued it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::compiler::Compiler;
use super::verdict::keyword;
use super::{Undecided, Verdict, Violation};
use crate::http::RequestHead;
use crate::limits::{CHALLENGES_MAX, SECURITY_SCHEMES_MAX};
use crate::pointer;

mod credentials;
mod scheme;

use scheme::{Meaning, Scheme};

/// What an operation asks for, compiled.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Security {
    /// All schemes of one of them must be met; when there is none, nothing is asked for.
    alternatives: Vec<Vec<Scheme>>,
    /// Some alternative could not be understood, and nobody knows who meets it.
    is_partial: bool,
}

impl Security {
    /// Compiles the `security` of an operation, or of the document where the operation has none.
    pub(super) fn compile<'d>(cx: &mut Compiler<'d>, operation: &'d Value, pointer: &str) -> Self {
        let (requirements, pointer) = match operation.get("security") {
            Some(own) => (Some(own), pointer::join(pointer, "security")),
            None => (cx.member("security"), "/security".to_owned()),
        };
        let Some(requirements) = requirements else {
            return Self::default();
        };
        let mut security = Self::default();
        let Some(requirements) = requirements.as_array() else {
            cx.problem(&pointer, "expected an array of security requirements");
            security.is_partial = true;
            return security;
        };
        let mut room = SECURITY_SCHEMES_MAX;
        for (index, requirement) in requirements.iter().enumerate() {
            let pointer = pointer::join(&pointer, &index.to_string());
            let Some(requirement) = requirement.as_object() else {
                cx.problem(&pointer, "expected an object of security schemes");
                security.is_partial = true;
                continue;
            };
            let Some(left) = room.checked_sub(requirement.len()) else {
                let message = format!("more than {SECURITY_SCHEMES_MAX} security schemes");
                cx.problem(&pointer, message);
                security.is_partial = true;
                break;
            };
            room = left;
            match alternative(cx, requirement, &pointer) {
                // Whoever sends nothing meets this one, and so does everybody.
                Some(schemes) if schemes.is_empty() => return Self::default(),
                Some(schemes) => security.alternatives.push(schemes),
                None => security.is_partial = true,
            }
        }
        security
    }

    /// Whether a scheme reads a query parameter of this name.
    pub(super) fn reads_query(&self, name: &str) -> bool {
        let mut schemes = self.alternatives.iter().flatten();
        schemes.any(|scheme| scheme.reads_query(name))
    }

    /// Judges the head of a request. Of several alternatives those speak that the request
    /// comes closest to.
    pub(super) fn check(&self, head: &RequestHead<'_>) -> Verdict {
        let asks_nothing = self.alternatives.is_empty() && !self.is_partial;
        // Browsers send no credentials with a preflight, whatever the contract says of OPTIONS.
        if asks_nothing || head.is_preflight() {
            return Verdict::Conforms;
        }
        let fault = |schemes: &Vec<Scheme>| schemes.iter().filter_map(|it| it.fault(head)).max();
        let faults: Option<Vec<_>> = self.alternatives.iter().map(fault).collect();
        let Some(faults) = faults else {
            return Verdict::Conforms;
        };
        if self.is_partial {
            return Verdict::Undecided(Undecided::SecurityNotCompiled);
        }
        let least = faults.iter().min();
        let nearest = self.alternatives.iter().zip(&faults);
        let nearest = nearest.filter(|(_, fault)| Some(*fault) == least);
        let violations = nearest.flat_map(|(schemes, _)| schemes).filter_map(|it| {
            let (location, pointer) = it.place();
            let message = it.fault(head)?.as_str();
            Some(Violation::new(
                location,
                pointer,
                keyword::SECURITY,
                message,
            ))
        });
        Verdict::of(violations.collect())
    }

    /// The challenges of a 401, as one field (RFC 9110 §11.6.1).
    pub(super) fn challenge(&self, realm: &str) -> String {
        let mut challenges: Vec<String> = Vec::new();
        for scheme in self.alternatives.iter().flatten() {
            let challenge = scheme.challenge(realm);
            if challenges.len() < CHALLENGES_MAX && !challenges.contains(&challenge) {
                challenges.push(challenge);
            }
        }
        challenges.join(", ")
    }
}

/// The schemes that one requirement asks for together; `None` when one of them is unknown.
fn alternative<'d>(
    cx: &mut Compiler<'d>,
    requirement: &'d Map<String, Value>,
    pointer: &str,
) -> Option<Vec<Scheme>> {
    let mut schemes = Vec::new();
    for name in requirement.keys() {
        match Scheme::compile(cx, name) {
            Meaning::Known(scheme) => schemes.push(scheme),
            Meaning::Unseen => {}
            Meaning::Unknown => {
                let pointer = pointer::join(pointer, name);
                cx.problem(&pointer, "expected a security scheme that can be judged");
                return None;
            }
        }
    }
    Some(schemes)
}
