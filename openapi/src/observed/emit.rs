//! Observed operations to an OpenAPI 3.1 document. Everything is inline: which shapes are
//! one component is not decided here.

use serde_json::{Map, Value, json};

use super::operations::{ObservedOperation, ObservedParameter, ObservedSegment};
use super::{ContentNode, QueryNode, ResponseNode};
use crate::document::Document;
use crate::shape::emit::{insert, is_required, parameter_schema, presence};
use crate::shape::named::Named;

pub(super) fn document(operations: &[ObservedOperation<'_>], title: &str) -> Document {
    let mut paths = Map::new();
    for operation in operations {
        let item = paths
            .entry(operation.template.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(item) = item.as_object_mut() {
            insert(item, operation.method.key(), operation.to_value());
        }
    }
    Document::emitted(json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": "observed" },
        "paths": paths,
    }))
}

impl ObservedOperation<'_> {
    /// The Operation Object (OAS 3.1 §4.8.10), marked with `x-docent-source: observed`.
    pub fn to_value(&self) -> Value {
        let mut operation = Map::new();
        insert(&mut operation, "operationId", self.id.as_str());
        if let Some(tag) = self.tag {
            insert(&mut operation, "tags", vec![tag]);
        }
        let parameters = self.parameters();
        if !parameters.is_empty() {
            insert(&mut operation, "parameters", parameters);
        }
        if let Some(body) = self.request_body() {
            insert(&mut operation, "requestBody", body);
        }
        let responses: Map<String, Value> = self
            .node
            .responses
            .iter()
            .map(|(status, response)| (status.to_string(), response.to_value(*status)))
            .collect();
        insert(&mut operation, "responses", responses);
        insert(&mut operation, "x-docent-source", "observed");
        insert(&mut operation, "x-docent-exchanges", self.node.exchanges);
        if let Some(unnamed) = self.node.query.other() {
            insert(&mut operation, "x-docent-unnamed-query", unnamed.present);
        }
        Value::Object(operation)
    }

    fn parameters(&self) -> Vec<Value> {
        let path = self.segments.iter().filter_map(|segment| match segment {
            ObservedSegment::Literal(_) => None,
            ObservedSegment::Parameter(parameter) => Some(parameter.to_value()),
        });
        let query = self.node.query.known();
        path.chain(query.map(|(name, node)| node.to_value(name, self.node.successes)))
            .collect()
    }

    fn request_body(&self) -> Option<Value> {
        let request = &self.node.request;
        if request.is_empty() {
            return None;
        }
        let present = request
            .children()
            .fold(0, |sum: u64, content| sum.saturating_add(content.exchanges));
        let mut body = Map::new();
        insert(&mut body, "content", content(request));
        if is_required(present, self.node.successes) {
            insert(&mut body, "required", true);
        }
        insert(
            &mut body,
            "x-presence",
            presence(present, self.node.successes),
        );
        Some(Value::Object(body))
    }
}

impl ObservedParameter<'_> {
    /// The Parameter Object; path parameters are always required (OAS 3.1 §4.8.12.1).
    fn to_value(&self) -> Value {
        json!({
            "name": self.name,
            "in": "path",
            "required": true,
            "schema": parameter_schema(self.texts),
        })
    }
}

impl QueryNode {
    /// The Parameter Object. A repeated parameter is an array in the default style `form`,
    /// which explodes (OAS 3.1 §4.8.12.2).
    fn to_value(&self, name: &str, successes: u64) -> Value {
        let single = self.shape.to_parameter_schema();
        let schema = if self.repeated > 0 {
            json!({ "type": "array", "items": single })
        } else {
            single
        };
        let mut parameter = Map::new();
        insert(&mut parameter, "name", name);
        insert(&mut parameter, "in", "query");
        if is_required(self.present, successes) {
            insert(&mut parameter, "required", true);
        }
        insert(&mut parameter, "schema", schema);
        insert(
            &mut parameter,
            "x-presence",
            presence(self.present, successes),
        );
        Value::Object(parameter)
    }
}

impl ResponseNode {
    fn to_value(&self, status: u16) -> Value {
        let mut response = Map::new();
        insert(&mut response, "description", description(status));
        if !self.content.is_empty() {
            insert(&mut response, "content", content(&self.content));
        }
        insert(&mut response, "x-docent-exchanges", self.exchanges);
        Value::Object(response)
    }
}

/// A map of Media Type Objects; `*/*` stands for the types that are not kept apart.
fn content(content: &Named<ContentNode>) -> Map<String, Value> {
    let unnamed = content.other().map(|node| ("*/*", node));
    content
        .known()
        .chain(unnamed)
        .map(|(media_type, node)| (media_type.to_owned(), node.to_value()))
        .collect()
}

impl ContentNode {
    /// The Media Type Object; without a schema when no body could be read.
    fn to_value(&self) -> Value {
        if self.shape.count() == 0 {
            return json!({});
        }
        json!({ "schema": self.shape.to_schema() })
    }
}

/// The reason phrase of a status (RFC 9110 §15), or the name of its class.
fn description(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => match status / 100 {
            1 => "Informational",
            2 => "Successful",
            3 => "Redirection",
            4 => "Client Error",
            _ => "Server Error",
        },
    }
}
