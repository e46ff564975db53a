//! The contract most tests enforce: small, and with every kind of answer in it.

use serde_json::{Value, json};

/// A shop with items, an event stream and a page.
pub(super) fn shop() -> Value {
    let item = json!({
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "price": {"type": "number", "minimum": 0}},
    });
    let content = |schema: &Value| json!({"application/json": {"schema": schema}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "shop", "version": "1"},
        "paths": {
            "/items": {
                "post": {
                    "requestBody": {"required": true, "content": content(&item)},
                    "responses": {"201": {"description": "made", "content": content(&item)}},
                },
                "get": {
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
                    "responses": {
                        "200": {"description": "all", "content": content(&json!({"type": "array", "items": item}))},
                        "204": {"description": "none"},
                    },
                },
            },
            "/items/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "get": {"responses": {"200": {"description": "one", "content": content(&item)}}},
                "put": {
                    "requestBody": {"content": content(&item)},
                    "responses": {"default": {"description": "any"}},
                },
            },
            "/events": {
                "get": {"responses": {"200": {"description": "a stream", "content": {"text/event-stream": {}}}}},
            },
            "/page": {
                "get": {"responses": {"200": {"description": "a page", "content": {"text/html": {"schema": {"type": "object"}}}}}},
            },
        },
    })
}

/// The plugin configuration that mounts the shop, with more fields on top.
pub(super) fn mounted(more: Value) -> Value {
    let mut configuration = json!({
        "contracts": [{"service": "shop", "hosts": ["*"], "basePath": "/shop", "document": shop()}],
    });
    let fields = more.as_object().cloned().unwrap_or_default();
    configuration.as_object_mut().unwrap().extend(fields);
    configuration
}
