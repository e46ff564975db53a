//! Properties of the code itself: sizes, first lines, who may name what. Not its behaviour.

use std::fs;
use std::path::{Path, PathBuf};

mod dependencies;

/// Lines a source file may have; half a screen more than anybody reads at once.
const LINES_MAX: usize = 500;
/// What is made, not written. In a second worktree .git is a file.
const MADE: [&str; 5] = ["target", "dist", ".git", "node_modules", "__pycache__"];

/// A text file of the repository, by its path from the top.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == extension)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if MADE.contains(&path.file_name().unwrap().to_str().unwrap()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every text file, in a stable order.
fn sources() -> Vec<Source> {
    let root = root();
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let text = fs::read_to_string(&path).ok()?;
            Some(Source {
                path: path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
                text,
            })
        })
        .collect()
}

fn rust_sources() -> impl Iterator<Item = Source> {
    sources().into_iter().filter(|source| source.is("rs"))
}

#[track_caller]
fn nothing_in(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn a_source_file_stays_short() {
    let long = rust_sources()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines"));
    nothing_in(long.collect(), "no file has more than 500 lines");
}

#[test]
fn a_source_file_opens_by_saying_what_it_is_for() {
    // A wall's README is its crate's documentation.
    let opens = |text: &str| {
        text.starts_with("//!") || text.starts_with("#![doc = include_str!(\"../README.md\")]")
    };
    let silent = rust_sources()
        .filter(|source| !opens(&source.text))
        .map(|source| source.path);
    nothing_in(silent.collect(), "the first line of a file is its //! line");
}

#[test]
fn a_module_is_named_after_what_it_holds() {
    let named_mod = rust_sources()
        .map(|source| source.path)
        .filter(|path| path.ends_with("/mod.rs"));
    nothing_in(named_mod.collect(), "foo.rs, not foo/mod.rs");
}

#[test]
fn nothing_is_left_for_later_in_a_comment() {
    // Put together here, so that this file does not find itself.
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let left = sources()
        .into_iter()
        .filter(|source| !source.path.starts_with("spec-aggregator/ui/") && !source.is("lock"))
        .filter(|source| notes.iter().any(|note| source.text.contains(note)))
        .map(|source| source.path);
    nothing_in(left.collect(), "fix it, or write the test that shows it");
}

#[test]
fn the_repository_names_no_machine() {
    let elsewhere = [
        concat!("..", "/shared"),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    let named = sources()
        .into_iter()
        .filter(|source| !source.path.starts_with("spec-aggregator/ui/"))
        .filter(|source| elsewhere.iter().any(|place| source.text.contains(place)))
        .map(|source| source.path);
    nothing_in(
        named.collect(),
        "no path of somebody's machine, nothing outside the checkout",
    );
}

#[test]
fn the_front_pages_stay_one_sitting() {
    for page in ["README.md", "ARCHITECTURE.md"] {
        let lines = fs::read_to_string(root().join(page))
            .unwrap()
            .lines()
            .count();
        assert!(lines <= 200, "{page} has {lines} lines, 200 are a sitting");
    }
}

#[test]
fn a_make_target_has_at_most_five_lines() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    let mut run = 0;
    for line in makefile.lines() {
        run = if line.starts_with('\t') { run + 1 } else { 0 };
        assert!(
            run <= 5,
            "longer than five lines belongs in scripts/: {line}"
        );
    }
}
