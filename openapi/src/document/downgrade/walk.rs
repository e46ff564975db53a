//! What each object of a document is, by what holds it (OAS 3.2 §4), and the walk over all of
//! them: first what is within one, then the object itself.

use serde_json::Value;

use super::{Downgrade, Object, Version};
use crate::limits::DOCUMENT_DEPTH_MAX;
use crate::pointer;

/// What a value is; a list is of what its items are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Document,
    Info,
    License,
    Server,
    Tag,
    Components,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    Requirement,
    SecurityScheme,
    Flows,
    Flow,
    Schema,
    /// A map from names that somebody chose.
    Named(&'static Self),
    /// The same, where names that begin with `x-` are extensions.
    Keyed(&'static Self),
}

const PATHS: Kind = Kind::Keyed(&Kind::PathItem);
const CALLBACKS: Kind = Kind::Named(&Kind::Callback);
const HEADERS: Kind = Kind::Named(&Kind::Header);
const CONTENT: Kind = Kind::Named(&Kind::MediaType);
const EXAMPLES: Kind = Kind::Named(&Kind::Example);
const LINKS: Kind = Kind::Named(&Kind::Link);

impl Kind {
    fn of_member(self, name: &str) -> Option<Self> {
        match self {
            Self::Keyed(_) | Self::Callback if name.starts_with("x-") => None,
            Self::Named(kind) | Self::Keyed(kind) => Some(*kind),
            Self::Callback => Some(Self::PathItem),
            Self::Document => of_document(name),
            Self::Components => of_components(name),
            Self::PathItem | Self::Operation => of_operation(self, name),
            Self::Parameter
            | Self::Header
            | Self::RequestBody
            | Self::Response
            | Self::MediaType
            | Self::Encoding => of_content(name),
            Self::Info => (name == "license").then_some(Self::License),
            Self::Link => (name == "server").then_some(Self::Server),
            Self::SecurityScheme => (name == "flows").then_some(Self::Flows),
            Self::Flows => (!name.starts_with("x-")).then_some(Self::Flow),
            Self::License
            | Self::Server
            | Self::Tag
            | Self::Example
            | Self::Requirement
            | Self::Flow
            | Self::Schema => None,
        }
    }

    /// Whether a `$ref` in its place makes it a Reference Object, and nothing else.
    fn may_be_reference(self) -> bool {
        matches!(
            self,
            Self::Parameter
                | Self::Header
                | Self::RequestBody
                | Self::Response
                | Self::MediaType
                | Self::Example
                | Self::Link
                | Self::Callback
                | Self::SecurityScheme
        )
    }
}

fn of_document(name: &str) -> Option<Kind> {
    Some(match name {
        "info" => Kind::Info,
        "servers" => Kind::Server,
        "tags" => Kind::Tag,
        "security" => Kind::Requirement,
        "paths" => PATHS,
        "webhooks" => Kind::Named(&Kind::PathItem),
        "components" => Kind::Components,
        _ => return None,
    })
}

fn of_components(name: &str) -> Option<Kind> {
    Some(match name {
        "schemas" => Kind::Named(&Kind::Schema),
        "responses" => Kind::Named(&Kind::Response),
        "parameters" => Kind::Named(&Kind::Parameter),
        "examples" => EXAMPLES,
        "requestBodies" => Kind::Named(&Kind::RequestBody),
        "headers" => HEADERS,
        "securitySchemes" => Kind::Named(&Kind::SecurityScheme),
        "links" => LINKS,
        "callbacks" => CALLBACKS,
        "pathItems" => Kind::Named(&Kind::PathItem),
        _ => return None,
    })
}

fn of_operation(kind: Kind, name: &str) -> Option<Kind> {
    Some(match (kind, name) {
        (_, "parameters") => Kind::Parameter,
        (_, "servers") => Kind::Server,
        (Kind::PathItem, "additionalOperations") => Kind::Named(&Kind::Operation),
        (
            Kind::PathItem,
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query",
        ) => Kind::Operation,
        (Kind::Operation, "requestBody") => Kind::RequestBody,
        (Kind::Operation, "responses") => Kind::Keyed(&Kind::Response),
        (Kind::Operation, "callbacks") => CALLBACKS,
        (Kind::Operation, "security") => Kind::Requirement,
        (_, _) => return None,
    })
}

fn of_content(name: &str) -> Option<Kind> {
    Some(match name {
        "schema" | "itemSchema" => Kind::Schema,
        "content" => CONTENT,
        "headers" => HEADERS,
        "examples" => EXAMPLES,
        "links" => LINKS,
        "encoding" => Kind::Named(&Kind::Encoding),
        _ => return None,
    })
}

impl Downgrade {
    pub(super) fn document(&mut self, document: &mut Value) {
        self.value(document, Kind::Document, "", DOCUMENT_DEPTH_MAX);
    }

    /// Whether the version that is written has its own dialect of schemas, and no more than
    /// that goes with it.
    pub(super) fn is_3_0(&self) -> bool {
        self.version == Version::V3_0
    }

    fn value(&mut self, value: &mut Value, kind: Kind, at: &str, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if matches!(kind, Kind::Schema) {
            if !self.is_3_0() {
                return;
            }
            let from = self.gathered.origin(at).to_owned();
            *value = self.schema(value.take(), &from, DOCUMENT_DEPTH_MAX);
            return;
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let at = pointer::join(at, &index.to_string());
                    self.value(item, kind, &at, depth);
                }
            }
            Value::Object(object) => self.object(object, kind, at, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn object(&mut self, object: &mut Object, kind: Kind, at: &str, depth: usize) {
        let inlined = self.inlined(object, kind);
        let at = inlined.as_deref().unwrap_or(at);
        if kind.may_be_reference() && object.get("$ref").is_some_and(Value::is_string) {
            if self.is_3_0() {
                self.keep(object, at, &["$ref"]);
            }
            return;
        }
        if matches!(kind, Kind::Components) {
            self.unshared(object);
        }
        for (name, member) in object.iter_mut() {
            if let Some(kind) = kind.of_member(name) {
                self.value(member, kind, &pointer::join(at, name), depth);
            }
        }
        match kind {
            Kind::Document => self.root(object),
            Kind::Info => self.info(object, at),
            Kind::License => self.license(object, at),
            Kind::Server => self.leave_out(object, at, &["name"]),
            Kind::Tag => self.tag(object, at),
            Kind::Components => self.components(object, at),
            Kind::PathItem => self.path_item(object, at),
            Kind::Operation => self.operation(object, at),
            Kind::Parameter | Kind::Header => self.parameter(object, at),
            Kind::Response => self.response(object, at),
            Kind::MediaType => self.media_type(object, at),
            Kind::Encoding => self.leave_out(object, at, &super::content::NESTED),
            Kind::Example => self.example(object, at),
            Kind::Requirement => self.requirement(object, at),
            Kind::SecurityScheme => {
                self.leave_out(object, at, &["oauth2MetadataUrl", "deprecated"]);
            }
            Kind::Flows => self.leave_out(object, at, &["deviceAuthorization"]),
            Kind::Flow => self.leave_out(object, at, &["deviceAuthorizationUrl"]),
            Kind::RequestBody
            | Kind::Link
            | Kind::Callback
            | Kind::Schema
            | Kind::Named(_)
            | Kind::Keyed(_) => {}
        }
    }

    /// Removes members of which the version knows nothing, and tells it.
    pub(super) fn leave_out(&mut self, object: &mut Object, at: &str, names: &[&str]) {
        for name in names {
            if object.shift_remove(*name).is_some() {
                self.told.member(at, name);
            }
        }
    }

    /// Removes all other members, and tells it; extensions stay.
    fn keep(&mut self, object: &mut Object, at: &str, names: &[&str]) {
        object.retain(|name, _| {
            let stays = names.contains(&name.as_str()) || name.starts_with("x-");
            if !stays {
                self.told.member(at, name);
            }
            stays
        });
    }
}
