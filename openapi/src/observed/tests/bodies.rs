//! Tests of components, streams and forms.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Method, Observation, content, document, exchange};
use crate::http::MediaType;
use crate::json::JsonLimits;
use crate::observation::{ContentObservation, StreamObservation, form_shape};

fn answer(method: Method, target: &str, body: &Value) -> Observation {
    Observation {
        response: Some(content("application/json", Some(body))),
        ..exchange(method, target, 200)
    }
}

#[test]
fn the_same_kind_of_object_at_two_places_is_one_component() {
    let user = json!({ "id": 1, "name": "a", "email": "b", "active": true });
    let all = [
        answer(Method::Get, "/users/1", &user),
        answer(
            Method::Get,
            "/users",
            &json!({ "data": [user], "total": 1 }),
        ),
        answer(
            Method::Get,
            "/orders/1",
            &json!({ "sum": 1, "lines": 2, "paid": true }),
        ),
    ];
    let document = document(all.into_iter().flat_map(|one| vec![one; 12]));
    let components = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(components.keys().collect::<Vec<_>>(), ["User"]);
    assert_eq!(
        components["User"]["required"],
        json!(["active", "email", "id", "name"])
    );
    assert_eq!(
        components["User"]["properties"]["id"]["x-presence"],
        "24/24"
    );
    let schema = |path: &str| {
        let responses = &document["paths"][path]["get"]["responses"];
        responses["200"]["content"]["application/json"]["schema"].clone()
    };
    let refers = json!({ "$ref": "#/components/schemas/User" });
    assert_eq!(schema("/users/{userId}"), refers);
    assert_eq!(schema("/users")["properties"]["data"]["items"], refers);
    assert_eq!(schema("/orders/{orderId}")["type"], "object");
}

#[test]
fn a_thing_within_its_own_kind_is_no_recursion() {
    let inner = json!({ "id": 1, "name": "a", "email": "b", "active": true });
    let mut outer = inner.clone();
    outer["manager"] = inner;
    let document = document(vec![answer(Method::Get, "/users/1", &outer); 12]);
    assert_eq!(document["components"], json!(null));
}

/// The names of the components when these bodies are the answers of two operations.
fn components_of(first: &[Value], second: &[Value]) -> Vec<String> {
    let answers = |target: &'static str, bodies: &[Value]| {
        let bodies = bodies.iter().cycle().take(40.max(bodies.len()));
        let answers = bodies.map(|body| answer(Method::Get, target, body));
        answers.collect::<Vec<_>>()
    };
    let all = [answers("/users/1", first), answers("/owners/1", second)];
    let document = document(all.concat());
    let components = document["components"]["schemas"].as_object();
    components.map_or_else(Vec::new, |all| all.keys().cloned().collect())
}

/// A record of so many fields, the first of which is this one.
fn record(first: usize, fields: usize) -> Value {
    let fields = first..first + fields;
    fields
        .map(|at| (format!("field_{at}"), json!(at)))
        .collect()
}

#[test]
fn records_of_many_fields_are_one_kind_only_when_their_fields_are() {
    let (one, other) = (record(0, 100), record(50, 100));
    assert_eq!(
        components_of(std::slice::from_ref(&one), std::slice::from_ref(&one)).len(),
        1
    );
    assert_eq!(components_of(&[one], &[other]).len(), 0);
}

#[test]
fn the_keys_of_maps_are_no_fields_of_what_holds_them() {
    let labelled = |from: usize| -> Vec<Value> {
        let keys = (from..from + 40).map(|at| {
            let word: String = format!("{at:03}")
                .bytes()
                .map(|b| char::from(b + 49))
                .collect();
            json!({ "id": 1, "name": "a", "email": "b", "labels": { word: "x" } })
        });
        keys.collect()
    };
    assert_eq!(components_of(&labelled(100), &labelled(500)).len(), 1);
}

#[test]
fn what_one_place_requires_and_another_does_not_are_two_kinds() {
    let whole = json!({ "id": 1, "name": "a", "email": "b", "active": true });
    let mut nameless = whole.clone();
    nameless.as_object_mut().unwrap().remove("name");
    let mut without_mail = whole.clone();
    without_mail.as_object_mut().unwrap().remove("email");
    let partial = [whole.clone(), nameless, without_mail];
    assert_eq!(components_of(&[whole], &partial).len(), 0);
    assert_eq!(components_of(&partial, &partial).len(), 1);
}

fn stream(media_type: &str, body: &str) -> Observation {
    let parsed = MediaType::parse(media_type.as_bytes()).unwrap();
    let mut stream = StreamObservation::new(&parsed, None, JsonLimits::default()).unwrap();
    for chunk in body.as_bytes().chunks(7) {
        stream.chunk(chunk, &mut |_| {});
    }
    let (shape, events) = stream.end(&mut |_| {});
    Observation {
        response: Some(ContentObservation {
            events,
            ..ContentObservation::new(media_type, Some(shape))
        }),
        ..exchange(Method::Post, "/chat", 200)
    }
}

fn item_schema(media_type: &str, body: &str) -> Value {
    let document = document([stream(media_type, body)]);
    assert_eq!(document["openapi"], "3.2.0");
    let content = &document["paths"]["/chat"]["post"]["responses"]["200"]["content"];
    content[media_type]["itemSchema"].clone()
}

#[test]
fn lines_teach_the_schema_of_an_item() {
    let lines = "{\"step\": 1}\n{\"step\": 2, \"last\": true}\n";
    assert_eq!(
        item_schema("application/x-ndjson", lines),
        json!({ "type": "object", "properties": {
            "last": { "type": "boolean", "x-presence": "1/2" },
            "step": { "type": "integer", "x-presence": "2/2" },
        } })
    );
}

#[test]
fn events_teach_what_their_data_holds() {
    let events = "event: token\nid: 1\ndata: {\"text\": \"a\"}\n\n".repeat(12) + "data: [DONE]\n\n";
    let data = json!({
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {
            "type": "object",
            "properties": { "text": { "type": "string", "x-presence": "12/12" } },
            "required": ["text"],
        },
    });
    assert_eq!(
        item_schema("text/event-stream", &events),
        json!({
            "type": "object",
            "properties": { "data": data, "event": { "type": "string" }, "id": { "type": "string" } },
            "required": ["data", "event", "id"],
        })
    );
    let words = item_schema("text/event-stream", "data: hello\n\n");
    assert_eq!(words["properties"]["data"], json!({ "type": "string" }));
}

#[test]
fn a_form_is_an_object_of_its_pairs() {
    let shape = form_shape(b"name=a+b&age=7&tag=x&tag=y&vip=true", None);
    let schema = shape.unwrap().to_schema();
    let kinds = |name: &str| schema["properties"][name]["type"].clone();
    assert_eq!(
        [kinds("name"), kinds("age"), kinds("tag"), kinds("vip")],
        ["string", "integer", "array", "boolean"]
    );
}

#[test]
fn what_a_wrong_value_is_answered_belongs_to_the_values() {
    let problem = |target: &str, method: Method| Observation {
        response: Some(content(
            "application/json",
            Some(&json!({ "detail": "no" })),
        )),
        ..exchange(method, target, 422)
    };
    let all = [
        answer(Method::Get, "/items/1", &json!({ "id": 1 })),
        problem("/items/wrong", Method::Get),
        // Nobody ever deleted one, and this is not one of them.
        problem("/items/wrong", Method::Delete),
        problem("/items/search", Method::Get),
        problem("/other/wrong", Method::Get),
    ];
    let document = document(all);
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["/items/{itemId}"]);
    let item = paths["/items/{itemId}"].as_object().unwrap();
    assert_eq!(item.keys().collect::<Vec<_>>(), ["get"]);
    let refused = &item["get"]["responses"]["422"];
    assert_eq!(refused["x-docent-exchanges"], 1);
    let schema = &refused["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"]["detail"]["type"], "string");
}
