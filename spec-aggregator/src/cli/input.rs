//! Reading what the command line names, within a limit, and what is said when it cannot be.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use openapi::document::{Document, DocumentError};
use openapi::observed::OverridesError;
use openapi::report::ReportError;
use thiserror::Error;

use crate::config::ConfigProblem;
use crate::har::HarError;
use crate::limits::DOCUMENT_BYTES_MAX;
use crate::serve::ServeError;

/// Why a command could not do its work.
#[derive(Debug, Error)]
pub(crate) enum InputError {
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{}: expected at most {bytes_max} bytes", path.display())]
    TooLarge { path: PathBuf, bytes_max: usize },
    #[error("{}: {error}", path.display())]
    Document { path: PathBuf, error: DocumentError },
    #[error("{}: {error}", path.display())]
    Har { path: PathBuf, error: HarError },
    #[error("{}: {error}", path.display())]
    Report { path: PathBuf, error: ReportError },
    #[error("{}: {error}", path.display())]
    Overrides {
        path: PathBuf,
        error: OverridesError,
    },
    #[error("{0}")]
    Usage(&'static str),
    #[error("the configuration cannot be used\n{}", lines(.0))]
    Configuration(Vec<ConfigProblem>),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("the answer cannot be written: {0}")]
    Output(#[from] io::Error),
}

fn lines(problems: &[ConfigProblem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    lines.join("\n")
}

/// The bytes of a file; `-` is the standard input.
pub(crate) fn bytes(path: &Path, bytes_max: usize) -> Result<Vec<u8>, InputError> {
    let failed = |error| InputError::File {
        path: path.to_owned(),
        error,
    };
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    source.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > bytes_max {
        return Err(InputError::TooLarge {
            path: path.to_owned(),
            bytes_max,
        });
    }
    Ok(bytes)
}

/// The text of a file; `-` is the standard input.
pub(crate) fn text(path: &Path, bytes_max: usize) -> Result<String, InputError> {
    String::from_utf8(bytes(path, bytes_max)?).map_err(|_| InputError::File {
        path: path.to_owned(),
        error: io::Error::new(io::ErrorKind::InvalidData, "expected UTF-8 text"),
    })
}

/// The document in a file.
pub(crate) fn document(path: &Path) -> Result<Document, InputError> {
    let text = text(path, DOCUMENT_BYTES_MAX)?;
    Document::parse(&text).map_err(|error| InputError::Document {
        path: path.to_owned(),
        error,
    })
}
