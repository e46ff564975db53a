//! What is well formed, and what is not or is not read.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{NOT_XML, check};
use crate::limits::{XML_ATTRIBUTES_MAX, XML_DEPTH_MAX};

#[test]
fn what_is_well_formed_is_told_from_what_is_not() {
    for text in [
        "<a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>x</a>\n<!-- end -->",
        "<n:a xmlns:n='u' b=\"1\" c='2'><n:b/>&amp;&#65;&#x41;<![CDATA[<]]></n:a>",
        "<a><?go on?><b>&lt;</b></a>",
    ] {
        assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
    }
    for text in [
        "",
        " ",
        "x",
        "<a>",
        "<a></b>",
        "<n:a></m:a>",
        "<a/><b/>",
        "</a>",
        "<a/></a>",
        "<a b=1/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a>&nbsp;</a>",
        "<a b='&x;'/>",
        "<a>& </a>",
        "<a>&#0;</a>",
        "<a>&#xd800;</a>",
        "<a>&#+65;</a>",
        "<a>]]></a>",
        "<a>\u{1}</a>",
        "<a><!-- -- --></a>",
        "<a><?XML?></a>",
        "<a>x</a>y",
    ] {
        assert_eq!(check(text.as_bytes()), Err(NOT_XML), "{text}");
    }
}

#[test]
fn a_document_type_definition_is_refused() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
    ] {
        let expected = Err("expected no document type definition");
        assert_eq!(check(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn another_encoding_is_not_read() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>";
    assert_eq!(check(latin), Err("expected XML in UTF-8"));
    assert_eq!(check(b"<a>\xff</a>"), Err("expected XML in UTF-8"));
}

#[test]
fn elements_are_nested_up_to_a_bound() {
    let nested = |levels| ["<a>".repeat(levels), "</a>".repeat(levels)].concat();
    assert_eq!(check(nested(XML_DEPTH_MAX).as_bytes()), Ok(()));
    let beyond = check(nested(XML_DEPTH_MAX + 1).as_bytes());
    assert_eq!(beyond, Err("nested too deeply"));
}

#[test]
fn attributes_are_counted() {
    let with = |count| {
        let each: Vec<String> = (0..count).map(|it| format!(" a{it}=''")).collect();
        format!("<a{}/>", each.concat())
    };
    assert_eq!(check(with(XML_ATTRIBUTES_MAX).as_bytes()), Ok(()));
    let beyond = check(with(XML_ATTRIBUTES_MAX + 1).as_bytes());
    assert_eq!(beyond, Err("an element has too many attributes"));
}
