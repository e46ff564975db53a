//! Where a node is: two words, which are passed in registers.

use super::{Json, Name, Node};

/// Where a node is. It is passed in registers, as nodes are not: who goes through many of them
/// hands this on instead.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'j> {
    json: &'j Json<'j>,
    index: usize,
}

impl<'j> Spot<'j> {
    /// What is there.
    pub fn node(self) -> Node<'j> {
        self.json.node(self.index)
    }

    /// The member whose name is there.
    pub fn member(self) -> (Name<'j>, Node<'j>) {
        (Name(self.node()), self.json.node(self.index + 1))
    }
}

impl<'j> Node<'j> {
    /// Where it is.
    #[inline]
    pub const fn spot(self) -> Spot<'j> {
        Spot {
            json: self.json,
            index: self.index,
        }
    }
}
