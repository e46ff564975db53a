//! Security Scheme Objects: `basic` becomes a scheme of HTTP, the flow of OAuth 2 an object
//! (OAS 3.0 §4.7.27).

use serde_json::{Value, json};

use super::Object;

/// The names of flows before and now.
const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// Converts `securityDefinitions`.
pub(super) fn schemes(mut schemes: Object) -> Object {
    for scheme in schemes.values_mut().filter_map(Value::as_object_mut) {
        match scheme.get("type").and_then(Value::as_str) {
            Some("basic") => {
                scheme.insert("type".to_owned(), json!("http"));
                scheme.insert("scheme".to_owned(), json!("basic"));
            }
            Some("oauth2") => oauth2(scheme),
            Some(_) | None => {}
        }
    }
    schemes
}

fn oauth2(scheme: &mut Object) {
    let flow = scheme.shift_remove("flow").unwrap_or_default();
    let members = ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"];
    let taken: Object = members
        .into_iter()
        .filter_map(|member| Some((member.to_owned(), scheme.shift_remove(member)?)))
        .collect();
    let known = FLOWS
        .iter()
        .find(|(before, _)| Some(*before) == flow.as_str());
    let mut flows = Object::new();
    flows.extend(known.map(|(_, now)| ((*now).to_owned(), Value::Object(taken))));
    scheme.insert("flows".to_owned(), Value::Object(flows));
}
