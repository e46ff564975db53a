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
