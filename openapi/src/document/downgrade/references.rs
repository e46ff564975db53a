//! References of schemas: those of 3.0 name components, so what others lead to becomes a
//! component of its own. Whether something is there at all is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use schema::part::Part;
use serde_json::{Map, Value, json};

use super::Object;
use super::resources::Resources;
use super::told::Told;
use crate::document::convert;
use crate::document::members;
use crate::document::schemas::visit;
use crate::limits::{DOCUMENT_NODES_MAX, KEY_BYTES_MAX};
use crate::pointer;

const SCHEMAS: &str = "/components/schemas/";

/// By the pointers of the components that were made, where each stood before.
#[derive(Debug, Default)]
pub(super) struct Gathered(BTreeMap<String, String>);

impl Gathered {
    /// Where a schema stood when the document was read.
    pub(super) fn origin<'p>(&'p self, at: &'p str) -> &'p str {
        self.0.get(at).map_or(at, String::as_str)
    }
}

/// The component that a reference names, if it names one.
pub(super) fn component(reference: &str) -> Option<String> {
    let name = reference.strip_prefix('#')?.strip_prefix(SCHEMAS)?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    (!name.contains('/')).then(|| pointer::unescape(&name).into_owned())
}

/// Makes every reference of a schema that stays in the document name a component.
pub(super) fn gather(document: &mut Value, told: &mut Told) -> Gathered {
    let resources = Resources::of(document);
    let mut found = BTreeSet::new();
    each_reference(document, &mut |at, keyword, reference| {
        let target = target(&resources, at, keyword, reference);
        found.extend(target.filter(|target| !names_component(target)));
        None
    });
    let is_schema = |at: &String| {
        let value = document.pointer(at);
        value.is_some_and(|value| value.is_object() || value.is_boolean()) && !at.is_empty()
    };
    found.retain(is_schema);
    let mut taken: BTreeSet<String> = members(document.pointer("/components/schemas"))
        .map(|(name, _)| name.clone())
        .collect();
    let mut names = BTreeMap::new();
    for at in found {
        let name = free(&mut taken, &name_of(&at));
        names.insert(at, name);
    }
    each_reference(document, &mut |at, keyword, reference| {
        let target = target(&resources, at, keyword, reference)?;
        if names_component(&target) {
            // What names it already stays as it is spelled.
            let is_named = component(reference).is_some();
            return (!is_named).then(|| ["#", &target.replace('%', "%25")].concat());
        }
        let name = names.get(&target)?;
        Some(["#", SCHEMAS, name].concat())
    });
    moved(document, names, told)
}

fn target(resources: &Resources, at: &str, keyword: &str, reference: &str) -> Option<String> {
    if keyword == "$dynamicRef" {
        resources.dynamic_target(at, reference)
    } else {
        resources.target(at, reference)
    }
}

fn names_component(target: &str) -> bool {
    let name = target.strip_prefix(SCHEMAS);
    name.is_some_and(|name| !name.contains('/'))
}

/// Shows every reference of a schema: where the schema stands, the keyword, what it says; and
/// lets it say something else.
fn each_reference(document: &mut Value, said: &mut dyn FnMut(&str, &str, &str) -> Option<String>) {
    visit(document, &mut |part, object, at| {
        if !matches!(part, Part::Schema) {
            return;
        }
        if let Some(Value::String(reference)) = object.get_mut("$ref")
            && let Some(other) = said(at, "$ref", reference)
        {
            *reference = other;
        }
        let dynamic = object.get("$dynamicRef").and_then(Value::as_str);
        if let Some(other) = dynamic.and_then(|it| said(at, "$dynamicRef", it)) {
            object.shift_remove("$dynamicRef");
            refer(object, other);
        }
        let mapping = object.get_mut("discriminator");
        let mapping = mapping.and_then(|it| it.get_mut("mapping")?.as_object_mut());
        for (_, value) in mapping.into_iter().flatten() {
            if let Value::String(reference) = value
                && reference.contains('#')
                && let Some(other) = said(at, "mapping", reference)
            {
                *reference = other;
            }
        }
    });
}

/// Adds a reference to what a schema says.
fn refer(object: &mut Object, reference: String) {
    if !object.contains_key("$ref") {
        object.insert("$ref".to_owned(), Value::String(reference));
        return;
    }
    let all = object.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.push(json!({ "$ref": reference }));
    }
}

/// Copies what references lead to into components, as far as a document may grow.
fn moved(document: &mut Value, names: BTreeMap<String, String>, told: &mut Told) -> Gathered {
    let mut left = DOCUMENT_NODES_MAX;
    let mut gathered = Gathered::default();
    let mut copies = Map::new();
    for (from, name) in names {
        let schema = document.pointer(&from);
        let copy = schema.and_then(|schema| convert::copy(&mut left, schema).ok());
        if copy.is_none() {
            told.note(&from);
        }
        gathered.0.insert([SCHEMAS, &name].concat(), from);
        // One that is too much to copy allows everything.
        copies.insert(name, copy.unwrap_or_else(|| json!({})));
    }
    if copies.is_empty() {
        return gathered;
    }
    let mut at = document;
    for section in ["components", "schemas"] {
        let Some(fields) = at.as_object_mut() else {
            return gathered;
        };
        at = fields.entry(section).or_insert_with(|| json!({}));
    }
    if let Some(schemas) = at.as_object_mut() {
        schemas.extend(copies);
    }
    gathered
}

/// A name by where a schema stands: that of a definition its own, that of any other place the
/// words that lead there.
fn name_of(at: &str) -> String {
    let mut before = "";
    let mut words: Vec<String> = Vec::new();
    for token in at.strip_prefix(SCHEMAS).unwrap_or(at).split('/') {
        if matches!(before, "$defs" | "definitions") {
            words.clear();
        }
        before = token;
        if matches!(token, "" | "$defs" | "definitions" | "properties") {
            continue;
        }
        words.push(allowed(&pointer::unescape(token)));
    }
    let name = words.join("_");
    let name = name.get(..KEY_BYTES_MAX).unwrap_or(&name);
    if name.is_empty() { "Schema" } else { name }.to_owned()
}

/// The characters a component's name may have (OAS 3.0 §4.7.7), others as an underscore.
fn allowed(word: &str) -> String {
    let of = |c: char| {
        let stays = c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if stays { c } else { '_' }
    };
    word.chars().map(of).collect()
}

fn free(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let numbered = (2_u64..).map(|number| format!("{wanted}_{number}"));
    let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = candidates.find(|name| !taken.contains(name));
    let name = name.unwrap_or_default();
    taken.insert(name.clone());
    name
}
