//! What a broken check expected, in words: the contract's own limits and nothing of the
//! value that broke them.

use super::Program;
use super::check::{ArrayCheck, Check, NumberCheck, ObjectCheck, TextCheck};

impl Program {
    /// The keyword of a check and a clause without a subject: `above maximum 100`.
    pub(super) fn message(&self, check: &Check) -> (&'static str, String) {
        let bound = |index: u32| {
            let bound = self.bounds.get(index as usize);
            bound.map_or("", |bound| bound.literal())
        };
        let with = |before: &str, limit: &str| [before, " ", limit].concat();
        let counted = |before: &str, limit: u32, after: &str| {
            [before, " ", &limit.to_string(), " ", after].concat()
        };
        match *check {
            Check::Number(NumberCheck::Maximum(limit)) => {
                ("maximum", with("above maximum", bound(limit)))
            }
            Check::Number(NumberCheck::Minimum(limit)) => {
                ("minimum", with("below minimum", bound(limit)))
            }
            Check::Number(NumberCheck::ExclusiveMaximum(limit)) => (
                "exclusiveMaximum",
                with("not below exclusive maximum", bound(limit)),
            ),
            Check::Number(NumberCheck::ExclusiveMinimum(limit)) => (
                "exclusiveMinimum",
                with("not above exclusive minimum", bound(limit)),
            ),
            Check::Number(NumberCheck::MultipleOf(divisor)) => {
                ("multipleOf", with("expected a multiple of", bound(divisor)))
            }
            Check::Text(TextCheck::MaxLength(limit)) => {
                ("maxLength", counted("longer than", limit, "characters"))
            }
            Check::Text(TextCheck::MinLength(limit)) => {
                ("minLength", counted("shorter than", limit, "characters"))
            }
            Check::Array(ArrayCheck::MaxItems(limit)) => {
                ("maxItems", counted("more than", limit, "items"))
            }
            Check::Array(ArrayCheck::MinItems(limit)) => {
                ("minItems", counted("fewer than", limit, "items"))
            }
            Check::Object(ObjectCheck::MaxProperties(limit)) => {
                ("maxProperties", counted("more than", limit, "members"))
            }
            Check::Object(ObjectCheck::MinProperties(limit)) => {
                ("minProperties", counted("fewer than", limit, "members"))
            }
            Check::Format(format) => ("format", with("expected format", format.name())),
            Check::Text(TextCheck::Pattern(_)) => {
                ("pattern", "does not match the pattern".to_owned())
            }
            Check::Const(_) => ("const", "expected the one value of const".to_owned()),
            Check::Enum(_) => ("enum", "expected one of the enumerated values".to_owned()),
            Check::Array(ArrayCheck::Unique) => {
                ("uniqueItems", "expected items that all differ".to_owned())
            }
            Check::Array(ArrayCheck::Contains(..)) => (
                "contains",
                "expected an item that matches contains".to_owned(),
            ),
            Check::Object(ObjectCheck::Members(_)) => (
                "additionalProperties",
                "a member that is not declared".to_owned(),
            ),
            Check::Object(ObjectCheck::Unevaluated(_)) => (
                "unevaluatedProperties",
                "a member that is not declared".to_owned(),
            ),
            Check::Array(ArrayCheck::Unevaluated(_)) => (
                "unevaluatedItems",
                "an item that is not declared".to_owned(),
            ),
            Check::Array(ArrayCheck::Items(..)) => {
                ("items", "an item that is not allowed".to_owned())
            }
            Check::Object(ObjectCheck::PropertyNames(_)) => (
                "propertyNames",
                "a member name that is not allowed".to_owned(),
            ),
            Check::AnyOf(_) => ("anyOf", "matches none of anyOf".to_owned()),
            Check::OneOf(_) => ("oneOf", "matches none of oneOf".to_owned()),
            Check::Not(_) => ("not", "matches what not forbids".to_owned()),
            Check::Object(ObjectCheck::Dependents(_)) => {
                ("dependentRequired", "missing".to_owned())
            }
            Check::Ref(_) | Check::DynamicRef(..) => ("$ref", "does not conform".to_owned()),
            Check::AllOf(_) => ("allOf", "does not conform".to_owned()),
            Check::If(..) => ("if", "does not conform".to_owned()),
        }
    }
}
