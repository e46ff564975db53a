//! Security Requirement Objects (OAS 3.1 §4.8.30) from the credentials that requests carried.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::OperationNode;
use crate::observation::Credential;
use crate::shape::presence::ratio;
use crate::words::pascal;

/// Successes before credentials count as asked for.
const SUCCESSES_MIN: u64 = 20;
/// Successes with a credential, of all, from which it is asked for.
const ASKED_FOR: f64 = 0.99;
/// The same from which it is one way among others.
const ACCEPTED: f64 = 0.05;

/// The security schemes that operations refer to, by name.
#[derive(Debug, Default)]
pub(super) struct Schemes(BTreeMap<String, Value>);

impl Schemes {
    /// `components.securitySchemes`.
    pub(super) fn into_components(self) -> Map<String, Value> {
        self.0.into_iter().collect()
    }

    /// What an operation asks for, as far as its successes tell: what nearly all carried
    /// together, or else each way that some took, and none.
    pub(super) fn requirement(&mut self, operation: &OperationNode) -> Option<Vec<Value>> {
        let successes = operation.successes;
        if successes < SUCCESSES_MIN {
            return None;
        }
        let mut ways: BTreeMap<String, (Value, u64)> = BTreeMap::new();
        let mut is_opaque = false;
        for (credential, count) in operation.credentials.counts() {
            is_opaque |= *credential == Credential::Bearer;
            let (name, scheme) = scheme(credential);
            let way = ways.entry(name).or_insert((scheme, 0));
            way.1 = way.1.saturating_add(count);
        }
        ways.retain(|_, (_, count)| ratio(*count, successes) >= ACCEPTED);
        let is_asked_for = |count: u64| ratio(count, successes) >= ASKED_FOR;
        let has_one = ways.values().any(|(_, count)| is_asked_for(*count));
        let mut together = Map::new();
        let mut alternatives = Vec::new();
        for (name, (scheme, count)) in ways {
            if !has_one {
                alternatives.push(json!({ name.clone(): [] }));
            } else if is_asked_for(count) {
                together.insert(name.clone(), json!([]));
            } else {
                continue;
            }
            self.add(name, scheme, is_opaque);
        }
        if has_one {
            return Some(vec![Value::Object(together)]);
        }
        if !alternatives.is_empty() {
            alternatives.push(json!({}));
        }
        (!alternatives.is_empty()).then_some(alternatives)
    }

    fn add(&mut self, name: String, mut scheme: Value, is_opaque: bool) {
        if name == BEARER {
            // Tokens are of a format only where all that were seen are.
            let known_opaque = self
                .0
                .get(BEARER)
                .is_some_and(|it| it.get("bearerFormat").is_none());
            if !is_opaque && !known_opaque {
                scheme = json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" });
            }
        }
        self.0.insert(name, scheme);
    }
}

const BEARER: &str = "bearerAuth";

/// The name and the Security Scheme Object (OAS 3.1 §4.8.27) of a credential.
fn scheme(credential: &Credential) -> (String, Value) {
    let http = |scheme: &str| json!({ "type": "http", "scheme": scheme });
    let key = |name: &str, place: &str| {
        let scheme = json!({ "type": "apiKey", "in": place, "name": name });
        (format!("{place}{}", pascal(name, false)), scheme)
    };
    match credential {
        Credential::Basic => ("basicAuth".to_owned(), http("basic")),
        Credential::Bearer | Credential::BearerJwt => (BEARER.to_owned(), http("bearer")),
        Credential::Digest => ("digestAuth".to_owned(), http("digest")),
        Credential::Header(name) => key(name, "header"),
        Credential::Query(name) => key(name, "query"),
        Credential::Cookie(name) => key(name, "cookie"),
    }
}
