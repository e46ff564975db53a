//! What is shipped beside the filter itself: its image, the bills of materials, the examples for other meshes.
//! `make test-mesh` makes them first: `scripts/filter-image`, `scripts/sbom`, `scripts/neighbors`.
#![cfg(test)]

#[path = "artifacts/bill.rs"]
mod bill;
#[path = "artifacts/image.rs"]
mod image;
#[path = "artifacts/neighbors.rs"]
mod neighbors;

use std::process::{Command, Output};

use mesh::house::repository;

/// Runs a program at the top of the repository; that it fails is the test's failure.
#[track_caller]
fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(program)
        .args(arguments)
        .current_dir(repository())
        .output()
        .unwrap_or_else(|why| panic!("{program}: {why}"));
    assert!(
        status.success(),
        "{program} {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&stderr)
    );
    stdout
}

/// A path, as an argument.
fn text(path: &std::path::Path) -> &str {
    path.to_str().unwrap()
}
