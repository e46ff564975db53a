//! The service of an exchange that lies under no mount: named after the cluster its route
//! chose, since that is what the operator named. Nothing of the request goes into it.

#[cfg(test)]
mod tests;

/// Bytes of a derived name.
const NAME_BYTES_MAX: usize = 128;
/// The service of an exchange whose cluster nobody names.
const UNNAMED: &str = "unnamed";

/// Turns an Envoy cluster name into a service name: `name.namespace` for the names that
/// Envoy Gateway and Istio generate, else the cluster's own.
pub(crate) fn of_cluster(cluster: &[u8]) -> String {
    let cluster = String::from_utf8_lossy(cluster);
    let name = envoy_gateway(&cluster)
        .or_else(|| istio(&cluster))
        .unwrap_or_else(|| cluster.to_string());
    let clean: String = name
        .chars()
        .take(NAME_BYTES_MAX)
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    if clean.is_empty() {
        UNNAMED.to_owned()
    } else {
        clean
    }
}

/// `httproute/<namespace>/<name>/rule/<index>` and, with merged back ends,
/// `service/<namespace>/<name>/<port>`.
fn envoy_gateway(cluster: &str) -> Option<String> {
    let mut parts = cluster.split('/');
    let kind = parts.next()?;
    let (namespace, name) = (parts.next()?, parts.next()?);
    let known = ["httproute", "grpcroute", "service", "backend"].contains(&kind);
    (known && !namespace.is_empty() && !name.is_empty()).then(|| format!("{name}.{namespace}"))
}

/// `outbound|<port>|<subset>|<service>.<namespace>.svc.<domain>`; `inbound|<port>||` names
/// no service.
fn istio(cluster: &str) -> Option<String> {
    let parts: Vec<&str> = cluster.split('|').collect();
    let [_direction, _port, _subset, host] = parts.as_slice() else {
        return None;
    };
    let mut labels = host.split('.');
    match (labels.next(), labels.next(), labels.next()) {
        (Some(service), Some(namespace), Some("svc")) => Some(format!("{service}.{namespace}")),
        (Some(""), _, _) => Some(String::new()),
        (_, _, _) => Some((*host).to_owned()),
    }
}
