//! Panics in Wasm are thrown, not unwound: from where a process would abort, straight to
//! [`caught`], past all frames between.
//!
//! Unwinding needs code in nearly every function to drop what its frame holds: an eighth of
//! the module, and a quarter of what Envoy takes to compile it. Without it, what the frames
//! of the failed callback held leaks, once for each panic, which is a bug of ours, counted
//! and logged. Nothing that outlives a callback may therefore rest on a destructor: what is
//! worked on is taken out and put back ([`crate::taken`]), and what is borrowed is borrowed for
//! no more than a look, an insertion or a replacement. The one exception encloses the guards
//! (`crate::contexts`).
//!
//! Such a jump is like C's `longjmp`: the language promises nothing about it, so this is what
//! it rests on. Code compiled with `panic=abort` calls `abort` last of all when it panics, once
//! the hook has returned; Wasm's own stack is unwound by the engine, and the one that lives in
//! memory is a pointer, put back here. The tests panic in every callback, through a real Envoy.
#![expect(unsafe_code, reason = "throwing and catching are instructions")]

use core::arch::global_asm;

global_asm!(
    ".globaltype __stack_pointer, i32",
    // The tag, which is the C++ runtime's where there is one.
    ".tagtype __cpp_exception i32",
    ".globl __cpp_exception",
    "__cpp_exception:",
    // In place of the C library's, which would end the VM.
    ".globl abort",
    ".type abort,@function",
    "abort:",
    ".functype abort () -> ()",
    "i32.const 0",
    "throw __cpp_exception",
    "end_function",
    // Calls `call(data)`; 1 when it threw.
    ".globl docent_catch",
    ".type docent_catch,@function",
    "docent_catch:",
    ".functype docent_catch (i32, i32) -> (i32)",
    ".local i32",
    "global.get __stack_pointer",
    "local.set 2",
    "try",
    "local.get 1",
    "local.get 0",
    "call_indirect (i32) -> ()",
    "catch __cpp_exception",
    "drop",
    "local.get 2",
    "global.set __stack_pointer",
    "i32.const 1",
    "return",
    "end_try",
    "i32.const 0",
    "end_function",
);

unsafe extern "C" {
    fn docent_catch(call: extern "C" fn(*mut u8), data: *mut u8) -> i32;
}

/// What goes into a call and what comes out of it.
struct Call<F, R> {
    body: Option<F>,
    result: Option<R>,
}

/// Runs it. `None` when it panicked.
pub(crate) fn caught<R, F: FnOnce() -> R>(body: F) -> Option<R> {
    let mut call = Call {
        body: Some(body),
        result: None,
    };
    // SAFETY: `run` is made for this very type, and `call` outlives the call.
    let has_thrown = unsafe { docent_catch(run::<R, F>, (&raw mut call).cast()) };
    if has_thrown == 0 { call.result } else { None }
}

extern "C" fn run<R, F: FnOnce() -> R>(data: *mut u8) {
    // SAFETY: `caught` alone calls this, with its own.
    let call = unsafe { &mut *data.cast::<Call<F, R>>() };
    call.result = call.body.take().map(|body| body());
}
