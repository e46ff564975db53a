//! Work to be counted: `instructions <mode> <times>` does it so many times on a body of
//! about 100 KB. `scripts/instructions` counts.
#![expect(clippy::print_stdout, reason = "says how long the body is")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;

use schema::json::{JsonLimits, read};
use schema::program::{Compiler, Options, Program, SchemaId};
use serde_json::{Value, json};

const BODY_BYTES: usize = 100_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, times] = arguments.as_slice() else {
        return ExitCode::FAILURE;
    };
    let Ok(times) = times.parse::<usize>() else {
        return ExitCode::FAILURE;
    };
    let body = body();
    // The plain schema costs nothing when it is not asked for: the same in every round.
    let Some((program, id)) = compiled(mode == "formats") else {
        return ExitCode::FAILURE;
    };
    println!("{}", body.len());
    for _ in 0..times {
        let is_done = match mode.as_str() {
            "read" => read(black_box(body.as_bytes()), &JsonLimits::default())
                .is_ok_and(|json| black_box(json).nodes() > 0),
            "judge" | "formats" => read(black_box(body.as_bytes()), &JsonLimits::default())
                .is_ok_and(|json| program.accepts(id, json.root()) == Ok(true)),
            _ => false,
        };
        if !is_done {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn compiled(formats: bool) -> Option<(Program, SchemaId)> {
    let schema = schema(formats);
    let mut compiler = Compiler::new("docent:///schema", &schema, Options { formats });
    let id = compiler.schema("")?;
    Some((compiler.finish().0, id))
}

/// What a service would declare of those items; with formats and a pattern or without.
fn schema(formats: bool) -> Value {
    let text = |max: usize| json!({ "type": "string", "minLength": 1, "maxLength": max });
    let sku = if formats {
        json!({ "type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$" })
    } else {
        text(8)
    };
    json!({ "type": "array", "minItems": 1, "items": {
        "type": "object",
        "required": ["sku", "id", "name", "quantity", "price", "currency"],
        "additionalProperties": false,
        "properties": {
            "sku": sku,
            "id": { "type": "string", "format": "uuid", "minLength": 36, "maxLength": 36 },
            "name": text(200),
            "description": text(2_000),
            "quantity": { "type": "integer", "minimum": 0, "maximum": 10_000 },
            "price": { "type": "number", "minimum": 0 },
            "currency": { "type": "string", "enum": ["EUR", "USD", "CHF"] },
            "inStock": { "type": "boolean" },
            "tags": { "type": "array", "maxItems": 20, "items": text(50) },
            "dimensions": {
                "type": "object",
                "required": ["w", "h", "d"],
                "properties": {
                    "w": { "type": "number" }, "h": { "type": "number" }, "d": { "type": "number" }
                }
            },
            "updatedAt": { "type": "string", "format": "date-time", "minLength": 20 },
            "parent": { "type": ["string", "null"] }
        }
    } })
}

/// An array of items as a shop's service lists them, the same in every run.
fn body() -> String {
    let mut random = Random(1);
    let mut body = String::from("[");
    while body.len() < BODY_BYTES {
        if body.len() > 1 {
            body.push(',');
        }
        item(&mut body, &mut random);
    }
    body.push(']');
    body
}

fn item(body: &mut String, random: &mut Random) {
    let sku = random.below(10_000);
    let id = random.next();
    let (name, more) = (random.words(2), random.words(9));
    let quantity = random.below(500);
    let (whole, cents) = (random.below(1_000), random.below(100));
    let currency = random.of(&["EUR", "USD", "CHF"]);
    let in_stock = random.below(2) == 1;
    let tags: Vec<String> = (0..random.below(4))
        .map(|_| format!("\"{}\"", random.words(1)))
        .collect();
    let tags = tags.join(",");
    let (width, height, depth) = (random.below(99), random.below(99), random.below(9));
    let (month, day) = (random.below(12) + 1, random.below(28) + 1);
    let parent = random.of(&["null", "\"ABC-1234\"", "null"]);
    let _ = write!(
        body,
        "{{\"sku\":\"ABC-{sku:04}\",\"id\":\"{:08x}-0000-4000-8000-{:012x}\",\
         \"name\":\"{name}\",\"description\":\"{more}\",\"quantity\":{quantity},\
         \"price\":{whole}.{cents:02},\"currency\":\"{currency}\",\"inStock\":{in_stock},\
         \"tags\":[{tags}],\"dimensions\":{{\"w\":{width}.5,\"h\":{height}.5,\"d\":{depth}}},\
         \"updatedAt\":\"2026-{month:02}-{day:02}T00:00:00Z\",\"parent\":{parent}}}",
        id >> 32,
        id & 0xffff_ffff,
    );
}

/// Marsaglia's xorshift: enough to make items differ.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % end
    }

    fn of<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        let place = self.below(choices.len());
        choices.get(place).copied().unwrap_or_default()
    }

    fn words(&mut self, count: usize) -> String {
        const WORDS: &[&str] = &[
            "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf",
        ];
        let words: Vec<&str> = (0..count).map(|_| self.of(WORDS)).collect();
        words.join(" ")
    }
}
