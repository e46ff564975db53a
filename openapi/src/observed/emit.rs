//! Observed operations to an OpenAPI 3.1 document. What turns out to be the same kind of
//! object at several places is one component, named after where it was first met.

use serde_json::{Map, Value, json};

use super::operations::ObservedOperation;
use super::overrides::Overrides;
use crate::document::Document;
use crate::http::Method;
use crate::shape::emit::{Emitter, insert};
use crate::shape::{Revealed, Shape, Wanted};

mod content;
mod example;
mod operation;
mod parameter;
mod security;
mod status;

use security::Schemes;

/// How what was observed is published.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'p> {
    /// The title of the document.
    pub title: &'p str,
    /// What an operator knows better about paths.
    pub overrides: &'p Overrides,
    /// Members of enumerations, as far as they were revealed.
    pub revealed: &'p Revealed,
}

/// Nothing that an operator knows better.
static NO_OVERRIDES: Overrides = Overrides::none();
/// No member of any enumeration.
static NOTHING_REVEALED: Revealed = Revealed::new();

impl<'p> Publication<'p> {
    /// Under this title, by what was seen alone.
    pub fn titled(title: &'p str) -> Self {
        Self {
            title,
            overrides: &NO_OVERRIDES,
            revealed: &NOTHING_REVEALED,
        }
    }
}

pub(super) fn document(
    operations: &[ObservedOperation],
    publication: Publication<'_>,
) -> (Document, Wanted) {
    let Publication {
        title,
        overrides: _,
        revealed,
    } = publication;
    let roots: Vec<&Shape> = operations
        .iter()
        .flat_map(ObservedOperation::bodies)
        .collect();
    let mut writer = Writer {
        emitter: Emitter::new(&roots, revealed),
        schemes: Schemes::default(),
        has_items: false,
    };
    let mut paths = Map::new();
    for operation in operations {
        let item = paths
            .entry(operation.template.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(item) = item.as_object_mut() {
            let value = writer.operation(operation);
            insert(item, operation.method.key(), value);
        }
    }
    let Writer {
        emitter,
        schemes,
        has_items,
    } = writer;
    let mut document = json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": "observed" },
        "paths": paths,
    });
    let mut components = Map::new();
    let (schemas, wanted) = emitter.into_parts();
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    if !schemas.is_empty() {
        insert(&mut components, "schemas", schemas);
    }
    let security = schemes.into_components();
    if !security.is_empty() {
        insert(&mut components, "securitySchemes", security);
    }
    if let Some(document) = document.as_object_mut()
        && !components.is_empty()
    {
        insert(document, "components", components);
    }
    example::add_examples(&mut document);
    let has_query = operations.iter().any(|it| it.method == Method::Query);
    if has_items || has_query {
        // The items of streams, and this method, are described by OAS 3.2 alone.
        set_version(&mut document, "3.2.0");
    }
    (Document::emitted(document), wanted)
}

fn set_version(document: &mut Value, version: &str) {
    if let Some(document) = document.as_object_mut() {
        insert(document, "openapi", version);
    }
}

/// Writes operations, and gathers the components they refer to.
struct Writer<'w> {
    emitter: Emitter<'w>,
    schemes: Schemes,
    /// Whether any media type is described item by item.
    has_items: bool,
}
