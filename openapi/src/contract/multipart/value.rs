//! The parts of one name to a JSON text: the value of one member of the form's object.

use std::borrow::Cow;

use super::super::plain::check_scalar;
use super::super::reading::{Types, quoted};
use super::super::schema::Program;
use super::super::verdict::keyword;
use super::super::{Verdict, Violation};
use super::field::{Field, How};
use super::parts::Part;
use crate::http::MediaType;
use crate::json::{self, JsonLimits};

/// What one part says.
enum Said<'p> {
    /// A text, to be read by the types of the schema.
    Text(&'p str),
    /// A JSON text, or one that stands for a file.
    Json(Cow<'p, str>),
}

impl Field {
    /// The likeliest reading of parts of one name, and there is one at least, that the
    /// schema accepts; else the likeliest.
    pub(super) fn value<'p>(
        &self,
        program: &Program,
        parts: &[&Part<'p>],
        place: &str,
        limits: &JsonLimits,
    ) -> Result<Cow<'p, str>, Verdict> {
        let mut said = Vec::with_capacity(parts.len());
        for part in parts {
            self.check_head(program, part, place)?;
            said.push(self.read(part, place, limits)?);
        }
        let mut readings = self.readings(&said, place)?;
        if let Some(schema) = self.schema
            && readings.len() > 1
        {
            let meant = readings.iter().position(|text| {
                json::read(text.as_bytes(), limits)
                    .is_ok_and(|json| program.accepts(schema, json.root()) == Ok(true))
            });
            return Ok(readings.swap_remove(meant.unwrap_or_default()));
        }
        Ok(readings.swap_remove(0))
    }

    /// Every value they may stand for, the likeliest first; never empty.
    fn readings<'p>(&self, said: &[Said<'p>], place: &str) -> Result<Vec<Cow<'p, str>>, Verdict> {
        let texts: Option<Vec<&'p str>> = said
            .iter()
            .map(|said| match said {
                Said::Text(text) => Some(*text),
                Said::Json(_) => None,
            })
            .collect();
        if let Some(texts) = texts {
            let mut readings = match (self.reading.of_texts(&texts, self.separator), &texts[..]) {
                (Ok(readings), _) => readings,
                // Then it is text, and the schema says what it should have been.
                (Err(_), [text]) => vec![quoted(text)],
                (Err(broken), _) => {
                    return Err(Violation::of_body(place, broken.keyword, broken.message));
                }
            };
            if let ([text], How::Any(_)) = (&texts[..], self.how)
                && json::read(text.as_bytes(), &JsonLimits::default()).is_ok()
            {
                readings.push(Cow::Borrowed(text));
            }
            return Ok(readings);
        }
        let types = self.reading.types;
        let is_list = types.has(Types::ARRAY);
        let mut list = String::from("[");
        for (index, item) in said.iter().enumerate() {
            if index > 0 {
                list.push(',');
            }
            match item {
                Said::Text(text) => list.push_str(&quoted(text)),
                Said::Json(text) => list.push_str(text),
            }
        }
        list.push(']');
        let [Said::Json(one)] = said else {
            return if is_list {
                Ok(vec![Cow::Owned(list)])
            } else {
                Err(Violation::of_body(
                    place,
                    keyword::STYLE,
                    "given more than once",
                ))
            };
        };
        let list = Cow::Owned(list);
        let is_one = !types.is_within(Types::ARRAY.or(Types::NULL))
            || one.trim_ascii_start().starts_with('[');
        Ok(match (is_list && types != Types::ALL, is_one) {
            (false, _) => vec![one.clone()],
            (true, false) => vec![list, one.clone()],
            (true, true) => vec![one.clone(), list],
        })
    }

    /// Reads one part by its media type, and where that leaves it open by the schema.
    fn read<'p>(
        &self,
        part: &Part<'p>,
        place: &str,
        limits: &JsonLimits,
    ) -> Result<Said<'p>, Verdict> {
        let media_type = part.media_type.as_ref();
        let is_json = media_type.is_some_and(MediaType::is_json);
        let is_open =
            media_type.is_none_or(|it| it.is_text() || it.essence() == "application/octet-stream");
        let length = part.body.len() as u64;
        let text = || std::str::from_utf8(part.body).ok();
        match self.how {
            How::Binary(opaque) => Ok(Said::Json(Cow::Owned(opaque.text(length)))),
            How::Json if !is_json && !is_open => Err(Violation::of_body(
                place,
                keyword::CONTENT_TYPE,
                "expected a JSON media type",
            )),
            _ if is_json || matches!(self.how, How::Json) => {
                match (json::read(part.body, limits), text()) {
                    (Ok(_), Some(text)) => Ok(Said::Json(Cow::Borrowed(text))),
                    (Ok(_), None) => Err(Violation::of_body(
                        place,
                        keyword::ENCODING,
                        "expected UTF-8 text",
                    )),
                    (Err(error), _) => Err(Violation::of_body(
                        place,
                        error.keyword(),
                        error.to_string(),
                    )),
                }
            }
            How::Any(opaque) if media_type.is_some_and(|it| !it.is_text()) => {
                Ok(Said::Json(Cow::Owned(opaque.text(length))))
            }
            How::Any(_) | How::Text | How::Json => text()
                .map(Said::Text)
                .ok_or_else(|| Violation::of_body(place, keyword::ENCODING, "expected UTF-8 text")),
        }
    }

    /// What the Encoding Object says of a part's head.
    fn check_head(&self, program: &Program, part: &Part<'_>, place: &str) -> Result<(), Verdict> {
        let plain = MediaType::parse(b"text/plain");
        let media_type = part.media_type.as_ref().or(plain.as_ref());
        let is_accepted = self.accepted.is_empty()
            || media_type.is_some_and(|given| self.accepted.iter().any(|it| it.accepts(given)));
        if !is_accepted {
            let message = "not a media type of the contract";
            return Err(Violation::of_body(place, keyword::CONTENT_TYPE, message));
        }
        for header in &self.headers {
            let values: Vec<&str> = part.values(&header.name).collect();
            match (values.as_slice(), header.schema) {
                ([], _) if header.required => {
                    let message = ["missing header ", &header.name].concat();
                    return Err(Violation::of_body(place, keyword::REQUIRED, message));
                }
                ([], _) | ([_], None) => {}
                ([value], Some(schema)) => {
                    let verdict = check_scalar(program, schema, &header.reading, value, place);
                    if verdict != Verdict::Conforms {
                        return Err(verdict);
                    }
                }
                (_, _) => {
                    let message = ["header given more than once: ", &header.name].concat();
                    return Err(Violation::of_body(place, keyword::STYLE, message));
                }
            }
        }
        Ok(())
    }
}
