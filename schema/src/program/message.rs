//! What a broken keyword expected, in words: the contract's own limits and nothing of the
//! value that broke them.

use super::Program;
use super::check::{Applicator, Assertion};

impl Program {
    /// The keyword of an assertion and a clause without a subject: `above maximum 100`.
    pub(super) fn of_assertion(&self, assertion: Assertion) -> (&'static str, String) {
        let bounded = |before: &str, index: u32| {
            let bound = self.bounds.get(index as usize);
            [before, " ", bound.map_or("", |bound| bound.literal())].concat()
        };
        let counted = |before: &str, limit: u32, after: &str| {
            [before, " ", &limit.to_string(), " ", after].concat()
        };
        match assertion {
            Assertion::Maximum(limit) => ("maximum", bounded("above maximum", limit)),
            Assertion::Minimum(limit) => ("minimum", bounded("below minimum", limit)),
            Assertion::ExclusiveMaximum(limit) => (
                "exclusiveMaximum",
                bounded("not below exclusive maximum", limit),
            ),
            Assertion::ExclusiveMinimum(limit) => (
                "exclusiveMinimum",
                bounded("not above exclusive minimum", limit),
            ),
            Assertion::MultipleOf(divisor) => {
                ("multipleOf", bounded("expected a multiple of", divisor))
            }
            Assertion::MaxLength(limit) => {
                ("maxLength", counted("longer than", limit, "characters"))
            }
            Assertion::MinLength(limit) => {
                ("minLength", counted("shorter than", limit, "characters"))
            }
            Assertion::MaxItems(limit) => ("maxItems", counted("more than", limit, "items")),
            Assertion::MinItems(limit) => ("minItems", counted("fewer than", limit, "items")),
            Assertion::MaxProperties(limit) => {
                ("maxProperties", counted("more than", limit, "members"))
            }
            Assertion::MinProperties(limit) => {
                ("minProperties", counted("fewer than", limit, "members"))
            }
            Assertion::Format(format) => ("format", ["expected format ", format.name()].concat()),
            Assertion::Pattern(_) => ("pattern", "does not match the pattern".to_owned()),
            Assertion::Const(_) => ("const", "expected the one value of const".to_owned()),
            Assertion::Enum(_) => ("enum", "expected one of the enumerated values".to_owned()),
            Assertion::UniqueItems => ("uniqueItems", "expected items that all differ".to_owned()),
        }
    }
}

/// The keyword of an applicator and a clause without a subject.
pub(super) fn of_applicator(applicator: Applicator) -> (&'static str, String) {
    let (keyword, message) = match applicator {
        Applicator::Contains(..) => ("contains", "expected an item that matches contains"),
        Applicator::Members(_) => ("additionalProperties", "a member that is not declared"),
        Applicator::UnevaluatedProperties(_) => {
            ("unevaluatedProperties", "a member that is not declared")
        }
        Applicator::UnevaluatedItems(_) => ("unevaluatedItems", "an item that is not declared"),
        Applicator::Items(..) => ("items", "an item that is not allowed"),
        Applicator::PropertyNames(_) => ("propertyNames", "a member name that is not allowed"),
        Applicator::AnyOf(_) => ("anyOf", "matches none of anyOf"),
        Applicator::OneOf(_) => ("oneOf", "matches none of oneOf"),
        Applicator::Not(_) => ("not", "matches what not forbids"),
        Applicator::Dependents(_) => ("dependentRequired", "missing"),
        Applicator::Ref(_) | Applicator::DynamicRef(..) => ("$ref", "does not conform"),
        Applicator::AllOf(_) => ("allOf", "does not conform"),
        Applicator::If(..) => ("if", "does not conform"),
    };
    (keyword, message.to_owned())
}
