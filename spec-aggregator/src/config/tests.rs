//! Configurations as operators write them, and what they are told when they err.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};

use super::{Config, FIELDS, ServiceConfig, Setting, settings_of};

#[track_caller]
fn check(file: &str, variables: &[(&str, &str)], expected: Expect) {
    let environment: Vec<(String, String)> = variables
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    match Config::read(Some(file), &settings_of(&environment)) {
        Ok(config) => expected.assert_debug_eq(&config),
        Err(problems) => {
            let lines: Vec<String> = problems
                .iter()
                .map(|problem| format!("{problem}\n"))
                .collect();
            expected.assert_eq(&lines.concat());
        }
    }
}

#[test]
fn nothing_set_is_the_default() {
    assert_eq!(Config::read(None, &[]), Ok(Config::default()));
    assert_eq!(Config::read(Some(""), &[]), Ok(Config::default()));
}

#[test]
fn every_problem_is_reported_with_its_place() {
    check(
        "publicAddress: localhost\nunknown: 1\nobservedDays: 0\noverrides: {a: [/post/^/x], b: /x}\ngatewayUrl: ftp://x\nstore: postgres://db/docent\nservices:\n\
         - {hosts: [], basePath: textgen}\n- {name: a b, documentUrl: 'http://169.254.169.254/latest', pollIntervalMs: 1}\n\
         - {name: iris, documentUrl: 'http://iris/openapi.json', document: iris.json, port: 1}\n- {name: iris}\n",
        &[("DOCENT_TOKEN", "a b")],
        expect![[r#"
            publicAddress: expected an IP address and a port, such as 127.0.0.1:8080 or [::]:8080
            unknown: expected one of publicAddress, internalAddress, store, token, gatewayUrl, title, observedDays, overrides, peers, services
            observedDays: expected a number of days between 1 and 731
            overrides.a[0]: expected segments such as post or {postId}, and ^ only at the end
            overrides.b: expected a list of hints such as /post/{postId}
            gatewayUrl: expected an http:// or https:// URL without credentials, query and fragment
            store: expected a sqlite:// URL; postgres:// is not supported yet
            services[0].name: expected a name of letters, digits, '.', '_' and '-', at most 128 long
            services[0].hosts: expected 1 to 64 hosts, each a name such as api.example.com, *.example.com or *
            services[0].basePath: expected a base path such as /textgen: absolute, without parameters, query and dot segments
            services[1].name: expected a name of letters, digits, '.', '_' and '-', at most 128 long
            services[1].documentUrl: expected an http:// or https:// URL without credentials, not of a link-local or metadata address
            services[1].pollIntervalMs: expected milliseconds between 100 and 86400000
            services[2].port: expected one of name, hosts, basePath, documentUrl, pollIntervalMs, document
            services[2]: expected either documentUrl or document, not both
            services[3].name: expected a name no other service has
            DOCENT_TOKEN: expected a token of visible ASCII characters, without spaces
        "#]],
    );
}

#[test]
fn a_file_that_is_no_yaml_is_told_by_its_place() {
    check(
        "title: T\ntitle: U\n",
        &[],
        expect![[r#"
        the configuration file, line 2, column 1: expected well-formed YAML or JSON without duplicate fields
    "#]],
    );
    check(
        "title: 'T\nstore: [\n",
        &[],
        expect![[r#"
        the configuration file, line 2, column 1: expected well-formed YAML or JSON without duplicate fields
    "#]],
    );
    check(
        "- title\n",
        &[],
        expect![[r#"
        the configuration file: expected a mapping of fields
    "#]],
    );
}

#[test]
fn names_that_old_yaml_takes_for_truths_are_names() {
    let config = Config::read(Some("services: [{name: y}, {name: no}, {name: 7}]"), &[]).unwrap();
    let names: Vec<&str> = config
        .services
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    assert_eq!(names, ["y", "no", "7"]);
}

#[test]
fn others_are_listened_to_only_with_a_token() {
    check(
        "internalAddress: 0.0.0.0:8081",
        &[],
        expect![[r#"
            internalAddress: expected a loopback address, because no token is set; set `token` (DOCENT_TOKEN) to listen to others
        "#]],
    );
    let token = Setting {
        field: "token",
        origin: "--token".to_owned(),
        text: "secret".to_owned(),
    };
    assert!(Config::read(Some("internalAddress: 0.0.0.0:8081"), &[token]).is_ok());
}

#[test]
fn other_replicas_are_urls_and_talked_to_only_with_a_token() {
    check(
        "peers: [http://docent-0:8081/, http://localhost:8081]",
        &[],
        expect![[r#"
            peers: expected loopback addresses, because no token is set; set `token` (DOCENT_TOKEN) to talk to others
        "#]],
    );
    check(
        "token: secret\npeers: [docent-0, http://a:b@docent-1, 7]",
        &[("DOCENT_PEERS", "http://docent-0:8081/?a=b")],
        expect![[r#"
            peers: expected a list of URLs
            DOCENT_PEERS: expected of each an http:// or https:// URL without credentials, query and fragment
        "#]],
    );
    let peers = "token: secret\npeers: [http://a:1/, http://a:1, http://b:1/docent]";
    let config = Config::read(Some(peers), &[]).unwrap();
    assert_eq!(config.peers, ["http://a:1", "http://b:1/docent"]);
}

#[test]
fn every_field_can_be_a_variable() {
    let file = "title: From the file\ngatewayUrl: https://gateway.example/\n";
    check(
        file,
        &[
            ("DOCENT_PUBLIC_ADDRESS", "[::1]:0"),
            ("DOCENT_INTERNAL_ADDRESS", "127.0.0.1:0"),
            ("DOCENT_STORE", "sqlite::memory:"),
            ("DOCENT_TOKEN", "1234"),
            ("DOCENT_TITLE", "From a variable"),
            ("DOCENT_OBSERVED_DAYS", "7"),
            ("DOCENT_OVERRIDES", r#"{"iris": ["!/internal"]}"#),
            ("DOCENT_PEERS", "http://127.0.0.1:8081/, http://[::1]:8081"),
            (
                "DOCENT_SERVICES",
                r#"[{"name": "iris", "basePath": "/iris/", "documentUrl": "http://127.0.0.1:9001/openapi.json"}]"#,
            ),
            ("DOCENT_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ],
        expect![[r#"
            Config {
                public_address: [::1]:0,
                internal_address: 127.0.0.1:0,
                store: "sqlite::memory:",
                token: Some(
                    Token(..),
                ),
                gateway_url: "https://gateway.example",
                title: "From a variable",
                observed_days: 7,
                overrides: {
                    "iris": Overrides {
                        lines: [
                            "!/internal",
                        ],
                        hints: [],
                        named: [],
                        hidden: [
                            [
                                Literal(
                                    "internal",
                                ),
                            ],
                        ],
                    },
                },
                peers: [
                    "http://127.0.0.1:8081",
                    "http://[::1]:8081",
                ],
                services: [
                    ServiceConfig {
                        name: "iris",
                        hosts: [
                            "*",
                        ],
                        base_path: Some(
                            "/iris",
                        ),
                        document_url: Some(
                            "http://127.0.0.1:9001/openapi.json",
                        ),
                        poll_interval: 30s,
                        document: None,
                    },
                ],
            }
        "#]],
    );
}

#[test]
fn the_table_of_the_readme_is_the_code() {
    let Config {
        public_address,
        internal_address,
        store,
        token,
        gateway_url,
        title,
        observed_days,
        overrides,
        peers,
        services,
    } = Config::default();
    let defaults = [
        public_address.to_string(),
        internal_address.to_string(),
        store,
        token.map_or(String::new(), |token| format!("{token:?}")),
        gateway_url,
        title,
        observed_days.to_string(),
        if overrides.is_empty() {
            "{}".to_owned()
        } else {
            String::new()
        },
        if peers.is_empty() {
            "[]".to_owned()
        } else {
            String::new()
        },
        if services.is_empty() {
            "[]".to_owned()
        } else {
            String::new()
        },
    ];
    let readme = include_str!("../../README.md");
    for ((field, variable), default) in FIELDS.iter().zip(defaults) {
        let default = if default.is_empty() {
            "none".to_owned()
        } else {
            format!("`{default}`")
        };
        let row = format!("| `{field}` | `{variable}` | {default} |");
        assert!(
            readme.contains(&row),
            "the README has no row that begins with {row}"
        );
    }
    let ServiceConfig { poll_interval, .. } = ServiceConfig::named("any");
    let row = format!("| `pollIntervalMs` | `{}` |", poll_interval.as_millis());
    assert!(
        readme.contains(&row),
        "the README has no row that begins with {row}"
    );
}
