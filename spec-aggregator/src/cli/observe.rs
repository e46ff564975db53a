//! An exchange of an archive to an observation, by the rules the filter follows too. No
//! value is kept.

use openapi::http::{ContentType, Header, Method, is_content_encoded, is_plain_json, split_query};
use openapi::json::{self, JsonLimits, Node};
use openapi::observation::{
    ContentObservation, EventCounts, Observation, StreamObservation, credentials, form_shape,
    header_parameters, is_success, is_whole, query_parameters, reveal as reveal_parameters,
    segments, teaches,
};
use openapi::shape::{Revealer, Shape, WordKey};

use crate::har::{Exchange, Message};

/// What one exchange teaches, if anything.
pub(super) fn observation(exchange: &Exchange, key: Option<&WordKey>) -> Option<Observation> {
    let Exchange {
        number: _,
        method,
        authority: _,
        target,
        request,
        status,
        response,
    } = exchange;
    if !teaches(*status, false) {
        return None;
    }
    let (path, query) = split_query(target.as_bytes());
    let query = std::str::from_utf8(query).ok()?;
    let headers = request.headers();
    Some(Observation {
        method: Method::parse(method.as_bytes())?,
        path: segments(std::str::from_utf8(path).ok()?)?,
        query: query_parameters(query, key),
        headers: header_parameters(&headers, key),
        credentials: credentials(&headers, query),
        request: content(request, &headers, key).filter(|_| is_success(*status)),
        status: *status,
        response: content(response, &response.headers(), key).map(|content| {
            if is_whole(*status) {
                content
            } else {
                ContentObservation::new(&content.media_type, None)
            }
        }),
    })
}

fn content(
    message: &Message,
    headers: &[Header<'_>],
    key: Option<&WordKey>,
) -> Option<ContentObservation> {
    let ContentType::One(media_type) = ContentType::of(headers) else {
        return None;
    };
    if message.body.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let mut content = ContentObservation {
        media_type: media_type.essence().to_owned(),
        shape: None,
        events: EventCounts::default(),
    };
    let Some(body) = message.body.as_deref() else {
        return Some(content);
    };
    let limits = JsonLimits::default();
    if is_plain_json(&media_type, headers) {
        let json = json::read(body, &limits).ok();
        content.shape = json.map(|json| Shape::of(json.root(), key));
    } else if is_content_encoded(headers) {
        // What a coding made of it is no text of its media type.
    } else if media_type.is_form() {
        content.shape = form_shape(body, key);
    } else if let Some(mut stream) = StreamObservation::new(&media_type, key.copied(), limits) {
        stream.chunk(body, &mut |_| {});
        let (shape, events) = stream.end(&mut |_| {});
        content.shape = Some(shape);
        content.events = events;
    }
    Some(content)
}

/// Looks for members of enumerations in an exchange that taught something.
pub(super) fn reveal(exchange: &Exchange, revealer: &mut Revealer<'_>) {
    let query = split_query(exchange.target.as_bytes()).1;
    let query = std::str::from_utf8(query).unwrap_or_default();
    reveal_parameters(&exchange.request.headers(), query, revealer);
    for message in [&exchange.request, &exchange.response] {
        let body = message.body.as_deref().unwrap_or_default();
        let headers = message.headers();
        let ContentType::One(media_type) = ContentType::of(&headers) else {
            continue;
        };
        if is_plain_json(&media_type, &headers)
            && let Ok(json) = json::read(body, &JsonLimits::default())
        {
            revealer.value(json.root());
        } else if media_type.is_form() {
            revealer.form(body);
        } else if let Some(mut stream) =
            StreamObservation::new(&media_type, None, JsonLimits::default())
        {
            let look = &mut |json: Node<'_>| revealer.value(json);
            stream.chunk(body, look);
            stream.end(look);
        }
    }
}
