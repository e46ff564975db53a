//! What an operator may set, checked. One YAML file, `DOCENT_...` variables and flags say
//! the same things; a flag beats a variable, a variable beats the file. Nothing here reads
//! the environment or touches the network: both come as arguments.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use openapi::observed::Overrides;
use serde_json::Value;

mod overrides;
mod peers;
mod read;
mod service;
#[cfg(test)]
mod tests;

pub use read::ConfigProblem;
use read::Reader;
pub use service::{is_service_name, parse_base_path, parse_hosts};

use crate::limits::{OBSERVED_DAYS_DEFAULT, POLL_INTERVAL_DEFAULT};
use crate::token::Token;

/// The checked configuration of `serve`.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where documents are published, read only.
    pub public_address: SocketAddr,
    /// Where filters and operators call.
    pub internal_address: SocketAddr,
    /// Where state is kept, as a URL.
    pub store: String,
    /// The bearer token of the internal listener; `None` only on a loopback address.
    pub token: Option<Token>,
    /// How clients reach the gateway: what published documents name as their server.
    pub gateway_url: String,
    /// The title of the gateway's own document.
    pub title: String,
    /// Days for which what was observed is kept.
    pub observed_days: u16,
    /// What is known better about the paths of services than traffic can tell, by service.
    pub overrides: Arc<BTreeMap<String, Arc<Overrides>>>,
    /// The internal listeners of all replicas, as URLs.
    pub peers: Vec<String>,
    /// The services whose place at the gateway is known.
    pub services: Vec<ServiceConfig>,
}

/// One service: where it is mounted and where its document comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceConfig {
    /// Its name, unique in the configuration.
    pub name: String,
    /// The hosts it is mounted under; `*` is any.
    pub hosts: Vec<String>,
    /// Its base path at the gateway; `None` takes it from the document's first server.
    pub base_path: Option<String>,
    /// Where the service itself publishes its document.
    pub document_url: Option<String>,
    /// Time between two polls of `document_url`.
    pub poll_interval: Duration,
    /// A file that holds the document, read at start.
    pub document: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            internal_address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8081)),
            store: "sqlite://docent.db".to_owned(),
            token: None,
            gateway_url: "http://127.0.0.1:10000".to_owned(),
            title: "APIs behind this gateway".to_owned(),
            observed_days: OBSERVED_DAYS_DEFAULT,
            overrides: Arc::default(),
            peers: Vec::new(),
            services: Vec::new(),
        }
    }
}

impl ServiceConfig {
    /// A service of that name, anywhere, with no document yet.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            hosts: vec!["*".to_owned()],
            base_path: None,
            document_url: None,
            poll_interval: POLL_INTERVAL_DEFAULT,
            document: None,
        }
    }
}

/// Every field, by its name in the file and in the environment.
pub const FIELDS: [(&str, &str); 10] = [
    ("publicAddress", "DOCENT_PUBLIC_ADDRESS"),
    ("internalAddress", "DOCENT_INTERNAL_ADDRESS"),
    ("store", "DOCENT_STORE"),
    ("token", "DOCENT_TOKEN"),
    ("gatewayUrl", "DOCENT_GATEWAY_URL"),
    ("title", "DOCENT_TITLE"),
    ("observedDays", "DOCENT_OBSERVED_DAYS"),
    ("overrides", "DOCENT_OVERRIDES"),
    ("peers", "DOCENT_PEERS"),
    ("services", "DOCENT_SERVICES"),
];

/// The variable that names the configuration file.
pub const CONFIG_VARIABLE: &str = "DOCENT_CONFIG";
/// The variable that says what is logged.
pub const LOG_VARIABLE: &str = "DOCENT_LOG";

/// One layer over the file: a field's name in the file, the name under which the operator
/// set it, and its text.
#[derive(Clone, Debug)]
pub struct Setting {
    /// A name of [`FIELDS`].
    pub field: &'static str,
    /// How the operator knows it: a flag or a variable.
    pub origin: String,
    /// The text as given.
    pub text: String,
}

/// The settings that stand in an environment. Other `DOCENT_...` names are left alone:
/// Kubernetes adds its own for a Service that is called `docent`.
pub fn settings_of(environment: &[(String, String)]) -> Vec<Setting> {
    let text = |variable: &str| {
        environment
            .iter()
            .find(|(name, _)| name == variable)
            .map(|(_, text)| text.clone())
    };
    FIELDS
        .iter()
        .filter_map(|(field, variable)| {
            let text = text(variable).filter(|text| !text.is_empty())?;
            Some(Setting {
                field,
                origin: (*variable).to_owned(),
                text,
            })
        })
        .collect()
}

impl Config {
    /// Reads a configuration from the text of the file, if there is one, and the settings
    /// over it, the strongest last.
    ///
    /// # Errors
    /// All problems, each with where it is and what was expected. No value is repeated.
    pub fn read(file: Option<&str>, settings: &[Setting]) -> Result<Self, Vec<ConfigProblem>> {
        let mut reader = Reader::default();
        let mut config = Self::default();
        if let Some(value) = file.and_then(|text| reader.yaml("the configuration file", text)) {
            config.take_file(&mut reader, value);
        }
        for Setting {
            field,
            origin,
            text,
        } in settings
        {
            let value = if matches!(*field, "services" | "overrides") {
                reader.yaml(origin, text)
            } else {
                Some(Value::String(text.clone()))
            };
            if let Some(value) = value {
                config.take(&mut reader, field, origin, value);
            }
        }
        if config.token.is_none() && !config.internal_address.ip().is_loopback() {
            reader.problem(
                "internalAddress",
                "a loopback address, because no token is set; set `token` (DOCENT_TOKEN) to listen to others",
            );
        }
        let is_near = |peer: &String| peers::is_loopback(peer);
        if config.token.is_none() && !config.peers.iter().all(is_near) {
            reader.problem(
                "peers",
                "loopback addresses, because no token is set; set `token` (DOCENT_TOKEN) to talk to others",
            );
        }
        reader.finish(config)
    }

    fn take_file(&mut self, reader: &mut Reader, value: Value) {
        let Value::Object(fields) = value else {
            if !value.is_null() {
                reader.problem("the configuration file", "a mapping of fields");
            }
            return;
        };
        for (field, value) in fields {
            self.take(reader, &field, &field, value);
        }
    }

    fn take(&mut self, reader: &mut Reader, field: &str, origin: &str, value: Value) {
        match field {
            "publicAddress" => reader.set(&mut self.public_address, origin, value, read::address),
            "internalAddress" => {
                reader.set(&mut self.internal_address, origin, value, read::address);
            }
            "store" => reader.set(&mut self.store, origin, value, read::store),
            "token" => reader.set(&mut self.token, origin, value, |text| {
                read::token(text).map(Some)
            }),
            "gatewayUrl" => reader.set(&mut self.gateway_url, origin, value, read::gateway_url),
            "title" => reader.set(&mut self.title, origin, value, read::title),
            "observedDays" => {
                reader.set(&mut self.observed_days, origin, value, read::observed_days);
            }
            "overrides" => self.overrides = Arc::new(overrides::overrides(reader, origin, value)),
            "peers" => self.peers = peers::peers(reader, origin, value),
            "services" => self.services = service::services(reader, origin, value),
            _ => {
                let names: Vec<&str> = FIELDS.iter().map(|(field, _)| *field).collect();
                reader.problem(origin, format!("one of {}", names.join(", ")));
            }
        }
    }
}
