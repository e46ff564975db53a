//! Every bound of the engine, with its unit and its reason. Holds numbers only; what
//! happens at a bound is decided and tested where it is used.

// --- JSON texts --------------------------------------------------------------

/// Bytes of one text. Places in it are 32 bits wide.
pub const JSON_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Levels of nesting in a body, unless configured. The Wasm stack is 1 MiB.
pub const JSON_DEPTH_DEFAULT: usize = 64;
/// The deepest nesting that may be configured: a schema is judged by recursion over the data.
pub const JSON_DEPTH_MAX: usize = 126;
/// Values in a body. One costs 12 bytes of the worker's memory, a member 24.
pub const JSON_NODES_MAX: usize = 100_000;
/// Bytes of one member name.
pub const JSON_KEY_BYTES_MAX: usize = 1_024;
/// Members of one object.
pub const JSON_KEYS_MAX: usize = 10_000;
/// Bytes of one number. 64 digits say more than any service can hold; beyond it, reading a
/// number is what parsers disagree on and what makes some of them slow.
pub const JSON_NUMBER_BYTES_MAX: usize = 256;

// --- Patterns ----------------------------------------------------------------

/// Bytes of one pattern's source.
pub const PATTERN_BYTES_MAX: usize = 8 * 1024;
/// Levels of nesting of a pattern's groups.
pub const PATTERN_DEPTH_MAX: usize = 32;
/// States of one pattern's nondeterministic automaton: bounds what `{1,1000}` may unroll to.
pub const PATTERN_STATES_MAX: usize = 20_000;
/// Bytes of one pattern's transition table. A pattern that needs more is run state by state,
/// which takes time proportional to both, and is still linear in the text.
pub const PATTERN_TABLE_BYTES_MAX: usize = 128 * 1024;
/// Steps spent on making one pattern's table, a state of a set looked at is one: some 30 ms.
/// `^.{1,1024}$` needs a third of them.
pub const PATTERN_WORK_MAX: usize = 2_000_000;

// --- Numbers and formats -----------------------------------------------------

/// Powers of ten, above and below zero. A number whose exponent is beyond counts as if it
/// were this one, so that exponents are compared in 64 bits.
pub const NUMBER_EXPONENT_MAX: i64 = 1_000_000_000_000_000_000;

// --- Programs ----------------------------------------------------------------

/// Schemas of one program. The largest public documents have about 100 000.
pub const SCHEMAS_MAX: usize = 500_000;
/// Evaluations of one value by one schema, branches within branches counted: the largest
/// real schemas need some thousands, and doubling branches reach this at 15 levels.
pub const SCHEMA_COST_MAX: usize = 100_000;
/// Schemas entered for one verdict: branches that double with each level of the data stop
/// here. A body of 100 000 values under a schema of the usual kind needs 300 000.
pub const JUDGE_STEPS_MAX: u32 = 4_000_000;
/// States of a pattern that is run state by state, looked at for one byte each, which count as
/// one schema entered.
pub const PATTERN_STATES_PER_STEP: usize = 16;
/// Schemas entered within one another: 64 levels of data, the usual limit, with four on each;
/// most schemas need two. The Wasm stack is 1 MiB, of which a level takes up to 2 KiB while a
/// value is explained by a build that is not optimized.
pub const JUDGE_DEPTH_MAX: u32 = 256;
/// Items up to which all pairs are compared for `uniqueItems`; more are hashed first.
pub const UNIQUE_PAIRS_MAX: usize = 16;
/// Bytes of a pointer in an explanation.
pub const POINTER_BYTES_MAX: usize = 256;
/// References followed in a row while a schema is compiled, and resources within resources.
pub const REFERENCE_DEPTH_MAX: usize = 96;
