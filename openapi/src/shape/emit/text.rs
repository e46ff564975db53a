//! What the texts of a place have in common: a type where they stand for something else, a
//! format, an enumeration.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::TextClass;
use super::super::text_counts::TextCounts;
use super::super::words::{WordHash, Words};
use super::insert;

/// Texts seen before their common format is published.
const FORMAT_TEXTS_MIN: u64 = 3;
/// Members of an enumeration that is published.
const ENUMERATION_MAX: usize = 24;
/// Texts seen before they count as an enumeration.
const ENUMERATION_TEXTS_MIN: u64 = 20;
/// Texts seen for each member.
const TEXTS_OF_MEMBER_MIN: u64 = 5;

/// Members of enumerations by their hashes, as far as they were revealed.
pub type Revealed = BTreeMap<WordHash, String>;

/// A closed set of texts.
pub(crate) enum Enumeration {
    /// All members are known by their names.
    Named(Vec<String>),
    /// Not all members were revealed.
    Hashed(Vec<WordHash>),
}

/// The schema of parameter values of these classes.
pub(crate) fn parameter_schema(texts: &TextCounts) -> Map<String, Value> {
    let mut schema = Map::new();
    if texts.is_empty() {
        return schema;
    }
    let all = |classes: &[TextClass]| texts.classes().all(|class| classes.contains(&class));
    let kind = if all(&[TextClass::Integer]) {
        "integer"
    } else if all(&[TextClass::Integer, TextClass::Number]) {
        "number"
    } else if all(&[TextClass::Boolean]) {
        "boolean"
    } else {
        "string"
    };
    insert(&mut schema, "type", kind);
    if let Some(format) = format(texts) {
        insert(&mut schema, "format", format);
    }
    schema
}

/// The format that every text but the empty ones has.
pub(crate) fn format(texts: &TextCounts) -> Option<&'static str> {
    let mut classes = texts.classes().filter(|class| *class != TextClass::Empty);
    let class = classes.next()?;
    let alone = classes.next().is_none() && texts.of(&class) >= FORMAT_TEXTS_MIN;
    class.format().filter(|_| alone)
}

/// The enumeration that the texts are: few, each seen again (Good 1953: with no text seen
/// once, the chance of a new one is small), and none that could name somebody.
pub(crate) fn enumeration(
    texts: &TextCounts,
    words: &Words,
    revealed: &Revealed,
) -> Option<Enumeration> {
    let hashes = closed(texts, words)?;
    let named: Option<Vec<String>> = hashes
        .iter()
        .map(|hash| revealed.get(hash).cloned())
        .collect();
    let Some(mut named) = named else {
        return Some(Enumeration::Hashed(hashes));
    };
    named.sort_unstable();
    (!named.iter().all(|text| is_code(text))).then_some(Enumeration::Named(named))
}

/// The hashes of a set that is closed by what was seen.
pub(crate) fn closed(texts: &TextCounts, words: &Words) -> Option<Vec<WordHash>> {
    let counts = words.counts();
    let members = u64::try_from(counts.len()).ok()?;
    let seen = counts.total();
    let is_closed = (1..=ENUMERATION_MAX).contains(&counts.len())
        && seen == texts.total()
        && seen >= ENUMERATION_TEXTS_MIN.max(TEXTS_OF_MEMBER_MIN.saturating_mul(members))
        && counts.iter().all(|(_, count)| count > 1);
    is_closed.then(|| counts.iter().map(|(hash, _)| *hash).collect())
}

/// Codes of languages, countries, currencies, time zones and media types: lists of the world,
/// of which traffic shows a part.
fn is_code(text: &str) -> bool {
    let lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    let upper = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((area, place)) = text.split_once('/') {
        let starts_upper = |it: &str| it.starts_with(|first: char| first.is_ascii_uppercase());
        let media = [
            "application",
            "text",
            "image",
            "audio",
            "video",
            "multipart",
        ];
        return media.contains(&area) || (starts_upper(area) && starts_upper(place));
    }
    let (language, region) = text.split_once(['-', '_']).unwrap_or((text, ""));
    let is_locale = language.len() == 2 && lower(language) && (region.is_empty() || upper(region));
    is_locale || ((2..=3).contains(&text.len()) && upper(text))
}
