//! What a glance at a value tells: taken from the keywords of a schema when a program is made
//! or has arrived, so that most values are settled by their form, or by their length or size,
//! and no keyword is looked at.

use super::Program;
use super::by::By;
use super::check::{Applicator, Assertion, Schema};
use crate::format::Format;
use crate::json::{Forms, Node, Spot};
use crate::number::Bound;

/// What settles values of one schema. Those it does not settle may conform all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Glance {
    /// Values that conform, whatever they are.
    settled: Forms,
    /// Values that conform when their measure is between the two bounds: of a string how many
    /// characters it has, of a number its value.
    measured: Forms,
    /// By [`By::Members`] it is the schema's resource.
    low: i32,
    /// By [`By::Items`] both are of the number of items.
    high: i32,
    /// What else there is to ask about a value of one of the types.
    pub(super) by: By,
}

impl Glance {
    /// Whether a glance is enough to know that a value conforms.
    #[expect(clippy::inline_always, reason = "asked for every value")]
    #[inline(always)]
    pub(super) fn settles(&self, value: Node<'_>) -> bool {
        self.settled.has(value) || (self.measured.has(value) && self.measures(value))
    }

    /// Whether the measure of a number, or of a string without escapes, is between the bounds.
    #[expect(clippy::inline_always, reason = "asked for nearly every string")]
    #[inline(always)]
    pub(super) fn measures(&self, value: Node<'_>) -> bool {
        let (low, high) = (i64::from(self.low), i64::from(self.high));
        if !Forms::PLAIN.has(value) {
            return value.is_between(low, high);
        }
        // A character takes one to four bytes.
        let bytes = i64::from(value.raw_len());
        bytes <= high && ((bytes + 3) >> 2 >= low || (bytes >= low && value.is_ascii()))
    }

    /// Whether that and one more look ([`By`]) are enough for a string without escapes.
    #[inline(never)]
    pub(super) fn settles_by(&self, value: Spot<'_>, program: &Program) -> bool {
        let value = value.node();
        Forms::PLAIN.has(value) && self.measures(value) && self.by.settles(value, program)
    }

    /// Whether an array may have so many items, by [`By::Items`].
    #[inline]
    pub(super) fn is_size(&self, items: usize) -> bool {
        let (low, high) = (i64::from(self.low), i64::from(self.high));
        i64::try_from(items).is_ok_and(|items| (low..=high).contains(&items))
    }

    /// The schema's resource, by [`By::Members`].
    #[inline]
    pub(super) fn resource(&self) -> Option<u32> {
        u32::try_from(self.low).ok()
    }

    /// Of a schema, by its keywords; adds to the program's words those it lists.
    pub(super) fn of(schema: &Schema, program: &Program, words: &mut Vec<u64>) -> Self {
        let types = schema.types.forms();
        let applied = schema.applied.of(&program.applicators).iter();
        // Values that anything is asked about, and those that more is than a measure answers.
        let mut asked = applied.fold(Forms::NONE, |forms, it| forms.or(it.forms()));
        let mut beyond = asked;
        let (mut lengths, mut values) = (Measure::of(Forms::PLAIN), Measure::of(Forms::NUMBER));
        let mut sizes = Measure::of(Forms::ARRAY);
        for assertion in schema.asserted.of(&program.assertions) {
            asked = asked.or(assertion.forms());
            match assertion.measure(&program.bounds) {
                Some(measure) if measure.forms == Forms::PLAIN => lengths.narrow(&measure),
                Some(measure) if measure.forms == Forms::ARRAY => sizes.narrow(&measure),
                Some(measure) => values.narrow(&measure),
                None => beyond = beyond.or(assertion.forms()),
            }
        }
        let measured = types.and(asked);
        let measure = if measured.meet(Forms::PLAIN) {
            lengths
        } else if measured.meet(Forms::ARRAY) {
            sizes
        } else {
            values
        };
        let is_of_arrays = measure.forms == Forms::ARRAY;
        let mut glance = Self {
            settled: types.without(asked),
            measured: measured
                .and(measure.forms)
                .without(beyond)
                .without(Forms::ARRAY),
            by: By::of(schema, program, words),
            ..measure.bounds()
        };
        // Who needs the bounds must have them alone.
        match (glance.by, i32::try_from(schema.resource)) {
            (By::Members(_), Ok(resource)) if glance.measured == Forms::NONE => {
                glance.low = resource;
            }
            (By::Members(_), _) => glance.by = By::Keywords,
            (By::Items(_), _) if !is_of_arrays => glance.by = By::Keywords,
            _ => {}
        }
        glance
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
            Self::MinItems(low) => Measure::at_least(Forms::ARRAY, low.into()),
            Self::MaxItems(high) => Measure::at_most(Forms::ARRAY, high.into()),
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
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_) => return None,
        })
    }

    /// Whether it speaks of a string's length alone.
    pub(super) const fn is_of_length(self) -> bool {
        matches!(self, Self::MinLength(_) | Self::MaxLength(_))
    }

    /// Whether it speaks of an array's size alone.
    pub(super) const fn is_of_size(self) -> bool {
        matches!(self, Self::MinItems(_) | Self::MaxItems(_))
    }

    /// Values that may break it.
    pub(super) const fn forms(self) -> Forms {
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
    pub(super) const fn forms(&self) -> Forms {
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
