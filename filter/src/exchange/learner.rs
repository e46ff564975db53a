//! Streams that teach while they pass: the shapes of their items and how many events had
//! which fields. Nothing is kept of them but the item that has not ended. Whether a contract
//! judges them is not known here.

use openapi::http::{Header, is_content_encoded};
use openapi::json::Node;
use openapi::observation::{EventCounts, StreamObservation};
use openapi::shape::{Revealed, Shape};

use super::body::Share;
use super::{Direction, Exchange, Side};
use crate::learning::{BodyShape, Learning};

/// What a body teaches.
#[derive(Debug, Default)]
pub(super) enum Teaching {
    /// Nothing, or nothing yet.
    #[default]
    Nothing,
    /// It is a stream, and teaches while it passes.
    Passing(Box<Learner>),
    /// It was read as a whole, and has this shape.
    Whole(BodyShape),
    /// It came in parts.
    InParts(Box<(Shape, EventCounts)>),
}

impl Teaching {
    /// The shape of a whole, once.
    pub(super) fn take_whole(&mut self) -> Option<BodyShape> {
        match std::mem::take(self) {
            Self::Whole(shape) => Some(shape),
            other @ (Self::Nothing | Self::Passing(_) | Self::InParts(_)) => {
                *self = other;
                None
            }
        }
    }
}

/// A stream on its way, and what the worker's budget was asked for.
#[derive(Debug)]
pub(super) struct Learner {
    stream: StreamObservation,
    learning: Learning,
    has_bytes: bool,
    share: Share,
}

impl Learner {
    /// Takes in a chunk. Returns whether the next one is of use, too.
    fn chunk(&mut self, bytes: &[u8], revealed: &mut Revealed) -> bool {
        self.has_bytes |= !bytes.is_empty();
        let look = &mut |json: Node<'_>| self.learning.reveal(revealed, &mut |to| to.value(json));
        self.stream.chunk(bytes, look) && self.share.take(self.stream.kept())
    }
}

impl Exchange {
    /// Learns from the body below this head while it passes, if it is a stream whose items
    /// are told apart, and nobody waits for all of it.
    pub(super) fn learn_stream(&mut self, direction: Direction, headers: &[Header<'_>]) {
        let (limits, learning) = (self.json_limits(), self.learning.clone());
        let side = self.side(direction);
        if side.is_awaited || side.coding.is_some() || is_content_encoded(headers) {
            return;
        }
        let media_type = side.media_type.as_ref();
        let stream =
            media_type.and_then(|it| StreamObservation::new(it, learning.words().copied(), limits));
        let share = side.body.share();
        if let Some(stream) = stream {
            side.teaching = Teaching::Passing(Box::new(Learner {
                stream,
                learning,
                has_bytes: false,
                share,
            }));
        }
    }
}

impl Side {
    /// A chunk of the stream; `None` when it could not be read.
    pub(super) fn learn_chunk(
        &mut self,
        chunk: Option<&[u8]>,
        end_of_stream: bool,
        revealed: &mut Revealed,
    ) {
        let Teaching::Passing(learner) = &mut self.teaching else {
            return;
        };
        let goes_on = chunk.is_some_and(|chunk| learner.chunk(chunk, revealed));
        if end_of_stream || !goes_on {
            self.end_learning(end_of_stream && goes_on, revealed);
        }
    }

    /// Puts down what the stream taught until now. Only one that came whole has a last item.
    pub(super) fn end_learning(&mut self, is_whole: bool, revealed: &mut Revealed) {
        let learner = match std::mem::take(&mut self.teaching) {
            Teaching::Passing(learner) => learner,
            other @ (Teaching::Nothing | Teaching::Whole(_) | Teaching::InParts(_)) => {
                self.teaching = other;
                return;
            }
        };
        if is_whole && !learner.has_bytes {
            self.media_type = None;
        }
        let in_parts = if is_whole {
            let learning = &learner.learning;
            let look = &mut |json: Node<'_>| learning.reveal(revealed, &mut |to| to.value(json));
            learner.stream.end(look)
        } else {
            learner.stream.so_far()
        };
        self.teaching = Teaching::InParts(Box::new(in_parts));
    }
}
