//! What the exchanges of one worker share to learn by: which bodies teach, and the shapes
//! that were taught before, so that a body whose shape is known costs a walk and no shape.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use openapi::json::Node;
use openapi::limits::REPORT_NODES_MAX;
use openapi::observation::Observation;
use openapi::shape::{Fingerprints, Revealed, Revealer, Shape, Wanted, WordKey};

use crate::by_hash::ByHash;
use crate::config::Observe;

#[cfg(test)]
mod tests;

/// The learning of one worker.
#[derive(Clone, Debug)]
pub(crate) struct Learning(Rc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The key of words, where they are told apart.
    words: Option<WordKey>,
    /// Of 2^32 exchanges, so many teach by their bodies.
    sampled: u64,
    random: Cell<u64>,
    known: RefCell<Known>,
    wanted: RefCell<Asked>,
}

/// The shapes that were taught before.
#[derive(Debug)]
struct Known {
    fingerprints: Fingerprints,
    shapes: ByHash<Rc<Shape>>,
    nodes: usize,
}

/// The hashes whose texts the aggregator asks for.
#[derive(Debug, Default)]
struct Asked {
    by_service: BTreeMap<String, Wanted>,
    /// Of all services: which one an exchange is of may turn out at its end.
    all: Wanted,
    /// Those that were found.
    found: Wanted,
}

/// What a body taught.
#[derive(Clone, Debug)]
pub(crate) struct BodyShape {
    fingerprint: u64,
    shape: Rc<Shape>,
}

/// What an exchange taught.
#[derive(Debug)]
pub(crate) struct Lesson {
    /// Tells what exchanges taught apart.
    pub(crate) key: u64,
    observation: Observation,
    bodies: [Option<BodyShape>; 2],
    /// Texts that were asked for, of whatever service.
    pub(crate) revealed: Revealed,
}

impl Default for Learning {
    fn default() -> Self {
        Self::new(&Observe::default(), [0; 2])
    }
}

impl Learning {
    /// By these settings, with these random numbers.
    pub(crate) fn new(settings: &Observe, random: [u64; 2]) -> Self {
        let [first, second] = random;
        let known = Known {
            fingerprints: Fingerprints::new(random),
            shapes: ByHash::default(),
            nodes: 0,
        };
        Self(Rc::new(Shared {
            words: settings.words,
            sampled: settings.sampled,
            random: Cell::new(first ^ second),
            known: RefCell::new(known),
            wanted: RefCell::default(),
        }))
    }

    /// The key of words, where they are told apart.
    pub(crate) fn words(&self) -> Option<&WordKey> {
        self.0.words.as_ref()
    }

    /// Whether the next exchange is one of those whose bodies teach.
    pub(crate) fn samples(&self) -> bool {
        // Knuth's MMIX generator: its upper half is as even as this needs to be.
        let random = self.0.random.get().wrapping_mul(6_364_136_223_846_793_005);
        let random = random.wrapping_add(1_442_695_040_888_963_407);
        self.0.random.set(random);
        (random >> 32) < self.0.sampled
    }

    /// The shape of a body.
    pub(crate) fn shape(&self, body: Node<'_>) -> Option<BodyShape> {
        let mut known = self.0.known.try_borrow_mut().ok()?;
        Some(known.shape(body, self.words()))
    }

    /// What an exchange with these bodies taught.
    pub(crate) fn lesson(
        &self,
        observation: Observation,
        bodies: [Option<BodyShape>; 2],
        revealed: Revealed,
    ) -> Option<Lesson> {
        let known = self.0.known.try_borrow().ok()?;
        let mut hasher = known.fingerprints.hasher();
        {
            // What is called takes a fraction of the code of what is inlined.
            let mut hasher: &mut dyn Hasher = &mut hasher;
            observation.hash(&mut hasher);
            for body in &bodies {
                let fingerprint = body.as_ref().map(|body| body.fingerprint);
                fingerprint.hash(&mut hasher);
            }
        }
        Some(Lesson {
            key: hasher.finish(),
            observation,
            bodies,
            revealed,
        })
    }

    /// The aggregator asks for these, by service; where words are not told apart it asks
    /// in vain.
    pub(crate) fn ask(&self, by_service: BTreeMap<String, Wanted>) {
        let (Some(_), Ok(mut wanted)) = (self.words(), self.0.wanted.try_borrow_mut()) else {
            return;
        };
        *wanted = Asked::default();
        for hash in by_service.values().flatten() {
            wanted.all.insert(*hash);
        }
        wanted.by_service = by_service;
    }

    /// Looks for what is asked for, if anything is.
    pub(crate) fn reveal(&self, revealed: &mut Revealed, look: &mut dyn FnMut(&mut Revealer<'_>)) {
        let (Some(key), Ok(wanted)) = (self.words(), self.0.wanted.try_borrow()) else {
            return;
        };
        if wanted.found.len() < wanted.all.len() {
            let wanted = &wanted.all;
            look(&mut Revealer {
                key,
                wanted,
                revealed,
            });
        }
    }

    /// Of what was found, what is asked for of this service. It is not looked for again.
    pub(crate) fn answer(&self, service: &str, found: Revealed) -> Revealed {
        let mut told = Revealed::new();
        let Ok(mut wanted) = self.0.wanted.try_borrow_mut() else {
            return told;
        };
        let Asked {
            by_service,
            all: _,
            found: before,
        } = &mut *wanted;
        for (hash, text) in found {
            let is_asked_for = by_service
                .get(service)
                .is_some_and(|own| own.contains(&hash));
            if is_asked_for && before.insert(hash) {
                told.insert(hash, text);
            }
        }
        told
    }
}

impl Known {
    fn shape(&mut self, body: Node<'_>, words: Option<&WordKey>) -> BodyShape {
        let fingerprint = self.fingerprints.of(body, words);
        if let Some(shape) = self.shapes.get_mut(fingerprint) {
            let shape = Rc::clone(shape);
            return BodyShape { fingerprint, shape };
        }
        let shape = Rc::new(Shape::of(body, words));
        self.nodes += shape.nodes();
        if self.nodes > REPORT_NODES_MAX {
            // What is seen often is soon known again.
            self.shapes = ByHash::default();
            self.nodes = shape.nodes();
        }
        self.shapes.insert(fingerprint, Rc::clone(&shape));
        BodyShape { fingerprint, shape }
    }
}

impl Lesson {
    /// The observation, with the shapes of its bodies.
    pub(crate) fn into_observation(self) -> Observation {
        let Self {
            key: _,
            mut observation,
            bodies,
            revealed: _,
        } = self;
        let contents = [&mut observation.request, &mut observation.response];
        for (content, body) in contents.into_iter().zip(bodies) {
            if let (Some(content), Some(body)) = (content, body) {
                content.shape = Some(Rc::unwrap_or_clone(body.shape));
            }
        }
        observation
    }
}
