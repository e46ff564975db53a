//! What an exchange taught, put together once it is over and off its way: shapes of
//! parameters and bodies, never a value. Only what the upstream answered teaches.

use std::borrow::Cow;
use std::sync::Arc;

use openapi::contract::{Body, Operation};
use openapi::http::{
    Announcement, ContentType, Header, MediaType, Method, is_content_encoded, is_plain_json,
    split_query,
};
use openapi::json::Node;
use openapi::observation::{
    self, ContentObservation, EventCounts, Observation, Segment, StreamObservation, form_shape,
};
use openapi::path::TemplateSegment;
use openapi::shape::Revealed;

use super::learner::Teaching;
use super::{Direction, Exchange, Side};
use crate::coding::{Coding, DecodeError};
use crate::header_map::first;
use crate::learning::Lesson;

/// What there is to learn from an exchange.
#[derive(Debug)]
pub(crate) enum Taught {
    /// Nothing, rightly.
    Nothing,
    /// Something that a limit keeps out.
    TooMuch,
    /// This. Without a service, the name of the cluster decides.
    Something(Option<Arc<str>>, Box<Lesson>),
}

impl Exchange {
    /// What the exchange taught, now that it is over; once.
    pub(crate) fn taught(&mut self) -> Taught {
        let (Some(head), Some(status)) = (self.head.take(), self.status) else {
            return Taught::Nothing;
        };
        if !observation::teaches(status, self.operation.is_some()) {
            return Taught::Nothing;
        }
        let fields = head.fields();
        let Some(method) = Method::parse(first(&fields, b":method")) else {
            return Taught::Nothing;
        };
        let target = first(&fields, b":path");
        let path = self.observed_path(first(&fields, b":authority"), target);
        let query = std::str::from_utf8(split_query(target).1);
        let (Some(path), Ok(query)) = (path, query) else {
            return Taught::TooMuch;
        };
        let request = self
            .request
            .content()
            .filter(|_| observation::is_success(status));
        let response = self.response.content();
        let of_request = self
            .request
            .teaching
            .take_whole()
            .filter(|_| request.is_some());
        let bodies = [of_request, self.response.teaching.take_whole()];
        let words = self.learning.words();
        let observation = Observation {
            query: observation::query_parameters(query, words),
            headers: observation::header_parameters(&fields, words),
            credentials: observation::credentials(&fields, query),
            request,
            response,
            ..Observation::new(method, path, status)
        };
        let mut revealed = std::mem::take(&mut self.revealed);
        self.learning.reveal(&mut revealed, &mut |to| {
            observation::reveal(&fields, query, to);
        });
        let lesson = self.learning.lesson(observation, bodies, revealed);
        Taught::Something(self.service.clone(), Box::new(lesson))
    }

    /// Turns a body into its shape; the values end here, but for those that are asked for.
    pub(super) fn learn(&mut self, direction: Direction, body: &Body<'_>) {
        let learning = self.learning.clone();
        let is_observed =
            self.is_sampled && (direction == Direction::Request || self.head.is_some());
        let side = self.side(direction);
        if body.is_empty() {
            side.media_type = None;
        }
        let Some(media_type) = side.media_type.as_ref().filter(|_| is_observed) else {
            return;
        };
        match body {
            Body::Json(Ok(json)) => {
                side.teaching = Teaching::Whole(learning.shape(json.root()));
                learning.reveal(&mut self.revealed, &mut |to| to.value(json.root()));
            }
            Body::Json(Err(_)) => {}
            Body::Bytes { bytes, limits: _ } if media_type.is_form() => {
                if let Some(shape) = form_shape(bytes, learning.words()) {
                    side.teaching = Teaching::InParts(Box::new((shape, EventCounts::default())));
                }
                learning.reveal(&mut self.revealed, &mut |to| to.form(bytes));
            }
            Body::Bytes { bytes, limits } => {
                let words = learning.words().copied();
                if let Some(mut stream) = StreamObservation::new(media_type, words, *limits) {
                    let mut revealed = std::mem::take(&mut self.revealed);
                    let mut look = |json: Node<'_>| {
                        learning.reveal(&mut revealed, &mut |to| to.value(json));
                    };
                    stream.chunk(bytes, &mut look);
                    let in_parts = Box::new(stream.end(&mut look));
                    self.revealed = revealed;
                    self.side(direction).teaching = Teaching::InParts(in_parts);
                }
            }
        }
    }

    /// The path as the gateway sees it; below a mount it is classified from the mount on.
    fn observed_path(&self, authority: &[u8], target: &[u8]) -> Option<Vec<Segment>> {
        let path = std::str::from_utf8(split_query(target).0).ok()?;
        let Some(located) = self.contracts.gateway.locate(authority, path) else {
            return observation::segments(path);
        };
        let classified = observation::segments(located.path)?;
        let below = match &self.operation {
            Some(operation) => declared(operation, classified),
            None => classified,
        };
        Some(observation::below_mount(&located.service.base_path, below))
    }
}

impl Side {
    /// Takes down what the head says of the body that follows it. When that is going to be
    /// decoded, gives back the head it would have had.
    pub(super) fn announce<'h>(
        &mut self,
        headers: &[Header<'h>],
        announced: &Announcement,
        decodes: bool,
    ) -> Option<Vec<Header<'h>>> {
        let length = announced.length;
        self.length = length.map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        self.media_type = match &announced.content_type {
            ContentType::One(media_type) => Some(media_type.clone()),
            ContentType::Absent | ContentType::Several | ContentType::Malformed => None,
        };
        if decodes && announced.is_encoded {
            self.coding = Coding::of(headers);
        }
        self.coding.map(|_| Coding::undone(headers))
    }

    /// Whether the head declares more bytes than are read.
    pub(super) fn is_over_limit(&self) -> bool {
        self.length
            .is_some_and(|length| length > self.body.bytes_max())
    }

    /// The body as it is judged.
    pub(super) fn decoded<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, DecodeError> {
        match self.coding {
            Some(coding) => coding.decode(bytes, self.body.bytes_max()),
            None => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Whether the body can teach a shape as a whole: one JSON text or form, plain, within the
    /// limit.
    pub(super) fn is_worth_copying(&self, headers: &[Header<'_>]) -> bool {
        let is_readable = |media_type: &MediaType| {
            is_plain_json(media_type, headers)
                || (media_type.is_form() && !is_content_encoded(headers))
        };
        self.media_type.as_ref().is_some_and(is_readable) && !self.is_over_limit()
    }

    fn content(&mut self) -> Option<ContentObservation> {
        self.end_learning(false, &mut Revealed::new());
        let media_type = self.media_type.take()?;
        let (shape, events) = match std::mem::take(&mut self.teaching) {
            Teaching::InParts(parts) => Some(*parts).unzip(),
            other @ (Teaching::Nothing | Teaching::Passing(_) | Teaching::Whole(_)) => {
                self.teaching = other;
                (None, None)
            }
        };
        Some(ContentObservation {
            media_type: media_type.essence().to_owned(),
            shape,
            events: events.unwrap_or_default(),
        })
    }
}

/// The declared template's segments: its literals as declared, its parameters as classes.
fn declared(operation: &Operation, classified: Vec<Segment>) -> Vec<Segment> {
    let template = operation.template().segments();
    let pairs = template.iter().zip(classified);
    pairs
        .map(|(declared, seen)| match (declared, seen) {
            (TemplateSegment::Literal(literal), _) => Segment::Literal(literal.clone()),
            (TemplateSegment::Templated { .. }, Segment::Literal(text)) => Segment::of_value(&text),
            (TemplateSegment::Templated { .. }, seen @ Segment::Parameter { .. }) => seen,
        })
        .collect()
}
