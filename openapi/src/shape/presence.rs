//! Which fields were there how often, as one flat list: what two places are compared by. They
//! count as the same kind of thing unless a field that one has is missing at the other more
//! often than chance would have it.

use std::collections::BTreeMap;

use super::Shape;
use super::arrays::Items;
use super::emit::map;
use super::emit::view::View;
use super::text_counts::add;
use crate::limits::PRESENCE_DEPTH_MAX;

/// Stands before the name of a field in a path.
const FIELD: char = '\u{1}';
/// Stands for the items of an array in a path.
const ITEMS: char = '\u{2}';

/// The fields below one place, [`PRESENCE_DEPTH_MAX`] levels deep.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presence {
    counts: BTreeMap<String, Count>,
    /// Values at the place itself that can lack nothing.
    maps: u64,
}

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
    /// Those of them that one side never lacks, and that the other lacks by no chance.
    pub(crate) lacking: u64,
}

impl Presence {
    /// Adds what was seen at a place.
    pub(crate) fn add(&mut self, shape: &Shape) {
        self.add_root(shape);
        self.add_below(&mut String::new(), shape, 0);
    }

    /// Adds only what the objects of a place had, not its arrays.
    pub(crate) fn add_objects(&mut self, shape: &Shape) {
        self.add_root(shape);
        self.add_fields(&mut String::new(), shape, 0);
    }

    fn add_root(&mut self, shape: &Shape) {
        if is_map(shape) {
            add(&mut self.maps, shape.objects_seen());
        }
    }

    /// Adds other counts.
    pub(crate) fn join(&mut self, other: &Self) {
        add(&mut self.maps, other.maps);
        for (path, count) in &other.counts {
            self.count(path, count.values, count.objects);
        }
    }

    /// The paths, without their counts.
    pub(crate) fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.counts.keys().map(String::as_str)
    }

    /// Paths that both have.
    pub(crate) fn shared(&self, other: &Self) -> usize {
        let (few, many) = if self.counts.len() < other.counts.len() {
            (self, other)
        } else {
            (other, self)
        };
        few.counts
            .keys()
            .filter(|path| many.counts.contains_key(*path))
            .count()
    }

    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// Compares two places of which so many values, or objects, were seen.
    pub(crate) fn compare(&self, seen: u64, other: &Self, other_seen: u64) -> Difference {
        let mut difference = Difference::default();
        let theirs = other
            .counts
            .keys()
            .filter(|path| !self.counts.contains_key(*path));
        for path in self.counts.keys().chain(theirs) {
            let (own, their) = (self.counts.get(path), other.counts.get(path));
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
            if own > 0 && their > 0 {
                let missed = chances.saturating_sub(own);
                let they_missed = other_chances.saturating_sub(their);
                let differs = differ((missed, chances), (they_missed, other_chances));
                difference.lacking += u64::from(differs);
            }
        }
        difference
    }

    /// Objects that could have had this field.
    fn opportunities(&self, path: &str, seen: u64) -> u64 {
        let parent = path.rfind([FIELD, ITEMS]).and_then(|at| path.get(..at));
        match parent {
            None | Some("") => seen.saturating_sub(self.maps),
            Some(parent) => self.counts.get(parent).map_or(0, |count| count.objects),
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
                    self.count_shape(path, position);
                }
            }
            Some(Items::List(list)) => {
                self.count_shape(path, list);
                self.add_below(path, list, depth + 1);
            }
        }
        path.truncate(length);
    }

    fn add_fields(&mut self, path: &mut String, shape: &Shape, depth: usize) {
        let Some(objects) = &shape.objects else {
            return;
        };
        if is_map(shape) {
            return;
        }
        for (name, field) in objects.fields.known() {
            let length = path.len();
            path.push(FIELD);
            path.push_str(name);
            self.count_shape(path, field);
            self.add_below(path, field, depth + 1);
            path.truncate(length);
        }
    }

    /// Counts a place. The names of maps are no fields, and nothing else can lack one.
    fn count_shape(&mut self, path: &str, shape: &Shape) {
        let objects = if is_map(shape) {
            0
        } else {
            shape.objects_seen()
        };
        self.count(path, shape.count(), objects);
    }

    fn count(&mut self, path: &str, values: u64, objects: u64) {
        if let Some(count) = self.counts.get_mut(path) {
            add(&mut count.values, values);
            add(&mut count.objects, objects);
        } else {
            self.counts
                .insert(path.to_owned(), Count { values, objects });
        }
    }
}

/// Whether the names of a place's objects are keys, which say nothing of what kind it is.
fn is_map(shape: &Shape) -> bool {
    let view = View::of(shape);
    map::is_map(&view, &view.fields())
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
