//! What was observed, as a document would declare it: without counts and marks, without
//! references to what the document does not have, without a value, and no more of it than a
//! patch has room for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::alternatives::{alternatives, items};
use super::kinds::Kinds;
use crate::document::members;
use crate::limits::LEARNT_NODES_MAX;

/// Levels of nesting that are written out: one more than a shape follows.
const DEPTH_MAX: usize = crate::limits::SHAPE_DEPTH_MAX + 1;

/// Writes schemas until there is no room left.
pub(super) struct Learnt<'v> {
    observed: &'v Value,
    left: usize,
}

impl<'v> Learnt<'v> {
    pub(super) fn of(observed: &'v Value) -> Self {
        Self {
            observed,
            left: LEARNT_NODES_MAX,
        }
    }

    /// One schema of all that was seen in one place, as far as it is of these kinds.
    pub(super) fn schema(&mut self, seen: &[&'v Value], kinds: Kinds) -> Value {
        Value::Object(self.schema_at(seen, kinds, DEPTH_MAX))
    }

    fn schema_at(&mut self, seen: &[&'v Value], only: Kinds, depth: usize) -> Map<String, Value> {
        let mut schema = Map::new();
        let seen: Vec<&Map<String, Value>> = seen
            .iter()
            .flat_map(|it| alternatives(self.observed, it))
            .collect();
        let kinds = seen.iter().map(|it| Kinds::seen(it));
        let kinds = kinds.fold(Kinds::NONE, Kinds::or).and(only);
        if kinds.is_empty() {
            return schema;
        }
        schema.insert("type".to_owned(), kinds.to_type());
        if let Some(format) = format(&seen, kinds) {
            schema.insert("format".to_owned(), format.clone());
        }
        let (depth, room) = (depth.checked_sub(1), self.left.checked_sub(1));
        let (Some(depth), Some(room)) = (depth, room) else {
            // Anything may be within: that it was not written is no reason to ask for it.
            if kinds.meets(Kinds::OBJECT) {
                schema.insert("additionalProperties".to_owned(), true.into());
            }
            return schema;
        };
        self.left = room;
        if kinds.meets(Kinds::ARRAY) {
            let items: Vec<&Value> = seen.iter().flat_map(|it| items(it)).collect();
            if !items.is_empty() {
                let items = self.schema_at(&items, Kinds::ALL, depth);
                schema.insert("items".to_owned(), items.into());
            }
        }
        if kinds.meets(Kinds::OBJECT) {
            self.object(&seen, depth, &mut schema);
        }
        schema
    }

    fn object(
        &mut self,
        seen: &[&'v Map<String, Value>],
        depth: usize,
        schema: &mut Map<String, Value>,
    ) {
        let mut properties: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        let mut others = Vec::new();
        for object in seen {
            for (name, property) in members(object.get("properties")) {
                properties.entry(name).or_default().push(property);
            }
            others.extend(object.get("additionalProperties"));
        }
        if !properties.is_empty() {
            let written = properties.into_iter().map(|(name, seen)| {
                let property = self.schema_at(&seen, Kinds::ALL, depth);
                (name.to_owned(), Value::Object(property))
            });
            let written: Map<String, Value> = written.collect();
            schema.insert("properties".to_owned(), written.into());
        }
        if !others.is_empty() {
            let others = self.schema_at(&others, Kinds::ALL, depth);
            schema.insert("additionalProperties".to_owned(), others.into());
        }
    }

    /// A Media Type Object of all that were seen of one media type.
    pub(super) fn media_types(&mut self, seen: &[&'v Value]) -> Value {
        let mut media_type = Map::new();
        for keyword in ["schema", "itemSchema"] {
            let schemas: Vec<&Value> = seen.iter().filter_map(|it| it.get(keyword)).collect();
            if !schemas.is_empty() {
                let schema = self.schema(&schemas, Kinds::ALL);
                media_type.insert(keyword.to_owned(), schema);
            }
        }
        Value::Object(media_type)
    }

    fn content(&mut self, seen: &'v Value) -> Map<String, Value> {
        let content = members(seen.get("content"));
        content
            .map(|(media_type, it)| (media_type.clone(), self.media_types(&[it])))
            .collect()
    }

    /// A Response Object.
    pub(super) fn response(&mut self, seen: &'v Value) -> Value {
        let description = seen.get("description").and_then(Value::as_str);
        let mut response = Map::new();
        response.insert(
            "description".to_owned(),
            description.unwrap_or_default().into(),
        );
        let content = self.content(seen);
        if !content.is_empty() {
            response.insert("content".to_owned(), content.into());
        }
        Value::Object(response)
    }

    /// A Parameter Object: optional, unless it is of the path.
    pub(super) fn parameter(&mut self, seen: &'v Value) -> Value {
        let mut parameter = Map::new();
        for field in ["name", "in", "style", "explode"] {
            if let Some(value) = seen.get(field) {
                parameter.insert(field.to_owned(), value.clone());
            }
        }
        if seen.get("in").and_then(Value::as_str) == Some("path") {
            parameter.insert("required".to_owned(), true.into());
        }
        let schema = seen.get("schema").map(std::slice::from_ref);
        let schema: Vec<&Value> = schema.into_iter().flatten().collect();
        let schema = self.schema(&schema, Kinds::ALL);
        parameter.insert("schema".to_owned(), schema);
        Value::Object(parameter)
    }

    /// An Operation Object.
    pub(super) fn operation(&mut self, seen: &'v Value) -> Value {
        let mut operation = Map::new();
        for field in ["operationId", "tags"] {
            if let Some(value) = seen.get(field) {
                operation.insert(field.to_owned(), value.clone());
            }
        }
        let parameters = seen.get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten();
        let parameters: Vec<Value> = parameters.map(|it| self.parameter(it)).collect();
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = seen.get("requestBody") {
            let body = json!({ "content": self.content(body) });
            operation.insert("requestBody".to_owned(), body);
        }
        let responses = members(seen.get("responses"));
        let responses: Map<String, Value> = responses
            .map(|(status, response)| (status.clone(), self.response(response)))
            .collect();
        operation.insert("responses".to_owned(), responses.into());
        Value::Object(operation)
    }
}

/// The format that all of it has, where all of it is of one kind that has formats.
fn format<'v>(seen: &[&'v Map<String, Value>], kinds: Kinds) -> Option<&'v Value> {
    let formatted = kinds.without(Kinds::NULL);
    if formatted != Kinds::STRING && formatted != Kinds::INTEGER {
        return None;
    }
    let mut formats = seen
        .iter()
        .filter(|it| Kinds::seen(it).meets(formatted))
        .map(|it| it.get("format"));
    let first = formats.next()??;
    formats.all(|format| format == Some(first)).then_some(first)
}
