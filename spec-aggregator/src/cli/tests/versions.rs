//! The version of OpenAPI that a document is written in.

use serde_json::{Value, json};

use super::{Folder, Outcome, archive, entry};

#[test]
fn a_document_is_written_for_tools_of_3_0() {
    let answers = ["null", "{\"name\":null}", "{\"name\":\"a\"}"];
    let entries = answers.map(|answer| entry("GET", "/items", None, 200, answer));
    let folder = Folder::new(&[archive(entries.to_vec())]);
    let emitted = |version: &str| -> Value {
        let ran = folder.run(
            &[
                "emit",
                "--from",
                "traffic.har",
                "--format",
                "json",
                "--openapi",
                version,
            ],
            &[],
        );
        assert_eq!(ran.outcome, Outcome::Fine, "{}", ran.errors);
        serde_json::from_str(&ran.output).unwrap()
    };
    let at = "/paths/~1v1~1items/get/responses/200/content/application~1json/schema";
    let narrow = emitted("3.0");
    assert_eq!(narrow["openapi"], "3.0.4");
    let schema = narrow.pointer(at).unwrap();
    assert_eq!(
        (&schema["type"], &schema["nullable"]),
        (&json!("object"), &json!(true))
    );
    let schema = emitted("3.1").pointer(at).unwrap().clone();
    assert_eq!(schema["type"], json!(["object", "null"]));
    let ran = folder.run(&["emit", "--from", "traffic.har", "--openapi", "2.0"], &[]);
    assert_eq!(ran.outcome, Outcome::Unusable);
}
