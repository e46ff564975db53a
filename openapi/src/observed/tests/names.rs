//! Tests of the names that are made up for a document.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Method, exchange, observed};
use crate::observed::ObservedOperation;
use crate::observed::Overrides;
use crate::words::{parameter, singular};

#[track_caller]
fn check_id(method: Method, target: &str, id: &str) {
    let observed = observed([exchange(method, target, 200)]);
    let operations = observed.operations(&Overrides::default());
    assert_eq!(operations[0].operation_id(), id, "{method} {target}");
}

#[test]
fn a_plural_has_a_singular() {
    let pairs = [
        ("users", "user"),
        ("categories", "category"),
        ("boxes", "box"),
        ("addresses", "address"),
        ("batches", "batch"),
        ("caches", "cache"),
        ("databases", "database"),
        ("statuses", "status"),
        ("status", "status"),
        ("news", "news"),
        ("analysis", "analysis"),
        ("movies", "movy"),
        ("ties", "tie"),
        ("is", "is"),
        ("access", "access"),
    ];
    for (plural, one) in pairs {
        assert_eq!(singular(plural), one);
    }
}

#[test]
fn a_parameter_is_named_after_the_literal_before_it() {
    assert_eq!(parameter(Some("users"), 0), "userId");
    assert_eq!(parameter(Some("line-items"), 0), "lineItemId");
    assert_eq!(parameter(Some("UserGroups"), 0), "userGroupId");
    assert_eq!(parameter(Some("v1"), 0), "id");
    assert_eq!(parameter(Some("~"), 0), "id");
    assert_eq!(parameter(None, 0), "id");
}

#[test]
fn an_operation_is_named_after_its_verb_and_its_words() {
    check_id(Method::Get, "/v1/users", "listUsers");
    check_id(Method::Get, "/users/1", "getUser");
    check_id(Method::Get, "/users/1/orders", "listUserOrders");
    check_id(Method::Post, "/users", "createUser");
    check_id(Method::Post, "/iris/predict", "postIrisPredict");
    check_id(Method::Put, "/users/1", "replaceUser");
    check_id(Method::Patch, "/users/1", "updateUser");
    check_id(Method::Delete, "/users/1", "deleteUser");
    check_id(Method::Get, "/", "getRoot");
    check_id(Method::Get, "/users/", "listUsers");
    check_id(Method::Get, "/health", "getHealth");
}

#[test]
fn operation_ids_are_unique() {
    let observed = observed(
        ["/user", "/users/1", "/v1/user"].map(|target| exchange(Method::Get, target, 200)),
    );
    let operations = observed.operations(&Overrides::default());
    let ids: Vec<_> = operations
        .iter()
        .map(ObservedOperation::operation_id)
        .collect();
    assert_eq!(ids, ["getUser", "getUser2", "getUser3"]);
}

#[test]
fn a_tag_is_the_first_word_that_names_no_version() {
    let tag = |target| {
        observed([exchange(Method::Get, target, 200)]).operations(&Overrides::default())[0]
            .tag()
            .map(str::to_owned)
    };
    assert_eq!(tag("/v1/users/1").as_deref(), Some("users"));
    assert_eq!(tag("/2.0/4711"), None);
}
