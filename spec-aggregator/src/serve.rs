//! The service from start to end: open the store, load the state, listen, poll, and when told
//! to stop, drain and make everything durable.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::aggregate::Declaration;
use crate::app::App;
use crate::config::{Config, ServiceConfig};
use crate::limits::{DOCUMENT_BYTES_MAX, DRAIN_TIMEOUT};
use crate::router::{self, listen};
use crate::store::{Store, StoreError};
use crate::writer::{WriteError, Writer};
use crate::{cli, poll, relay};

#[cfg(test)]
mod tests;

/// Why the service did not start, or did not end well.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The store.
    #[error("the store cannot be used: {0}")]
    Store(#[from] StoreError),
    /// A write at the start.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// An address.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// A document that the configuration names.
    #[error("the document of service {service} at {path:?}: {problem}")]
    Document {
        /// The service.
        service: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The HTTP client of polls and relays.
    #[error("cannot call others: {0}")]
    Poll(#[from] reqwest::Error),
}

/// Serves until `stop` completes.
///
/// # Errors
/// Something that is needed to start is not there.
pub async fn serve(config: Config, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
    let store = Store::open(&config.store).await?;
    let (writer, writing) = Writer::start(store, &config).await?;
    for service in &config.services {
        declare_file(service, &writer).await?;
    }
    let public = bind(config.public_address).await?;
    let internal = bind(config.internal_address).await?;
    let pollers = poll::start(&config.services, &writer)?;
    let app = App::new(writer, &config);
    let relays = relay::start(&config, &app)?;
    log_start(&config, &public, &internal);

    let (stopping, stopped) = watch::channel(());
    let public = tokio::spawn(listen::answer(
        public,
        router::public(app.clone()),
        stopped.clone(),
    ));
    let internal = tokio::spawn(listen::answer(internal, router::internal(app), stopped));
    let upkeep = tokio::spawn(upkeep());

    stop.await;
    tracing::info!("stopping: no new connections, open requests finish");
    drop(stopping);
    drop((pollers, relays));
    upkeep.abort();
    let (public_end, internal_end) = (public.abort_handle(), internal.abort_handle());
    let drained =
        tokio::time::timeout(DRAIN_TIMEOUT, async { tokio::join!(public, internal) }).await;
    if drained.is_err() {
        tracing::warn!("some requests did not finish in time");
        public_end.abort();
        internal_end.abort();
    }
    // Every `Writer` is gone with its connection or soon will be; then the task has written
    // what was sent and closes the store.
    if tokio::time::timeout(DRAIN_TIMEOUT, writing).await.is_err() {
        tracing::warn!("the writer did not finish in time");
    }
    tracing::info!("stopped");
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen { address, error })
}

fn log_start(config: &Config, public: &TcpListener, internal: &TcpListener) {
    let address = |listener: &TcpListener| {
        listener
            .local_addr()
            .map_or(String::new(), |address| address.to_string())
    };
    tracing::info!(
        public.address = address(public),
        internal.address = address(internal),
        internal.token = config.token.is_some(),
        services = config.services.len(),
        peers = config.peers.len(),
        "listening"
    );
}

/// Keeps the metrics' memory bounded when nobody scrapes them.
async fn upkeep() {
    let metrics = crate::telemetry::metrics();
    let mut ticks = tokio::time::interval(std::time::Duration::from_secs(5));
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

/// Declares the document that the configuration names by its file, unless it is known.
async fn declare_file(service: &ServiceConfig, writer: &Writer) -> Result<(), ServeError> {
    let Some(path) = service.document.clone() else {
        return Ok(());
    };
    let problem = |problem: String| {
        let (service, path) = (
            service.name.clone(),
            service.document.clone().unwrap_or_default(),
        );
        ServeError::Document {
            service,
            path,
            problem,
        }
    };
    let name = service.name.clone();
    let read = spawn_blocking(move || {
        let text =
            cli::input::text(&path, DOCUMENT_BYTES_MAX).map_err(|error| error.to_string())?;
        Declaration::read(&name, &text).map_err(|error| error.to_string())
    });
    let read = read
        .await
        .map_err(|_| problem("compiling it panicked".to_owned()))?;
    let declaration = read.map_err(problem)?;
    let snapshot = writer.snapshot();
    let known = snapshot
        .mounts
        .services
        .get(&service.name)
        .and_then(|mount| mount.declared.as_ref());
    if known.is_none_or(|known| known.document != declaration.document) {
        writer
            .declare(Declaration {
                configured: true,
                ..declaration
            })
            .await?;
    }
    Ok(())
}
