//! The versions of OpenAPI that documents are written in.

use serde_json::{Value, json};

/// A version of OpenAPI, of which the last number changes no word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0, whose schemas are a dialect of their own.
    V3_0,
    /// 3.1.
    #[default]
    V3_1,
    /// 3.2, which describes the items of streams and operations of any method.
    V3_2,
}

impl Version {
    /// Every version, the oldest first.
    pub const ALL: [Self; 3] = [Self::V3_0, Self::V3_1, Self::V3_2];

    /// As it is asked for: `3.1`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        }
    }

    /// Reads what [`as_str`](Self::as_str) gives.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|version| version.as_str() == text)
    }

    /// What a document of this version is labelled, unless it has a label of this version.
    pub(super) fn label(self, own: Option<&Value>) -> Value {
        let label = match self {
            Self::V3_0 => "3.0.4",
            Self::V3_1 => "3.1.0",
            Self::V3_2 => "3.2.0",
        };
        let own = own.filter(|own| {
            let own = own.as_str().and_then(|own| own.strip_prefix(self.as_str()));
            own.is_some_and(|rest| rest.starts_with('.'))
        });
        own.cloned().unwrap_or_else(|| json!(label))
    }
}
