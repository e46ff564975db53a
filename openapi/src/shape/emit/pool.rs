//! Which places hold the same kind of object. They are joined before anything is decided about
//! them, and published as one named component: evidence that is thin at each place is strong
//! together. Bottom up and greedy, the best known first, so that the outcome does not depend
//! on the order of places.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Shape;
use super::super::presence::{Difference, Presence, ratio};
use super::map::{is_map, kinds_of};
use super::view::View;

/// Fields of an object below which it is published where it stands.
const FIELDS_MIN: usize = 3;
/// Fields that two kinds of objects must share unless all are the same.
const SHARED_FIELDS_MIN: usize = 4;
/// Shared fields, of all fields of both.
const FIELDS_ALIKE: f64 = 0.8;
/// Shared paths below, of those of the one with fewer.
const PATHS_CONTAINED: f64 = 0.9;
/// Shared paths below, of all paths of both.
const PATHS_ALIKE: f64 = 0.75;
/// Fields that may differ by more than chance, of all that could be compared.
const CONFLICTS: f64 = 0.01;
/// Fields that one never lacks and the other lacks by more than chance, of all that both have:
/// a schema requires the same everywhere.
const LACKING: f64 = 0.1;
/// Clusters that one group is compared with, those that share most fields first.
const CANDIDATES_MAX: usize = 12;

/// The places of a document that hold the same kind of object.
#[derive(Debug, Default)]
pub(crate) struct Pool<'s> {
    component_of: BTreeMap<*const Shape, usize>,
    members: Vec<Vec<&'s Shape>>,
}

/// A place with objects, and the places above it.
struct Place<'s> {
    shape: &'s Shape,
    ancestors: BTreeSet<usize>,
}

/// Places that are one kind so far.
#[derive(Default)]
struct Cluster<'s> {
    fields: BTreeMap<&'s str, u8>,
    objects: u64,
    presence: Presence,
    places: BTreeSet<usize>,
    ancestors: BTreeSet<usize>,
}

impl<'s> Pool<'s> {
    /// Pools everything below these places.
    pub(crate) fn of(roots: &[&'s Shape]) -> Self {
        let places = Places::below(roots);
        let clusters = places.clusters();
        let mut pool = Self::default();
        for cluster in clusters.iter().filter(|cluster| cluster.places.len() > 1) {
            let component = pool.members.len();
            let shapes = cluster.places.iter().filter_map(|id| places.0.get(*id));
            let shapes: Vec<&Shape> = shapes.map(|place| place.shape).collect();
            for shape in &shapes {
                pool.component_of
                    .insert(std::ptr::from_ref(*shape), component);
            }
            pool.members.push(shapes);
        }
        pool
    }

    /// The component that the objects of all these shapes are, if they are one.
    pub(crate) fn component(&self, view: &View<'s>) -> Option<usize> {
        let mut objects = view.shapes().filter(|shape| shape.objects.is_some());
        let id = |shape: &'s Shape| self.component_of.get(&std::ptr::from_ref(shape)).copied();
        let first = id(objects.next()?)?;
        objects
            .all(|shape| id(shape) == Some(first))
            .then_some(first)
    }

    /// The places of a component.
    pub(crate) fn members(&self, component: usize) -> View<'s> {
        let mut view = View::default();
        let members = self.members.get(component).into_iter().flatten();
        members.for_each(|shape| view.push(shape));
        view
    }
}

struct Places<'s>(Vec<Place<'s>>);

impl<'s> Places<'s> {
    fn below(roots: &[&'s Shape]) -> Self {
        let mut places = Self(Vec::new());
        for root in roots {
            places.visit(root, &BTreeSet::new());
        }
        places
    }

    fn visit(&mut self, shape: &'s Shape, ancestors: &BTreeSet<usize>) {
        let view = View::of(shape);
        let items = view.items();
        for item in items.shapes() {
            self.visit(item, ancestors);
        }
        if shape.objects.is_none() {
            return;
        }
        let id = self.0.len();
        self.0.push(Place {
            shape,
            ancestors: ancestors.clone(),
        });
        let mut below = ancestors.clone();
        below.insert(id);
        let fields = view.fields();
        for field in fields.known.values().flat_map(View::shapes) {
            self.visit(field, &below);
        }
        for value in fields.dynamic.shapes() {
            self.visit(value, &below);
        }
    }

    fn clusters(&self) -> Vec<Cluster<'s>> {
        let mut clusters: Vec<Cluster<'s>> = Vec::new();
        let mut by_field: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for group in self.groups() {
            let best = group.best(&clusters, &by_field);
            let index = best.unwrap_or(clusters.len());
            for name in group.fields.keys() {
                by_field.entry(name).or_default().insert(index);
            }
            match clusters.get_mut(index) {
                Some(cluster) => cluster.add(group),
                None => clusters.push(group),
            }
        }
        clusters
    }

    /// Places with the same paths below them that require the same, the ones with most objects first.
    fn groups(&self) -> Vec<Cluster<'s>> {
        let mut groups: BTreeMap<Vec<String>, Vec<Cluster<'s>>> = BTreeMap::new();
        for (id, place) in self.0.iter().enumerate() {
            let view = View::of(place.shape);
            let fields = view.fields();
            if fields.known.len() < FIELDS_MIN || is_map(&view, &fields) {
                continue;
            }
            let mut presence = Presence::default();
            presence.add_objects(place.shape);
            let paths = presence.paths().map(str::to_owned).collect();
            let kinds = fields.known.iter().map(|(name, field)| {
                let kinds = field.shapes().fold(0, |bits, shape| bits | kinds_of(shape));
                (*name, kinds)
            });
            let own = Cluster {
                fields: kinds.collect(),
                objects: place.shape.objects_seen(),
                presence,
                places: BTreeSet::from([id]),
                ancestors: place.ancestors.clone(),
            };
            let same = groups.entry(paths).or_default();
            match same.iter_mut().find(|group| !own.lacks(group)) {
                Some(group) => group.add(own),
                None => same.push(own),
            }
        }
        let mut groups: Vec<(Vec<String>, Cluster<'s>)> = groups
            .into_iter()
            .flat_map(|(paths, same)| same.into_iter().map(move |group| (paths.clone(), group)))
            .collect();
        groups.sort_by(|(left_paths, left), (right_paths, right)| {
            let size = |cluster: &Cluster<'_>| (cluster.objects, cluster.presence.len());
            size(right)
                .cmp(&size(left))
                .then_with(|| left_paths.cmp(right_paths))
        });
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

impl<'s> Cluster<'s> {
    fn add(&mut self, other: Self) {
        let Self {
            fields,
            objects,
            presence,
            places,
            ancestors,
        } = other;
        for (name, kinds) in fields {
            *self.fields.entry(name).or_default() |= kinds;
        }
        self.objects = self.objects.saturating_add(objects);
        self.presence.join(&presence);
        self.places.extend(places);
        self.ancestors.extend(ancestors);
    }

    /// Whether one requires what the other does not.
    fn lacks(&self, other: &Self) -> bool {
        lacks(
            self.presence
                .compare(self.objects, &other.presence, other.objects),
        )
    }

    /// The cluster most like this group, if any is of its kind.
    fn best(
        &self,
        clusters: &[Cluster<'s>],
        by_field: &BTreeMap<&str, BTreeSet<usize>>,
    ) -> Option<usize> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for name in self.fields.keys() {
            for index in by_field.get(name).into_iter().flatten() {
                *shared.entry(*index).or_default() += 1;
            }
        }
        let mut candidates: Vec<(usize, usize)> = shared.into_iter().collect();
        candidates.sort_by_key(|(index, shared)| (std::cmp::Reverse(*shared), *index));
        let mut best: Option<(f64, usize)> = None;
        for (index, shared) in candidates.into_iter().take(CANDIDATES_MAX) {
            let likeness = clusters
                .get(index)
                .and_then(|cluster| self.likeness(cluster, shared));
            if let Some(likeness) = likeness
                && best.is_none_or(|(other, _)| likeness > other)
            {
                best = Some((likeness, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// How alike the paths of both are; `None` when they are not of one kind.
    fn likeness(&self, other: &Self, shared: usize) -> Option<f64> {
        // What holds something of its own kind would be a recursion that nobody saw.
        if !self.places.is_disjoint(&other.ancestors) || !other.places.is_disjoint(&self.ancestors)
        {
            return None;
        }
        let all = self.fields.len() + other.fields.len() - shared;
        if part(shared, all) < FIELDS_ALIKE || (shared < SHARED_FIELDS_MIN && shared < all) {
            return None;
        }
        let is_other_kind = |(name, kinds): (&&str, &u8)| {
            other
                .fields
                .get(*name)
                .is_some_and(|others| *kinds != 0 && *others != 0 && kinds & others == 0)
        };
        if self.fields.iter().any(is_other_kind) {
            return None;
        }
        let difference = self
            .presence
            .compare(self.objects, &other.presence, other.objects);
        if ratio(difference.conflicts, difference.tested) > CONFLICTS || lacks(difference) {
            return None;
        }
        let shared = self.presence.shared(&other.presence);
        let (own, others) = (self.presence.len(), other.presence.len());
        let likeness = part(shared, own + others - shared);
        (part(shared, own.min(others)) >= PATHS_CONTAINED && likeness >= PATHS_ALIKE)
            .then_some(likeness)
    }
}

fn lacks(difference: Difference) -> bool {
    ratio(difference.lacking, difference.shared) > LACKING
}

fn part(part: usize, whole: usize) -> f64 {
    let count = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
    ratio(count(part), count(whole))
}
