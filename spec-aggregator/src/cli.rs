//! The command line: what can be asked, and which exit code the answer has. Reads neither the
//! environment nor the standard streams; both come as arguments.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use openapi::document::Version;

use crate::config::{CONFIG_VARIABLE, Config, LOG_VARIABLE, Setting, settings_of};
use crate::limits::CONFIG_BYTES_MAX;

mod check;
mod emit;
pub(crate) mod input;
mod observe;
mod serve;
#[cfg(test)]
mod tests;
mod validate;

use input::InputError;
#[cfg(test)]
pub(crate) use serve::install_tls;

/// Said below the help of `serve`.
const VARIABLES: &str = "Every option of `serve` is also a variable: --public-address is DOCENT_PUBLIC_ADDRESS, and \
    so on. A flag beats a variable, a variable beats the file of --config.";

/// Said below the help of `check`.
const CHECKED: &str = "A line for each place, as a JSON Pointer. What cannot be enforced is a problem: exit code 1. \
    What was only written in a way that needed a repair is enforced: its line begins with \"repaired\", \
    and it leaves the exit code 0. What is no document has exit code 2.";

/// Joins what Docent filters learnt with what services declare, and publishes one document.
#[derive(Debug, Parser)]
#[command(
    name = "spec-aggregator",
    version,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take reports, publish documents (the default)
    Serve(ServeArguments),
    /// Read and compile a document; list what of it cannot be enforced, and what was repaired
    Check(CheckArguments),
    /// Write the document that a HAR file or reports teach
    Emit(EmitArguments),
    /// Judge the exchanges of a HAR file by a document
    Validate(ValidateArguments),
}

#[derive(Clone, Debug, Default, Args)]
#[command(after_help = VARIABLES)]
struct ServeArguments {
    /// YAML configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where documents are published
    #[arg(long, value_name = "IP:PORT")]
    public_address: Option<String>,
    /// Where filters and operators call
    #[arg(long, value_name = "IP:PORT")]
    internal_address: Option<String>,
    /// Where state is kept
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Bearer token of the internal listener; better set by variable or file
    #[arg(long)]
    token: Option<String>,
    /// How clients reach the gateway
    #[arg(long, value_name = "URL")]
    gateway_url: Option<String>,
    /// Title of the gateway's document
    #[arg(long)]
    title: Option<String>,
    /// Days for which what was observed is kept
    #[arg(long, value_name = "DAYS")]
    observed_days: Option<String>,
    /// Hints about paths by service, as YAML or JSON
    #[arg(long, value_name = "YAML")]
    overrides: Option<String>,
    /// Internal listeners of all replicas, separated by commas
    #[arg(long, value_name = "URLS")]
    peers: Option<String>,
    /// Services as YAML or JSON
    #[arg(long, value_name = "YAML")]
    services: Option<String>,
    /// What is logged, such as info or debug
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = CHECKED)]
struct CheckArguments {
    /// OpenAPI 3.0, 3.1 or 3.2 document or Swagger 2.0, JSON or YAML; - is the standard input
    document: PathBuf,
}

#[derive(Debug, Args)]
struct EmitArguments {
    /// What the files are (har or report), or the file itself: --from har FILE, --from FILE
    #[arg(long, value_name = "har|report|FILE")]
    from: PathBuf,
    /// Files
    files: Vec<PathBuf>,
    /// Format of the document
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// Version of OpenAPI it is written in
    #[arg(long, value_name = "3.0|3.1|3.2", default_value = "3.1", value_parser = version)]
    openapi: Version,
    /// Title of the document; else the host or the service it is of
    #[arg(long)]
    title: Option<String>,
    /// Only exchanges with this host, port included where there is one; may be given again
    #[arg(long)]
    host: Vec<String>,
    /// The server that the document names
    #[arg(long, value_name = "URL", default_value = "/")]
    server: String,
    /// Publish sets of words that turn out to be closed as enumerations: their members are values
    #[arg(long)]
    enumerations: bool,
    /// YAML file of hints about paths: a list of lines such as /users/{userId}, /users/^, !/internal
    #[arg(long, value_name = "FILE")]
    overrides: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
    Yaml,
}

#[derive(Debug, Args)]
struct ValidateArguments {
    /// OpenAPI document, JSON or YAML; - is the standard input
    document: PathBuf,
    /// HAR file with the exchanges
    #[arg(long, value_name = "HAR")]
    exchange: PathBuf,
    /// Where the API is mounted in the archive; else the path of the document's first server
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Format of the verdicts
    #[arg(long, value_enum, default_value_t = Verdicts::Text)]
    format: Verdicts,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Verdicts {
    /// One line for each violation
    Text,
    /// One JSON object for each judged side
    Json,
}

/// How a command ended; its number is the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to complain about.
    Fine = 0,
    /// Something was found.
    Findings = 1,
    /// Wrong usage, or input that cannot be read.
    Unusable = 2,
}

/// The standard streams a command writes to.
pub struct Streams<'s> {
    /// Results.
    pub output: &'s mut dyn Write,
    /// What went wrong.
    pub errors: &'s mut dyn Write,
}

/// Runs the command that `arguments` name; the first is the program.
pub fn run(
    arguments: impl Iterator<Item = OsString>,
    environment: &[(String, String)],
    streams: &mut Streams<'_>,
) -> Outcome {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, streams),
    };
    let result = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(arguments) => serve::run(arguments, environment),
        Command::Check(arguments) => check::run(&arguments, streams),
        Command::Emit(arguments) => emit::run(&arguments, streams),
        Command::Validate(arguments) => validate::run(&arguments, streams),
    };
    result.unwrap_or_else(|error| {
        // Where the errors cannot be written there is nobody to tell.
        writeln!(streams.errors, "{error}").unwrap_or_default();
        Outcome::Unusable
    })
}

/// Help and version are answers, everything else is wrong usage.
fn version(text: &str) -> Result<Version, &'static str> {
    Version::parse(text).ok_or("expected 3.0, 3.1 or 3.2")
}

fn usage(error: &clap::Error, streams: &mut Streams<'_>) -> Outcome {
    let text = error.render();
    if error.use_stderr() {
        write!(streams.errors, "{text}").unwrap_or_default();
        Outcome::Unusable
    } else {
        write!(streams.output, "{text}").unwrap_or_default();
        Outcome::Fine
    }
}

impl ServeArguments {
    /// The configuration these arguments and the environment say.
    fn configuration(&self, environment: &[(String, String)]) -> Result<Config, InputError> {
        let path = self
            .config
            .clone()
            .or_else(|| variable(environment, CONFIG_VARIABLE).map(PathBuf::from));
        let file = path
            .map(|path| input::text(&path, CONFIG_BYTES_MAX))
            .transpose()?;
        let mut settings = settings_of(environment);
        settings.extend(self.settings());
        Config::read(file.as_deref(), &settings).map_err(InputError::Configuration)
    }

    fn settings(&self) -> Vec<Setting> {
        let Self {
            config: _,
            public_address,
            internal_address,
            store,
            token,
            gateway_url,
            title,
            observed_days,
            overrides,
            peers,
            services,
            log: _,
        } = self;
        let flags = [
            ("publicAddress", "--public-address", public_address),
            ("internalAddress", "--internal-address", internal_address),
            ("store", "--store", store),
            ("token", "--token", token),
            ("gatewayUrl", "--gateway-url", gateway_url),
            ("title", "--title", title),
            ("observedDays", "--observed-days", observed_days),
            ("overrides", "--overrides", overrides),
            ("peers", "--peers", peers),
            ("services", "--services", services),
        ];
        flags
            .into_iter()
            .filter_map(|(field, flag, text)| {
                Some(Setting {
                    field,
                    origin: flag.to_owned(),
                    text: text.clone()?,
                })
            })
            .collect()
    }

    fn log_filter(&self, environment: &[(String, String)]) -> Option<String> {
        self.log
            .clone()
            .or_else(|| variable(environment, LOG_VARIABLE))
    }
}

fn variable(environment: &[(String, String)], name: &str) -> Option<String> {
    let found = environment.iter().find(|(known, _)| known == name);
    found
        .map(|(_, text)| text.clone())
        .filter(|text| !text.is_empty())
}
