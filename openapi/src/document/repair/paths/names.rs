//! Names of path parameters that are those of the template but for upper and lower case.

use serde_json::Value;

use crate::document::repair::Repairs;
use crate::http::Method;
use crate::path::PathTemplate;
use crate::pointer;

/// Gives the parameters of a path item and of its operations the names of the template.
pub(super) fn repair(path: &str, item: &mut Value, repairs: &mut Repairs) {
    let Ok(template) = PathTemplate::parse(path) else {
        return;
    };
    let at = pointer::join("/paths", path);
    list(&template, item, &at, repairs);
    for method in Method::ALL {
        if let Some(operation) = item.get_mut(method.key()) {
            list(
                &template,
                operation,
                &pointer::join(&at, method.key()),
                repairs,
            );
        }
    }
}

fn list(template: &PathTemplate, holder: &mut Value, at: &str, repairs: &mut Repairs) {
    let parameters = holder.get_mut("parameters").and_then(Value::as_array_mut);
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        if parameter.get("in").and_then(Value::as_str) != Some("path") {
            continue;
        }
        let Some(Value::String(name)) = parameter.get_mut("name") else {
            continue;
        };
        if template.names().any(|expression| expression == name) {
            continue;
        }
        let mut same = template.names().filter(|it| it.eq_ignore_ascii_case(name));
        if let (Some(expression), None) = (same.next(), same.next()) {
            let place = [at, "/parameters/", &index.to_string()].concat();
            let message = ["read as ", expression, ", as in the path"];
            repairs.note_member(&place, "name", &message.concat());
            expression.clone_into(name);
        }
    }
}
