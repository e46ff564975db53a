//! Cluster names of the three platforms, and odd ones.

use super::*;

#[track_caller]
fn check(cluster: &str, expected: &str) {
    assert_eq!(of_cluster(cluster.as_bytes()), expected);
}

#[test]
fn a_plain_cluster_keeps_its_name() {
    check("feedback", "feedback");
    check("text-gen.v2_a", "text-gen.v2_a");
}

#[test]
fn envoy_gateway_routes_and_services_are_named_with_their_namespace() {
    check("httproute/shop/cart/rule/0", "cart.shop");
    check("service/shop/cart/8080", "cart.shop");
    check("grpcroute/shop/cart/rule/1", "cart.shop");
}

#[test]
fn istio_services_are_named_with_their_namespace() {
    check("outbound|80||cart.shop.svc.cluster.local", "cart.shop");
    check("outbound|443|v2|api.example.com", "api.example.com");
    check("inbound|8080||", "unnamed");
}

#[test]
fn what_cannot_stand_in_a_name_is_replaced_and_cut() {
    check("a b;.;c", "a_b_._c");
    check("", "unnamed");
    assert_eq!(of_cluster(b"\xff\xfe"), "__");
    assert_eq!(of_cluster(&[b'x'; 4_000]).len(), NAME_BYTES_MAX);
}
