//! Reads the suite's files: schemas as data, instances as the text that stands in the file,
//! since their numbers are judged by their digits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// One schema and the instances it is asked about.
#[derive(Deserialize)]
pub(crate) struct Group {
    pub(crate) description: String,
    pub(crate) schema: Value,
    pub(crate) tests: Vec<Case>,
}

/// One instance and the verdict that is right.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) description: String,
    pub(crate) data: Box<RawValue>,
    pub(crate) valid: bool,
}

/// The folder the suite is in.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/schema-suite");
    let output = Command::new(script).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim_end())
});

/// Documents the suite's schemas may refer to, by their URI.
pub(crate) static REMOTES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let remotes = FOLDER.join("remotes");
    let mut found: Vec<(String, Value)> = files_below(&remotes)
        .into_iter()
        .filter_map(|path| {
            let name = path.strip_prefix(&remotes).unwrap().to_str().unwrap();
            // Those of other drafts mean something else.
            (!name.starts_with("draft") || name.starts_with("draft2020-12/"))
                .then(|| (format!("http://localhost:1234/{name}"), value(&path)))
        })
        .collect();
    for path in files_below(&FOLDER.join("metaschemas/draft202012")) {
        let document = value(&path);
        found.push((document["$id"].as_str().unwrap().to_owned(), document));
    }
    assert!(found.len() > 30, "{} remotes", found.len());
    found
});

/// The files whose behavior every implementation has.
pub(crate) fn required() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(FOLDER.join("tests/draft2020-12"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some())
        .collect();
    names.sort();
    names
}

/// The groups of one file.
pub(crate) fn groups(name: &str) -> Vec<Group> {
    let path = FOLDER.join("tests/draft2020-12").join(name);
    serde_json::from_str(&text(&path)).unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn value(path: &Path) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests read files so that the core does not"
)]
fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}
