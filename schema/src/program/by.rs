//! What one look into a table tells of a value that a glance has not settled: for many schemas
//! it is all that is left to ask.

use super::Program;
use super::check::{Applicator, Assertion, Run, Schema};
use crate::format::Format;
use crate::json::{Forms, Node};

/// What is left to ask of a value: of an object the only keyword that speaks of it, of an array
/// whose size is right or a string whose length is, the only other one. It says nothing of values
/// of other types, and of a string with escapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    /// All keywords, one after the other.
    #[default]
    Keywords,
    /// Of an object, a check of its members.
    Members(u16),
    /// Of an array of the right size, a schema of its items.
    Items(u16),
    /// Of a short string, whether its word ([`crate::json::Key::first_word`]) is one of so many
    /// words of the program.
    Words(u16, u8),
    Pattern(u16),
    Format(Format),
}

/// Words that are gone through in less time than a list of values is looked up in.
const WORDS_MAX: u8 = 8;

impl By {
    /// Of a schema, by its keywords; adds to the program's words those it lists.
    pub(super) fn of(schema: &Schema, program: &Program, words: &mut Vec<u64>) -> Self {
        let types = schema.types.forms();
        let mut by = None;
        if types.meet(Forms::OBJECT) {
            by = Self::of_objects(schema, program);
        }
        if by.is_none() && types.meet(Forms::ARRAY) {
            by = Self::of_arrays(schema, program);
        }
        if by.is_none() && types.meet(Forms::PLAIN) {
            by = Self::of_strings(schema, program, words);
        }
        by.unwrap_or_default()
    }

    fn of_objects(schema: &Schema, program: &Program) -> Option<Self> {
        let applied = schema.applied.of(&program.applicators).iter();
        let mut applied = applied.filter(|it| it.forms().meet(Forms::OBJECT));
        let mut asserted = schema.asserted.of(&program.assertions).iter();
        match (applied.next(), applied.next()) {
            (Some(Applicator::Members(index)), None)
                if !asserted.any(|it| it.forms().meet(Forms::OBJECT)) =>
            {
                Some(Self::Members(u16::try_from(*index).ok()?))
            }
            _ => None,
        }
    }

    fn of_arrays(schema: &Schema, program: &Program) -> Option<Self> {
        let applied = schema.applied.of(&program.applicators).iter();
        let mut applied = applied.filter(|it| it.forms().meet(Forms::ARRAY));
        let asserted = schema.asserted.of(&program.assertions).iter();
        let mut asserted = asserted.filter(|it| it.forms().meet(Forms::ARRAY));
        match (applied.next(), applied.next()) {
            (Some(Applicator::Items(Run { len: 0, .. }, rest, _)), None)
                if asserted.all(|it| it.is_of_size()) =>
            {
                Some(Self::Items(u16::try_from(rest.0).ok()?))
            }
            _ => None,
        }
    }

    fn of_strings(schema: &Schema, program: &Program, words: &mut Vec<u64>) -> Option<Self> {
        let mut applied = schema.applied.of(&program.applicators).iter();
        let asserted = schema.asserted.of(&program.assertions).iter();
        let mut asserted =
            asserted.filter(|it| it.forms().meet(Forms::PLAIN) && !it.is_of_length());
        let (only, None) = (asserted.next()?, asserted.next()) else {
            return None;
        };
        if applied.any(|it| it.forms().meet(Forms::PLAIN)) {
            return None;
        }
        if let Assertion::Enum(literal) | Assertion::Const(literal) = *only {
            let list = program.literals.get(literal as usize)?.words();
            let len = u8::try_from(list.len()).ok()?;
            let first = u16::try_from(words.len()).ok()?;
            if len > WORDS_MAX {
                return None;
            }
            words.extend(list);
            return Some(Self::Words(first, len));
        }
        if let Assertion::Pattern(index) = *only {
            let index = u16::try_from(index).ok()?;
            // One that takes steps would take them again when it does not match.
            let pattern = program.patterns.get(usize::from(index))?;
            return (pattern.cost() == 1).then_some(Self::Pattern(index));
        }
        if let Assertion::Format(format) = *only {
            return Some(Self::Format(format));
        }
        None
    }

    /// Whether a look tells that a string without escapes, whose length is right, conforms.
    #[inline]
    pub(super) fn settles(self, string: Node<'_>, program: &Program) -> bool {
        match self {
            Self::Words(first, len) => {
                let first = usize::from(first);
                let words = program.words.get(first..first + usize::from(len));
                let mut words = words.unwrap_or_default().iter();
                let word = string.first_word().filter(|_| string.raw_len() < 8);
                word.is_some_and(|word| words.any(|listed| *listed == word))
            }
            Self::Pattern(index) => {
                let pattern = program.patterns.get(usize::from(index));
                pattern.is_some_and(|pattern| pattern.is_match(string.plain()))
            }
            Self::Format(format) => format.accepts_text(string.plain()),
            Self::Keywords | Self::Members(_) | Self::Items(_) => false,
        }
    }
}
