//! Random schemas and instances, judged by this engine and by another: the same verdict, or
//! a reason in one list why not.

#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "../generate/generate.rs"]
mod generate;

use std::collections::BTreeMap;

use generate::oracle::{Outcome, compare};
use proptest::prelude::*;

/// Bytes that decide one case.
const BYTES_MAX: usize = 400;
/// Cases of the survey.
const SURVEYED: u32 = 4_000;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        max_shrink_iters: 3_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn another_implementation_says_the_same(bytes in prop::collection::vec(any::<u8>(), 0..BYTES_MAX)) {
        let case = generate::case(&bytes);
        if let Err(difference) = compare(&case) {
            prop_assert!(
                false,
                "{difference}\nschema {:?} of {}\ninstance {}",
                case.pointer, case.document, case.instance
            );
        }
    }
}

/// The cases are worth comparing: both verdicts are frequent, nearly all cases have one, and
/// every keyword that can be broken is broken now and then.
#[test]
fn the_cases_break_every_keyword() {
    let mut broken = BTreeMap::<&str, u32>::new();
    let (mut accepted, mut refused, mut undecided) = (0, 0, 0);
    for seed in 0..SURVEYED {
        let case = generate::case(&bytes(seed));
        match compare(&case) {
            Ok(Outcome::Same(keywords)) if keywords.is_empty() => accepted += 1,
            Ok(Outcome::Same(keywords)) => {
                refused += 1;
                for keyword in keywords {
                    *broken.entry(keyword).or_default() += 1;
                }
            }
            Ok(Outcome::Excepted(_) | Outcome::Exhausted | Outcome::NoSchema) => undecided += 1,
            // The other test tells more of it.
            Err(difference) => panic!("{difference}\n{case:?}"),
        }
    }
    assert!(accepted > SURVEYED / 4, "{accepted} accepted");
    assert!(refused > SURVEYED / 4, "{refused} refused");
    assert!(undecided < SURVEYED / 50, "{undecided} undecided");
    for keyword in BREAKABLE {
        assert!(
            broken.contains_key(keyword),
            "{keyword} is never broken: {broken:?}"
        );
    }
}

/// The keywords an explanation names.
const BREAKABLE: [&str; 29] = [
    "additionalProperties",
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "propertyNames",
    "required",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "falseSchema",
];

/// Bytes that look random, the same on every machine (Marsaglia's xorshift).
fn bytes(seed: u32) -> Vec<u8> {
    let mut state = u64::from(seed)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let count = 20 + usize::try_from(seed).unwrap_or_default() % (BYTES_MAX - 20);
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    })
    .take(count)
    .collect()
}
