//! Names and values of `application/x-www-form-urlencoded` (WHATWG URL §5.1), and the
//! decoding of what is percent-encoded (RFC 3986 §2.1): strictly, what does not decode is
//! refused rather than replaced. A value is kept as it came, since what separates its items
//! is told from data by not being encoded.

/// One name and its value.
#[derive(Debug)]
pub(in crate::contract) struct Pair<'t> {
    /// Decoded.
    pub(in crate::contract) name: String,
    /// Not decoded; empty where there is no `=`.
    pub(super) value: &'t [u8],
}

impl Pair<'_> {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name
    }

    /// Whether it is of this name and without a value.
    pub(super) fn is_empty(&self, name: &str) -> bool {
        self.is_named(name) && self.value.is_empty()
    }
}

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::contract) enum Escape {
    /// Not at all.
    None,
    /// Percent-encoding.
    Percent,
    /// Percent-encoding, and `+` for a space. Also with `allowReserved`: it is what nearly
    /// everybody who reads a query does.
    Form,
}

const NOT_TEXT: &str = "expected UTF-8 text";

/// The pairs of a query or form; the reason when there are more than `pairs_max`, or when
/// one of them does not decode.
pub(in crate::contract) fn pairs(
    bytes: &[u8],
    pairs_max: usize,
) -> Result<Vec<Pair<'_>>, &'static str> {
    let mut pairs = Vec::new();
    for text in bytes.split(|byte| *byte == b'&') {
        if text.is_empty() {
            continue;
        }
        if pairs.len() >= pairs_max {
            return Err("more parameters than can be read");
        }
        let (name, value) = halves(text);
        let name = decode(name, Escape::Form)?;
        decode(value, Escape::Form)?;
        pairs.push(Pair { name, value });
    }
    Ok(pairs)
}

/// The values of every pair of a name.
pub(super) fn texts<'t>(pairs: &[Pair<'t>], name: &str) -> Vec<&'t [u8]> {
    let named = pairs.iter().filter(|pair| pair.is_named(name));
    named.map(|pair| pair.value).collect()
}

/// A text before and behind its first `=`.
pub(super) fn halves(text: &[u8]) -> (&[u8], &[u8]) {
    let mut halves = text.splitn(2, |byte| *byte == b'=');
    (
        halves.next().unwrap_or_default(),
        halves.next().unwrap_or_default(),
    )
}

/// The text that bytes stand for; the reason when they stand for none.
pub(super) fn decode(bytes: &[u8], escape: Escape) -> Result<String, &'static str> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        text.push(match (*byte, escape) {
            (b'%', Escape::Percent | Escape::Form) => {
                let mut digit = || rest.next().and_then(|byte| char::from(*byte).to_digit(16));
                let code = digit().zip(digit()).map(|(high, low)| high * 16 + low);
                code.and_then(|code| u8::try_from(code).ok())
                    .ok_or("expected two hexadecimal digits behind each %")?
            }
            (b'+', Escape::Form) => b' ',
            (byte, _) => byte,
        });
    }
    String::from_utf8(text).map_err(|_| NOT_TEXT)
}
