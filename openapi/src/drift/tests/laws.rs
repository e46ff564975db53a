//! The laws of patches, tried on documents and traffic that nobody thought of.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{check_patches, document, exchange, observed};
use crate::document::visit_schemas;
use crate::http::Method;
use crate::limits::UNSEEN_DAYS_MIN;

const COMPONENTS: [&str; 3] = ["A", "B", "C"];

/// Schemas of every form that is looked at, and some that are not.
fn schema() -> impl Strategy<Value = Value> {
    let kinds = prop::sample::subsequence(
        vec![
            "string", "integer", "number", "boolean", "null", "array", "object",
        ],
        1..4,
    );
    let leaf = prop_oneof![
        kinds.prop_map(|kinds| json!({ "type": kinds })),
        prop::sample::select(COMPONENTS.to_vec())
            .prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })),
        Just(json!({ "enum": ["a", 1] })),
        Just(json!({ "type": "string", "const": "a" })),
        Just(json!({})),
        any::<bool>().prop_map(Value::Bool),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let properties = prop::collection::btree_map("[a-c]", inner.clone(), 0..3);
        let required = prop::collection::btree_set("[a-c]", 0..3);
        let others = prop_oneof![
            4 => Just(None),
            1 => Just(Some(json!(false))),
            1 => Just(Some(json!(true))),
            1 => inner.clone().prop_map(Some),
        ];
        let object = (properties, required, others).prop_map(|(properties, required, others)| {
            let mut object =
                json!({ "type": "object", "properties": properties, "required": required });
            if let Some(others) = others {
                object["additionalProperties"] = others;
            }
            object
        });
        let choice = (
            prop::sample::select(vec!["allOf", "anyOf", "oneOf"]),
            prop::collection::vec(inner.clone(), 1..3),
        );
        prop_oneof![
            object,
            inner.prop_map(|items| json!({ "type": "array", "items": items })),
            choice.prop_map(|(choice, branches)| json!({ choice: branches })),
        ]
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (0..9_u8).prop_map(Value::from),
        Just(json!(0.5)),
        "[a-c]".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-d]", inner, 0..3).prop_map(|it| json!(it)),
        ]
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let media_type = prop::sample::select(vec!["application/json", "application/*", "text/plain"]);
    let body = (any::<bool>(), media_type, schema()).prop_map(|(required, media_type, schema)| {
        json!({ "required": required, "content": { media_type: { "schema": schema } } })
    });
    let status = prop::sample::select(vec!["200", "2XX", "404", "default"]);
    let parameter = ("[p-r]", any::<bool>(), schema()).prop_map(|(name, required, schema)| {
        json!({ "name": name, "in": "query", "required": required, "schema": schema })
    });
    let answer = schema().prop_map(|schema| {
        json!({ "description": "", "content": { "application/json": { "schema": schema } } })
    });
    (
        prop::option::of(body),
        prop::collection::btree_map(status, answer, 0..3),
        prop::option::of(parameter),
    )
        .prop_map(|(body, responses, parameter)| {
            let mut operation = json!({ "responses": responses });
            if let Some(body) = body {
                operation["requestBody"] = body;
            }
            if let Some(parameter) = parameter {
                operation["parameters"] = json!([parameter]);
            }
            operation
        })
}

fn declared() -> impl Strategy<Value = Value> {
    let path = prop::sample::select(vec!["/a", "/b", "/b/{id}"]);
    let method = prop::sample::select(vec!["get", "post"]);
    let item = prop::collection::btree_map(method, operation(), 1..3);
    let components = prop::collection::vec(schema(), COMPONENTS.len());
    (prop::collection::btree_map(path, item, 0..3), components).prop_map(|(paths, schemas)| {
        let schemas: serde_json::Map<String, Value> = COMPONENTS
            .iter()
            .map(|name| (*name).to_owned())
            .zip(schemas)
            .collect();
        document(json!(paths), schemas.into())
    })
}

fn traffic() -> impl Strategy<Value = Value> {
    let target = prop::sample::select(vec!["/a", "/a?p=1", "/a?q=x&q=y", "/b?r=", "/b/7", "/c"]);
    let method = prop::sample::select(vec![Method::Get, Method::Post]);
    let status = prop::sample::select(vec![200_u16, 201, 404]);
    let one = (
        method,
        target,
        prop::option::of(value()),
        status,
        prop::option::of(value()),
        prop::sample::select(vec![1_usize, 3, 400]),
    );
    let enumerations = prop::option::of(prop::sample::select(vec!["a", "z"]));
    (prop::collection::vec(one, 0..6), enumerations).prop_map(|(exchanges, value)| {
        let mut observed = observed(exchanges.into_iter().flat_map(
            |(method, target, request, status, response, times)| {
                let one = exchange(method, target, request.as_ref(), status, response.as_ref());
                vec![one; times]
            },
        ));
        if let Some(value) = value {
            visit_schemas(&mut observed, &mut |schema| {
                if schema.get("type").is_some_and(|it| it == "string") {
                    schema.insert("enum".to_owned(), json!([value]));
                }
            });
        }
        observed
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_patch_takes_in_its_own_difference_and_all_of_them_leave_none(
        declared in declared(), seen in traffic(),
    ) {
        check_patches(&declared, &seen, UNSEEN_DAYS_MIN);
    }

    #[test]
    fn a_document_that_was_learnt_differs_in_nothing_from_itself(seen in traffic()) {
        let found = super::compare(&seen, &seen, UNSEEN_DAYS_MIN);
        prop_assert_eq!(found.drifts, vec![]);
    }
}
