//! A stream judged while it passes: each item as it ends, until the first that violates.

use std::sync::Arc;

use super::super::schema::{self, Program};
use super::super::verdict::keyword;
use super::super::{Location, Undecided, Verdict, Violation};
use super::contents::{Group, not_json};
use super::event::{DataAs, object, quoted};
use super::{ItemSchema, Reading};
use crate::json::{self, JsonLimits};
use crate::stream::{Event, Item, Splitter};

/// What ends the streams of many APIs, in place of data.
const DONE: &[u8] = b"[DONE]";

/// A stream that is judged while it passes. Nothing is judged after the first violation, nor
/// after an item that took more steps than a verdict may: many of those would be no bound.
#[derive(Debug)]
pub struct ItemsCheck {
    judge: Judge,
    splitter: Splitter,
    /// Items so far.
    items: usize,
    /// Items that could not be judged.
    undecided: Verdict,
    must_have_bytes: bool,
}

/// What judges one item.
#[derive(Debug)]
struct Judge {
    program: Arc<Program>,
    item: ItemSchema,
    limits: JsonLimits,
}

/// The first item that violates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenItem {
    /// In which ways; pointers begin with the item's index.
    pub violations: Vec<Violation>,
    /// Where it begins in the chunk that ended it; 0 when it began earlier.
    pub start: usize,
}

impl ItemsCheck {
    pub(super) fn new(
        program: Arc<Program>,
        item: ItemSchema,
        splitter: Splitter,
        limits: JsonLimits,
    ) -> Self {
        Self {
            judge: Judge {
                program,
                item,
                limits,
            },
            splitter,
            items: 0,
            undecided: Verdict::Conforms,
            must_have_bytes: false,
        }
    }

    /// The same for a stream without which a body is missing.
    pub(in crate::contract) fn required(mut self) -> Self {
        self.must_have_bytes = true;
        self
    }

    /// The next bytes; tells of the first item in them that violates.
    ///
    /// # Errors
    /// That item. The check is over then.
    pub fn chunk(&mut self, bytes: &[u8]) -> Result<(), BrokenItem> {
        self.chunk_except(bytes, &mut |_| false)
    }

    /// The same without the violations that are accepted: an item that has no others does
    /// not end the check.
    ///
    /// # Errors
    /// The same.
    pub fn chunk_except(
        &mut self,
        bytes: &[u8],
        accepts: &mut dyn FnMut(&Violation) -> bool,
    ) -> Result<(), BrokenItem> {
        self.must_have_bytes &= bytes.is_empty();
        self.judged(accepts, |splitter, take| splitter.chunk(bytes, take))
    }

    /// The end of the stream: the verdict on all of it.
    pub fn end(self) -> Verdict {
        self.end_except(&mut |_| false)
    }

    /// The same without the violations that are accepted.
    pub fn end_except(mut self, accepts: &mut dyn FnMut(&Violation) -> bool) -> Verdict {
        if self.must_have_bytes {
            return Verdict::of(vec![Violation::new(
                Location::Body,
                "",
                keyword::REQUIRED,
                "missing",
            )]);
        }
        match self.judged(accepts, |splitter, take| splitter.end(take)) {
            Ok(()) => self.undecided,
            Err(broken) => Verdict::Violates(broken.violations),
        }
    }

    /// The verdict on the items so far, of a stream that was left.
    pub fn so_far(self) -> Verdict {
        self.undecided
    }

    /// Bytes of memory that wait for the end of an item.
    pub fn kept(&self) -> usize {
        self.splitter.kept()
    }

    fn judged(
        &mut self,
        accepts: &mut dyn FnMut(&Violation) -> bool,
        split: impl FnOnce(&mut Splitter, crate::stream::Take<'_>),
    ) -> Result<(), BrokenItem> {
        let Self {
            judge,
            splitter,
            items,
            undecided,
            must_have_bytes: _,
        } = self;
        let mut broken = None;
        split(splitter, &mut |start, item| {
            let is_too_costly = *undecided == Verdict::Undecided(Undecided::SchemaTooCostly);
            if broken.is_some() || is_too_costly {
                return;
            }
            let base = format!("/{items}");
            *items += 1;
            match judge.check(&item, &base).except(accepts) {
                Verdict::Violates(violations) => broken = Some(BrokenItem { violations, start }),
                Verdict::Conforms => {}
                // The last reason, so that the one above is seen.
                verdict @ Verdict::Undecided(_) => *undecided = verdict,
            }
        });
        broken.map_or(Ok(()), Err)
    }
}

impl Judge {
    fn check(&self, item: &Item<'_>, base: &str) -> Verdict {
        match (item, &self.item.reading) {
            (Item::Event(event), _) if *event.data == *DONE => Verdict::Conforms,
            (Item::Event(event), Reading::Event { data, contents }) => {
                self.event(event, *data, contents, base)
            }
            (Item::Event(event), Reading::Payload { may_be_text }) => {
                self.payload(&event.data, *may_be_text, base)
            }
            (Item::Event(event), Reading::Json) => self.payload(&event.data, false, base),
            (Item::Json(text), _) => match json::read(text, &self.limits) {
                Ok(json) => self.by_schema(json.root(), base),
                Err(error) => not_json(error, base),
            },
            (Item::Other, _) => Verdict::Undecided(Undecided::MediaTypeNotDecoded),
            (Item::TooLarge, _) => Verdict::Undecided(Undecided::BodyTooLarge),
            (Item::Broken(why), _) => {
                let violation = Violation::new(Location::Body, base, keyword::ENCODING, *why);
                Verdict::of(vec![violation])
            }
        }
    }

    fn by_schema(&self, value: json::Node<'_>, base: &str) -> Verdict {
        schema::verdict(&self.program, self.item.schema, value, Location::Body, base)
    }

    fn event(&self, event: &Event<'_>, data: DataAs, contents: &[Group], base: &str) -> Verdict {
        let carried = match data {
            DataAs::Text => None,
            DataAs::Json => match json::read(&event.data, &self.limits) {
                Ok(json) => Some(json.source().to_owned()),
                Err(error) => return not_json(error, &format!("{base}/data")),
            },
        };
        let data = carried.unwrap_or_else(|| quoted(&event.data));
        let object = object(event, &data);
        let json = match json::read(object.as_bytes(), &self.limits) {
            Ok(json) => json,
            Err(error) => return not_json(error, base),
        };
        let verdict = self.by_schema(json.root(), base);
        if contents.is_empty() || verdict != Verdict::Conforms {
            return verdict;
        }
        let base = format!("{base}/data");
        let check = |group: &Group| {
            group.check(&self.program, json.root(), &event.data, &self.limits, &base)
        };
        contents.iter().map(check).fold(verdict, Verdict::and)
    }

    /// Data that the schema describes: text, where that is allowed, or JSON.
    fn payload(&self, data: &[u8], may_be_text: bool, base: &str) -> Verdict {
        let as_text = may_be_text.then(|| self.text(data, base));
        if as_text == Some(Verdict::Conforms) {
            return Verdict::Conforms;
        }
        match (json::read(data, &self.limits), as_text) {
            (Ok(json), _) => self.by_schema(json.root(), base),
            // What is no JSON can only have been meant as text.
            (Err(_), Some(verdict)) => verdict,
            (Err(error), None) => not_json(error, base),
        }
    }

    fn text(&self, data: &[u8], base: &str) -> Verdict {
        match json::read(quoted(data).as_bytes(), &self.limits) {
            Ok(text) => self.by_schema(text.root(), base),
            Err(error) => not_json(error, base),
        }
    }
}
