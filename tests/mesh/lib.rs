//! The filter attached the way each platform's users attach it, and the promises that all of them keep.
//! Started by `make test-mesh`, which builds or finds the control planes and says in `DOCENT_TEST_...` where they are.
//!
//! A platform is a test program in `tests/`: it implements [`platform::Platform`] for a real control plane with two real
//! Envoys and instantiates [`promises!`]. What only that platform can do is tested beside it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::missing_panics_doc,
    async_fn_in_trait,
    reason = "this is a harness: to panic is to fail the test, and no other crate uses it"
)]

pub mod case;
pub mod client;
pub mod house;
pub mod kube;
pub mod load;
pub mod manifest;
pub mod platform;
pub mod pod;
pub mod process;
pub mod promises;
pub mod upstream;
