//! What compact texts have seldom: white space, escapes, names beyond a limit. It is apart so
//! that the loop over all values stays small.

use super::JsonError;
use super::number::number;
use super::string::{long_name, string};
use crate::json::entry::{Entry, tag};
use crate::json::name::name_hash;

/// A string with escapes, or one that ends among the last bytes: its tag, and the text behind
/// it.
#[cold]
#[inline(never)]
fn rare_string(start: &[u8]) -> Option<(u32, &[u8])> {
    let (behind, is_escaped) = string(start)?;
    let tag = if is_escaped {
        tag::ESCAPED
    } else {
        tag::STRING
    };
    Some((tag, behind))
}

/// A node, and the place behind it.
pub(super) struct Token {
    head: u32,
    start: usize,
    end: usize,
    behind: usize,
}

impl Token {
    #[inline]
    pub(super) fn entry(&self) -> Entry {
        Entry::with_head(self.head, self.start, self.end)
    }

    #[inline]
    pub(super) fn parts(self) -> (Entry, usize) {
        (self.entry(), self.behind)
    }
}

/// A value that is neither a container nor a plain string or a short number.
#[inline(never)]
pub(super) fn rare_scalar(bytes: &[u8], start: usize) -> Option<Token> {
    let [byte, behind @ ..] = bytes.get(start..)? else {
        return None;
    };
    let (tag, behind) = match byte {
        b't' => (tag::TRUE, behind.strip_prefix(b"rue")?),
        b'f' => (tag::FALSE, behind.strip_prefix(b"alse")?),
        b'n' => (tag::NULL, behind.strip_prefix(b"ull")?),
        b'-' | b'0'..=b'9' => number(*byte, behind)?,
        b'"' => rare_string(behind)?,
        _ => return None,
    };
    let behind = bytes.len() - behind.len();
    // Of a string, what is between the quotes.
    let quote = usize::from(*byte == b'"');
    Some(Token {
        head: tag,
        start: start + quote,
        end: behind - quote,
        behind,
    })
}

/// A name that is long or has escapes, that ends among the last bytes or has white space
/// behind it, and its colon.
#[inline(never)]
pub(super) fn rare_name(text: &str, at: usize, key_bytes: usize) -> Result<Token, JsonError> {
    let bytes = text.as_bytes();
    let (_, at) = space(bytes, at).ok_or(JsonError::Syntax)?;
    let Some([b'"', name @ ..]) = bytes.get(at..) else {
        return Err(JsonError::Syntax);
    };
    if let Some((len, hash)) = long_name(name)
        && len <= key_bytes
    {
        let start = at + 1;
        return Ok(Token {
            head: Entry::head(tag::STRING, hash),
            start,
            end: start + len,
            behind: start + len + 2,
        });
    }
    rarer_name(text, name, key_bytes)
}

/// Such a name that is not only long.
#[cold]
#[inline(never)]
fn rarer_name(text: &str, name: &[u8], key_bytes: usize) -> Result<Token, JsonError> {
    let (tag, behind) = rare_string(name).ok_or(JsonError::Syntax)?;
    let (start, end) = (text.len() - name.len(), text.len() - behind.len() - 1);
    let name = Entry::new(tag, 0, start, end).text(text).unescaped();
    if name.len() > key_bytes {
        return Err(JsonError::Members);
    }
    let Some((b':', colon)) = space(text.as_bytes(), end + 1) else {
        return Err(JsonError::Syntax);
    };
    Ok(Token {
        head: Entry::head(tag, name_hash(name.as_bytes())),
        start,
        end,
        behind: colon + 1,
    })
}

/// The next byte that is no white space, and its place.
#[inline(never)]
pub(super) fn space(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut rest = bytes.get(at..)?;
    while let [byte, behind @ ..] = rest {
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return Some((*byte, bytes.len() - rest.len()));
        }
        rest = behind;
    }
    None
}
