//! The module's entry point in Envoy. Only logging, clock and randomness are allowed while
//! it runs; any other host call would trap.
#![expect(
    unsafe_code,
    reason = "the entry point is a C symbol that calls another"
)]

unsafe extern "C" {
    fn __wasm_call_ctors();
}

/// Runs the constructors of the C library (a reactor has no `main` that would).
#[unsafe(no_mangle)]
extern "C" fn _initialize() {
    // SAFETY: the host calls this once, before anything else.
    unsafe { __wasm_call_ctors() };
    crate::guard::install_panic_hook();
}
