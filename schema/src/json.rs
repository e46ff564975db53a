//! One JSON text, read: a flat list of nodes in the order of the text, over the bytes as
//! they came. Nothing is copied and nothing is unescaped until somebody asks.

mod entry;
mod equal;
mod form;
mod hash;
mod key;
mod measure;
mod name;
mod node;
mod read;
mod spot;
mod text;

pub use form::Forms;
pub use key::Key;
pub use name::{Name, name_hash};
pub use node::{Kind, Node};
pub use read::{JsonError, JsonLimits, read};
pub use spot::Spot;
pub use text::Text;

use std::borrow::Cow;

use entry::Entry;

#[cfg(test)]
mod tests;

/// A JSON text that was read.
#[derive(Clone, Debug)]
pub struct Json<'b> {
    text: Cow<'b, str>,
    /// Never empty: a text is at least one value.
    nodes: Vec<Entry>,
}

impl<'b> Json<'b> {
    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        self.node(0)
    }

    /// How many nodes the text has, member names included.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The text itself.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// The same, with a copy of the text: a schema keeps its literals so.
    pub fn into_owned(self) -> Json<'static> {
        Json {
            text: Cow::Owned(self.text.into_owned()),
            nodes: self.nodes,
        }
    }

    fn new(text: &'b str, nodes: Vec<Entry>) -> Self {
        Self {
            text: Cow::Borrowed(text),
            nodes,
        }
    }

    pub(crate) fn node(&self, index: usize) -> Node<'_> {
        self.at(index, self.nodes.get(index).copied().unwrap_or_default())
    }

    #[inline]
    const fn at(&self, index: usize, entry: Entry) -> Node<'_> {
        Node {
            json: self,
            index,
            entry,
        }
    }

    fn slice_of(&self, entry: Entry) -> &str {
        entry.slice(&self.text)
    }

    fn text_of(&self, entry: Entry) -> Text<'_> {
        entry.text(&self.text)
    }
}

/// The text `null`.
impl Default for Json<'_> {
    fn default() -> Self {
        Self::new("", vec![Entry::default()])
    }
}
