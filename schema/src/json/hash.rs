//! A hash that agrees with equality, with keys that nobody can guess: told apart by it,
//! many values take no longer than their length.

use std::hash::{BuildHasher, Hash, Hasher};

use super::{Kind, Node};

impl Node<'_> {
    /// A hash of the value: equal values ([`Node::equals`]) have the same with the same keys.
    pub fn hash_with(self, keys: &impl BuildHasher) -> u64 {
        let mut hasher = keys.build_hasher();
        match self.kind() {
            Kind::Null => 0_u8.hash(&mut hasher),
            Kind::Boolean => self.is_true().hash(&mut hasher),
            Kind::Number => self.number().hash_into(&mut hasher),
            Kind::String => self.text().chars().for_each(|char| char.hash(&mut hasher)),
            Kind::Array => {
                for item in self.items() {
                    item.hash_with(keys).hash(&mut hasher);
                }
            }
            Kind::Object => {
                // Added up, so that the order of members makes no difference.
                let members = self.members().map(|(name, value)| {
                    let name = name.as_node().hash_with(keys);
                    keys.hash_one((name, value.hash_with(keys)))
                });
                members.fold(1, u64::wrapping_add).hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}
