//! Another reader of the same YAML agrees.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::read;

/// What `serde_saphyr` reads, with the core schema's truths and zeros.
fn oracle(text: &str) -> Option<Value> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).ok()
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[ -~\n]{0,12}".prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[ -~\n]{0,8}", inner, 0..6)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

/// Pieces that YAML means something by, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "<<",
        ": ",
        ":",
        ",",
        " ",
        "\n",
        "\n  ",
        "\n- ",
        "- ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        "&x ",
        "*x",
        "!!str ",
        "!!int ",
        "!!null ",
        "!t ",
        "! ",
        "'",
        "\"",
        "|\n  ",
        ">-\n ",
        "#",
        " #",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "\\u00e9",
        "\t",
        "~",
        "null",
        "true",
        "1",
        "0x1f",
        "01",
        ".5",
        ".inf",
        "1e9",
        "\u{e9}",
        "\u{2028}",
        "\r\n",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_was_written_reads_back(value in value()) {
        let text = serde_saphyr::to_string(&value).unwrap();
        prop_assert_eq!(read(&text).ok(), oracle(&text), "{}", text);
        prop_assert_eq!(read(&text).ok(), Some(value), "{}", text);
    }

    #[test]
    fn plain_scalars_resolve_alike(text in "[-+]?[-+0-9a-fxob_.eEinfINFA]{1,8}") {
        let text = format!("{{a: {text}}}");
        prop_assert_eq!(read(&text).ok(), oracle(&text), "{}", text);
    }

    #[test]
    fn any_text_reads_alike(text in soup()) {
        let (ours, theirs) = (read(&text).ok(), oracle(&text));
        // `1` and `'1'` are one key in JSON and two in YAML.
        if ours.is_some() || !text.contains(['\'', '"', '!', '|', '>']) {
            prop_assert_eq!(&ours, &theirs, "{:?}", text);
        }
    }

    #[test]
    fn no_text_is_a_trap(text in any::<String>()) {
        prop_assert!(read(&text).is_ok() || read(&text).is_err());
    }
}

#[test]
fn the_oracle_is_awake() {
    assert_eq!(
        oracle("{a: [on, 012, 0x10]}"),
        Some(json!({ "a": ["on", "012", 16] }))
    );
}
