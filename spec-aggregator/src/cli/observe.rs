//! An exchange of an archive to an observation, by the filter's rules: 404, 405 and 501 teach
//! nothing, requests teach only when they succeeded, and no value is kept.

use openapi::http::{ContentType, Method, is_content_encoded, split_query};
use openapi::json::{self, JsonLimits};
use openapi::observation::{ContentObservation, Observation, query_shapes, segments};
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
    if matches!(status, 404 | 405 | 501) {
        return None;
    }
    let (path, query) = split_query(target.as_bytes());
    Some(Observation {
        method: Method::parse(method.as_bytes())?,
        path: segments(std::str::from_utf8(path).ok()?)?,
        query: query_shapes(std::str::from_utf8(query).ok()?),
        request: content(request).filter(|_| *status < 400),
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
    let readable = media_type.is_json()
        && media_type
            .charset()
            .is_none_or(|charset| charset == "utf-8")
        && !is_content_encoded(&headers);
    let body = message.body.as_ref().filter(|_| readable);
    let shape = body
        .and_then(|body| json::read(body, &JsonLimits::default()).ok())
        .map(|value| Shape::of(&value));
    Some(ContentObservation {
        media_type: media_type.essence().to_owned(),
        shape,
    })
}
