//! What a serializer of our own writes, by the rules of RFC 6570 and of each style, is read
//! back as what it was; and nothing that anybody sends traps.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a JSON value has no more variants"
)]

use proptest::prelude::*;

use super::{Contract, Value, compile, json, judged};

/// Every defined cell of the tables: place, style, explode.
const CELLS: [(&str, &str, bool); 19] = [
    ("path", "simple", false),
    ("path", "simple", true),
    ("path", "label", false),
    ("path", "label", true),
    ("path", "matrix", false),
    ("path", "matrix", true),
    ("query", "form", false),
    ("query", "form", true),
    ("query", "spaceDelimited", false),
    ("query", "pipeDelimited", false),
    ("query", "deepObject", true),
    ("header", "simple", false),
    ("header", "simple", true),
    ("cookie", "form", false),
    ("cookie", "form", true),
    ("cookie", "cookie", false),
    ("cookie", "cookie", true),
    ("form", "form", true),
    ("form", "form", false),
];

/// Unreserved characters stand as they are, but the dot, which separates in a label.
fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `value` as `color`, in a style.
fn write((place, style, explode): (&str, &str, bool), value: &Value) -> String {
    let is_plain = place == "header" || style == "cookie";
    let one = |value: &Value| {
        let text = text(value);
        if is_plain { text } else { encode(&text) }
    };
    let name = |name: &str| {
        if is_plain {
            name.to_owned()
        } else {
            encode(name)
        }
    };
    let between = match (style, explode) {
        ("spaceDelimited", _) => "%20",
        ("pipeDelimited", _) => "%7C",
        ("label", true) => ".",
        ("matrix", true) => ";",
        ("form", true) if place == "cookie" => "; ",
        ("cookie", true) => "; ",
        ("form", true) => "&",
        _ => ",",
    };
    let is_named = matches!(
        style,
        "matrix" | "form" | "cookie" | "spaceDelimited" | "pipeDelimited"
    );
    let prefix = match style {
        "label" => ".",
        "matrix" => ";",
        _ => "",
    };
    let body = match value {
        Value::Array(items) if is_named && explode => items
            .iter()
            .map(|item| format!("color={}", one(item)))
            .collect::<Vec<_>>()
            .join(between),
        Value::Array(items) => items.iter().map(one).collect::<Vec<_>>().join(between),
        Value::Object(members) if style == "deepObject" => members
            .iter()
            .map(|(key, value)| format!("color%5B{}%5D={}", name(key), one(value)))
            .collect::<Vec<_>>()
            .join("&"),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let between = if explode { "=" } else { between };
                [name(key), one(value)].join(between)
            })
            .collect::<Vec<_>>()
            .join(between),
        scalar => one(scalar),
    };
    let stands_alone = explode && (value.is_array() || value.is_object()) || style == "deepObject";
    if is_named && !stands_alone {
        format!("{prefix}color={body}")
    } else {
        format!("{prefix}{body}")
    }
}

/// A contract whose parameter, or property of a form, must be just this value.
fn contract((place, style, explode): (&str, &str, bool), value: &Value) -> Contract {
    let types = |value: &Value| match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        _ => "number",
    };
    let mut schema = match value {
        Value::Array(items) => json!({
            "type": "array",
            "prefixItems": items.iter().map(|item| json!({ "type": types(item) })).collect::<Vec<_>>(),
        }),
        Value::Object(members) => {
            let properties: serde_json::Map<_, _> = members
                .iter()
                .map(|(name, value)| (name.clone(), json!({ "type": types(value) })))
                .collect();
            json!({ "type": "object", "properties": properties })
        }
        scalar => json!({ "type": types(scalar) }),
    };
    schema["const"] = value.clone();
    let parameter = json!({
        "name": "color", "in": place, "style": style, "explode": explode, "schema": schema,
        "required": true,
    });
    let (contract, problems) = compile(json!({
        "openapi": "3.2.0",
        "paths": { "/x/{color}": { "get": { "parameters": [parameter] } } },
    }));
    assert_eq!(problems, Vec::<String>::new(), "{value}");
    contract
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        "[ -~]{1,8}".prop_map(Value::from),
        "\\PC{1,8}".prop_map(Value::from),
    ]
}

/// Members that no place, and no other parameter, has a meaning of its own for.
fn members() -> impl Strategy<Value = Value> {
    let members = prop::collection::btree_map("[a-z]{1,3}[ü;,.|& ]?", scalar(), 1..5);
    members.prop_map(|members| {
        members
            .into_iter()
            .collect::<serde_json::Map<_, _>>()
            .into()
    })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        scalar(),
        prop::collection::vec(scalar(), 1..5).prop_map(Value::from),
        members(),
    ]
}

/// Whether a style has a way to write the value: headers and cookies that do not encode
/// cannot hold what separates, and a path no slash, nor a dot alone.
fn can_write((place, style, _): (&str, &str, bool), value: &Value) -> bool {
    let is_plain = place == "header" || style == "cookie";
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| [name.clone(), text(value)])
            .collect(),
        scalar => vec![text(scalar)],
    };
    let all = texts.concat();
    let shape = match style {
        // Encoded or not, what separates is not data in these.
        "spaceDelimited" => (value.is_array() || value.is_object()) && !all.contains(' '),
        "pipeDelimited" => (value.is_array() || value.is_object()) && !all.contains('|'),
        "deepObject" => value.is_object(),
        _ => true,
    };
    let is_segment = !all.contains(['/', '\\', '\0']) && all != "." && all != "..";
    let has_separators = all.contains([',', ';', '=']) || texts.iter().any(|it| it.trim() != it);
    shape && (place != "path" || is_segment) && !(is_plain && (has_separators || !all.is_ascii()))
}

fn found(cell: (&str, &str, bool), contract: &Contract, text: &str) -> Vec<String> {
    match cell.0 {
        "path" => judged(contract, &format!("/x/{text}"), "", &[]),
        "query" => judged(contract, "/x/y", text, &[]),
        "header" => judged(contract, "/x/y", "", &[("color", text)]),
        _ => judged(contract, "/x/y", "", &[("cookie", text)]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_written_is_read_back(value in value()) {
        for cell in CELLS {
            if cell.0 == "form" || !can_write(cell, &value) {
                continue;
            }
            let text = write(cell, &value);
            let contract = contract(cell, &value);
            prop_assert_eq!(found(cell, &contract, &text), Vec::<String>::new(), "{:?} {} {}", cell, text, value);
        }
    }

    #[test]
    fn a_form_is_read_back(members in members(), explode: bool) {
        use super::super::check_body;
        let cell = ("form", "form", true);
        let text = write(cell, &members);
        let properties: serde_json::Map<_, _> = members
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), json!({ "const": value })))
            .collect();
        let encoding: serde_json::Map<_, _> = properties
            .keys()
            .map(|name| (name.clone(), json!({ "explode": explode })))
            .collect();
        let schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        let body = json!({ "content": { "application/x-www-form-urlencoded": { "schema": schema, "encoding": encoding } } });
        check_body(body, Some("application/x-www-form-urlencoded"), &text, &[]);
    }

    #[test]
    fn nothing_that_is_sent_traps(
        value in value(),
        noise in "[a-z%&=;,.|+\\[\\]0-9]{0,40}",
        place in any::<prop::sample::Index>(),
    ) {
        for cell in CELLS {
            if cell.0 == "form" || !can_write(cell, &value) {
                continue;
            }
            let contract = contract(cell, &value);
            let mut text = write(cell, &value);
            let mut at = place.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, &noise);
            let path = format!("/x/{text}");
            if cell.0 != "path" || matches!(contract.route(b"GET", &path), super::super::Route::Matched(_)) {
                found(cell, &contract, &text);
            }
        }
    }
}
