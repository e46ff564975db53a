//! Every bound of the core, with its unit and its reason. Holds numbers only;
//! what happens at a bound is decided, counted and tested where it is used. Those of JSON
//! texts and of schemas are the engine's own.

pub use schema::limits::{JSON_DEPTH_DEFAULT, JSON_DEPTH_MAX};

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
/// Steps taken to find templates that match the same paths: one for each segment, one for
/// each pair of templated segments beside one another. Kubernetes' thousand operations stay
/// far below; past it the rest is not looked at, which is reported.
pub const TEMPLATE_PAIRS_MAX: usize = 1_000_000;
/// Contracts one gateway mounts.
pub const SERVICES_MAX: usize = 1_000;
/// Problems reported for one document: a broken generator repeats itself.
pub const COMPILE_PROBLEMS_MAX: usize = 200;
/// Places named in a document of OpenAPI 3.0 that said more before; all are counted. One page
/// is what anybody reads.
pub const DOWNGRADED_TOLD_MAX: usize = 100;
/// Schemas looked at to learn how the text of one parameter may be read. Past it any
/// reading is tried, and the schema judges them all the same.
pub const PARAMETER_SCHEMAS_MAX: usize = 1_000;
/// Schemas looked at to learn which properties of one object are not for requests, or not for
/// responses. What is past it counts as for both.
pub const DIRECTED_SCHEMAS_MAX: usize = 1_000;

/// Levels below a value that is read from texts: its members or items, their items, and
/// those of members that stand for themselves.
pub const FLAT_LEVELS_MAX: usize = 3;

/// Bytes of one compiled contract in a bundle. A larger one, of patterns with large tables,
/// travels as its document: a filter takes 16 MiB for all services together.
pub const COMPILED_BYTES_MAX: usize = 1024 * 1024;

/// Security schemes that one operation asks for, all alternatives together: each is looked for
/// in every request.
pub const SECURITY_SCHEMES_MAX: usize = 64;

// --- Exchanges ---------------------------------------------------------------

/// Segments of a request path.
pub const PATH_SEGMENTS_MAX: usize = 64;
/// Parameters read from one query; what is beyond is a violation.
pub const QUERY_PARAMETERS_MAX: usize = 256;
/// Challenges in one reply. Few contracts have more than two schemes.
pub const CHALLENGES_MAX: usize = 8;
/// Bytes of the boundary between the parts of a multipart body (RFC 2046 §5.1.1).
pub const BOUNDARY_BYTES_MAX: usize = 70;
/// Parts of one multipart form. The widest forms have some dozens of fields.
pub const PARTS_MAX: usize = 100;
/// Bytes of one part's header fields. Name, file name and media type take some hundred.
pub const PART_HEAD_BYTES_MAX: usize = 8 * 1024;
/// Elements within one another in an XML body; an open one costs 16 bytes of memory.
pub const XML_DEPTH_MAX: usize = 256;
/// Attributes of one XML element: each is compared with those before it.
pub const XML_ATTRIBUTES_MAX: usize = 64;
/// Parameters read from one form; what is beyond is a violation. The widest public forms
/// have some hundred.
pub const FORM_PAIRS_MAX: usize = 1_000;
/// Names in brackets that one name of style `deepObject` may have.
pub const DEEP_LEVELS_MAX: usize = 8;
/// Texts of one value whose schemas are asked which of several readings is meant. Past it
/// the likeliest is taken.
pub const READINGS_JUDGED_MAX: usize = 256;
/// Ways to read a value that are judged where its texts have several readings and no schema
/// of their own to ask. Each costs a verdict.
pub const READING_ATTEMPTS_MAX: usize = 16;
/// Violations in one verdict, and so in one reply.
pub const VIOLATIONS_MAX: usize = 20;

// --- Streams -----------------------------------------------------------------

/// Bytes kept of one item of a stream; a longer one is not judged. Events carry tokens or
/// records of some KiB.
pub const ITEM_BYTES_MAX: usize = 256 * 1024;
/// Schemas looked at to learn what an event's schema describes. What is beyond is not asked.
pub const ITEM_SCHEMAS_MAX: usize = 1_000;

// --- Shapes and observations -------------------------------------------------

/// Levels of nesting that a shape follows; a container below is counted, not read.
pub const SHAPE_DEPTH_MAX: usize = 12;
/// Values of one body that a shape looks at. Larger bodies repeat themselves.
pub const SHAPE_VALUES_MAX: usize = 20_000;
/// Items of one array that a shape looks at: a tensor's first row says what all say.
pub const ARRAY_ITEMS_MAX: usize = 128;
/// Names of one object's fields ever seen before it counts as a map. The widest records
/// of public APIs have about 110.
pub const OBJECT_FIELDS_MAX: usize = 256;
/// Bytes of a name that is kept: a field, a path segment, a query parameter, a service.
pub const KEY_BYTES_MAX: usize = 128;
/// Bytes of a text that is classified; a longer one is text.
pub const TEXT_BYTES_MAX: usize = 4 * 1024;
/// Items of an array that may be a tuple: pairs, coordinates, boxes.
pub const TUPLE_ITEMS_MAX: usize = 4;
/// Different texts of one place that are told apart by their hashes; with more, the set is
/// open. The largest enumeration that is published has 24.
pub const ENUMERATED_TEXTS_MAX: usize = 32;
/// Fields of one place, beside words of tags, that are told apart; with more, its objects count
/// as of one kind. Sixteen kinds of thirty-two fields.
pub const TAGGED_FIELDS_MAX: usize = 512;
/// Bytes of a text that may be a member of an enumeration.
pub const ENUMERATED_BYTES_MAX: usize = 48;
/// Literal segments below one path before they count as values of a parameter, and suffixes of
/// values before none is kept apart. Siblings are
/// told from values when a document is emitted; a thousand show it where a few do not.
pub const PATH_CHILDREN_MAX: usize = 1_000;
/// Bytes of what follows a value within its segment.
pub const SUFFIX_BYTES_MAX: usize = 32;
/// Segments of a path that is learnt. A report nests two JSON levels for each, and
/// `serde_json` reads 127 levels in all.
pub const OBSERVED_SEGMENTS_MAX: usize = 24;
/// Names of query parameters of one operation before none of them is kept apart.
pub const QUERY_NAMES_MAX: usize = 64;
/// Parts of one parameter value that are looked at.
pub const DELIMITED_PARTS_MAX: usize = 64;
/// Header fields of one request that may be parameters, and their names at one operation
/// before none of them is kept apart.
pub const HEADER_PARAMETERS_MAX: usize = 16;
/// Credentials of one request that are told apart, and of one operation.
pub const CREDENTIALS_MAX: usize = 8;
/// Items of one stream that are learnt from: what comes later repeats them.
pub const STREAM_ITEMS_MAX: usize = 1_000;
/// Media types of one body before none of them is kept apart.
pub const MEDIA_TYPES_MAX: usize = 16;

/// Bytes of an example in an emitted document: a screen of it.
pub const EXAMPLE_BYTES_MAX: usize = 2_048;
/// Levels of an example.
pub const EXAMPLE_DEPTH_MAX: usize = 6;
/// Hints about the paths of one service.
pub const OVERRIDES_MAX: usize = 500;
/// Levels of fields that two places are compared by.
pub const PRESENCE_DEPTH_MAX: usize = 3;

// --- Drift -------------------------------------------------------------------

/// Differences between a declared and an observed document that are told apart: more than
/// anybody reads before declaring the document anew. What is beyond is counted.
pub const DRIFTS_MAX: usize = 500;
/// Pairs of a declared and an observed schema that are compared. The widest public APIs have
/// some ten thousand schemas; what is beyond is counted.
pub const DRIFT_STEPS_MAX: usize = 100_000;
/// Schemas looked at to learn which kinds of values one schema allows. Past it any kind.
pub const KIND_SCHEMAS_MAX: usize = 1_000;
/// Schemas written into one suggested patch; what is within others is left open.
pub const LEARNT_NODES_MAX: usize = 2_000;
/// Exchanges of a service before an operation that is declared counts as unseen: its share
/// is below 0.3 % at 95 % confidence then.
pub const UNSEEN_EXCHANGES_MIN: u64 = 1_000;
/// Days of observation before it does: what runs once a week was seen by then.
pub const UNSEEN_DAYS_MIN: u64 = 7;

// --- Reports -----------------------------------------------------------------

/// Bytes of one report. A worker's window of 20 000 nodes stays below 2 MiB.
pub const REPORT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Nodes of one report: paths, operations, responses and shapes.
pub const REPORT_NODES_MAX: usize = 20_000;
/// Opening brackets of one report, counted before it is read: bounds what reading can
/// allocate to about 100 MiB. A node has at most three.
pub const REPORT_BRACKETS_MAX: usize = 4 * REPORT_NODES_MAX;
/// Kinds of mismatches in one report: a broken client or service makes a few dozen.
pub const MISMATCHES_MAX: usize = 256;
/// Bytes of the texts of one kind of mismatch: path template, pointer and keyword. 256 of
/// them, escaped, stay below 600 KiB.
pub const MISMATCH_BYTES_MAX: usize = 1024;
/// Mismatches on the baselines of all services: they travel in every bundle, and half a
/// megabyte of them leaves room for contracts.
pub const BASELINE_MAX: usize = 2_000;
/// Texts revealed in one report: the members of the enumerations of 64 places.
pub const REVEALED_MAX: usize = 64 * 24;
/// Reports of one sender that may be ahead of a missing one.
pub const LEDGER_AHEAD_MAX: u64 = 4_096;
