//! Tests of references: what they lead to is a component.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{downgraded, schema, told};

#[test]
fn what_stands_beside_a_reference_still_holds() {
    assert_eq!(
        schema(json!({ "$ref": "#/components/schemas/S", "description": "own", "minLength": 1 })),
        json!({ "allOf": [{ "$ref": "#/components/schemas/S" }], "description": "own", "minLength": 1 })
    );
    assert_eq!(
        schema(json!({ "allOf": [{ "type": "object" }], "$ref": "#/components/schemas/S" })),
        json!({ "allOf": [{ "$ref": "#/components/schemas/S" }, { "type": "object" }] })
    );
}

#[test]
fn definitions_become_components() {
    let document = downgraded(json!({
        "paths": { "/a": { "get": { "responses": { "200": { "description": "", "content": { "application/json": {
            "schema": {
                "$ref": "#/paths/~1a/get/responses/200/content/application~1json/schema/$defs/Pet",
                "$defs": {
                    "Pet": { "properties": { "tag": { "$ref": "#/$defs/Tag" } } },
                    "Tag": { "type": ["string", "null"] },
                },
            },
        } } } } } } },
        "components": { "schemas": { "Pet": { "type": "string" } } },
    }));
    let schema = &document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]
        ["schema"];
    assert_eq!(schema, &json!({ "$ref": "#/components/schemas/Pet_2" }));
    assert_eq!(
        document["components"]["schemas"],
        json!({
            "Pet": { "type": "string" },
            "Pet_2": { "properties": { "tag": { "$ref": "#/components/schemas/Tag" } } },
            "Tag": { "type": "string", "nullable": true },
        })
    );
    assert_eq!(told(&document), Vec::<&str>::new());
}

#[test]
fn a_place_within_a_schema_becomes_a_component() {
    let document = downgraded(json!({ "components": { "schemas": {
        "A": { "properties": { "b": { "prefixItems": [{ "contains": {} }] } } },
        "C": { "$ref": "#/components/schemas/A/properties/b/prefixItems/0" },
    } } }));
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["C"],
        json!({ "$ref": "#/components/schemas/A_b_prefixItems_0" })
    );
    assert_eq!(schemas["A_b_prefixItems_0"], json!({}));
    let at = "/components/schemas/A/properties/b/prefixItems";
    assert_eq!(
        told(&document),
        [at, &format!("{at}/0/contains")],
        "by the place where it was read"
    );
}

#[test]
fn anchors_and_resources_are_found_by_their_names() {
    let document = downgraded(json!({ "components": { "schemas": {
        "A": { "$anchor": "a", "type": "string" },
        "B": { "$ref": "#a" },
        "C": {
            "$id": "https://example.com/c", "properties": { "n": { "$ref": "#/$defs/N" } },
            "$defs": { "N": { "$dynamicAnchor": "node", "items": { "$dynamicRef": "#node" } } },
        },
        "D": { "$ref": "https://example.com/c#node" },
        "E": { "$ref": "https://example.com/elsewhere" },
    } } }));
    let schemas = &document["components"]["schemas"];
    let refers = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(schemas["B"], refers("A"));
    assert_eq!(schemas["C"]["properties"]["n"], refers("N"));
    assert_eq!(schemas["N"], json!({ "items": refers("N") }));
    assert_eq!(schemas["D"], refers("N"));
    assert_eq!(
        schemas["E"],
        json!({ "$ref": "https://example.com/elsewhere" })
    );
}

#[test]
fn what_depends_on_the_way_is_left_out() {
    let document = downgraded(json!({ "components": { "schemas": {
        "Tree": { "$id": "tree", "$dynamicAnchor": "node", "items": { "$dynamicRef": "#node" } },
        "Strict": { "$id": "strict", "$dynamicAnchor": "node", "$ref": "tree", "maxItems": 2 },
    } } }));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Tree"], json!({ "items": {} }));
    assert_eq!(
        schemas["Strict"],
        json!({ "allOf": [{ "$ref": "#/components/schemas/Tree" }], "maxItems": 2 })
    );
    assert_eq!(
        told(&document),
        ["/components/schemas/Tree/items/$dynamicRef"]
    );
}

#[test]
fn a_discriminator_follows_what_it_names() {
    let document = downgraded(json!({ "components": { "schemas": { "S": {
        "oneOf": [{ "$ref": "#/components/schemas/S/$defs/A" }],
        "discriminator": { "propertyName": "kind", "mapping": { "a": "#/components/schemas/S/$defs/A", "b": "B" } },
        "$defs": { "A": { "type": "object" } },
    } } } }));
    let mapping = &document["components"]["schemas"]["S"]["discriminator"]["mapping"];
    assert_eq!(mapping, &json!({ "a": "#/components/schemas/A", "b": "B" }));
}

#[test]
fn a_reference_in_a_circle_ends() {
    let document = downgraded(json!({
        "paths": { "/a": { "$ref": "#/components/pathItems/A" } },
        "components": {
            "pathItems": { "A": { "post": { "callbacks": { "again": { "{$url}": { "$ref": "#/components/pathItems/A" } } } } } },
            "schemas": { "S": { "$ref": "#/components/schemas/S" }, "T": { "$ref": "#/components/schemas/T/$defs/U", "$defs": { "U": { "$ref": "#/components/schemas/T" } } } },
        },
    }));
    assert_eq!(
        document["components"]["schemas"]["S"],
        json!({ "$ref": "#/components/schemas/S" })
    );
    assert!(document["paths"]["/a"]["post"].is_object());
    assert_eq!(document["components"].get("pathItems"), None::<&Value>);
}
