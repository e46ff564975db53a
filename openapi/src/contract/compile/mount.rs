//! Where an operation is served: `servers` of a path item or of an operation replace the
//! document's (OAS 3.1 §4.8.9.1, §4.8.10.1). What they say below the path of the document's
//! own server becomes part of the template; what they say elsewhere is reported.

use serde_json::Value;

use super::super::compiler::Compiler;
use crate::document;
use crate::path::PathTemplate;
use crate::pointer;

/// A template and the servers around it so far.
#[derive(Clone)]
pub(super) struct Mount<'m> {
    /// The path of the document's server.
    document: &'m str,
    /// As in `paths`.
    written: PathTemplate,
    /// As it is matched, below the path of the document's server.
    template: PathTemplate,
}

impl<'m> Mount<'m> {
    pub(super) fn new(document: &'m str, template: PathTemplate) -> Self {
        Self {
            document,
            written: template.clone(),
            template,
        }
    }

    /// Takes in the `servers` of an object; none leave everything as it is.
    pub(super) fn narrow(&mut self, cx: &mut Compiler<'_>, holder: &Value, pointer: &str) {
        let Some(path) = document::mount(holder) else {
            return;
        };
        let below = path
            .strip_prefix(self.document)
            .filter(|below| below.is_empty() || below.starts_with('/'));
        let served = below
            .and_then(|below| PathTemplate::parse(&[below, self.written.as_str()].concat()).ok());
        match served {
            Some(template) => self.template = template,
            None => cx.problem(
                &pointer::join(pointer, "servers"),
                "expected a path below that of the document's first server",
            ),
        }
    }

    pub(super) fn into_template(self) -> PathTemplate {
        self.template
    }
}
