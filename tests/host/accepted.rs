//! From shadow to enforcement, the whole way: the filter and the aggregator's own routes, with
//! nothing between them but the calls that Envoy would carry.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use serde_json::{Value, json};
use spec_aggregator::app::App;
use spec_aggregator::config::Config;
use spec_aggregator::router;
use spec_aggregator::store::Store;
use spec_aggregator::writer::Writer;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::document::shop;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, request, response};
use super::record::{Call, field, host};

/// An aggregator without its sockets.
struct Aggregator {
    runtime: Runtime,
    app: App,
}

impl Aggregator {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let config = Config {
            store: "sqlite::memory:".to_owned(),
            ..Config::default()
        };
        let app = runtime.block_on(async {
            let store = Store::open(&config.store).await.unwrap();
            let (writer, _writing) = Writer::start(store, &config).await.unwrap();
            App::new(writer, &config)
        });
        Self { runtime, app }
    }

    fn answer(&self, is_public: bool, request: Request<Full<Bytes>>) -> Message {
        let app = self.app.clone();
        let router = if is_public {
            router::public(app)
        } else {
            router::internal(app)
        };
        self.runtime.block_on(async {
            let (head, body) = router.oneshot(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let fields = head.headers.iter();
            fields.fold(
                response(head.status.as_u16()).chunk(body),
                |message, (name, value)| message.header(name.as_str(), value.as_bytes()),
            )
        })
    }

    /// Asks as an operator does; the answer's JSON.
    #[track_caller]
    fn ask(&self, is_public: bool, method: Method, path: &str, body: &str) -> Value {
        let body = Full::new(Bytes::copy_from_slice(body.as_bytes()));
        let request = Request::builder().method(method).uri(path).body(body);
        let answer = self.answer(is_public, request.unwrap());
        let text = answer.chunks.concat();
        let is_good = field(&answer.head, ":status").starts_with('2');
        assert!(is_good, "{}", String::from_utf8_lossy(&text));
        serde_json::from_slice(&text).unwrap()
    }

    /// Answers one call of the filter.
    fn take(&self, call: &Call) -> Message {
        let mut request = Request::builder()
            .method(field(&call.headers, ":method").as_str())
            .uri(field(&call.headers, ":path"));
        for (name, value) in &call.headers {
            if !name.starts_with(b":") {
                request = request.header(name.as_slice(), value.as_slice());
            }
        }
        let body = Full::new(Bytes::copy_from_slice(&call.body));
        self.answer(false, request.body(body).unwrap())
    }
}

/// Half a minute, in which every call is carried.
fn carry(envoy: &Envoy, aggregator: &Aggregator) {
    for _ in 0..300 {
        envoy.wait(100);
        let open = host(|host| {
            let calls = host.calls.iter();
            let open = calls.filter(|call| !host.answered.contains(&call.token));
            open.cloned().collect::<Vec<_>>()
        });
        for call in open {
            envoy.answer(&call, Some(&aggregator.take(&call)));
        }
    }
    let failures = host(|host| host.counter("docent.call_failures_total"));
    assert_eq!(failures, 0);
}

fn limited(limit: &str) -> Message {
    request("GET", format!("/shop/items?limit={limit}"))
}

#[test]
fn what_shadow_mode_found_and_an_operator_accepted_passes_when_enforced() {
    vm(|| {
        let aggregator = Aggregator::start();
        let document = shop().to_string();
        let path = "/v1/services/shop/document?basePath=/shop";
        aggregator.ask(false, Method::PUT, path, &document);

        let shadow = Envoy::start(&json!({"aggregator": {}}));
        carry(&shadow, &aggregator);
        for _ in 0..3 {
            let seen = shadow.exchange(&limited("4711"), &response(204));
            seen.passed(&limited("4711"), &response(204));
        }
        assert_eq!(host(|host| host.counter("docent.would_reject_total")), 3);
        carry(&shadow, &aggregator);

        let found = aggregator.ask(true, Method::GET, "/findings?service=shop", "");
        assert!(!found.to_string().contains("4711"), "{found}");
        let finding = &found["findings"][0];
        assert_eq!(found["findings"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(
            (&finding["path"], &finding["pointer"]),
            (&json!("/items"), &json!("/limit"))
        );
        assert_eq!(
            (&finding["keyword"], &finding["count"]),
            (&json!("maximum"), &json!(3))
        );

        let configuration = json!({"request": "enforce", "aggregator": {}}).to_string();
        let enforcing = Envoy::start_as(2, configuration.as_bytes()).unwrap();
        let exchange = |limit: &str| enforcing.exchange(&limited(limit), &response(204));
        exchange("4711").rejected(400, "docent_request_violates");
        let id = finding["id"].as_str().unwrap();
        let decision = format!("/v1/findings/{id}/accept");
        aggregator.ask(false, Method::POST, &decision, "");
        carry(&enforcing, &aggregator);
        exchange("4711").passed(&limited("4711"), &response(204));
        exchange("many").rejected(400, "docent_request_violates");
        assert_eq!(host(|host| host.counter("docent.accepted_total")), 1);
        carry(&enforcing, &aggregator);

        let found = aggregator.ask(false, Method::GET, "/v1/findings", "");
        let of = |pointer: &str, keyword: &str| {
            let findings = found["findings"].as_array().unwrap().iter();
            let mut found =
                findings.filter(|it| it["pointer"] == pointer && it["keyword"] == keyword);
            found.next().cloned().unwrap()
        };
        let accepted = of("/limit", "maximum");
        assert_eq!(accepted["accepted"], true);
        assert_eq!(
            (&accepted["count"], &accepted["acceptedCount"]),
            (&json!(4), &json!(1))
        );
        assert_eq!(of("/limit", "type")["accepted"], false);

        aggregator.ask(false, Method::DELETE, &decision, "");
        carry(&enforcing, &aggregator);
        exchange("4711").rejected(400, "docent_request_violates");
    });
}

/// Waits for a report that is not answered yet, at most half a minute.
#[track_caller]
fn next_report(envoy: &Envoy) -> Call {
    for _ in 0..300 {
        envoy.wait(100);
        let last = calls_to("/v1/reports").pop();
        let open = last.filter(|call| host(|host| !host.answered.contains(&call.token)));
        if let Some(call) = open {
            return call;
        }
    }
    panic!("no report comes");
}

#[test]
fn what_was_not_acknowledged_is_told_again_and_counted_once() {
    vm(|| {
        let aggregator = Aggregator::start();
        let path = "/v1/services/shop/document?basePath=/shop";
        aggregator.ask(false, Method::PUT, path, &shop().to_string());
        let envoy = Envoy::start(&json!({"aggregator": {}}));
        carry(&envoy, &aggregator);
        envoy.exchange(&limited("4711"), &response(204));
        let report = next_report(&envoy);
        // It arrives, and nobody hears of it.
        let taken = aggregator.take(&report);
        assert_eq!(field(&taken.head, ":status"), StatusCode::ACCEPTED.as_str());
        envoy.answer(&report, None);
        let again = next_report(&envoy);
        assert_eq!(again.body, report.body);
        envoy.answer(&again, Some(&aggregator.take(&again)));
        let found = aggregator.ask(true, Method::GET, "/findings", "");
        assert_eq!(found["findings"][0]["count"], 1, "{found}");
    });
}
