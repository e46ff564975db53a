//! Every case folder through one real Envoy, in each way HTTP has to frame a body: by length, in chunks, over HTTP/2,
//! and ended by trailers in both directions.

use serde_json::{Value, json};

use mesh::case::{Case, Verdict};
use mesh::client::Answer;
use mesh::client::transport::Transport;
use mesh::process::{free_port, local};
use mesh::promises::call_at;
use mesh::promises::exchanges::violations;
use mesh::upstream::Upstream;

use super::alone::Alone;

/// Nothing that a case sends as a value may ever be seen again elsewhere; each writes it so.
const VALUE: &str = "hunter2";

/// Every case mounted, enforced in both directions with held heads.
fn configuration(cases: &[Case]) -> Value {
    let contracts: Vec<Value> = cases
        .iter()
        .filter_map(|case| {
            let document = case.document.as_ref()?;
            Some(json!({ "service": case.service(), "basePath": case.base_path(), "document": document }))
        })
        .collect();
    let baseline: Vec<&Value> = cases.iter().flat_map(|case| &case.baseline).collect();
    json!({
        "request": "enforce",
        "response": "enforce",
        "holdHeaders": true,
        "contracts": contracts,
        "baseline": baseline,
    })
}

/// What the upstream answers, byte for byte.
fn answered(case: &Case) -> String {
    let response = &case.exchange.response;
    response
        .body
        .as_ref()
        .map_or_else(|| response.chunks.concat(), ToString::to_string)
}

/// A stream passes whatever is in it.
fn is_stream(case: &Case) -> bool {
    !case.exchange.response.chunks.is_empty()
}

fn check(case: &Case, answer: &Answer, transport: Transport) {
    let what = format!("{}: {}", case.name, answer.text());
    let expected = &case.expected;
    assert_eq!(answer.status, expected.status, "{what}");
    assert!(!answer.text().contains(VALUE), "{what}");
    let verdicts = [Some(expected.request), expected.response];
    if verdicts.contains(&Some(Verdict::Violates)) && !is_stream(case) {
        answer.is_refused(expected.status);
        assert_eq!(violations(answer), expected.violations, "{what}");
    } else {
        assert_eq!(answer.header("x-docent"), "", "{what}");
        assert_eq!(answer.text(), answered(case), "{}", case.name);
        let trailed = transport == Transport::Http2Trailers && !answer.body.is_empty();
        assert_eq!(!answer.trailers.is_empty(), trailed, "{}", case.name);
    }
}

#[tokio::test]
async fn every_case_gets_its_verdict_however_its_body_is_framed() {
    let port = free_port();
    let upstream = Upstream::start(local(port));
    let cases = Case::all();
    let alone = Alone::start(&configuration(&cases), port).await;
    for transport in Transport::ALL {
        let gateway = match transport {
            Transport::Http2Trailers => alone.trailers,
            Transport::Length | Transport::Chunks | Transport::Http2 => alone.port,
        };
        for case in &cases {
            println!("{transport:?}: {}", case.name);
            if case.exchange.response.chunks.len() > 1 {
                upstream.go_on();
            }
            let before = upstream.seen(&case.base_path());
            let answer = call_at(gateway, case).send_over(transport).await;
            check(case, &answer, transport);
            let after = upstream.seen(&case.base_path());
            let arrived = after.heads - before.heads;
            let refused = case.expected.request == Verdict::Violates;
            assert_eq!(arrived, u64::from(!refused), "{}", case.name);
        }
    }
    alone.no_vm_was_replaced().await;
    let told = alone.envoy.log().contains(VALUE);
    assert!(!told, "the log holds a value:\n{}", alone.envoy.log());
}
