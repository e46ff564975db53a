//! Patterns, each compiled once. One that no linear-time engine can run is not enforced and
//! reported, rather than run slowly or half.

use std::collections::BTreeMap;

use super::Compiler;
use crate::pattern::Pattern;

/// Patterns that were compiled, by their source; none for one that cannot be.
pub(super) type Patterns = BTreeMap<String, Option<u32>>;

impl Compiler<'_> {
    pub(super) fn pattern(&mut self, pointer: &str, source: &str) -> Option<u32> {
        if let Some(known) = self.patterns.get(source) {
            return *known;
        }
        let index = match Pattern::compile_with(source, &self.properties) {
            Ok(pattern) => {
                self.program.patterns.push(pattern);
                u32::try_from(self.program.patterns.len() - 1).ok()
            }
            Err(error) => {
                let message = format!("pattern {source:?} is not enforced: {error}");
                self.problem(pointer, message);
                None
            }
        };
        self.patterns.insert(source.to_owned(), index);
        index
    }
}
