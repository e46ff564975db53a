//! One property of a multipart form and its Encoding Object (OAS 3.1 §4.8.15): how parts of
//! its name are read.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::compiler::Compiler;
use super::super::opaque::Opaque;
use super::super::reading::{Reading, Types};
use super::super::schema::{Program, SchemaId};
use super::super::surface::surface;
use crate::document::members;
use crate::http::MediaType;
use crate::pointer;

/// A property, compiled.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Field {
    pub(super) how: How,
    /// How texts are read, and whether there may be several.
    pub(super) reading: Reading,
    /// What separates items within one part.
    pub(super) separator: Option<char>,
    /// Which of several readings is meant.
    pub(super) schema: Option<SchemaId>,
    /// Media types the contract asks for; any that fits when there is none.
    pub(super) accepted: Vec<MediaType>,
    pub(super) headers: Vec<PartHeader>,
}

/// What the bytes of a part are, where its own media type leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum How {
    /// Whatever they look like.
    Any(Opaque),
    /// A scalar.
    Text,
    /// A JSON text.
    Json,
    /// A file.
    Binary(Opaque),
}

impl Default for How {
    fn default() -> Self {
        Self::Any(Opaque::default())
    }
}

/// A header field of a part.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PartHeader {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) reading: Reading,
    pub(super) schema: Option<SchemaId>,
}

impl Field {
    /// Compiles a property; `None` when it is not read.
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        (property, pointer): (&'d Value, String),
        (encoding, encoding_pointer): (Option<&'d Value>, String),
    ) -> Option<Self> {
        let encoding_pointer = encoding_pointer.as_str();
        let reading = Reading::of(cx, Some(property));
        let member = |name: &str| encoding.and_then(|encoding| encoding.get(name));
        let text = |name: &str| member(name).and_then(Value::as_str);
        // "contentType SHALL be ignored" beside any of these (§4.8.15.1.2).
        let is_styled = ["style", "explode", "allowReserved"]
            .iter()
            .any(|name| member(name).is_some());
        let explode = member("explode").and_then(Value::as_bool);
        let separator = match (text("style").unwrap_or("form"), explode) {
            _ if !is_styled => None,
            _ if reading.types.is_within(Types::OBJECT) => {
                cx.problem(encoding_pointer, "an object with a style is not judged");
                return None;
            }
            ("form", Some(false)) => Some(','),
            ("spaceDelimited", None | Some(false)) => Some(' '),
            ("pipeDelimited", None | Some(false)) => Some('|'),
            ("form" | "spaceDelimited" | "pipeDelimited", _) => None,
            (_, _) => {
                cx.problem(encoding_pointer, "expected a style of arrays");
                return None;
            }
        };
        let accepted = match text("contentType").filter(|_| !is_styled) {
            Some(list) => accepted(cx, list, encoding_pointer)?,
            None => Vec::new(),
        };
        let how = How::of(cx, property, &reading, &accepted);
        let Some(how) = how else {
            cx.problem(encoding_pointer, "a file is judged by its length alone");
            return None;
        };
        let mut headers = Vec::new();
        for (name, header) in members(member("headers")) {
            let at = pointer::join(&pointer::join(encoding_pointer, "headers"), name);
            headers.extend(PartHeader::compile(cx, name, header, &at)?);
        }
        Some(Self {
            how,
            reading,
            separator,
            schema: cx.schema(&pointer),
            accepted,
            headers,
        })
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        let headers = self.headers.iter().map(|header| header.schema);
        headers
            .chain([self.schema])
            .flatten()
            .all(|schema| program.has(schema))
    }
}

impl How {
    /// `None` for a file whose schema says more of it than its length.
    fn of<'d>(
        cx: &Compiler<'d>,
        property: &'d Value,
        reading: &Reading,
        accepted: &[MediaType],
    ) -> Option<Self> {
        let is_list = reading.types.has(Types::ARRAY);
        let item = surface(cx, property, "")
            .into_iter()
            .find_map(|(schema, _)| schema.get("items"))
            .filter(|_| is_list);
        let types = match item {
            Some(item) => Reading::of(cx, Some(item)).types,
            None if is_list && reading.types.is_within(Types::ARRAY.or(Types::NULL)) => Types::ALL,
            None => reading.types,
        };
        let item = item.unwrap_or(property);
        let is_json = !accepted.is_empty() && accepted.iter().all(MediaType::is_json);
        let is_file = surface(cx, item, "").iter().any(|(it, _)| is_file(it));
        let is_data = !accepted.is_empty()
            && accepted
                .iter()
                .all(|it| !it.is_text() && !it.is_json() && !it.is_range());
        Some(if is_json {
            Self::Json
        } else if is_file || (is_data && types.has(Types::STRING)) {
            Self::Binary(Opaque::of(cx, item)?)
        } else if types == Types::ALL {
            Opaque::of(cx, item).map_or(Self::Text, Self::Any)
        } else if types.is_within(Types::OBJECT.or(Types::ARRAY).or(Types::NULL)) {
            Self::Json
        } else {
            Self::Text
        })
    }
}

/// OAS 3.0 §4.7.24.1 (`format: binary`) and 3.1 §4.8.14.3 (`contentMediaType` without an
/// encoding that makes text of it).
fn is_file(schema: &Value) -> bool {
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    let is_data = |media_type: &str| {
        MediaType::parse(media_type.as_bytes()).is_none_or(|it| !it.is_text() && !it.is_json())
    };
    text("format") == Some("binary")
        || (text("contentEncoding").is_none() && text("contentMediaType").is_some_and(is_data))
}

fn accepted(cx: &mut Compiler<'_>, list: &str, pointer: &str) -> Option<Vec<MediaType>> {
    let each = list.split(',').map(|it| MediaType::parse(it.as_bytes()));
    let accepted = each.collect::<Option<Vec<_>>>();
    if accepted.is_none() {
        let pointer = pointer::join(pointer, "contentType");
        cx.problem(&pointer, "expected media types, separated by commas");
    }
    accepted
}

impl PartHeader {
    /// The header, unless it is one that OAS ignores; `None` when it is not judged.
    #[expect(clippy::option_option, reason = "left out is not the same as refused")]
    fn compile<'d>(
        cx: &mut Compiler<'d>,
        name: &str,
        header: &'d Value,
        pointer: &str,
    ) -> Option<Option<Self>> {
        if name.eq_ignore_ascii_case("content-type") {
            return Some(None);
        }
        let (header, pointer) = cx.resolve(header, pointer)?;
        let schema = header.get("schema");
        let reading = Reading::of(cx, schema);
        let is_read = reading.has_scalars();
        if header.get("content").is_some() || !is_read {
            cx.problem(&pointer, "a part's header is judged as one scalar alone");
            return None;
        }
        let schema = match schema {
            Some(_) => Some(cx.schema(&pointer::join(&pointer, "schema"))?),
            None => None,
        };
        Some(Some(Self {
            name: name.to_owned(),
            required: header.get("required") == Some(&Value::Bool(true)),
            reading,
            schema,
        }))
    }
}
