//! Children under names, in bounded number. The rule at the bound: the names collapse
//! when the union of all names ever seen exceeds it, and what is then kept is the join of
//! all children. So the outcome depends on what was seen and not on the order. The empty
//! name stands apart from all this: what ends in a slash can never be a value.

use super::caps::Caps;
use super::sorted::Sorted;
use crate::limits::KEY_BYTES_MAX;

mod wire;

/// An element of the lattice: the default value is its bottom.
pub(crate) trait Join: Default {
    /// Joins another element into this one; returns how many nodes were opened.
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize;

    /// Nodes of this element, itself included.
    fn nodes(&self) -> usize;

    /// How many children of this kind have names of their own.
    fn children_max(caps: &Caps) -> usize;
}

/// Children by name, and one child for all that have no name of their own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Named<T> {
    known: Sorted<String, Box<T>>,
    other: Option<Box<T>>,
    collapsed: bool,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self {
            known: Sorted::default(),
            other: None,
            collapsed: false,
        }
    }
}

impl<T> Named<T> {
    /// Whether no child was ever seen.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty() && self.other.is_none() && !self.collapsed
    }

    /// Whether there were too many names to keep.
    pub(crate) fn is_collapsed(&self) -> bool {
        self.collapsed
    }

    /// Whether this name has a child.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// Whether a child of this name, were it new, would be kept apart.
    fn keeps(&self, name: &str) -> bool {
        !self.collapsed || name.is_empty()
    }

    /// The children with names, in the order of their names.
    pub(crate) fn known(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.known
            .iter()
            .map(|(name, child)| (name.as_str(), &**child))
    }

    /// The child of this name, if it has one of its own.
    pub(crate) fn known_mut(&mut self, name: &str) -> Option<&mut T> {
        self.known.get_mut(name).map(|child| &mut **child)
    }

    /// The child of everything without a name of its own.
    pub(crate) fn other(&self) -> Option<&T> {
        self.other.as_deref()
    }

    /// Every child, the unnamed one last.
    pub(crate) fn children(&self) -> impl Iterator<Item = &T> {
        let known = self.known.values().map(|child| &**child);
        known.chain(self.other())
    }

    /// Every child, to be changed.
    pub(crate) fn children_mut(&mut self) -> impl Iterator<Item = &mut T> {
        let known = self.known.values_mut().map(|child| &mut **child);
        known.chain(self.other.as_deref_mut())
    }

    /// The children with names, and the one for all others.
    pub(crate) fn into_parts(self) -> (impl Iterator<Item = (String, T)>, Option<T>) {
        let known = self.known.into_entries();
        (
            known.map(|(name, child)| (name, *child)),
            self.other.map(|child| *child),
        )
    }

    /// How many children the bound is about.
    fn bounded(&self) -> usize {
        self.known.len() - usize::from(self.known.contains_key(""))
    }

    /// Whether this type can keep the name. `*` marks the unnamed child on the wire.
    pub(super) fn may_name(name: &str) -> bool {
        name.len() <= KEY_BYTES_MAX && !name.starts_with('*')
    }
}

impl<T: Join> Named<T> {
    /// The child to observe under `name`; the unnamed one for `None`, for a name that
    /// cannot be kept and when names have collapsed. `opened` grows by the nodes it took.
    pub(crate) fn child(&mut self, name: Option<&str>, caps: &Caps, opened: &mut usize) -> &mut T {
        let name = name.filter(|name| self.keeps(name) && Self::may_name(name));
        if let Some(name) = name
            && !self.known.contains_key(name)
        {
            let child = T::default();
            *opened += child.nodes();
            self.known.insert(name.to_owned(), Box::new(child));
            self.collapse_over(caps);
        }
        match name.and_then(|name| self.known.get_mut(name)) {
            Some(child) => child,
            None => self.other.get_or_insert_with(|| {
                let child = Box::<T>::default();
                *opened += child.nodes();
                child
            }),
        }
    }

    /// Joins; returns how many nodes were opened.
    pub(crate) fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            known,
            other: unnamed,
            collapsed,
        } = other;
        let mut opened = 0;
        if collapsed {
            self.collapse(caps);
        }
        for (name, child) in known.into_entries() {
            let keeps = self.keeps(&name);
            opened += match self.known.get_mut(&name) {
                Some(own) => own.join_within(*child, caps),
                None if keeps => {
                    let nodes = child.nodes();
                    self.known.insert(name, child);
                    nodes
                }
                None => self.join_unnamed(*child, caps),
            };
        }
        self.collapse_over(caps);
        if let Some(unnamed) = unnamed {
            opened += self.join_unnamed(*unnamed, caps);
        }
        opened
    }

    /// Nodes of all children.
    pub(crate) fn nodes(&self) -> usize {
        self.children().map(T::nodes).sum()
    }

    fn collapse_over(&mut self, caps: &Caps) {
        if self.bounded() > T::children_max(caps) {
            self.collapse(caps);
        }
    }

    fn collapse(&mut self, caps: &Caps) {
        self.collapsed = true;
        for (name, child) in std::mem::take(&mut self.known).into_entries() {
            if name.is_empty() {
                self.known.insert(name, child);
            } else {
                self.join_unnamed(*child, caps);
            }
        }
    }

    fn join_unnamed(&mut self, child: T, caps: &Caps) -> usize {
        if let Some(unnamed) = &mut self.other {
            return unnamed.join_within(child, caps);
        }
        let nodes = child.nodes();
        self.other = Some(Box::new(child));
        nodes
    }
}
