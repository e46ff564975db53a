//! The parameters of a declared operation beside those that were observed. Only what is in
//! the path and in the query is observed.

use serde_json::Value;

use super::alternatives::presence;
use super::kinds::Kinds;
use super::levels::Levels;
use super::operations::{DeclaredOperation, ObservedOperation};
use super::patch::below;
use super::remedy::Remedy;
use super::survey::{Message, Pair, Survey};
use super::{DriftKind, Presence, Severity, exchange};
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
    let seen: Vec<&Value> = seen.into_iter().flatten().collect();
    path(survey, message, operation, observed, &declared);
    for parameter in &declared {
        let own = seen.iter().find(|it| {
            let text = |field: &str| it.get(field).and_then(Value::as_str);
            text("in") == Some(parameter.text("in")) && text("name") == Some(parameter.text("name"))
        });
        if parameter.is("path") {
            continue;
        }
        survey.field(parameter.at.clone(), own.is_some());
        if let Some(own) = own {
            schema(survey, message, parameter, own.get("schema"));
        }
        let is_required = parameter.object.get("required") == Some(&Value::Bool(true));
        // A name that was not kept may have been this one.
        let is_counted = own.is_some() || observed.object.get("x-docent-unnamed-query").is_none();
        let is_plain = parameter.object.get("content").is_none()
            && matches!(parameter.text("style"), "" | "form");
        if parameter.is("query") && is_required && is_counted && is_plain {
            let never = Presence {
                present: 0,
                of: successes,
            };
            let at = parameter.at.clone();
            let mut note = exchange::note(
                Severity::Error,
                Remedy::Optional { at: at.clone() },
                message,
            );
            note.presence = Some(own.copied().and_then(presence).unwrap_or(never));
            survey.note(DriftKind::RequiredMissing, at, None, note);
        }
    }
    for seen in seen {
        undeclared(survey, message, operation, &declared, seen);
    }
}

fn undeclared<'v>(
    survey: &mut Survey<'v>,
    message: usize,
    operation: &DeclaredOperation<'v>,
    declared: &[Parameter<'v>],
    seen: &'v Value,
) {
    let text = |field: &str| seen.get(field).and_then(Value::as_str);
    let (Some("query"), Some(name)) = (text("in"), text("name")) else {
        return;
    };
    let is_declared = declared.iter().any(|it| it.takes(survey.declared, name));
    if is_declared || is_credential(survey.declared, name) {
        return;
    }
    let at = below(&operation.at, &["parameters"]);
    let remedy = Remedy::Parameter { at: at.clone() };
    let mut note = exchange::note(Severity::Warning, remedy, message);
    note.presence = presence(seen);
    note.observed.push(seen);
    let place = format!("{at}/-");
    survey.note(DriftKind::UndeclaredParameter, place, Some(name), note);
}

/// Whether a security scheme reads this name from the query (OAS 3.1 §4.8.27).
fn is_credential(document: &Value, name: &str) -> bool {
    let schemes = document.pointer("/components/securitySchemes");
    members(schemes).any(|(_, scheme)| {
        let text = |field: &str| scheme.get(field).and_then(Value::as_str);
        text("type") == Some("apiKey") && text("in") == Some("query") && text("name") == Some(name)
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
        let seen = whole(seen).and_then(|name| {
            let parameters = observed.object.get("parameters")?.as_array()?;
            let mut parameters = parameters.iter();
            let own = parameters.find(|it| {
                it.get("name").and_then(Value::as_str) == Some(name)
                    && it.get("in").and_then(Value::as_str) == Some("path")
            });
            own?.get("schema")
        });
        schema(survey, message, parameter, seen);
    }
}

fn schema<'v>(
    survey: &mut Survey<'v>,
    message: usize,
    parameter: &Parameter<'v>,
    seen: Option<&'v Value>,
) {
    // Nothing is a value of its own there.
    if parameter.object.get("allowEmptyValue") == Some(&Value::Bool(true)) {
        return;
    }
    if let (Some(declared), Some(observed)) = (parameter.object.get("schema"), seen) {
        survey.pair(Pair {
            at: below(&parameter.at, &["schema"]),
            declared,
            observed,
            message,
            is_text: true,
        });
    }
}
