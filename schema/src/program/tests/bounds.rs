//! What is refused when a schema is compiled, and what stops a verdict.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::super::Exhausted;
use super::{accepts, compiled};
use crate::json::{JsonLimits, read};
use crate::limits::{
    JSON_DEPTH_MAX, JUDGE_DEPTH_MAX, REFERENCE_DEPTH_MAX, SCHEMA_COST_MAX, UNIQUE_PAIRS_MAX,
};

#[track_caller]
fn refused(schema: &Value, message: &str) {
    let (_, id, problems) = compiled(schema);
    assert_eq!(id, None);
    let messages: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages, [message]);
}

#[test]
fn a_schema_that_leads_back_to_itself_over_one_value_is_refused() {
    refused(
        &json!({ "allOf": [{ "$ref": "#" }] }),
        "refers to itself without end",
    );
    let tree = json!({ "anyOf": [{ "type": "null" }, { "items": { "$ref": "#" } }] });
    assert!(accepts(&tree, "[[null,[]]]"));
}

/// A chain of schemas, each a reference to the next.
fn chain(length: usize) -> Value {
    let mut schemas = serde_json::Map::new();
    for at in 1..length {
        schemas.insert(
            at.to_string(),
            json!({ "$ref": format!("#/$defs/{}", at + 1) }),
        );
    }
    schemas.insert(length.to_string(), json!({ "type": "null" }));
    json!({ "$defs": schemas, "$ref": "#/$defs/1" })
}

#[test]
fn references_in_a_row_end_at_their_limit() {
    assert!(accepts(&chain(REFERENCE_DEPTH_MAX - 1), "null"));
    refused(
        &chain(REFERENCE_DEPTH_MAX),
        &format!("more than {REFERENCE_DEPTH_MAX} schemas within one another for one value"),
    );
}

/// Each level tries the next one twice: the cost doubles.
fn doubling(levels: usize) -> Value {
    let mut schemas = serde_json::Map::new();
    for at in 0..levels {
        let next = json!({ "$ref": format!("#/$defs/{}", at + 1) });
        schemas.insert(at.to_string(), json!({ "anyOf": [next, next] }));
    }
    schemas.insert(levels.to_string(), json!({ "type": "string" }));
    json!({ "$defs": schemas, "$ref": "#/$defs/0" })
}

#[test]
fn branches_that_share_branches_double_until_they_are_refused() {
    assert!(accepts(&doubling(14), "\"x\""));
    refused(
        &doubling(15),
        &format!("more than {SCHEMA_COST_MAX} evaluations for one value"),
    );
}

#[test]
fn branches_that_double_with_each_level_of_the_data_exhaust_a_verdict() {
    let inner = json!({ "items": { "$ref": "#" } });
    let schema = json!({ "anyOf": [
        { "type": "null" }, inner.clone(), inner
    ] });
    let deep = |levels: usize| ["[".repeat(levels), "1".to_owned(), "]".repeat(levels)].concat();
    let (program, id, _) = compiled(&schema);
    let limits = JsonLimits {
        depth: JSON_DEPTH_MAX,
        ..JsonLimits::default()
    };
    let judge = |text: &str| {
        let json = read(text.as_bytes(), &limits).unwrap();
        program.accepts(id.unwrap(), json.root())
    };
    assert_eq!(judge(&deep(8)), Ok(true));
    let schema = json!({ "anyOf": [{ "type": "null" },
        { "type": "array", "items": { "$ref": "#" } }, { "type": "array", "items": { "$ref": "#" } }] });
    let (program, id, _) = compiled(&schema);
    let judge = |text: &str| {
        let json = read(text.as_bytes(), &limits).unwrap();
        let verdict = program.accepts(id.unwrap(), json.root());
        (
            verdict,
            program.explain(id.unwrap(), json.root(), 20).len() < 21,
        )
    };
    assert_eq!(judge(&deep(8)), (Ok(false), true));
    assert_eq!(judge(&deep(60)), (Err(Exhausted), true));
}

/// Lists within lists, with a chain of schemas for each level.
fn chained_lists(links: usize) -> Value {
    let mut schemas = serde_json::Map::new();
    for at in 1..links {
        let next = json!({ "$ref": format!("#/$defs/{}", at + 1) });
        schemas.insert(at.to_string(), json!({ "anyOf": [next] }));
    }
    let last = json!({ "type": "array", "items": { "$ref": "#/$defs/1" } });
    schemas.insert(links.to_string(), last);
    json!({ "$defs": schemas, "$ref": "#/$defs/1" })
}

#[test]
fn schemas_within_schemas_end_a_verdict_before_the_stack_ends() {
    // Each level of the data enters four schemas: a reference, a choice, a reference, the list.
    let links = 2;
    let levels = JUDGE_DEPTH_MAX as usize / 4;
    let deep = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    let limits = JsonLimits {
        depth: JSON_DEPTH_MAX,
        ..JsonLimits::default()
    };
    let judge = |links: usize, text: &str| {
        let (program, id, problems) = compiled(&chained_lists(links));
        assert_eq!(problems, []);
        let json = read(text.as_bytes(), &limits).unwrap();
        let verdict = program.accepts(id.unwrap(), json.root());
        program.explain(id.unwrap(), json.root(), 20);
        verdict
    };
    assert_eq!(judge(links, &deep(levels)), Ok(true));
    assert_eq!(judge(links, &deep(levels + 1)), Err(Exhausted));
    // The innermost is no list: every level has something to explain.
    let broken = |levels| deep(levels).replacen("[]", "[1]", 1);
    assert_eq!(judge(links, &broken(levels - 1)), Ok(false));
    assert_eq!(judge(links, &broken(levels)), Err(Exhausted));
    assert_eq!(judge(40, &broken(JSON_DEPTH_MAX)), Err(Exhausted));
}

#[test]
fn unique_items_are_told_by_value_on_both_sides_of_the_bound() {
    let schema = json!({ "uniqueItems": true });
    for length in [UNIQUE_PAIRS_MAX, UNIQUE_PAIRS_MAX + 1] {
        let items: Vec<String> = (0..length)
            .map(|at| format!("{{\"a\":{at},\"b\":[]}}"))
            .collect();
        let list = |last: &str| format!("[{},{last}]", items[1..].join(","));
        assert!(accepts(&schema, &list("{\"b\":[],\"a\":0}")), "{length}");
        assert!(!accepts(&schema, &list("{\"b\":[],\"a\":1.0}")), "{length}");
    }
}

#[test]
fn a_pattern_that_cannot_be_enforced_is_told_and_left_out() {
    let schema = json!({
        "patternProperties": { "(?=x)": { "type": "null" } },
        "additionalProperties": false,
        "minProperties": 1
    });
    let (program, id, problems) = compiled(&schema);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].pointer, "/patternProperties/(?=x)");
    let judge = |text: &str| {
        let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
        program.accepts(id.unwrap(), json.root()).unwrap()
    };
    assert!(judge("{\"anything\":1}"));
    assert!(!judge("{}"));
}

#[test]
fn a_pattern_too_large_for_a_table_exhausts_a_verdict_on_too_long_a_text() {
    let (program, id, problems) = compiled(&json!({ "pattern": "(a|b)*a(a|b){15}$" }));
    assert_eq!(problems, []);
    let judge = |length: usize| {
        let text = format!("\"{}\"", "a".repeat(length));
        let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
        program.accepts(id.unwrap(), json.root())
    };
    assert_eq!(judge(1_000), Ok(true));
    assert_eq!(judge(2_000_000), Err(Exhausted));
}
