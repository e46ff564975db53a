//! Removes what a service's document must not say in the gateway's name: servers of its own
//! and links that a browser would run. Leaves everything else as it was declared.

use serde_json::{Map, Value};

use super::operations_mut;

/// Cleans a service's document in place.
pub(super) fn document(document: &mut Value) {
    let Some(fields) = document.as_object_mut() else {
        return;
    };
    if let Some(info) = fields.get_mut("info").and_then(Value::as_object_mut) {
        keep_web_link(info, "termsOfService");
        for holder in ["contact", "license"] {
            if let Some(holder) = info.get_mut(holder).and_then(Value::as_object_mut) {
                keep_web_link(holder, "url");
            }
        }
    }
    external_documentation(fields);
    for tag in fields
        .get_mut("tags")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        tag.as_object_mut()
            .into_iter()
            .for_each(external_documentation);
    }
    for section in ["paths", "webhooks"] {
        let items = fields.get_mut(section).and_then(Value::as_object_mut);
        items
            .into_iter()
            .flat_map(Map::values_mut)
            .for_each(path_item);
    }
    let components = fields.get_mut("components");
    let items = components.and_then(|components| components.get_mut("pathItems")?.as_object_mut());
    items
        .into_iter()
        .flat_map(Map::values_mut)
        .for_each(path_item);
    let components = fields.get_mut("components");
    let schemes =
        components.and_then(|components| components.get_mut("securitySchemes")?.as_object_mut());
    schemes
        .into_iter()
        .flat_map(Map::values_mut)
        .for_each(security_scheme);
}

fn path_item(item: &mut Value) {
    if let Some(item) = item.as_object_mut() {
        item.shift_remove("servers");
    }
    for operation in operations_mut(item).filter_map(Value::as_object_mut) {
        operation.shift_remove("servers");
        external_documentation(operation);
    }
}

fn security_scheme(scheme: &mut Value) {
    let Some(scheme) = scheme.as_object_mut() else {
        return;
    };
    keep_web_link(scheme, "openIdConnectUrl");
    let flows = scheme.get_mut("flows").and_then(Value::as_object_mut);
    for flow in flows
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
        for field in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
            keep_web_link(flow, field);
        }
    }
}

fn external_documentation(holder: &mut Map<String, Value>) {
    let link = holder.get("externalDocs").and_then(|docs| docs.get("url"));
    if link.is_some_and(|link| !is_web_link(link)) {
        holder.shift_remove("externalDocs");
    }
}

fn keep_web_link(holder: &mut Map<String, Value>, field: &str) {
    if holder.get(field).is_some_and(|link| !is_web_link(link)) {
        holder.shift_remove(field);
    }
}

/// Whether a link is HTTP, or relative without anything a browser would read as a scheme.
fn is_web_link(link: &Value) -> bool {
    let text = link.as_str().unwrap_or("javascript:").to_ascii_lowercase();
    let web = text.starts_with("http://") || text.starts_with("https://");
    let relative = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b':' && byte != b'\\');
    web || relative
}
