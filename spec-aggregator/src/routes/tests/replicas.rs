//! Replicas that tell one another what they received publish the same bytes.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use openapi::report::Report;

use super::findings::{mismatch, violating};
use super::revealed::{observed, revealing};
use super::{
    App, Config, Service, Store, Writer, config, file_store, get, openapi_document, report,
    request, router, shuffled, with, with_token,
};
use crate::aggregate::{Declaration, Fetched};
use crate::relay::queue::Sent;
use crate::relay::{INSTANCE, RELAYED};

const DOCUMENTS: [&str; 5] = [
    "/openapi.json",
    "/openapi.yaml",
    "/services/feedback/openapi.json",
    "/services/iris/openapi.json",
    "/services",
];

/// A replica without sockets: the test carries what it tells.
struct Replica {
    service: Service,
    writer: Writer,
    url: String,
}

impl Replica {
    async fn start(number: usize, config: Config) -> Self {
        let config = Config {
            peers: (0..3).map(url).collect(),
            ..config
        };
        let store = Store::open(&config.store).await.unwrap();
        let (writer, writing) = Writer::start(store, &config).await.unwrap();
        let app = App::new(writer.clone(), &config);
        writer.sent(&url(number), Sent::Itself).await.unwrap();
        Self {
            service: Service {
                public: router::public(app.clone()),
                internal: router::internal(app),
                writing,
            },
            writer,
            url: url(number),
        }
    }

    async fn three() -> [Self; 3] {
        [
            Self::start(0, config()).await,
            Self::start(1, config()).await,
            Self::start(2, config()).await,
        ]
    }

    /// Tells another one some of what waits for it, in any order, and forgets to note it at
    /// times. Returns how much there was.
    async fn tell(&self, other: &Self, seed: u64) -> usize {
        let rows = self.writer.waiting(&other.url).await.unwrap();
        for row in shuffled(&rows, seed) {
            let call = request("POST", &format!("/v1/relayed/{}", row.kind), row.body);
            let call = with(call, RELAYED, &row.at.to_string());
            let answer = other.service.internal(call).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        }
        if let Some(last) = rows.last()
            && !seed.is_multiple_of(3)
        {
            let sent = Sent::Through(last.id);
            self.writer.sent(&other.url, sent).await.unwrap();
        }
        rows.len()
    }

    async fn put(&self, path: &str, document: String) -> StatusCode {
        let put = request("PUT", &format!("/v1/services/{path}"), document);
        self.service.internal(put).await.status
    }

    /// A poll that found this.
    async fn polled(&self, document: &str, digest: &str) {
        let declaration = Declaration::read("iris", document).unwrap();
        let fetched = Some(Fetched {
            etag: None,
            digest: digest.to_owned(),
            at: 1,
        });
        let declaration = Declaration {
            fetched,
            configured: true,
            ..declaration
        };
        self.writer.declare(declaration).await.unwrap();
    }

    /// All that must be equal.
    async fn published(&self) -> Vec<String> {
        let mut published = Vec::new();
        for path in DOCUMENTS {
            published.push(self.service.public(get(path)).await.text().to_owned());
        }
        let bundle = self.service.internal(get("/v1/contracts")).await;
        published.push(bundle.text().to_owned());
        let findings = self.service.internal(get("/v1/findings")).await;
        published.push(findings.text().to_owned());
        published
    }
}

fn url(number: usize) -> String {
    format!("http://replica-{number}:8081")
}

/// Until nobody has anything to tell any more.
async fn settle(replicas: &[Replica]) {
    let mut dice = fastrand::Rng::with_seed(1);
    loop {
        let mut told = 0;
        for from in replicas {
            for to in replicas.iter().filter(|to| to.url != from.url) {
                told += from.tell(to, dice.u64(..)).await;
            }
        }
        if told == 0 {
            return;
        }
    }
}

#[track_caller]
fn all_equal(published: &[Vec<String>]) {
    for other in published {
        for (one, other) in published[0].iter().zip(other) {
            assert_eq!(one, other);
        }
    }
}

async fn are_equal(replicas: &[Replica]) -> Vec<String> {
    let mut published = Vec::new();
    for replica in replicas {
        published.push(replica.published().await);
    }
    all_equal(&published);
    published.remove(0)
}

fn reports() -> Vec<Report> {
    let mut reports = Vec::new();
    for source in 1..=3 {
        let paths = ["/users/7", "/users/8/scores", "/models", "/models/iris"];
        for (sequence, path) in (1..).zip(paths) {
            let service = if source == 2 { "iris" } else { "feedback" };
            reports.push(report(source, sequence, service, path));
        }
    }
    reports
}

#[tokio::test]
async fn reports_in_any_order_twice_and_anywhere_are_published_alike_everywhere() {
    let reference = Replica::start(0, config()).await;
    for report in &reports() {
        reference.service.report(report).await;
    }
    let expected = reference.published().await;
    for seed in 0..12 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let count = dice.usize(2..=3);
        let replicas = Replica::three().await;
        let replicas = &replicas[..count];
        for report in &shuffled(&[reports(), reports()].concat(), seed) {
            let at = &replicas[dice.usize(..count)];
            assert_eq!(at.service.report(report).await.status, StatusCode::ACCEPTED);
            if dice.bool() {
                let from = &replicas[dice.usize(..count)];
                let to = replicas.iter().find(|to| to.url != from.url).unwrap();
                from.tell(to, dice.u64(..)).await;
            }
        }
        settle(replicas).await;
        assert_eq!(are_equal(replicas).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn what_is_relayed_is_told_to_nobody_else() {
    let [a, b, c] = Replica::three().await;
    a.service.report(&report(1, 1, "iris", "/a")).await;
    a.put("rank/document?basePath=/rank", openapi_document("/r"))
        .await;
    a.tell(&b, 1).await;
    assert_eq!(b.writer.waiting(&c.url).await.unwrap(), []);
    assert_eq!(a.writer.waiting(&b.url).await.unwrap(), []);
    assert_eq!(a.writer.waiting(&c.url).await.unwrap().len(), 2);
    // Once more from its sender it is known, and nobody needs to hear it.
    b.service.report(&report(1, 1, "iris", "/a")).await;
    assert_eq!(b.writer.waiting(&c.url).await.unwrap(), []);
}

#[tokio::test]
async fn the_last_document_wins_everywhere_with_its_mount() {
    for seed in 0..6 {
        let replicas = Replica::three().await;
        let [a, b, c] = &replicas;
        a.put(
            "rank/document?basePath=/first&hosts=a.example",
            openapi_document("/one"),
        )
        .await;
        if seed % 2 == 0 {
            a.tell(b, 1).await;
        }
        // Received later, perhaps in the same millisecond: then both agree on either.
        b.put("rank/document?basePath=/second", openapi_document("/two"))
            .await;
        if seed < 3 {
            c.put("rank/document", openapi_document("/three")).await;
            a.put("rank/document", openapi_document("/four")).await;
        }
        settle(&replicas).await;
        let published = are_equal(&replicas).await;
        if seed == 4 {
            assert!(published[0].contains("/second/two"), "{}", published[0]);
            assert!(published[5].contains("a.example"), "the mount is inherited");
        }
    }
}

#[tokio::test]
async fn a_replica_that_polls_late_does_not_undo_what_was_said_meanwhile() {
    let replicas = Replica::three().await;
    let [a, b, c] = &replicas;
    let [old, new] = ["/old", "/new"].map(openapi_document);
    for replica in &replicas {
        replica.polled(&old, "old").await;
    }
    a.polled(&new, "new").await;
    a.put("iris/document", openapi_document("/pushed")).await;
    // `b` was down, and polls before it is told anything.
    b.polled(&new, "new").await;
    settle(&replicas).await;
    for replica in &replicas {
        replica.polled(&new, "new").await;
    }
    settle(&replicas).await;
    assert!(are_equal(&replicas).await[0].contains("/iris/pushed"));

    // A version that only one of them saw is news to all of them, and so is the one after.
    c.polled(&old, "old").await;
    settle(&replicas).await;
    assert!(are_equal(&replicas).await[0].contains("/iris/old"));
    b.polled(&new, "new").await;
    settle(&replicas).await;
    assert!(are_equal(&replicas).await[0].contains("/iris/new"));
}

#[tokio::test]
async fn the_last_decision_wins_everywhere() {
    for seed in 0..4 {
        let replicas = Replica::three().await;
        let [a, b, c] = &replicas;
        let kinds = [(mismatch("/*/id"), false), (mismatch("/name"), false)];
        a.service.report(&violating(1, "iris", &kinds)).await;
        settle(&replicas).await;
        let listed = a.service.findings("/findings").await;
        let ids = [0, 1].map(|at| listed["findings"][at]["id"].as_str().unwrap().to_owned());
        for id in &ids {
            assert_eq!(a.service.decide("POST", id).await.status, StatusCode::OK);
        }
        if seed % 2 == 0 {
            a.tell(b, 1).await;
            // What it knew is older, whatever the clocks say.
            assert_eq!(
                b.service.decide("DELETE", &ids[0]).await.status,
                StatusCode::OK
            );
        }
        if seed > 1 {
            c.service.decide("POST", &ids[1]).await;
        }
        b.tell(c, 2).await;
        settle(&replicas).await;
        let published = are_equal(&replicas).await;
        assert_eq!(
            published[5].contains("/*/id"),
            seed % 2 == 1,
            "{}",
            published[5]
        );
        assert!(published[5].contains("/name"), "{}", published[5]);
    }
}

#[tokio::test]
async fn what_was_adopted_is_declared_where_there_is_less_evidence() {
    let replicas = Replica::three().await;
    let [a, b, _] = &replicas;
    a.service
        .report(&report(1, 1, "iris", "/iris/flowers"))
        .await;
    b.service.report(&report(2, 1, "iris", "/iris/trees")).await;
    let adopt = request("POST", "/v1/services/iris/adopt", Body::empty());
    let answer = a.service.internal(adopt).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    settle(&replicas).await;
    let published = are_equal(&replicas).await;
    assert!(published[5].contains("/flowers"), "{}", published[5]);
    assert!(!published[5].contains("/trees"), "{}", published[5]);
}

#[tokio::test]
async fn members_of_enumerations_are_taken_whichever_replica_asked() {
    let replicas = Replica::three().await;
    let [a, b, _] = &replicas;
    let learnt = Report {
        services: [("iris".to_owned(), observed())].into(),
        ..report(1, 1, "iris", "/a")
    };
    a.service.report(&learnt).await;
    a.published().await;
    // `a` asked; the filter's answer comes to `b`, which nobody has read.
    let found = revealing(2, "iris", &["open", "closed"]);
    b.service.report(&found).await;
    settle(&replicas).await;
    let published = are_equal(&replicas).await;
    assert!(published[0].contains("\"closed\""), "{}", published[0]);
}

#[tokio::test]
async fn what_was_acknowledged_waits_through_a_restart() {
    let (_folder, store) = file_store();
    let stored = Config { store, ..config() };
    let a = Replica::start(0, stored.clone()).await;
    a.service.report(&report(1, 1, "iris", "/iris/a")).await;
    a.put("rank/document?basePath=/rank", openapi_document("/r"))
        .await;
    let Replica {
        service, writer, ..
    } = a;
    drop(writer);
    service.stop().await;

    let a = Replica::start(0, stored).await;
    let b = Replica::start(1, config()).await;
    assert_eq!(a.tell(&b, 1).await, 2);
    all_equal(&[a.published().await, b.published().await]);
}

fn relayed(path: &str, body: impl Into<Body>) -> Request<Body> {
    request("POST", &format!("/v1/relayed/{path}"), body)
}

#[tokio::test]
async fn what_replicas_tell_one_another_is_checked() {
    let service = Service::start(with_token()).await;
    let body = report(1, 1, "iris", "/a").encode();
    let call = || with(relayed("reports", body.clone()), RELAYED, "1000");
    let bearing = |call| with(call, "authorization", "Bearer secret");
    service.internal(call()).await.check_problem(401);
    for (call, status) in [
        (relayed("reports", body.clone()), 400),
        (with(relayed("reports", body.clone()), RELAYED, "soon"), 400),
        (with(relayed("reports", "{}"), RELAYED, "1000"), 400),
        (relayed("documents", "{}"), 400),
        (relayed("decisions", "{}"), 400),
        (relayed("else", "{}"), 404),
    ] {
        service.internal(bearing(call)).await.check_problem(status);
    }
    let answer = service.internal(bearing(call())).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
}

#[tokio::test]
async fn a_replica_recognizes_itself() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let (writer, _writing) = Writer::start(store, &config()).await.unwrap();
    let app = App::new(writer, &config());
    let instance = app.instance.to_string();
    let internal = router::internal(app);
    for (name, status) in [(instance.as_str(), 421), ("another", 202)] {
        let call = relayed("reports", report(1, 1, "iris", "/a").encode());
        let call = with(with(call, INSTANCE, name), RELAYED, "1000");
        assert_eq!(super::answer(&internal, call).await.status, status);
    }
}

#[tokio::test]
async fn gaps_are_waited_for_and_then_given_up() {
    let service = Service::start(config()).await;
    let far = report(1, 9_000, "iris", "/iris/far");
    let tell = async |path: &str, report: &Report| {
        let call = with(relayed(path, report.encode()), RELAYED, "1000");
        service.internal(call).await.status
    };
    assert_eq!(tell("reports", &far).await, StatusCode::CONFLICT);
    let closing = "reports?closesGaps=true";
    assert_eq!(tell(closing, &far).await, StatusCode::ACCEPTED);
    let next = report(1, 9_001, "iris", "/iris/next");
    assert_eq!(tell("reports", &next).await, StatusCode::ACCEPTED);
    // What was given up is a duplicate, for its sender, too.
    let missing = report(1, 8_999, "iris", "/iris/missing");
    assert_eq!(service.report(&missing).await.status, StatusCode::ACCEPTED);
}
