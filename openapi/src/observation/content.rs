//! What a body teaches: its shape where it is JSON or a form, the shape of its items where
//! it is a stream. The values end here.

use serde::{Deserialize, Serialize};

use crate::http::MediaType;
use crate::json::{self, JsonLimits, Node};
use crate::limits::{FORM_PAIRS_MAX, REPORT_NODES_MAX, STREAM_ITEMS_MAX};
use crate::shape::text_counts::{add, bump, multiply};
use crate::shape::{Shape, TextClass, WordKey, is_zero};
use crate::stream::{Event, Item, Splitter};

/// What ends the streams of many APIs, in place of data.
const DONE: &[u8] = b"[DONE]";

/// The content of one message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContentObservation {
    /// Essence of the media type: `application/json`.
    pub media_type: String,
    /// Shape of the body, or of the items of a stream together; `None` when it was not read.
    pub shape: Option<Shape>,
    /// What the events of an event stream had beside their data.
    pub events: EventCounts,
}

/// How many events of `text/event-stream` had which fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct EventCounts {
    /// Events in all, `[DONE]` apart.
    #[serde(skip_serializing_if = "is_zero")]
    pub total: u64,
    /// Those whose data is JSON.
    #[serde(skip_serializing_if = "is_zero")]
    pub json: u64,
    /// Those with a type of their own.
    #[serde(skip_serializing_if = "is_zero")]
    pub typed: u64,
    /// Those with an `id`.
    #[serde(skip_serializing_if = "is_zero")]
    pub identified: u64,
    /// Those with `retry`.
    #[serde(skip_serializing_if = "is_zero")]
    pub retried: u64,
    /// `[DONE]`.
    #[serde(skip_serializing_if = "is_zero")]
    pub done: u64,
}

impl ContentObservation {
    /// A body of this media type, and its shape where it was read.
    pub fn new(media_type: &str, shape: Option<Shape>) -> Self {
        Self {
            media_type: media_type.to_owned(),
            shape,
            events: EventCounts::default(),
        }
    }
}

impl EventCounts {
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    fn each(&mut self) -> [&mut u64; 6] {
        let Self {
            total,
            json,
            typed,
            identified,
            retried,
            done,
        } = self;
        [total, json, typed, identified, retried, done]
    }

    pub(crate) fn join(&mut self, mut other: Self) {
        let pairs = self.each().into_iter().zip(other.each());
        pairs.for_each(|(own, other)| add(own, *other));
    }

    /// As if each event had been seen so many times.
    pub(crate) fn multiply(&mut self, times: u64) {
        self.each()
            .into_iter()
            .for_each(|count| multiply(count, times));
    }
}

/// The shape of a form (`application/x-www-form-urlencoded`): an object of its pairs, each
/// value of the type its text has. `None` beyond [`FORM_PAIRS_MAX`] pairs.
pub fn form_shape(body: &[u8], key: Option<&WordKey>) -> Option<Shape> {
    let mut members = serde_json::Map::new();
    for (index, (name, value)) in form_urlencoded::parse(body).enumerate() {
        if index >= FORM_PAIRS_MAX {
            return None;
        }
        let value = typed(&value);
        match members.get_mut(name.as_ref()) {
            None => {
                members.insert(name.into_owned(), value);
            }
            Some(serde_json::Value::Array(values)) => values.push(value),
            Some(first) => *first = serde_json::Value::Array(vec![first.take(), value]),
        }
    }
    let text = serde_json::Value::Object(members).to_string();
    let json = json::read(text.as_bytes(), &JsonLimits::default()).ok()?;
    Some(Shape::of(json.root(), key))
}

/// The value that a text of a form means.
fn typed(text: &str) -> serde_json::Value {
    let means_another = [TextClass::Integer, TextClass::Number, TextClass::Boolean];
    let meant = means_another.contains(&TextClass::of(text));
    let value = meant.then(|| serde_json::from_str(text).ok()).flatten();
    value.unwrap_or_else(|| text.into())
}

/// Who looks at each JSON of a stream besides, as it passes.
pub type Look<'l> = &'l mut dyn FnMut(Node<'_>);

/// A stream that is looked at while it passes: at most [`STREAM_ITEMS_MAX`] items of it.
#[derive(Debug)]
pub struct StreamObservation {
    splitter: Splitter,
    items: Items,
}

#[derive(Debug)]
struct Items {
    key: Option<WordKey>,
    limits: JsonLimits,
    seen: usize,
    /// Nodes of the shape, at most.
    nodes: usize,
    shape: Shape,
    events: EventCounts,
}

impl StreamObservation {
    /// For a body of this media type; `None` where its items are not told apart.
    pub fn new(media_type: &MediaType, key: Option<WordKey>, limits: JsonLimits) -> Option<Self> {
        Some(Self {
            splitter: Splitter::new(media_type)?,
            items: Items {
                key,
                limits,
                seen: 0,
                nodes: 0,
                shape: Shape::default(),
                events: EventCounts::default(),
            },
        })
    }

    /// The next bytes. Returns whether more of them would teach anything.
    pub fn chunk(&mut self, bytes: &[u8], look: Look<'_>) -> bool {
        let Self { splitter, items } = self;
        splitter.chunk(bytes, &mut |_, item| items.take(item, look));
        !items.are_enough()
    }

    /// Bytes of memory that wait for the end of an item.
    pub fn kept(&self) -> usize {
        self.splitter.kept()
    }

    /// What the items taught, now that the stream is over.
    pub fn end(mut self, look: Look<'_>) -> (Shape, EventCounts) {
        let Self { splitter, items } = &mut self;
        splitter.end(&mut |_, item| items.take(item, look));
        self.so_far()
    }

    /// What the items taught, of a stream that was left: one that has not ended is none.
    pub fn so_far(self) -> (Shape, EventCounts) {
        (self.items.shape, self.items.events)
    }
}

impl Items {
    /// Whether later items would teach nothing: they repeat these, or no report has room.
    fn are_enough(&self) -> bool {
        self.seen >= STREAM_ITEMS_MAX || self.nodes > REPORT_NODES_MAX
    }

    fn take(&mut self, item: Item<'_>, look: Look<'_>) {
        if self.are_enough() {
            return;
        }
        self.seen += 1;
        match item {
            Item::Json(text) => {
                self.json(text, look);
            }
            Item::Event(event) => self.event(&event, look),
            Item::Other | Item::TooLarge | Item::Broken(_) => {}
        }
    }

    fn event(&mut self, event: &Event<'_>, look: Look<'_>) {
        if event.data.as_ref() == DONE {
            bump(&mut self.events.done);
            return;
        }
        bump(&mut self.events.total);
        let fields = [
            (&mut self.events.typed, event.event),
            (&mut self.events.identified, event.id),
            (&mut self.events.retried, event.retry),
        ];
        for (count, field) in fields {
            if field.is_some() {
                bump(count);
            }
        }
        if self.json(&event.data, look) {
            bump(&mut self.events.json);
        }
    }

    /// Whether the text is JSON; then it is observed.
    fn json(&mut self, text: &[u8], look: Look<'_>) -> bool {
        let Ok(json) = json::read(text, &self.limits) else {
            return false;
        };
        self.nodes += self.shape.observe(json.root(), self.key.as_ref());
        look(json.root());
        true
    }
}
