//! Tests of what a document may have wrong, and what then still holds.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Contract, Matched, compile, json_body, lines, matched};
use crate::contract::ProblemKind;
use crate::document::Document;
use crate::http::{Header, Method, RequestHead, ResponseHead};
use crate::limits::OPERATIONS_MAX;

fn head<'h>(method: &'h str, path: &'h str, headers: &'h [Header<'h>]) -> RequestHead<'h> {
    RequestHead {
        method: method.as_bytes(),
        authority: b"a",
        path: path.as_bytes(),
        headers,
    }
}

#[track_caller]
fn check(contract: &Contract, request: &RequestHead<'_>, expected: &[&str]) {
    let path = std::str::from_utf8(request.path).unwrap();
    let path = path.split('?').next().unwrap();
    let Matched {
        operation,
        path_values,
    } = matched(contract, std::str::from_utf8(request.method).unwrap(), path);
    let check = operation.check_request_head(request, &path_values, true);
    assert_eq!(lines(&check.verdict), expected);
}

#[test]
fn swagger_2_0_is_enforced() {
    let (contract, problems) = compile(json!({
        "swagger": "2.0",
        "consumes": ["application/json"], "produces": ["application/json"],
        "paths": { "/pets/{id}": { "get": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "type": "integer" },
                { "name": "tags", "in": "query", "type": "array", "items": { "type": "string", "maxLength": 2 } },
                { "name": "tabs", "in": "query", "type": "array", "items": { "type": "string" }, "collectionFormat": "tsv" },
            ],
            "responses": { "200": { "description": "a pet", "schema": { "$ref": "#/definitions/Pet" } } },
        } } },
        "definitions": { "Pet": { "type": "object" } },
    }));
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("/paths/~1pets~1{id}/get/parameters/2: "));
    assert!(problems[1].starts_with("/swagger: "));
    check(&contract, &head("GET", "/pets/1?tags=a,bb", &[]), &[]);
    check(
        &contract,
        &head("GET", "/pets/1?tags=a,bbb", &[]),
        &[r#"query "/tags/1": longer than 2 characters (maxLength)"#],
    );
    check(
        &contract,
        &head("GET", "/pets/x", &[]),
        &[r#"path "/id": expected integer (type)"#],
    );
}

#[test]
fn repairs_are_told_apart_and_after_what_is_not_enforced() {
    let document = json!({ "openapi": "3.1.0", "paths": {
        "/v2/models/${MODEL_NAME}/infer": { "post": { "requestBody": json_body(json!({ "$ref": "#/components/schemas/Gone" })) } },
    } });
    let (contract, problems) = Contract::compile(&Document::from_value(document).unwrap());
    let found: Vec<_> = problems
        .iter()
        .map(|it| (it.kind, it.pointer.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                ProblemKind::NotEnforced,
                "/paths/~1v2~1models~1{MODEL_NAME}~1infer/post/requestBody/content/application~1json/schema/$ref"
            ),
            (
                ProblemKind::Repaired,
                "/paths/~1v2~1models~1${MODEL_NAME}~1infer"
            ),
        ]
    );
    assert_eq!(
        matched(&contract, "POST", "/v2/models/iris/infer").path_values,
        ["iris"]
    );
}

#[test]
fn a_reference_that_leads_nowhere_costs_its_part_alone() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": {
            "/a": { "get": {
                "parameters": [
                    { "$ref": "#/components/parameters/Gone" },
                    { "$ref": "other.yaml#/parameters/Far" },
                    { "name": "n", "in": "query", "schema": { "type": "integer" } },
                ],
                "requestBody": { "$ref": "#/components/requestBodies/Gone" },
                "responses": { "200": { "$ref": "#/components/responses/Gone" }, "404": { "description": "no" } },
            } },
            "/b": { "$ref": "#/components/pathItems/Gone" },
        },
    }));
    assert_eq!(
        problems,
        [
            "/paths/~1a/get/parameters/0: $ref points at nothing",
            "/paths/~1a/get/parameters/1: expected a $ref that begins with \"#/\": nothing is fetched",
            "/paths/~1a/get/requestBody: $ref points at nothing",
            "/paths/~1a/get/responses/200: $ref points at nothing",
            "/paths/~1b: $ref points at nothing",
        ]
    );
    check(
        &contract,
        &head("GET", "/a?n=x", &[]),
        &[r#"query "/n": expected integer (type)"#],
    );
    let operation = matched(&contract, "GET", "/a").operation;
    let verdict = |status: u16| {
        let head = ResponseHead {
            status,
            headers: &[],
        };
        lines(&operation.check_response_head(&head, false).verdict)
    };
    assert_eq!(verdict(200), Vec::<String>::new());
    check(&contract, &head("DELETE", "/b", &[]), &[]);
    assert_eq!(
        verdict(500),
        [r#"status "": status 500 is not declared (responses)"#]
    );
}

#[test]
fn paths_nobody_can_read_end_at_the_limit_of_operations() {
    let gone = json!({ "$ref": "#/components/pathItems/Gone" });
    let paths: serde_json::Map<_, _> = (0..OPERATIONS_MAX / 4)
        .map(|number| (format!("/{number}"), gone.clone()))
        .collect();
    let (contract, _) = compile(json!({ "openapi": "3.1.0", "paths": paths }));
    assert_eq!(contract.operations().len(), OPERATIONS_MAX);
    assert!(Contract::from_bytes(&contract.to_bytes()).is_ok());
}

#[test]
fn parts_that_are_wrong_leave_the_rest() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": {
            "/search?q={q}": { "get": {} },
            "/x#y": { "get": {} },
            "/{a}{b}": { "get": {} },
            "/well": {
                "parameters": [{ "name": "n", "in": "query", "schema": { "type": "string" } }],
                "get": {
                    "parameters": [{ "name": "n", "in": "query", "schema": { "type": "integer", "example": "x", "examples": 1 } }],
                    "responses": { "2xx": {}, "200": {}, "OK": {} },
                },
            },
        },
    }));
    assert_eq!(
        problems,
        [
            "/paths/~1search?q={q}: expected a path without query and fragment",
            "/paths/~1x#y: expected a path without query and fragment",
            "/paths/~1{a}{b}: expected a literal between two expressions of one segment",
            "/paths/~1well/get/responses/OK: expected a status code, a range such as 4XX, or default",
        ]
    );
    check(
        &contract,
        &head("GET", "/well?n=x", &[]),
        &[r#"query "/n": expected integer (type)"#],
    );
}

#[test]
fn status_codes_without_quotes_are_read() {
    let text = "openapi: 3.0.3\npaths: { /a: { get: { responses: { 200: { description: ok }, default: { description: no } } } } }";
    let (contract, problems) = Contract::compile(&Document::parse(text).unwrap());
    assert_eq!(problems, []);
    assert_eq!(contract.operations().len(), 1);
}

#[test]
fn servers_below_the_documents_own_are_part_of_the_path() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "servers": [{ "url": "https://a.example/v1" }],
        "paths": {
            "/plain": { "get": {} },
            "/files": {
                "servers": [{ "url": "https://files.example/v1/beta" }],
                "get": {},
                "put": { "servers": [{ "url": "/v1/{stage}/", "variables": { "stage": { "default": "alpha" } } }] },
                "post": { "servers": [{ "url": "https://files.example/v1x" }] },
            },
        },
    }));
    assert_eq!(
        problems,
        ["/paths/~1files/post/servers: expected a path below that of the document's first server"]
    );
    let found: Vec<String> = contract
        .operations()
        .iter()
        .map(|it| format!("{} {}", it.method(), it.template()))
        .collect();
    assert_eq!(
        found,
        [
            "GET /plain",
            "GET /beta/files",
            "PUT /alpha/files",
            "POST /beta/files"
        ]
    );
}

#[test]
fn additional_operations_are_known_by_their_methods() {
    let (contract, problems) = compile(json!({
        "openapi": "3.2.0",
        "paths": { "/a": { "query": {}, "additionalOperations": { "PATCH": {}, "COPY": {} } } },
    }));
    assert_eq!(
        problems,
        [
            "/paths/~1a/additionalOperations/COPY: expected a method that is known: this one stays undeclared"
        ]
    );
    let methods: Vec<Method> = contract.operations().iter().map(|it| it.method()).collect();
    assert_eq!(methods, [Method::Query, Method::Patch]);
}

#[test]
fn a_header_that_asks_for_another_method_is_refused_unless_declared() {
    let (contract, _) = compile(json!({ "openapi": "3.1.0", "paths": {
        "/a": { "post": {} },
        "/b": { "post": { "parameters": [{ "name": "X-HTTP-Method-Override", "in": "header", "schema": { "enum": ["PATCH"] } }] } },
    } }));
    let field = |name: &'static str| Header {
        name: name.as_bytes(),
        value: b"DELETE",
    };
    for name in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ] {
        let expected = format!(
            "header \"/{name}\": asks for another method and is not declared (methodOverride)"
        );
        check(&contract, &head("POST", "/a", &[field(name)]), &[&expected]);
        let twice = [field(name), field(name)];
        check(&contract, &head("POST", "/a", &twice), &[&expected]);
    }
    check(
        &contract,
        &head("POST", "/b", &[field("x-http-method-override")]),
        &[r#"header "/x-http-method-override": expected one of the enumerated values (enum)"#],
    );
    check(&contract, &head("POST", "/a", &[field("x-method")]), &[]);
}

/// A document with a part of every kind, to see that its compiled form survives the wire.
#[test]
fn what_was_repaired_travels_as_anything_else() {
    let document =
        json!({ "swagger": "2.0", "paths": { "/a/${x}": { "get": {} }, "/{x}/a": { "get": {} } } });
    let (contract, _) = compile(document);
    let read = Contract::from_bytes(&contract.to_bytes()).unwrap();
    assert_eq!(read.operations().len(), 2);
    let value: Value = json!(matched(&read, "GET", "/a/a").path_values);
    assert_eq!(value, json!(["a"]));
}
