//! Names that are known to be values: what stands for a value at one place of an API stands
//! for one at its other places, too.

use std::collections::BTreeSet;

use crate::shape::names::split_suffix;

/// Names of a parameter from which others are told.
const NAMES_MIN: usize = 3;

/// The names of parameters, each parameter's apart: a few words of many parameters together
/// are found anywhere.
#[derive(Debug, Default)]
pub(super) struct Proven(Vec<BTreeSet<String>>);

impl Proven {
    /// Adds the names that were values of one parameter.
    pub(super) fn add(&mut self, names: &[String]) {
        let names: BTreeSet<String> = names.iter().map(|name| core(name)).collect();
        if names.len() >= NAMES_MIN {
            self.0.push(names);
        }
    }

    /// Whether there is nothing to tell others from.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether some parameter has at least half of these names, and at least [`NAMES_MIN`].
    pub(super) fn holds(&self, names: &[String]) -> bool {
        let names: BTreeSet<String> = names.iter().map(|name| core(name)).collect();
        self.0.iter().any(|parameter| {
            let known = names.intersection(parameter).count();
            known >= NAMES_MIN && known * 2 >= names.len()
        })
    }
}

fn core(name: &str) -> String {
    split_suffix(name).0.to_owned()
}
