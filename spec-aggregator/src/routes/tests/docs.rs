//! The docs page and what it loads.

use std::io::Read;

use axum::http::StatusCode;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::{Answer, Service, config, get, with};

const SUMS: &str = include_str!("../../../assets/swagger-ui-5.35.0/SHA256SUMS");

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(answer.body.as_slice())
        .read_to_end(&mut plain)
        .unwrap();
    plain
}

#[tokio::test]
async fn the_root_leads_to_the_docs() {
    let service = Service::start(config()).await;
    let answer = service.public(get("/")).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::TEMPORARY_REDIRECT, "docs")
    );
}

#[tokio::test]
async fn the_page_runs_only_our_own_files() {
    let service = Service::start(config()).await;
    let page = service.public(get("/docs")).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    );
    let html = page.text();
    assert!(!html.contains("://") && !html.contains("<style") && !html.contains(" style="));
    for script in html.split("<script").skip(1) {
        assert!(
            script.starts_with(" src=\"docs/") && script.contains("\"></script>"),
            "{script}"
        );
    }
    // Every file that the page names is there.
    for name in html
        .split(['"', '\''])
        .filter_map(|text| text.strip_prefix("docs/"))
    {
        assert_eq!(
            service.public(get(&format!("/docs/{name}"))).await.status,
            StatusCode::OK,
            "{name}"
        );
    }
}

#[tokio::test]
async fn vendored_files_are_what_their_publisher_signed_off() {
    let service = Service::start(config()).await;
    for line in SUMS.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let path = format!("/docs/{name}");
        let packed = service
            .public(with(get(&path), "accept-encoding", "br, gzip;q=0.8"))
            .await;
        assert_eq!(
            (packed.header("content-encoding"), packed.header("vary")),
            ("gzip", "accept-encoding")
        );
        let plain = service
            .public(with(get(&path), "accept-encoding", "gzip;q=0, br"))
            .await;
        assert_eq!(
            (plain.header("content-encoding"), plain.header("vary")),
            ("", "accept-encoding")
        );
        assert_eq!(unpacked(&packed), plain.body);
        assert_eq!(
            crate::digest::hex(&Sha256::digest(&plain.body)),
            sum,
            "{name}"
        );
        assert_ne!(packed.header("etag"), plain.header("etag"));
        let again = service
            .public(with(
                with(get(&path), "accept-encoding", "gzip"),
                "if-none-match",
                packed.header("etag"),
            ))
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}
