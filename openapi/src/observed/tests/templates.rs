//! Tests of what tells values from resources among siblings, and of what an operator knows
//! better.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Method, Observation, content, exchange, observed};
use crate::observed::{ObservedOperation, Overrides};

const USERS: [&str; 6] = ["alice", "bob", "carol", "dave", "erin", "frank"];

fn user() -> Value {
    json!({ "name": "a", "email": "b", "age": 1, "address": { "city": "c", "street": "d" } })
}

/// A success that answers with this body, so many times.
fn answers(target: &str, body: &Value, times: usize) -> Vec<Observation> {
    let one = Observation {
        response: Some(content("application/json", Some(body))),
        ..exchange(Method::Get, target, 200)
    };
    vec![one; times]
}

fn templates(observations: Vec<Observation>, overrides: &[&str]) -> Vec<String> {
    let lines: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    let overrides = Overrides::parse(&lines).unwrap();
    let operations = observed(observations).operations(&overrides);
    let templates = operations.iter().map(ObservedOperation::template);
    templates.map(str::to_owned).collect()
}

#[track_caller]
fn check(observations: Vec<Observation>, expected: &[&str]) {
    assert_eq!(templates(observations, &[]), expected);
}

fn users(times: usize) -> Vec<Observation> {
    let all = USERS.iter();
    all.flat_map(|name| answers(&format!("/users/{name}"), &user(), times))
        .collect()
}

#[test]
fn words_below_their_plural_with_the_same_bodies_are_values() {
    check(users(3), &["/users/{userId}"]);
    let two = users(3).into_iter().take(6).collect();
    check(two, &["/users/alice", "/users/bob"]);
}

#[test]
fn a_reserved_word_with_another_body_stays_beside_a_value() {
    let health = answers("/users/health", &json!({ "up": true, "since": "x" }), 30);
    check(
        [users(30), health].concat(),
        &["/users/health", "/users/{userId}"],
    );
    let me = answers("/users/me", &user(), 3);
    check([users(3), me].concat(), &["/users/me", "/users/{userId}"]);
}

#[test]
fn resources_below_no_plural_stay_themselves_though_their_bodies_are_alike() {
    let kinds = [
        "pods", "secrets", "services", "nodes", "events", "jobs", "roles", "leases", "limits",
        "quotas",
    ];
    let list = json!({ "kind": "List", "metadata": { "continue": "x" }, "items": [] });
    let all = kinds
        .iter()
        .flat_map(|kind| answers(&format!("/watch/{kind}"), &list, 20));
    let mut expected: Vec<String> = kinds.iter().map(|it| format!("/watch/{it}")).collect();
    expected.sort_unstable();
    assert_eq!(templates(all.collect(), &[]), expected);
}

#[test]
fn siblings_with_different_bodies_are_resources() {
    let bodies = [
        ("orders", json!({ "total": 1, "items": [], "paid": true })),
        ("reports", json!({ "rows": 1, "columns": 2, "title": "t" })),
        ("members", json!({ "name": "n", "role": "r", "since": "s" })),
    ];
    let all = bodies
        .iter()
        .flat_map(|(name, body)| answers(&format!("/accounts/{name}"), body, 40));
    let expected = ["/accounts/members", "/accounts/orders", "/accounts/reports"];
    check(all.collect(), &expected);
}

#[test]
fn what_follows_a_value_is_kept() {
    let prediction = json!({ "predictions": [1], "model": "m", "version": 1, "took": 0.5 });
    let models = ["iris-2", "resnet50", "bert4"];
    let all = models
        .iter()
        .flat_map(|model| answers(&format!("/v1/models/{model}:predict"), &prediction, 5));
    check(all.collect(), &["/v1/models/{modelId}:predict"]);
    let numbered = (1..4).flat_map(|id| answers(&format!("/files/{id}.json"), &user(), 1));
    check(numbered.collect(), &["/files/{fileId}.json"]);
}

/// Successes without a body, so many times.
fn done(method: Method, target: &str, times: usize) -> Vec<Observation> {
    vec![exchange(method, target, 204); times]
}

#[test]
fn what_is_only_posted_to_below_a_thing_are_actions() {
    let verbs = ["start", "stop", "reboot", "attach", "detach", "resize"];
    let posted = |target: &str| {
        let one = Observation {
            method: Method::Post,
            ..answers(target, &user(), 1).remove(0)
        };
        vec![one; 20]
    };
    let actions = verbs.map(|verb| format!("/servers/7/actions/{verb}"));
    let mut expected: Vec<String> = actions
        .iter()
        .map(|it| it.replace('7', "{serverId}"))
        .collect();
    expected.sort_unstable();
    let all: Vec<Observation> = actions.iter().flat_map(|it| posted(it)).collect();
    assert_eq!(templates(all.clone(), &[]), expected);

    // Also where values that can be read are among them, and below no thing.
    let read = answers("/actions/9", &user(), 20);
    let top = verbs
        .iter()
        .flat_map(|verb| posted(&format!("/actions/{verb}")));
    let found = templates(top.chain(read).collect(), &[]);
    assert_eq!(found.len(), verbs.len() + 1, "{found:?}");
    // A model is asked by its name alone.
    let models = ["iris", "mnist", "fraud", "churn"];
    let all = models
        .iter()
        .flat_map(|it| posted(&format!("/predictions/{it}")));
    check(all.collect(), &["/predictions/{predictionId}"]);
}

#[test]
fn names_of_collections_are_no_values() {
    let names = [
        "Applications",
        "ConnectApps",
        "PhoneNumbers",
        "OutgoingCallerIds",
    ];
    let all = names
        .iter()
        .flat_map(|name| answers(&format!("/Accounts/7/{name}.json"), &user(), 3));
    let expected = [
        "/Accounts/{accountId}/Applications.json",
        "/Accounts/{accountId}/ConnectApps.json",
        "/Accounts/{accountId}/OutgoingCallerIds.json",
        "/Accounts/{accountId}/PhoneNumbers.json",
    ];
    check(all.collect(), &expected);
}

#[test]
fn a_name_that_looks_like_a_value_is_one_beside_values_with_the_same_operation() {
    let names = ["7", "9", "QCSPjfxLweqWgexbbaCl"];
    for suffix in ["", ":cancel"] {
        let all = names
            .iter()
            .flat_map(|it| done(Method::Delete, &format!("/batches/{it}{suffix}"), 2));
        check(all.collect(), &[&format!("/batches/{{batchId}}{suffix}")]);
    }
}

#[test]
fn a_word_beside_values_with_operations_of_its_own_is_no_value() {
    let trash = answers("/folders/trash/items", &json!({ "total": 1 }), 12);
    let all = USERS
        .iter()
        .flat_map(|name| answers(&format!("/folders/{name}"), &user(), 20));
    check(
        all.chain(trash).collect(),
        &["/folders/trash/items", "/folders/{folderId}"],
    );
    // Several operations say so together: none alone was seen often.
    let parts = ["", "/7", "/7/manifest"];
    let service = parts
        .iter()
        .flat_map(|part| done(Method::Get, &format!("/api/services{part}"), 3));
    let accounts = (0..30).flat_map(|at| {
        let word: String = format!("{at:02}")
            .bytes()
            .map(|b| char::from(b + 49))
            .collect();
        done(Method::Get, &format!("/api/acme{word}/status"), 1 + at / 4)
    });
    let expected = [
        "/api/services",
        "/api/services/{serviceId}",
        "/api/services/{serviceId}/manifest",
        "/api/{apiId}/status",
    ];
    check(service.chain(accounts).collect(), &expected);
}

#[test]
fn names_that_are_values_elsewhere_are_values() {
    let starred = USERS
        .iter()
        .take(4)
        .flat_map(|name| done(Method::Put, &format!("/starred/{name}"), 9));
    let starred: Vec<Observation> = starred.collect();
    assert_eq!(templates(starred.clone(), &[]).len(), 4);
    let all = [users(3), starred].concat();
    check(all, &["/starred/{starredId}", "/users/{userId}"]);
}

#[test]
fn names_without_bodies_are_alike_by_the_operations_of_the_one_with_fewer() {
    let names: Vec<String> = (0..14)
        .map(|at| {
            format!("{at:02}")
                .bytes()
                .map(|b| char::from(b + 49))
                .collect()
        })
        .collect();
    let methods = [Method::Get, Method::Put, Method::Delete];
    let all = names.iter().enumerate().flat_map(|(at, name)| {
        let target = format!("/starred/acme{name}/{name}-{name}");
        let count = if at < 3 { 3 } else { 1 };
        let methods = methods.iter().cycle().skip(at).take(count);
        let all = methods.flat_map(|method| done(*method, &target, 1));
        all.collect::<Vec<_>>()
    });
    let found = templates(all.collect(), &[]);
    let expected = ["/starred/{starredId}/{id}"; 3];
    assert_eq!(found, expected);
}

#[test]
fn an_operator_knows_better_also_about_what_came_before() {
    let paths = ["/post/a", "/post/b", "/post/new", "/internal/x"];
    let all: Vec<Observation> = paths
        .iter()
        .map(|path| exchange(Method::Get, path, 200))
        .collect();
    let given = |overrides: &[&str]| templates(all.clone(), overrides);
    assert_eq!(
        given(&["/post/{postId}", "/post/new", "!/internal"]),
        ["/post/new", "/post/{postId}"]
    );
    assert_eq!(
        given(&["!/post/{id}"]).len(),
        4,
        "there is no such parameter"
    );
    let lines = ["/users/^"];
    assert_eq!(templates(users(3), &lines).len(), USERS.len());
    assert_eq!(templates(users(3), &["/users/{login}"]), ["/users/{login}"]);
}

#[test]
fn a_line_that_is_no_hint_is_told_by_its_number() {
    let lines = |line: &str| Overrides::parse(&["/a/{b}".to_owned(), line.to_owned()]);
    for wrong in ["post/{id}", "/a/{}", "/a^/b", "", "/^/a"] {
        let error = lines(wrong).unwrap_err();
        assert_eq!(error.line, 2, "{wrong}");
        assert!(error.to_string().starts_with("override 2: expected "));
    }
    let given = lines("!/x").unwrap();
    let text = serde_json::to_string(&given).unwrap();
    assert_eq!(text, r#"["/a/{b}","!/x"]"#);
    assert_eq!(serde_json::from_str::<Overrides>(&text).unwrap(), given);
}
