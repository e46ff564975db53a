//! The hostile contracts themselves, most of them too large to be written down.

use serde_json::{Map, Value, json};

/// A document and what is asked of it.
#[derive(Clone)]
pub(super) struct Contract {
    pub(super) name: String,
    pub(super) document: Value,
    pub(super) probes: Vec<Probe>,
}

/// A body, and the statuses that may come of it.
#[derive(Clone)]
pub(super) struct Probe {
    pub(super) body: String,
    pub(super) statuses: Vec<u16>,
}

impl Probe {
    pub(super) fn new(body: String, statuses: &[u16]) -> Self {
        let statuses = statuses.to_vec();
        Self { body, statuses }
    }
}

/// Judged or undecided, which passes.
const ANY: [u16; 2] = [200, 400];

/// A path item whose body is by this schema.
pub(super) fn post(schema: &Value) -> Value {
    json!({ "post": {
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
        "responses": { "default": { "description": "anything" } },
    } })
}

pub(super) fn document(paths: &Value, schemas: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Hostile", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn contract(name: &str, schema: &Value, schemas: &Value, probes: &[(&str, &[u16])]) -> Contract {
    let probes = probes
        .iter()
        .map(|(body, it)| Probe::new((*body).to_owned(), it));
    Contract {
        name: name.to_owned(),
        document: document(&json!({ "/x": post(schema) }), schemas),
        probes: probes.collect(),
    }
}

fn reference(name: impl std::fmt::Display) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Schemas that grow without bound where they are expanded, refer to themselves, or are merely huge.
pub(super) fn bombs() -> Vec<Contract> {
    let mut bombs = Vec::new();
    for levels in [5, 10, 16, 20, 25, 30] {
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let (schema, schemas) = doubling(keyword, levels, &json!({ "type": "string" }));
            let name = format!("{keyword}-{levels}");
            let probes: [(&str, &[u16]); 2] = [("7", &ANY), (r#""hunter2""#, &ANY)];
            bombs.push(contract(&name, &schema, &schemas, &probes));
        }
        let object = json!({ "type": "object", "properties": { "a": true } });
        let (schema, schemas) = doubling("anyOf", levels, &object);
        let closed = json!({ "allOf": [schema], "unevaluatedProperties": false });
        let name = format!("unevaluated-{levels}");
        let probes: [(&str, &[u16]); 2] = [(r#"{"b":"hunter2"}"#, &ANY), (r#"{"a":1}"#, &ANY)];
        bombs.push(contract(&name, &closed, &schemas, &probes));
    }
    bombs.extend(cycles());
    bombs.extend(broken());
    bombs.extend(giants());
    bombs
}

/// Each schema has two branches that are both the next one.
fn doubling(keyword: &str, levels: usize, last: &Value) -> (Value, Value) {
    let mut schemas: Map<String, Value> = (0..levels)
        .map(|level| {
            let next = reference(format!("S{}", level + 1));
            (format!("S{level}"), json!({ keyword: [next, next] }))
        })
        .collect();
    schemas.insert(format!("S{levels}"), last.clone());
    (reference("S0"), schemas.into())
}

fn cycles() -> Vec<Contract> {
    let both: &[(&str, &[u16])] = &[("7", &ANY), (r#"{"a":{"a":{"a":7}}}"#, &ANY)];
    let itself = reference("A");
    let list =
        json!({ "type": "object", "properties": { "a": itself }, "additionalProperties": false });
    vec![
        contract("itself", &itself, &json!({ "A": itself }), both),
        contract(
            "two",
            &itself,
            &json!({ "A": reference("B"), "B": itself }),
            both,
        ),
        contract(
            "all-of-itself",
            &itself,
            &json!({ "A": { "allOf": [itself] } }),
            both,
        ),
        contract(
            "not-itself",
            &itself,
            &json!({ "A": { "not": itself } }),
            both,
        ),
        contract(
            "if-itself",
            &itself,
            &json!({ "A": { "if": itself, "then": itself, "else": itself } }),
            both,
        ),
        contract("empty-reference", &json!({ "$ref": "" }), &json!({}), both),
        contract("whole-document", &json!({ "$ref": "#" }), &json!({}), both),
        contract(
            "dynamic",
            &json!({ "$dynamicAnchor": "a", "$dynamicRef": "#a", "unevaluatedProperties": false }),
            &json!({}),
            both,
        ),
        contract(
            "no-pointer",
            &json!({ "$ref": "#/components/schemas/~2" }),
            &json!({ "A": 7 }),
            both,
        ),
        contract("no-schema", &itself, &json!({ "A": 7 }), both),
        contract(
            "a-list",
            &itself,
            &json!({ "A": list }),
            &[
                (r#"{"a":{"a":{}}}"#, &[200]),
                (r#"{"a":{"a":{"b":"hunter2"}}}"#, &[400]),
            ],
        ),
        contract(
            "names-of-names",
            &itself,
            &json!({ "A": { "propertyNames": itself, "type": ["string", "object"] } }),
            both,
        ),
    ]
}

/// Operations that say nothing, or nonsense.
fn broken() -> Vec<Contract> {
    let operations = [
        json!({ "$ref": "#/paths/~1x/post" }),
        json!({ "requestBody": 7, "parameters": {}, "responses": "none" }),
        json!({ "parameters": [{ "$ref": "#/paths/~1x/post/parameters/0" }, 7, { "in": 7 }] }),
        json!(7),
    ];
    let named = operations
        .into_iter()
        .enumerate()
        .map(|(index, it)| Contract {
            name: format!("broken-{index}"),
            document: document(&json!({ "/x": { "post": it } }), &json!({})),
            probes: vec![Probe::new("7".to_owned(), &ANY)],
        });
    named.collect()
}

fn giants() -> Vec<Contract> {
    const CHAIN: usize = 10_000;
    const VALUES: usize = 100_000;
    const MEMBERS: usize = 40_000;
    let mut chain: Map<String, Value> = (0..CHAIN)
        .map(|at| (format!("S{at}"), reference(format!("S{}", at + 1))))
        .collect();
    chain.insert(format!("S{CHAIN}"), json!({ "type": "string" }));
    let values: Vec<usize> = (0..VALUES).collect();
    let members: Map<String, Value> = (0..MEMBERS)
        .map(|at| (format!("member{at}"), json!({ "type": "integer" })))
        .collect();
    let mut deep = json!({ "type": "integer" });
    for _ in 0..80 {
        deep = json!({ "items": deep });
    }
    let tuple: Vec<Value> = (0..20_000).map(|at| json!({ "const": at })).collect();
    let name = "x".repeat(1_000_000);
    vec![
        contract("a-chain", &reference("S0"), &chain.into(), &[("7", &ANY)]),
        contract(
            "an-enum",
            &json!({ "enum": values }),
            &json!({}),
            &[("7", &ANY), ("-7", &ANY)],
        ),
        contract(
            "members",
            &json!({ "type": "object", "properties": members }),
            &json!({}),
            &[
                (r#"{"member39999":"hunter2"}"#, &ANY),
                (r#"{"member0":0}"#, &[200]),
            ],
        ),
        contract("deep", &deep, &json!({}), &[("7", &ANY)]),
        contract(
            "a-tuple",
            &json!({ "prefixItems": tuple }),
            &json!({}),
            &[("[0,1]", &[200]), ("[0,2]", &ANY)],
        ),
        contract(
            "a-name",
            &json!({ "required": [name] }),
            &json!({}),
            &[("{}", &ANY)],
        ),
        contract(
            "bounds",
            &json!({ "minLength": 1e300, "maxItems": -1, "multipleOf": 0, "pattern": 7 }),
            &json!({}),
            &[("7", &ANY)],
        ),
    ]
}

/// References that lead out of the document.
pub(super) fn elsewhere(port: u16) -> Vec<Contract> {
    let targets = [
        format!("http://127.0.0.1:{port}/schema.json"),
        format!("http://127.0.0.1:{port}/openapi.yaml#/components/schemas/A"),
        format!("https://127.0.0.1:{port}/schema.json"),
        format!("//127.0.0.1:{port}/schema.json"),
        "file:///etc/passwd".to_owned(),
        "file:///proc/self/environ".to_owned(),
        "data:application/json,{\"type\":\"string\"}".to_owned(),
        "other.yaml#/components/schemas/A".to_owned(),
        "../../etc/passwd".to_owned(),
        "urn:example:a".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ];
    let mut found: Vec<Contract> = targets
        .iter()
        .enumerate()
        .map(|(index, target)| {
            let schema = json!({ "$ref": target });
            // What cannot be found is told, and undecided; never half enforced.
            contract(
                &format!("elsewhere-{index}"),
                &schema,
                &json!({}),
                &[("7", &[200])],
            )
        })
        .collect();
    let here = format!("http://127.0.0.1:{port}");
    let schema = json!({ "$id": format!("{here}/schema"), "$schema": format!("{here}/meta"), "type": "integer" });
    let mut named = contract(
        "named",
        &schema,
        &json!({}),
        &[("7", &ANY), (r#""hunter2""#, &ANY)],
    );
    named.document["servers"] = json!([{ "url": here }]);
    named.document["externalDocs"] = json!({ "url": here });
    named.document["jsonSchemaDialect"] = json!(format!("{here}/dialect"));
    found.push(named);
    found
}

/// What stands where a contract should.
pub(super) fn none() -> Vec<Value> {
    let whole = document(
        &json!({ "/x": post(&json!({ "type": "integer" })) }),
        &json!({}),
    );
    let text = whole.to_string();
    let laughs: Vec<String> = (1..12)
        .map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(9)))
        .collect();
    let laughs = laughs.concat();
    let of = |document: Value| json!({ "document": document });
    vec![
        of(json!("no document at all")),
        of(json!("")),
        of(json!(7)),
        of(json!(null)),
        of(json!([])),
        of(json!({})),
        of(json!(text.chars().take(text.len() / 2).collect::<String>())),
        of(json!(format!("{text}{text}"))),
        of(json!("{\"openapi\":\"3.1.0\",\"openapi\":\"3.1.0\"}")),
        of(json!("[".repeat(100_000))),
        of(json!("{\"a\":".repeat(100_000))),
        of(json!("- ".repeat(100_000))),
        of(json!(format!("a0: &a0 [x]\n{laughs}"))),
        of(json!("a: &a [*a]\n")),
        of(json!("x".repeat(6 * 1024 * 1024))),
        of(json!({ "openapi": "3.1.0" })),
        of(json!({ "openapi": "4.0.0", "info": {}, "paths": { "/x": {} } })),
        of(json!({ "swagger": "1.2", "info": {}, "paths": { "/x": post(&json!({})) } })),
        of(json!({ "openapi": 3.1, "paths": { "/x": 7, "x": {}, "/{": {}, "/{a}{b}": {} } })),
        of(json!({ "openapi": "3.1.0", "paths": [] })),
        of(json!({ "openapi": "3.1.0", "paths": { "/x": { "$ref": "#/paths/~1x" } } })),
        json!(7),
        json!(null),
        json!({ "service": 7, "document": {} }),
        json!({ "service": "", "basePath": "no slash", "document": whole }),
        json!({ "service": "a\u{0}b\n", "hosts": "no list", "basePath": "/hosts", "document": whole }),
        json!({ "service": "hosts", "hosts": ["*", "", "\u{ff}"], "basePath": "/hosts", "document": 7 }),
    ]
}
