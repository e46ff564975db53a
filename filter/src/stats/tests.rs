//! Stats: the names, which dashboards rely on.

use super::*;
use crate::exchange::{Direction, Kind};

#[test]
fn every_total_stands_at_its_own_place_under_its_own_name() {
    let mut names = std::collections::BTreeSet::new();
    for (index, (total, name, _)) in TOTALS.into_iter().enumerate() {
        assert_eq!(total as usize, index, "{name}");
        assert!(
            name.starts_with("docent.") && name.ends_with("_total"),
            "{name}"
        );
        assert!(names.insert(name), "{name}");
    }
}

#[test]
fn an_operation_is_encoded_as_envoy_tags() {
    let name = operation_name("iris", "POST /x/{id}", Direction::Request, Kind::Violates);
    assert_eq!(
        name,
        "docent.operation.service=.=iris;.;operation=.=POST /x/{id};.;direction=.=request;.;verdict=.=violates;.;total"
    );
}

#[test]
fn a_label_cannot_end_itself_or_break_a_line() {
    let name = operation_name("a;.;b\n", "GET /\u{7}", Direction::Response, Kind::Conforms);
    assert!(
        name.contains("service=.=a_._b_;.;operation=.=GET /_;.;"),
        "{name}"
    );
}

#[test]
fn a_label_is_bounded() {
    let long = "é".repeat(500);
    let name = operation_name(&long, &long, Direction::Request, Kind::Undecided);
    assert!(name.len() < 600, "{}", name.len());
}

#[test]
fn the_readme_lists_every_total() {
    let readme = include_str!("../../README.md");
    for (_, name, meaning) in TOTALS {
        let row = format!("| `{name}` | {meaning} |");
        assert!(readme.contains(&row), "missing in README.md: {row}");
    }
}
