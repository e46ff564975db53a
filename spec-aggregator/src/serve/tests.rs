//! The service from start to end.

use std::future::ready;

use tokio::net::TcpListener;

use super::{ServeError, serve};
use crate::cli::install_tls;
use crate::config::{Config, ServiceConfig};
use crate::store::Store;

/// On free ports of loopback.
fn config(store: &str) -> Config {
    let free = "127.0.0.1:0".parse().unwrap();
    Config {
        public_address: free,
        internal_address: free,
        store: store.to_owned(),
        ..Config::default()
    }
}

#[tokio::test]
async fn a_stopped_service_has_written_and_released_its_store() {
    install_tls();
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("iris.yaml");
    std::fs::write(
        &document,
        "openapi: 3.1.0\ninfo: {title: I, version: '1'}\npaths: {}\n",
    )
    .unwrap();
    let store = format!("sqlite://{}", folder.path().join("docent.db").display());
    let iris = ServiceConfig {
        document: Some(document),
        ..ServiceConfig::named("iris")
    };
    let config = Config {
        services: vec![iris],
        ..config(&store)
    };
    for _ in 0..2 {
        serve(config.clone(), ready(())).await.unwrap();
    }
    let rows = Store::open(&store).await.unwrap().load().await.unwrap();
    assert_eq!(rows.declared.len(), 1);
    assert!(rows.declared[0].configured);
}

#[tokio::test]
async fn what_is_needed_and_missing_stops_the_start() {
    install_tls();
    let memory = config("sqlite::memory:");
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let error = serve(
        Config {
            public_address: address,
            ..memory.clone()
        },
        ready(()),
    )
    .await
    .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot listen on {address}")),
        "{error}"
    );

    let iris = ServiceConfig {
        document: Some("missing.yaml".into()),
        ..ServiceConfig::named("iris")
    };
    let error = serve(
        Config {
            services: vec![iris],
            ..memory
        },
        ready(()),
    )
    .await
    .unwrap_err();
    assert!(matches!(error, ServeError::Document { .. }), "{error}");

    let error = serve(config("sqlite:///nowhere/at/all/docent.db"), ready(()))
        .await
        .unwrap_err();
    assert!(matches!(error, ServeError::Store(_)), "{error}");
}
