//! What an exchange taught, put together once it is over and off its way: shapes of
//! parameters and bodies, never a value. Only what the upstream answered teaches.

use std::borrow::Cow;
use std::sync::Arc;

use openapi::contract::{Body, Operation};
use openapi::http::{ContentType, Header, Method, content_length, is_plain_json, split_query};
use openapi::observation::{self, ContentObservation, Observation, Segment};
use openapi::path::TemplateSegment;
use openapi::shape::Shape;

use super::{Exchange, Side};
use crate::coding::{Coding, DecodeError};
use crate::header_map::first;

/// What there is to learn from an exchange.
#[derive(Debug)]
pub(crate) enum Taught {
    /// Nothing, rightly.
    Nothing,
    /// Something that a limit keeps out.
    TooMuch,
    /// This. Without a service, the name of the cluster decides.
    Something(Option<Arc<str>>, Box<Observation>),
}

impl Exchange {
    /// What the exchange taught, now that it is over.
    pub(crate) fn into_taught(mut self) -> Taught {
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
        let observation = Observation {
            query: observation::query_parameters(query, None),
            headers: observation::header_parameters(&fields, None),
            credentials: observation::credentials(&fields, query),
            request,
            response: self.response.content(),
            ..Observation::new(method, path, status)
        };
        Taught::Something(self.service.clone(), Box::new(observation))
    }

    /// The path as the gateway sees it; below a mount it is classified from the mount on.
    fn observed_path(&self, authority: &[u8], target: &[u8]) -> Option<Vec<Segment>> {
        let Some(located) = self.contracts.gateway.locate(authority, target) else {
            let path = std::str::from_utf8(split_query(target).0).ok()?;
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
        decodes: bool,
    ) -> Option<Vec<Header<'h>>> {
        self.length = content_length(headers).map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        self.coding = decodes.then(|| Coding::of(headers)).flatten();
        self.media_type = match ContentType::of(headers) {
            ContentType::One(media_type) => Some(media_type),
            ContentType::Absent | ContentType::Several | ContentType::Malformed => None,
        };
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

    /// Whether the body can teach a shape: one JSON text, plain, within the limit.
    pub(super) fn is_worth_copying(&self, headers: &[Header<'_>]) -> bool {
        self.media_type
            .as_ref()
            .is_some_and(|media_type| is_plain_json(media_type, headers))
            && !self.is_over_limit()
    }

    /// Turns a body into its shape; the values end here.
    pub(super) fn learn(&mut self, body: &Body<'_>, is_observed: bool) {
        match body.json() {
            Some(json) if is_observed => self.shape = Some(Shape::of(json.root(), None)),
            None if body.is_empty() => self.media_type = None,
            Some(_) | None => {}
        }
    }

    fn content(&mut self) -> Option<ContentObservation> {
        let media_type = self.media_type.take()?;
        let shape = self.shape.take();
        Some(ContentObservation::new(media_type.essence(), shape))
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
