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

#[test]
fn items_of_streams_are_native_where_3_2_is_asked_for() {
    let folder = Folder::new(&[archive(vec![
        stream(),
        entry("QUERY", "/items", None, 200, "{}"),
    ])]);
    let from = ["emit", "--from", "traffic.har", "--format", "json"];
    for (version, label, is_native) in [
        (None, "3.1.0", false),
        (Some("3.0"), "3.0.4", false),
        (Some("3.1"), "3.1.0", false),
        (Some("3.2"), "3.2.0", true),
    ] {
        let asked = version
            .into_iter()
            .flat_map(|version| ["--openapi", version]);
        let arguments: Vec<&str> = from.into_iter().chain(asked).collect();
        let ran = folder.run(&arguments, &[]);
        assert_eq!(ran.outcome, Outcome::Fine, "{}", ran.errors);
        let document: Value = serde_json::from_str(&ran.output).unwrap();
        assert_eq!(document["openapi"], label);
        let content = "/get/responses/200/content/application~1x-ndjson";
        let content = document.pointer(&["/paths/~1v1~1lines", content].concat());
        let native = content.unwrap().get("itemSchema");
        assert_eq!(native.is_some(), is_native, "{version:?}");
        let kept = content.unwrap().get("x-item-schema");
        assert_eq!(kept.is_some(), !is_native, "{version:?}");
        let item = &document["paths"]["/v1/items"];
        assert_eq!(item.get("query").is_some(), is_native, "{version:?}");
    }
}

/// An exchange whose answer is lines.
fn stream() -> Value {
    let mut entry = entry("GET", "/lines", None, 200, "{\"n\":1}\n{\"n\":2}\n");
    let media_type = "application/x-ndjson";
    entry["response"]["content"]["mimeType"] = json!(media_type);
    entry["response"]["headers"] = json!([{ "name": "content-type", "value": media_type }]);
    entry
}
