//! Containers: Envoy Gateway, two Envoys and the aggregator from images, on a network of their own, by `testcontainers`.
//!
//! Envoy Gateway runs as it does without a cluster: it reads the manifests of `k8s/envoy-gateway/` from files, fetches the
//! module, and serves it and the proxies' configuration (xDS) with the certificates that it made itself. Each Envoy is the
//! image of the Envoy project with the bootstrap of a proxy: all it is told is where Envoy Gateway is. The aggregator is
//! the last stage of `Dockerfile`, run as it should be: no root, nothing writable but its volume. Services find each other
//! by the names they have in a cluster.
//!
//! The upstream of the promises and the server of the modules are this process, which containers reach at the gateway of
//! their network; so the Docker engine must run on this machine, and as root. `scripts/docker` finds or starts one.
//! Images are named by `DOCENT_TEST_ENVOY_IMAGE`, `DOCENT_TEST_ENVOY_GATEWAY_IMAGE` and `DOCENT_TEST_AGGREGATOR_IMAGE`;
//! `scripts/container-images` says which there are, and makes those that cannot be pulled.
//!
//! Nothing survives the tests, whichever way they end: see `engine.rs`.
#![cfg(test)]

use mesh::client::Call;
use mesh::house::House;
use mesh::platform::{Filter, Platform};
use mesh::promises::until;

use aggregator::Aggregator;
use engine::Engine;
use envoy_gateway::EnvoyGateway;
use forward::Forward;
use proxy::Proxy;

#[path = "containers/aggregator.rs"]
mod aggregator;
#[path = "containers/engine.rs"]
mod engine;
#[path = "containers/envoy_gateway.rs"]
mod envoy_gateway;
#[path = "containers/forward.rs"]
mod forward;
#[path = "containers/home.rs"]
mod home;
#[path = "containers/proxy.rs"]
mod proxy;

/// Two are enough to see one that was left out.
const PROXIES: usize = 2;

mesh::promises!(Containers);

struct Containers {
    engine: Engine,
    house: House,
    envoy_gateway: EnvoyGateway,
    proxies: Vec<Proxy>,
    aggregator: Aggregator,
    /// What a load balancer is to a Gateway: new connections go to the proxies in turn.
    balancer: Forward,
    /// The proxies' admin listeners, in their order.
    admins: Vec<Forward>,
}

impl Platform for Containers {
    async fn start() -> Self {
        let engine = Engine::new();
        let mut house = House::new(engine.gateway());
        let aggregator = Aggregator::start(&engine).await;
        (house.public, house.internal) = (aggregator.public.port, aggregator.internal.port);
        let envoy_gateway = EnvoyGateway::start(&engine, &house).await;
        let mut admins = Vec::new();
        for _ in 0..PROXIES {
            admins.push(Forward::start().await);
        }
        let mut containers = Self {
            balancer: Forward::start().await,
            admins,
            engine,
            house,
            envoy_gateway,
            proxies: Vec::new(),
            aggregator,
        };
        containers.start_proxies().await;
        containers
    }

    fn house(&self) -> &House {
        &self.house
    }

    fn aggregator_clusters(&self) -> Vec<String> {
        vec!["spec_aggregator".to_owned()]
    }

    fn gateway(&self) -> u16 {
        self.balancer.port
    }

    fn admins(&self) -> Vec<u16> {
        self.admins.iter().map(|admin| admin.port).collect()
    }

    async fn attach(&mut self, filters: &[Filter]) {
        self.envoy_gateway.attach(&self.house, filters).await;
    }

    async fn restart_proxies(&mut self) {
        self.balancer.to(Vec::new());
        for proxy in self.proxies.drain(..) {
            proxy.stop().await;
        }
        self.start_proxies().await;
    }

    async fn stop_aggregator(&mut self) {
        self.aggregator.stop().await;
    }

    async fn start_aggregator(&mut self) {
        self.aggregator.start_again(&self.engine).await;
    }
}

impl Containers {
    async fn start_proxies(&mut self) {
        for admin in &self.admins {
            let proxy = Proxy::start(&self.engine, &self.envoy_gateway).await;
            admin.to(vec![proxy.admin(&self.engine)]);
            self.proxies.push(proxy);
        }
        for admin in &self.admins {
            until("a proxy has its configuration", async || {
                let ready = Call::get(admin.port, "/ready").attempt().await;
                ready.is_ok_and(|answer| answer.status == 200)
            })
            .await;
        }
        let gateways = self.proxies.iter().map(|proxy| proxy.gateway(&self.engine));
        self.balancer.to(gateways.collect());
        until("a request passes", async || {
            // Whatever comes of it: that there is an answer means that there is a listener.
            let answer = Call::get(self.balancer.port, "/").attempt().await;
            answer.is_ok()
        })
        .await;
    }
}

/// The image says who it runs as, and what it has learnt is where it was when it comes back.
#[test]
fn the_aggregator_needs_neither_root_nor_a_writable_image() {
    PLATFORM.keeps(async |platform: &mut Containers| {
        assert_eq!(platform.aggregator.user(), "65532:65532");
        assert!(platform.aggregator.is_read_only());
        let document = |port| Call::get(port, "/openapi.json").send();
        let before = document(platform.house.public).await;
        assert_eq!(before.status, 200, "{}", before.text());
        platform.stop_aggregator().await;
        platform.start_aggregator().await;
        let after = document(platform.house.public).await;
        assert_eq!(before.json()["paths"], after.json()["paths"]);
    });
}
