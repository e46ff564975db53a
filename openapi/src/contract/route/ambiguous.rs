//! Templates that match the same path while neither is the more concrete one: `/{a}/x` and
//! `/b/{y}`, `/a{x}` and `/{x}a`. OAS 3.1 §4.8.8.2 leaves to the tooling which is meant, so
//! an upstream may mean the other one.

use std::cmp::Ordering;

use super::{Level, Router};
use crate::limits::TEMPLATE_PAIRS_MAX;
use crate::path::{Frame, PathTemplate};

/// Two templates of operations with the same method.
#[derive(Debug)]
pub(in crate::contract) struct Ambiguous {
    /// The one that is routed to.
    pub(in crate::contract) preferred: PathTemplate,
    pub(in crate::contract) other: PathTemplate,
}

/// A walk over the tree with two positions at once.
struct Pairs {
    found: Vec<Ambiguous>,
    left: usize,
}

/// Which of two templates has been the more concrete one in some segment so far.
#[derive(Clone, Copy, Default)]
struct Lead {
    preferred: bool,
    other: bool,
}

impl Router {
    /// Every pair of them; `None` where there are too many to compare.
    pub(in crate::contract) fn ambiguous(&self) -> Option<Vec<Ambiguous>> {
        let mut pairs = Pairs {
            found: Vec::new(),
            left: TEMPLATE_PAIRS_MAX,
        };
        pairs.within(&self.root)?;
        Some(pairs.found)
    }
}

impl Pairs {
    fn step(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    /// Templates that part somewhere below one level. As deep as paths are long, as all here.
    fn within(&mut self, level: &Level) -> Option<()> {
        for child in level.literals.values().chain(level.templated.values()) {
            self.step()?;
            self.within(child)?;
        }
        for (index, (frame, child)) in level.templated.iter().enumerate() {
            for (literal, concrete) in &level.literals {
                self.step()?;
                if frame.matches(literal).is_some() {
                    let lead = Lead::default().with(Ordering::Less);
                    self.across(concrete, child, lead)?;
                }
            }
            for (earlier, preferred) in level.templated.iter().take(index) {
                self.frames((earlier, preferred), (frame, child), Lead::default())?;
            }
        }
        Some(())
    }

    /// Templates that have parted already and match the same path up to here.
    fn across(&mut self, preferred: &Level, other: &Level, lead: Lead) -> Option<()> {
        self.step()?;
        self.arrive(preferred, other, lead);
        for (literal, child) in &preferred.literals {
            self.step()?;
            if let Some(same) = other.literals.get(literal) {
                self.across(child, same, lead)?;
            }
            for (frame, templated) in &other.templated {
                self.step()?;
                if frame.matches(literal).is_some() {
                    self.across(child, templated, lead.with(Ordering::Less))?;
                }
            }
        }
        for (frame, child) in &preferred.templated {
            for (literal, concrete) in &other.literals {
                self.step()?;
                if frame.matches(literal).is_some() {
                    self.across(child, concrete, lead.with(Ordering::Greater))?;
                }
            }
            for (others, templated) in &other.templated {
                self.frames((frame, child), (others, templated), lead)?;
            }
        }
        Some(())
    }

    fn frames(
        &mut self,
        (frame, preferred): (&Frame, &Level),
        (others, other): (&Frame, &Level),
        lead: Lead,
    ) -> Option<()> {
        self.step()?;
        if frame.overlaps(others) {
            self.across(preferred, other, lead.with(frame.cmp_concrete(others)))?;
        }
        Some(())
    }

    fn arrive(&mut self, preferred: &Level, other: &Level, lead: Lead) {
        if lead.preferred != lead.other {
            return;
        }
        let shared = preferred
            .operations
            .iter()
            .find_map(|operation| Some((operation, other.operation(operation.method)?)));
        self.found
            .extend(shared.map(|(preferred, other)| Ambiguous {
                preferred: preferred.template.clone(),
                other: other.template.clone(),
            }));
    }
}

impl Lead {
    fn with(self, segment: Ordering) -> Self {
        Self {
            preferred: self.preferred || segment.is_lt(),
            other: self.other || segment.is_gt(),
        }
    }
}
