//! Parameters after a field's value (RFC 9110 §5.6.6): `; name=token; name="quoted; text"`.

/// Parameters one by one, their values without quotes and with escapes as they stand; `None`
/// for what is no parameter, and then nothing more.
#[derive(Debug)]
pub(crate) struct Parameters<'v> {
    rest: &'v str,
}

impl<'v> Parameters<'v> {
    /// Takes what comes after the first semicolon.
    pub(crate) const fn of(rest: &'v str) -> Self {
        Self { rest }
    }

    fn parameter(&mut self) -> Option<(&'v str, &'v str)> {
        let (name, rest) = std::mem::take(&mut self.rest).split_once('=')?;
        let (value, rest) = rest
            .strip_prefix('"')
            .map_or_else(|| split_token(rest), split_quoted)?;
        let rest = rest.trim_start_matches([' ', '\t']);
        if !is_token(name) || !(rest.is_empty() || rest.starts_with(';')) {
            return None;
        }
        self.rest = rest;
        Some((name, value))
    }
}

impl<'v> Iterator for Parameters<'v> {
    type Item = Option<(&'v str, &'v str)>;

    fn next(&mut self) -> Option<Self::Item> {
        // A semicolon with nothing behind it is allowed.
        self.rest = self.rest.trim_start_matches([';', ' ', '\t']);
        (!self.rest.is_empty()).then(|| self.parameter())
    }
}

fn split_token(text: &str) -> Option<(&str, &str)> {
    let end = text.find([';', ' ', '\t']).unwrap_or(text.len());
    let halves = text.split_at_checked(end);
    halves.filter(|(value, _)| is_token(value))
}

/// The text before the closing quote and the text after it (RFC 9110 §5.6.4).
fn split_quoted(text: &str) -> Option<(&str, &str)> {
    let mut is_escaped = false;
    let end = text.find(|character| {
        let is_end = character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        is_end
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// A value with its escapes undone; a token has none.
pub(crate) fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        let character = match character {
            '\\' => characters.next(),
            _ => Some(character),
        };
        text.extend(character);
    }
    text
}

/// RFC 9110 §5.6.2.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
