//! Path items, operations and responses (OAS 3.0 §4.7.9, §4.7.10, §4.7.17).

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::parameter::parameter;
use super::{Converter, Object, copy, object, texts};
use crate::document::DocumentError;
use crate::http::Method;
use crate::pointer;

/// A list of parameters, by what becomes of them.
#[derive(Default)]
struct Sorted {
    parameters: Vec<Value>,
    body: Option<Object>,
    form: Vec<Object>,
}

impl Converter<'_> {
    pub(super) fn path_item(&mut self, item: &mut Object, at: &str) -> Result<(), DocumentError> {
        let shared = self.sorted(item.shift_remove("parameters"))?;
        for method in Method::ALL {
            if let Some(Value::Object(operation)) = item.get_mut(method.key()) {
                self.operation(operation, &shared, &pointer::join(at, method.key()))?;
            }
        }
        if !shared.parameters.is_empty() {
            item.insert("parameters".to_owned(), Value::Array(shared.parameters));
        }
        Ok(())
    }

    fn operation(
        &mut self,
        operation: &mut Object,
        shared: &Sorted,
        at: &str,
    ) -> Result<(), DocumentError> {
        operation.shift_remove("schemes");
        let own = texts(operation.shift_remove("consumes"));
        let consumes = own.unwrap_or_else(|| Rc::clone(&self.consumes));
        let produces = texts(operation.shift_remove("produces"));
        let mut sorted = self.sorted(operation.shift_remove("parameters"))?;
        if !sorted.parameters.is_empty() {
            let parameters = std::mem::take(&mut sorted.parameters);
            operation.insert("parameters".to_owned(), Value::Array(parameters));
        }
        let named = |field: &Object| field.get("name").and_then(Value::as_str).map(str::to_owned);
        let known: BTreeSet<_> = sorted.form.iter().map(named).collect();
        for field in &shared.form {
            if sorted.body.is_none() && !known.contains(&named(field)) {
                sorted.form.push(self.copied(field)?);
            }
        }
        if sorted.body.is_none()
            && sorted.form.is_empty()
            && let Some(body) = &shared.body
        {
            sorted.body = Some(self.copied(body)?);
        }
        let request_body = match sorted.body {
            Some(body) => {
                if !sorted.form.is_empty() {
                    let message = "a body and a form: the form is left out";
                    self.repairs.note_member(at, "parameters", message);
                }
                Some(self.body(body, &consumes)?)
            }
            None if !sorted.form.is_empty() => Some(self.form(sorted.form, &consumes)?),
            None => None,
        };
        operation.extend(request_body.map(|body| ("requestBody".to_owned(), body)));
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (code, response) in responses.into_iter().flatten() {
            if !code.starts_with("x-") {
                self.response_of(response, produces.as_ref())?;
            }
        }
        Ok(())
    }

    /// One parameter after another; those in the body are followed where they are shared,
    /// since in 3.x nothing refers to them as parameters.
    fn sorted(&mut self, list: Option<Value>) -> Result<Sorted, DocumentError> {
        let mut sorted = Sorted::default();
        let Some(Value::Array(list)) = list else {
            return Ok(sorted);
        };
        for item in list {
            let reference = item.get("$ref").and_then(Value::as_str);
            let shared = reference
                .and_then(|reference| reference.strip_prefix("#/parameters/"))
                .and_then(|name| self.parameters.get(&*pointer::unescape(name)))
                .filter(|shared| is_in_body(shared));
            let item = match shared {
                Some(shared) => copy(&mut self.left, shared)?,
                None => item,
            };
            let place = item.get("in").and_then(Value::as_str).map(str::to_owned);
            match (place.as_deref(), item) {
                (Some("body"), Value::Object(body)) => sorted.body = Some(body),
                (Some("formData"), Value::Object(field)) => sorted.form.push(field),
                (Some(_), Value::Object(mut own)) => {
                    parameter(&mut own);
                    sorted.parameters.push(Value::Object(own));
                }
                (_, other) => sorted.parameters.push(other),
            }
        }
        Ok(sorted)
    }

    /// A response of an operation; a shared one is copied where the operation produces
    /// something of its own.
    fn response_of(
        &mut self,
        response: &mut Value,
        produces: Option<&Rc<[String]>>,
    ) -> Result<(), DocumentError> {
        let reference = response.get("$ref").and_then(Value::as_str);
        let shared = reference
            .and_then(|reference| reference.strip_prefix("#/responses/"))
            .and_then(|name| self.responses.get(&*pointer::unescape(name)))
            .filter(|shared| produces.is_some() && shared.get("schema").is_some());
        if let Some(shared) = shared {
            *response = copy(&mut self.left, shared)?;
        }
        let produces = Rc::clone(produces.unwrap_or(&self.produces));
        match response {
            Value::Object(response) => self.response(response, &produces),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Ok(()),
        }
    }

    fn response(
        &mut self,
        response: &mut Object,
        produces: &[String],
    ) -> Result<(), DocumentError> {
        let examples = object(response.shift_remove("examples"));
        if let Some(schema) = response.shift_remove("schema") {
            let mut content = self.content(produces, Some(schema))?;
            for (media_type, example) in examples {
                if let Some(Value::Object(media_type)) = content.get_mut(&media_type) {
                    media_type.insert("example".to_owned(), example);
                }
            }
            response.insert("content".to_owned(), content);
        }
        let headers = response.get_mut("headers").and_then(Value::as_object_mut);
        for header in headers.into_iter().flat_map(|headers| headers.values_mut()) {
            if let Value::Object(header) = header {
                parameter(header);
            }
        }
        Ok(())
    }

    /// The shared parameters that are still parameters.
    pub(super) fn shared_parameters(&mut self) -> Object {
        let mut shared = std::mem::take(&mut self.parameters);
        shared.retain(|_, it| !is_in_body(it));
        for own in shared.values_mut().filter_map(Value::as_object_mut) {
            if own.contains_key("in") {
                parameter(own);
            }
        }
        shared
    }

    /// The shared responses, for operations that produce what all do.
    pub(super) fn shared_responses(&mut self) -> Result<Object, DocumentError> {
        let mut shared = std::mem::take(&mut self.responses);
        let produces = Rc::clone(&self.produces);
        for response in shared.values_mut().filter_map(Value::as_object_mut) {
            self.response(response, &produces)?;
        }
        Ok(shared)
    }

    fn copied(&mut self, members: &Object) -> Result<Object, DocumentError> {
        let copied = self.copy(&Value::Object(members.clone()))?;
        Ok(object(Some(copied)))
    }
}

fn is_in_body(parameter: &Value) -> bool {
    matches!(
        parameter.get("in").and_then(Value::as_str),
        Some("body" | "formData")
    )
}
