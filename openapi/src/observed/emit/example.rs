//! Examples for readers, made of schemas alone: no value that was ever seen is in them.

use serde_json::{Map, Value, json};

use crate::limits::{EXAMPLE_BYTES_MAX, EXAMPLE_DEPTH_MAX};

/// Adds an example to every media type that has a schema, unless it would be long.
pub(super) fn add_examples(document: &mut Value) {
    let components = document.pointer("/components/schemas").cloned();
    let schemas = Schemas(components.unwrap_or_default());
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = items
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut);
    for operation in operations {
        let body = operation
            .pointer_mut("/requestBody/content")
            .and_then(Value::as_object_mut);
        if let Some(content) = body {
            schemas.add(content);
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        let contents = responses
            .into_iter()
            .flat_map(Map::values_mut)
            .filter_map(|response| response.get_mut("content")?.as_object_mut());
        contents.for_each(|content| schemas.add(content));
    }
}

struct Schemas(Value);

impl Schemas {
    fn add(&self, content: &mut Map<String, Value>) {
        for media_type in content.values_mut().filter_map(Value::as_object_mut) {
            let example = media_type
                .get("schema")
                .and_then(|schema| self.example(schema, 0));
            if let Some(example) = example
                && example.to_string().len() <= EXAMPLE_BYTES_MAX
            {
                media_type.insert("example".to_owned(), example);
            }
        }
    }

    /// A value that the schema allows; `None` where only deep ones are.
    fn example(&self, schema: &Value, depth: usize) -> Option<Value> {
        if depth > EXAMPLE_DEPTH_MAX {
            return None;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let name = reference.rsplit('/').next()?;
            return self.example(self.0.get(name)?, depth);
        }
        if let Some(member) = schema.get("enum").and_then(|members| members.get(0)) {
            return Some(member.clone());
        }
        if let Some(only) = schema.get("const") {
            return Some(only.clone());
        }
        if let Some(Value::Array(branches)) = schema.get("anyOf").or_else(|| schema.get("oneOf")) {
            return branches.iter().find_map(|it| self.example(it, depth));
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.first(),
            kind => kind,
        };
        match kind.and_then(Value::as_str)? {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "string" => Some(text(schema.get("format").and_then(Value::as_str)).into()),
            "integer" => Some(json!(1)),
            "number" => Some(json!(0.5)),
            "boolean" => Some(json!(true)),
            _ => Some(Value::Null),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|it| it.iter().any(|it| it == name));
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            match self.example(property, depth + 1) {
                Some(value) => {
                    object.insert(name.clone(), value);
                }
                None if is_required(name) => return None,
                None => {}
            }
        }
        if object.is_empty()
            && let Some(values) = schema.get("additionalProperties")
            && let Some(value) = self.example(values, depth + 1)
        {
            object.insert("key".to_owned(), value);
        }
        Some(Value::Object(object))
    }

    fn array(&self, schema: &Value, depth: usize) -> Option<Value> {
        if let Some(Value::Array(positions)) = schema.get("prefixItems") {
            let items = positions.iter().map(|it| self.example(it, depth + 1));
            return items.collect::<Option<Vec<Value>>>().map(Value::Array);
        }
        let item = schema
            .get("items")
            .and_then(|it| self.example(it, depth + 1));
        Some(Value::Array(item.into_iter().collect()))
    }
}

/// A text of a format; documentation's own addresses (RFC 2606, RFC 5737, RFC 3849).
fn text(format: Option<&str>) -> &'static str {
    match format {
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("date-time") => "2000-01-01T00:00:00Z",
        Some("date") => "2000-01-01",
        Some("uri") => "https://example.com/",
        Some("email") => "user@example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some(_) | None => "string",
    }
}
