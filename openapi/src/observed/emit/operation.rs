//! The Operation Object (OAS 3.1 §4.8.10).

use serde_json::{Map, Value};

use super::super::ResponseNode;
use super::super::operations::{ObservedOperation, ObservedSegment};
use super::Writer;
use super::status::description;
use crate::shape::Shape;
use crate::shape::emit::{insert, is_required, presence};
use crate::shape::named::Named;

/// Successes below which an operation is known little, by the rule of three: what was never
/// seen in twelve may be in a quarter of all, in sixty in a twentieth.
const CONFIDENCE: [(u64, &str); 2] = [(12, "low"), (60, "medium")];

impl ObservedOperation {
    /// The bodies it carried, in the order in which they are written.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &Shape> {
        let responses = self.node.responses.values().map(|it| &it.content);
        let content = std::iter::once(&self.node.request).chain(responses);
        content
            .flat_map(Named::children)
            .map(|content| &content.shape)
    }

    /// What its bodies are called where nothing else names them: after the last resource of
    /// its path.
    fn resource(&self) -> String {
        let literals = self
            .segments
            .iter()
            .rev()
            .filter_map(|segment| match segment {
                ObservedSegment::Literal(text) if !text.is_empty() => Some(text.as_str()),
                ObservedSegment::Literal(_) | ObservedSegment::Parameter(_) => None,
            });
        let last = literals.into_iter().next().unwrap_or("object");
        crate::words::pascal(last, true)
    }
}

impl<'w> Writer<'w> {
    /// The operation, marked with `x-docent-source: observed`.
    pub(super) fn operation(&mut self, operation: &'w ObservedOperation) -> Map<String, Value> {
        let mut object = Map::new();
        insert(&mut object, "operationId", operation.id.as_str());
        if let Some(tag) = &operation.tag {
            insert(&mut object, "tags", vec![tag.as_str()]);
        }
        let parameters = self.parameters(operation);
        if !parameters.is_empty() {
            insert(&mut object, "parameters", parameters);
        }
        let resource = operation.resource();
        if let Some(body) = self.request_body(operation, &resource) {
            insert(&mut object, "requestBody", body);
        }
        let mut responses = Map::new();
        for (status, response) in operation.node.responses.iter() {
            let hint = if *status < 400 { &resource } else { "Error" };
            let response = self.response(*status, response, hint);
            insert(&mut responses, &status.to_string(), response);
        }
        insert(&mut object, "responses", responses);
        let security = self.schemes.requirement(&operation.node);
        if let Some(security) = security {
            insert(&mut object, "security", security);
        }
        insert(&mut object, "x-docent-source", "observed");
        insert(&mut object, "x-docent-exchanges", operation.node.exchanges);
        insert(
            &mut object,
            "x-docent-confidence",
            confidence(operation.successes()),
        );
        if let Some(unnamed) = operation.node.query.other() {
            insert(&mut object, "x-docent-unnamed-query", unnamed.present);
        }
        object
    }

    fn request_body(
        &mut self,
        operation: &'w ObservedOperation,
        resource: &str,
    ) -> Option<Map<String, Value>> {
        let request = &operation.node.request;
        if request.is_empty() {
            return None;
        }
        let successes = operation.node.successes;
        let present = request
            .children()
            .fold(0, |sum: u64, content| sum.saturating_add(content.exchanges));
        let mut body = Map::new();
        let content = self.content(request, &format!("{resource}Input"));
        insert(&mut body, "content", content);
        if is_required(present, successes) {
            insert(&mut body, "required", true);
        }
        insert(&mut body, "x-presence", presence(present, successes));
        Some(body)
    }

    fn response(
        &mut self,
        status: u16,
        response: &'w ResponseNode,
        hint: &str,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        insert(&mut object, "description", description(status));
        if !response.content.is_empty() {
            let content = self.content(&response.content, hint);
            insert(&mut object, "content", content);
        }
        insert(&mut object, "x-docent-exchanges", response.exchanges);
        object
    }
}

fn confidence(successes: u64) -> &'static str {
    let mut levels = CONFIDENCE.into_iter();
    levels
        .find(|(bound, _)| successes < *bound)
        .map_or("high", |(_, level)| level)
}
