//! Polls of a service on loopback that does what it should not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::fetch::{Fetch, FetchError, client, fetch};
use super::{delay, poll, start};
use crate::aggregate::Fetched;
use crate::cli::install_tls;
use crate::config::{Config, ServiceConfig};
use crate::limits::DOCUMENT_BYTES_MAX;
use crate::store::Store;
use crate::writer::Writer;

const DOCUMENT: &str =
    r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;

/// A service on loopback; answers with its address.
async fn listen(router: Router) -> String {
    install_tls();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/openapi.json")
}

fn service(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> Router {
    Router::new().route("/openapi.json", get(async move || answer()))
}

async fn writer() -> Writer {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let config = Config {
        services: vec![ServiceConfig::named("iris")],
        ..Config::default()
    };
    Writer::start(store, &config).await.unwrap().0
}

fn title(writer: &Writer) -> Option<String> {
    let snapshot = writer.snapshot();
    let declared = snapshot.mounts.services["iris"].declared.as_ref()?;
    Some(
        declared.document.as_value()["info"]["title"]
            .as_str()?
            .to_owned(),
    )
}

#[tokio::test]
async fn a_changed_document_is_declared_and_an_unchanged_one_is_not() {
    let url = listen(service(|| DOCUMENT.into_response())).await;
    let (writer, client) = (writer().await, client().unwrap());
    assert_eq!(
        poll("iris", &url, &client, &writer).await.unwrap(),
        "changed"
    );
    assert_eq!(title(&writer).as_deref(), Some("T"));
    let revision = writer.snapshot().revision;
    assert_eq!(poll("iris", &url, &client, &writer).await.unwrap(), "same");
    assert_eq!(writer.snapshot().revision, revision);
}

#[tokio::test]
async fn a_validator_is_sent_back() {
    let answer = async |headers: HeaderMap| match headers.get(header::IF_NONE_MATCH) {
        Some(known) if known == "\"1\"" => StatusCode::NOT_MODIFIED.into_response(),
        _ => ([(header::ETAG, "\"1\"")], DOCUMENT).into_response(),
    };
    let url = listen(Router::new().route("/openapi.json", get(answer))).await;
    let client = client().unwrap();
    let Fetch::Changed { etag, digest, text } = fetch(&client, &url, None).await.unwrap() else {
        panic!("nothing was known");
    };
    assert_eq!((etag.as_deref(), text.as_str()), (Some("\"1\""), DOCUMENT));
    let known = Fetched {
        etag,
        digest: "another".to_owned(),
        at: 0,
    };
    assert_eq!(
        fetch(&client, &url, Some(&known)).await.unwrap(),
        Fetch::Same
    );
    let known = Fetched {
        etag: None,
        digest,
        at: 0,
    };
    assert_eq!(
        fetch(&client, &url, Some(&known)).await.unwrap(),
        Fetch::Same
    );
}

#[tokio::test]
async fn the_last_good_document_outlives_everything_that_follows() {
    let answers: [fn() -> Response; 5] = [
        || DOCUMENT.into_response(),
        || StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        || "<html>not a document</html>".into_response(),
        || vec![b' '; DOCUMENT_BYTES_MAX + 1].into_response(),
        || vec![0xff_u8, 0xfe].into_response(),
    ];
    let calls = Arc::new(AtomicUsize::new(0));
    let url = listen(service(move || {
        answers[calls.fetch_add(1, Ordering::SeqCst)]()
    }))
    .await;
    let (writer, client) = (writer().await, client().unwrap());
    poll("iris", &url, &client, &writer).await.unwrap();
    for expected in [
        "status 500",
        "not an OpenAPI document",
        "over 5242880 bytes",
        "not UTF-8",
    ] {
        let error = poll("iris", &url, &client, &writer)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(title(&writer).as_deref(), Some("T"));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let elsewhere = service(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        DOCUMENT.into_response()
    });
    let elsewhere = listen(elsewhere).await;
    let url = listen(service(move || {
        Redirect::temporary(&elsewhere).into_response()
    }))
    .await;
    let error = fetch(&client().unwrap(), &url, None).await.unwrap_err();
    assert!(
        matches!(error, FetchError::Status(StatusCode::TEMPORARY_REDIRECT)),
        "{error}"
    );
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_failure_names_its_cause_and_not_the_address() {
    install_tls();
    let url = "http://127.0.0.1:1/openapi.json?key=secret";
    let error = fetch(&client().unwrap(), url, None)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("refused") && !error.contains("secret"),
        "{error}"
    );
}

#[tokio::test]
async fn metadata_addresses_are_not_asked() {
    install_tls();
    let client = client().unwrap();
    for url in [
        "http://169.254.169.254/latest/meta-data",
        "http://2852039166/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://0.0.0.0/",
        "not a url",
    ] {
        let error = fetch(&client, url, None).await.unwrap_err();
        assert!(matches!(error, FetchError::Address), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_document_refers_nobody_anywhere() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let elsewhere = service(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        "{}".into_response()
    });
    let elsewhere = listen(elsewhere).await;
    let document = format!(
        r#"{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}}, "paths": {{"/a": {{"get": {{"responses":
        {{"200": {{"description": "", "content": {{"application/json": {{"schema": {{"$ref": "{elsewhere}"}}}}}}}}}}}}}}}}}}"#
    );
    let url = listen(service(move || document.clone().into_response())).await;
    let writer = writer().await;
    poll("iris", &url, &client().unwrap(), &writer)
        .await
        .unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn polling_begins_at_once_and_ends_with_its_tasks() {
    let url = listen(service(|| DOCUMENT.into_response())).await;
    let writer = writer().await;
    let services = [ServiceConfig {
        document_url: Some(url),
        ..ServiceConfig::named("iris")
    }];
    let tasks = start(&services, &writer).unwrap();
    let polled = async {
        while title(&writer).is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), polled)
        .await
        .unwrap();
    drop(tasks);
}

#[test]
fn failures_back_off_and_nobody_polls_in_step() {
    let interval = Duration::from_secs(30);
    let middle = |failures| delay(interval, failures, 0.5).as_secs_f64();
    let expected = [30.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0];
    for (failures, expected) in (0..).zip(expected) {
        assert!(
            (middle(failures) - expected).abs() < 1e-6,
            "{failures}: {}",
            middle(failures)
        );
    }
    assert!((middle(u32::MAX) - 60.0).abs() < 1e-6);
    assert_eq!(delay(interval, 0, 0.0), Duration::from_secs(27));
    assert!(delay(interval, 0, 0.999) < Duration::from_secs(33));
}
