//! YAML to a value: the parser's events folded on a stack of our own, so that nesting, size
//! and what aliases grow to are bounded here. A document whose aliases are written out has
//! the same limits as one that has none.

use std::borrow::Cow;

use granit_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Value;

use self::anchors::Anchors;
use self::collection::Open;
use self::scalar::Kind;
use super::DocumentError;
use crate::limits::{DOCUMENT_DEPTH_MAX, DOCUMENT_NODES_MAX};

mod anchors;
mod collection;
mod scalar;
#[cfg(test)]
mod tests;

/// Reads the one document of a text; `null` when there is none.
pub(super) fn read(text: &str) -> Result<Value, DocumentError> {
    let mut options = granit_parser::options! {
        flow_nesting_limit: DOCUMENT_DEPTH_MAX,
        block_nesting_limit: DOCUMENT_DEPTH_MAX,
    };
    options.set_emit_comments(false);
    let mut reader = Reader::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| syntax(error.marker()))?;
        reader.take(event).ok_or_else(|| syntax(&span.start))?;
    }
    Ok(reader.root)
}

/// The parser counts columns from 0.
fn syntax(at: &Marker) -> DocumentError {
    DocumentError::Syntax {
        line: at.line() as u64,
        column: at.col() as u64 + 1,
    }
}

/// What has been read so far. A step answers `None` when what it was given cannot be used.
#[derive(Default)]
struct Reader {
    root: Value,
    /// Collections whose end has not come, the innermost last, each with its anchor.
    open: Vec<(Open, usize)>,
    anchors: Anchors,
    nodes: usize,
    documents: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Option<()> {
        if let Event::Scalar(text, style, anchor, tag) = event {
            self.count(1)?;
            self.scalar(text, style == ScalarStyle::Plain, anchor, tag.as_deref())
        } else if let Event::MappingStart(_, anchor, tag) = event {
            let kind = Kind::of(tag.as_deref());
            kind.fits(Kind::Mapping).then_some(())?;
            self.begin(Open::mapping(), anchor)
        } else if let Event::SequenceStart(_, anchor, tag) = event {
            let kind = Kind::of(tag.as_deref());
            kind.fits(Kind::Sequence).then_some(())?;
            self.begin(Open::sequence(), anchor)
        } else if let Event::MappingEnd | Event::SequenceEnd = event {
            let (open, anchor) = self.open.pop()?;
            self.node(open.close(), anchor)
        } else if let Event::Alias(anchor) = event {
            self.alias(anchor)
        } else if let Event::DocumentStart(..) = event {
            self.documents += 1;
            (self.documents == 1).then_some(())
        } else {
            Some(()) // starts and ends of what holds no value
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        plain: bool,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Option<()> {
        let kind = Kind::of(tag);
        let Some(mapping) = self.awaits_key() else {
            let value = scalar::resolve(text, plain, kind)?;
            return self.node(value, anchor);
        };
        if scalar::is_merge(&text, plain, kind) {
            return mapping.merge_next();
        }
        scalar::is_name(&text, plain, kind).then_some(())?;
        let name = text.into_owned();
        mapping.name(name.clone())?;
        self.keep(&Value::String(name), anchor)
    }

    fn alias(&mut self, anchor: usize) -> Option<()> {
        let (value, cost) = self.anchors.copy(anchor)?;
        (self.open.len() + cost.depth <= DOCUMENT_DEPTH_MAX).then_some(())?;
        self.count(cost.nodes)?;
        let Some(mapping) = self.awaits_key() else {
            return self.put(value);
        };
        match value {
            Value::String(name) => mapping.name(name),
            Value::Bool(_) | Value::Number(_) => mapping.name(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Opens a collection, which no key can be.
    fn begin(&mut self, open: Open, anchor: usize) -> Option<()> {
        self.count(1)?;
        let fits = self.open.len() < DOCUMENT_DEPTH_MAX && self.awaits_key().is_none();
        fits.then(|| self.open.push((open, anchor)))
    }

    fn awaits_key(&mut self) -> Option<&mut Open> {
        let (open, _) = self.open.last_mut()?;
        open.awaits_key().then_some(open)
    }

    fn node(&mut self, value: Value, anchor: usize) -> Option<()> {
        self.keep(&value, anchor)?;
        self.put(value)
    }

    /// Keeps what an anchor names. The copy counts like one that is used: anchors within
    /// anchors would otherwise hold a document once for each level.
    fn keep(&mut self, value: &Value, anchor: usize) -> Option<()> {
        if anchor == 0 {
            return Some(());
        }
        let nodes = self.anchors.keep(anchor, value)?;
        self.count(nodes)
    }

    fn put(&mut self, value: Value) -> Option<()> {
        if let Some((open, _)) = self.open.last_mut() {
            return open.put(value);
        }
        self.root = value;
        Some(())
    }

    fn count(&mut self, nodes: usize) -> Option<()> {
        self.nodes += nodes;
        (self.nodes <= DOCUMENT_NODES_MAX).then_some(())
    }
}
