//! `emit`: the document that traffic teaches, from an archive or from filters' reports,
//! through the same core as the service.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use openapi::document::Document;
use openapi::observed::Observed;
use openapi::report::{Admission, Ledger, Report};
use serde_json::Value;

use super::input::{self, InputError};
use super::observe::observation;
use super::{EmitArguments, Format, Outcome, Streams};
use crate::har;
use crate::limits::HAR_BYTES_MAX;
use crate::publish::{self, Known};

/// What the named files hold.
enum Kind {
    Har,
    Report,
    /// To be told by each file's content.
    Sniffed,
}

pub(super) fn run(
    arguments: &EmitArguments,
    streams: &mut Streams<'_>,
) -> Result<Outcome, InputError> {
    let (kind, files) = sources(arguments)?;
    let mut learnt = Learnt::default();
    for file in files {
        learnt.add(&kind, file, &arguments.host)?;
    }
    if learnt.skipped > 0 {
        writeln!(
            streams.errors,
            "{} entries or reports taught nothing",
            learnt.skipped
        )?;
    }
    let document = learnt.into_document(arguments.title.as_deref())?;
    let text = match arguments.format {
        Format::Json => document.to_json(),
        Format::Yaml => document.to_yaml(),
    };
    streams.output.write_all(text.as_bytes())?;
    Ok(Outcome::Fine)
}

/// `--from har FILE...`, `--from report FILE...`, or `--from FILE [FILE...]`.
fn sources(arguments: &EmitArguments) -> Result<(Kind, Vec<&Path>), InputError> {
    let named = arguments.files.iter().map(PathBuf::as_path);
    let (kind, files): (Kind, Vec<&Path>) = match arguments.from.to_str() {
        Some("har") => (Kind::Har, named.collect()),
        Some("report") => (Kind::Report, named.collect()),
        Some(_) | None => (
            Kind::Sniffed,
            std::iter::once(arguments.from.as_path())
                .chain(named)
                .collect(),
        ),
    };
    if files.is_empty() {
        return Err(InputError::Usage("emit: expected at least one file"));
    }
    Ok((kind, files))
}

#[derive(Default)]
struct Learnt {
    services: BTreeMap<String, Observed>,
    hosts: BTreeSet<String>,
    ledgers: BTreeMap<(String, u64), Ledger>,
    skipped: usize,
}

/// The service that all exchanges of archives belong to.
const TRAFFIC: &str = "traffic";

impl Learnt {
    fn add(&mut self, kind: &Kind, file: &Path, hosts: &[String]) -> Result<(), InputError> {
        let bytes = input::bytes(file, HAR_BYTES_MAX)?;
        let is_har = match kind {
            Kind::Har => true,
            Kind::Report => false,
            Kind::Sniffed => std::str::from_utf8(&bytes).is_ok_and(har::is_archive),
        };
        if is_har {
            self.add_archive(file, &bytes, hosts)
        } else {
            self.add_report(file, &bytes)
        }
    }

    fn add_archive(
        &mut self,
        file: &Path,
        bytes: &[u8],
        hosts: &[String],
    ) -> Result<(), InputError> {
        let text = String::from_utf8_lossy(bytes);
        let archive = har::read(&text).map_err(|error| InputError::Har {
            path: file.to_owned(),
            error,
        })?;
        self.skipped += archive.skipped;
        let chosen = |host: &String| hosts.is_empty() || hosts.contains(host);
        for exchange in archive
            .exchanges
            .iter()
            .filter(|exchange| chosen(&exchange.authority))
        {
            match observation(exchange) {
                Some(observation) => {
                    self.hosts.insert(exchange.authority.clone());
                    self.services
                        .entry(TRAFFIC.to_owned())
                        .or_default()
                        .observe(observation);
                }
                None => self.skipped += 1,
            }
        }
        Ok(())
    }

    fn add_report(&mut self, file: &Path, bytes: &[u8]) -> Result<(), InputError> {
        let report = Report::decode(bytes).map_err(|error| InputError::Report {
            path: file.to_owned(),
            error,
        })?;
        let ledger = self
            .ledgers
            .entry((report.source, report.epoch))
            .or_default();
        if ledger.admit(report.sequence) != Admission::New {
            self.skipped += 1;
            return Ok(());
        }
        for (service, observed) in report.services {
            self.services.entry(service).or_default().join(observed);
        }
        Ok(())
    }

    /// One service is its own document; several are merged as the service does it.
    fn into_document(self, title: Option<&str>) -> Result<Document, InputError> {
        let host = self
            .hosts
            .first()
            .filter(|_| self.hosts.len() == 1)
            .cloned();
        let only = self
            .services
            .keys()
            .next()
            .filter(|_| self.services.len() == 1)
            .cloned();
        let named = title
            .map(str::to_owned)
            .or(host)
            .or(only.filter(|name| name != TRAFFIC));
        let title = named.unwrap_or_else(|| "Learnt from traffic".to_owned());
        let mut services: Vec<(String, Observed)> = self.services.into_iter().collect();
        let value: Value = match services.pop() {
            Some((_, observed)) if services.is_empty() => observed.to_document(&title).into_value(),
            last => {
                services.extend(last);
                let documents = services.into_iter().map(|(name, observed)| {
                    let observed = Some(observed.to_document(&name).into_value());
                    publish::service(
                        Known {
                            name,
                            observed,
                            ..Known::default()
                        },
                        "",
                    )
                });
                publish::gateway(&title, "/", documents.collect())
            }
        };
        Document::from_value(value)
            .map_err(|_| InputError::Usage("emit: the document cannot be written"))
    }
}
