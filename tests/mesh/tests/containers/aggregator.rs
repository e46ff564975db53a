//! The aggregator's container, with no more rights than it needs.

use std::net::SocketAddr;

use mesh::client::Call;
use mesh::house::{INTERNAL_PORT, PUBLIC_PORT, TOKEN};
use mesh::promises::until;
use testcontainers::ImageExt;

use super::engine::{Container, Engine, inspect};
use super::forward::Forward;

/// Its Service's name in a cluster.
const NAME: &str = "spec-aggregator.docent.svc.cluster.local";

pub(super) struct Aggregator {
    container: Container,
    pub(super) public: Forward,
    pub(super) internal: Forward,
}

impl Aggregator {
    pub(super) async fn start(engine: &Engine) -> Self {
        let container = engine
            .image("DOCENT_TEST_AGGREGATOR_IMAGE")
            .with_env_var("DOCENT_TOKEN", TOKEN)
            .with_readonly_rootfs(true)
            .with_cap_drop("ALL")
            .with_security_opt("no-new-privileges");
        let aggregator = Self {
            container: engine.start(container, &[NAME]).await,
            public: Forward::start().await,
            internal: Forward::start().await,
        };
        aggregator.serves(engine).await;
        aggregator
    }

    /// Asks it to end, as a cluster does.
    pub(super) async fn stop(&self) {
        self.container.stop().await.unwrap();
        let status = inspect(&self.container, "{{.State.ExitCode}}");
        assert_eq!(status, "0", "it ends by itself when it is asked to");
    }

    /// Starts it on the volume that it left.
    pub(super) async fn start_again(&self, engine: &Engine) {
        self.container.start().await.unwrap();
        self.serves(engine).await;
    }

    async fn serves(&self, engine: &Engine) {
        let address = engine.address(&self.container);
        let at = |port| vec![SocketAddr::new(address, port)];
        self.public.to(at(PUBLIC_PORT));
        self.internal.to(at(INTERNAL_PORT));
        for port in [self.public.port, self.internal.port] {
            until("the aggregator is ready", async || {
                let ready = Call::get(port, "/readyz").attempt().await;
                ready.is_ok_and(|answer| answer.status == 200)
            })
            .await;
        }
    }

    /// Who the image says it runs as.
    pub(super) fn user(&self) -> String {
        inspect(&self.container, "{{.Config.User}}")
    }

    /// Whether nothing of the image can be written to.
    pub(super) fn is_read_only(&self) -> bool {
        inspect(&self.container, "{{.HostConfig.ReadonlyRootfs}}") == "true"
    }
}
