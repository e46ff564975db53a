//! Server Objects (OAS 3.1 §4.8.5): the path below which an API says it is mounted.

use serde_json::Value;

/// The path of the server that counts, without a trailing slash; `None` when there is none,
/// or its URL does not tell.
pub(crate) fn mount(holder: &Value) -> Option<String> {
    let servers = holder.get("servers")?.as_array()?;
    path(servers.get(passed_over(servers))?)
}

/// How many servers stand before the one that counts: those of a developer's own machine
/// count only where there are no others.
pub(super) fn passed_over(servers: &[Value]) -> usize {
    servers
        .iter()
        .position(|server| !is_loopback(server))
        .unwrap_or_default()
}

/// Whether a server is known only to its own machine.
fn is_loopback(server: &Value) -> bool {
    let url = server
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // Without a scheme it is not one of the specification, and often written.
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || matches!(host, "::1" | "0.0.0.0")
        || host.strip_prefix("127.").is_some_and(|rest| {
            rest.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
}

/// The path of a server's URL; its variables stand as their defaults.
fn path(server: &Value) -> Option<String> {
    let url = server.get("url")?.as_str()?;
    let path = match url.split_once("://") {
        Some((_, rest)) => rest
            .find('/')
            .and_then(|at| rest.get(at..))
            .unwrap_or_default(),
        None if url.starts_with('/') => url,
        None => return None,
    };
    let mut said = String::new();
    let mut rest = path.split(['?', '#']).next().unwrap_or_default();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        let default = server
            .get("variables")?
            .get(name)?
            .get("default")?
            .as_str()?;
        said.push_str(before);
        said.push_str(default);
        rest = tail;
    }
    said.push_str(rest);
    said.truncate(said.trim_end_matches('/').len());
    Some(said)
}
