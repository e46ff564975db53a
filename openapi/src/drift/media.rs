//! The schemas of two Media Type Objects: of a whole body, of an item of a stream, or of what
//! an event carries.

use serde_json::{Map, Value};

use super::kinds::Kinds;
use super::levels::Levels;
use super::patch::below;
use super::survey::{Pair, Survey};
use crate::document::members;
use crate::http::MediaType;

/// What an event has (OAS 3.2 §4.14.3).
const EVENT: [&str; 4] = ["data", "event", "id", "retry"];

/// A declared schema and where it stands.
struct Place<'v> {
    at: String,
    schema: &'v Value,
}

/// Compares what two media types say of the same representations.
pub(super) fn compare<'v>(
    survey: &mut Survey<'v>,
    message: usize,
    media_type: &MediaType,
    declared: &'v Value,
    at: &str,
    observed: &'v Value,
) {
    let is_events = media_type.essence() == "text/event-stream";
    let pair = match observed.get("itemSchema") {
        Some(event) if is_events => data(survey.declared, declared, at).zip(data_of(event)),
        Some(item) => item_of(survey.declared, declared, at).zip(Some(item)),
        None => {
            let schema = declared.get("schema").map(|schema| Place {
                at: below(at, &["schema"]),
                schema,
            });
            schema.zip(observed.get("schema"))
        }
    };
    if let Some((Place { at, schema }, observed)) = pair {
        survey.pair(Pair {
            at,
            declared: schema,
            observed,
            message,
            is_text: !media_type.is_json() && !media_type.is_stream(),
        });
    }
}

/// The schema of one item: `itemSchema`, or the plain one, unless that is of an array, which
/// is the complete content then, and its `items` are the items (OAS 3.2 §4.14.3).
fn item_of<'v>(document: &'v Value, declared: &'v Value, at: &str) -> Option<Place<'v>> {
    if let Some(schema) = declared.get("itemSchema") {
        let at = below(at, &["itemSchema"]);
        return Some(Place { at, schema });
    }
    let schema = declared.get("schema")?;
    let at = below(at, &["schema"]);
    if Kinds::allowed(document, schema) != Kinds::ARRAY {
        return Some(Place { at, schema });
    }
    let levels = Levels::of(document, schema, &at, Kinds::ARRAY);
    levels.all.into_iter().find_map(|level| {
        let schema = level.schema.get("items")?;
        let at = below(&level.pointer, &["items"]);
        Some(Place { at, schema })
    })
}

/// The schema of what the events of a stream carry: said to be in their data, or described
/// as if it were the event.
fn data<'v>(document: &'v Value, declared: &'v Value, at: &str) -> Option<Place<'v>> {
    let place = item_of(document, declared, at)?;
    let levels = Levels::of(document, place.schema, &place.at, Kinds::OBJECT);
    let mut names = levels
        .all
        .iter()
        .chain(&levels.some)
        .flat_map(|level| members(level.schema.get("properties")))
        .map(|(name, _)| name.as_str())
        .peekable();
    let allowed = Kinds::allowed(document, place.schema);
    if names.peek().is_none() {
        // An item that may be anything is an event, and what may be a text is any.
        let is_event = declared.get("itemSchema").is_some() && allowed.meets(Kinds::OBJECT);
        let may_be_text = allowed.meets(Kinds::STRING);
        return (!is_event && !may_be_text).then_some(place);
    }
    let names: Vec<&str> = names.collect();
    if !names.contains(&"data") || !names.iter().all(|name| EVENT.contains(name)) {
        return (!allowed.meets(Kinds::STRING)).then_some(place);
    }
    levels.all.iter().find_map(|level| {
        let data = Levels::of(
            document,
            level.property("data")?,
            &level.property_at("data"),
            Kinds::STRING,
        );
        data.all.into_iter().find_map(|level| {
            let schema = level.schema.get("contentSchema")?;
            let at = below(&level.pointer, &["contentSchema"]);
            Some(Place { at, schema })
        })
    })
}

/// What observed events carry, where it was JSON.
fn data_of(event: &Value) -> Option<&Value> {
    let fields: &Map<String, Value> = event.get("properties")?.as_object()?;
    fields.get("data")?.get("contentSchema")
}
