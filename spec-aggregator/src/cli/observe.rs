//! An exchange of an archive to an observation, by the rules the filter follows too. No
//! value is kept.

use openapi::http::{ContentType, Method, is_plain_json, split_query};
use openapi::json::{self, JsonLimits};
use openapi::observation::{
    ContentObservation, Observation, is_success, query_shapes, segments, teaches,
};
use openapi::shape::Shape;

use crate::har::{Exchange, Message};

/// What one exchange teaches, if anything.
pub(super) fn observation(exchange: &Exchange) -> Option<Observation> {
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
    Some(Observation {
        method: Method::parse(method.as_bytes())?,
        path: segments(std::str::from_utf8(path).ok()?)?,
        query: query_shapes(std::str::from_utf8(query).ok()?),
        request: content(request).filter(|_| is_success(*status)),
        status: *status,
        response: content(response),
    })
}

fn content(message: &Message) -> Option<ContentObservation> {
    let headers = message.headers();
    let ContentType::One(media_type) = ContentType::of(&headers) else {
        return None;
    };
    if message.body.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let is_readable = is_plain_json(&media_type, &headers);
    let body = message.body.as_ref().filter(|_| is_readable);
    let shape = body
        .and_then(|body| json::read(body, &JsonLimits::default()).ok())
        .map(|json| Shape::of(json.root()));
    Some(ContentObservation {
        media_type: media_type.essence().to_owned(),
        shape,
    })
}
