//! Any bytes, made into a schema and an instance: another implementation says the same.

#![no_main]

#[path = "../../tests/generate/generate.rs"]
mod generate;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let case = generate::case(bytes);
    if let Err(difference) = generate::oracle::compare(&case) {
        panic!(
            "{difference}\nschema {:?} of {}\ninstance {}",
            case.pointer, case.document, case.instance
        );
    }
});
