//! The promises that every platform keeps, and how a platform's tests come to share one start of it.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use hyper::Method;
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;

use crate::case::Case;
use crate::client::{Answer, Call};
use crate::house::House;
use crate::platform::Platform;

pub mod exchanges;
pub mod failures;
pub mod updates;

/// Each Envoy compiles the whole module before it is ready, on a machine that may be busy.
pub const START_MAX: Duration = Duration::from_mins(2);
/// A control plane hears of a change, a proxy fetches and compiles code: this is many times that.
pub const SETTLE_MAX: Duration = Duration::from_mins(2);
/// New connections in a row that must all see the same: they are spread over the proxies, and none may be left out.
const IN_A_ROW: usize = 24;
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// A platform started once for all tests of its program. They take turns.
pub struct Shared<P> {
    runtime: OnceLock<Runtime>,
    platform: Mutex<Option<P>>,
}

impl<P: Platform> Shared<P> {
    /// Not started yet.
    #[expect(clippy::new_without_default, reason = "a static needs a const")]
    pub const fn new() -> Self {
        Self {
            runtime: OnceLock::new(),
            platform: Mutex::new(None),
        }
    }

    /// Starts the platform, unless it runs, and has it keep a promise.
    pub fn keeps(&self, promise: impl AsyncFnOnce(&mut P)) {
        let runtime = self.runtime.get_or_init(|| {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(2).enable_all().build().unwrap()
        });
        let mut shared = self.platform.lock().unwrap_or_else(PoisonError::into_inner);
        runtime.block_on(async {
            if shared.is_none() {
                let platform = P::start().await;
                for case in Case::all() {
                    if let Some(document) = &case.document {
                        declare(platform.house(), &case, document.clone()).await;
                    }
                }
                *shared = Some(platform);
            }
            promise(shared.as_mut().unwrap()).await;
        });
    }
}

/// Makes a test of each promise, for the platform of this program; `but` names those that have no meaning on it.
#[macro_export]
macro_rules! promises {
    ($platform:ty) => {
        static PLATFORM: $crate::promises::Shared<$platform> = $crate::promises::Shared::new();
        $crate::promises!(@exchanges: every_case_gets_its_verdict, what_nobody_declared_is_learnt, a_stream_passes_as_it_comes, two_filters_of_one_listener_both_judge);
        $crate::promises!(@updates: a_contract_reaches_every_proxy_within_two_pulls, a_configuration_every_two_seconds_loses_no_request, new_code_loses_no_request);
        $crate::promises!(@failures: code_with_a_wrong_digest_fails_as_it_was_told, code_that_is_missing_fails_as_it_was_told, an_aggregator_away_at_the_start_costs_no_request);
    };
    (@$module:ident: $($promise:ident),+) => {
        $(#[test]
        fn $promise() {
            PLATFORM.keeps(async |platform| $crate::promises::$module::$promise(platform).await);
        })+
    };
}

/// Declares the document of a case to the aggregator.
pub async fn declare(house: &House, case: &Case, document: String) {
    let path = format!(
        "/v1/services/{}/document?basePath={}",
        case.service(),
        case.base_path()
    );
    let call = house
        .internal(Method::PUT, &path)
        .header("content-type", b"application/yaml");
    let answer = call.body(document).send().await;
    assert!(
        answer.status.is_success(),
        "{}: {}",
        case.name,
        answer.text()
    );
}

/// The request of a case, addressed to the gateway.
pub fn call(platform: &impl Platform, case: &Case) -> Call {
    call_at(platform.gateway(), case)
}

/// The request of a case, addressed to a port.
pub fn call_at(gateway: u16, case: &Case) -> Call {
    let request = &case.exchange.request;
    let method = Method::from_bytes(request.method.as_bytes()).unwrap();
    let path = format!("{}{}", case.base_path(), request.path);
    let mut call = Call::new(gateway, method, &path);
    for (name, value) in &request.headers {
        call = call.header(name, value.as_bytes());
    }
    match (&request.body, &request.text) {
        (Some(body), _) => call
            .header("content-type", b"application/json")
            .body(body.to_string()),
        (None, Some(text)) => call.body(text.clone()),
        (None, None) => call,
    }
}

/// The case by its name.
pub fn case(name: &str) -> Case {
    let found = Case::all().into_iter().find(|case| case.name == name);
    found.unwrap_or_else(|| panic!("no case {name}"))
}

/// Waits until the answers to many requests of `case` in a row all are what `right` says.
pub async fn everywhere(
    platform: &impl Platform,
    what: &str,
    case: &Case,
    right: impl Fn(&Answer) -> bool,
) {
    let deadline = Instant::now() + SETTLE_MAX;
    let mut in_a_row = 0;
    while in_a_row < IN_A_ROW {
        let answer = call(platform, case).attempt().await;
        in_a_row = match &answer {
            Ok(answer) if right(answer) => in_a_row + 1,
            Ok(_) | Err(_) => 0,
        };
        if in_a_row == 0 {
            let last = answer.map_or_else(
                |error| error.to_string(),
                |answer| format!("{} {}", answer.status, answer.text()),
            );
            assert!(
                Instant::now() < deadline,
                "not in {SETTLE_MAX:?}: {what}; last: {last}"
            );
            sleep(PAUSE).await;
        }
    }
}

/// Waits until `met`.
pub async fn until(what: &str, met: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + SETTLE_MAX;
    while !met().await {
        assert!(Instant::now() < deadline, "not in {SETTLE_MAX:?}: {what}");
        sleep(PAUSE).await;
    }
}

/// Waits until every worker of every proxy refuses what violates: the filter runs and has its contracts.
pub async fn enforced(platform: &impl Platform) {
    let violates = case("requests/a-body-that-violates");
    everywhere(
        platform,
        "every proxy enforces the contracts",
        &violates,
        |answer| {
            answer.status == violates.expected.status && answer.header("x-docent") == "rejected"
        },
    )
    .await;
}

/// Waits until every proxy passes even what violates.
pub async fn not_enforced(platform: &impl Platform) {
    let violates = case("requests/a-body-that-violates");
    everywhere(
        platform,
        "every proxy passes what violates",
        &violates,
        |answer| answer.status == violates.exchange.response.status,
    )
    .await;
}

/// A counter of one proxy; 0 when it is not there. The admin does not answer while its thread compiles new code.
pub async fn stat(admin: u16, name: &str) -> u64 {
    let deadline = Instant::now() + SETTLE_MAX;
    let text = loop {
        match Call::get(admin, "/stats").attempt().await {
            Ok(answer) => break answer.text(),
            Err(error) => assert!(Instant::now() < deadline, "admin {admin}: {error}"),
        }
        sleep(PAUSE).await;
    };
    text.lines()
        .filter_map(|line| line.rsplit_once(": "))
        .find(|(found, _)| *found == name)
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0)
}

/// A counter of Docent, over all proxies.
pub async fn total(platform: &impl Platform, name: &str) -> u64 {
    let mut sum = 0;
    for admin in platform.admins() {
        sum += stat(admin, &format!("wasmcustom.docent.{name}")).await;
    }
    sum
}
