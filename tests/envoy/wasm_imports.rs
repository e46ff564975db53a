//! What the built filter asks of its host: an import that an Envoy does not know keeps the module from loading.

use std::collections::BTreeSet;
use std::fs;

use wasmparser::{Parser, Payload};

use super::gateway::program;

/// The WASI functions every Envoy since 1.36 offers; later ones offer more.
const WASI: [&str; 18] = [
    "args_get",
    "args_sizes_get",
    "clock_time_get",
    "environ_get",
    "environ_sizes_get",
    "fd_close",
    "fd_fdstat_get",
    "fd_fdstat_set_flags",
    "fd_prestat_dir_name",
    "fd_prestat_get",
    "fd_read",
    "fd_seek",
    "fd_write",
    "path_open",
    "poll_oneoff",
    "proc_exit",
    "random_get",
    "sched_yield",
];

fn filter() -> Vec<u8> {
    fs::read(program("DOCENT_TEST_FILTER")).unwrap()
}

#[test]
fn the_filter_imports_only_what_every_supported_envoy_offers() {
    let wasm = filter();
    let mut strangers = BTreeSet::new();
    for payload in Parser::new(0).parse_all(&wasm) {
        if let Payload::ImportSection(imports) = payload.unwrap() {
            for import in imports.into_imports() {
                let import = import.unwrap();
                let known = match import.module {
                    "wasi_snapshot_preview1" => WASI.contains(&import.name),
                    "env" => import.name.starts_with("proxy_"),
                    _ => false,
                };
                if !known {
                    strangers.insert(format!("{}.{}", import.module, import.name));
                }
            }
        }
    }
    assert!(
        strangers.is_empty(),
        "Envoy would refuse to load: {strangers:?}"
    );
}

#[test]
fn the_filter_holds_no_path_of_the_machine_that_built_it() {
    let wasm = filter();
    for home in [
        env!("CARGO_MANIFEST_DIR").trim_end_matches("/tests"),
        &std::env::var("HOME").unwrap_or_default(),
    ] {
        let found = home.len() > 1
            && wasm
                .windows(home.len())
                .any(|window| window == home.as_bytes());
        assert!(!found, "the filter names a folder of this machine");
    }
}
