//! What was seen at each place where a schema says what a value may be: whether it is.

use super::alternatives::alternatives;
use super::kinds::Kinds;
use super::remedy::Remedy;
use super::survey::{Note, Survey, Typed};
use super::{DriftKind, Severity};

/// Kinds that a text may stand for.
const SCALARS: Kinds = Kinds::NULL
    .or(Kinds::BOOLEAN)
    .or(Kinds::INTEGER)
    .or(Kinds::FRACTION)
    .or(Kinds::STRING);

/// Notes every place at which kinds were seen that are not allowed there.
pub(super) fn judge(survey: &mut Survey<'_>) {
    for typed in survey.take_typed() {
        let Typed {
            at,
            declared,
            observed,
            messages,
            is_text,
            is_base,
        } = typed;
        let own = Kinds::of_place(survey.declared, declared);
        let allowed = if is_text { in_text(own) } else { own };
        let seen = observed
            .iter()
            .flat_map(|it| alternatives(survey.observed, it));
        let seen = seen.map(Kinds::seen).fold(Kinds::NONE, Kinds::or);
        let outside = seen.without(allowed);
        if outside.is_empty() {
            continue;
        }
        // A wider type takes the place of an enumeration of other types, too.
        let by_values = declared.as_object().map_or(Kinds::ALL, Kinds::by_values);
        if !outside.without(by_values).is_empty() {
            survey.forget(DriftKind::EnumOutside, &at);
        }
        let note = Note {
            severity: Severity::Error,
            remedy: Remedy::Type {
                at: at.clone(),
                is_base,
            },
            messages,
            presence: None,
            observed,
            outside,
        };
        survey.note(DriftKind::TypeOutside, at, note);
    }
}

/// What texts may look like of which a schema allows these kinds: a list has one item at
/// times, or several in one text, and any text is a string.
fn in_text(allowed: Kinds) -> Kinds {
    if allowed.meets(Kinds::OBJECT) {
        Kinds::ALL
    } else if allowed.meets(Kinds::STRING.or(Kinds::ARRAY)) {
        allowed.or(SCALARS)
    } else {
        allowed
    }
}
