//! The `overrides` of a configuration: hints about paths, by service. What a hint says is the
//! core's to read.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi::observed::Overrides;
use serde_json::Value;

use super::read::Reader;

/// Reads them; a service whose hints cannot be read has none, and is told.
pub(super) fn overrides(
    reader: &mut Reader,
    origin: &str,
    value: Value,
) -> BTreeMap<String, Arc<Overrides>> {
    let Value::Object(services) = value else {
        if !value.is_null() {
            reader.problem(origin, "a mapping of services to lists of hints");
        }
        return BTreeMap::new();
    };
    let mut overrides = BTreeMap::new();
    for (service, lines) in services {
        let place = format!("{origin}.{service}");
        let Ok(lines) = serde_json::from_value::<Vec<String>>(lines) else {
            reader.problem(&place, "a list of hints such as /post/{postId}");
            continue;
        };
        match Overrides::parse(&lines) {
            Ok(read) => {
                overrides.insert(service, Arc::new(read));
            }
            Err(error) => {
                let hint = format!("{place}[{}]", error.line.saturating_sub(1));
                // It tells its line, too, which is counted from 0 here as in every list.
                let told = error.to_string();
                let expected = told.split_once("expected ").map_or("", |(_, it)| it);
                reader.problem(&hint, expected);
            }
        }
    }
    overrides
}
