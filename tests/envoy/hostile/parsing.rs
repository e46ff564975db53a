//! The JSON Parsing Test Suite: each of its texts as the body of a request for which the contract takes any JSON.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Fortress;
use crate::envoy::gateway::program;
use crate::hostile::{Bytes, Over, Row, table};

/// Texts of the suite as they are today: that none is lost on the way.
const TEXTS: usize = 318;

/// Bytes as the format of rows has them.
fn hex(bytes: &[u8]) -> Bytes {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Bytes::Hex {
        hex: digits.concat(),
    }
}

#[tokio::test]
async fn a_body_is_read_as_strictly_as_the_parsing_suite_asks() {
    let exceptions: BTreeMap<String, String> = table("parsing.yaml");
    let fortress = Fortress::shared().await;
    let folder = Path::new(&program("JSON_SUITE")).to_path_buf();
    let (mut texts, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_taken = match name.split('_').next() {
            Some("y") => !exceptions.contains_key(&name),
            Some("n") => false,
            _ => exceptions.contains_key(&name),
        };
        let row = Row {
            send: "POST /any".to_owned(),
            r#type: Some("application/json".to_owned()),
            body: hex(&fs::read(&path).unwrap()),
            status: if is_taken { 200 } else { 400 },
            ..Row::default()
        };
        texts += 1;
        for over in [Over::Length, Over::Trailers] {
            let found = fortress.try_row(&row, over, false).await;
            wrong.extend(found.iter().map(|it| format!("{name}: {over:?}: {it}")));
        }
        wrong.extend(fortress.serves(1).await);
    }
    assert_eq!(texts, TEXTS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fortress.holds().await;
}
