//! Documents of schemas: every keyword of 2020-12, references of every kind. None refers to
//! itself without going down in the instance, for such a schema means nothing.

use serde_json::{Map, Value, json};

use super::choices::Choices;

mod keyword;
mod reference;

/// The URI the document goes by.
pub(super) const URI: &str = "https://example.com/document";

/// Levels of a schema.
const DEPTH: usize = 3;
/// Keywords of one schema.
const KEYWORDS_MAX: usize = 4;
/// Definitions `d0` to `d2` are plain and have the anchors `a0` to `a2`.
const PLAIN: usize = 3;
/// `d3` is a resource of its own.
const RESOURCE: usize = 3;
/// `d4` is what the root's dynamic anchor stands at.
const NODE: usize = 4;

/// What may be referred to from where a schema stands.
#[derive(Clone, Copy)]
struct Place {
    /// What may be referred to, from here on: 0 is the document itself, others are the
    /// definitions, one more than in their names. Below a value that is anything.
    first: usize,
    /// In the resource of its own, where `#` is another schema.
    is_inner: bool,
    depth: usize,
}

type Keywords = Map<String, Value>;

/// A document: a schema and its definitions.
pub(super) fn document(choices: &mut Choices<'_>) -> Value {
    let place = |first, depth| Place {
        first,
        is_inner: first == RESOURCE + 2,
        depth,
    };
    let mut root = keywords(choices, place(1, DEPTH));
    let mut definitions = Keywords::new();
    for at in 0..=NODE {
        let mut definition = keywords(choices, place(at + 2, DEPTH - 1));
        match at {
            RESOURCE => {
                let mut leaf = keywords(choices, place(at + 2, 0));
                leaf.remove("$ref");
                leaf.remove("$dynamicRef");
                leaf.insert("$dynamicAnchor".to_owned(), json!("node"));
                definition.insert("$id".to_owned(), json!("inner.json"));
                definition.insert("$defs".to_owned(), json!({ "leaf": leaf }));
            }
            NODE => {
                definition.insert("$dynamicAnchor".to_owned(), json!("node"));
            }
            _ => {
                definition.insert("$anchor".to_owned(), json!(format!("a{at}")));
            }
        }
        definitions.insert(format!("d{at}"), Value::Object(definition));
    }
    root.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(root)
}

fn schema(choices: &mut Choices<'_>, place: Place) -> Value {
    match choices.below(16) {
        0 => Value::Bool(true),
        1 => Value::Bool(false),
        _ => Value::Object(keywords(choices, place)),
    }
}

fn keywords(choices: &mut Choices<'_>, place: Place) -> Keywords {
    let mut out = Keywords::new();
    let theme = if place.depth == 0 {
        keyword::WITHOUT_SCHEMAS
    } else {
        choices.pick(&keyword::THEMES)
    };
    for _ in 0..choices.below(KEYWORDS_MAX + 1) {
        match choices.pick(theme) {
            "$ref" => reference::insert(&mut out, choices, place),
            "if" => {
                for keyword in ["if", "then", "else"] {
                    // Two of the three say nothing alone, and must do so.
                    if !choices.is_one_of_256(48) {
                        out.insert(keyword.to_owned(), schema(choices, place.deeper()));
                    }
                }
            }
            keyword => {
                let value = keyword::value(keyword, choices, place);
                out.insert(keyword.to_owned(), value);
            }
        }
    }
    out
}

impl Place {
    fn deeper(self) -> Self {
        Self {
            depth: self.depth.saturating_sub(1),
            ..self
        }
    }

    fn below_a_value(self) -> Self {
        Self {
            first: 0,
            ..self.deeper()
        }
    }
}
