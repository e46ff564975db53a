//! Schema resources and their anchors (2020-12 Core §4.3.5, §8.2): found once, before
//! anything is compiled, because a reference may lead to one that stands further down.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::joined;
use super::references::Target;
use crate::part::Part;
use crate::uri;

/// Every resource that references may lead to.
#[derive(Debug, Default)]
pub(super) struct Resources<'d> {
    all: Vec<Resource<'d>>,
    /// Resources by where their root stands in memory.
    roots: BTreeMap<*const Value, usize>,
    /// `$anchor` and `$dynamicAnchor`.
    anchors: BTreeMap<(usize, String), Anchor<'d>>,
}

#[derive(Debug)]
struct Resource<'d> {
    uri: String,
    root: &'d Value,
    pointer: String,
}

/// A schema that has a plain name in its resource.
#[derive(Clone, Debug)]
pub(super) struct Anchor<'d> {
    pub(super) at: Target<'d>,
    pub(super) is_dynamic: bool,
}

/// A value still to be looked at, and the resource around it.
struct Left<'d> {
    value: &'d Value,
    part: Part,
    resource: usize,
    pointer: String,
}

impl<'d> Resources<'d> {
    pub(super) fn add(&mut self, uri: &str, document: &'d Value) {
        let resource = self.push(uri::split(uri).0.to_owned(), document, String::new());
        let is_openapi = document.get("openapi").is_some_and(Value::is_string);
        let part = if is_openapi {
            Part::Other
        } else {
            Part::Schema
        };
        let mut left = vec![Left {
            value: document,
            part,
            resource,
            pointer: String::new(),
        }];
        while let Some(next) = left.pop() {
            self.look(next, &mut left);
        }
    }

    fn push(&mut self, uri: String, root: &'d Value, pointer: String) -> usize {
        self.all.push(Resource { uri, root, pointer });
        self.all.len() - 1
    }

    fn look(&mut self, next: Left<'d>, left: &mut Vec<Left<'d>>) {
        let Left {
            value,
            part,
            mut resource,
            pointer,
        } = next;
        match value {
            Value::Array(items) => {
                for (at, value) in items.iter().enumerate() {
                    left.push(Left {
                        value,
                        part,
                        resource,
                        pointer: joined(&pointer, &at.to_string()),
                    });
                }
            }
            Value::Object(object) => {
                if matches!(part, Part::Schema) {
                    resource = self.identify(value, object, resource, &pointer);
                }
                for (name, value) in object {
                    if let Some(part) = part.of_member(name) {
                        left.push(Left {
                            value,
                            part,
                            resource,
                            pointer: joined(&pointer, name),
                        });
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Notes what a schema calls itself; gives back the resource it belongs to.
    fn identify(
        &mut self,
        value: &'d Value,
        object: &'d Map<String, Value>,
        around: usize,
        pointer: &str,
    ) -> usize {
        let mut resource = around;
        if let Some(Value::String(id)) = object.get("$id") {
            let uri = uri::join(self.uri(around), uri::split(id).0);
            if self
                .all
                .get(around)
                .is_some_and(|it| std::ptr::eq(it.root, value))
            {
                // The document itself: it goes by both names.
                self.all.push(Resource {
                    uri,
                    root: value,
                    pointer: pointer.to_owned(),
                });
                resource = self.all.len() - 1;
            } else {
                resource = self.push(uri, value, pointer.to_owned());
            }
            self.roots.insert(std::ptr::from_ref(value), resource);
        }
        for (keyword, is_dynamic) in [("$anchor", false), ("$dynamicAnchor", true)] {
            if let Some(Value::String(name)) = object.get(keyword) {
                let at = Target {
                    value,
                    resource,
                    pointer: pointer.to_owned(),
                };
                self.anchors
                    .insert((resource, name.clone()), Anchor { at, is_dynamic });
            }
        }
        resource
    }

    pub(super) fn uri(&self, resource: usize) -> &str {
        self.all.get(resource).map_or("", |it| &it.uri)
    }

    pub(super) fn with_uri(&self, uri: &str) -> Option<usize> {
        // The last one: a document that names itself goes by that name.
        self.all.iter().rposition(|resource| resource.uri == uri)
    }

    pub(super) fn root(&self, resource: usize) -> Option<Target<'d>> {
        let it = self.all.get(resource)?;
        Some(Target {
            value: it.root,
            resource,
            pointer: it.pointer.clone(),
        })
    }

    pub(super) fn anchor(&self, resource: usize, name: &str) -> Option<&Anchor<'d>> {
        self.anchors.get(&(resource, name.to_owned()))
    }

    /// Every dynamic anchor of this name, and the resource it is in.
    pub(super) fn dynamic(&self, name: &str) -> Vec<(usize, Target<'d>)> {
        let anchors = self.anchors.iter();
        anchors
            .filter(|((_, other), anchor)| *other == name && anchor.is_dynamic)
            .map(|((resource, _), anchor)| (*resource, anchor.at.clone()))
            .collect()
    }

    /// The resource of a schema that stands within another.
    pub(super) fn of_schema(&self, schema: &Value, around: usize) -> usize {
        let known = self.roots.get(&std::ptr::from_ref(schema));
        known.copied().unwrap_or(around)
    }

    /// What a JSON Pointer into a resource leads to (RFC 6901), and the resource it is in:
    /// the way may lead through others.
    pub(super) fn at_pointer(&self, resource: usize, pointer: &str) -> Option<Target<'d>> {
        let mut at = self.root(resource)?;
        if pointer.is_empty() {
            return Some(at);
        }
        for token in pointer.strip_prefix('/')?.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            let resource = self.of_schema(at.value, at.resource);
            let value = match at.value {
                Value::Object(object) => object.get(&token),
                Value::Array(items) => items.get(token.parse::<usize>().ok()?),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            }?;
            at = Target {
                value,
                resource,
                pointer: joined(&at.pointer, &token),
            };
        }
        Some(at)
    }

    /// Whether the dialect of a resource asserts anything (2020-12 Core §8.1.2): one whose
    /// metaschema is known and leaves the validation vocabulary out does not.
    pub(super) fn asserts(&self, resource: usize) -> bool {
        let dialect = self.all.get(resource).and_then(|it| it.root.get("$schema"));
        let metaschema = dialect
            .and_then(Value::as_str)
            .and_then(|uri| self.root(self.with_uri(uri::split(uri).0)?));
        let vocabulary = metaschema.and_then(|at| at.value.get("$vocabulary"));
        vocabulary.and_then(Value::as_object).is_none_or(|known| {
            known
                .keys()
                .any(|vocabulary| vocabulary.ends_with("/vocab/validation"))
        })
    }
}
