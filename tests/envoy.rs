//! Promises kept by a real Envoy that runs the built filter, with real services and a real aggregator behind it.
//! Everything here is started by `make test`, which says in `DOCENT_TEST_...` where the programs are.
