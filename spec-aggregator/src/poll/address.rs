//! Which addresses may be polled. A document's address comes from the operator, yet a name
//! may come to point elsewhere: link-local addresses, where clouds keep credentials, are
//! refused after every resolution, and the connection goes to the address that was judged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Metadata services that do not live on a link-local address: AWS over IPv6, Alibaba
/// Cloud, Oracle Cloud, and Azure's host agent.
const METADATA: [IpAddr; 4] = [
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
];

/// Whether a connection may be made to this address. Loopback and private addresses are
/// fine: that is where the services behind a gateway are.
pub(crate) fn may_poll(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let refused = match address {
        IpAddr::V4(v4) => {
            v4.is_link_local() || v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast()
        }
        IpAddr::V6(v6) => {
            // An IPv4 address may also be carried by NAT64 (RFC 6052) or 6to4 (RFC 3056).
            let carried = carried_v4(v6).is_some_and(|v4| !may_poll(IpAddr::V4(v4)));
            v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_multicast() || carried
        }
    };
    !refused && !METADATA.contains(&address)
}

/// Whether a URL's host, where it is an address, may be polled. Names are judged when they
/// are resolved.
pub(crate) fn may_poll_host(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host.parse().map_or(true, may_poll)
}

fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [b0, b1, b2, b3, b4, b5, middle @ .., b12, b13, b14, b15] = address.octets();
    let last = Ipv4Addr::new(b12, b13, b14, b15);
    match [b0, b1, b2, b3] {
        [0x00, 0x64, 0xff, 0x9b] => Some(last),
        [0x20, 0x02, _, _] => Some(Ipv4Addr::new(b2, b3, b4, b5)),
        // Deprecated IPv4-compatible addresses; `::1` is loopback.
        [0, 0, 0, 0] if (b4, b5) == (0, 0) && middle == [0; 6] && !address.is_loopback() => {
            Some(last)
        }
        _ => None,
    }
}

/// Resolves names through the system and drops the addresses that may not be polled.
#[derive(Debug)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> =
                found.filter(|address| may_poll(address.ip())).collect();
            if addresses.is_empty() {
                return Err("no address that may be polled".into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Url, may_poll, may_poll_host};

    #[test]
    fn metadata_and_link_local_addresses_are_refused_in_every_spelling() {
        for address in [
            "169.254.169.254",
            "169.254.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "fe80::1",
            "::",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "::a9fe:a9fe",
        ] {
            assert!(!may_poll(address.parse().unwrap()), "{address}");
        }
        for url in [
            "http://2852039166/",
            "http://0xa9.0xfe.0xa9.0xfe/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://0/",
        ] {
            assert!(!may_poll_host(&Url::parse(url).unwrap()), "{url}");
        }
    }

    #[test]
    fn the_services_behind_a_gateway_may_be_polled() {
        for address in [
            "127.0.0.1",
            "::1",
            "10.1.2.3",
            "192.168.0.7",
            "fd12::1",
            "203.0.113.9",
        ] {
            assert!(may_poll(address.parse().unwrap()), "{address}");
        }
        assert!(may_poll_host(
            &Url::parse("http://iris.default.svc:8000/openapi.json").unwrap()
        ));
    }
}
