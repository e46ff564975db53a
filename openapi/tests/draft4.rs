//! The JSON Schema Test Suite, draft 4, as far as its keywords are those of OpenAPI 3.0 (OAS
//! 3.0 §4.7.24): each schema stands in a 3.0 document and judges a request body. The suite
//! itself is fetched by `scripts/schema-suite`.

#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use openapi::contract::{Body, BodyNeed, Contract, Matched, Route, Verdict};
use openapi::document::Document;
use openapi::http::{Header, MediaType, RequestHead};
use schema::json::JsonLimits;
use serde_json::{Map, Value, json};

/// Files that are not asked: nothing they speak of is in OpenAPI 3.0, or it means otherwise.
const OTHER_FILES: [(&str, &str); 5] = [
    ("additionalItems", "OAS 3.0 has one schema for all items"),
    ("dependencies", "no keyword of OAS 3.0"),
    ("format", "formats that refuse nothing; here they do"),
    ("patternProperties", "no keyword of OAS 3.0"),
    ("refRemote", "other documents, which are never fetched"),
];

/// Formats of the suite that are enforced.
const FORMATS: [&str; 5] = ["date-time", "email", "ipv4", "ipv6", "uri"];

/// Schemas that are not asked, by a keyword anywhere in them.
const OTHER_KEYWORDS: [(&str, &str); 5] = [
    ("id", "OAS 3.0 has no URI but the document's"),
    ("additionalItems", "OAS 3.0 has one schema for all items"),
    ("dependencies", "no keyword of OAS 3.0"),
    ("patternProperties", "no keyword of OAS 3.0"),
    ("$schema", "OAS 3.0 has one dialect"),
];

/// Schemas and cases that get another verdict, by file, schema and case.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[];

#[test]
fn what_draft_4_and_openapi_3_0_share_gets_the_verdicts_of_the_suite() {
    let mut run = Run::default();
    let mut files: Vec<String> = fs::read_dir(suite())
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".json")?.to_owned())
        })
        .collect();
    files.sort();
    assert_eq!(files.len(), 30);
    files.retain(|file| OTHER_FILES.iter().all(|(other, _)| file != other));
    for file in files {
        run.file(&file);
    }
    for format in FORMATS {
        run.file(&format!("optional/format/{format}"));
    }
    assert!(
        run.failures.is_empty(),
        "{} of {} cases:\n  {}",
        run.failures.len(),
        run.cases,
        run.failures.join("\n  ")
    );
    assert!(run.cases > 450, "only {} cases", run.cases);
}

/// What was asked, and what went wrong.
#[derive(Default)]
struct Run {
    cases: usize,
    failures: Vec<String>,
}

impl Run {
    fn file(&mut self, file: &str) {
        let groups = json_file(&suite().join(format!("{file}.json")));
        for group in groups.as_array().unwrap() {
            let schema = &group["schema"];
            let is_other = OTHER_KEYWORDS.iter().any(|(word, _)| has(schema, word));
            if is_other || has_tuple(schema) || refers_elsewhere(schema) {
                continue;
            }
            let judge = Judge::new(schema);
            for case in group["tests"].as_array().unwrap() {
                self.cases += 1;
                let name = [file, text(group), text(case)];
                let outcome = judge
                    .as_ref()
                    .map_err(Clone::clone)
                    .and_then(|judge| judge.conforms(&case["data"]));
                let is_met = outcome == Ok(case["valid"] == true);
                let is_excepted = EXCEPTIONS
                    .iter()
                    .any(|(file, schema, case, _)| name == [*file, *schema, *case]);
                if is_met == is_excepted {
                    self.failures.push(format!("{name:?}: got {outcome:?}"));
                }
            }
        }
    }
}

/// A contract whose one operation takes bodies of a schema.
struct Judge(Matched);

impl Judge {
    fn new(schema: &Value) -> Result<Self, String> {
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "draft 4", "version": "1" },
            "paths": { "/x": { "post": {
                "requestBody": {
                    "required": true,
                    "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/Asked" },
                    } },
                },
                "responses": {},
            } } },
            "components": { "schemas": components(schema) },
        });
        let document = Document::from_value(document).map_err(|error| error.to_string())?;
        let (contract, problems) = Contract::compile(&document);
        match (contract.route(b"POST", "/x"), problems.as_slice()) {
            (Route::Matched(matched), []) => Ok(Self(matched)),
            (_, problems) => Err(format!("{problems:?}")),
        }
    }

    fn conforms(&self, body: &Value) -> Result<bool, String> {
        let head = RequestHead {
            method: b"POST",
            authority: b"a",
            path: b"/x",
            headers: &[Header {
                name: b"content-type",
                value: b"application/json",
            }],
        };
        let operation = &self.0.operation;
        let check = operation.check_request_head(&head, &self.0.path_values, false);
        assert_eq!(check.body, BodyNeed::Whole);
        let body = body.to_string();
        let media_type = MediaType::parse(b"application/json");
        let media_type = media_type.as_ref();
        let body = Body::read(media_type, body.as_bytes(), JsonLimits::default());
        match operation.check_request_body(media_type, &body) {
            Verdict::Conforms => Ok(true),
            Verdict::Violates(_) => Ok(false),
            Verdict::Undecided(why) => Err(why.as_str().to_owned()),
        }
    }
}

/// The schema as a component, and its definitions beside it: where OAS 3.0 has them.
fn components(schema: &Value) -> Map<String, Value> {
    let mut schema = schema.clone();
    move_references(&mut schema);
    let definitions = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("definitions"));
    let mut components = Map::new();
    if let Some(Value::Object(definitions)) = definitions {
        components.extend(definitions);
    }
    components.insert("Asked".to_owned(), schema);
    components
}

fn move_references(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(move_references),
        Value::Object(members) => {
            for (name, member) in members {
                if let (Value::String(target), "$ref") = (&mut *member, name.as_str()) {
                    *target = match target.strip_prefix("#/definitions/") {
                        Some(definition) => format!("#/components/schemas/{definition}"),
                        None => target.replacen('#', "#/components/schemas/Asked", 1),
                    };
                } else if name != "enum" {
                    // Enumerated values are no schemas, whatever they look like.
                    move_references(member);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether some object in the value has a member of this name.
fn has(value: &Value, word: &str) -> bool {
    any_member(value, &mut |name, _| name == word)
}

/// `items` as an array: OAS 3.0 §4.7.24.1 wants an object.
fn has_tuple(schema: &Value) -> bool {
    any_member(schema, &mut |name, value| {
        name == "items" && value.is_array()
    })
}

/// A reference to another document: none is ever fetched.
fn refers_elsewhere(schema: &Value) -> bool {
    any_member(schema, &mut |name, value| {
        name == "$ref" && value.as_str().is_some_and(|uri| !uri.starts_with('#'))
    })
}

fn any_member(value: &Value, is_it: &mut dyn FnMut(&str, &Value) -> bool) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| any_member(item, is_it)),
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| is_it(name, member) || any_member(member, is_it)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn text(described: &Value) -> &str {
    described["description"].as_str().unwrap()
}

fn suite() -> PathBuf {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/schema-suite");
    let output = Command::new(script).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let folder = String::from_utf8(output.stdout).unwrap();
    PathBuf::from(folder.trim_end()).join("tests/draft4")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test reads files so that the core does not"
)]
fn json_file(path: &PathBuf) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
