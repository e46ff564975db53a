//! What comes of one exchange: judged, learnt, streamed.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{call, case, enforced, everywhere, total, until};
use crate::case::{Case, Verdict, Violation};
use crate::client::{Answer, Call};
use crate::platform::{Filter, Platform};

/// Nothing that a case sends as a value may ever be seen again elsewhere; each writes it so.
const VALUE: &str = "hunter2";

/// Requests and responses that conform pass, those that violate are refused, with the place and never the value.
pub async fn every_case_gets_its_verdict(platform: &mut impl Platform) {
    let cases = [Case::of("requests"), Case::of("responses")].concat();
    let baseline: Vec<&Value> = cases.iter().flat_map(|case| &case.baseline).collect();
    let accepting = Filter::usual(platform).with("baseline", json!(baseline));
    platform.attach(&[accepting]).await;
    in_use(platform).await;
    for case in cases {
        println!("{}", case.name);
        let (upstream, mount) = (platform.house().upstream.clone(), case.base_path());
        let (before, would_reject) = (
            upstream.seen(&mount),
            total(platform, "would_reject_total").await,
        );
        let answer = call(platform, &case).send().await;
        if is_only_counted(platform, &case) {
            // What the service itself answers is not ours to hide.
            assert_eq!(
                answer.status,
                case.exchange.response.status,
                "{}",
                answer.text()
            );
            assert_eq!(
                total(platform, "would_reject_total").await,
                would_reject + 1
            );
        } else {
            assert!(!answer.text().contains(VALUE), "{}", answer.text());
            assert_eq!(answer.status, case.expected.status, "{}", answer.text());
            assert_eq!(
                violations(&answer),
                case.expected.violations,
                "{}",
                answer.text()
            );
            for (name, begins) in &case.expected.headers {
                let value = answer.header(name);
                assert!(value.starts_with(begins), "{name}: {value}");
            }
        }
        if case.expected.request == Verdict::Violates {
            let after = upstream.seen(&mount);
            assert_eq!(after.whole, before.whole, "it never arrives whole");
            assert!(
                after == before || !platform.holds_headers(),
                "nothing of it arrives"
            );
        }
    }
}

/// Waits until the configuration with the baseline judges: what ran before it still refuses what is on the baseline, and
/// what has no contracts yet refuses nothing.
async fn in_use(platform: &impl Platform) {
    let accepted = case("requests/a-violation-that-is-on-the-baseline");
    let is_accepted = |answer: &Answer| answer.status == accepted.expected.status;
    everywhere(platform, "the baseline is known", &accepted, is_accepted).await;
    enforced(platform).await;
}

/// The body of a response comes when its head is gone, unless the platform lets the filter hold that.
fn is_only_counted(platform: &impl Platform, case: &Case) -> bool {
    let is_in_body = case
        .expected
        .violations
        .iter()
        .any(|violation| violation.location == "body");
    case.expected.response == Some(Verdict::Violates) && is_in_body && !platform.holds_headers()
}

/// The violations that a refusal names; none where nothing was refused.
pub fn violations(answer: &Answer) -> Vec<Violation> {
    if answer.header("x-docent") != "rejected" {
        return Vec::new();
    }
    let parsed = answer.json();
    let part = |violation: &Value, name: &str| violation[name].as_str().unwrap().to_owned();
    let violations = parsed["violations"].as_array().unwrap().iter();
    violations
        .map(|violation| Violation {
            location: part(violation, "location"),
            pointer: part(violation, "pointer"),
            keyword: part(violation, "keyword"),
        })
        .collect()
}

/// An API that nobody declared is published: its templates, and no value.
pub async fn what_nobody_declared_is_learnt(platform: &mut impl Platform) {
    platform.attach(&[Filter::usual(platform)]).await;
    enforced(platform).await;
    for case in Case::of("learnt") {
        let answer = call(platform, &case).send().await;
        assert_eq!(answer.status, case.expected.status, "{}", answer.text());
        for template in &case.expected.learnt {
            let path = format!("{}{template}", case.base_path());
            let method = case.exchange.request.method.to_lowercase();
            until(&format!("{method} {path} is published"), async || {
                let published = Call::get(platform.house().public, "/openapi.json")
                    .send()
                    .await;
                assert!(!published.text().contains(VALUE), "{}", published.text());
                published.json()["paths"][&path][&method]["x-docent-source"] == "observed"
            })
            .await;
        }
    }
}

/// The first event is with the client before the upstream has made the second.
pub async fn a_stream_passes_as_it_comes(platform: &mut impl Platform) {
    platform.attach(&[Filter::usual(platform)]).await;
    enforced(platform).await;
    for case in Case::of("streams") {
        let (mut response, _) = call(platform, &case).begin().await.unwrap();
        assert_eq!(response.status(), case.expected.status);
        let chunks = &case.exchange.response.chunks;
        let mut came = next(&mut response).await;
        assert_eq!(came, chunks[0], "only the first was made");
        platform.house().upstream.go_on();
        while came.len() < chunks.concat().len() {
            came += &next(&mut response).await;
        }
        assert_eq!(came, chunks.concat());
    }
}

async fn next(response: &mut hyper::Response<Incoming>) -> String {
    let frame = timeout(Duration::from_secs(30), response.frame()).await;
    let frame = frame.expect("held back").expect("ended early").unwrap();
    String::from_utf8(frame.into_data().unwrap().into()).unwrap()
}

/// A filter in shadow mode and one that enforces, one behind the other.
pub async fn two_filters_of_one_listener_both_judge(platform: &mut impl Platform) {
    let shadow = Filter {
        name: "docent-shadow",
        ..Filter::usual(platform)
            .with("request", json!("shadow"))
            .with("response", json!("shadow"))
    };
    platform.attach(&[shadow, Filter::usual(platform)]).await;
    enforced(platform).await;
    let violates = case("requests/a-body-that-violates");
    until("both see a request that violates", async || {
        let before = total(platform, "requests_total").await;
        let would_reject = total(platform, "would_reject_total").await;
        // A worker that has only just got the filters lets one more pass.
        let answer = call(platform, &violates).send().await;
        answer.status == 400
            && total(platform, "requests_total").await == before + 2
            && total(platform, "would_reject_total").await == would_reject + 1
    })
    .await;
    call(platform, &violates).send().await.is_refused(400);
    let conforms = case("requests/a-body-that-conforms");
    assert_eq!(call(platform, &conforms).send().await.status, 200);
}
