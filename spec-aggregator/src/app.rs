//! The parts that every request shares.

use std::collections::BTreeSet;
use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::task::spawn_blocking;

use crate::config::Config;
use crate::error::ApiError;
use crate::snapshot::{Page, Presentation, Published};
use crate::token::Token;
use crate::writer::Writer;

/// Shared by all requests of both listeners.
#[derive(Clone)]
pub struct App {
    /// The way to the state.
    pub writer: Writer,
    /// The token of the internal listener, if one is needed.
    pub token: Option<Token>,
    /// The services whose mount stands in the configuration.
    pub configured: Arc<BTreeSet<String>>,
    /// How the gateway is presented.
    pub presentation: Arc<Presentation>,
    /// The name of this process among its replicas.
    pub instance: Arc<str>,
    /// The process's metrics.
    pub metrics: PrometheusHandle,
}

impl App {
    /// The parts, for this configuration.
    pub fn new(writer: Writer, config: &Config) -> Self {
        let presentation = Presentation {
            title: config.title.clone(),
            gateway_url: config.gateway_url.clone(),
        };
        Self {
            writer,
            token: config.token.clone(),
            configured: Arc::new(
                config
                    .services
                    .iter()
                    .map(|service| service.name.clone())
                    .collect(),
            ),
            presentation: Arc::new(presentation),
            instance: format!("{:032x}", fastrand::u128(..)).into(),
            metrics: crate::telemetry::metrics(),
        }
    }

    /// A page of what is published now; rendered away from the executor's threads.
    ///
    /// # Errors
    /// There is no such page.
    pub async fn page(
        &self,
        choose: impl FnOnce(&Published) -> Option<Page> + Send + 'static,
    ) -> Result<Page, ApiError> {
        let snapshot = self.writer.snapshot();
        let presentation = Arc::clone(&self.presentation);
        let rendered = spawn_blocking(move || {
            let published = snapshot.published(&presentation);
            let is_asked_for = published.wanted == *snapshot.mounts.wanted;
            let wanted = (!is_asked_for).then(|| published.wanted.clone());
            (choose(published), wanted)
        });
        let (page, wanted) = rendered
            .await
            .map_err(|_| ApiError::Internal("publication panicked"))?;
        if let Some(wanted) = wanted
            && self.writer.want(wanted).await.is_err()
        {
            tracing::warn!("members of enumerations are not asked for");
        }
        page.ok_or(ApiError::NotFound)
    }
}
