//! Header maps: what the host sends, and what a broken host could send.

use super::*;

#[track_caller]
fn check(bytes: Vec<u8>, expected: &[(&[u8], &[u8])]) {
    let map = HeaderMap::new(bytes);
    let fields: Vec<(&[u8], &[u8])> = map
        .fields()
        .iter()
        .map(|field| (field.name, field.value))
        .collect();
    assert_eq!(fields, expected);
}

#[test]
fn what_was_encoded_is_read_back_in_order_with_duplicates() {
    let pairs = [(":path", "/"), ("cookie", "a"), ("cookie", "")];
    check(
        encode_pairs(&pairs),
        &[(b":path", b"/"), (b"cookie", b"a"), (b"cookie", b"")],
    );
}

#[test]
fn bytes_that_are_no_text_pass_through() {
    let mut bytes = encode_pairs(&[("x", "?")]);
    let value = bytes.len() - 2;
    bytes[value] = 0xff;
    check(bytes, &[(b"x", b"\xff")]);
}

#[test]
fn an_empty_map_has_no_fields() {
    check(vec![], &[]);
    check(vec![0, 0, 0, 0], &[]);
}

#[test]
fn a_map_that_contradicts_itself_ends_there() {
    let whole = encode_pairs(&[("a", "1"), ("b", "2")]);
    for size in 0..whole.len() {
        let cut = HeaderMap::new(whole[..size].to_vec());
        assert!(cut.fields().len() <= 2);
    }
    check(vec![0xff; 64], &[]);
    let mut lying = whole;
    lying[0] = 9;
    assert!(HeaderMap::new(lying).fields().len() <= 2);
}
