//! Security schemes: without certificates of clients, which the listener asks for anyhow.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Downgrade, Object};
use crate::document::{members, resolve};
use crate::pointer;

/// Names of the schemes that 3.0 has not.
#[derive(Debug, Default)]
pub(super) struct Without(BTreeSet<String>);

impl Without {
    pub(super) fn of(document: &Value) -> Self {
        let is_mutual = |scheme: &Value| {
            let scheme = resolve(document, scheme, "").ok();
            let kind = scheme.and_then(|(it, _)| it.get("type")?.as_str());
            kind == Some("mutualTLS")
        };
        let schemes = members(document.pointer("/components/securitySchemes"));
        let named = schemes.filter(|(_, scheme)| is_mutual(scheme));
        Self(named.map(|(name, _)| name.clone()).collect())
    }
}

impl Downgrade {
    /// Removes the schemes that 3.0 has not.
    pub(super) fn schemes(&mut self, components: &mut Object, at: &str) {
        if let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") {
            let names: Vec<&str> = self.without.0.iter().map(String::as_str).collect();
            let at = pointer::join(at, "securitySchemes");
            for name in names {
                if schemes.shift_remove(name).is_some() {
                    self.told.member(&at, name);
                }
            }
        }
    }

    /// What asks for such a scheme asks for the others alone, or for nothing.
    pub(super) fn requirement(&mut self, requirement: &mut Object, at: &str) {
        requirement.retain(|name, _| {
            let goes = self.without.0.contains(name);
            if goes {
                self.told.member(at, name);
            }
            !goes
        });
    }
}
