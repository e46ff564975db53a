//! A document with everything that refers, and what its references become.

use expect_test::expect_file;

use crate::publish::{Known, Learnt, gateway, service};

#[test]
fn everything_that_refers_to_a_renamed_thing_follows() {
    let declared = serde_json::from_str(include_str!("tests/pets.json")).unwrap();
    let known = Known {
        name: "pet-shop",
        base_path: "/shop",
        learnt: &Learnt::of(declared, None, 1),
    };
    let url = "https://gateway.example";
    let merged = gateway("T", url, vec![service(known, url)]);
    expect_file!["tests/pets.published.json"].assert_eq(&format!("{merged:#}\n"));
}
