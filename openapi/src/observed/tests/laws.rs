//! The laws of what is observed, tried at bounds that overflow at once and at the real ones.

use proptest::prelude::*;

use crate::contract::{Contract, Route};
use crate::http::{Header, Method};
use crate::observation::{
    ContentObservation, EventCounts, Observation, Segment, credentials, header_parameters,
    query_parameters, segments,
};
use crate::observed::{Observed, Overrides, Publication};
use crate::shape::caps::Caps;
use crate::shape::tests::strategy::{caps, parted, text, value};
use crate::shape::tests::{key, shape_of};

fn content() -> impl Strategy<Value = Option<ContentObservation>> {
    let one = (
        prop_oneof!["application/json", "text/event-stream", "[a-c]/[a-c]"],
        value(),
    );
    let events = (0..3_u64, 0..3_u64).prop_map(|(total, json)| EventCounts {
        total,
        json,
        ..EventCounts::default()
    });
    prop::option::of((one, events).prop_map(|((media_type, value), events)| {
        let shape = (media_type != "text/event-stream").then(|| shape_of(&value));
        ContentObservation {
            events,
            ..ContentObservation::new(&media_type, shape)
        }
    }))
}

fn target() -> impl Strategy<Value = String> {
    let segment = prop_oneof![3 => "[a-d]", 1 => text(), 1 => Just("v1".to_owned())];
    let pair = (
        prop_oneof!["[a-d]", "[0-9]{3}", "[ab]_api_key", "[ab]%5B[ab]%5D"],
        text(),
    );
    (
        prop::collection::vec(segment, 0..4),
        prop::collection::vec(pair, 0..4),
    )
        .prop_map(|(path, query)| {
            let query: Vec<String> = query
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("/{}?{}", path.join("/"), query.join("&"))
        })
}

pub(crate) fn observation() -> impl Strategy<Value = Observation> {
    let methods = prop::sample::select(vec![Method::Get, Method::Post]);
    let statuses = prop::sample::select(vec![200_u16, 201, 404]);
    (methods, target(), content(), statuses, content()).prop_map(
        |(method, target, request, status, response)| {
            let (path, query) = target.split_once('?').unwrap();
            let headers = [Header {
                name: b"x-tenant",
                value: query.as_bytes(),
            }];
            Observation {
                query: query_parameters(query, Some(&key())),
                headers: header_parameters(&headers, Some(&key())),
                credentials: credentials(&[], query),
                request,
                response,
                ..Observation::new(method, segments(path).unwrap(), status)
            }
        },
    )
}

fn observed(observations: &[Observation], caps: &Caps) -> Observed {
    let mut observed = Observed::default();
    for observation in observations {
        observed.observe_within(observation.clone(), 1, caps);
    }
    observed
}

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    prop::collection::vec(observation(), 0..6)
}

fn joined(left: &Observed, right: &Observed, caps: &Caps) -> Observed {
    let mut left = left.clone();
    left.join_within(right.clone(), caps);
    left
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn join_is_associative_and_commutative_with_a_neutral_element(
        a in observations(), b in observations(), c in observations(), caps in caps(),
    ) {
        let [a, b, c] = [a, b, c].map(|observations| observed(&observations, &caps));
        let ab_c = joined(&joined(&a, &b, &caps), &c, &caps);
        let a_bc = joined(&a, &joined(&b, &c, &caps), &caps);
        prop_assert_eq!(ab_c, a_bc);
        prop_assert_eq!(joined(&a, &b, &caps), joined(&b, &a, &caps));
        prop_assert_eq!(&joined(&a, &Observed::default(), &caps), &a);
        prop_assert_eq!(&joined(&Observed::default(), &a, &caps), &a);
    }

    #[test]
    fn any_parts_in_any_order_give_the_same_document_byte_for_byte(
        (observations, order) in parted(observation(), 16), caps in caps(),
    ) {
        let all: Vec<Observation> = observations.iter().map(|(one, _)| one.clone()).collect();
        let whole = observed(&all, &caps);
        let mut parts = Observed::default();
        for part in order {
            let own: Vec<Observation> =
                observations.iter().filter(|(_, of)| *of == part).map(|(one, _)| one.clone()).collect();
            parts.join_within(observed(&own, &caps), &caps);
        }
        prop_assert_eq!(&parts, &whole);
        prop_assert_eq!(parts.to_document(Publication::titled("t")).to_json(), whole.to_document(Publication::titled("t")).to_json());
    }

    #[test]
    fn what_is_written_is_read_back(observations in observations(), caps in caps()) {
        let observed = observed(&observations, &caps);
        let text = serde_json::to_string(&observed).unwrap();
        let read: Observed = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &observed);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        prop_assert!(read.check_bounds().is_ok());
    }

    #[test]
    fn every_document_is_a_contract(observations in observations(), caps in caps()) {
        let observed = observed(&observations, &caps);
        let document = observed.to_document(Publication::titled("t"));
        let (contract, problems) = Contract::compile(&document);
        prop_assert!(problems.is_empty(), "{problems:?} in {}", document.to_json());
        prop_assert_eq!(contract.operations().len(), observed.operations(&Overrides::default()).len());
        for one in observations.iter().filter(|one| one.status < 400) {
            let path: String = one.path.iter().map(|segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Parameter { suffix, .. } => format!("/4711{suffix}"),
            }).collect();
            let route = contract.route(one.method.as_str().as_bytes(), &path);
            prop_assert!(matches!(route, Route::Matched(_)), "{path} in {}", document.to_json());
        }
    }

    #[test]
    fn nodes_grow_by_no_more_than_was_said(
        observations in observations(), more in observations(), caps in caps(),
    ) {
        let mut observed = observed(&observations, &caps);
        let other = self::observed(&more, &caps);
        let mut joined = observed.clone();
        let before = observed.nodes();
        let said: usize = more.into_iter().map(|one| observed.observe_within(one, 1, &caps)).sum();
        prop_assert!(observed.nodes() <= before + said);
        let said = joined.join_within(other, &caps);
        prop_assert!(joined.nodes() <= before + said);
    }
}
