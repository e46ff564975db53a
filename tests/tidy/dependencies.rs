//! Who may depend on whom: between crates by `cargo tree`, inside a crate by what its lines name.
//! Test code is left out: it may look at everything.

use std::fs;
use std::process::Command;

use super::{Source, nothing_in, root, rust_sources};

/// Crates a crate's shipped code is built from.
fn tree_of(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--package",
            package,
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn check_tree(package: &str, forbidden: &[&str]) {
    let tree = tree_of(package);
    let found = tree
        .lines()
        .filter(|line| forbidden.contains(&line.split(' ').next().unwrap_or_default()))
        .map(|line| format!("{package} depends on {line}"));
    nothing_in(found.collect(), "dependencies point at the core");
}

/// Both walls, and all that reads, writes or throws dice.
const OUTSIDE: [&str; 9] = [
    "filter",
    "spec-aggregator",
    "axum",
    "hyper",
    "mio",
    "reqwest",
    "sqlx",
    "tokio",
    "rand",
];

#[test]
fn the_core_and_its_engine_depend_on_neither_wall_nor_on_any_io() {
    check_tree("openapi", &OUTSIDE);
    check_tree("schema", &OUTSIDE);
    check_tree("schema", &["openapi"]);
}

#[test]
fn the_engine_lives_by_the_rules_of_the_core() {
    let [core, engine] = ["openapi", "schema"]
        .map(|crate_| fs::read_to_string(root().join(crate_).join("clippy.toml")).unwrap());
    assert_eq!(
        core, engine,
        "no clock, no environment, no disk, no threads"
    );
}

#[test]
fn the_walls_do_not_know_each_other() {
    check_tree(
        "filter",
        &["spec-aggregator", "axum", "hyper", "sqlx", "tokio"],
    );
    check_tree("spec-aggregator", &["filter"]);
}

fn is_test(path: &str) -> bool {
    path.split('/')
        .any(|part| part == "tests" || part == "tests.rs")
}

/// The lines of code that hold `word` as a whole word; comments do not count.
fn lines_with<'s>(source: &'s Source, word: &'s str) -> impl Iterator<Item = &'s str> {
    let is_word =
        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    source.text.lines().filter(move |line| {
        !line.trim_start().starts_with("//")
            && line.match_indices(word).any(|(at, _)| {
                let bytes = line.as_bytes();
                !is_word(
                    at.checked_sub(1)
                        .and_then(|before| bytes.get(before))
                        .copied(),
                ) && !is_word(bytes.get(at + word.len()).copied())
            })
    })
}

/// `word` may stand in shipped files under `folder` only where `allowed` says.
#[track_caller]
fn check_door(folder: &str, word: &str, allowed: &[&str]) {
    let found = rust_sources()
        .filter(|source| source.path.starts_with(folder) && !is_test(&source.path))
        .filter(|source| !allowed.iter().any(|door| source.path.starts_with(door)))
        .flat_map(|source| {
            lines_with(&source, word)
                .map(|line| format!("{}: {}", source.path, line.trim()))
                .collect::<Vec<_>>()
        });
    nothing_in(
        found.collect(),
        &format!("{word} has one door: {allowed:?}"),
    );
}

#[test]
fn only_the_door_of_the_filter_calls_the_host() {
    let doors = ["filter/src/host.rs", "filter/src/host/"];
    check_door("filter/src/", "imports", &doors);
    let own = [
        "filter/src/host.rs",
        "filter/src/callbacks.rs",
        "filter/src/start.rs",
        "filter/src/thrown.rs",
    ];
    check_door("filter/src/", "unsafe_code", &own);
}

#[test]
fn only_the_routes_name_axum() {
    let doors = ["router", "routes", "error"].map(|door| format!("spec-aggregator/src/{door}"));
    check_door(
        "spec-aggregator/",
        "axum",
        &doors.each_ref().map(String::as_str),
    );
}

#[test]
fn only_the_store_names_the_database() {
    check_door("spec-aggregator/", "sqlx", &["spec-aggregator/src/store"]);
}

#[test]
fn what_ships_judges_by_our_own_engine() {
    for crate_ in ["schema/", "openapi/", "filter/", "spec-aggregator/"] {
        check_door(crate_, "jsonschema", &[]);
    }
    check_tree("filter", &["jsonschema", "regex", "regex-automata"]);
    check_tree("spec-aggregator", &["jsonschema"]);
}

#[test]
fn schemas_have_one_door() {
    check_door(
        "openapi/",
        "schema::program",
        &["openapi/src/contract/schema.rs"],
    );
    for wall in ["filter/", "spec-aggregator/"] {
        check_door(wall, "schema::program", &[]);
        check_door(wall, "schema::json", &[]);
    }
}

#[test]
fn what_is_enforced_and_what_is_learnt_do_not_know_each_other() {
    for word in [
        "shape",
        "Shape",
        "observed",
        "Observed",
        "observation",
        "Observation",
    ] {
        check_names("openapi/src/contract", word);
    }
    for word in ["contract", "Contract"] {
        check_names("openapi/src/shape", word);
    }
}

/// No shipped line under `folder` imports or qualifies with `word`.
#[track_caller]
fn check_names(folder: &str, word: &str) {
    let found = rust_sources()
        .filter(|source| source.path.starts_with(folder) && !is_test(&source.path))
        .flat_map(|source| {
            lines_with(&source, word)
                .filter(|line| {
                    line.trim_start().starts_with("use ")
                        || line.contains(&format!("crate::{word}"))
                })
                .map(|line| format!("{}: {}", source.path, line.trim()))
                .collect::<Vec<_>>()
        });
    nothing_in(found.collect(), &format!("{folder} does not know {word}"));
}
