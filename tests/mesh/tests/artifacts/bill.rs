//! The bills of materials name what cargo builds into the shipped files, and nothing of this machine.
//! That they follow the official schema is checked where they are made, in `scripts/sbom`.

use std::collections::BTreeSet;
use std::fs;

use mesh::house::{House, repository};
use mesh::platform::Code;
use serde_json::Value;

use crate::run;

fn bill(name: &str) -> Value {
    let path = repository().join(format!("dist/{name}.cdx.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|why| {
        panic!("{}: {why}: run `make sbom`", path.display());
    });
    for home in [
        repository().display().to_string(),
        std::env::var("HOME").unwrap_or_default(),
    ] {
        assert!(
            home.len() < 2 || !text.contains(&home),
            "{name} names {home}"
        );
    }
    serde_json::from_str(&text).unwrap()
}

/// `name version` of every component, the file's own crate among them.
fn components(bill: &Value) -> BTreeSet<String> {
    bill["components"]
        .as_array()
        .unwrap()
        .iter()
        .chain([&bill["metadata"]["component"]])
        .map(|component| {
            format!(
                "{} {}",
                component["name"].as_str().unwrap(),
                component["version"].as_str().unwrap()
            )
        })
        .collect()
}

/// The same of cargo's own tree.
fn tree(package: &str, target: &str) -> BTreeSet<String> {
    let listed = run(
        "cargo",
        &[
            "tree",
            "--locked",
            "--offline",
            "--package",
            package,
            "--target",
            target,
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ],
    );
    String::from_utf8(listed)
        .unwrap()
        .lines()
        .map(|line| {
            let (name, rest) = line.split_once(" v").unwrap();
            format!("{name} {}", rest.split(' ').next().unwrap())
        })
        .collect()
}

/// What the bill holds beyond cargo's tree.
fn beyond(bill: &Value, package: &str, target: &str) -> Vec<String> {
    let (named, built) = (components(bill), tree(package, target));
    let missing: Vec<_> = built.difference(&named).collect();
    assert!(missing.is_empty(), "built in, but not named: {missing:?}");
    named
        .difference(&built)
        .map(|component| component.split(' ').next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_filters_bill_is_of_this_module() {
    let bill = bill("filter");
    assert_eq!(beyond(&bill, "filter", "wasm32-wasip1"), ["std"]);
    assert_eq!(
        bill["metadata"]["component"]["hashes"][0]["content"],
        House::module_sha256(Code::Shipped)
    );
}

#[test]
fn the_aggregators_bill_names_the_assets_too() {
    let host = run("rustc", &["--version", "--verbose"]);
    let host = String::from_utf8(host).unwrap();
    let host = host
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    assert_eq!(
        beyond(&bill("spec-aggregator"), "spec-aggregator", host),
        ["std", "swagger-ui-dist"]
    );
}
