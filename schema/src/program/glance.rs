//! What a glance at a value tells: taken from the keywords of a schema when a program is made
//! or has arrived, so that most values are settled by their form, or by their length or size,
//! and no keyword is looked at.

use super::Program;
use super::check::{Applicator, Assertion, Schema};
use crate::format::Format;
use crate::json::{Forms, Node};
use crate::number::Bound;

/// What settles values of one schema. Those it does not settle may conform all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Glance {
    /// Values that are of the right type, whatever they are.
    typed: Forms,
    /// Values that conform, whatever they are.
    settled: Forms,
    /// Values that conform when their measure is between the two bounds: of a string how many
    /// characters it has, of a number its value.
    measured: Forms,
    low: i32,
    high: i32,
}

impl Glance {
    /// Whether a glance is enough to know that a value conforms.
    #[expect(clippy::inline_always, reason = "asked for every value")]
    #[inline(always)]
    pub(super) fn settles(&self, value: Node<'_>) -> bool {
        self.settled.has(value) || (self.measured.has(value) && self.measures(value))
    }

    /// Whether a glance is enough to know that a value is of the right type.
    #[inline]
    pub(super) fn types(&self, value: Node<'_>) -> bool {
        self.typed.has(value)
    }

    #[expect(clippy::inline_always, reason = "asked for nearly every string")]
    #[inline(always)]
    fn measures(&self, value: Node<'_>) -> bool {
        let (low, high) = (i64::from(self.low), i64::from(self.high));
        if !Forms::PLAIN.has(value) {
            return value.is_between(low, high);
        }
        // A character takes one to four bytes.
        let bytes = i64::from(value.raw_len());
        bytes <= high && ((bytes + 3) >> 2 >= low || (bytes >= low && value.is_ascii()))
    }

    /// Of a schema, by its keywords.
    pub(super) fn of(schema: &Schema, program: &Program) -> Self {
        let types = schema.types.forms();
        let applied = schema.applied.of(&program.applicators).iter();
        // Values that anything is asked about, and those that more is than a measure answers.
        let mut asked = applied.fold(Forms::NONE, |forms, it| forms.or(it.forms()));
        let mut beyond = asked;
        let (mut lengths, mut values) = (Measure::of(Forms::PLAIN), Measure::of(Forms::NUMBER));
        for assertion in schema.asserted.of(&program.assertions) {
            asked = asked.or(assertion.forms());
            match assertion.measure(&program.bounds) {
                Some(measure) if measure.forms == Forms::PLAIN => lengths.narrow(&measure),
                Some(measure) => values.narrow(&measure),
                None => beyond = beyond.or(assertion.forms()),
            }
        }
        let is_of_text = types.and(asked).and(Forms::PLAIN) != Forms::NONE;
        let measure = if is_of_text { lengths } else { values };
        Self {
            typed: types,
            settled: types.without(asked),
            measured: types.and(asked).and(measure.forms).without(beyond),
            ..measure.bounds()
        }
    }
}

/// Bounds that several keywords set together, both included.
struct Measure {
    /// What is measured by them.
    forms: Forms,
    low: i64,
    high: i64,
}

impl Measure {
    const fn of(forms: Forms) -> Self {
        Self {
            forms,
            low: i32::MIN as i64,
            high: i32::MAX as i64,
        }
    }

    const fn at_least(forms: Forms, low: i64) -> Self {
        Self {
            low,
            ..Self::of(forms)
        }
    }

    const fn at_most(forms: Forms, high: i64) -> Self {
        Self {
            high,
            ..Self::of(forms)
        }
    }

    fn narrow(&mut self, other: &Self) {
        self.forms = self.forms.and(other.forms);
        self.low = self.low.max(other.low);
        self.high = self.high.min(other.high);
    }

    /// The bounds alone. When one is too far from zero, nothing is between them.
    fn bounds(&self) -> Glance {
        let bounds = (i32::try_from(self.low), i32::try_from(self.high));
        let (Ok(low), Ok(high)) = bounds else {
            return Glance {
                low: i32::MAX,
                high: i32::MIN,
                ..Glance::default()
            };
        };
        Glance {
            low,
            high,
            ..Glance::default()
        }
    }
}

impl Assertion {
    /// What is measured by it, if anything is: what lies between the bounds conforms, and what
    /// does not may.
    fn measure(self, bounds: &[Bound]) -> Option<Measure> {
        // The integers next to a bound, or it.
        let integers = |bound: u32| bounds.get(bound as usize)?.integers();
        Some(match self {
            Self::MinLength(low) => Measure::at_least(Forms::PLAIN, low.into()),
            Self::MaxLength(high) => Measure::at_most(Forms::PLAIN, high.into()),
            Self::Minimum(bound) => Measure::at_least(Forms::NUMBER, integers(bound)?.1),
            Self::Maximum(bound) => Measure::at_most(Forms::NUMBER, integers(bound)?.0),
            Self::ExclusiveMinimum(bound) => {
                Measure::at_least(Forms::NUMBER, integers(bound)?.0.saturating_add(1))
            }
            Self::ExclusiveMaximum(bound) => {
                Measure::at_most(Forms::NUMBER, integers(bound)?.1.saturating_sub(1))
            }
            // All that is measured has few digits.
            Self::Format(Format::Float | Format::Double) => Measure::of(Forms::NUMBER),
            Self::Format(Format::Int32 | Format::Int64) => Measure::of(Forms::INTEGER),
            Self::Format(_)
            | Self::Enum(_)
            | Self::Const(_)
            | Self::Pattern(_)
            | Self::MultipleOf(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_) => return None,
        })
    }

    /// Values that may break it.
    const fn forms(self) -> Forms {
        match self {
            Self::Enum(_) | Self::Const(_) => Forms::ALL,
            Self::Format(format) if format.is_of_numbers() => Forms::NUMBER,
            Self::MinLength(_) | Self::MaxLength(_) | Self::Pattern(_) | Self::Format(_) => {
                Forms::STRING
            }
            Self::Minimum(_)
            | Self::Maximum(_)
            | Self::ExclusiveMinimum(_)
            | Self::ExclusiveMaximum(_)
            | Self::MultipleOf(_) => Forms::NUMBER,
            Self::MinItems(_) | Self::MaxItems(_) | Self::UniqueItems => Forms::ARRAY,
            Self::MinProperties(_) | Self::MaxProperties(_) => Forms::OBJECT,
        }
    }
}

impl Applicator {
    /// Values that may not pass it.
    const fn forms(&self) -> Forms {
        match self {
            Self::Ref(_)
            | Self::DynamicRef(..)
            | Self::AllOf(_)
            | Self::AnyOf(_)
            | Self::OneOf(_)
            | Self::Not(_)
            | Self::If(..) => Forms::ALL,
            Self::Items(..) | Self::Contains(..) | Self::UnevaluatedItems(_) => Forms::ARRAY,
            Self::Members(_)
            | Self::PropertyNames(_)
            | Self::Dependents(_)
            | Self::UnevaluatedProperties(_) => Forms::OBJECT,
        }
    }
}
