//! The schemas that speak of one value: a schema, what its `$ref` leads to, and its branches.
//! For learning how a value is to be read before it is judged.

use serde_json::Value;

use super::compiler::Compiler;
use crate::limits::PARAMETER_SCHEMAS_MAX;
use crate::pointer;

/// The schema and those it applies to the same value, each with its pointer, in the order of
/// the document.
pub(super) fn surface<'d>(
    cx: &Compiler<'d>,
    schema: &'d Value,
    pointer: &str,
) -> Vec<(&'d Value, String)> {
    let mut found: Vec<(&Value, String)> = Vec::new();
    let mut left = vec![(schema, pointer.to_owned())];
    while let Some((schema, pointer)) = left.pop() {
        if found.len() >= PARAMETER_SCHEMAS_MAX {
            break;
        }
        if found.iter().any(|(known, _)| std::ptr::eq(*known, schema)) {
            continue;
        }
        let mut branches = Vec::new();
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let at = pointer::join(&pointer, keyword);
            let list = schema.get(keyword).and_then(Value::as_array);
            for (index, branch) in list.into_iter().flatten().enumerate() {
                branches.push((branch, pointer::join(&at, &index.to_string())));
            }
        }
        for keyword in ["if", "then", "else"] {
            let branch = schema.get(keyword);
            branches.extend(branch.map(|branch| (branch, pointer::join(&pointer, keyword))));
        }
        left.extend(branches.into_iter().rev());
        if schema.get("$ref").is_some() {
            left.extend(cx.find(schema, &pointer));
        }
        found.push((schema, pointer));
    }
    found
}
