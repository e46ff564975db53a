//! What the stand-in Envoy has and remembers: one per thread, as the filter's contexts are.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// A local reply as the filter sent it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    pub(super) status: u32,
    pub(super) details: String,
    pub(super) headers: Pairs,
    pub(super) body: Vec<u8>,
}

/// A call to a cluster.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) token: u32,
    pub(super) cluster: String,
    pub(super) headers: Pairs,
    pub(super) body: Vec<u8>,
}

/// One VM's surroundings.
#[derive(Debug, Default)]
pub(super) struct Host {
    pub(super) logs: Vec<(u32, String)>,
    /// Name and value; the index is the id.
    pub(super) counters: Vec<(String, u64)>,
    pub(super) shared: BTreeMap<String, (Vec<u8>, u32)>,
    pub(super) properties: BTreeMap<String, Vec<u8>>,
    /// Filter state the filter has set, over all exchanges.
    pub(super) filter_state: Vec<(String, String)>,
    /// Header maps that are there in this phase, by their number in the ABI.
    pub(super) maps: BTreeMap<u32, Pairs>,
    /// Buffers that are there in this phase, by their number in the ABI.
    pub(super) buffers: BTreeMap<u32, Vec<u8>>,
    pub(super) reply: Option<Reply>,
    pub(super) replies: Vec<Reply>,
    pub(super) calls: Vec<Call>,
    /// Tokens of calls that are answered: Envoy answers once.
    pub(super) answered: BTreeSet<u32>,
    pub(super) clusters: BTreeSet<String>,
    pub(super) now_ms: u64,
    pub(super) tick_ms: u32,
    /// Since the last tick, by a clock that does not jump.
    pub(super) waited_ms: u64,
    /// Host calls by name.
    pub(super) counted: BTreeMap<&'static str, usize>,
}

thread_local! {
    static HOST: RefCell<Host> = RefCell::new(Host {
        clusters: BTreeSet::from(["spec_aggregator".to_owned()]),
        now_ms: 1_800_000_000_000,
        ..Host::default()
    });
}

/// Looks at, or changes, this thread's host.
pub(super) fn host<R>(look: impl FnOnce(&mut Host) -> R) -> R {
    HOST.with_borrow_mut(look)
}

impl Host {
    pub(super) fn counter(&self, name: &str) -> u64 {
        self.counters
            .iter()
            .find(|(known, _)| known == name)
            .map_or(0, |(_, value)| *value)
    }

    pub(super) fn until_tick_ms(&self) -> Option<u64> {
        (self.tick_ms > 0).then(|| u64::from(self.tick_ms).saturating_sub(self.waited_ms))
    }

    pub(super) fn pass(&mut self, milliseconds: u64) {
        self.now_ms += milliseconds;
        self.waited_ms += milliseconds;
    }

    /// Everything the filter made visible to anybody, as one text.
    pub(super) fn everything_visible(&self) -> String {
        let mut text = String::new();
        let mut add = |part: &str, bytes: &[u8]| {
            text.push_str(part);
            text.push_str(&String::from_utf8_lossy(bytes));
            text.push('\n');
        };
        for (_, line) in &self.logs {
            add("log ", line.as_bytes());
        }
        for (name, _) in &self.counters {
            add("stat ", name.as_bytes());
        }
        for (key, (value, _)) in &self.shared {
            add("shared ", key.as_bytes());
            add("shared ", value);
        }
        for (name, value) in &self.filter_state {
            add("state ", name.as_bytes());
            add("state ", value.as_bytes());
        }
        for reply in &self.replies {
            add("reply ", reply.details.as_bytes());
            add("reply ", &reply.body);
            for (name, value) in &reply.headers {
                add("reply ", name);
                add("reply ", value);
            }
        }
        for call in &self.calls {
            add("call ", &call.body);
            for (name, value) in &call.headers {
                add("call ", name);
                add("call ", value);
            }
        }
        text
    }
}

/// The first value of a field, as text.
pub(super) fn field(pairs: &Pairs, name: &str) -> String {
    let value = pairs
        .iter()
        .find(|(known, _)| known == name.as_bytes())
        .map(|(_, value)| value.as_slice());
    String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
}
