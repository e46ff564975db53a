//! Tests of how a form is taken apart.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::json;

use super::{FORM, check, check_bytes, form};
use crate::contract::tests::judged;
use crate::limits::{PART_HEAD_BYTES_MAX, PARTS_MAX};

#[track_caller]
fn check_malformed(bytes: &[u8], message: &str) {
    let expected = format!("body \"\": {message} (multipart)");
    check_bytes(&form(json!({})), bytes, &[&expected]);
}

/// Row B21.
#[test]
fn what_two_parsers_could_read_in_two_ways_is_refused() {
    let name = "Content-Disposition: form-data; name=\"a\"";
    let field = "expected a field in each line of a part's head, in lines that end in CRLF";
    let disposition = "expected a Content-Disposition: form-data with one name in a part";
    let plain = "expected UTF-8, and no transfer encoding, in a part";
    for (bytes, message) in [
        ("x", "expected the boundary first"),
        ("\r\n--b--", "expected the boundary first"),
        ("preamble\r\n--b--", "expected the boundary first"),
        ("--c--", "expected the boundary first"),
        ("--b", "expected CRLF after a boundary"),
        ("--b\n", "expected CRLF after a boundary"),
        ("--b \r\n", "expected CRLF after a boundary"),
        ("--bc--", "expected CRLF after a boundary"),
        (
            "--b--\r\nepilogue",
            "expected nothing after the last boundary",
        ),
        ("--b--\n", "expected nothing after the last boundary"),
        ("--b\r\nNAME\r\n\r\nx", "expected a last boundary"),
        ("--b\r\nNAME\r\n\r\nx\r\n--c--", "expected a last boundary"),
        (
            "--b\r\nNAME\r\n\r\nx\r\n--b",
            "expected CRLF after a boundary",
        ),
        (
            "--b\r\nNAME\r\n\r\nx\r\n--bx\r\n--b--",
            "expected CRLF after a boundary",
        ),
        (
            "--b\r\nNAME\r\n\r\nx\n--b--",
            "expected CRLF before a boundary",
        ),
        (
            "--b\r\n\r\nx\r\n--b--",
            "expected a blank line after a part's head, which is too long or has no end",
        ),
        (
            "--b\r\nNAME\n\nx\r\n--b--",
            "expected a blank line after a part's head, which is too long or has no end",
        ),
        ("--b\r\nNAME\nX: y\r\n\r\nx\r\n--b--", field),
        ("--b\r\nNAME\r\n folded\r\n\r\nx\r\n--b--", field),
        ("--b\r\nNAME\r\nno field\r\n\r\nx\r\n--b--", field),
        ("--b\r\nNAME\r\nX : y\r\n\r\nx\r\n--b--", field),
        ("--b\r\nX: y\r\n\r\nx\r\n--b--", disposition),
        (
            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
            disposition,
        ),
        (
            "--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--",
            disposition,
        ),
        ("--b\r\nNAME; name=b\r\n\r\nx\r\n--b--", disposition),
        ("--b\r\nNAME; name*=utf-8''b\r\n\r\nx\r\n--b--", disposition),
        (
            "--b\r\nNAME; filename=\"x\\\"; name=\"b\"\r\n\r\nx\r\n--b--",
            disposition,
        ),
        (
            "--b\r\nContent-Disposition: form-data; name=\"a\\b\"\r\n\r\nx\r\n--b--",
            disposition,
        ),
        (
            "--b\r\nNAME\r\nNAME\r\n\r\nx\r\n--b--",
            "expected one Content-Disposition in a part",
        ),
        (
            "--b\r\nNAME\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--",
            "expected one Content-Type in a part",
        ),
        (
            "--b\r\nNAME\r\nContent-Type: png\r\n\r\nx\r\n--b--",
            "expected a media type in a part's Content-Type",
        ),
        (
            "--b\r\nNAME\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx\r\n--b\r\nNAME\r\n\r\nx\r\n--b--",
            plain,
        ),
        (
            "--b\r\nNAME\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--b--",
            plain,
        ),
        (
            "--b\r\nContent-Disposition: form-data; name=_charset_\r\n\r\nutf-16\r\n--b--",
            plain,
        ),
    ] {
        check_malformed(bytes.replace("NAME", name).as_bytes(), message);
    }
    check_malformed(
        b"--b\r\nX: \xff\r\n\r\nx\r\n--b--",
        "expected UTF-8 in a part's head",
    );
}

#[test]
fn what_only_looks_like_a_boundary_is_data() {
    let contract = form(json!({ "a": { "type": "string", "const": "x--b\r\n-- b\r\n--\r\n" } }));
    check(&contract, &[("a", "x--b\r\n-- b\r\n--\r\n")], &[]);
    let backslash = "a\n; filename=\"C:\\x\"\nContent-Transfer-Encoding: binary";
    check(
        &form(json!({ "a": { "const": "" } })),
        &[(backslash, "")],
        &[],
    );
}

#[test]
fn parts_and_their_heads_are_bounded() {
    let contract = form(json!({}));
    let parts = |count: usize| -> Vec<(String, String)> {
        (0..count)
            .map(|it| (format!("p{it}"), String::new()))
            .collect()
    };
    for (count, expected) in [
        (PARTS_MAX, &[][..]),
        (
            PARTS_MAX + 1,
            &[r#"body "": more parts than can be read (multipart)"#],
        ),
    ] {
        let parts = parts(count);
        let parts: Vec<(&str, &str)> = parts
            .iter()
            .map(|(name, body)| (&**name, &**body))
            .collect();
        check(&contract, &parts, expected);
    }
    let head = |bytes: usize| {
        let used = "Content-Disposition: form-data; name=\"a\"\r\nX: ".len();
        format!("a\nX: {}", "x".repeat(bytes - used))
    };
    check(&contract, &[(&head(PART_HEAD_BYTES_MAX), "")], &[]);
    let long = r#"body "": expected a blank line after a part's head, which is too long or has no end (multipart)"#;
    check(&contract, &[(&head(PART_HEAD_BYTES_MAX + 1), "")], &[long]);
}

#[test]
fn a_boundary_is_asked_of_the_media_type() {
    let contract = form(json!({ "a": { "type": "integer" } }));
    let expected =
        r#"header "/content-type": expected a boundary of 1 to 70 characters (contentType)"#;
    for value in ["", "; boundary=", "; boundary=\"a \""] {
        let content_type = format!("multipart/form-data{value}");
        let told = judged(
            &contract,
            &[("content-type", &content_type)],
            Some(b"--b--"),
        )
        .0;
        assert_eq!(told.len(), 1, "{content_type}");
    }
    let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
    let told = judged(&contract, &[("content-type", &long)], Some(b"--b--")).0;
    assert_eq!(told, [expected]);
    let utf_16 = format!("{FORM}; charset=utf-16");
    let told = judged(&contract, &[("content-type", &utf_16)], Some(b"--b--")).0;
    assert_eq!(
        told,
        [r#"header "/content-type": expected charset utf-8 (contentType)"#]
    );
    let quoted = "multipart/form-data; boundary=\"a b\"; charset=utf-8";
    let bytes = b"--a b\r\ncontent-disposition: form-data; name=a\r\n\r\nx\r\n--a b--\r\n";
    let told = judged(&contract, &[("content-type", quoted)], Some(bytes)).0;
    assert_eq!(told, [r#"body "/a": expected integer (type)"#]);
}

#[cfg(not(target_family = "wasm"))]
mod laws {
    use proptest::prelude::*;

    use super::super::super::parts::parts;

    /// Pieces that mean something to a reader of parts, and some that do not.
    const PIECES: [&str; 14] = [
        "--b",
        "--",
        "\r\n",
        "\n",
        "\r",
        "Content-Disposition: form-data; name=a",
        "Content-Type: text/plain",
        "; name=\"",
        "\"",
        "\\",
        ":",
        ";",
        "x",
        "\u{e9}",
    ];

    proptest! {
        /// What is read is made of the bytes that came, and nothing but boundaries and heads
        /// is left out.
        #[test]
        fn parts_are_what_stands_between_boundaries(
            bodies in prop::collection::vec(prop::collection::vec(prop::sample::select(&PIECES), 0..6), 0..4),
        ) {
            let bodies: Vec<String> = bodies.iter().map(|pieces| pieces.concat()).collect();
            let part = |body: &String| {
                let head = "Content-Disposition: form-data; name=a";
                format!("--b\r\n{head}\r\n\r\n{body}\r\n")
            };
            let form: String = bodies.iter().map(part).collect();
            let form = format!("{form}--b--");
            if let Ok(read) = parts(form.as_bytes(), "b") {
                let read: Vec<&[u8]> = read.iter().map(|part| part.body).collect();
                let sent: Vec<&[u8]> = bodies.iter().map(String::as_bytes).collect();
                prop_assert_eq!(read, sent);
            } else {
                prop_assert!(bodies.iter().any(|body| body.contains("--b")));
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(
            pieces in prop::collection::vec(prop::sample::select(&PIECES), 0..30),
            noise in prop::collection::vec(any::<u8>(), 0..8),
        ) {
            let bytes = [b"--b\r\n", pieces.concat().as_bytes(), &noise].concat();
            drop(parts(&bytes, "b"));
        }
    }
}
