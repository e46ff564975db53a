//! Random values whose names collide and whose names identify, and bounds so low that
//! every one of them is hit.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::shape::caps::Caps;

/// Bounds that small values overflow.
pub(crate) const TIGHT: Caps = Caps {
    depth: 3,
    values: 8,
    items: 3,
    tuple: 2,
    words: 2,
    tagged: 3,
    fields: 3,
    path_children: 2,
    query_names: 2,
    media_types: 1,
};

/// The tight bounds and the real ones.
pub(crate) fn caps() -> impl Strategy<Value = Caps> {
    prop_oneof![Just(TIGHT), Just(Caps::DEFAULT)]
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,5}",
        "[a-z]{2}@example\\.com",
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
        "20[0-9]{2}-0[1-9]-1[0-9]",
        "[0-9]{1,4}",
        "[A-Za-z0-9]{20}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-f]", 1 => "type", 1 => "[0-9]{1,3}", 1 => text()]
}

/// JSON values of a few levels.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((name(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Something for each of several parts, and an order in which to join the parts.
pub(crate) fn parted<T: std::fmt::Debug + Clone>(
    one: impl Strategy<Value = T>,
    most: usize,
) -> impl Strategy<Value = (Vec<(T, usize)>, Vec<usize>)> {
    (
        prop::collection::vec((one, 0..4_usize), 0..most),
        Just((0..4).collect::<Vec<usize>>()).prop_shuffle(),
    )
}
