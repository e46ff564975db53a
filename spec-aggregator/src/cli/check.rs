//! `check`: reads and compiles one document and lists what of it cannot be enforced.

use super::input::{self, InputError};
use super::{CheckArguments, Outcome, Streams};
use crate::contract;

pub(super) fn run(
    arguments: &CheckArguments,
    streams: &mut Streams<'_>,
) -> Result<Outcome, InputError> {
    let document = input::document(&arguments.document)?;
    let (contract, problems) = contract::compile(&document);
    for problem in &problems {
        writeln!(streams.output, "{problem}")?;
    }
    writeln!(
        streams.output,
        "{} operations, {} problems",
        contract.operations().len(),
        problems.len()
    )?;
    Ok(if problems.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Findings
    })
}
