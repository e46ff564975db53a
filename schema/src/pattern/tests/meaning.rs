//! What patterns mean: pattern, texts it matches, texts it does not.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::matches;

#[test]
fn a_match_may_be_anywhere() {
    matches("b", &["b", "abc", "éb"], &["", "ac", "é"]);
    matches("", &["", "a"], &[]);
    matches(".*", &["", "\n"], &[]);
    matches("abc", &["aababc"], &["ab", "abab"]);
}

#[test]
fn alternatives_may_be_empty() {
    matches("^(a|b|)$", &["", "a", "b"], &["ab", "c"]);
    matches("^(?:|a)$", &["", "a"], &["aa"]);
    matches("|a", &["", "b"], &[]);
    matches("^a|b$", &["ax", "xb"], &["xa", "bx"]);
}

#[test]
fn anchors_may_stand_anywhere() {
    matches("a|^b", &["a", "ca", "bc"], &["cb"]);
    matches("(^a|b$)", &["ax", "xb"], &["xa", "bx", ""]);
    matches("$^", &[""], &["a"]);
    matches("^$", &[""], &["a", "\n"]);
    matches("a$b", &[], &["ab", "a$b", "a"]);
    matches("a^b", &[], &["ab", "a^b"]);
    matches("x*^a", &["a", "ab"], &["xa"]);
    matches("a$x*", &["a", "ba"], &["ax"]);
    matches("(?:^)*a", &["a", "ba"], &["b"]);
    matches("(?:^)+a", &["a"], &["ba"]);
    matches("(?:^a)+$", &["a"], &["aa"]);
    matches("(?:$|b)a", &["ba"], &["a"]);
    matches("a$", &["a"], &["a\n", "ab"]);
    matches("^a", &["a"], &["\na"]);
    matches("$", &["", "a"], &[]);
}

#[test]
fn word_boundaries_are_ascii() {
    matches(
        r"\bcat\b",
        &["cat", "a cat.", "écat"],
        &["cats", "scat", "_cat"],
    );
    matches(r"\Bcat", &["scat"], &["cat", " cat"]);
    matches(r"cat\B", &["cats"], &["cat", "cat "]);
    matches(r"\b", &["a", " a", "éa"], &["", " ", "é", "😀"]);
    matches(r"\B", &["", " ", "é", "ab", "😀"], &["a", "aéa"]);
    matches(r"^\B$", &[""], &["a", "é"]);
    matches(r"\b\B", &[], &["", "a", "ab", " "]);
    matches(r"a\b$", &["a"], &["ab"]);
    matches(r"a\b\b-", &["a-"], &["ab-", "a"]);
    matches(r"(?:\b|x)+y", &["y", "xy", " y"], &["zy"]);
    matches(r"^\w+\b.\b\w+$", &["a-b", "aé9"], &["a", "ab", "a--b"]);
}

#[test]
fn quantifiers_count_greedy_or_lazy() {
    matches("^a*$", &["", "aaa"], &["ab"]);
    matches("^a+?$", &["a", "aa"], &[""]);
    matches("^a??$", &["", "a"], &["aa"]);
    matches("^a{2}$", &["aa"], &["a", "aaa"]);
    matches("^a{2,}$", &["aa", "aaaaa"], &["a"]);
    matches("^a{2,3}?$", &["aa", "aaa"], &["a", "aaaa"]);
    matches("^a{0}$", &[""], &["a"]);
    matches("^a{0,1}$", &["", "a"], &["aa"]);
    matches("^a{0,}$", &["", "aa"], &["b"]);
    matches("^(ab){2}$", &["abab"], &["ab", "aabb"]);
    matches("^(?:a{2}){2}$", &["aaaa"], &["aa", "aaa", "aaaaa"]);
}

#[test]
fn quantifiers_nest() {
    matches("^(a*)*$", &["", "aaa"], &["b"]);
    matches("^(a*)+$", &["", "aaa"], &["b"]);
    matches("^(a+)*b$", &["b", "aab"], &["aa"]);
    matches("^(?:a?){3}$", &["", "a", "aaa"], &["aaaa"]);
    matches("^(?:(?:a|b)*c)*$", &["", "c", "abcc"], &["a", "ca"]);
    matches("^(){1000000000}$", &[""], &["a"]);
    matches("^(){0,1000000000}$", &[""], &["a"]);
}

#[test]
fn a_brace_that_counts_nothing_stands_for_itself() {
    matches("^{$", &["{"], &[""]);
    matches("^a{$", &["a{"], &["a"]);
    matches("^a{,5}$", &["a{,5}"], &["aa"]);
    matches("^{id}$", &["{id}"], &["id"]);
    matches("^a{1,2x}$", &["a{1,2x}"], &["a"]);
    matches("^x}]$", &["x}]"], &["x"]);
    matches(r"^\{[^{}]+\}$", &["{a}"], &["{}", "{{}"]);
    matches("^${a}$", &[], &["${a}"]);
}

#[test]
fn classes_take_characters_ranges_and_their_opposite() {
    matches("^[abc]$", &["a", "c"], &["d", "ab"]);
    matches("^[a-cx-z]$", &["b", "y"], &["d", "-"]);
    matches("^[^a-c]$", &["d", "é", "\n", "😀"], &["a", ""]);
    matches("^[-a]$", &["-", "a"], &["b"]);
    matches("^[a-]$", &["-", "a"], &["b"]);
    matches("^[^-]$", &["a"], &["-"]);
    matches("^[a-c-e]$", &["b", "-", "e"], &["d"]);
    matches(r"^[\w-.]$", &["a", "-", "."], &["/", "é"]);
    matches(r"^[a-\d]$", &["a", "-", "5"], &["b"]);
    matches(r"^[\d\s]$", &["5", "\u{a0}"], &["a"]);
    matches(r"^[^\d\s]$", &["a"], &["5", " "]);
    matches(r"^[\]\\^]$", &["]", "\\", "^"], &["a"]);
    matches("^[[(.*+?{|$]$", &["[", "(", ".", "*", "$"], &["a"]);
    matches(r"^[\b]$", &["\u{8}"], &["b"]);
    matches(r"^[\D]$", &["a"], &["1"]);
    matches(r"[\S\s]", &["a", "\n", "😀"], &[""]);
    matches("[]", &[], &["", "a"]);
    matches("a|[]", &["a"], &["b"]);
    matches("^[^]$", &["a", "\n", "😀"], &["", "ab"]);
    matches("^[^][a]$", &["ba"], &["]a]"]);
}

#[test]
fn the_dot_stops_at_line_ends() {
    let ends = ["\n", "\r", "\u{2028}", "\u{2029}"];
    matches(
        "^.$",
        &["a", "é", "€", "😀", "\u{85}", "\u{2027}", "\u{202a}"],
        &ends,
    );
    matches("^.{2}$", &["é😀"], &["😀", "ééé"]);
}

#[test]
fn class_escapes_have_the_sets_of_ecmascript() {
    matches(r"^\d$", &["0", "9"], &["a", "٣"]);
    matches(r"^\D$", &["a", "٣"], &["0"]);
    matches(r"^\w$", &["a", "Z", "0", "_"], &["-", "é"]);
    matches(r"^\W$", &["-", "é"], &["a", "_"]);
    let spaces = [
        "\t", "\n", "\u{b}", "\u{c}", "\r", " ", "\u{a0}", "\u{1680}", "\u{2000}", "\u{200a}",
        "\u{2028}", "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}", "\u{feff}",
    ];
    let others = ["a", "\u{85}", "\u{180e}", "\u{200b}", "\u{8}", "\u{e}"];
    matches(r"^\s$", &spaces, &others);
    matches(r"^\S$", &others, &spaces);
}

#[test]
fn escapes_name_characters() {
    matches(r"^\t\n\v\f\r\0$", &["\t\n\u{b}\u{c}\r\0"], &["tnvfr0"]);
    matches(r"^\cJ\cz[\cA]$", &["\n\u{1a}\u{1}"], &["Jz"]);
    matches(r"^\x41\xe9$", &["Aé"], &["A"]);
    matches(r"^\u0041\u20aC$", &["A€"], &["A"]);
    matches(r"^\u{41}\u{1F600}\u{00000041}$", &["A😀A"], &["A"]);
    matches(r"^\uD83D\uDE00$", &["😀"], &["😁", ""]);
    matches(r"^[\uD83D\uDE00-\uD83D\uDE02]$", &["😀", "😁"], &["😃"]);
    matches(r"^\uD83Dx|a$", &["a"], &["x", "😀"]);
    matches(r"^[^\uD800-\uDFFF]$", &["a", "😀", "\u{e000}"], &[""]);
    matches(r"\uD83D\u0041", &[], &["A", "😀"]);
}

#[test]
fn punctuation_may_be_escaped_without_need() {
    matches(r"^\-\_\/\@\#\ \%\,\:\~\é$", &["-_/@# %,:~é"], &["-"]);
    matches(
        r"^\.\*\+\?\(\)\[\]\{\}\|\^\$\\$",
        &[r".*+?()[]{}|^$\"],
        &["a"],
    );
    matches(r"^[\-\_\/\.]$", &["-", "_", "/", "."], &["a"]);
}

#[test]
fn groups_may_be_named_or_capture_nothing() {
    matches(
        "^(?<year>[0-9]{4})-(?:[0-9]{2})$",
        &["2024-05"],
        &["2024-5"],
    );
    matches("^(?<a>x)(?<b_1$>y)$", &["xy"], &["x"]);
}

#[test]
fn characters_of_every_length_are_told_apart() {
    let edges = [
        "\0",
        "\u{7f}",
        "\u{80}",
        "\u{7ff}",
        "\u{800}",
        "\u{fff}",
        "\u{1000}",
        "\u{d7ff}",
        "\u{e000}",
        "\u{ffff}",
        "\u{10000}",
        "\u{3ffff}",
        "\u{40000}",
        "\u{10ffff}",
    ];
    matches("^[^x]$", &edges, &["x"]);
    for (at, edge) in edges.iter().enumerate() {
        let others: Vec<&str> = edges
            .iter()
            .copied()
            .filter(|other| other != edge)
            .collect();
        let code = u32::from(edge.chars().next().unwrap());
        matches(&format!(r"^\u{{{code:x}}}$"), &[edge], &others);
        matches(&format!(r"^[^\u{{{code:x}}}]$"), &others, &[edge]);
        let (up_to, past) = edges.split_at(at + 1);
        matches(&format!(r"^[\0-\u{{{code:x}}}]$"), up_to, past);
        matches(&format!(r"^[^\0-\u{{{code:x}}}]$"), past, up_to);
    }
}

#[test]
fn patterns_of_real_documents_work() {
    matches(
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
        &["123e4567-e89b-12d3-a456-426614174000"],
        &[
            "123e4567-e89b-12d3-a456-42661417400",
            "123e4567-e89b-62d3-a456-426614174000",
        ],
    );
    matches(
        r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        &["a", "a-b.c", "x1.y2.z3"],
        &["", "-a", "a.", "A"],
    );
    matches(
        r"^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$",
        &["arn:aws:iam::123456789012:role/x-y"],
        &["arn:aws:iam::12345678901:role/x"],
    );
    matches(
        r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*$",
        &["", "aé€😀\n"],
        &["\0", "\u{ffff}"],
    );
    matches(
        r"^(\+\d{1,2}\s)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}$",
        &["+1 (555) 123-4567", "555.123.4567"],
        &["5551234567"],
    );
}
