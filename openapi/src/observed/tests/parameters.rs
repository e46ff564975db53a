//! Tests of styles, header parameters and security requirements.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Method, Observation, document, exchange};
use crate::http::Header;
use crate::observation::{credentials, header_parameters};

fn parameters(targets: &[&str]) -> Value {
    let all = targets.iter().map(|it| exchange(Method::Get, it, 200));
    document(all)["paths"]["/a"]["get"]["parameters"].clone()
}

#[track_caller]
fn check_style(targets: &[&str], style: Value, explode: Value, schema: Value) {
    let parameter = parameters(targets)[0].clone();
    assert_eq!(
        (
            &parameter["style"],
            &parameter["explode"],
            &parameter["schema"]
        ),
        (&style, &explode, &schema)
    );
}

#[test]
fn a_style_is_read_off_the_values() {
    let integers = json!({ "type": "array", "items": { "type": "integer" } });
    let words = json!({ "type": "array", "items": { "type": "string" } });
    check_style(
        &["/a?x=1,2,3", "/a?x=4"],
        json!("form"),
        json!(false),
        integers.clone(),
    );
    check_style(&["/a?x=red,green"], json!("form"), json!(false), words);
    check_style(
        &["/a?x=1%7C2"],
        json!("pipeDelimited"),
        json!(false),
        integers.clone(),
    );
    check_style(
        &["/a?x=1+2"],
        json!("spaceDelimited"),
        json!(false),
        integers.clone(),
    );
    check_style(&["/a?x=1&x=2"], json!(null), json!(null), integers);
    let text = json!({ "type": "string" });
    check_style(
        &["/a?x=hello+world"],
        json!(null),
        json!(null),
        text.clone(),
    );
    check_style(
        &["/a?x=Hello,+world"],
        json!(null),
        json!(null),
        text.clone(),
    );
    check_style(
        &["/a?x=1,2", "/a?x=3", "/a?x=4"],
        json!(null),
        json!(null),
        text,
    );
}

#[test]
fn brackets_are_one_object_unless_its_name_is_used_by_itself() {
    let schema = json!({
        "type": "object",
        "properties": { "from": { "type": "integer" }, "to": { "type": "integer" } },
    });
    check_style(
        &["/a?range%5Bfrom%5D=1&range%5Bto%5D=2"],
        json!("deepObject"),
        json!(true),
        schema,
    );
    let names: Vec<Value> = parameters(&["/a?range%5Bfrom%5D=1&range=2"])
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| parameter["name"].clone())
        .collect();
    assert_eq!(names, ["range", "range[from]"]);
}

/// So many exchanges with these header fields.
fn with(fields: &[(&str, &str)], times: usize) -> Vec<Observation> {
    let headers: Vec<Header<'_>> = fields
        .iter()
        .map(|(name, value)| Header {
            name: name.as_bytes(),
            value: value.as_bytes(),
        })
        .collect();
    let one = Observation {
        headers: header_parameters(&headers, None),
        credentials: credentials(&headers, ""),
        ..exchange(Method::Get, "/a", 200)
    };
    vec![one; times]
}

#[test]
fn header_fields_that_nobody_else_sends_are_parameters() {
    let fields = [
        ("user-agent", "x"),
        ("x-request-id", "x"),
        ("accept", "x"),
        ("x-tenant", "7"),
        ("authorization", "Bearer x"),
    ];
    let operation = document(with(&fields, 20))["paths"]["/a"]["get"].clone();
    assert_eq!(
        operation["parameters"],
        json!([{ "name": "x-tenant", "in": "header", "required": true,
            "schema": { "type": "integer" }, "x-presence": "20/20" }])
    );
    let few = document(with(&fields, 19))["paths"]["/a"]["get"].clone();
    assert_eq!(few["parameters"], json!(null));
}

#[track_caller]
fn check_security(observations: Vec<Observation>, security: Value, schemes: Value) {
    let document = document(observations);
    assert_eq!(document["paths"]["/a"]["get"]["security"], security);
    assert_eq!(document["components"]["securitySchemes"], schemes);
}

#[test]
fn credentials_that_all_successes_carry_are_asked_for() {
    let bearer = [("authorization", "Bearer abc")];
    let bearer_scheme = json!({ "type": "http", "scheme": "bearer" });
    check_security(with(&bearer, 19), json!(null), json!(null));
    check_security(
        with(&bearer, 20),
        json!([{ "bearerAuth": [] }]),
        json!({ "bearerAuth": bearer_scheme }),
    );
    check_security(
        with(
            &[("authorization", "bearer eyJh.eyJz.x"), ("x-api-key", "k")],
            20,
        ),
        json!([{ "bearerAuth": [], "headerXApiKey": [] }]),
        json!({
            "bearerAuth": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            "headerXApiKey": { "type": "apiKey", "in": "header", "name": "x-api-key" },
        }),
    );
    check_security(
        [with(&bearer, 20), with(&[], 20)].concat(),
        json!([{ "bearerAuth": [] }, {}]),
        json!({ "bearerAuth": bearer_scheme }),
    );
    check_security(
        [with(&bearer, 1), with(&[], 40)].concat(),
        json!(null),
        json!(null),
    );
}
