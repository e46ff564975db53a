//! What tells the shapes of bodies apart without building them. A shape is the sum of what
//! was seen in which place, so its fingerprint is the sum of the keyed hashes of that: one
//! walk, which keeps nothing. Values of one fingerprint have one shape; values of one shape
//! mostly have one fingerprint.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use super::caps::Caps;
use super::named::Named;
use super::names::is_storable;
use super::observe::{Budget, is_tuple};
use super::text_class::TextClass;
use super::words::{WordKey, may_be_enumerated};
use super::{Shape, tags};
use crate::json::{Kind, Node};

/// Names that are remembered to be storable, by their places: to find it out costs more
/// than all else that a field costs.
const NAMES_REMEMBERED: usize = 1_024;

/// Events and steps, as the hash takes them in. Numbers and texts have more bits of their own.
mod tag {
    pub(super) const NULL: u64 = 1;
    pub(super) const BOOLEAN: u64 = 2;
    pub(super) const NUMBER: u64 = 3;
    pub(super) const TEXT: u64 = 4;
    pub(super) const ARRAY: u64 = 5;
    pub(super) const OBJECT: u64 = 6;
    pub(super) const CUT: u64 = 7;
    pub(super) const FIELD: u64 = 8;
    pub(super) const UNNAMED: u64 = 9;
    pub(super) const LIST: u64 = 10;
    pub(super) const TUPLE: u64 = 11;
    pub(super) const TAGGED: u64 = 12;
    /// Bits of a tag; the rest is for what the event has of its own.
    pub(super) const BITS: u32 = 4;
}

/// Takes fingerprints with a key that nobody else has: who does not know it cannot make
/// two values meet.
#[derive(Clone, Debug)]
pub struct Fingerprints {
    keys: [u64; 2],
    names: Vec<u64>,
}

/// One value on its way into its fingerprint.
struct Walk<'w> {
    fingerprints: &'w mut Fingerprints,
    budget: Budget<'w>,
    sum: u64,
}

impl Fingerprints {
    /// With these random numbers as the key.
    pub fn new(keys: [u64; 2]) -> Self {
        Self {
            keys,
            names: vec![0; NAMES_REMEMBERED],
        }
    }

    /// The fingerprint of [`Shape::of`] this value with the same key for words.
    pub fn of(&mut self, value: Node<'_>, words: Option<&WordKey>) -> u64 {
        self.of_within(value, words, &Caps::DEFAULT)
    }

    pub(super) fn of_within(
        &mut self,
        value: Node<'_>,
        words: Option<&WordKey>,
        caps: &Caps,
    ) -> u64 {
        let mut walk = Walk {
            fingerprints: self,
            budget: Budget::new(words, caps),
            sum: 0,
        };
        walk.value(value, 0, 0);
        walk.sum
    }

    /// A hasher of the same key, for what else is to be recognized.
    pub fn hasher(&self) -> impl Hasher + use<> {
        let [first, second] = self.keys;
        SipHasher13::new_with_keys(first, second)
    }

    fn hash(&self, place: u64, tag: u64, bytes: &[u8]) -> u64 {
        let mut hasher = self.hasher();
        hasher.write_u64(place);
        hasher.write_u64(tag);
        hasher.write(bytes);
        hasher.finish()
    }

    /// The place of a field: one of its own, if its name may be kept.
    fn field(&mut self, object: u64, name: &str) -> u64 {
        let place = self.hash(object, tag::FIELD, name.as_bytes());
        let remembered = usize::try_from(place % NAMES_REMEMBERED as u64);
        let remembered = remembered.ok().and_then(|at| self.names.get_mut(at));
        if remembered.as_deref() == Some(&place) {
            return place;
        }
        if !Named::<Shape>::may_name(name) || !is_storable(name) {
            return self.hash(object, tag::UNNAMED, &[]);
        }
        if let Some(remembered) = remembered {
            *remembered = place;
        }
        place
    }
}

impl Walk<'_> {
    /// Adds something that was seen in a place.
    fn see(&mut self, place: u64, tag: u64) {
        self.sum = self
            .sum
            .wrapping_add(self.fingerprints.hash(place, tag, &[]));
    }

    fn value(&mut self, value: Node<'_>, place: u64, depth: usize) {
        match value.kind() {
            Kind::Null => self.see(place, tag::NULL),
            Kind::Boolean => self.see(place, tag::BOOLEAN),
            Kind::Number => self.number(value, place),
            Kind::String => self.text(&value.text().unescaped(), place),
            Kind::Array => self.array(value, place, depth),
            Kind::Object => {
                self.see(place, tag::OBJECT);
                if !self.budget.admits(depth, value.len()) {
                    self.see(place, tag::CUT);
                    return;
                }
                for (name, value) in value.members() {
                    let field = self.fingerprints.field(place, &name.text().unescaped());
                    self.value(value, field, depth + 1);
                }
                tags::each(value, self.budget.key, &mut |hash| {
                    let seen = self
                        .fingerprints
                        .hash(place, tag::TAGGED, &hash.to_le_bytes());
                    self.sum = self.sum.wrapping_add(seen);
                });
            }
        }
    }

    fn array(&mut self, value: Node<'_>, place: u64, depth: usize) {
        self.see(place, tag::ARRAY);
        let read = value.len().min(self.budget.caps.items);
        let admitted = self.budget.admits(depth, read);
        if !admitted || read < value.len() {
            self.see(place, tag::CUT);
        }
        if !admitted {
            return;
        }
        let is_tuple = is_tuple(value, self.budget.caps);
        let list = self.fingerprints.hash(place, tag::LIST, &[]);
        for (index, item) in value.items().take(read).enumerate() {
            let item_place = if is_tuple {
                let position = (read << 8 | index) as u64;
                let tag = tag::TUPLE | position << tag::BITS;
                self.fingerprints.hash(place, tag, &[])
            } else {
                list
            };
            self.value(item, item_place, depth + 1);
        }
    }

    fn number(&mut self, value: Node<'_>, place: u64) {
        let number = value.number();
        let said = [
            number.is_negative(),
            number.is_within_one(),
            value.is_integer_literal(),
            number.fits_int32(),
            number.fits_int64(),
        ];
        let bits = said
            .iter()
            .fold(0, |bits, said| bits << 1 | u64::from(*said));
        self.see(place, tag::NUMBER | bits << tag::BITS);
    }

    fn text(&mut self, text: &str, place: u64) {
        let class = TextClass::of(text);
        let word = self
            .budget
            .key
            .filter(|_| may_be_enumerated(text, class))
            .map(|key| key.hash(text).to_le_bytes());
        let tag = tag::TEXT | (class as u64) << tag::BITS;
        let word = word.as_ref().map_or(&[][..], |word| word);
        let seen = self.fingerprints.hash(place, tag, word);
        self.sum = self.sum.wrapping_add(seen);
    }
}
