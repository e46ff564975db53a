//! Where in a value a judge stands, as a chain on the stack; it becomes a JSON Pointer
//! (RFC 6901) only when there is something to say.

use crate::limits::POINTER_BYTES_MAX;

/// A place in a value.
#[derive(Clone, Copy)]
pub(super) enum Place<'p> {
    /// The value itself.
    Root,
    /// An item of the array at another place.
    Item(&'p Place<'p>, usize),
    /// A member of the object at another place; `*` for a name that no schema uses.
    Member(&'p Place<'p>, &'p str),
}

/// What stands for a name that whoever sent the value has chosen.
pub(super) const UNKNOWN: &str = "*";

impl Place<'_> {
    /// The pointer. Past [`POINTER_BYTES_MAX`] bytes names are no longer repeated.
    pub(super) fn pointer(&self) -> String {
        let mut chain = Vec::new();
        let mut place = self;
        loop {
            match place {
                Place::Root => break,
                Place::Item(outer, _) | Place::Member(outer, _) => {
                    chain.push(place);
                    place = outer;
                }
            }
        }
        let mut pointer = String::new();
        for place in chain.into_iter().rev() {
            pointer.push('/');
            match place {
                Place::Root => {}
                Place::Item(_, index) => pointer.push_str(&index.to_string()),
                Place::Member(_, name) if pointer.len() + name.len() > POINTER_BYTES_MAX => {
                    pointer.push_str(UNKNOWN);
                }
                Place::Member(_, name) => {
                    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                }
            }
        }
        pointer
    }
}
