//! Policies that do not pass: at the API server, or at Envoy Gateway. What then becomes of requests is among the promises.

use mesh::house::{House, TOKEN};
use mesh::platform::{Code, Filter, Platform};
use mesh::promises::enforced;

use super::PLATFORM;
use super::platform::{POLICY, accepted};

#[test]
fn the_api_server_refuses_a_policy_with_a_mistake_in_it() {
    PLATFORM.keeps(async |gateway| {
        let values = [
            ("FILTER_URL", gateway.house.module_url(Code::Shipped)),
            ("FILTER_SHA256", House::module_sha256(Code::Shipped)),
            ("DOCENT_TOKEN", TOKEN.to_owned()),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let policy = gateway.manifests.read("policy.yaml", &values);
        for (right, wrong, why) in [
            ("failOpen:", "failingOpen:", "spec.wasm[0].failingOpen"), // unknown to the schema
            ("type: HTTP", "type: Image", "spec.wasm[0].code"),        // against a rule in CEL
            ("kind: Gateway,", "kind: Service,", "spec"),
        ] {
            assert!(policy.contains(right));
            let refused = gateway
                .kube
                .try_apply(&policy.replacen(right, wrong, 1))
                .await;
            let words = refused.expect_err("it was taken");
            assert!(words.contains(why), "{words}");
        }
    });
}

#[test]
fn a_policy_that_cannot_run_is_not_accepted_and_says_why() {
    PLATFORM.keeps(async |gateway| {
        for code in [Code::WrongDigest, Code::Missing] {
            let filter = Filter::usual(gateway).running(code);
            gateway.attach(&[filter]).await;
            let policy = gateway.kube.object(&POLICY).await;
            let condition = accepted(&policy).unwrap();
            assert_eq!(condition["status"], "False", "{condition}");
            assert_eq!(condition["reason"], "Invalid", "{condition}");
        }
        gateway.attach(&[Filter::usual(gateway)]).await;
        assert!(gateway.is_taken(&POLICY).await);
        enforced(gateway).await;
    });
}
