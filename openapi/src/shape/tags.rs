//! Which fields objects have beside which word of their tag: the evidence that the objects of a
//! place are of several kinds, told apart by a field such as `type`. Kept as counts of hashes
//! that only who knows the tag's word, the tag and the field can ask for.

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::TextClass;
use super::hashes::Hashes;
use super::names::is_storable;
use super::words::{WordHash, WordKey, may_be_enumerated};
use crate::json::{Kind, Node};
use crate::limits::TAGGED_FIELDS_MAX;

/// Names of fields that say what kind of thing an object is.
pub(crate) const TAGS: [&str; 14] = [
    "type",
    "kind",
    "object",
    "event",
    "event_type",
    "op",
    "method",
    "role",
    "@type",
    "__typename",
    "$type",
    "schema",
    "action",
    "provider",
];

/// How often which field stood beside which word of which tag.
pub(crate) type Tags = Hashes<TAGGED_FIELDS_MAX>;

/// What stands for a field in an object whose tag has this word; for the tag itself, that
/// there was such an object.
pub(crate) fn tagged(tag: &str, word: WordHash, field: &str) -> WordHash {
    let mut hasher = SipHasher24::new_with_keys(word, 0);
    hasher.write(tag.as_bytes());
    hasher.write_u8(0xff);
    hasher.write(field.as_bytes());
    hasher.finish()
}

/// Tells the fields of one object beside each of its tags.
pub(super) fn each(object: Node<'_>, key: Option<&WordKey>, tell: &mut dyn FnMut(WordHash)) {
    let Some(key) = key else {
        return;
    };
    for (tag, word) in object.members() {
        let tag = tag.text().unescaped();
        if word.kind() != Kind::String || !TAGS.contains(&&*tag) {
            continue;
        }
        let word = word.text().unescaped();
        if !may_be_enumerated(&word, TextClass::of(&word)) {
            continue;
        }
        let word = key.hash(&word);
        for (field, _) in object.members() {
            let field = field.text().unescaped();
            if is_storable(&field) {
                tell(tagged(&tag, word, &field));
            }
        }
    }
}
