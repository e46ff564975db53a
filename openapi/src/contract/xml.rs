//! XML (1.0, fifth edition, §2.1): whether a text is well formed. What its schema would say
//! of it is not asked. A document type definition is refused: entities are how XML reads
//! other files and grows without bound.

use xmlparser::{ElementEnd, Token, Tokenizer};

use crate::limits::{XML_ATTRIBUTES_MAX, XML_DEPTH_MAX};

#[cfg(test)]
mod tests;

/// The name of an element or an attribute: prefix and local part.
type Name<'t> = (&'t str, &'t str);

/// An element that has not ended, and the attributes of the last tag.
#[derive(Default)]
struct Reader<'t> {
    open: Vec<Name<'t>>,
    tag: Name<'t>,
    attributes: Vec<Name<'t>>,
    has_root: bool,
}

const NOT_XML: &str = "not well-formed XML";

/// Reads a whole text.
///
/// # Errors
/// What was expected instead.
pub(super) fn check(bytes: &[u8]) -> Result<(), &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "expected XML in UTF-8")?;
    let mut reader = Reader::default();
    for token in Tokenizer::from(text) {
        reader.token(token.map_err(|_| NOT_XML)?)?;
    }
    if reader.has_root && reader.open.is_empty() {
        Ok(())
    } else {
        Err(NOT_XML)
    }
}

impl<'t> Reader<'t> {
    fn token(&mut self, token: Token<'t>) -> Result<(), &'static str> {
        match token {
            Token::Declaration { encoding, .. } => {
                let is_read = encoding.is_none_or(|encoding| {
                    ["utf-8", "us-ascii"]
                        .iter()
                        .any(|read| encoding.as_str().eq_ignore_ascii_case(read))
                });
                is_read.then_some(()).ok_or("expected XML in UTF-8")
            }
            Token::DtdStart { .. }
            | Token::EmptyDtd { .. }
            | Token::EntityDeclaration { .. }
            | Token::DtdEnd { .. } => Err("expected no document type definition"),
            Token::ElementStart { prefix, local, .. } => {
                self.tag = (prefix.as_str(), local.as_str());
                self.attributes.clear();
                self.has_root = true;
                Ok(())
            }
            Token::Attribute {
                prefix,
                local,
                value,
                ..
            } => self.attribute((prefix.as_str(), local.as_str()), value.as_str()),
            Token::ElementEnd { end, .. } => self.tag_end(end),
            Token::Text { text } => references(text.as_str()),
            Token::ProcessingInstruction { target, .. } => {
                let is_reserved = target.as_str().eq_ignore_ascii_case("xml");
                (!is_reserved).then_some(()).ok_or(NOT_XML)
            }
            Token::Comment { .. } | Token::Cdata { .. } => Ok(()),
        }
    }

    fn attribute(&mut self, name: Name<'t>, value: &str) -> Result<(), &'static str> {
        if self.attributes.contains(&name) {
            return Err(NOT_XML);
        }
        if self.attributes.len() >= XML_ATTRIBUTES_MAX {
            return Err("an element has too many attributes");
        }
        self.attributes.push(name);
        references(value)
    }

    fn tag_end(&mut self, end: ElementEnd<'t>) -> Result<(), &'static str> {
        match end {
            ElementEnd::Open if self.open.len() >= XML_DEPTH_MAX => Err("nested too deeply"),
            ElementEnd::Open => {
                self.open.push(self.tag);
                Ok(())
            }
            ElementEnd::Empty => Ok(()),
            ElementEnd::Close(prefix, local) => {
                let is_open = self.open.pop() == Some((prefix.as_str(), local.as_str()));
                is_open.then_some(()).ok_or(NOT_XML)
            }
        }
    }
}

/// Whether every `&` begins a reference to a character or to one of the five entities that
/// need no definition (§4.1, §4.6).
fn references(text: &str) -> Result<(), &'static str> {
    for rest in text.split('&').skip(1) {
        let (name, _) = rest.split_once(';').ok_or(NOT_XML)?;
        let is_known = match name.strip_prefix('#') {
            Some(number) => is_character(number),
            None => matches!(name, "amp" | "lt" | "gt" | "apos" | "quot"),
        };
        if !is_known {
            return Err(NOT_XML);
        }
    }
    Ok(())
}

/// A number of a character that XML allows (§2.2), decimal or after an `x`.
fn is_character(number: &str) -> bool {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let character = u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| !digits.starts_with('+'))
        .and_then(char::from_u32);
    character.is_some_and(
        |character| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..),
    )
}
