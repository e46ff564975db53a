//! The Docker engine: a network for one run, the containers on it, and the end of both.

use std::env;
use std::net::IpAddr;
use std::process::{Child, Command, Stdio, id};

use testcontainers::core::WaitFor;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, ContainerRequest, GenericImage, ImageExt};

/// What containers and network of a run are found by.
const LABEL: &str = "docent.test";
/// Waits until the test process is gone, however it went: its end of the pipe is closed then. Signals that a terminal
/// sends to everybody in it must not end this one first.
const LIFELINE: &str = r#"trap '' INT TERM HUP; cat >/dev/null
docker ps -aq --filter "label=$1" | xargs -r docker rm -f -v; docker network rm "$2""#;

/// A running container.
pub(super) type Container = ContainerAsync<GenericImage>;

/// The engine, and the network that is this run's.
pub(super) struct Engine {
    network: String,
    gateway: IpAddr,
    /// Ends when this process ends.
    _lifeline: Child,
}

impl Engine {
    /// Makes the network.
    #[track_caller]
    pub(super) fn new() -> Self {
        let network = format!("docent-test-{}", id());
        docker(&["network", "create", &network]);
        let lifeline = Command::new("sh")
            .args(["-c", LIFELINE, "sh"])
            .args([&format!("{LABEL}={network}"), &network])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let gateway = "{{(index .IPAM.Config 0).Gateway}}";
        let gateway = docker(&["network", "inspect", "--format", gateway, &network]);
        Self {
            gateway: gateway.parse().unwrap(),
            network,
            _lifeline: lifeline,
        }
    }

    /// The address of this machine on the network.
    pub(super) fn gateway(&self) -> IpAddr {
        self.gateway
    }

    /// An image by the variable that names it, as a container of this run.
    #[track_caller]
    pub(super) fn image(&self, variable: &str) -> ContainerRequest<GenericImage> {
        let image = env::var(variable)
            .unwrap_or_else(|_| panic!("{variable} is not set: run `make test-mesh`"));
        // What stands behind the last colon is the tag, or the digest itself.
        let (name, tag) = image.rsplit_once(':').unwrap();
        GenericImage::new(name, tag)
            .with_wait_for(WaitFor::Nothing)
            .with_label(LABEL, &self.network)
            // Nobody but this machine has any business with it.
            .with_host_config_modifier(|host| host.publish_all_ports = Some(false))
    }

    /// Starts a container, which others find by `names`.
    pub(super) async fn start(
        &self,
        container: ContainerRequest<GenericImage>,
        names: &[&str],
    ) -> Container {
        if names.is_empty() {
            let container = container.with_network(&self.network);
            return container.start().await.unwrap();
        }
        // Names can only be given to a container that is there.
        let container = container.start().await.unwrap();
        let mut connect = vec!["network", "connect"];
        for name in names {
            connect.extend(["--alias", name]);
        }
        connect.extend([self.network.as_str(), container.id()]);
        docker(&connect);
        container
    }

    /// Where a container is.
    #[track_caller]
    pub(super) fn address(&self, container: &Container) -> IpAddr {
        let address = format!(
            "{{{{(index .NetworkSettings.Networks \"{}\").IPAddress}}}}",
            self.network
        );
        let address = inspect(container, &address);
        address
            .parse()
            .unwrap_or_else(|_| panic!("the container has ended:\n{}", log(container)))
    }
}

/// A fact about a container, as a Go template.
#[track_caller]
pub(super) fn inspect(container: &Container, template: &str) -> String {
    docker(&["inspect", "--format", template, container.id()])
}

/// What a container has said.
fn log(container: &Container) -> String {
    let output = Command::new("docker")
        .args(["logs", container.id()])
        .output()
        .unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// The command line's answer.
#[track_caller]
fn docker(arguments: &[&str]) -> String {
    let output = Command::new("docker").args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "docker {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
