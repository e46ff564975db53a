//! What stands around every platform: the upstream of the promises, the server of the modules, the aggregator's ports.

use std::env;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::client::Call;
use crate::platform::Code;
use crate::process::Process;
use crate::upstream::Upstream;

/// The bearer token of the aggregator's internal listener.
pub const TOKEN: &str = "mesh-token";
/// Where the upstream listens.
pub const UPSTREAM_PORT: u16 = 3000;
/// Where the aggregator publishes.
pub const PUBLIC_PORT: u16 = 8080;
/// Where the aggregator takes reports.
pub const INTERNAL_PORT: u16 = 8081;

/// See the module.
pub struct House {
    /// Answers as the case folders say, and serves the modules.
    pub upstream: Upstream,
    /// The aggregator's public port on loopback.
    pub public: u16,
    /// The aggregator's internal port on loopback.
    pub internal: u16,
    /// Logs and state; gone when the house is.
    pub folder: TempDir,
    address: IpAddr,
}

/// The value of a variable that `make test-mesh` sets.
#[track_caller]
pub fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `make test-mesh`"))
}

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_path_buf()
}

impl House {
    /// Serves upstream and modules on `address`, as pods would.
    pub fn new(address: IpAddr) -> Self {
        Self {
            upstream: Upstream::start(SocketAddr::new(address, UPSTREAM_PORT)),
            public: PUBLIC_PORT,
            internal: INTERNAL_PORT,
            folder: tempfile::tempdir().unwrap(),
            address,
        }
    }

    /// Where a module can be fetched.
    pub fn module_url(&self, code: Code) -> String {
        let name = match code {
            Code::Shipped | Code::WrongDigest => "filter.wasm",
            Code::Other => "other.wasm",
            Code::Missing => "nothing-here.wasm",
        };
        format!("http://{}:{UPSTREAM_PORT}/modules/{name}", self.address)
    }

    /// The digest a module is announced with, in hex. A missing one is announced with one that no module has, since
    /// a proxy may remember the shipped one by its digest.
    pub fn module_sha256(code: Code) -> String {
        match code {
            Code::WrongDigest => "0".repeat(64),
            Code::Missing => "1".repeat(64),
            Code::Shipped | Code::Other => {
                let digest = Sha256::digest(fs::read(Self::module_path(code)).unwrap());
                format!("{digest:x}")
            }
        }
    }

    /// The file a module was built to.
    pub fn module_path(code: Code) -> PathBuf {
        match code {
            Code::Shipped | Code::WrongDigest => variable("DOCENT_TEST_FILTER").into(),
            Code::Other => variable("DOCENT_TEST_FILTER_FAULT").into(),
            Code::Missing => "/nothing/here.wasm".into(),
        }
    }

    /// Starts the built aggregator on the house's ports, for platforms that have no way of their own.
    pub fn aggregator(&self) -> Process {
        let store = format!(
            "sqlite://{}",
            self.folder.path().join("docent.db").display()
        );
        let process = Process::start(
            "aggregator",
            self.folder.path(),
            &[
                &variable("DOCENT_TEST_AGGREGATOR"),
                "serve",
                "--public-address",
                &format!("0.0.0.0:{}", self.public),
                "--internal-address",
                &format!("0.0.0.0:{}", self.internal),
                "--store",
                &store,
                "--token",
                TOKEN,
            ],
        );
        process.wait_for_port(self.internal, crate::promises::START_MAX);
        process
    }

    /// A call to the aggregator's internal listener.
    pub fn internal(&self, method: hyper::Method, path: &str) -> Call {
        Call::new(self.internal, method, path)
            .header("authorization", format!("Bearer {TOKEN}").as_bytes())
    }
}
