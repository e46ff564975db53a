//! One declared operation beside one that was observed: its request body, its responses and
//! their media types. What is in them is compared later, by the walk.

use serde_json::Value;

use super::alternatives::{exchanges, presence};
use super::kinds::Kinds;
use super::operations::{DeclaredOperation, ObservedOperation};
use super::patch::below;
use super::remedy::Remedy;
use super::survey::{Message, Note, Survey};
use super::{DriftKind, Presence, Severity, media, parameters};
use crate::document::{members, resolve};
use crate::http::MediaType;
use crate::observation::is_success;

/// What is noted of one message of an operation.
pub(super) fn note<'v>(severity: Severity, remedy: Remedy, message: usize) -> Note<'v> {
    Note {
        severity,
        remedy,
        messages: [message].into(),
        presence: None,
        observed: Vec::new(),
        outside: Kinds::NONE,
    }
}

/// Compares an operation with what was observed of it.
pub(super) fn compare<'v>(
    survey: &mut Survey<'v>,
    index: usize,
    declared: &DeclaredOperation<'v>,
    observed: &ObservedOperation<'v>,
) {
    let answered = members(observed.object.get("responses")).filter_map(|(status, response)| {
        let status: u16 = status.parse().ok()?;
        is_success(status).then(|| exchanges(response))
    });
    let successes = answered.fold(0, u64::saturating_add);
    parameters::compare(survey, index, declared, observed, successes);
    request(survey, index, declared, observed, successes);
    for (status, response) in members(observed.object.get("responses")) {
        if let Ok(code) = status.parse() {
            self::response(survey, index, declared, code, response);
        }
    }
    let responses = below(&declared.at, &["responses"]);
    for (status, response) in members(declared.object.get("responses")) {
        if !status.starts_with("x-") {
            let at = below(&responses, &[status]);
            let at = resolve(survey.declared, response, &at).map_or(at, |(_, at)| at);
            survey.field(at, false);
        }
    }
}

fn request<'v>(
    survey: &mut Survey<'v>,
    index: usize,
    declared: &DeclaredOperation<'v>,
    observed: &ObservedOperation<'v>,
    successes: u64,
) {
    let at = below(&declared.at, &["requestBody"]);
    let body = declared.object.get("requestBody");
    // What refers to nothing is known to be broken already.
    let body = match body.map(|body| resolve(survey.declared, body, &at)) {
        Some(Ok(body)) => Some(body),
        Some(Err(_)) => return,
        None => None,
    };
    let seen = observed.object.get("requestBody");
    let message = survey.message(Message {
        operation: index,
        is_response: false,
        exchanges: exchanges(observed.object),
    });
    if let Some((body, at)) = &body
        && body.get("required") == Some(&Value::Bool(true))
    {
        let never = Presence {
            present: 0,
            of: successes,
        };
        let remedy = Remedy::Optional { at: at.clone() };
        let mut note = note(Severity::Error, remedy, message);
        note.presence = Some(seen.and_then(presence).unwrap_or(never));
        survey.note(DriftKind::RequiredMissing, at.clone(), note);
    }
    let Some(seen) = seen else {
        return;
    };
    let (body, at) = match body {
        Some((body, at)) => (Some(body), at),
        None => (None, at),
    };
    // A request body without any media type takes all of them.
    let takes_all = body.is_some_and(|body| members(body.get("content")).next().is_none());
    if !takes_all {
        content(survey, message, body, &at, seen, Severity::Error);
    }
}

fn response<'v>(
    survey: &mut Survey<'v>,
    index: usize,
    declared: &DeclaredOperation<'v>,
    status: u16,
    seen: &'v Value,
) {
    let message = survey.message(Message {
        operation: index,
        is_response: true,
        exchanges: exchanges(seen),
    });
    let at = below(&declared.at, &["responses"]);
    let mut responses = members(declared.object.get("responses"))
        .filter(|(status, _)| !status.starts_with("x-"))
        .peekable();
    // Where nothing is declared, nothing can be undeclared.
    if responses.peek().is_none() {
        return;
    }
    let range = [format!("{}XX", status / 100), format!("{}xx", status / 100)];
    let covering = responses.filter_map(|(name, response)| {
        let rank = match name.as_str() {
            "default" => 2,
            name if range.iter().any(|it| it == name) => 1,
            name if name.parse() == Ok(status) => 0,
            _ => return None,
        };
        Some((rank, name, response))
    });
    let Some((_, name, response)) = covering.min_by_key(|(rank, _, _)| *rank) else {
        let severity = if is_success(status) {
            Severity::Error
        } else {
            Severity::Warning
        };
        let place = below(&at, &[&status.to_string()]);
        let status = status.to_string();
        let mut note = note(severity, Remedy::Status { at, status }, message);
        note.observed.push(seen);
        survey.note(DriftKind::UndeclaredStatus, place, note);
        return;
    };
    let Ok((response, at)) = resolve(survey.declared, response, &below(&at, &[name])) else {
        return;
    };
    survey.field(at.clone(), true);
    // A response without any media type says nothing of its body, and refuses none.
    let severity = match members(response.get("content")).next() {
        Some(_) => Severity::Error,
        None => Severity::Info,
    };
    content(survey, message, Some(response), &at, seen, severity);
}

/// Compares the media types of a request body or a response.
fn content<'v>(
    survey: &mut Survey<'v>,
    message: usize,
    declared: Option<&'v Value>,
    at: &str,
    seen: &'v Value,
    severity: Severity,
) {
    let declared = declared.and_then(|it| it.get("content"));
    for (name, observed) in members(seen.get("content")) {
        // Media types that were not kept apart.
        let Some(media_type) = MediaType::parse(name.as_bytes()).filter(|it| !it.is_range()) else {
            continue;
        };
        let accepting = members(declared).filter_map(|(key, it)| {
            let parsed = MediaType::parse(key.as_bytes())?;
            parsed
                .accepts(&media_type)
                .then(|| (parsed.specificity(), key, it))
        });
        let accepting = accepting.max_by_key(|(specificity, _, _)| *specificity);
        if let Some((_, key, object)) = accepting {
            let at = below(at, &["content", key]);
            survey.field(at.clone(), true);
            media::compare(survey, message, &media_type, object, &at, observed);
            continue;
        }
        let place = below(at, &["content", name]);
        let remedy = Remedy::MediaType {
            at: at.to_owned(),
            media_type: name.clone(),
        };
        let mut note = note(severity, remedy, message);
        note.observed.push(observed);
        survey.note(DriftKind::UndeclaredMediaType, place, note);
    }
    if members(seen.get("content")).next().is_some() {
        for (key, _) in members(declared) {
            survey.field(below(at, &["content", key]), false);
        }
    }
}
