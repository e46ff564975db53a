//! Promises kept by a real Envoy that runs the built filter, with real services and a real aggregator behind it.
//! Started by `make test`, which says in `DOCENT_TEST_...` where the programs are.

mod alone;
mod gateway;

mod cases;
mod drifted;
mod enforced;
mod hostile;
mod published;
mod reloaded;
mod replicated;
mod restarted;
mod shadowed;
mod streamed;
mod survived;
mod wasm_imports;
