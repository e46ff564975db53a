//! Random patterns of the language both know, judged here and by the `regex` crate.

use proptest::collection::vec;
use proptest::prelude::*;

use super::both;

/// One pattern in both syntaxes: ECMAScript's, and that of the `regex` crate.
type Twin = (String, String);

fn same(source: &str) -> Twin {
    (source.to_owned(), source.to_owned())
}

fn twin(ours: &str, theirs: &str) -> Twin {
    (ours.to_owned(), theirs.to_owned())
}

const SPACE: &str =
    r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";

/// Characters of every length in bytes, none but ASCII ones a word's for either engine.
const CHARS: [char; 14] = [
    'a', 'b', 'c', '_', '1', '-', ' ', '\n', '\u{a3}', '\u{a0}', '€', '\u{2028}', '\u{ffff}', '😀',
];

fn character() -> impl Strategy<Value = char> {
    prop_oneof![5 => prop::sample::select(&CHARS[..3]), 3 => prop::sample::select(&CHARS[..])]
}

fn code_point() -> impl Strategy<Value = char> {
    prop_oneof![4 => character(), 1 => any::<char>()]
}

fn atom() -> impl Strategy<Value = Twin> {
    prop_oneof![
        6 => character().prop_map(literal),
        1 => code_point().prop_map(literal),
        3 => class(),
        1 => Just(twin(".", r"[^\n\r\x{2028}\x{2029}]")),
        1 => Just(twin("[]", r"[^\s\S]")),
        1 => Just(twin("[^]", r"[\s\S]")),
        1 => Just(same("")),
        1 => Just(twin("^", r"\A")),
        1 => Just(twin("$", r"\z")),
        1 => Just(same(r"\b")),
        1 => Just(same(r"\B")),
    ]
}

fn literal(c: char) -> Twin {
    let code = u32::from(c);
    (format!(r"\u{{{code:x}}}"), format!(r"\x{{{code:x}}}"))
}

fn class() -> impl Strategy<Value = Twin> {
    let item = prop_oneof![
        4 => code_point().prop_map(literal),
        3 => (code_point(), code_point()).prop_map(|(one, two)| {
            let ((low, low_theirs), (high, high_theirs)) =
                (literal(one.min(two)), literal(one.max(two)));
            (format!("{low}-{high}"), format!("{low_theirs}-{high_theirs}"))
        }),
        1 => Just(twin(r"\d", "0-9")),
        1 => Just(twin(r"\w", "0-9A-Za-z_")),
        1 => Just(twin(r"\s", SPACE)),
        1 => Just(twin(r"\S", &format!("[^{SPACE}]"))),
        1 => Just(twin(r"\W", "[^0-9A-Za-z_]")),
    ];
    (any::<bool>(), vec(item, 1..4)).prop_map(|(negated, items)| {
        let mark = if negated { "^" } else { "" };
        let (ours, theirs): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        (
            format!("[{mark}{}]", ours.concat()),
            format!("[{mark}{}]", theirs.concat()),
        )
    })
}

fn pattern() -> impl Strategy<Value = Twin> {
    let quantifier = prop_oneof![
        prop::sample::select(&["*", "+", "?", "*?", "+?", "??"][..]).prop_map(str::to_owned),
        (0..4_u8).prop_map(|count| format!("{{{count}}}")),
        (0..3_u8).prop_map(|min| format!("{{{min},}}")),
        (0..3_u8, 0..3_u8).prop_map(|(min, more)| format!("{{{min},{}}}", min + more)),
    ];
    atom().prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            4 => vec(inner.clone(), 2..5).prop_map(|twins| joined(twins, "")),
            2 => vec(inner.clone(), 2..4).prop_map(|twins| group(joined(twins, "|"))),
            3 => (inner, quantifier.clone()).prop_map(|(twin, quantifier)| {
                let (ours, theirs) = group(twin);
                (format!("{ours}{quantifier}"), format!("{theirs}{quantifier}"))
            }),
        ]
    })
}

fn joined(twins: Vec<Twin>, with: &str) -> Twin {
    let (ours, theirs): (Vec<_>, Vec<_>) = twins.into_iter().unzip();
    (ours.join(with), theirs.join(with))
}

fn group((ours, theirs): Twin) -> Twin {
    (format!("(?:{ours})"), format!("(?:{theirs})"))
}

fn text() -> impl Strategy<Value = String> {
    vec(character(), 0..10).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn verdicts_are_those_of_the_regex_crate(
        (ours, theirs) in pattern(),
        texts in vec(text(), 12),
    ) {
        let oracle = regex::Regex::new(&theirs).unwrap();
        for pattern in both(&ours) {
            for text in &texts {
                prop_assert_eq!(pattern.is_match(text), oracle.is_match(text), "{:?}", text);
            }
        }
    }

    #[test]
    fn sets_of_characters_are_those_of_the_regex_crate(
        (ours, theirs) in class(),
        characters in vec(any::<char>(), 20),
    ) {
        let oracle = regex::Regex::new(&format!(r"\A{theirs}\z")).unwrap();
        for pattern in both(&format!("^{ours}$")) {
            for text in characters.iter().chain(&CHARS).map(char::to_string) {
                prop_assert_eq!(pattern.is_match(&text), oracle.is_match(&text), "{:?}", text);
            }
        }
    }

    #[test]
    fn any_source_and_any_text_are_borne(source in r"[ab(){}\[\]|*+?^$\\.\-,0-2xupkdwDbB:<>=!]{0,16}", text in text()) {
        if let Ok(pattern) = super::Pattern::compile(&source) {
            let states = super::Pattern::compile_to_states(&source).unwrap();
            prop_assert_eq!(pattern.is_match(&text), states.is_match(&text));
        }
    }
}
