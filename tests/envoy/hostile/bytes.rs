//! Every byte that is no ASCII, one by one, wherever a head has room for it: it is refused or it passes.

use super::Fortress;
use super::wire::exchange;
use crate::hostile::Then;

#[tokio::test]
async fn a_byte_that_is_no_text_is_refused_or_passes() {
    let fortress = Fortress::shared().await;
    fortress.upstream.answers(None, Then::Wait);
    let mut wrong = Vec::new();
    for byte in 0x80..=0xFF_u8 {
        let heads: [&[u8]; 6] = [
            b"GET /items HTTP/1.1\r\nhost: a\r\nx-name: ",
            b"GET /items HTTP/1.1\r\nhost: a\r\nx-other: ",
            b"GET /items HTTP/1.1\r\nhost: a\r\ncookie: session=a",
            b"POST /prompt HTTP/1.1\r\ncontent-length: 2\r\nhost: a\r\ncontent-type: application/json; x=",
            b"GET /items HTTP/1.1\r\nhost: a",
            b"GET /items/",
        ];
        for (place, head) in heads.iter().enumerate() {
            let end: &[u8] = if head.ends_with(b"/") {
                b" HTTP/1.1\r\nhost: a\r\n\r\n"
            } else {
                b"\r\n\r\n{}"
            };
            let sent = [head, &[byte][..], end].concat();
            let answer = exchange(fortress.alone.port, [sent, Vec::new()], false).await;
            if ![200, 400, 415].contains(&answer.status()) {
                wrong.push(format!("{byte:#x} in place {place}: {}", answer.status()));
            }
        }
        wrong.extend(fortress.serves(2).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fortress.holds().await;
}
