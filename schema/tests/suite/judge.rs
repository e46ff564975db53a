//! Compiles the suite's schemas, judges its cases and counts what it did, so that a run
//! cannot pass by being empty.

use std::sync::LazyLock;

use schema::json::{JsonLimits, read};
use schema::program::{Compiler, Options, Program, SchemaId};

use super::exceptions::{EXCEPTIONS, Exception};
use super::files::{Case, Group, REMOTES, groups};
use super::leak::{self, Words};

/// The name a schema of the suite goes by. It has no path, so relative references in it
/// lead nowhere unless its own `$id` says otherwise.
const URI: &str = "docent:///document";
/// Reasons asked for; more than any case of the suite has.
const REASONS_MAX: usize = 1_000;

static REMOTE_WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    REMOTES.iter().for_each(|(_, document)| words.add(document));
    words
});

/// One run over some files.
pub(crate) struct Run {
    options: Options,
    files: usize,
    cases: usize,
    failures: Vec<String>,
}

/// Where in the suite a case stands.
struct Place<'s> {
    file: &'s str,
    schema: &'s str,
}

impl Run {
    pub(crate) fn new(formats: bool) -> Self {
        Self {
            options: Options { formats },
            files: 0,
            cases: 0,
            failures: Vec::new(),
        }
    }

    /// Judges every case of one file.
    pub(crate) fn file(&mut self, file: &str) {
        self.files += 1;
        for group in groups(file) {
            let place = Place {
                file,
                schema: &group.description,
            };
            self.group(&place, &group);
        }
    }

    fn group(&mut self, place: &Place<'_>, group: &Group) {
        let mut compiler = Compiler::new(URI, &group.schema, self.options);
        for (uri, document) in REMOTES.iter() {
            compiler.add(uri, document);
        }
        let schema = compiler.schema("");
        let (program, problems) = compiler.finish();
        let mut words = REMOTE_WORDS.clone();
        words.add(&group.schema);
        for case in &group.tests {
            self.cases += 1;
            let outcome = match schema {
                Some(schema) => judge(&program, schema, &words, case),
                None => Err("not compiled".to_owned()),
            };
            let outcome = outcome.and_then(|()| match problems.as_slice() {
                [] => Ok(()),
                some => Err(format!("problems: {some:?}")),
            });
            self.outcome(place, case, outcome);
        }
    }

    fn outcome(&mut self, place: &Place<'_>, case: &Case, outcome: Result<(), String>) {
        let excepted = EXCEPTIONS.iter().find(|exception| exception.covers(place));
        let failure = match (outcome, excepted) {
            (Ok(()), None) | (Err(_), Some(_)) => return,
            (Err(failure), None) => failure,
            (Ok(()), Some(exception)) => {
                format!("no exception any more ({})", exception.reason)
            }
        };
        self.failures.push(format!(
            "{}, {}, {}: {failure}",
            place.file, place.schema, case.description
        ));
    }

    /// Fails unless every verdict was right, of exactly so many files and at least so many
    /// cases.
    #[track_caller]
    pub(crate) fn ends_with(self, files: usize, cases_min: usize) {
        assert!(
            self.failures.is_empty(),
            "{} of {} cases:\n  {}",
            self.failures.len(),
            self.cases,
            self.failures.join("\n  ")
        );
        assert_eq!(self.files, files);
        assert!(self.cases >= cases_min, "only {} cases", self.cases);
    }
}

impl Exception {
    fn covers(&self, place: &Place<'_>) -> bool {
        self.file == place.file && self.schema == place.schema
    }
}

/// The verdict is the suite's, and what is said about it agrees with it and tells nothing.
fn judge(program: &Program, schema: SchemaId, words: &Words, case: &Case) -> Result<(), String> {
    let json = read(case.data.get().as_bytes(), &JsonLimits::default())
        .map_err(|error| format!("not read: {error}"))?;
    let verdict = program
        .accepts(schema, json.root())
        .map_err(|exhausted| format!("{exhausted:?}"))?;
    if verdict != case.valid {
        return Err(format!("expected {}, got {verdict}", case.valid));
    }
    let reasons = program.explain(schema, json.root(), REASONS_MAX);
    if reasons.is_empty() != verdict {
        return Err(format!("accepts says {verdict}, explain says {reasons:?}"));
    }
    let instance = serde_json::from_str(case.data.get()).unwrap();
    leak::check(&reasons, words, &instance)
}
