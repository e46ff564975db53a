//! Templates that match the same path while neither is the more concrete one: `/a{x}` and
//! `/{x}a`. OAS 3.1 §4.8.8.2 leaves to the tooling which is meant, so an upstream may mean
//! the other one. The first segment that is more concrete decides, as it does in routing:
//! `/books/{id}` before `/{entity}/me`.

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
            for (earlier, preferred) in level.templated.iter().take(index) {
                self.frames((earlier, preferred), (frame, child))?;
            }
        }
        Some(())
    }

    /// Templates that have parted already and are equally concrete up to here.
    fn across(&mut self, preferred: &Level, other: &Level) -> Option<()> {
        self.step()?;
        let shared = preferred
            .operations
            .iter()
            .find_map(|operation| Some((operation, other.operation(operation.method)?)));
        self.found
            .extend(shared.map(|(preferred, other)| Ambiguous {
                preferred: preferred.template.clone(),
                other: other.template.clone(),
            }));
        for (literal, child) in &preferred.literals {
            self.step()?;
            if let Some(same) = other.literals.get(literal) {
                self.across(child, same)?;
            }
        }
        for one in &preferred.templated {
            for another in &other.templated {
                self.frames(one, another)?;
            }
        }
        Some(())
    }

    fn frames(
        &mut self,
        (frame, preferred): (&Frame, &Level),
        (others, other): (&Frame, &Level),
    ) -> Option<()> {
        self.step()?;
        if frame.cmp_concrete(others).is_eq() && frame.overlaps(others) {
            self.across(preferred, other)?;
        }
        Some(())
    }
}
