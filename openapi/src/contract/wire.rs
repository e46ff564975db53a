//! A contract as bytes: compiled once, where documents arrive, and carried to everybody who
//! judges by it. The form is private to one version and checked whole before it is used;
//! who reads another version compiles the document.

use std::sync::Arc;

use crc::{CRC_32_ISCSI, Crc};
use serde::{Deserialize, Serialize};

use super::schema::Program;
use super::{Contract, Operation};
use crate::limits::OPERATIONS_MAX;

#[cfg(test)]
mod tests;

/// The version of the form. Another layout of any part of a contract is another version.
pub const CONTRACT_VERSION: u32 = 1;

/// Version and checksum, before anything else.
const HEAD_BYTES: usize = 8;

/// Finds what was damaged on the way; who wants to deceive is kept out by the checks.
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// Why bytes are no contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// They begin with another version than [`CONTRACT_VERSION`].
    #[error("expected a compiled contract of version {CONTRACT_VERSION}")]
    Version,
    /// Cut, altered, or never a contract.
    #[error("the compiled contract is damaged")]
    Damaged,
    /// Its parts do not fit together.
    #[error("the compiled contract contradicts itself")]
    Unsound,
}

#[derive(Serialize)]
struct Written<'c> {
    program: &'c Program,
    of_responses: Option<&'c Program>,
    operations: Vec<&'c Operation>,
}

#[derive(Deserialize)]
struct Read {
    program: Program,
    of_responses: Option<Program>,
    operations: Vec<Operation>,
}

impl Contract {
    /// The compiled form. Empty, and so no contract, in a case that cannot be: a part
    /// without a serial form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let has_own = !Arc::ptr_eq(&self.program, &self.of_responses);
        let written = Written {
            program: &self.program,
            of_responses: has_own.then_some(&*self.of_responses),
            operations: self.operations.iter().map(Arc::as_ref).collect(),
        };
        let Ok(payload) = postcard::to_allocvec(&written) else {
            return Vec::new();
        };
        sealed(&payload)
    }

    /// Reads the compiled form, all of it or nothing.
    ///
    /// # Errors
    /// Not bytes that [`Contract::to_bytes`] of this version has made.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let (version, rest) = bytes.split_first_chunk().ok_or(WireError::Damaged)?;
        if u32::from_le_bytes(*version) != CONTRACT_VERSION {
            return Err(WireError::Version);
        }
        let (checksum, payload) = rest.split_first_chunk().ok_or(WireError::Damaged)?;
        if u32::from_le_bytes(*checksum) != CHECKSUM.checksum(payload) {
            return Err(WireError::Damaged);
        }
        let (read, left) =
            postcard::take_from_bytes::<Read>(payload).map_err(|_| WireError::Damaged)?;
        if left.is_empty() && read.is_sound() {
            Ok(Self::of(read.operations, read.program, read.of_responses).0)
        } else {
            Err(WireError::Unsound)
        }
    }
}

fn sealed(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES + payload.len());
    bytes.extend(CONTRACT_VERSION.to_le_bytes());
    bytes.extend(CHECKSUM.checksum(payload).to_le_bytes());
    bytes.extend(payload);
    bytes
}

impl Read {
    fn is_sound(&self) -> bool {
        self.operations.len() <= OPERATIONS_MAX
            && self.program.is_sound()
            && self.of_responses.as_ref().is_none_or(Program::is_sound)
            && self
                .operations
                .iter()
                .all(|operation| operation.is_sound(&self.program, self.of_responses.as_ref()))
    }
}

impl Operation {
    /// Whether every part refers to what there is.
    fn is_sound(&self, program: &Program, of_responses: Option<&Program>) -> bool {
        let values = self.template.names().count();
        let mut contents = self.request_body.iter().map(|body| &body.content);
        self.parameters
            .iter()
            .all(|parameter| parameter.is_sound(values, program))
            && contents.all(|content| content.is_sound(program))
            && self
                .responses
                .all()
                .all(|response| response.is_sound(of_responses.unwrap_or(program)))
    }
}
