//! One Envoy with the built filter and two listeners, one that reports streams which violate and one that cuts them, and
//! an upstream that makes streams chunk by chunk. No aggregator: the contract is in the configuration.

use std::collections::HashSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Condvar, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mesh::process::{Process, free_port};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::Client;
use crate::envoy::gateway::program;

/// Envoy compiles the whole module before it is ready, on a machine that may be busy.
const START_MAX: Duration = Duration::from_mins(2);

/// Paths whose streams may send what comes after their first chunk.
static GOING_ON: (Mutex<Option<HashSet<String>>>, Condvar) = (Mutex::new(None), Condvar::new());

/// The running Envoy.
pub(super) struct Proxy {
    pub(super) reports: u16,
    pub(super) cuts: u16,
    admin: u16,
    envoy: Process,
    _folder: TempDir,
}

/// A stream that the upstream makes below `/NAME/`.
pub(super) struct Made {
    pub(super) content_type: &'static str,
    pub(super) chunks: Vec<String>,
    /// What comes after the first chunk waits for [`go_on`].
    pub(super) waits: bool,
}

/// Lets the stream of a path go on.
pub(super) fn go_on(path: &str) {
    let mut paths = GOING_ON.0.lock().unwrap();
    paths.get_or_insert_default().insert(path.to_owned());
    GOING_ON.1.notify_all();
}

impl Proxy {
    /// The one of all tests here.
    pub(super) fn shared() -> &'static Self {
        static SHARED: LazyLock<Proxy> = LazyLock::new(Proxy::start);
        &SHARED
    }

    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [reports, cuts, admin] = std::array::from_fn(|_| free_port());
        let upstream = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = upstream.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in upstream.incoming() {
                thread::spawn(move || serve(stream.unwrap()));
            }
        });
        let address =
            |port: u16| json!({ "socket_address": { "address": "127.0.0.1", "port_value": port } });
        let endpoint = json!({ "endpoint": { "address": address(port) } });
        let bootstrap = json!({
            "admin": { "address": address(admin) },
            "static_resources": {
                "listeners": [
                    listener(&address(reports), "reports", "report"),
                    listener(&address(cuts), "cuts", "cut"),
                ],
                "clusters": [{ "name": "upstream", "connect_timeout": "2s", "load_assignment": {
                    "cluster_name": "upstream", "endpoints": [{ "lb_endpoints": [endpoint] }],
                } }],
            },
        });
        let path = folder.path().join("envoy.json");
        fs::write(&path, bootstrap.to_string()).unwrap();
        let program = program("DOCENT_TEST_ENVOY");
        let command = [
            &program,
            "--config-path",
            path.to_str().unwrap(),
            "--concurrency",
            "1",
        ];
        let command = [
            &command[..],
            &["--disable-hot-restart", "--file-flush-interval-msec", "100"],
        ]
        .concat();
        let envoy = Process::start("envoy", folder.path(), &command);
        envoy.wait_for_port(cuts, START_MAX);
        let proxy = Self {
            reports,
            cuts,
            admin,
            envoy,
            _folder: folder,
        };
        let ready = || Client::get(admin, "/ready").rest().text.contains("200 OK");
        proxy.envoy.wait_until(START_MAX, ready);
        proxy
    }

    /// A counter of one operation at one of the listeners.
    pub(super) fn verdicts(
        &self,
        listener: &str,
        operation: &str,
        direction: &str,
        verdict: &str,
    ) -> u64 {
        self.stat(&format!(
            "wasmcustom.docent.operation.service=.={listener};.;operation=.={operation};.;direction=.={direction};.;verdict=.={verdict};.;total"
        ))
    }

    /// A counter; 0 when it is not there.
    pub(super) fn stat(&self, name: &str) -> u64 {
        let stats = Client::get(self.admin, "/stats").rest().body();
        let value = stats
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value.map_or(0, |value| value.parse().unwrap())
    }

    /// Waits until the access log has a line with all of these.
    pub(super) fn logs(&self, parts: &[&str]) {
        let deadline = Instant::now() + Duration::from_secs(20);
        let found = || {
            let log = self.envoy.log();
            log.lines()
                .any(|line| parts.iter().all(|part| line.contains(part)))
        };
        while !found() {
            assert!(
                Instant::now() < deadline,
                "no line with {parts:?}:\n{}",
                self.envoy.log()
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn listener(address: &Value, name: &str, streams: &str) -> Value {
    let plugin = json!({
        "request": "enforce", "response": "enforce", "holdHeaders": true, "streams": streams,
        "contracts": [{ "service": name, "basePath": "/", "document": super::document() }],
    });
    let string = json!({ "@type": "type.googleapis.com/google.protobuf.StringValue", "value": plugin.to_string() });
    let wasm = json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
        "config": {
            "name": name,
            "vm_config": {
                "vm_id": name, "runtime": "envoy.wasm.runtime.v8",
                "code": { "local": { "filename": program("DOCENT_TEST_FILTER") } },
            },
            "allow_on_headers_stop_iteration": true,
            "configuration": string,
        },
    });
    let router =
        json!({ "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" });
    let route =
        json!({ "match": { "prefix": "/" }, "route": { "cluster": "upstream", "timeout": "0s" } });
    let log = json!({
        "@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
        "log_format": { "text_format_source": { "inline_string": format!(
            "{name} path=%REQ(:PATH)% details=%RESPONSE_CODE_DETAILS% request=%FILTER_STATE(wasm.docent_request:PLAIN)% response=%FILTER_STATE(wasm.docent_response:PLAIN)%\n"
        ) } },
    });
    let manager = json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": name,
        "codec_type": "AUTO",
        "access_log": [{ "name": "log", "typed_config": log }],
        "route_config": { "virtual_hosts": [{ "name": "all", "domains": ["*"], "routes": [route] }] },
        "http_filters": [
            { "name": "envoy.filters.http.wasm", "typed_config": wasm },
            { "name": "envoy.filters.http.router", "typed_config": router },
        ],
    });
    let filters = json!([{ "name": "envoy.filters.network.http_connection_manager", "typed_config": manager }]);
    json!({ "name": name, "address": address, "filter_chains": [{ "filters": filters }] })
}

/// Answers one request with the stream of its path; a reset is what some tests are about.
fn serve(mut stream: TcpStream) {
    let mut seen = Vec::new();
    while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
        let mut bytes = [0; 4096];
        match stream.read(&mut bytes) {
            Ok(size @ 1..) => seen.extend_from_slice(&bytes[..size]),
            Ok(0) | Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&seen).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    if head.starts_with("POST") && path != "/early" {
        // The whole request first. Its last chunk is the only one without bytes.
        while !seen.ends_with(b"0\r\n\r\n") {
            let mut bytes = [0; 4096];
            match stream.read(&mut bytes) {
                Ok(size @ 1..) => seen.extend_from_slice(&bytes[..size]),
                Ok(0) | Err(_) => return,
            }
        }
    }
    let _reset = answer(&mut stream, &path);
}

fn answer(stream: &mut TcpStream, path: &str) -> std::io::Result<()> {
    let made = super::made(path);
    let content_type = made.content_type;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )?;
    for (index, chunk) in made.chunks.iter().enumerate() {
        if index == 1 && made.waits {
            let paths = GOING_ON.0.lock().unwrap();
            let is_held = |paths: &mut Option<HashSet<String>>| {
                !paths.as_ref().is_some_and(|it| it.contains(path))
            };
            drop(GOING_ON.1.wait_while(paths, is_held).unwrap());
        }
        write!(stream, "{:x}\r\n{chunk}\r\n", chunk.len())?;
        stream.flush()?;
    }
    write!(stream, "0\r\n\r\n")
}
