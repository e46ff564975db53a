//! Any bytes: the reader does not panic, and reads what another reader does. It alone refuses
//! what is beyond its limits and members given twice.

#![no_main]

#[path = "read/tree.rs"]
mod tree;

use libfuzzer_sys::fuzz_target;
use schema::json::{JsonError, JsonLimits, read};
use schema::limits::JSON_NUMBER_BYTES_MAX;
use tree::Tree;

fuzz_target!(|bytes: &[u8]| {
    let theirs = serde_json::from_slice::<Tree>(bytes);
    match (read(bytes, &JsonLimits::default()), theirs) {
        (Ok(json), Ok(tree)) => {
            assert!(!tree.has_twins(), "a member given twice was let through");
            assert!(tree.is(json.root()), "another value was read");
        }
        (Ok(_), Err(error)) => panic!("read what is no JSON: {error}"),
        (Err(JsonError::Empty | JsonError::Syntax), Ok(_)) => {
            assert!(has_long_number(bytes), "refused what is JSON");
        }
        (Err(JsonError::DuplicateKey), Ok(tree)) => {
            assert!(tree.has_twins(), "no member is given twice");
        }
        (
            Err(JsonError::Bytes | JsonError::Depth | JsonError::Nodes | JsonError::Members),
            Ok(_),
        )
        | (Err(_), Err(_)) => {}
    }
});

/// Numbers may be so long that readers differ on them; they are refused.
fn has_long_number(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| !matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
        .any(|number| number.len() > JSON_NUMBER_BYTES_MAX)
}
