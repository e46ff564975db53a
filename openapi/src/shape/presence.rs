//! Which fields were there how often, as one flat list: what two places are compared by. They
//! count as the same kind of thing unless a field that one has is missing at the other more
//! often than chance would have it.

use std::collections::BTreeMap;

use super::Shape;
use super::arrays::Items;
use super::text_counts::add;
use crate::limits::{PRESENCE_DEPTH_MAX, PRESENCE_FIELDS_MAX};

/// Stands before the name of a field in a path.
const FIELD: char = '\u{1}';
/// Stands for the items of an array in a path.
const ITEMS: char = '\u{2}';

/// The fields below one place, [`PRESENCE_DEPTH_MAX`] levels deep.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presence(BTreeMap<String, Count>);

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Values seen there.
    values: u64,
    /// Objects among them: opportunities for what lies below.
    objects: u64,
}

/// How two places differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Fields that could be compared.
    pub(crate) tested: u64,
    /// Those whose absence on one side is no chance.
    pub(crate) conflicts: u64,
    /// Fields that both have.
    pub(crate) shared: u64,
}

impl Presence {
    /// Adds what was seen at a place.
    pub(crate) fn add(&mut self, shape: &Shape) {
        self.add_below(&mut String::new(), shape, 0);
    }

    /// Adds only what the objects of a place had, not its arrays.
    pub(crate) fn add_objects(&mut self, shape: &Shape) {
        self.add_fields(&mut String::new(), shape, 0);
    }

    /// Adds other counts.
    pub(crate) fn join(&mut self, other: &Self) {
        for (path, count) in &other.0 {
            self.count(path, count.values, count.objects);
        }
    }

    /// The paths, without their counts.
    pub(crate) fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Paths that both have.
    pub(crate) fn shared(&self, other: &Self) -> usize {
        let (few, many) = if self.0.len() < other.0.len() {
            (self, other)
        } else {
            (other, self)
        };
        few.0
            .keys()
            .filter(|path| many.0.contains_key(*path))
            .count()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Compares two places of which so many values, or objects, were seen.
    pub(crate) fn compare(&self, seen: u64, other: &Self, other_seen: u64) -> Difference {
        let mut difference = Difference::default();
        let theirs = other.0.keys().filter(|path| !self.0.contains_key(*path));
        for path in self.0.keys().chain(theirs) {
            let (own, their) = (self.0.get(path), other.0.get(path));
            difference.shared += u64::from(own.is_some() && their.is_some());
            if path.ends_with(ITEMS) {
                continue;
            }
            let chances = self.opportunities(path, seen);
            let other_chances = other.opportunities(path, other_seen);
            if chances == 0 || other_chances == 0 {
                continue;
            }
            difference.tested += 1;
            let [own, their] = [own, their].map(|it| it.map_or(0, |count| count.values));
            difference.conflicts += u64::from(differ((own, chances), (their, other_chances)));
        }
        difference
    }

    /// Objects that could have had this field.
    fn opportunities(&self, path: &str, seen: u64) -> u64 {
        let parent = path.rfind([FIELD, ITEMS]).and_then(|at| path.get(..at));
        match parent {
            None | Some("") => seen,
            Some(parent) => self.0.get(parent).map_or(0, |count| count.objects),
        }
    }

    fn add_below(&mut self, path: &mut String, shape: &Shape, depth: usize) {
        if depth > PRESENCE_DEPTH_MAX {
            return;
        }
        self.add_fields(path, shape, depth);
        let items = shape.arrays.as_ref().map(|arrays| &arrays.items);
        let length = path.len();
        path.push(ITEMS);
        match items {
            None | Some(Items::Unread) => {}
            Some(Items::Tuple(positions)) => {
                for position in positions.shapes() {
                    self.count(path, position.count(), position.objects_seen());
                }
            }
            Some(Items::List(list)) => {
                self.count(path, list.count(), list.objects_seen());
                self.add_below(path, list, depth + 1);
            }
        }
        path.truncate(length);
    }

    fn add_fields(&mut self, path: &mut String, shape: &Shape, depth: usize) {
        let Some(objects) = &shape.objects else {
            return;
        };
        if objects.fields.is_collapsed() || objects.fields.known().len() > PRESENCE_FIELDS_MAX {
            return;
        }
        for (name, field) in objects.fields.known() {
            let length = path.len();
            path.push(FIELD);
            path.push_str(name);
            self.count(path, field.count(), field.objects_seen());
            self.add_below(path, field, depth + 1);
            path.truncate(length);
        }
    }

    fn count(&mut self, path: &str, values: u64, objects: u64) {
        if let Some(count) = self.0.get_mut(path) {
            add(&mut count.values, values);
            add(&mut count.objects, objects);
        } else {
            self.0.insert(path.to_owned(), Count { values, objects });
        }
    }
}

/// The chance that a presence which looks one-sided is one, below which two places differ.
const ALPHA: f64 = 1e-4;
/// Factors of [`chance`] that are multiplied; with more it is nearly zero anyhow.
const FACTORS_MAX: u64 = 60;

/// Whether something seen so often in so many chances on one side, and never on the other,
/// is no accident; also the other way round.
pub(crate) fn differ(own: (u64, u64), other: (u64, u64)) -> bool {
    let one_sided = |(seen, chances): (u64, u64), (other, others): (u64, u64)| {
        seen > 0 && other == 0 && chance(seen, chances, others) < ALPHA
    };
    one_sided(own, other) || one_sided(other, own)
}

/// The one-sided exact probability (Fisher) that all of `seen` fall on the side with
/// `chances` of `chances + others`.
fn chance(seen: u64, chances: u64, others: u64) -> f64 {
    let mut probability = 1.0;
    for index in 0..seen.min(FACTORS_MAX) {
        let left = chances.saturating_sub(index);
        if left == 0 {
            break;
        }
        probability *= ratio(left, left.saturating_add(others));
        if probability < 1e-12 {
            break;
        }
    }
    probability
}

/// One count over another, as a number; zero over zero is zero.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts beyond 2^53 differ by nothing that matters here"
)]
pub(crate) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
