//! Documents compiled with what a filter has no room for: Unicode's tables of properties, so
//! that a pattern such as `^\p{L}+$` is enforced by whoever gets the compiled contract.

use openapi::contract::{CompileProblem, Contract};
use openapi::document::Document;
use regex_syntax::hir::{Class, HirKind};

/// Compiles a document; what could not be is listed.
pub fn compile(document: &Document) -> (Contract, Vec<CompileProblem>) {
    Contract::compile_knowing(document, property)
}

/// The characters of a Unicode property (ECMA-262 §22.2.1.8): `L`, `Script=Greek`.
fn property(name: &str) -> Option<Vec<(char, char)>> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_=".contains(&byte);
    if !name.bytes().all(is_name) {
        return None;
    }
    let parsed = regex_syntax::parse(&format!(r"\p{{{name}}}")).ok()?;
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else {
        return None;
    };
    let ranges = class.ranges().iter();
    Some(ranges.map(|range| (range.start(), range.end())).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_that_name_properties_are_enforced_by_who_has_the_tables() {
        let schema = json!({ "type": "string", "pattern": r"^\p{Lu}[\p{Script=Greek}\d]+$" });
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "Names", "version": "1"},
            "paths": {"/names/{name}": {"get": {
                "parameters": [{"name": "name", "in": "path", "required": true, "schema": schema}],
                "responses": {}
            }}},
        });
        let document = Document::from_value(document).unwrap();
        let (_, problems) = compile(&document);
        assert_eq!(problems, []);
        let (_, problems) = Contract::compile(&document);
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn what_is_no_property_is_none() {
        for name in ["", "Nope", "L}|x{", "Script=Nope"] {
            assert_eq!(property(name), None, "{name}");
        }
        let digits = property("Nd").unwrap();
        assert!(digits.contains(&('0', '9')));
    }
}
