//! Whose a callback is: plugins that share a VM, streams that are open at a time, and
//! contexts that nobody has.

use serde_json::json;

use super::document::mounted;
use super::envoy::{Envoy, vm};
use super::exchange::{request, response};

const CONTINUE: u32 = 0;

unsafe extern "C" {
    safe fn proxy_on_context_create(context: u32, root: u32);
    safe fn proxy_on_configure(context: u32, size: usize) -> bool;
    safe fn proxy_on_tick(context: u32);
    safe fn proxy_on_request_headers(context: u32, headers: usize, end: bool) -> u32;
    safe fn proxy_on_response_body(context: u32, size: usize, end: bool) -> u32;
    safe fn proxy_on_log(context: u32);
    safe fn proxy_on_delete(context: u32);
}

#[test]
fn plugins_that_share_a_vm_judge_by_their_own_settings() {
    vm(|| {
        let plugin = |root, mode: &str| {
            let configuration = mounted(json!({"request": mode, "holdHeaders": true}));
            Envoy::start_as(root, configuration.to_string().as_bytes()).unwrap()
        };
        let (enforcing, off) = (plugin(1, "enforce"), plugin(2, "off"));
        let wrong = request("POST", "/shop/items").json(&json!({"name": 7}));
        let answer = response(204);
        let (mut first, mut second) = (enforcing.open(), off.open());
        second.request(&wrong);
        second.response(&answer);
        first.request(&wrong);
        first.close().rejected(400, "docent_request_violates");
        second.close().passed(&wrong, &answer);
    });
}

#[test]
fn what_nobody_has_goes_on() {
    const NOBODY: u32 = 77;
    vm(|| {
        assert_eq!(proxy_on_request_headers(NOBODY, 0, false), CONTINUE);
        assert_eq!(proxy_on_response_body(NOBODY, 10, true), CONTINUE);
        proxy_on_tick(NOBODY);
        proxy_on_log(NOBODY);
        proxy_on_delete(NOBODY);
        assert!(!proxy_on_configure(NOBODY, 0), "there is nothing to use it");
        // A stream of a plugin that there is not.
        proxy_on_context_create(NOBODY + 1, NOBODY);
        assert_eq!(proxy_on_request_headers(NOBODY + 1, 0, true), CONTINUE);
        proxy_on_delete(NOBODY + 1);
    });
}
