//! Child processes that cannot outlive the test: not when it panics, not when it is killed.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::house::repository;

/// Keeps a child alive as long as our end of the pipe is open, and kills it outright when it closes.
const LIFELINE: &str = r#"log=$1; shift; "$@" >>"$log" 2>&1 </dev/null & child=$!; cat >/dev/null; kill -9 "$child" 2>/dev/null; wait "$child""#;

/// A running program whose output goes to a file.
pub struct Process {
    name: String,
    log: PathBuf,
    lifeline: Option<ChildStdin>,
    shell: Child,
}

impl Process {
    /// Starts `command` with the top of the repository as its folder and its log in `folder`.
    pub fn start(name: &str, folder: &Path, command: &[&str]) -> Self {
        let log = folder.join(format!("{name}.log"));
        let mut shell = Command::new("sh")
            .args(["-c", LIFELINE, "sh"])
            .arg(&log)
            .args(command)
            .current_dir(repository())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            name: name.to_owned(),
            log,
            lifeline: shell.stdin.take(),
            shell,
        }
    }

    /// Kills it with SIGKILL, as a lost machine would, and waits until it is gone.
    pub fn kill(&mut self) {
        drop(self.lifeline.take());
        let _gone = self.shell.wait();
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until `ready`, which is asked again and again.
    #[track_caller]
    pub fn wait_until(&self, within: Duration, mut ready: impl FnMut() -> bool) {
        let deadline = Instant::now() + within;
        while !ready() {
            assert!(
                Instant::now() < deadline,
                "{} did not come up in {within:?}:\n{}",
                self.name,
                tail(&self.log())
            );
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until something listens on `port`.
    #[track_caller]
    pub fn wait_for_port(&self, port: u16, within: Duration) {
        self.wait_until(within, || TcpStream::connect(local(port)).is_ok());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("--- {}\n{}", self.name, tail(&self.log()));
        }
        self.kill();
    }
}

/// The end of a log, enough to see why.
fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

pub fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// A port nobody listens on, below the range the system takes for outgoing connections.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 20_000 + u16::try_from(std::process::id() % 80).unwrap() * 100;
    loop {
        let port = start + NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(local(port)).is_ok() {
            return port;
        }
    }
}
