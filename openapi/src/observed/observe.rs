//! One exchange into the trie. Which exchanges are worth observing is the caller's
//! decision; that requests are learnt from successes alone is taken here.

use super::{ContentNode, Observed, ParameterNode, PathNode};
use crate::limits::{KEY_BYTES_MAX, OBSERVED_SEGMENTS_MAX};
use crate::observation::{
    ContentObservation, Observation, ParameterObservation, Segment, UNNAMED, is_success,
};
use crate::shape::TextClass;
use crate::shape::caps::Caps;
use crate::shape::named::{Join, Named};
use crate::shape::text_counts::add;

/// Something seen so many times, and the bounds it is taken in with.
#[derive(Clone, Copy)]
struct Intake<'c> {
    times: u64,
    caps: &'c Caps,
}

impl Observed {
    pub(super) fn observe_within(
        &mut self,
        observation: Observation,
        times: u64,
        caps: &Caps,
    ) -> usize {
        let Observation {
            method,
            path,
            query,
            headers,
            credentials,
            request,
            status,
            response,
        } = observation;
        if !(1..=OBSERVED_SEGMENTS_MAX).contains(&path.len()) || !(100..=599).contains(&status) {
            add(&mut self.refused, times);
            return 0;
        }
        let intake = Intake { times, caps };
        let mut opened = 0;
        let node = path.iter().fold(&mut self.root, |node, segment| {
            node.next(segment, intake, &mut opened)
        });
        let (Some(operation), is_new) = node.operations.obtain(method) else {
            return opened;
        };
        opened += usize::from(is_new);
        add(&mut operation.exchanges, times);
        if is_success(status) {
            add(&mut operation.successes, times);
            for (name, parameter) in query {
                opened += intake.parameter(&mut operation.query, &name, parameter);
            }
            for (name, parameter) in headers {
                opened += intake.parameter(&mut operation.headers, &name, parameter);
            }
            for credential in credentials {
                operation.credentials.add(credential, times);
            }
            opened += intake.content(&mut operation.request, request);
        }
        let (Some(response_node), is_new) = operation.responses.obtain(status) else {
            return opened;
        };
        opened += usize::from(is_new);
        add(&mut response_node.exchanges, times);
        opened + intake.content(&mut response_node.content, response)
    }
}

impl PathNode {
    fn next(&mut self, segment: &Segment, intake: Intake<'_>, opened: &mut usize) -> &mut Self {
        let Intake { times, caps } = intake;
        let (next, class) = match segment {
            Segment::Literal(text) if is_literal(text) => {
                let next = self.paths.child(Some(text), caps, opened);
                (next, TextClass::Word)
            }
            Segment::Literal(_) => (self.value("", caps, opened), TextClass::Text),
            Segment::Parameter { class, suffix } => (self.value(suffix, caps, opened), *class),
        };
        next.texts.add(class, times);
        next
    }

    fn value(&mut self, suffix: &str, caps: &Caps, opened: &mut usize) -> &mut Self {
        self.values.child(Some(suffix), caps, opened)
    }
}

/// Whether a text can stand in a path template for itself (OAS 3.1 §4.8.8.2).
pub(super) fn is_literal(text: &str) -> bool {
    text.len() <= KEY_BYTES_MAX && !text.contains(['{', '}', '/', '?', '#'])
}

impl Intake<'_> {
    fn parameter(
        self,
        parameters: &mut Named<ParameterNode>,
        name: &str,
        observed: ParameterObservation,
    ) -> usize {
        let ParameterObservation {
            mut shape,
            mut delimited,
            mut parts,
        } = observed;
        let mut opened = 0;
        let name = (name != UNNAMED).then_some(name);
        let parameter = parameters.child(name, self.caps, &mut opened);
        add(&mut parameter.present, self.times);
        if shape.count() > 1 {
            add(&mut parameter.repeated, self.times);
        }
        delimited.multiply(self.times);
        parameter.delimited.join(delimited);
        shape.multiply(self.times);
        parts.multiply(self.times);
        opened
            + parameter.shape.join_within(shape, self.caps)
            + parameter.parts.join_within(parts, self.caps)
    }

    fn content(
        self,
        content: &mut Named<ContentNode>,
        observed: Option<ContentObservation>,
    ) -> usize {
        let Some(ContentObservation {
            media_type,
            shape,
            mut events,
        }) = observed
        else {
            return 0;
        };
        let mut opened = 0;
        let node = content.child(Some(&media_type), self.caps, &mut opened);
        add(&mut node.exchanges, self.times);
        let mut shape = shape.unwrap_or_default();
        shape.multiply(self.times);
        events.multiply(self.times);
        node.events.join(events);
        opened + node.shape.join_within(shape, self.caps)
    }
}
