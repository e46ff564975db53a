//! The command line as a user or a script sees it: output and exit code.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::ffi::OsString;
use std::path::Path;

use expect_test::{Expect, expect};
use openapi::http::Method;
use openapi::observation::{Observation, segments};
use openapi::observed::Observed;
use openapi::report::Report;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Outcome, Streams, run};

mod kinds;
mod validate;
mod versions;

struct Ran {
    outcome: Outcome,
    output: String,
    errors: String,
}

/// A folder with files, and the program run in it.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// Arguments that name a file of the folder stand for its path.
    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let full = |argument: &&str| {
            let is_file = Path::new(&self.path(argument)).is_file() && !argument.is_empty();
            OsString::from(if is_file {
                self.path(argument)
            } else {
                (*argument).to_owned()
            })
        };
        let program = std::iter::once(OsString::from("spec-aggregator"));
        let environment: Vec<(String, String)> = environment
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let mut streams = Streams {
            output: &mut output,
            errors: &mut errors,
        };
        let outcome = run(
            program.chain(arguments.iter().map(full)),
            &environment,
            &mut streams,
        );
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(&self.path(""), "")
        };
        Ran {
            outcome,
            output: text(output),
            errors: text(errors),
        }
    }
}

#[track_caller]
fn check(files: &[(&str, String)], arguments: &[&str], outcome: Outcome, expected: Expect) {
    let ran = Folder::new(files).run(arguments, &[]);
    expected.assert_eq(&format!("{}---\n{}", ran.output, ran.errors));
    assert_eq!(ran.outcome, outcome);
}

fn document() -> (&'static str, String) {
    let text = "
openapi: 3.1.0
info: { title: Ranking, version: '1' }
paths:
  /items/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { type: object, required: [score] } } }
    put:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, properties: { score: { type: number } } } } }
      responses: { '204': { description: done } }
";
    ("openapi.yaml", text.to_owned())
}

fn entry(method: &str, path: &str, request: Option<&str>, status: u16, response: &str) -> Value {
    let mime = "application/json";
    let mut entry = json!({
        "request": { "method": method, "url": format!("http://rank.example/v1{path}"), "headers": [] },
        "response": { "status": status, "headers": [], "content": { "mimeType": mime, "size": response.len(), "text": response } },
    });
    if let Some(text) = request {
        entry["request"]["postData"] = json!({ "mimeType": mime, "text": text });
    }
    if response.is_empty() {
        entry["response"]["content"] = json!({ "size": 0 });
    }
    entry
}

fn archive(entries: Vec<Value>) -> (&'static str, String) {
    (
        "traffic.har",
        json!({ "log": { "entries": entries } }).to_string(),
    )
}

fn report(sequence: u64, service: &str, path: &str) -> String {
    let mut observed = Observed::default();
    observed.observe(Observation::new(Method::Get, segments(path).unwrap(), 200));
    let report = Report {
        version: 1,
        source: "0".repeat(32),
        epoch: 1,
        sequence,
        observed_at: None,
        dropped: 0,
        services: [(service.to_owned(), observed)].into(),
        violations: [].into(),
        revealed: [].into(),
    };
    String::from_utf8(report.encode()).unwrap()
}

#[test]
fn a_good_document_is_fine() {
    check(
        &[document()],
        &["check", "openapi.yaml"],
        Outcome::Fine,
        expect![[r#"
            2 operations, 0 problems
            ---
        "#]],
    );
}

#[test]
fn what_cannot_be_enforced_is_found() {
    let broken = document()
        .1
        .replace("type: integer", "$ref: '#/components/schemas/None'");
    check(
        &[("broken.yaml", broken)],
        &["check", "broken.yaml"],
        Outcome::Findings,
        expect![[r#"
            /paths/~1items~1{id}/get/parameters/0/schema/$ref: expected a schema of this document
            /paths/~1items~1{id}/put/parameters/0/schema/$ref: expected a schema of this document
            2 operations, 2 problems
            ---
        "#]],
    );
}

#[test]
fn what_is_repaired_is_listed_apart_and_is_fine() {
    let text = r"
swagger: 2.0
info: { title: Rank, version: 1.0.0 }
basePath: /v1
produces: [application/json]
paths:
  /models/${name}:
    get:
      parameters:
        - { name: name, in: path, required: true, type: string }
        - { name: top, in: query, type: integer, format: int32 }
      responses:
        200: { description: scores, schema: { type: array, items: { $ref: '#/definitions/Score' } } }
definitions:
  Score: { type: object, required: [value], properties: { value: { type: number, required: true } } }
";
    check(
        &[("swagger.yaml", text.to_owned())],
        &["check", "swagger.yaml"],
        Outcome::Fine,
        expect![[r#"
            repaired /swagger: Swagger 2.0: read as the OpenAPI 3.0 it means, in which all pointers are
            repaired /paths/~1models~1${name}: read as /models/{name}
            repaired /components/schemas/Score/properties/value/required: a boolean is no list of names: left out
            1 operations, 0 problems, 3 repairs
            ---
        "#]],
    );
}

#[test]
fn what_cannot_be_read_has_an_exit_code_of_its_own() {
    let folder = Folder::new(&[document(), ("page.html", "<html>".to_owned())]);
    for arguments in [
        &["check", "missing.yaml"][..],
        &["check", "page.html"],
        &["check"],
        &["bend"],
        &["emit", "--from", "har"],
        &["emit", "--from", "har", "openapi.yaml"],
        &["emit", "--from", "report", "openapi.yaml"],
        &["emit", "--from", "openapi.yaml"],
        &["validate", "openapi.yaml"],
        &["validate", "openapi.yaml", "--exchange", "page.html"],
        &[
            "validate",
            "openapi.yaml",
            "--exchange",
            "page.html",
            "--base-path",
            "v1",
        ],
        &["serve", "--config", "missing.yaml"],
        &["serve", "--title", ""],
        &["--log", "=", "--store", "sqlite::memory:"],
    ] {
        let ran = folder.run(arguments, &[]);
        assert_eq!(ran.outcome, Outcome::Unusable, "{arguments:?}");
        assert!(
            ran.output.is_empty() && !ran.errors.is_empty(),
            "{arguments:?}: {}",
            ran.output
        );
    }
}

#[test]
fn help_is_an_answer() {
    for arguments in [&["--help"][..], &["help", "emit"], &["--version"]] {
        let ran = Folder::new(&[]).run(arguments, &[]);
        assert_eq!(ran.outcome, Outcome::Fine);
        assert!(!ran.output.is_empty() && ran.errors.is_empty());
    }
}

#[test]
fn every_problem_of_the_configuration_is_told_before_anything_starts() {
    let ran = Folder::new(&[("docent.yaml", "port: 1\n".to_owned())]).run(
        &["serve", "--config", "docent.yaml", "--public-address", "x"],
        &[
            ("DOCENT_INTERNAL_ADDRESS", "0.0.0.0:8081"),
            ("DOCENT_STORE", "postgres://db/x"),
        ],
    );
    assert_eq!(ran.outcome, Outcome::Unusable);
    expect![[r#"
        the configuration cannot be used
          port: expected one of publicAddress, internalAddress, store, token, gatewayUrl, title, observedDays, overrides, peers, services
          DOCENT_STORE: expected a sqlite:// URL; postgres:// is not supported yet
          --public-address: expected an IP address and a port, such as 127.0.0.1:8080 or [::]:8080
          internalAddress: expected a loopback address, because no token is set; set `token` (DOCENT_TOKEN) to listen to others
    "#]].assert_eq(&ran.errors);
}

#[test]
fn an_archive_teaches_a_document() {
    let entries = vec![
        entry("GET", "/items/1?sort=score", None, 200, r#"{"score": 0.5}"#),
        entry("GET", "/items/2", None, 200, r#"{"score": 1}"#),
        entry("PUT", "/items/3", Some(r#"{"score": 2.5}"#), 204, ""),
        entry("GET", "/robots.txt", None, 404, "no"),
    ];
    let files = [archive(entries)];
    check(
        &files,
        &["emit", "--from", "har", "traffic.har"],
        Outcome::Fine,
        expect![[r#"
            openapi: "3.1.0"
            info:
              title: rank.example
              version: observed
            servers:
            - url: /
            paths:
              "/v1/items/{itemId}":
                get:
                  operationId: getItem
                  tags:
                  - items
                  parameters:
                  - name: itemId
                    in: path
                    required: true
                    schema:
                      type: integer
                  - name: sort
                    in: query
                    schema:
                      type: string
                    x-presence: 1/2
                  responses:
                    "200":
                      description: OK
                      content:
                        application/json:
                          schema:
                            type: object
                            properties:
                              score:
                                type: number
                                x-presence: 2/2
                          example:
                            score: 0.5
                      x-docent-exchanges: 2
                  x-docent-source: observed
                  x-docent-exchanges: 2
                  x-docent-confidence: low
                put:
                  operationId: replaceItem
                  tags:
                  - items
                  parameters:
                  - name: itemId
                    in: path
                    required: true
                    schema:
                      type: integer
                  requestBody:
                    content:
                      application/json:
                        schema:
                          type: object
                          properties:
                            score:
                              type: number
                              x-presence: 1/1
                        example:
                          score: 0.5
                    x-presence: 1/1
                  responses:
                    "204":
                      description: No Content
                      x-docent-exchanges: 1
                  x-docent-source: observed
                  x-docent-exchanges: 1
                  x-docent-confidence: low
            tags:
            - name: items
            security: []
            ---
            1 entries or reports taught nothing
        "#]],
    );
}

#[test]
fn an_archive_is_recognized_and_its_hosts_are_chosen() {
    let files = [archive(vec![entry("GET", "/items/1", None, 200, "{}")])];
    let folder = Folder::new(&files);
    let explicit = folder.run(
        &["emit", "--from", "har", "traffic.har", "--format", "json"],
        &[],
    );
    let sniffed = folder.run(&["emit", "--from", "traffic.har", "--format", "json"], &[]);
    assert_eq!(
        (sniffed.outcome, &sniffed.output),
        (Outcome::Fine, &explicit.output)
    );
    let document: Value = serde_json::from_str(&sniffed.output).unwrap();
    assert_eq!(document["info"]["title"], "rank.example");
    let none = folder.run(
        &[
            "emit",
            "--from",
            "traffic.har",
            "--host",
            "other",
            "--title",
            "None",
            "--format",
            "json",
        ],
        &[],
    );
    let document: Value = serde_json::from_str(&none.output).unwrap();
    assert_eq!(
        (&document["info"]["title"], &document["paths"]),
        (&json!("None"), &json!({}))
    );
}

#[test]
fn reports_teach_a_document_in_any_order_and_count_once() {
    let files = [
        ("1.json", report(1, "rank", "/a")),
        ("2.json", report(2, "rank", "/b")),
        ("3.json", report(3, "iris", "/a")),
    ];
    let folder = Folder::new(&files);
    let emit = |files: &[&str]| {
        folder
            .run(
                &[&["emit", "--from", "report", "--format", "json"], files].concat(),
                &[],
            )
            .output
    };
    assert_eq!(
        emit(&["1.json", "2.json", "3.json"]),
        emit(&["3.json", "2.json", "1.json", "2.json"])
    );
    let document: Value = serde_json::from_str(&emit(&["1.json", "3.json"])).unwrap();
    assert_eq!(document["x-docent-conflicts"][0]["published"], "iris");
    assert_eq!(
        folder.run(&["emit", "--from", "1.json"], &[]).outcome,
        Outcome::Fine
    );
}

#[test]
fn a_part_of_something_has_a_media_type_and_teaches_no_shape() {
    let files = [archive(vec![entry("GET", "/items/1", None, 206, "{}")])];
    let ran = Folder::new(&files).run(&["emit", "--from", "traffic.har", "--format", "json"], &[]);
    let document: Value = serde_json::from_str(&ran.output).unwrap();
    let responses = &document["paths"]["/v1/items/{itemId}"]["get"]["responses"];
    assert_eq!(
        responses["206"]["content"],
        json!({ "application/json": {} })
    );
}
