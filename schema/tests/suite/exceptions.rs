//! What of the suite is not met, each with the reason. An exception that is no longer one
//! fails the run.

/// Cases that get another verdict than the suite's.
pub(crate) struct Exception {
    /// The file, as under `tests/draft2020-12`.
    pub(crate) file: &'static str,
    /// The description of the schema.
    pub(crate) schema: &'static str,
    /// The description of the case.
    pub(crate) case: &'static str,
    pub(crate) reason: &'static str,
}

pub(crate) const EXCEPTIONS: &[Exception] = &[];
