//! `$ref` and `$dynamicRef` (2020-12 Core §8.2.3).

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::check::Applicator;
use super::resources::Anchor;
use super::{Compiler, Place};
use crate::uri;

/// Where a reference leads: a value, the resource it belongs to or stands in, and its
/// pointer in the document.
#[derive(Clone, Debug)]
pub(super) struct Target<'d> {
    pub(super) value: &'d Value,
    pub(super) resource: usize,
    pub(super) pointer: String,
}

impl<'d> Compiler<'d> {
    pub(super) fn references(&mut self, place: &mut Place<'d>) {
        for keyword in ["$ref", "$dynamicRef"] {
            let Some(value) = place.object.get(keyword) else {
                continue;
            };
            let Some(reference) = value.as_str() else {
                self.malformed(place, keyword, "a reference");
                continue;
            };
            let Some(found) = self.resolve(place.resource, reference) else {
                self.malformed(place, keyword, "a schema of this document");
                continue;
            };
            let anchor = found.is_dynamic.then(|| uri::split(reference).1).flatten();
            let target = self.inner_of(place, found.at);
            let check = match anchor {
                Some(anchor) if keyword == "$dynamicRef" => {
                    Applicator::DynamicRef(target, self.dynamic_anchor(place, anchor))
                }
                _ => Applicator::Ref(target),
            };
            place.applied.push(check);
        }
    }

    fn inner_of(&mut self, place: &Place<'d>, at: Target<'d>) -> super::SchemaId {
        let id = self.id(at);
        self.uses.entry(place.id).or_default().insert(id);
        id
    }

    /// The number of an anchor's name. All schemas that have it become part of the program:
    /// which of them is meant is known only when a value is judged.
    fn dynamic_anchor(&mut self, place: &Place<'d>, name: &str) -> u32 {
        if let Some(known) = self.anchors.get(name) {
            return *known;
        }
        let number = u32::try_from(self.anchors.len()).unwrap_or(u32::MAX);
        self.anchors.insert(name.to_owned(), number);
        for (resource, at) in self.resources.dynamic(name) {
            let id = self.inner_of(place, at);
            let resource = u32::try_from(resource).unwrap_or(u32::MAX);
            self.program.anchors.push((resource, number, id));
        }
        number
    }

    fn resolve(&self, from: usize, reference: &str) -> Option<Anchor<'d>> {
        let (uri, fragment) = uri::split(reference);
        let resource = if uri.is_empty() {
            from
        } else {
            let uri = uri::join(self.resources.uri(from), uri);
            self.resources.with_uri(&uri)?
        };
        let fragment = percent_decode_str(fragment.unwrap_or_default())
            .decode_utf8()
            .ok()?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.resources.anchor(resource, &fragment).cloned();
        }
        Some(Anchor {
            at: self.resources.at_pointer(resource, &fragment)?,
            is_dynamic: false,
        })
    }
}
