//! Objects of several kinds, from an archive.

use serde_json::{Value, json};

use super::{Folder, Outcome, archive, entry};

#[test]
fn events_of_several_kinds_are_told_apart_where_enumerations_are_on() {
    let created = r#"{"type": "created", "size": 2.5}"#;
    let moved = r#"{"type": "moved", "to": 2}"#;
    let entries =
        [created, moved].map(|event| vec![entry("GET", "/events/1", None, 200, event); 20]);
    let folder = Folder::new(&[archive(entries.concat())]);
    let emitted = |more: &[&str]| -> Value {
        let arguments = [&["emit", "--from", "traffic.har", "--format", "json"], more].concat();
        let ran = folder.run(&arguments, &[]);
        assert_eq!(ran.outcome, Outcome::Fine);
        serde_json::from_str(&ran.output).unwrap()
    };
    let content = "/paths/~1v1~1events~1{eventId}/get/responses/200/content/application~1json";
    let told = emitted(&["--enumerations"]);
    let content = told.pointer(content).unwrap_or_else(|| panic!("{told:#}"));
    let mapping = &content["schema"]["discriminator"]["mapping"];
    let created = &told
        .pointer(mapping["created"].as_str().unwrap().trim_start_matches('#'))
        .unwrap();
    assert_eq!(created["required"], json!(["size", "type"]));
    assert_eq!(
        content["example"],
        json!({ "size": 0.5, "type": "created" })
    );
    assert!(!emitted(&[]).to_string().contains("discriminator"));
}
