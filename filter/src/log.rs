//! The filter's log lines about its life: configuration and contracts. A message reads
//! alone and carries fields; none is written per request, none holds a value.

use openapi::gateway::Gateway;

use crate::config::Warning;
use crate::contracts::Problems;
use crate::host::{self, Level};
use crate::stats::{self, Total};

/// Lines of one kind in a row; what is beyond is counted.
const LINES_MAX: usize = 20;

/// Fields of the configuration that do not do what they seem to say.
pub(crate) fn config_warnings(warnings: &[Warning]) {
    stats::count(Total::ConfigWarnings, warnings.len() as u64);
    for warning in warnings.iter().take(LINES_MAX) {
        host::log(Level::Warn, &format!("plugin configuration {warning}"));
    }
    more(warnings.len());
}

/// Parts of contracts that are not enforced.
pub(crate) fn contract_problems(problems: &Problems) {
    stats::count(Total::ContractProblems, problems.len() as u64);
    for (service, problem) in problems.iter().take(LINES_MAX) {
        let line = format!("part of a contract left unjudged service={service} problem={problem}");
        host::log(Level::Warn, &line);
    }
    more(problems.len());
}

/// A set of contracts was taken into use.
pub(crate) fn contracts_in_use(gateway: &Gateway) {
    let contracts = gateway
        .services()
        .iter()
        .filter_map(|service| service.contract.as_ref());
    let operations: usize = contracts.map(|contract| contract.operations().len()).sum();
    let services = gateway.services().len();
    let line = format!("contracts in use services={services} operations={operations}");
    host::log(Level::Info, &line);
}

fn more(lines: usize) {
    if let Some(more) = lines.checked_sub(LINES_MAX).filter(|more| *more > 0) {
        host::log(Level::Warn, &format!("and {more} more of this kind"));
    }
}
