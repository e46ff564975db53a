//! Streams, judged item by item while they pass: never held, and nothing is kept of them but
//! the item that has not ended. What an item must look like is the core's.

use openapi::contract::{BrokenItem, ItemsCheck, Undecided, Verdict};

use super::body::Share;
use super::judgment::Finding;
use super::learner::Teaching;
use super::{Answer, Direction, Exchange, Outcome, Read, Side, Step};
use crate::config::Streams;
use crate::reply::LocalReply;

/// What a body is to this module.
#[derive(Debug)]
pub(super) enum Stream {
    /// No stream, or one that is not judged, or not any more.
    NotJudged,
    /// A stream, and what the worker's budget was asked for.
    Judged(Box<Judged>),
    /// What was right of it is on its way; then it ends.
    Cut(Box<LocalReply>),
}

#[derive(Debug)]
pub(super) struct Judged {
    items: Option<ItemsCheck>,
    share: Share,
}

impl Stream {
    fn take(&mut self) -> Self {
        std::mem::replace(self, Self::NotJudged)
    }
}

impl Judged {
    /// Asks the budget for what is kept; `false` when there is too little.
    fn settle_kept(&mut self) -> bool {
        let kept = self.items.as_ref().map_or(0, ItemsCheck::kept);
        self.share.take(kept)
    }
}

impl Side {
    /// Whether something reads the body while it passes.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.teaching, Teaching::Passing(_)) || !matches!(self.stream, Stream::NotJudged)
    }
}

impl Exchange {
    /// The head says that a stream follows, and this judges it; without, nothing can.
    pub(super) fn stream_begins(
        &mut self,
        direction: Direction,
        items: Option<ItemsCheck>,
    ) -> Step {
        if self.side(direction).coding.is_some() {
            // Decoding is of whole bodies.
            let encoded = Verdict::Undecided(Undecided::ContentEncoded);
            let finding = match direction {
                Direction::Request => Finding::of_request(encoded),
                Direction::Response => Finding::of_response(encoded),
            };
            return self.settle(direction, &finding, true);
        }
        if items.is_none() {
            let finding = Finding::NotJudged(Undecided::Stream.as_str());
            return self.settle(direction, &finding, false);
        }
        let side = self.side(direction);
        let judged = Judged {
            items,
            share: side.body.share(),
        };
        side.stream = Stream::Judged(Box::new(judged));
        Step::Continue
    }

    /// A chunk, which goes on whatever it holds unless streams are cut. It is read once, for
    /// the verdict and for what it teaches.
    pub(super) fn stream_chunk(
        &mut self,
        direction: Direction,
        size: usize,
        end_of_stream: bool,
        read: Read<'_>,
    ) -> Step {
        let judged = match self.side(direction).stream.take() {
            Stream::NotJudged => None,
            Stream::Cut(reply) => return Step::Reply(reply),
            Stream::Judged(judged) => Some(judged),
        };
        let chunk = if size == 0 {
            Some(Vec::new())
        } else {
            read(size).filter(|chunk| chunk.len() == size)
        };
        let mut revealed = std::mem::take(&mut self.revealed);
        self.side(direction)
            .learn_chunk(chunk.as_deref(), end_of_stream, &mut revealed);
        self.revealed = revealed;
        let Some(mut judged) = judged else {
            return Step::Continue;
        };
        let (Some(chunk), Some(items)) = (chunk, &mut judged.items) else {
            return self.settle(direction, &Finding::NotJudged("body_unreadable"), false);
        };
        let Some(operation) = self.operation.clone() else {
            return Step::Continue;
        };
        let found = self.excepting(direction, &operation, |accepts| {
            items.chunk_except(&chunk, accepts)
        });
        if let Err(broken) = found {
            return self.stream_violates(direction, broken, chunk, end_of_stream);
        }
        if end_of_stream {
            let verdict = self.excepting(direction, &operation, |accepts| {
                let items = judged.items.take();
                items.map_or(Verdict::Conforms, |items| items.end_except(accepts))
            });
            return self.stream_ends(direction, verdict);
        }
        if !judged.settle_kept() {
            return self.settle(direction, &Finding::NotJudged("body_unreadable"), false);
        }
        self.side(direction).stream = Stream::Judged(judged);
        Step::Continue
    }

    /// The exchange is over. A stream that was left, as most endless ones are, has the
    /// verdict on the items that came. Settles one direction at a time.
    pub(crate) fn settle_what_was_left(&mut self) {
        for direction in [Direction::Request, Direction::Response] {
            if self.judged.is_some() {
                return;
            }
            if let Stream::Judged(mut judged) = self.side(direction).stream.take() {
                let verdict = judged.items.take().map(ItemsCheck::so_far);
                let _over = self.stream_ends(direction, verdict.unwrap_or(Verdict::Conforms));
            }
        }
    }

    fn stream_ends(&mut self, direction: Direction, verdict: Verdict) -> Step {
        match verdict {
            Verdict::Conforms => self.settle(direction, &Finding::Conforms, false),
            Verdict::Violates(violations) => {
                let broken = BrokenItem {
                    violations,
                    start: 0,
                };
                self.stream_violates(direction, broken, Vec::new(), true)
            }
            Verdict::Undecided(reason) => {
                self.settle(direction, &Finding::NotJudged(reason.as_str()), false)
            }
        }
    }

    fn stream_violates(
        &mut self,
        direction: Direction,
        broken: BrokenItem,
        mut chunk: Vec<u8>,
        end_of_stream: bool,
    ) -> Step {
        let verdict = Verdict::Violates(broken.violations);
        let finding = match direction {
            Direction::Request => Finding::of_request(verdict),
            Direction::Response => Finding::of_response(verdict),
        };
        let operation = self.operation.clone();
        let named = operation
            .as_ref()
            .map(|it| (it.template().as_str(), it.method()));
        let cuts = self.settings.streams(self.service.as_deref(), named) == Streams::Cut;
        let is_reset = self.answer == Answer::Begun;
        let Step::Reply(reply) = self.settle(direction, &finding, cuts) else {
            return Step::Continue;
        };
        if let Some(judged) = self.judged.as_mut().filter(|_| is_reset) {
            judged.outcome = Outcome::Cut;
        }
        // The client gets what is right, as far as it does not end with this chunk.
        if direction == Direction::Response && broken.start > 0 && !end_of_stream {
            chunk.truncate(broken.start);
            self.response.stream = Stream::Cut(reply.clone());
            return Step::Shorten(chunk, reply);
        }
        Step::Reply(reply)
    }

    pub(super) fn side(&mut self, direction: Direction) -> &mut Side {
        match direction {
            Direction::Request => &mut self.request,
            Direction::Response => &mut self.response,
        }
    }
}
