//! Names of findings, which operators write down.

use openapi::contract::Location;
use openapi::finding::{Direction, Mismatch, Tally};
use openapi::http::Method;

use super::violation::Violation;

fn id(change: impl FnOnce(&mut Mismatch), service: &str, tally: Tally) -> String {
    let mut mismatch = Mismatch {
        method: Method::Get,
        path: "/items".to_owned(),
        direction: Direction::Response,
        location: Location::Body,
        pointer: "/*/id".to_owned(),
        keyword: "type".to_owned(),
    };
    change(&mut mismatch);
    let violation = Violation {
        service,
        mismatch: &mismatch,
        tally,
        accepted_at: Some(7),
    };
    violation.id()
}

#[test]
fn a_name_is_the_same_whenever_it_is_made_and_stays_so() {
    let name = id(|_| (), "shop", Tally::default());
    assert_eq!(name, id(|_| (), "shop", Tally::one(true)));
    assert_eq!(name, "16cdea1255a29051a7becf220962954f");
}

#[test]
fn every_part_of_a_kind_is_part_of_its_name() {
    let names = [
        id(|_| (), "shop", Tally::default()),
        id(|_| (), "market", Tally::default()),
        id(|it| it.method = Method::Put, "shop", Tally::default()),
        id(|it| it.path.push('/'), "shop", Tally::default()),
        id(
            |it| it.direction = Direction::Request,
            "shop",
            Tally::default(),
        ),
        id(|it| it.location = Location::Query, "shop", Tally::default()),
        id(|it| it.pointer.clear(), "shop", Tally::default()),
        id(
            |it| it.keyword = "enum".to_owned(),
            "shop",
            Tally::default(),
        ),
    ];
    let apart: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(apart.len(), names.len());
}
