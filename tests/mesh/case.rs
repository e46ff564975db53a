//! A case: a contract, one exchange, and what must come of it. A folder of YAML with no Rust in it, run by every ring.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::house::repository;

/// A folder of `tests/cases`.
#[derive(Clone, Debug)]
pub struct Case {
    /// `requests/a-body-that-conforms`: where it is, and under `/cases/` where it is mounted at the gateway.
    pub name: String,
    /// The text of `openapi.yaml`; none where nobody declares anything.
    pub document: Option<String>,
    /// `baseline.yaml`: the violations that are let through, as the plugin configuration names them.
    pub baseline: Vec<Value>,
    /// What is sent and answered.
    pub exchange: Exchange,
    /// What must come of it.
    pub expected: Expected,
}

/// `exchange.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What the client sends.
    pub request: Request,
    /// What the upstream answers.
    pub response: Response,
}

/// A request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query, below the case's mount.
    pub path: String,
    /// Fields beside the content type.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Sent as JSON.
    pub body: Option<Value>,
    /// Sent as it is; its content type is among the fields.
    pub text: Option<String>,
}

/// A response.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Fields beside the content type.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Sent as JSON.
    pub body: Option<Value>,
    /// Sent one by one, as they are: what comes after the first waits until the client has that.
    #[serde(default)]
    pub chunks: Vec<String>,
}

/// `expected.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// What the client gets where both directions are enforced and headers can be held.
    pub status: u16,
    /// The verdict on the request.
    pub request: Verdict,
    /// The verdict on the response, where there is one to judge.
    pub response: Option<Verdict>,
    /// The violations of the side that violates.
    #[serde(default)]
    pub violations: Vec<Violation>,
    /// Fields of the filter's own reply, by what each begins with.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The path templates, below the mount, that the exchange teaches.
    #[serde(default)]
    pub learnt: Vec<String>,
}

/// The three values of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It follows the contract.
    Conforms,
    /// It breaks it.
    Violates,
    /// It breaks it only in ways that are on the baseline.
    Accepted,
    /// It cannot be told.
    Undecided,
}

/// One way in which an exchange breaks its contract; the message is the filter's to word.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// `body`, `query`, ...
    pub location: String,
    /// The place in it.
    pub pointer: String,
    /// What of the contract is broken.
    pub keyword: String,
}

impl Case {
    /// Every case, by name.
    pub fn all() -> Vec<Self> {
        let folder = repository().join("tests/cases");
        let mut cases: Vec<Self> = children(&folder)
            .iter()
            .flat_map(|area| {
                children(&folder.join(area))
                    .into_iter()
                    .map(move |name| format!("{area}/{name}"))
            })
            .map(|name| Self::read(&folder, name))
            .collect();
        cases.sort_by(|left, right| left.name.cmp(&right.name));
        assert!(!cases.is_empty(), "no cases in {}", folder.display());
        cases
    }

    /// The cases of one area.
    pub fn of(area: &str) -> Vec<Self> {
        let mut cases = Self::all();
        cases.retain(|case| case.name.split('/').next() == Some(area));
        assert!(!cases.is_empty(), "no cases in {area}");
        cases
    }

    fn read(folder: &Path, name: String) -> Self {
        let folder = folder.join(&name);
        let accepted = folder.join("baseline.yaml");
        let accepted: Vec<Value> = if accepted.exists() {
            yaml(&accepted)
        } else {
            Vec::new()
        };
        let of_service = |mut violation: Value| {
            violation["service"] = service(&name).into();
            violation
        };
        Self {
            baseline: accepted.into_iter().map(of_service).collect(),
            name,
            document: fs::read_to_string(folder.join("openapi.yaml")).ok(),
            exchange: yaml(&folder.join("exchange.yaml")),
            expected: yaml(&folder.join("expected.yaml")),
        }
    }

    /// Where the case is mounted at the gateway.
    pub fn base_path(&self) -> String {
        format!("/cases/{}", self.name)
    }

    /// The name of its service.
    pub fn service(&self) -> String {
        service(&self.name)
    }
}

fn service(name: &str) -> String {
    name.replace('/', ".")
}

#[track_caller]
fn yaml<T: DeserializeOwned>(path: &Path) -> T {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn children(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
