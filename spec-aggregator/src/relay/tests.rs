//! The queue of what waits for other replicas.

use axum::http::Response;

use super::queue::{Queue, Sent};
use super::{Told, told};
use crate::aggregate::{RelayKind, ToRelay};
use crate::limits::{RELAY_BYTES_MAX, RELAY_READ_BYTES_MAX, RELAY_READ_ROWS_MAX};
use crate::store::{Changes, RelayIndex, Store};

fn rows(count: usize, bytes: usize) -> Vec<ToRelay> {
    let row = ToRelay {
        kind: RelayKind::Report,
        at: 7,
        body: vec![b'x'; bytes],
    };
    vec![row; count]
}

fn peers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn queue(names: &[&str]) -> Queue {
    Queue::load(RelayIndex::default(), &peers(names)).0
}

fn waiting(queue: &Queue) -> Vec<(&str, usize)> {
    queue.waiting().collect()
}

fn sent(peer: &str, sent: Sent) -> Vec<(String, Sent)> {
    vec![(peer.to_owned(), sent)]
}

#[test]
fn a_row_goes_when_every_peer_has_it() {
    let mut queue = queue(&["a", "b"]);
    queue.apply(queue.plan(rows(3, 1), Vec::new()));
    assert_eq!(queue.next("a"), Some((0, 3)));
    let plan = queue.plan(Vec::new(), sent("a", Sent::Through(3)));
    assert_eq!(plan.changes.gone_through, None);
    queue.apply(plan);
    assert_eq!(waiting(&queue), [("a", 0), ("b", 3)]);
    let plan = queue.plan(Vec::new(), sent("b", Sent::Through(2)));
    assert_eq!(plan.changes.gone_through, Some(2));
    assert_eq!(plan.changes.sent, [("b".to_owned(), 2)]);
    queue.apply(plan);
    assert_eq!(waiting(&queue), [("a", 0), ("b", 1)]);
    assert_eq!((queue.next("a"), queue.next("b")), (None, Some((2, 3))));
}

#[test]
fn nothing_waits_for_oneself_nor_without_peers() {
    let mut queue = queue(&["a", "itself"]);
    queue.apply(queue.plan(rows(2, 1), sent("a", Sent::Through(0))));
    let plan = queue.plan(Vec::new(), sent("itself", Sent::Itself));
    assert_eq!(plan.changes.peers_gone, ["itself"]);
    queue.apply(plan);
    assert_eq!(waiting(&queue), [("a", 2)]);
    let plan = queue.plan(rows(1, 1), sent("a", Sent::Itself));
    assert_eq!(
        (plan.changes.added.len(), plan.changes.gone_through),
        (0, Some(i64::MAX))
    );
    queue.apply(plan);
    assert!(!queue.has_peers());
    assert_eq!(queue.plan(rows(1, 1), Vec::new()).changes.added, []);
}

#[test]
fn beyond_the_bound_the_oldest_are_dropped_and_counted() {
    let mut queue = queue(&["gone", "quick"]);
    let eighth = RELAY_BYTES_MAX / 8;
    queue.apply(queue.plan(rows(8, eighth), Vec::new()));
    queue.apply(queue.plan(Vec::new(), sent("quick", Sent::Through(7))));
    let plan = queue.plan(rows(2, eighth), Vec::new());
    assert_eq!(plan.dropped, [("gone".to_owned(), 2)].into());
    assert_eq!(plan.changes.sent, [("gone".to_owned(), 2)]);
    assert_eq!(plan.changes.gone_through, Some(2));
    queue.apply(plan);
    assert_eq!(waiting(&queue), [("gone", 8), ("quick", 3)]);
}

#[test]
fn little_is_read_at_one_time_and_one_row_always() {
    let mut queue = queue(&["a"]);
    queue.apply(queue.plan(rows(1, 2 * RELAY_READ_BYTES_MAX), Vec::new()));
    queue.apply(queue.plan(rows(1_000, 1), Vec::new()));
    assert_eq!(queue.next("a"), Some((0, 1)));
    queue.apply(queue.plan(Vec::new(), sent("a", Sent::Through(1))));
    let through = 1 + i64::try_from(RELAY_READ_ROWS_MAX).unwrap();
    assert_eq!(queue.next("a"), Some((1, through)));
}

#[test]
fn an_answer_is_a_replicas_own_and_only_some_are_final() {
    let check = |status: u16, origin: &str, kind: &str, expected: fn(&Told) -> bool| {
        let response = Response::builder()
            .status(status)
            .header("x-docent", origin);
        let response = reqwest::Response::from(response.body("").unwrap());
        let told = told(&response, kind == "reports");
        assert!(expected(&told), "{status} {origin} {kind}: {told:?}");
    };
    for kind in ["reports", "documents"] {
        check(202, "aggregator", kind, |it| *it == Told::Taken);
        check(421, "aggregator", kind, |it| *it == Told::Itself);
        for status in [202, 400, 421] {
            check(status, "rejected", kind, |it| matches!(it, Told::Failed(_)));
        }
        for status in [400, 413, 422] {
            check(status, "aggregator", kind, |it| {
                matches!(it, Told::Refused(_))
            });
        }
        for status in [302, 401, 403, 404, 405, 429, 500, 503] {
            check(status, "aggregator", kind, |it| {
                matches!(it, Told::Failed(_))
            });
        }
    }
    check(409, "aggregator", "reports", |it| *it == Told::TooEarly);
    check(409, "aggregator", "decisions", |it| {
        matches!(it, Told::Refused(_))
    });
}

#[tokio::test]
async fn what_waits_survives_and_who_is_no_peer_any_more_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("docent.db").display());
    let mut store = Store::open(&url).await.unwrap();
    let (mut queue, relay) = Queue::load(store.load_relay().await.unwrap(), &peers(&["a", "b"]));
    let write = async |store: &mut Store, relay| {
        let changes = Changes {
            relay,
            ..Changes::default()
        };
        store.write(&changes).await.unwrap();
    };
    write(&mut store, relay).await;
    let plan = queue.plan(rows(5, 3), sent("a", Sent::Through(0)));
    write(&mut store, plan.changes.clone()).await;
    queue.apply(plan);
    let plan = queue.plan(Vec::new(), sent("a", Sent::Through(4)));
    write(&mut store, plan.changes.clone()).await;
    store.close().await.unwrap();

    let mut store = Store::open(&url).await.unwrap();
    let index = store.load_relay().await.unwrap();
    let (queue, relay) = Queue::load(index, &peers(&["a", "new"]));
    // What only the old peer had not is gone with it; the new one gets what still waits.
    assert_eq!(relay.peers_gone, ["b"]);
    assert_eq!(waiting(&queue), [("a", 1), ("new", 5)]);
    let (after, through) = queue.next("a").unwrap();
    let read = store.relay(after, through).await.unwrap();
    assert_eq!(
        (read[0].id, read[0].at, read[0].kind.as_str()),
        (5, 7, "reports")
    );
    assert_eq!(read[0].body, b"xxx");
}
