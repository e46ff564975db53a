//! Reference Objects (OAS 3.1 §4.8.23): followed inside the document only. Nothing is
//! ever fetched; `$ref` inside schemas belongs to the schema compiler.

use serde_json::Value;

use crate::limits::REFERENCE_DEPTH_MAX;

/// Why a `$ref` leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReferenceError {
    #[error("expected a $ref that begins with \"#/\": nothing is fetched")]
    Remote,
    #[error("$ref points at nothing")]
    Dangling,
    #[error("$ref leads in a circle or too far")]
    Circular,
}

/// What `object` stands for and where that is: itself, or the end of its chain of `$ref`.
pub(crate) fn resolve<'d>(
    document: &'d Value,
    object: &'d Value,
    pointer: &str,
) -> Result<(&'d Value, String), ReferenceError> {
    let mut object = object;
    let mut pointer = pointer.to_owned();
    for _ in 0..REFERENCE_DEPTH_MAX {
        let Some(reference) = object.get("$ref").and_then(Value::as_str) else {
            return Ok((object, pointer));
        };
        let fragment = reference.strip_prefix('#').ok_or(ReferenceError::Remote)?;
        let target = percent_encoding::percent_decode_str(fragment)
            .decode_utf8()
            .map_err(|_| ReferenceError::Dangling)?;
        object = document.pointer(&target).ok_or(ReferenceError::Dangling)?;
        pointer = target.into_owned();
    }
    Err(ReferenceError::Circular)
}
