//! Tests of formats: what each accepts and what it does not.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

mod network;
#[cfg(not(target_family = "wasm"))]
mod oracle;

use super::Format;
use crate::number::Number;

#[track_caller]
fn judges(format: Format, accepted: &[&str], refused: &[&str]) {
    for text in accepted {
        assert!(format.accepts_text(text), "{text}");
    }
    for text in refused {
        assert!(!format.accepts_text(text), "{text}");
    }
}

#[test]
fn every_format_is_found_by_its_name_and_written_so() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(format));
        let text = serde_json::to_value(format).unwrap();
        assert_eq!(text, format.name());
    }
    for name in ["", "Date", "password", "binary", "base64", "idn-email"] {
        assert_eq!(Format::named(name), None, "{name}");
    }
}

#[test]
fn a_format_of_numbers_says_nothing_of_strings_and_the_other_way_round() {
    for format in [Format::Int32, Format::Int64, Format::Float, Format::Double] {
        assert!(format.accepts_text("no number"));
    }
    assert!(Format::Uuid.accepts_number(Number::new("1.5")));
    for (format, number, expected) in [
        (Format::Int32, "1.0", true),
        (Format::Int32, "2147483648", false),
        (Format::Int64, "2147483648", true),
        (Format::Int64, "0.5", false),
        (Format::Float, "1e39", false),
        (Format::Double, "1e39", true),
        (Format::Double, "1e309", false),
    ] {
        assert_eq!(
            format.accepts_number(Number::new(number)),
            expected,
            "{number}"
        );
    }
}

#[test]
fn a_date_is_one_of_the_calendar() {
    judges(
        Format::Date,
        &[
            "2024-02-29",
            "2000-02-29",
            "0000-02-29",
            "1963-06-30",
            "9999-12-31",
        ],
        &[
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-04-31",
            "2024-01-00",
            "2024-1-01",
            "24-01-01",
            "2024-01-01T",
            "*024-01-01",
            "2024-01-0٣",
            "",
        ],
    );
}

#[test]
fn a_leap_second_ends_the_last_minute_of_a_day_of_utc() {
    judges(
        Format::Time,
        &[
            "23:59:60Z",
            "08:29:60.123+08:30",
            "15:59:60-08:00",
            "00:29:60+00:30",
            "12:00:59.9z",
        ],
        &[
            "22:59:60Z",
            "23:58:60Z",
            "23:59:61Z",
            "23:59:60+01:00",
            "23:59:60-00:30",
            "24:00:00Z",
            "12:00:00",
            "12:00:00.Z",
            "12:00:00+24:00",
            "12:00:00+00:60",
            "12:00:00+0000",
        ],
    );
    judges(
        Format::DateTime,
        &[
            "1998-12-31T23:59:60Z",
            "1998-12-31t15:59:60.1-08:00",
            "2024-02-29T00:00:00+23:59",
        ],
        &[
            "1998-12-31T22:59:60Z",
            "1998-12-31 23:59:59Z",
            "1998-12-31T23:59:59",
            "1998-12-31",
        ],
    );
}

#[test]
fn a_duration_leaves_no_unit_out() {
    judges(
        Format::Duration,
        &["P4DT12H30M5S", "P1Y2M3D", "P2W", "PT0S", "P1M", "PT1H2M3S"],
        &[
            "P", "PT", "P1Y2D", "PT1H2S", "P1W1D", "P1D2W", "P1DT", "P1", "1D", "p1d", "PT1.5S",
            "P2D1Y",
        ],
    );
}

#[test]
fn identifiers_pointers_and_bytes_follow_their_alphabets() {
    judges(
        Format::Uuid,
        &[
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-ffff-ffff-ffff-FfFfFfFfFfFf",
        ],
        &[
            "",
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
            "2eb8aa08-aa98-11ea-b4aa-73b441d163800",
            "2eb8-aa08-aa98-11ea-b4aa73b44-1d16380",
            "2eb8aa0g-aa98-11ea-b4aa-73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638\u{10}",
        ],
    );
    judges(
        Format::JsonPointer,
        &["", "/", "/a~0b/~1/ü", "//"],
        &["a", "#/a", "/~", "/~2", "/~~0", "/a~"],
    );
    judges(
        Format::Byte,
        &["", "AAAA", "Zm9v+/==", "Zm8=", "Zm9="],
        &[
            "A", "AA", "AAA", "A===", "====", "AA=A", "Zm9v====", "Zm-_", "Zm 8",
        ],
    );
    judges(
        Format::Ipv4,
        &["127.0.0.1"],
        &["127.0.0", "1.2.3.256", "01.2.3.4"],
    );
    judges(
        Format::Ipv6,
        &["::1", "::ffff:1.2.3.4"],
        &["1", "fe80::1%eth0", "12345::"],
    );
}
