//! Which literals below one segment are values of a parameter. Siblings that are statistically
//! indistinguishable form a cluster; what a cluster needs to count as values depends on what
//! their names look like. Counts of siblings alone decide nothing.

use std::collections::BTreeMap;

use super::super::PathNode;
use super::super::join::{join_refusals, joined};
use super::evidence::{Common, Evidence, Likeness, is_no_chance};
use super::literal::{holds_many, is_reserved, is_self, is_value_like};
use super::proven::Proven;
use crate::shape::names::split_suffix;
use crate::shape::presence::ratio;

/// Names of a cluster that look like values from which all of it does.
const VALUE_LIKE: f64 = 0.6;
/// Siblings of a plural that are in the cluster, from which the plural is theirs.
const SHARE_OF_PLURAL: f64 = 0.6;
/// Names that a cluster needs: that look like values, or stand below their plural.
const VALUES_MIN: usize = 3;
/// Names that a cluster of other words needs.
const WORDS_MIN: usize = 8;
/// The same when many of the names were seen once or twice: they keep coming.
const NEW_WORDS_MIN: usize = 6;
/// Names seen once or twice, of all, for that.
const NEW_WORDS: f64 = 0.3;
/// How many more it takes when no body says that they are alike.
const WITHOUT_BODIES_MORE: usize = 4;
/// Names that it takes at least when no body says so.
const WITHOUT_BODIES_MIN: usize = 12;
/// The same below a plural.
const WITHOUT_BODIES_OF_PLURAL_MIN: usize = 6;
/// Names seen once or twice, of all, or else as many names as [`MANY_WORDS`], for words below
/// no plural: a closed vocabulary of words is one of resources.
const OPEN_WORDS: f64 = 0.1;
/// Words that are no vocabulary.
const MANY_WORDS: usize = 25;
/// Shared fields for each further name, to count as evidence of bodies.
const FIELDS_OF_NAME_MIN: u64 = 2;
/// Exchanges of a literal, times those of the most frequent value, that make it a resource.
const HOT: u64 = 50;
/// The chance below which it is no accident that a value lacks an operation.
const OWN_OPERATION: f64 = 1e-6;

/// The segments below one node.
#[derive(Debug, Default)]
pub(super) struct Siblings {
    /// Those that stand for themselves.
    pub(super) literals: BTreeMap<String, PathNode>,
    /// Values, by what follows them.
    pub(super) values: BTreeMap<String, PathNode>,
    /// Literals that were found to be values by what is known of them.
    pub(super) found: Vec<String>,
}

/// Where siblings stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// The literal above; empty below a value.
    pub(super) parent: &'p str,
    /// Whether a value is anywhere above: all here belongs to one thing.
    pub(super) is_below_value: bool,
}

/// Literals that cannot be told apart.
#[derive(Default)]
struct Cluster {
    names: Vec<String>,
    evidence: Evidence,
    /// Fields that its members shared with it when they came.
    shared: u64,
}

impl Siblings {
    /// Moves the literals that are values to the values.
    pub(super) fn settle(&mut self, place: Place<'_>, proven: &Proven) {
        let count = self.literals.len();
        if count == 0 || (count == 1 && self.values.is_empty()) {
            return;
        }
        let all = || self.literals.values();
        let common = (count >= VALUES_MIN).then(|| Common::of(all()));
        let evidence: BTreeMap<String, Evidence> = self
            .literals
            .iter()
            .map(|(name, node)| (name.clone(), Evidence::below(node, common.as_ref())))
            .collect();
        let of_values: BTreeMap<String, Evidence> = self
            .values
            .iter()
            .map(|(suffix, node)| (suffix.clone(), Evidence::below(node, common.as_ref())))
            .collect();
        // By suffix, the exchanges of the most frequent literal that became a value.
        let mut gathered: BTreeMap<String, u64> = BTreeMap::new();
        for cluster in self.clusters(&evidence) {
            let is_proven = cluster.names.len() >= VALUES_MIN && proven.holds(&cluster.names);
            let suffix = if is_proven {
                Some(common_suffix(&cluster.names))
            } else {
                self.is_parameter(&cluster, place, count, &of_values)
            };
            if let Some(suffix) = suffix {
                self.found.extend(cluster.names.iter().cloned());
                let most = self.take(&cluster.names, &suffix);
                let entry = gathered.entry(suffix).or_default();
                *entry = most.max(*entry);
            }
        }
        for (suffix, most) in gathered {
            self.absorb(&suffix, most, &evidence, common.as_ref());
        }
    }

    /// Moves one literal to the values whatever it is.
    pub(super) fn force(&mut self, name: &str) {
        let suffix = split_suffix(name).1.to_owned();
        self.take(&[name.to_owned()], &suffix);
    }

    /// What was always refused stands for nothing; where values stand, it was a wrong one, and
    /// the answers to it are answers of theirs.
    pub(super) fn hear(&mut self, refused: BTreeMap<String, PathNode>) {
        for (name, node) in refused {
            let values = self.values.get_mut(split_suffix(&name).1);
            if let Some(values) = values.filter(|_| !is_reserved(&name)) {
                join_refusals(values, node);
            }
        }
    }

    fn seen(&self, name: &str) -> u64 {
        self.literals.get(name).map_or(0, |node| node.texts.total())
    }

    /// Groups of literals, the ones with most exchanges first.
    fn clusters(&self, evidence: &BTreeMap<String, Evidence>) -> Vec<Cluster> {
        let mut names: Vec<&String> = evidence.keys().filter(|it| !is_reserved(it)).collect();
        names.sort_by_key(|name| (std::cmp::Reverse(self.seen(name)), *name));
        let mut clusters: Vec<Cluster> = Vec::new();
        for name in names {
            let Some(own) = evidence.get(name) else {
                continue;
            };
            // With as many fields in common, the one with more names is likelier.
            let mut best: Option<((u64, usize), usize)> = None;
            for (index, cluster) in clusters.iter().enumerate() {
                if let Likeness::Alike(shared) = own.likeness(&cluster.evidence) {
                    let likely = (shared, cluster.names.len());
                    if best.is_none_or(|(most, _)| likely > most) {
                        best = Some((likely, index));
                    }
                }
            }
            let ((shared, _), index) = best.unwrap_or(((0, 0), clusters.len()));
            if index == clusters.len() {
                clusters.push(Cluster::default());
            }
            if let Some(cluster) = clusters.get_mut(index) {
                cluster.names.push(name.clone());
                cluster.evidence.join(own);
                cluster.shared = cluster.shared.saturating_add(shared);
            }
        }
        clusters
    }

    /// Whether a cluster's names are values, and what follows them.
    fn is_parameter(
        &self,
        cluster: &Cluster,
        place: Place<'_>,
        siblings: usize,
        of_values: &BTreeMap<String, Evidence>,
    ) -> Option<String> {
        let names = &cluster.names;
        let size = names.len();
        let part = |count: usize, of: usize| ratio(as_count(count), as_count(of));
        let looks = names.iter().filter(|name| is_value_like(name)).count();
        let looks = part(looks, size) >= VALUE_LIKE;
        let new = names.iter().filter(|name| self.seen(name) <= 2).count();
        let new = part(new, size);
        let many = holds_many(place.parent)
            && !(place.is_below_value && cluster.evidence.is_only_posted())
            && !is_apart(cluster, of_values);
        let mut need = if looks || (many && part(size, siblings) >= SHARE_OF_PLURAL) {
            VALUES_MIN
        } else {
            WORDS_MIN
        };
        if new >= NEW_WORDS {
            need = need.min(NEW_WORDS_MIN);
        }
        let more = as_count(size.saturating_sub(1));
        let has_bodies = cluster.shared > 0 && cluster.shared >= FIELDS_OF_NAME_MIN * more;
        if !has_bodies {
            let least = if many {
                WITHOUT_BODIES_OF_PLURAL_MIN
            } else {
                WITHOUT_BODIES_MIN
            };
            need = (need + WITHOUT_BODIES_MORE).max(least);
        }
        let is_vocabulary = !looks && !many && new < OPEN_WORDS && size < MANY_WORDS;
        if size >= need && !is_vocabulary {
            return Some(common_suffix(names));
        }
        // A few names beside values of the same kind are values, too, if they look so.
        let suffix = common_suffix(names);
        let values = of_values.get(&suffix).filter(|_| looks)?;
        let likeness = cluster.evidence.likeness(values);
        matches!(likeness, Likeness::Alike(_)).then_some(suffix)
    }

    /// Moves literals to the values; returns the exchanges of the most frequent.
    fn take(&mut self, names: &[String], suffix: &str) -> u64 {
        let mut most = 0;
        for name in names {
            if let Some(node) = self.literals.remove(name) {
                most = most.max(node.texts.total());
                let values = self.values.remove(suffix).unwrap_or_default();
                self.values.insert(suffix.to_owned(), joined(values, node));
            }
        }
        most
    }

    /// Once a place is known to hold values, what is left there stands for itself only where
    /// something speaks for it.
    fn absorb(
        &mut self,
        suffix: &str,
        most: u64,
        evidence: &BTreeMap<String, Evidence>,
        common: Option<&Common>,
    ) {
        let Some(values) = self.values.get(suffix) else {
            return;
        };
        let of_values = Evidence::below(values, common);
        let values_seen = values.texts.total();
        let left: Vec<String> = self
            .literals
            .iter()
            .filter(|(name, node)| {
                let seen = node.texts.total();
                let share = ratio(seen, seen.saturating_add(values_seen));
                let Some(own) = evidence.get(*name) else {
                    return false;
                };
                let is_of_them = match own.likeness(&of_values) {
                    Likeness::Alike(_) => !own.owns(&of_values, share, OWN_OPERATION),
                    Likeness::Unrelated => !is_no_chance(share, seen, OWN_OPERATION),
                    Likeness::Different => false,
                };
                split_suffix(name).1 == suffix
                    && is_of_them
                    && !is_self(name)
                    && seen <= HOT.saturating_mul(most.max(1))
            })
            .map(|(name, _)| name.clone())
            .collect();
        self.take(&left, suffix);
    }
}

/// Whether there are values at this place that have no operation in common with a cluster.
fn is_apart(cluster: &Cluster, of_values: &BTreeMap<String, Evidence>) -> bool {
    let unrelated =
        |evidence: &Evidence| cluster.evidence.likeness(evidence) == Likeness::Unrelated;
    !of_values.is_empty() && of_values.values().all(unrelated)
}

/// What follows all names, or nothing.
fn common_suffix(names: &[String]) -> String {
    let mut suffixes = names.iter().map(|name| split_suffix(name).1);
    let first = suffixes.next().unwrap_or_default();
    if suffixes.all(|suffix| suffix == first) {
        first.to_owned()
    } else {
        String::new()
    }
}

fn as_count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
