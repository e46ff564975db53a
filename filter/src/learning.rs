//! What the exchanges of one worker share to learn by: which bodies teach, and the shapes
//! that were taught before, so that a body whose shape is known costs a walk and no shape.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use openapi::json::Node;
use openapi::limits::REPORT_NODES_MAX;
use openapi::observation::Observation;
use openapi::shape::{Fingerprints, Revealed, Revealer, Shape, Wanted, WordKey};

use crate::by_number::ByNumber;
use crate::config::Observe;
use crate::taken::Taken;

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
    /// Keys of the fingerprints.
    keys: [u64; 2],
    known: Taken<Known>,
    wanted: Taken<Asked>,
}

/// The shapes that were taught before.
#[derive(Debug)]
struct Known {
    fingerprints: Fingerprints,
    shapes: ByNumber<Rc<Shape>>,
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
        Self(Rc::new(Shared {
            words: settings.words,
            sampled: settings.sampled,
            random: Cell::new(first ^ second),
            keys: random,
            known: Taken::new(Known::new(random)),
            wanted: Taken::new(Asked::default()),
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
    pub(crate) fn shape(&self, body: Node<'_>) -> BodyShape {
        self.with_known(|known| known.shape(body, self.words()))
    }

    /// What an exchange with these bodies taught.
    pub(crate) fn lesson(
        &self,
        observation: Observation,
        bodies: [Option<BodyShape>; 2],
        revealed: Revealed,
    ) -> Lesson {
        let mut hasher = self.with_known(|known| known.fingerprints.hasher());
        {
            // What is called takes a fraction of the code of what is inlined.
            let mut hasher: &mut dyn Hasher = &mut hasher;
            observation.hash(&mut hasher);
            for body in &bodies {
                let fingerprint = body.as_ref().map(|body| body.fingerprint);
                fingerprint.hash(&mut hasher);
            }
        }
        Lesson {
            key: hasher.finish(),
            observation,
            bodies,
            revealed,
        }
    }

    fn with_known<R>(&self, work: impl FnOnce(&mut Known) -> R) -> R {
        self.0.known.with(|| Known::new(self.0.keys), work)
    }

    fn with_asked<R>(&self, work: impl FnOnce(&mut Asked) -> R) -> R {
        self.0.wanted.with(Asked::default, work)
    }

    /// The aggregator asks for these, by service; where words are not told apart it asks
    /// in vain.
    pub(crate) fn ask(&self, by_service: BTreeMap<String, Wanted>) {
        if self.words().is_none() {
            return;
        }
        self.with_asked(|asked| {
            *asked = Asked::default();
            for hash in by_service.values().flatten() {
                asked.all.insert(*hash);
            }
            asked.by_service = by_service;
        });
    }

    /// Looks for what is asked for, if anything is.
    pub(crate) fn reveal(&self, revealed: &mut Revealed, look: &mut dyn FnMut(&mut Revealer<'_>)) {
        let Some(key) = self.words() else {
            return;
        };
        self.with_asked(|asked| {
            if asked.found.len() < asked.all.len() {
                let wanted = &asked.all;
                look(&mut Revealer {
                    key,
                    wanted,
                    revealed,
                });
            }
        });
    }

    /// Of what was found, what is asked for of this service. It is not looked for again.
    pub(crate) fn answer(&self, service: &str, found: Revealed) -> Revealed {
        self.with_asked(|asked| {
            let mut told = Revealed::new();
            for (hash, text) in found {
                let own = asked.by_service.get(service);
                let is_asked_for = own.is_some_and(|own| own.contains(&hash));
                if is_asked_for && asked.found.insert(hash) {
                    told.insert(hash, text);
                }
            }
            told
        })
    }
}

impl Known {
    fn new(keys: [u64; 2]) -> Self {
        Self {
            fingerprints: Fingerprints::new(keys),
            shapes: ByNumber::default(),
            nodes: 0,
        }
    }

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
            self.shapes = ByNumber::default();
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
