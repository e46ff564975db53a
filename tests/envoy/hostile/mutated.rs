//! The hostile rows with bytes changed, doubled, lost and put in, requests and answers alike: whatever comes of one,
//! nothing traps. The same ones in each run.

use std::time::Duration;

use super::Fortress;
use super::wire::exchange_within;
use super::written::written;
use crate::hostile::{Bytes, Over, Row, Then, rows};

/// Of each row.
const MUTANTS: usize = 3;
/// Larger rows are about their size.
const BYTES_MAX: usize = 4_096;
/// A request that lost bytes may wait for them for ever.
const PATIENCE: Duration = Duration::from_millis(100);
/// What is put in: all that means something to somebody.
const TOKENS: [&[u8]; 18] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\u",
    b"\\ud800",
    b"\xff",
    b"\0",
    b"\r\n",
    b"%",
    b"%2f",
    b"&",
    b";",
    b"e9999",
    b"..",
    b"//",
    b"\xf0\x9f\x98\x80",
];

/// Marsaglia's xorshift: enough to be different each time, and the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn mutant(&mut self, of: &[u8]) -> Vec<u8> {
        let mut bytes = of.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(16)).min(bytes.len());
            let put: Vec<u8> = match self.below(4) {
                0 => TOKENS[self.below(TOKENS.len())].to_vec(),
                1 => vec![u8::try_from(self.below(256)).unwrap()],
                2 => bytes[at..end].repeat(2),
                _ => Vec::new(),
            };
            let kept = if self.below(2) == 0 { at } else { end };
            bytes.splice(at..kept.max(at), put);
        }
        bytes
    }
}

fn small(row: &Row) -> Option<Vec<u8>> {
    let over = row
        .over()
        .into_iter()
        .find(|over| [Over::Length, Over::Chunks].contains(over))?;
    let [bytes, _] = written(row, over);
    (bytes.len() <= BYTES_MAX).then_some(bytes)
}

#[tokio::test]
async fn whatever_the_bytes_nothing_traps() {
    let fortress = Fortress::shared().await;
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut sent = 0;
    for row in rows().values() {
        let Some(request) = small(row) else { continue };
        let answer = row.answer.as_ref().map(Bytes::get);
        for _ in 0..MUTANTS {
            let mutant = answer.as_ref().map(|answer| random.mutant(answer));
            fortress.upstream.answers(mutant, Then::Close);
            let request = if answer.is_none() {
                random.mutant(&request)
            } else {
                request.clone()
            };
            let port = fortress.alone.port;
            exchange_within(PATIENCE, port, [request, Vec::new()], false).await;
            sent += 1;
        }
        assert_eq!(fortress.serves(2).await, None);
    }
    println!("{sent} mutants");
    fortress.holds().await;
}
