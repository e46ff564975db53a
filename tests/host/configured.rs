//! Configurations: what is wrong costs its default, never the filter.

use serde_json::json;

use super::document::mounted;
use super::envoy::{Envoy, vm};
use super::exchange::{request, response};
use super::record::host;

#[test]
fn only_what_is_no_json_object_is_refused() {
    vm(|| {
        for (root, bytes) in [&b"null"[..], b"[1]", b"{", b"\xff\xfe", b"true"]
            .iter()
            .enumerate()
        {
            assert!(Envoy::start_as(u32::try_from(root).unwrap() + 1, bytes).is_none());
        }
        assert!(Envoy::start_as(10, b"").is_some());
        assert!(Envoy::start_as(11, b"{}").is_some());
    });
}

#[test]
fn a_broken_field_is_warned_of_and_counted_and_the_rest_works() {
    vm(|| {
        let configuration = json!({
            "request": "enforce", "response": 7, "limits": {"jsonDepth": "deep", "extra": 1}, "nonsense": {},
            "overrides": [{"path": 1}],
        });
        let envoy = Envoy::start(&mounted(configuration));
        assert_eq!(host(|host| host.counter("docent.config_warnings_total")), 5);
        let logs = host(|host| host.logs.clone());
        for field in [
            "response",
            "limits.jsonDepth",
            "limits.extra",
            "nonsense",
            "overrides[0].path",
        ] {
            assert!(
                logs.iter()
                    .any(|(_, line)| line.contains(&format!(" {field}: expected "))),
                "{field}: {logs:?}"
            );
        }
        let seen = envoy.exchange(&request("GET", "/shop/items?limit=500"), &response(204));
        seen.rejected(400, "docent_request_violates");
    });
}

#[test]
fn every_total_is_visible_from_the_start() {
    vm(|| {
        let _envoy = Envoy::start(&json!({}));
        let names = host(|host| {
            host.counters
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        });
        for name in [
            "requests",
            "rejected",
            "would_reject",
            "undecided",
            "observed",
            "dropped",
        ] {
            assert!(names.contains(&format!("docent.{name}_total")), "{names:?}");
        }
    });
}

#[test]
fn a_new_configuration_in_the_same_vm_defines_no_stat_twice() {
    vm(|| {
        let first = Envoy::start(&mounted(json!({})));
        let exchange =
            |envoy: &Envoy| envoy.exchange(&request("GET", "/shop/items?limit=5"), &response(204));
        exchange(&first);
        let second = Envoy::start_as(
            2,
            mounted(json!({"response": "off"})).to_string().as_bytes(),
        )
        .unwrap();
        exchange(&second);
        exchange(&first);
        let mut names = host(|host| {
            host.counters
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        });
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        let stat = "docent.operation.service=.=shop;.;operation=.=GET /items;.;direction=.=request;.;verdict=.=conforms;.;total";
        assert_eq!(host(|host| host.counter(stat)), 3);
    });
}

#[test]
fn with_everything_off_and_no_aggregator_nothing_is_read_of_an_exchange() {
    vm(|| {
        let envoy = Envoy::start(&json!({"request": "off", "response": "off"}));
        let before = host(|host| host.counted.clone());
        let (request, response) = (
            request("POST", "/x").json(&json!(1)),
            response(200).json(&json!(2)),
        );
        envoy
            .exchange(&request, &response)
            .passed(&request, &response);
        let after = host(|host| host.counted.clone());
        for name in ["buffer", "property", "set_property", "get_shared", "log"] {
            assert_eq!(before.get(name), after.get(name), "{name}");
        }
    });
}
