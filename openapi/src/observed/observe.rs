//! One exchange into the trie. Which exchanges are worth observing is the caller's
//! decision; that requests are learnt from successes alone is taken here.

use super::{ContentNode, Observed, OperationNode, PathNode, ResponseNode};
use crate::limits::{KEY_BYTES_MAX, OBSERVED_SEGMENTS_MAX};
use crate::observation::{ContentObservation, Observation, Segment, UNNAMED, is_success};
use crate::shape::caps::Caps;
use crate::shape::named::{Join, Named};
use crate::shape::text_counts::bump;
use crate::shape::{Shape, TextClass};

impl Observed {
    pub(super) fn observe_within(&mut self, observation: Observation, caps: &Caps) -> usize {
        let Observation {
            method,
            path,
            query,
            request,
            status,
            response,
        } = observation;
        if !(1..=OBSERVED_SEGMENTS_MAX).contains(&path.len()) || !(100..=599).contains(&status) {
            bump(&mut self.refused);
            return 0;
        }
        let mut opened = 0;
        let node = path.iter().fold(&mut self.root, |node, segment| {
            node.next(segment, caps, &mut opened)
        });
        let operation = node.operations.entry(method).or_insert_with(|| {
            opened += 1;
            OperationNode::default()
        });
        bump(&mut operation.exchanges);
        if is_success(status) {
            bump(&mut operation.successes);
            for (name, shape) in query {
                opened += operation.observe_query(&name, shape, caps);
            }
            opened += observe_content(&mut operation.request, request, caps);
        }
        let response_node = operation.responses.entry(status).or_insert_with(|| {
            opened += 1;
            ResponseNode::default()
        });
        bump(&mut response_node.exchanges);
        opened + observe_content(&mut response_node.content, response, caps)
    }
}

impl PathNode {
    fn next(&mut self, segment: &Segment, caps: &Caps, opened: &mut usize) -> &mut Self {
        let (name, class) = match segment {
            Segment::Literal(text) if is_literal(text) => (Some(text.as_str()), TextClass::Word),
            Segment::Literal(_) => (None, TextClass::Text),
            Segment::Parameter(class) => (None, *class),
        };
        let next = self.paths.child(name, caps, opened);
        next.texts.observe(class);
        next
    }
}

/// Whether a text can stand in a path template for itself (OAS 3.1 §4.8.8.2).
pub(super) fn is_literal(text: &str) -> bool {
    text.len() <= KEY_BYTES_MAX && !text.contains(['{', '}', '/', '?', '#'])
}

impl OperationNode {
    fn observe_query(&mut self, name: &str, shape: Shape, caps: &Caps) -> usize {
        let mut opened = 0;
        let name = (name != UNNAMED).then_some(name);
        let parameter = self.query.child(name, caps, &mut opened);
        bump(&mut parameter.present);
        if shape.count() > 1 {
            bump(&mut parameter.repeated);
        }
        opened + parameter.shape.join_within(shape, caps)
    }
}

fn observe_content(
    content: &mut Named<ContentNode>,
    observed: Option<ContentObservation>,
    caps: &Caps,
) -> usize {
    let Some(ContentObservation { media_type, shape }) = observed else {
        return 0;
    };
    let mut opened = 0;
    let node = content.child(Some(&media_type), caps, &mut opened);
    bump(&mut node.exchanges);
    opened + node.shape.join_within(shape.unwrap_or_default(), caps)
}
