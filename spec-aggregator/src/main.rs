//! The program: hands the process's arguments, environment and streams to the command line
//! and its outcome to the shell. Decides nothing.

use std::process::ExitCode;

use spec_aggregator::cli::{self, Streams};

fn main() -> ExitCode {
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)))
        .collect();
    let mut streams = Streams {
        output: &mut std::io::stdout().lock(),
        errors: &mut std::io::stderr(),
    };
    let outcome = cli::run(std::env::args_os(), &environment, &mut streams);
    ExitCode::from(outcome as u8)
}
