//! A compiled contract in a bundle's JSON: its bytes as base64 (RFC 4648 §4). What cannot be
//! read there makes the whole bundle unreadable, so that the last good one stays in use.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::contract::{Contract, WireError};

/// A contract that was compiled elsewhere, or is about to be sent there.
#[derive(Clone, Debug)]
pub struct Compiled(pub Arc<Contract>);

impl Serialize for Compiled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(self.0.to_bytes()))
    }
}

impl<'de> Deserialize<'de> for Compiled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Base64)
    }
}

struct Base64;

impl Visitor<'_> for Base64 {
    type Value = Compiled;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a compiled contract")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Compiled, E> {
        let bytes = STANDARD.decode(text).map_err(|_| WireError::Damaged);
        let contract = bytes.and_then(|bytes| Contract::from_bytes(&bytes));
        contract
            .map(|contract| Compiled(Arc::new(contract)))
            .map_err(E::custom)
    }
}
