//! The parameters of a declared operation beside those that were observed: of the path, of the
//! query, and of the header those fields that are not everybody's.

use serde_json::Value;

use super::alternatives::presence;
use super::kinds::Kinds;
use super::levels::Levels;
use super::operations::{DeclaredOperation, ObservedOperation};
use super::patch::below;
use super::remedy::Remedy;
use super::survey::{Message, Pair, Survey};
use super::{DriftKind, DriftPlace, Presence, Severity, exchange};
use crate::contract::Location;
use crate::document::{members, resolve};

/// One declared parameter and where it stands.
struct Parameter<'v> {
    object: &'v Value,
    at: String,
}

impl<'v> Parameter<'v> {
    fn text(&self, field: &str) -> &'v str {
        self.object
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn is(&self, location: &str) -> bool {
        self.text("in") == location
    }

    /// Whether it is one name with its value in the query.
    fn is_plain_query(&self) -> bool {
        self.is("query")
            && self.object.get("content").is_none()
            && matches!(self.text("style"), "" | "form")
    }

    /// Whether it takes a name of the query: its own, or one of the values it stands for.
    fn takes(&self, document: &Value, name: &str) -> bool {
        if self.is("querystring") {
            return true;
        }
        if !self.is("query") {
            return false;
        }
        let own = self.text("name");
        if own == name {
            return true;
        }
        let below = name
            .strip_prefix(own)
            .is_some_and(|rest| rest.starts_with('['));
        let is_form = matches!(self.text("style"), "" | "form");
        let explodes = self.object.get("explode") != Some(&Value::Bool(false));
        let schema = self.object.get("schema");
        let is_object = schema.is_some_and(|schema| {
            let allowed = Kinds::allowed(document, schema);
            allowed.meets(Kinds::OBJECT) && allowed != Kinds::ALL
        });
        let spreads = is_object && is_form && explodes;
        below
            || (spreads
                && schema.is_some_and(|schema| {
                    let levels = Levels::of(document, schema, "", Kinds::OBJECT);
                    levels.name(name) || levels.closed().next().is_none()
                }))
    }
}

/// The parameters of an operation: its own, and those of its path item that it does not
/// replace (OAS 3.1 §4.8.9).
fn declared_parameters<'v>(
    document: &'v Value,
    operation: &DeclaredOperation<'v>,
) -> Vec<Parameter<'v>> {
    let list = |holder: &'v Value, at: &str| -> Vec<Parameter<'v>> {
        let at = below(at, &["parameters"]);
        let list = holder.get("parameters").and_then(Value::as_array);
        let list = list.into_iter().flatten().enumerate();
        list.filter_map(|(index, object)| {
            let (object, at) = resolve(document, object, &format!("{at}/{index}")).ok()?;
            Some(Parameter { object, at })
        })
        .collect()
    };
    let mut parameters = list(operation.object, &operation.at);
    for shared in list(operation.item, &operation.item_at) {
        let is_same = |own: &Parameter<'_>| {
            ["name", "in"]
                .iter()
                .all(|field| own.text(field) == shared.text(field))
        };
        if !parameters.iter().any(is_same) {
            parameters.push(shared);
        }
    }
    parameters
}

/// Compares the parameters. `successes` is how many exchanges could have had them.
pub(super) fn compare<'v>(
    survey: &mut Survey<'v>,
    index: usize,
    operation: &DeclaredOperation<'v>,
    observed: &ObservedOperation<'v>,
    successes: u64,
) {
    let message = survey.message(Message {
        operation: index,
        is_response: false,
        exchanges: super::alternatives::exchanges(observed.object),
    });
    let declared = declared_parameters(survey.declared, operation);
    let seen = observed.object.get("parameters").and_then(Value::as_array);
    let seen: Vec<Seen<'v>> = seen.into_iter().flatten().map(Seen).collect();
    path(survey, message, operation, observed, &declared);
    for parameter in declared.iter().filter(|it| !it.is("path")) {
        let own = seen.iter().find(|it| it.is(parameter));
        let within = || seen.iter().any(|it| it.has_member(parameter));
        survey.field(parameter.at.clone(), own.is_some() || within());
        if let Some(own) = own {
            schema(survey, message, parameter, *own);
        }
        let is_required = parameter.object.get("required") == Some(&Value::Bool(true));
        let counted = match own {
            Some(own) => presence(own.0),
            // A name that was not kept, or not alone, may have been this one; of the header
            // only some fields are parameters.
            None if within() || !parameter.is_plain_query() => None,
            None if observed.object.get("x-docent-unnamed-query").is_some() => None,
            None => Some(Presence {
                present: 0,
                of: successes,
            }),
        };
        if is_required && let Some(counted) = counted {
            let at = parameter.at.clone();
            let remedy = Remedy::Optional { at: at.clone() };
            let mut note = exchange::note(Severity::Error, remedy, message);
            note.presence = Some(counted);
            survey.note(DriftKind::RequiredMissing, at, note);
        }
    }
    for seen in &seen {
        undeclared(survey, message, operation, &declared, *seen);
    }
}

/// An observed parameter.
#[derive(Clone, Copy)]
struct Seen<'v>(&'v Value);

impl<'v> Seen<'v> {
    fn text(self, field: &str) -> &'v str {
        self.0
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Whether it is this one. Names of header fields have no case (RFC 9110 §5.1).
    fn is(self, parameter: &Parameter<'_>) -> bool {
        let (own, other) = (self.text("name"), parameter.text("name"));
        let is_same = own == other || (parameter.is("header") && own.eq_ignore_ascii_case(other));
        is_same && parameter.is(self.text("in"))
    }

    /// The names in brackets of an object in style `deepObject`.
    fn members(self) -> impl Iterator<Item = &'v String> {
        let is_deep = self.text("style") == "deepObject";
        let schema = self.0.get("schema").filter(|_| is_deep);
        members(schema.and_then(|it| it.get("properties"))).map(|(name, _)| name)
    }

    /// Whether a parameter of the query is one of them.
    fn has_member(self, parameter: &Parameter<'_>) -> bool {
        let object = self.text("name");
        parameter.is("query")
            && self
                .members()
                .any(|member| parameter.text("name") == format!("{object}[{member}]"))
    }
}

fn undeclared<'v>(
    survey: &mut Survey<'v>,
    message: usize,
    operation: &DeclaredOperation<'v>,
    declared: &[Parameter<'v>],
    seen: Seen<'v>,
) {
    let (location, severity) = match seen.text("in") {
        "query" => (Location::Query, Severity::Warning),
        // Clients send fields that nobody reads.
        "header" => (Location::Header, Severity::Info),
        _ => return,
    };
    let name = seen.text("name");
    let takes = |it: &Parameter<'_>| {
        let takes = |name: &str| it.takes(survey.declared, name);
        takes(name)
            || seen
                .members()
                .any(|member| takes(&format!("{name}[{member}]")))
    };
    let is_query = location == Location::Query;
    let is_declared = declared
        .iter()
        .any(|it| seen.is(it) || (is_query && takes(it)));
    if is_declared || is_credential(survey.declared, seen) {
        return;
    }
    let at = below(&operation.at, &["parameters"]);
    let mut note = exchange::note(severity, Remedy::Parameter { at: at.clone() }, message);
    note.presence = presence(seen.0);
    note.observed.push(seen.0);
    let place = DriftPlace {
        kind: DriftKind::UndeclaredParameter,
        pointer: format!("{at}/-"),
        location: Some(location),
        name: Some(name.to_owned()),
    };
    survey.note_at(place, note);
}

/// Whether a security scheme reads this name (OAS 3.1 §4.8.27).
fn is_credential(document: &Value, seen: Seen<'_>) -> bool {
    let schemes = document.pointer("/components/securitySchemes");
    members(schemes).any(|(_, scheme)| {
        let text = |field: &str| {
            scheme
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        text("type") == "apiKey"
            && text("in") == seen.text("in")
            && text("name").eq_ignore_ascii_case(seen.text("name"))
    })
}

/// The values in a path, by their places.
fn path<'v>(
    survey: &mut Survey<'v>,
    message: usize,
    operation: &DeclaredOperation<'v>,
    observed: &ObservedOperation<'v>,
    declared: &[Parameter<'v>],
) {
    let whole = |segment: &'v str| segment.strip_prefix('{')?.strip_suffix('}');
    let segments = operation.path.split('/').zip(observed.path.split('/'));
    for (own, seen) in segments {
        let Some(name) = whole(own) else {
            continue;
        };
        let parameter = declared
            .iter()
            .find(|it| it.is("path") && it.text("name") == name);
        let Some(parameter) = parameter else {
            continue;
        };
        survey.field(parameter.at.clone(), true);
        let own = whole(seen).and_then(|name| {
            let parameters = observed.object.get("parameters")?.as_array()?;
            let mut parameters = parameters.iter().map(Seen);
            parameters.find(|it| it.text("in") == "path" && it.text("name") == name)
        });
        if let Some(own) = own {
            schema(survey, message, parameter, own);
        }
    }
}

fn schema<'v>(survey: &mut Survey<'v>, message: usize, parameter: &Parameter<'v>, seen: Seen<'v>) {
    // Nothing is a value of its own there.
    if parameter.object.get("allowEmptyValue") == Some(&Value::Bool(true)) {
        return;
    }
    let (Some(declared), Some(observed)) = (parameter.object.get("schema"), seen.0.get("schema"))
    else {
        return;
    };
    // What falls into parts is one text all the same.
    let is_one_text = seen.0.get("explode") == Some(&Value::Bool(false));
    let allowed = Kinds::allowed(survey.declared, declared);
    if is_one_text && allowed.meets(Kinds::STRING) && !allowed.meets(Kinds::ARRAY) {
        return;
    }
    survey.pair(Pair {
        at: below(&parameter.at, &["schema"]),
        declared,
        observed,
        message,
        is_text: true,
    });
}
