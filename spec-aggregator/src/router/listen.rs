//! One listener, from the first connection until the last open request is answered.

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Answers until the sender of `stopped` is gone, then finishes open requests.
pub async fn answer(listener: TcpListener, router: Router, mut stopped: watch::Receiver<()>) {
    // Nothing is ever sent; the wait ends in an error when the sender is dropped.
    let stop = async move { while stopped.changed().await.is_ok() {} };
    if let Err(error) = axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await
    {
        tracing::error!(%error, "a listener failed");
    }
}
