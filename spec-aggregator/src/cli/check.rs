//! `check`: reads and compiles one document and lists what of it cannot be enforced, and
//! apart from that what is enforced only because it was repaired.

use openapi::contract::ProblemKind;

use super::input::{self, InputError};
use super::{CheckArguments, Outcome, Streams};
use crate::contract;

pub(super) fn run(
    arguments: &CheckArguments,
    streams: &mut Streams<'_>,
) -> Result<Outcome, InputError> {
    let document = input::document(&arguments.document)?;
    let (contract, problems) = contract::compile(&document);
    let (repairs, problems): (Vec<_>, Vec<_>) = problems
        .iter()
        .partition(|problem| problem.kind == ProblemKind::Repaired);
    for problem in &problems {
        writeln!(streams.output, "{problem}")?;
    }
    for repair in &repairs {
        writeln!(streams.output, "repaired {repair}")?;
    }
    write!(
        streams.output,
        "{} operations, {} problems",
        contract.operations().len(),
        problems.len()
    )?;
    if !repairs.is_empty() {
        write!(streams.output, ", {} repairs", repairs.len())?;
    }
    writeln!(streams.output)?;
    Ok(if problems.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Findings
    })
}
