//! `emit`: the document that traffic teaches, from an archive or from filters' reports,
//! through the same core as the service.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use openapi::document::Document;
use openapi::observed::{Observed, Overrides, Publication};
use openapi::report::{Admission, Ledger, Report};
use openapi::shape::{Revealed, Revealer, WordKey};
use serde_json::Value;

use super::input::{self, InputError};
use super::observe::{observation, reveal};
use super::{EmitArguments, Format, Outcome, Streams};
use crate::har;
use crate::limits::{CONFIG_BYTES_MAX, HAR_BYTES_MAX};
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
    let mut learnt = Learnt {
        key: arguments.enumerations.then(|| WordKey::of_secret(&[])),
        overrides: overrides(arguments.overrides.as_deref())?,
        ..Learnt::default()
    };
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
    let learnt = learnt.into_document(arguments.title.as_deref(), &arguments.server)?;
    let document = learnt.downgraded(arguments.openapi);
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

/// The hints of a file, none without one.
fn overrides(file: Option<&Path>) -> Result<Overrides, InputError> {
    let Some(path) = file else {
        return Ok(Overrides::default());
    };
    let text = input::text(path, CONFIG_BYTES_MAX)?;
    let lines: Vec<String> = serde_saphyr::from_str(&text)
        .map_err(|_| InputError::Usage("emit: expected a YAML list of overrides"))?;
    Overrides::parse(&lines).map_err(|error| InputError::Overrides {
        path: path.to_owned(),
        error,
    })
}

#[derive(Default)]
struct Learnt {
    key: Option<WordKey>,
    overrides: Overrides,
    /// Archives that were read, kept for the members of enumerations.
    archives: Vec<String>,
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
        let entries = har::entries(&text).map_err(|error| InputError::Har {
            path: file.to_owned(),
            error,
        })?;
        let observed = self.services.entry(TRAFFIC.to_owned()).or_default();
        let is_chosen = |host: &String| hosts.is_empty() || hosts.contains(host);
        for exchange in entries.exchanges() {
            let Some(exchange) = exchange else {
                self.skipped += 1;
                continue;
            };
            if !is_chosen(&exchange.authority) {
                continue;
            }
            match observation(&exchange, self.key.as_ref()) {
                Some(observation) => {
                    observed.observe(observation);
                    self.hosts.insert(exchange.authority);
                }
                None => self.skipped += 1,
            }
        }
        if self.key.is_some() {
            self.archives.push(text.into_owned());
        }
        Ok(())
    }

    /// What one service taught, as a document. Members of its enumerations are looked for in
    /// the archives, once it is known which are wanted.
    fn document(&self, observed: &Observed, title: &str) -> Value {
        let publish = |revealed: &Revealed| {
            observed.to_document_wanting(Publication {
                title,
                overrides: &self.overrides,
                revealed,
            })
        };
        let mut revealed = Revealed::new();
        let (document, wanted) = publish(&revealed);
        let Some(key) = self.key.as_ref().filter(|_| !wanted.is_empty()) else {
            return document.into_value();
        };
        let mut search = Revealer {
            key,
            wanted: &wanted,
            revealed: &mut revealed,
        };
        for text in &self.archives {
            let entries = har::entries(text).ok();
            let exchanges = entries.iter().flat_map(har::Entries::exchanges);
            for exchange in exchanges.flatten() {
                reveal(&exchange, &mut search);
            }
        }
        publish(&revealed).0.into_value()
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

    /// What the service publishes of the same observations: one service's document, or several
    /// merged.
    fn into_document(self, title: Option<&str>, server: &str) -> Result<Document, InputError> {
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
        let service = |name: &str, observed: &Observed, server: &str| {
            let document = self.document(observed, name);
            let known = Known {
                name,
                base_path: "",
                learnt: &publish::Learnt::of(None, Some(document), 0),
            };
            publish::service(known, server)
        };
        let mut services = self.services.iter();
        let value = if let (Some((_, observed)), None) = (services.next(), services.next()) {
            service(&title, observed, server).document
        } else {
            let services = self.services.iter();
            let documents = services.map(|(name, observed)| service(name, observed, ""));
            publish::gateway(&title, server, documents.collect())
        };
        Document::from_value(value)
            .map_err(|_| InputError::Usage("emit: the document cannot be written"))
    }
}
