//! Texts to a value, cut as its style says (OAS 3.1 §4.8.12.3). What separates items is
//! looked for before anything is decoded: an encoded comma is data.

use super::format::{Format, Style};
use super::pairs::{Escape, decode, halves};
use super::part::{Broken, Part};
use super::readings::{Reading, Readings};
use super::types::Types;
use super::value::has_reading;
use crate::json::{self, JsonLimits};

impl Format {
    /// The value of so many texts: every shape that its types and its style have.
    pub(super) fn part(
        self,
        name: &str,
        readings: &Readings,
        reading: Option<usize>,
        texts: &[&[u8]],
        escape: Escape,
    ) -> Result<Part, Broken> {
        let types = readings.at(reading).types;
        if self.is_one_pair() && texts.len() > 1 {
            return Err(Broken::twice());
        }
        let mut found = Vec::new();
        let mut broken = None;
        if types.has(Types::ARRAY) {
            match self.list(name, texts, escape) {
                Ok(part) => found.push(part),
                Err(reason) => broken = Some(reason),
            }
        }
        if types.has(Types::OBJECT) && !self.spreads() && self.style != Style::Json {
            match self.members(name, readings.at(reading), texts, escape) {
                Ok(part) => found.push(part),
                Err(reason) => broken = broken.or(Some(reason)),
            }
        }
        match self.text(name, texts, escape) {
            Ok(Part::Text(text)) => {
                let is_only = found.is_empty() && broken.is_none();
                if is_only || has_reading(&text, types) {
                    found.insert(0, Part::Text(text));
                }
            }
            Ok(part) => found.insert(0, part),
            Err(reason) => broken = broken.or(Some(reason)),
        }
        match (found.len(), found.pop(), broken) {
            (0, _, Some(broken)) => Err(broken),
            (1, Some(part), _) => Ok(part),
            (_, last, _) => {
                found.extend(last);
                Ok(Part::Any(found))
            }
        }
    }

    fn text(self, name: &str, texts: &[&[u8]], escape: Escape) -> Result<Part, Broken> {
        let [text] = texts else {
            return Err(Broken::twice());
        };
        match self.style {
            Style::Label => text_of(after_dot(text)?, escape),
            Style::Matrix => text_of(after_name(text, name)?, escape),
            Style::Json => json_of(text, escape),
            Style::Simple
            | Style::Form
            | Style::Space
            | Style::Pipe
            | Style::Deep
            | Style::Cookie => text_of(text, escape),
        }
    }

    fn list(self, name: &str, texts: &[&[u8]], escape: Escape) -> Result<Part, Broken> {
        if self.style == Style::Json {
            let items: Result<_, _> = texts.iter().map(|text| json_of(text, escape)).collect();
            return items.map(Part::List);
        }
        let tokens = match (self.style, texts) {
            (Style::Matrix, [text]) if self.explode => named(text, name)?,
            _ => self.tokens(name, texts)?,
        };
        let items: Result<_, _> = tokens.iter().map(|text| text_of(text, escape)).collect();
        items.map(Part::List)
    }

    fn members(
        self,
        name: &str,
        reading: &Reading,
        texts: &[&[u8]],
        escape: Escape,
    ) -> Result<Part, Broken> {
        let tokens = self.tokens(name, texts)?;
        let mut halves_of = Vec::new();
        match tokens.as_slice() {
            [[]] => {}
            tokens if self.explode => {
                for token in tokens {
                    if !token.contains(&b'=') && self.style != Style::Matrix {
                        return Err(Broken::style(
                            "expected a name and a value, with = between them",
                        ));
                    }
                    halves_of.push(halves(token));
                }
            }
            tokens => {
                for pair in tokens.chunks(2) {
                    let [name, value] = pair else {
                        return Err(Broken::style("expected names and values in turn"));
                    };
                    halves_of.push((*name, *value));
                }
            }
        }
        let mut members: Vec<(String, Part)> = Vec::with_capacity(halves_of.len());
        for (name, value) in halves_of {
            let name = decode(trimmed(name, escape), escape).map_err(Broken::encoding)?;
            let value = text_of(value, escape).map_err(|it| it.within(reading, &name))?;
            members.push((name, value));
        }
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair.first() == pair.last()) {
            Some([name, ..]) => Err(Broken::twice().within(reading, name)),
            Some([]) | None => Ok(Part::Members(members)),
        }
    }

    /// Texts, cut where one item ends and the next begins.
    fn tokens<'t>(self, name: &str, texts: &[&'t [u8]]) -> Result<Vec<&'t [u8]>, Broken> {
        let separators: &[&[u8]] = match (self.style, self.explode) {
            (Style::Space, _) => &[b"%20", b"+", b" "],
            (Style::Pipe, _) => &[b"|", b"%7C", b"%7c"],
            (Style::Label, true) => &[b"."],
            (Style::Matrix, true) => &[b";"],
            (_, _) => &[b","],
        };
        let mut tokens = Vec::new();
        for text in texts {
            let text = match self.style {
                Style::Label => after_dot(text)?,
                Style::Matrix if self.explode => after_semicolon(text)?,
                Style::Matrix => after_name(text, name)?,
                Style::Form | Style::Space | Style::Pipe | Style::Cookie if self.explode => {
                    tokens.push(*text);
                    continue;
                }
                Style::Simple
                | Style::Form
                | Style::Space
                | Style::Pipe
                | Style::Deep
                | Style::Cookie
                | Style::Json => text,
            };
            split(text, separators, &mut tokens);
        }
        Ok(tokens)
    }
}

fn text_of(text: &[u8], escape: Escape) -> Result<Part, Broken> {
    decode(trimmed(text, escape), escape)
        .map(Part::Text)
        .map_err(Broken::encoding)
}

/// The JSON text it is; only what was read whole can stand within another.
fn json_of(text: &[u8], escape: Escape) -> Result<Part, Broken> {
    let text = decode(text, escape).map_err(Broken::encoding)?;
    match json::read(text.as_bytes(), &JsonLimits::default()) {
        Ok(_) => Ok(Part::Json(text)),
        Err(_) => Err(Broken {
            keyword: "json",
            ..Broken::style("not a JSON text")
        }),
    }
}

/// White space around the items of a header is none of theirs (RFC 9110 §5.6.1).
fn trimmed(text: &[u8], escape: Escape) -> &[u8] {
    if escape == Escape::None {
        text.trim_ascii()
    } else {
        text
    }
}

fn after_dot(text: &[u8]) -> Result<&[u8], Broken> {
    let rest = text.strip_prefix(b".");
    rest.ok_or_else(|| Broken::style("expected a dot before the value"))
}

fn after_semicolon(text: &[u8]) -> Result<&[u8], Broken> {
    let rest = text.strip_prefix(b";");
    rest.ok_or_else(|| Broken::style("expected a semicolon before the name"))
}

/// `;name=value`, or `;name` for an empty one.
fn after_name<'t>(text: &'t [u8], name: &str) -> Result<&'t [u8], Broken> {
    match named(text, name)?.as_slice() {
        [value] => Ok(value),
        _ => Err(Broken::twice()),
    }
}

/// `;name=value;name=value`.
fn named<'t>(text: &'t [u8], name: &str) -> Result<Vec<&'t [u8]>, Broken> {
    let mut values = Vec::new();
    for token in after_semicolon(text)?.split(|byte| *byte == b';') {
        let (given, value) = halves(token);
        if decode(given, Escape::Percent).is_ok_and(|given| given == name) {
            values.push(value);
        } else {
            return Err(Broken::style("expected the name before each value"));
        }
    }
    Ok(values)
}

fn split<'t>(text: &'t [u8], separators: &[&[u8]], tokens: &mut Vec<&'t [u8]>) {
    let (mut start, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        match separators.iter().find(|it| rest.starts_with(it)) {
            Some(separator) => {
                tokens.extend(text.get(start..at));
                at += separator.len();
                start = at;
            }
            None => at += 1,
        }
    }
    tokens.extend(text.get(start..));
}
