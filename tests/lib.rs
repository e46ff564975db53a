//! Promises the whole project makes, as tests. Behaviour of one module is tested beside it, not here.
#![cfg(test)]

#[cfg(feature = "envoy")]
mod envoy;
mod host;
#[cfg_attr(
    not(feature = "envoy"),
    expect(dead_code, reason = "some of it is Envoy's")
)]
mod hostile;
mod pure;
mod tidy;
