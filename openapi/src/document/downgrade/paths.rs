//! Path items and operations: those that are shared by reference, methods that the version
//! does not know, parameters of a whole query.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::walk::Kind;
use super::{Downgrade, OPERATIONS, Object, Version};
use crate::document::{convert, members, resolve};
use crate::limits::DOCUMENT_NODES_MAX;
use crate::pointer;

/// Sections of components that a version has not: what refers to them gets a copy.
const fn shared(version: Version) -> &'static [&'static str] {
    match version {
        Version::V3_0 => &["pathItems", "mediaTypes"],
        Version::V3_1 => &["mediaTypes"],
        Version::V3_2 => &[],
    }
}

/// What several places of a document refer to, and may do no longer.
pub(super) struct Shared {
    /// A document of nothing else.
    sections: Value,
    /// What may still be copied, in nodes.
    left: usize,
    operation_ids: BTreeSet<String>,
    /// References to parameters that stand for a whole query.
    query_strings: BTreeSet<String>,
}

impl Shared {
    pub(super) fn of(document: &Value, version: Version) -> Self {
        let components = document.get("components");
        let mut sections = Map::new();
        for section in shared(version) {
            let named = components.and_then(|components| components.get(section));
            sections.extend(named.map(|named| ((*section).to_owned(), named.clone())));
        }
        let parameters = components.and_then(|components| components.get("parameters"));
        let query_strings = members(parameters).filter(|(_, it)| is_query_string(it));
        Self {
            sections: json!({ "components": sections, "webhooks": document.get("webhooks") }),
            left: DOCUMENT_NODES_MAX,
            operation_ids: BTreeSet::new(),
            query_strings: query_strings
                .map(|(name, _)| pointer::join("#/components/parameters", name))
                .collect(),
        }
    }
}

fn is_query_string(parameter: &Value) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some("querystring")
}

impl Downgrade {
    /// Puts what an object refers to in its place, if the version has no place for that; gives
    /// back where it stood.
    pub(super) fn inlined(&mut self, object: &mut Object, kind: Kind) -> Option<String> {
        let is_path_item = matches!(kind, Kind::PathItem) && self.is_3_0();
        if !(is_path_item || matches!(kind, Kind::MediaType)) || !object.contains_key("$ref") {
            return None;
        }
        let holder = Value::Object(std::mem::take(object));
        let found = resolve(&self.shared.sections, &holder, "");
        let found = found.ok().filter(|(it, _)| it.is_object());
        let copied = found.and_then(|(it, at)| {
            let copy = convert::copy(&mut self.shared.left, it).ok()?;
            Some((copy, at))
        });
        let Value::Object(mut own) = holder else {
            return None;
        };
        let Some((Value::Object(copy), at)) = copied else {
            *object = own;
            return None;
        };
        own.shift_remove("$ref");
        *object = copy;
        // What stands beside the reference is said of this place (OAS 3.1 §4.8.9).
        object.extend(own);
        Some(at)
    }

    pub(super) fn path_item(&mut self, item: &mut Object, at: &str) {
        self.parameters(item, at);
        let mut operations = Map::new();
        if let Some(query) = item.shift_remove("query") {
            self.told.member(at, "query");
            operations.insert("QUERY".to_owned(), query);
        }
        if let Some(additional) = item.shift_remove("additionalOperations") {
            self.told.member(at, "additionalOperations");
            if let Value::Object(additional) = additional {
                operations.extend(additional);
            }
        }
        if !operations.is_empty() {
            item.insert(OPERATIONS.to_owned(), Value::Object(operations));
        }
    }

    pub(super) fn operation(&mut self, operation: &mut Object, at: &str) {
        self.parameters(operation, at);
        // OAS 3.0 §4.7.10: there must be a response; without content it says nothing of one.
        let responses = operation.get("responses").and_then(Value::as_object);
        let may_be_absent = !self.is_3_0() && !operation.contains_key("responses");
        if !may_be_absent && responses.is_none_or(Map::is_empty) {
            let any = json!({ "default": { "description": "" } });
            operation.insert("responses".to_owned(), any);
        }
        // An operation that was referred to twice now stands in two places.
        if let Some(Value::String(id)) = operation.get_mut("operationId") {
            let taken = &mut self.shared.operation_ids;
            let mut number = 1_u64;
            let mut free = id.clone();
            while !taken.insert(free.clone()) {
                number += 1;
                free = format!("{id}_{number}");
            }
            *id = free;
        }
    }

    /// Leaves out parameters that are a whole query (OAS 3.2 §4.12.1).
    fn parameters(&mut self, holder: &mut Object, at: &str) {
        let Some(Value::Array(parameters)) = holder.get_mut("parameters") else {
            return;
        };
        let at = pointer::join(at, "parameters");
        let mut index = 0_usize;
        parameters.retain(|parameter| {
            let reference = parameter.get("$ref").and_then(Value::as_str);
            let goes = is_query_string(parameter)
                || reference.is_some_and(|it| self.shared.query_strings.contains(it));
            if goes {
                self.told.member(&at, &index.to_string());
            }
            index += 1;
            !goes
        });
    }

    pub(super) fn unshared(&self, components: &mut Object) {
        for section in shared(self.version) {
            components.shift_remove(*section);
        }
    }

    pub(super) fn components(&mut self, components: &mut Object, at: &str) {
        if let Some(Value::Object(parameters)) = components.get_mut("parameters") {
            parameters.retain(|_, parameter| !is_query_string(parameter));
        }
        self.schemes(components, at);
    }

    pub(super) fn parameter(&mut self, parameter: &mut Object, at: &str) {
        // A style of 3.2, whose form a cookie has before it anyhow.
        if parameter.get("style").and_then(Value::as_str) == Some("cookie") {
            parameter.shift_remove("style");
            self.told.member(at, "style");
        }
        // Before 3.2 it is said of queries alone.
        if parameter.get("in").and_then(Value::as_str) != Some("query") && !self.is_3_0() {
            self.leave_out(parameter, at, &["allowReserved"]);
        }
    }
}

/// Makes operations of other methods what they were before they were an extension.
pub(super) fn restore(item: &mut Object) {
    let Some(Value::Object(mut operations)) = item.shift_remove(OPERATIONS) else {
        return;
    };
    if let Some(query) = operations.shift_remove("QUERY") {
        item.insert("query".to_owned(), query);
    }
    if !operations.is_empty() {
        item.insert("additionalOperations".to_owned(), Value::Object(operations));
    }
}
