//! The parts of a multipart form (RFC 7578, RFC 2046 §5.1), read strictly: what two parsers
//! could read in two ways is refused. Bodies of parts are not copied.

use crate::http::{MediaType, Parameters, is_token};
use crate::limits::{PART_HEAD_BYTES_MAX, PARTS_MAX};

/// One part.
#[derive(Debug)]
pub(super) struct Part<'b> {
    /// The `name` of its `Content-Disposition`.
    pub(super) name: &'b str,
    /// What its `Content-Type` says; none is plain text (RFC 7578 §4.4).
    pub(super) media_type: Option<MediaType>,
    /// Its other fields.
    fields: Vec<(&'b str, &'b str)>,
    /// Its bytes.
    pub(super) body: &'b [u8],
}

/// What was expected of the bytes.
pub(super) type Malformed = &'static str;

const BLANK_LINE: &[u8] = b"\r\n\r\n";

/// Splits a body at its boundary.
pub(super) fn parts<'b>(bytes: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, Malformed> {
    let delimiter = ["\n--", boundary].concat();
    let delimiter = delimiter.as_bytes();
    let opening = delimiter.get(1..).unwrap_or_default();
    let mut rest = bytes
        .strip_prefix(opening)
        .ok_or("expected the boundary first")?;
    let mut parts = Vec::new();
    loop {
        if let Some(end) = rest.strip_prefix(b"--") {
            return match end {
                b"" | b"\r\n" => Ok(parts),
                _ => Err("expected nothing after the last boundary"),
            };
        }
        let after = rest
            .strip_prefix(b"\r\n")
            .ok_or("expected CRLF after a boundary")?;
        if parts.len() >= PARTS_MAX {
            return Err("more parts than can be read");
        }
        let (part, tail) = split_at(after, delimiter).ok_or("expected a last boundary")?;
        let part = part
            .strip_suffix(b"\r")
            .ok_or("expected CRLF before a boundary")?;
        parts.push(Part::read(part)?);
        rest = tail;
    }
}

/// Splits at the first delimiter, which begins with a line feed.
fn split_at<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let at = from + rest.iter().position(|byte| *byte == b'\n')?;
        let (before, found) = bytes.split_at_checked(at)?;
        if let Some(tail) = found.strip_prefix(delimiter) {
            return Some((before, tail));
        }
        from = at + 1;
    }
}

impl<'b> Part<'b> {
    fn read(part: &'b [u8]) -> Result<Self, Malformed> {
        let longest = part.len().min(PART_HEAD_BYTES_MAX + BLANK_LINE.len());
        let end = part
            .get(..longest)
            .and_then(|head| {
                head.windows(BLANK_LINE.len())
                    .position(|it| it == BLANK_LINE)
            })
            .ok_or("expected a blank line after a part's head, which is too long or has no end")?;
        let head = part.get(..end).unwrap_or_default();
        let body = part.get(end + BLANK_LINE.len()..).unwrap_or_default();
        let head = std::str::from_utf8(head).map_err(|_| "expected UTF-8 in a part's head")?;
        let mut disposition = None;
        let mut media_type = None;
        let mut fields = Vec::new();
        for line in head.split("\r\n") {
            let (name, value) = field(line)?;
            if name.eq_ignore_ascii_case("content-disposition") {
                if disposition.replace(value).is_some() {
                    return Err("expected one Content-Disposition in a part");
                }
            } else if name.eq_ignore_ascii_case("content-type") {
                let read = MediaType::parse(value.as_bytes());
                let read = read.ok_or("expected a media type in a part's Content-Type")?;
                if media_type.replace(read).is_some() {
                    return Err("expected one Content-Type in a part");
                }
            } else {
                fields.push((name, value));
            }
        }
        let part = Self {
            name: disposition
                .and_then(form_data)
                .ok_or("expected a Content-Disposition: form-data with one name in a part")?,
            media_type,
            fields,
            body,
        };
        part.is_plain()
            .then_some(part)
            .ok_or("expected UTF-8, and no transfer encoding, in a part")
    }

    /// The values of a field, whatever the case of its name.
    pub(super) fn values<'n>(
        &self,
        name: &'n str,
    ) -> impl Iterator<Item = &'b str> + use<'_, 'b, 'n> {
        let fields = self.fields.iter();
        fields.filter_map(move |(field, value)| field.eq_ignore_ascii_case(name).then_some(*value))
    }

    /// Whether its bytes are what they seem: in no other charset and in no transfer encoding
    /// (RFC 7578 §4.6, §4.7).
    fn is_plain(&self) -> bool {
        let charset = self.media_type.as_ref().and_then(MediaType::charset);
        charset.is_none_or(|charset| charset == "utf-8")
            && (self.name != "_charset_" || self.body.eq_ignore_ascii_case(b"utf-8"))
            && self.values("content-transfer-encoding").all(|encoding| {
                ["7bit", "8bit", "binary"]
                    .iter()
                    .any(|plain| encoding.eq_ignore_ascii_case(plain))
            })
    }
}

/// One line of a part's head. One that begins with a space would go on with the line before.
fn field(line: &str) -> Result<(&str, &str), Malformed> {
    line.split_once(':')
        .filter(|(name, value)| {
            is_token(name) && !value.contains(|it: char| it.is_ascii_control() && it != '\t')
        })
        .map(|(name, value)| (name, value.trim_matches([' ', '\t'])))
        .ok_or("expected a field in each line of a part's head, in lines that end in CRLF")
}

/// The name of a part. A backslash is refused in it, and before a quote anywhere: some read
/// an escape there, and others the end (RFC 7578 §2, §4.2).
fn form_data(disposition: &str) -> Option<&str> {
    let (kind, rest) = disposition.split_once(';')?;
    if !kind.trim_end().eq_ignore_ascii_case("form-data") || disposition.contains("\\\"") {
        return None;
    }
    let mut name = None;
    for parameter in Parameters::of(rest) {
        let (parameter, value) = parameter?;
        let is_name = parameter.eq_ignore_ascii_case("name");
        if parameter.eq_ignore_ascii_case("name*")
            || (is_name && (value.contains('\\') || name.replace(value).is_some()))
        {
            return None;
        }
    }
    name
}
