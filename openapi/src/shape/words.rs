//! Which texts of a place are the members of a closed set. A worker counts keyed hashes and
//! keeps no text; whether the set is closed, and what its members are called, is asked later.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::TextClass;
use super::caps::Caps;
use super::hashes::Hashes;
use crate::limits::{ENUMERATED_BYTES_MAX, ENUMERATED_TEXTS_MAX};

/// The hash of one text under a [`WordKey`].
pub type WordHash = u64;

/// A key that the senders of one gateway share and nobody else has: without it a hash says
/// nothing, and with it only to who guesses the text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WordKey([u8; 16]);

impl fmt::Debug for WordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WordKey")
    }
}

impl WordKey {
    /// The key that a secret of any length stands for.
    pub fn of_secret(secret: &[u8]) -> Self {
        let half = |salt: u8| {
            let mut hasher = SipHasher24::new_with_key(&[salt; 16]);
            hasher.write(secret);
            hasher.finish().to_le_bytes()
        };
        let mut key = [0; 16];
        let halves = half(0x5a).into_iter().chain(half(0xa5));
        key.iter_mut().zip(halves).for_each(|(to, from)| *to = from);
        Self(key)
    }

    /// The hash of a text.
    pub fn hash(&self, text: &str) -> WordHash {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

/// Whether a text of this class may be a member of an enumeration that is published: one to
/// three words, short, and nothing that names somebody or something.
pub fn may_be_enumerated(text: &str, class: TextClass) -> bool {
    let is_worded = match class {
        TextClass::Word => true,
        TextClass::Text => {
            let words = text.split(' ');
            words.clone().count() <= 3 && words.clone().all(is_enumerated_word)
        }
        TextClass::Slug
        | TextClass::Empty
        | TextClass::Boolean
        | TextClass::Integer
        | TextClass::Number
        | TextClass::Digits
        | TextClass::Uuid
        | TextClass::DateTime
        | TextClass::Date
        | TextClass::Time
        | TextClass::Uri
        | TextClass::Email
        | TextClass::Ipv4
        | TextClass::Ipv6
        | TextClass::Jwt
        | TextClass::Ulid
        | TextClass::Hex
        | TextClass::Prefixed
        | TextClass::Token => false,
    };
    is_worded && text.len() <= ENUMERATED_BYTES_MAX
}

fn is_enumerated_word(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+#*$".contains(&byte))
}

/// The texts of one place, told apart.
pub(crate) type Words = Hashes<ENUMERATED_TEXTS_MAX>;

impl Words {
    /// Counts one text. Without a key nothing is counted at all.
    pub(crate) fn observe(
        &mut self,
        text: &str,
        class: TextClass,
        key: Option<&WordKey>,
        caps: &Caps,
    ) {
        let Some(key) = key.filter(|_| !self.is_open()) else {
            return;
        };
        if may_be_enumerated(text, class) {
            self.add(key.hash(text), caps.words);
        } else {
            self.open();
        }
    }
}
