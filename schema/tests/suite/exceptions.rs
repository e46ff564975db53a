//! What of the suite is not met, each with the reason. An exception that is no longer one
//! fails the run.

/// A schema whose cases get another verdict than the suite's.
pub(crate) struct Exception {
    /// The file, as under `tests/draft2020-12`.
    pub(crate) file: &'static str,
    /// The description of the schema.
    pub(crate) schema: &'static str,
    pub(crate) reason: &'static str,
}

const REGEX: &str = "optional/ecmascript-regex.json";
const NO_TABLES: &str = "needs Unicode's tables of properties, which would be most of the filter: \
    such a pattern is said to be unenforced when it is compiled, and then refuses nothing";

pub(crate) const EXCEPTIONS: [Exception; 4] = [
    Exception {
        file: REGEX,
        schema: "patterns always use unicode semantics with pattern",
        reason: NO_TABLES,
    },
    Exception {
        file: REGEX,
        schema: "pattern with non-ASCII digits",
        reason: NO_TABLES,
    },
    Exception {
        file: REGEX,
        schema: "patterns always use unicode semantics with patternProperties",
        reason: NO_TABLES,
    },
    Exception {
        file: REGEX,
        schema: "patternProperties with non-ASCII digits",
        reason: NO_TABLES,
    },
];
