//! `serve`: the configuration, the log, the runtime, the signals.

use tokio::runtime::Runtime;

use super::input::InputError;
use super::{Outcome, ServeArguments};
use crate::{serve, telemetry};

pub(super) fn run(
    arguments: ServeArguments,
    environment: &[(String, String)],
) -> Result<Outcome, InputError> {
    let config = arguments.configuration(environment)?;
    let filter = arguments.log_filter(environment);
    telemetry::log(filter.as_deref())
        .map_err(|_| InputError::Usage("DOCENT_LOG: expected a level such as info, or a list such as warn,spec_aggregator=debug"))?;
    install_tls();
    Runtime::new()?.block_on(async {
        let stop = stop_signal()?;
        serve::serve(config, stop).await?;
        Ok(Outcome::Fine)
    })
}

/// Makes ring the process's only TLS provider. A second call finds it installed.
pub(crate) fn install_tls() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// Completes on the first SIGTERM or SIGINT. The handlers stand before anything else
/// starts, so that no signal is lost.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, InputError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Completes on Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, InputError> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
