//! What a broken keyword expected, in words: the contract's own limits and nothing of
//! the value that broke them.

use jsonschema::error::{TypeKind, ValidationErrorKind};

/// A clause without a subject: `above maximum 100`.
pub(super) fn of(kind: &ValidationErrorKind) -> String {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::Maximum { limit } => format!("above maximum {limit}"),
        Kind::Minimum { limit } => format!("below minimum {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("not below exclusive maximum {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("not above exclusive minimum {limit}"),
        Kind::MultipleOf { multiple_of } => format!("expected a multiple of {multiple_of}"),
        Kind::MaxLength { limit } => format!("longer than {limit} characters"),
        Kind::MinLength { limit } => format!("shorter than {limit} characters"),
        Kind::MaxItems { limit } => format!("more than {limit} items"),
        Kind::MinItems { limit } => format!("fewer than {limit} items"),
        Kind::AdditionalItems { limit } => format!("more than {limit} items"),
        Kind::MaxProperties { limit } => format!("more than {limit} members"),
        Kind::MinProperties { limit } => format!("fewer than {limit} members"),
        Kind::Type { kind } => format!("expected {}", types(kind)),
        Kind::Format { format } => format!("expected format {format}"),
        Kind::Required { .. } => "missing".to_owned(),
        Kind::Pattern { .. } => "does not match the pattern".to_owned(),
        Kind::Constant { .. } => "expected the one value of const".to_owned(),
        Kind::Enum { .. } => "expected one of the enumerated values".to_owned(),
        Kind::UniqueItems => "expected items that all differ".to_owned(),
        Kind::Contains => "expected an item that matches contains".to_owned(),
        Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } => {
            "a member that is not declared".to_owned()
        }
        Kind::UnevaluatedItems { .. } => "an item that is not declared".to_owned(),
        Kind::PropertyNames { .. } => "a member name that is not allowed".to_owned(),
        Kind::AnyOf { .. } => "matches none of anyOf".to_owned(),
        Kind::OneOfNotValid { .. } => "matches none of oneOf".to_owned(),
        Kind::OneOfMultipleValid { .. } => "matches more than one of oneOf".to_owned(),
        Kind::Not { .. } => "matches what not forbids".to_owned(),
        Kind::FalseSchema => "nothing is allowed here".to_owned(),
        Kind::ContentEncoding { .. } | Kind::ContentMediaType { .. } | Kind::FromUtf8 { .. } => {
            "expected encoded content".to_owned()
        }
        Kind::BacktrackLimitExceeded { .. }
        | Kind::RegexEngineFailure { .. }
        | Kind::Custom { .. }
        | Kind::Referencing(_) => "could not be checked".to_owned(),
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => {
            let names: Vec<String> = several.iter().map(|one| one.to_string()).collect();
            names.join(" or ")
        }
    }
}
