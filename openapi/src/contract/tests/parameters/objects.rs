//! Objects and arrays beyond the specification's examples: whose names are whose, and what
//! everybody does with `deepObject`.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Value, given, json};

#[track_caller]
fn check(parameters: Value, rows: &[(&str, &[&str])]) {
    for (query, expected) in rows {
        assert_eq!(given(&parameters, "query", query), *expected, "{query}");
    }
}

fn spread(schema: Value) -> Value {
    json!([
        { "name": "filter", "in": "query", "schema": schema },
        { "name": "page", "in": "query", "schema": { "type": "integer" } },
        { "name": "sort", "in": "query", "style": "deepObject", "schema": { "type": "object" } },
    ])
}

#[test]
fn an_exploded_object_takes_its_own_names_alone() {
    let schema = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "maxProperties": 1 });
    check(
        spread(schema),
        &[
            ("n=1&page=2&other=x", &[]),
            ("n=a", &[r#"query "/filter/n": expected integer (type)"#]),
            ("filter=x", &[]),
        ],
    );
}

#[test]
fn an_exploded_object_with_additional_properties_takes_what_nobody_declares() {
    let schema = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    check(
        spread(schema),
        &[
            ("a=1&b=2&page=3&sort[x]=y", &[]),
            ("a=x", &[r#"query "/filter/*": expected integer (type)"#]),
            (
                "a=1&a=2",
                &[r#"query "/filter/*": given more than once (style)"#],
            ),
        ],
    );
    let closed =
        json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": false });
    check(
        spread(closed),
        &[
            ("a=1&page=3&sort[x]=y", &[]),
            (
                "b=1",
                &[r#"query "/filter": a member that is not declared (additionalProperties)"#],
            ),
        ],
    );
}

#[test]
fn an_exploded_object_may_hold_arrays() {
    let tags = json!({ "type": "array", "items": { "type": "integer" } });
    let schema =
        json!({ "type": "object", "properties": { "tags": tags, "n": { "type": "integer" } } });
    check(
        spread(schema),
        &[
            ("tags=1&n=2&tags=3", &[]),
            (
                "tags=1&tags=b",
                &[r#"query "/filter/tags/1": expected integer (type)"#],
            ),
        ],
    );
}

#[test]
fn nothing_is_how_an_empty_object_is_written() {
    let parameter =
        |schema: Value| json!([{ "name": "f", "in": "query", "required": true, "schema": schema }]);
    let open = json!({ "type": "object", "properties": { "a": { "type": "integer" } } });
    check(parameter(open), &[("", &[]), ("a=1", &[])]);
    let closed = json!({ "type": "object", "properties": { "a": {} }, "required": ["a"] });
    check(
        parameter(closed),
        &[("", &[r#"query "/f/a": missing (required)"#])],
    );
}

#[test]
fn a_deep_object_holds_arrays_and_objects() {
    let schema = json!({
        "type": "object",
        "properties": {
            "list": { "type": "array", "items": { "type": "integer" }, "maxItems": 3 },
            "objects": { "type": "array", "items": { "properties": { "n": { "type": "integer" } } } },
            "inner": { "type": "object", "properties": { "n": { "type": "integer" } } },
        },
        "additionalProperties": { "type": "integer" },
    });
    let parameters =
        json!([{ "name": "a", "in": "query", "style": "deepObject", "schema": schema }]);
    check(
        parameters,
        &[
            ("a[list]=1&a[list]=2", &[]),
            ("a[list][]=1&a[list][]=2", &[]),
            ("a[list][1]=1&a[list][0]=2", &[]),
            ("a[list]=1", &[]),
            (
                "a[list][]=1&a[list][]=b",
                &[r#"query "/a/list/1": expected integer (type)"#],
            ),
            (
                "a[list][1]=b&a[list][0]=1",
                &[r#"query "/a/list/1": expected integer (type)"#],
            ),
            (
                "a[list][10]=b&a[list][9]=1&a[list][]=1",
                &[r#"query "/a/list/1": expected integer (type)"#],
            ),
            (
                "a[list][x]=1",
                &[r#"query "/a/list": expected array (type)"#],
            ),
            (
                "a[list][0]=1&a[list][0]=1",
                &[r#"query "/a/list/*": given more than once (style)"#],
            ),
            ("a[objects][0][n]=1&a[objects][1][n]=2", &[]),
            (
                "a[objects][0][n]=1&a[objects][1][n]=b",
                &[r#"query "/a/objects/1/n": expected integer (type)"#],
            ),
            ("a[inner][n]=1", &[]),
            (
                "a[inner][n]=b",
                &[r#"query "/a/inner/n": expected integer (type)"#],
            ),
            (
                "a[inner]=b",
                &[r#"query "/a/inner": expected object (type)"#],
            ),
            ("a[secret]=b", &[r#"query "/a/*": expected integer (type)"#]),
            (
                "a[secret]=1&a[secret]=2",
                &[r#"query "/a/*": given more than once (style)"#],
            ),
        ],
    );
    let items = json!({ "type": "array", "items": { "type": "integer" }, "minItems": 2 });
    let parameters =
        json!([{ "name": "a", "in": "query", "style": "deepObject", "schema": items }]);
    check(
        parameters,
        &[
            ("a[]=1&a[]=2", &[]),
            ("a[0]=1&a[1]=2", &[]),
            ("a=1&a=2", &[]),
            ("a[]=1&a[]=b", &[r#"query "/a/1": expected integer (type)"#]),
        ],
    );
}

#[test]
fn a_deep_object_has_so_many_levels() {
    use crate::limits::DEEP_LEVELS_MAX;
    let parameters = json!([{ "name": "a", "in": "query", "style": "deepObject", "schema": { "type": "object" } }]);
    let query = |levels: usize| format!("a{}=1", "[x]".repeat(levels));
    assert_eq!(
        given(&parameters, "query", &query(DEEP_LEVELS_MAX)),
        [""; 0]
    );
    assert_eq!(
        given(&parameters, "query", &query(DEEP_LEVELS_MAX + 1)),
        [r#"query "/a": more levels than can be read (style)"#]
    );
}
