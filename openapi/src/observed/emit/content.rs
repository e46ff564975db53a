//! Media Type Objects (OAS 3.1 §4.8.14); of streams those of OAS 3.2 §4.14, with `itemSchema`.

use serde_json::{Map, Value, json};

use super::super::ContentNode;
use super::Writer;
use crate::http::MediaType;
use crate::observation::EventCounts;
use crate::shape::emit::view::View;
use crate::shape::emit::{insert, is_required};
use crate::shape::named::Named;

impl<'w> Writer<'w> {
    /// A map of Media Type Objects; `*/*` stands for the types that are not kept apart.
    pub(super) fn content(
        &mut self,
        content: &'w Named<ContentNode>,
        hint: &str,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        for (media_type, node) in content.known() {
            let value = self.media_type(media_type, node, hint);
            insert(&mut object, media_type, value);
        }
        if let Some(node) = content.other() {
            let value = self.media_type("*/*", node, hint);
            insert(&mut object, "*/*", value);
        }
        object
    }

    /// Without a schema when no body could be read.
    fn media_type(
        &mut self,
        media_type: &str,
        node: &'w ContentNode,
        hint: &str,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        let view = View::of(&node.shape);
        if node.events.total > 0 {
            let data = self.event_data(node, &view, hint);
            insert(&mut object, "itemSchema", event(&node.events, data));
            self.has_items = true;
        } else if !view.is_empty() {
            let is_stream =
                MediaType::parse(media_type.as_bytes()).is_some_and(|it| it.is_stream());
            let keyword = if is_stream { "itemSchema" } else { "schema" };
            self.has_items |= is_stream;
            let schema = self.emitter.schema(&view, hint);
            insert(&mut object, keyword, schema);
        }
        object
    }

    /// What the `data` of events is: a text, which holds JSON where it always did.
    fn event_data(&mut self, node: &'w ContentNode, view: &View<'w>, hint: &str) -> Value {
        if node.events.json < node.events.total || view.is_empty() {
            return json!({ "type": "string" });
        }
        let schema = self.emitter.schema(view, &format!("{hint}Event"));
        json!({
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": schema,
        })
    }
}

/// An event as OAS 3.2 §4.14.3 has it.
fn event(counts: &EventCounts, data: Value) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["data"];
    insert(&mut properties, "data", data);
    let fields = [
        ("event", counts.typed, "string"),
        ("id", counts.identified, "string"),
        ("retry", counts.retried, "integer"),
    ];
    for (name, count, kind) in fields {
        if count > 0 {
            insert(&mut properties, name, json!({ "type": kind }));
        }
        if is_required(count, counts.total) {
            required.push(name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required })
}
