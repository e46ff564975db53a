//! Parameter Objects (OAS 3.1 §4.8.12): the style in which a parameter is written is read off
//! how its values come.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::ParameterNode;
use super::super::operations::{ObservedOperation, ObservedParameter, ObservedSegment};
use super::Writer;
use crate::observation::Delimiter;
use crate::shape::Shape;
use crate::shape::emit::view::View;
use crate::shape::emit::{insert, is_required, parameter_schema, presence};
use crate::shape::presence::ratio;

/// Values that fall into parts, of all, from which a parameter is a list.
const DELIMITED: f64 = 0.5;
/// Successes before a header field may count as a parameter.
const HEADER_SUCCESSES_MIN: u64 = 20;
/// Successes with it, of all.
const HEADER_PRESENCE: f64 = 0.05;

/// A parameter before it is written.
struct Parameter<'p> {
    name: &'p str,
    place: &'static str,
    present: u64,
    schema: Map<String, Value>,
    style: Option<(&'static str, bool)>,
}

impl Writer<'_> {
    /// Path parameters in their order, then those of the query, then those of the header.
    pub(super) fn parameters(&mut self, operation: &ObservedOperation) -> Vec<Value> {
        let successes = operation.node.successes;
        let path = operation
            .segments
            .iter()
            .filter_map(|segment| match segment {
                ObservedSegment::Literal(_) => None,
                ObservedSegment::Parameter(parameter) => Some(of_path(parameter)),
            });
        let query = self.query(operation);
        let headers = operation.node.headers.known().filter(|(_, node)| {
            successes >= HEADER_SUCCESSES_MIN && ratio(node.present, successes) >= HEADER_PRESENCE
        });
        let headers: Vec<Parameter<'_>> = headers
            .map(|(name, node)| self.simple(name, "header", node))
            .collect();
        let fields = query.into_iter().chain(headers);
        path.chain(fields.map(|parameter| parameter.into_value(successes)))
            .collect()
    }

    /// `a[b]` and `a[c]` are one object in style `deepObject`, unless there is an `a`, too.
    fn query<'p>(&mut self, operation: &'p ObservedOperation) -> Vec<Parameter<'p>> {
        let query = &operation.node.query;
        let mut deep: BTreeMap<&str, Vec<(&str, &ParameterNode)>> = BTreeMap::new();
        let mut parameters = Vec::new();
        for (name, node) in query.known() {
            match bracketed(name).filter(|(object, _)| !query.knows(object)) {
                Some((object, member)) => deep.entry(object).or_default().push((member, node)),
                None => parameters.push(self.simple(name, "query", node)),
            }
        }
        for (name, members) in deep {
            let mut properties = Map::new();
            let mut present = 0;
            for (member, node) in members {
                present = node.present.max(present);
                insert(&mut properties, member, self.values(node).0);
            }
            let mut schema = Map::new();
            insert(&mut schema, "type", "object");
            insert(&mut schema, "properties", properties);
            parameters.push(Parameter {
                name,
                place: "query",
                present,
                schema,
                style: Some(("deepObject", true)),
            });
        }
        parameters.sort_by_key(|parameter| parameter.name);
        parameters
    }

    fn simple<'p>(
        &mut self,
        name: &'p str,
        place: &'static str,
        node: &ParameterNode,
    ) -> Parameter<'p> {
        let (schema, delimiter) = self.values(node);
        let style = delimiter
            .filter(|_| place == "query")
            .map(|delimiter| match delimiter {
                Delimiter::Comma => ("form", false),
                Delimiter::Pipe => ("pipeDelimited", false),
                Delimiter::Space => ("spaceDelimited", false),
            });
        Parameter {
            name,
            place,
            present: node.present,
            schema,
            style,
        }
    }

    /// The schema of a parameter's values, and what stands between them in one text. A
    /// repeated parameter is an array in the default style `form`, which explodes.
    fn values(&mut self, node: &ParameterNode) -> (Map<String, Value>, Option<Delimiter>) {
        let array = |items: Map<String, Value>| {
            let mut schema = Map::new();
            insert(&mut schema, "type", "array");
            insert(&mut schema, "items", items);
            schema
        };
        if node.repeated > 0 {
            return (array(self.texts(&node.shape)), None);
        }
        let mut delimiters = node.delimited.iter();
        match (delimiters.next(), delimiters.next()) {
            (Some((delimiter, count)), None) if ratio(count, node.shape.count()) >= DELIMITED => {
                (array(self.texts(&node.parts)), Some(*delimiter))
            }
            _ => (self.texts(&node.shape), None),
        }
    }

    fn texts(&mut self, shape: &Shape) -> Map<String, Value> {
        let facts = View::of(shape).facts();
        let mut schema = parameter_schema(&facts.strings);
        let is_text = schema.get("type").is_some_and(|kind| kind == "string");
        if is_text && !schema.contains_key("format") {
            self.emitter.enumerate(&mut schema, &facts);
        }
        schema
    }
}

impl Parameter<'_> {
    fn into_value(self, successes: u64) -> Value {
        let mut object = Map::new();
        insert(&mut object, "name", self.name);
        insert(&mut object, "in", self.place);
        if is_required(self.present, successes) {
            insert(&mut object, "required", true);
        }
        if let Some((style, explode)) = self.style {
            insert(&mut object, "style", style);
            insert(&mut object, "explode", explode);
        }
        insert(&mut object, "schema", self.schema);
        insert(&mut object, "x-presence", presence(self.present, successes));
        Value::Object(object)
    }
}

/// Path parameters are always required (OAS 3.1 §4.8.12.1).
fn of_path(parameter: &ObservedParameter) -> Value {
    json!({
        "name": parameter.name,
        "in": "path",
        "required": true,
        "schema": parameter_schema(&parameter.texts),
    })
}

/// `a[b]`, with something on both sides of the first bracket and nothing behind the last.
fn bracketed(name: &str) -> Option<(&str, &str)> {
    let (object, rest) = name.split_once('[')?;
    let member = rest.strip_suffix(']')?;
    (!object.is_empty() && !member.is_empty() && !member.contains(['[', ']']))
        .then_some((object, member))
}
