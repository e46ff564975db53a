//! Every bound of the core, with its unit and its reason. Holds numbers only;
//! what happens at a bound is decided, counted and tested where it is used.

// --- Documents and contracts -------------------------------------------------

/// Bytes of one OpenAPI document. The largest public documents (cloud vendors') stay below 5 MiB.
pub const DOCUMENT_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Nodes of one document, scalars included: bounds what aliases in YAML can blow up to.
pub const DOCUMENT_NODES_MAX: usize = 500_000;
/// Levels of nesting in a document. Kubernetes' own document reaches 30.
pub const DOCUMENT_DEPTH_MAX: usize = 96;
/// `$ref` followed in a row before the chain is given up.
pub const REFERENCE_DEPTH_MAX: usize = 32;
/// Operations of one document. GitHub's has about 1 100.
pub const OPERATIONS_MAX: usize = 5_000;
/// Contracts one gateway mounts.
pub const SERVICES_MAX: usize = 1_000;
/// Problems reported for one document: a broken generator repeats itself.
pub const COMPILE_PROBLEMS_MAX: usize = 200;
/// Bytes of one compiled pattern's program. The default of the `regex` crate is ten times
/// this; a proxy wants to know about such a pattern rather than run it.
pub const PATTERN_PROGRAM_BYTES_MAX: usize = 1 << 20;

/// Evaluations of one value by one schema, branches within branches counted: the largest
/// real schemas need some thousands, and doubling branches reach this at 15 levels.
pub const SCHEMA_COST_MAX: usize = 100_000;

// --- Exchanges ---------------------------------------------------------------

/// Segments of a request path.
pub const PATH_SEGMENTS_MAX: usize = 64;
/// Parameters read from one query; what is beyond is a violation.
pub const QUERY_PARAMETERS_MAX: usize = 256;
/// Violations in one verdict, and so in one reply.
pub const VIOLATIONS_MAX: usize = 20;
/// Bytes of a pointer or of a name that a violation repeats from the contract.
pub const POINTER_BYTES_MAX: usize = 256;

// --- JSON bodies -------------------------------------------------------------

/// Levels of nesting in a body, unless configured. The Wasm stack is 1 MiB.
pub const JSON_DEPTH_DEFAULT: usize = 64;
/// The deepest nesting that may be configured: `serde_json` gives up by itself at the 128th level,
/// and ours must be the one to say so.
pub const JSON_DEPTH_MAX: usize = 126;
/// Values in a body. One node costs up to about 64 bytes of the worker's memory.
pub const JSON_NODES_MAX: usize = 100_000;
/// Bytes of one member name.
pub const JSON_KEY_BYTES_MAX: usize = 1_024;
/// Members of one object.
pub const JSON_KEYS_MAX: usize = 10_000;
