//! A program as it travels: without what follows from the rest of it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Program;

impl Serialize for Program {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // What is derived, and goes by the same name.
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Program {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut program = Self::deserialize(deserializer)?;
        program.prepare();
        Ok(program)
    }
}
