//! Tests of mailboxes, hosts and URIs.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::judges;
use crate::format::Format;

#[test]
fn a_mailbox_has_a_local_part_and_a_host_or_an_address() {
    let longest = format!("{}@example.com", "a".repeat(64));
    let too_long = format!("a{longest}");
    judges(
        Format::Email,
        &[
            "joe.bloggs@example.com",
            "te~st@example.com",
            "\"joe b\\\"l@ggs\"@example.com",
            "\"\"@a",
            "\"a\\ b\"@a",
            "a@[127.0.0.1]",
            "a@[ipv6:::1]",
            "a@localhost",
            &longest,
        ],
        &[
            "",
            "@",
            "2962",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a@",
            "a@b@c",
            "a b@c",
            "\"a@b",
            "\"a\"b@c",
            "\"a\\\"@b",
            "a@[127.0.0.256]",
            "a@[IPv6:1]",
            "a@[::1]",
            "a@-b",
            "ä@b",
            "Ann <ann@example.com>",
            &too_long,
        ],
    );
}

#[test]
fn a_hostname_has_labels_of_letters_digits_and_hyphens() {
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    judges(
        Format::Hostname,
        &[
            "www.example.com",
            "1host",
            "a",
            "xn--4gbwdl.xn--wgbh1c",
            "XN--4gbwdl",
            "a-b",
            &label,
            &longest,
        ],
        &[
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a",
            "a-",
            "a-.b",
            "a_b",
            "ab--cd",
            "ä.de",
            &format!("{label}a"),
            &format!("{longest}a"),
        ],
    );
}

#[test]
fn a_uri_has_a_scheme_and_a_reference_need_not() {
    judges(
        Format::Uri,
        &[
            "http://foo.bar/?baz=qux#quux",
            "urn:oasis:names",
            "a:",
            "ldap://[2001:db8::7]:389/c=GB?x?y",
            "http://[v1.a:b]/",
            "http://u:p@h:80",
            "file:///etc",
            "a://h?x",
            "tel:%2B1",
        ],
        &[
            "",
            "//a/b",
            "/a",
            ":a",
            "1a:b",
            "http://a b",
            "a:%2",
            "a:[",
            "http://[::1",
            "http://[]/",
            "http://a@b@c",
            "http://h:x",
            "a:#b#c",
            "http://[::1]x",
            "http://x[::1]",
            "a:ä",
            "http://[v.a]",
        ],
    );
    judges(
        Format::UriReference,
        &["", "/a", "//h/b", "a/b:c", "?x", "#f", "a", "./a:b"],
        &["a b", "1:b", ":", "%", "\\\\h", "#a#b", "//[1]"],
    );
}
