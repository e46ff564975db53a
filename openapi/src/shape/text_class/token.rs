//! Identifiers that machines make: recognized by their form alone. A false alarm costs
//! a name in the document; a miss would store somebody's identifier, so doubt falls
//! towards the identifier.

/// Words with digits that name a technique, not a thing.
const TECHNICAL: [&str; 20] = [
    "base32", "base58", "base64", "sha224", "sha256", "sha384", "sha512", "aes128", "aes256",
    "int16", "int32", "int64", "uint16", "uint32", "uint64", "float16", "float32", "float64",
    "iso8601", "rfc3339",
];

/// The shortest tail of a prefixed identifier.
const TAIL_BYTES_MIN: usize = 10;
/// The shortest random token; shorter ones are told from names by nothing.
const TOKEN_BYTES_MIN: usize = 14;

pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

pub(super) fn is_jwt(text: &str) -> bool {
    text.starts_with("eyJ")
        && text.split('.').count() == 3
        && text
            .split('.')
            .take(2)
            .all(|part| part.len() > 3 && part.bytes().all(is_url_safe))
        && text
            .rsplit('.')
            .take(1)
            .all(|part| part.bytes().all(is_url_safe))
}

/// 26 characters of Crockford's base 32, the first of which holds three bits.
pub(super) fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && matches!(text.bytes().next(), Some(b'0'..=b'7'))
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() && !b"ILOU".contains(&byte.to_ascii_uppercase())
        })
}

pub(super) fn is_hex(text: &str) -> bool {
    text.len() >= 8
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

pub(super) fn is_prefixed(text: &str) -> bool {
    is_typed(text)
        || text.rsplit_once(['_', '-']).is_some_and(|(prefix, tail)| {
            (1..=16).contains(&prefix.len())
                && prefix
                    .bytes()
                    .all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
                && tail.len() >= TAIL_BYTES_MIN
                && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && Texture::of(tail).is_random(2)
        })
}

/// Two capitals and 32 hexadecimal digits, as Twilio and its followers write.
fn is_typed(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [a, b, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase())
        && bytes.len() == 34
        && bytes.iter().skip(2).all(u8::is_ascii_hexdigit)
}

pub(super) fn is_token(text: &str) -> bool {
    let random = text.len() >= TOKEN_BYTES_MIN
        && text.bytes().all(is_url_safe)
        && Texture::of(text).is_random((text.len() / 8).max(3));
    random || is_base64(text)
}

/// Padded or signed base 64 (RFC 4648 §4), so that no word is meant.
fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let padding = text.len().saturating_sub(data.len());
    text.len() >= 16
        && text.len().is_multiple_of(4)
        && padding <= 2
        && (padding > 0 || data.bytes().any(|byte| byte == b'+'))
        && data
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

/// Words and numbers in parts, one part of which holds five digits, or five characters
/// with two digits and a letter among them.
pub(super) fn is_slug(text: &str) -> bool {
    text.bytes().all(|byte| is_url_safe(byte) || byte == b'.')
        && slug_parts(text).any(|part| {
            let digits = digits_of(part);
            digits >= 5 || (part.len() >= 5 && digits >= 2 && digits < part.len())
        })
}

/// Whether a part of a slug is rather random than a word with a number: `64729d279`,
/// but not `resnet50`.
pub(crate) fn is_scrambled(text: &str) -> bool {
    slug_parts(text).any(|part| {
        digits_of(part) >= 5 || (part.len() >= 5 && Texture::of(part).letter_digit >= 3)
    })
}

fn slug_parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['-', '_', '.'])
        .filter(|part| !TECHNICAL.iter().any(|word| word.eq_ignore_ascii_case(part)))
}

fn digits_of(part: &str) -> usize {
    part.bytes().filter(u8::is_ascii_digit).count()
}

fn is_url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// How often the kind of character changes from one to the next, separators aside.
#[derive(Default)]
struct Texture {
    length: usize,
    /// Between a letter and a digit, either way.
    letter_digit: usize,
    /// From lower to upper case.
    humps: usize,
    /// Any change of kind.
    changes: usize,
    lower: usize,
    lower_runs: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Lower,
    Upper,
    Other,
}

impl Texture {
    fn of(text: &str) -> Self {
        let mut texture = Self::default();
        let mut before = Kind::Other;
        for byte in text.bytes() {
            let kind = match byte {
                b'0'..=b'9' => Kind::Digit,
                b'a'..=b'z' => Kind::Lower,
                b'A'..=b'Z' => Kind::Upper,
                _ => Kind::Other,
            };
            texture.length += 1;
            texture.lower += usize::from(kind == Kind::Lower);
            texture.lower_runs += usize::from(kind == Kind::Lower && before != Kind::Lower);
            if kind != before && kind != Kind::Other && before != Kind::Other {
                texture.changes += 1;
                texture.letter_digit += usize::from(kind == Kind::Digit || before == Kind::Digit);
                texture.humps += usize::from(before == Kind::Lower && kind == Kind::Upper);
            }
            before = kind;
        }
        texture
    }

    /// Random when letters and digits take turns at least `turns` times, or when the case
    /// changes too often for words: a quarter of all steps, with lower-case runs below 2.6
    /// on average. `CredentialListMappings2` stays a name.
    fn is_random(&self, turns: usize) -> bool {
        let restless = self.changes * 4 >= self.length
            && self.lower * 10 <= self.lower_runs.max(1) * 26
            && (self.letter_digit > 0 || self.humps >= 4);
        self.letter_digit >= turns || restless
    }
}
