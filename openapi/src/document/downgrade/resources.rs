//! What references of schemas may mean beside a pointer: schemas that are resources of their
//! own, and anchors (JSON Schema 2020-12 Core §8.2).

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use schema::part::Part;
use schema::uri;
use serde_json::Value;

use crate::document::schemas::visit;

/// Names of the schemas of one document.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// By the pointer of its root, the URI of each resource; the document's is empty.
    uris: BTreeMap<String, String>,
    /// By resource and name, where an anchor stands.
    anchors: BTreeMap<(String, String), String>,
    /// By name, where dynamic anchors stand.
    dynamic: BTreeMap<String, Vec<String>>,
}

impl Resources {
    pub(super) fn of(document: &mut Value) -> Self {
        let own = document.get("$self").and_then(Value::as_str);
        let own = own.unwrap_or_default().to_owned();
        let mut ids = BTreeMap::new();
        let mut anchors = Vec::new();
        visit(document, &mut |part, object, at| {
            if !matches!(part, Part::Schema) {
                return;
            }
            let text = |keyword: &str| object.get(keyword).and_then(Value::as_str);
            if let Some(id) = text("$id") {
                ids.insert(at.to_owned(), id.to_owned());
            }
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = text(keyword) {
                    let is_dynamic = keyword == "$dynamicAnchor";
                    anchors.push((at.to_owned(), name.to_owned(), is_dynamic));
                }
            }
        });
        let mut resources = Self::default();
        resources.uris.insert(String::new(), own);
        // What is around another comes before it, as its pointer does.
        for (at, id) in ids {
            let around = resources.root_of(&at);
            let base = resources.uris.get(around).map_or("", String::as_str);
            let uri = uri::join(base, uri::split(&id).0);
            resources.uris.insert(at, uri);
        }
        for (at, name, is_dynamic) in anchors {
            let root = resources.root_of(&at).to_owned();
            if is_dynamic {
                let all = resources.dynamic.entry(name.clone()).or_default();
                all.push(at.clone());
            }
            resources.anchors.insert((root, name), at);
        }
        resources
    }

    /// The pointer of the resource that a schema belongs to.
    fn root_of<'p>(&self, at: &'p str) -> &'p str {
        let mut around = std::iter::successors(Some(at), |at| Some(at.rsplit_once('/')?.0));
        around
            .find(|at| self.uris.contains_key(*at))
            .unwrap_or_default()
    }

    /// The pointer that a reference of the schema at `from` means, whether anything is there
    /// or not; `None` where it leads out of the document, or to an anchor that is not there.
    pub(super) fn target(&self, from: &str, reference: &str) -> Option<String> {
        let from = self.root_of(from);
        let (uri, fragment) = uri::split(reference);
        let root = if uri.is_empty() {
            from
        } else {
            let base = self.uris.get(from).map_or("", String::as_str);
            let uri = uri::join(base, uri);
            let mut roots = self.uris.iter().rev();
            roots.find(|(_, known)| **known == uri)?.0
        };
        let fragment = percent_decode_str(fragment.unwrap_or_default());
        let fragment = fragment.decode_utf8().ok()?;
        if fragment.is_empty() || fragment.starts_with('/') {
            return Some([root, &*fragment].concat());
        }
        let anchor = (root.to_owned(), fragment.into_owned());
        self.anchors.get(&anchor).cloned()
    }

    /// The same for a reference that is dynamic: `None` also where what it means depends on
    /// what led to it.
    pub(super) fn dynamic_target(&self, from: &str, reference: &str) -> Option<String> {
        let target = self.target(from, reference)?;
        let name = uri::split(reference).1.unwrap_or_default();
        let all = self.dynamic.get(name).map_or(&[][..], Vec::as_slice);
        (all.len() <= 1 || !all.contains(&target)).then_some(target)
    }
}
