//! A Deployment run as its manifest says, without a node: the API server is asked for arguments, environment, volumes and
//! user, and a program that is built already runs in a root of its own like a container's. Its Service gets endpoints.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::client::Call;
use crate::house::{TOKEN, variable};
use crate::kube::{Kube, PAUSE, POD_ADDRESS};
use crate::manifest::Manifests;
use crate::process::Process;
use crate::promises::START_MAX;

/// Makes the root of a container and runs a command there: libraries and names are the machine's, the volumes are bound
/// where they belong, all else is empty.
const CONTAINER: &str = r#"
set -eu
root=$1 program=$2 user=$3 read_only=$4
shift 4
mount -t tmpfs -o mode=755 container "$root"
bind() {
    mkdir -p "$(dirname "$root$2")"
    if [ -d "$1" ]; then mkdir -p "$root$2"; else : >"$root$2"; fi
    mount --rbind "$1" "$root$2"
}
for path in /lib /lib64 /usr/lib /usr/lib64 /etc/hosts /etc/resolv.conf /etc/nsswitch.conf /etc/ssl; do
    if [ -L "$path" ] && [ -d "$path" ]; then cp -P "$path" "$root$path"; elif [ -e "$path" ]; then bind "$path" "$path"; fi
done
bind "$program" /program
while [ "$1" != -- ]; do
    chown -R "$user" "$1"
    bind "$1" "$2"
    shift 2
done
shift
[ "$read_only" = false ] || mount -o remount,ro,bind "$root"
exec "$@"
"#;

const ROOT: &str = "0:0";

/// The one pod of a Deployment, and its place in the Service of the same name.
pub struct Pod {
    name: String,
    namespace: String,
    command: Vec<String>,
    /// The port and the path that say it is ready.
    probe: (u16, String),
    /// Ports of the Service and where the pod has them.
    ports: Vec<Value>,
    // The process goes before its log.
    process: Option<Process>,
    folder: TempDir,
}

impl Pod {
    /// The aggregator, as the first step of every page brings it to a cluster, and running.
    pub async fn aggregator(kube: &Kube) -> Self {
        let values = [
            (
                "AGGREGATOR_IMAGE",
                "registry.example/docent/spec-aggregator:0.1",
            ),
            ("DOCENT_TOKEN", TOKEN),
            ("GATEWAY_URL", "http://gateway.example.com"),
        ];
        let mut manifests = Manifests::of("k8s/aggregator");
        manifests.apply_kustomization(kube, ".", &values).await;
        let program = variable("DOCENT_TEST_AGGREGATOR");
        let mut pod = Self::of(kube, "docent", "spec-aggregator", &program).await;
        pod.start(kube).await;
        pod
    }

    /// Reads a Deployment of one container; `program` is what its image would hold. Nothing runs yet.
    pub async fn of(kube: &Kube, namespace: &str, name: &str, program: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let deployment = kube
            .object(&["deployment", name, "--namespace", namespace])
            .await;
        let service = kube
            .object(&["service", name, "--namespace", namespace])
            .await;
        let template = &deployment["spec"]["template"];
        for (label, value) in service["spec"]["selector"].as_object().unwrap() {
            assert_eq!(
                &template["metadata"]["labels"][label], value,
                "the Service selects the pod"
            );
        }
        let [container] = template["spec"]["containers"]
            .as_array()
            .unwrap()
            .as_slice()
        else {
            panic!("one container is all that is run here");
        };
        let container_ports = container["ports"].as_array().unwrap();
        let port_of = |port: &Value| match port.as_str() {
            Some(name) => container_ports
                .iter()
                .find(|port| port["name"] == name)
                .unwrap_or_else(|| panic!("no port is called {name}"))["containerPort"]
                .clone(),
            None => port.clone(),
        };

        let user = user_of(&template["spec"]["securityContext"]);
        let read_only = container["securityContext"]["readOnlyRootFilesystem"] == true;
        let root = folder.path().join("root").display().to_string();
        fs::create_dir(&root).unwrap();
        let mut command: Vec<String> = [
            "unshare", "--mount", "sh", "-c", CONTAINER, "sh", &root, program, &user,
        ]
        .map(str::to_owned)
        .into();
        command.push(read_only.to_string());
        let reader = Reader { kube, namespace };
        for mount in container["volumeMounts"].as_array().into_iter().flatten() {
            let volumes = template["spec"]["volumes"].as_array().unwrap();
            let volume = volumes
                .iter()
                .find(|volume| volume["name"] == mount["name"])
                .unwrap();
            let source = folder.path().join(mount["name"].as_str().unwrap());
            reader.fill_volume(volume, &source).await;
            command.push(source.display().to_string());
            command.push(mount["mountPath"].as_str().unwrap().to_owned());
        }
        command
            .extend(["--", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"].map(str::to_owned));
        for variable in container["env"].as_array().into_iter().flatten() {
            let value = reader.value_of(variable).await;
            command.push(format!("{}={value}", variable["name"].as_str().unwrap()));
        }
        command.push("chroot".to_owned());
        if user != ROOT {
            command.push(format!("--userspec={user}"));
        }
        command.extend([root, "/program".to_owned()]);
        let words = container["args"].as_array().into_iter().flatten();
        command.extend(words.map(|word| word.as_str().unwrap().to_owned()));

        let probe = &container["readinessProbe"]["httpGet"];
        let ports = service["spec"]["ports"].as_array().unwrap().iter();
        Self {
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            command,
            probe: (
                u16::try_from(port_of(&probe["port"]).as_u64().unwrap()).unwrap(),
                probe["path"].as_str().unwrap().to_owned(),
            ),
            ports: ports
                .map(|port| json!({"name": port["name"], "port": port_of(&port["targetPort"]), "protocol": "TCP"}))
                .collect(),
            process: None,
            folder,
        }
    }

    /// Starts it, waits for its readiness probe and gives its Service an endpoint.
    pub async fn start(&mut self, kube: &Kube) {
        let command: Vec<&str> = self.command.iter().map(String::as_str).collect();
        let process = Process::start(&self.name, self.folder.path(), &command);
        let (port, path) = &self.probe;
        process.wait_for_port(*port, START_MAX);
        while !Call::get(*port, path)
            .attempt()
            .await
            .is_ok_and(|answer| answer.status == 200)
        {
            sleep(PAUSE).await;
        }
        self.process = Some(process);
        self.publish(kube, true).await;
    }

    /// Ends it as a lost node would, and takes the endpoint away. Its volumes stay.
    pub async fn stop(&mut self, kube: &Kube) {
        self.process = None;
        self.publish(kube, false).await;
    }

    /// What it has said since it was started first.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join(format!("{}.log", self.name)))
            .unwrap_or_default()
    }

    /// Where the files of one of its volumes are.
    pub fn volume(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn publish(&self, kube: &Kube, ready: bool) {
        let slice = json!({
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "name": self.name,
                "namespace": self.namespace,
                "labels": {"kubernetes.io/service-name": self.name},
            },
            "addressType": "IPv4",
            "ports": self.ports,
            "endpoints": [{"addresses": [POD_ADDRESS], "conditions": {"ready": ready}}],
        });
        kube.apply(&slice.to_string()).await;
    }
}

/// Reads what a pod's manifest refers to.
struct Reader<'k> {
    kube: &'k Kube,
    namespace: &'k str,
}

impl Reader<'_> {
    async fn object(&self, kind: &str, name: &Value) -> Value {
        let name = name.as_str().unwrap();
        self.kube
            .object(&[kind, name, "--namespace", self.namespace])
            .await
    }

    async fn secret(&self, name: &Value) -> BTreeMap<String, String> {
        let secret = self.object("secret", name).await;
        let data = secret["data"].as_object().unwrap().iter();
        data.map(|(key, value)| {
            let bytes = STANDARD.decode(value.as_str().unwrap()).unwrap();
            (key.clone(), String::from_utf8(bytes).unwrap())
        })
        .collect()
    }

    async fn value_of(&self, variable: &Value) -> String {
        if let Some(value) = variable["value"].as_str() {
            return value.to_owned();
        }
        let reference = &variable["valueFrom"]["secretKeyRef"];
        self.secret(&reference["name"]).await[reference["key"].as_str().unwrap()].clone()
    }

    async fn fill_volume(&self, volume: &Value, folder: &Path) {
        fs::create_dir(folder).unwrap();
        let files = if let Some(name) = volume.pointer("/configMap/name") {
            let map = self.object("configmap", name).await;
            serde_json::from_value(map["data"].clone()).unwrap()
        } else if let Some(name) = volume.pointer("/secret/secretName") {
            self.secret(name).await
        } else if let Some(claim) = volume.pointer("/persistentVolumeClaim/claimName") {
            self.object("persistentvolumeclaim", claim).await;
            BTreeMap::new()
        } else {
            assert!(
                volume["emptyDir"].is_object(),
                "a volume of another kind: {volume}"
            );
            BTreeMap::new()
        };
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
}

/// The user and group it wants, or root where a user namespace has no other.
fn user_of(context: &Value) -> String {
    let id = |field: &str| context[field].as_u64().unwrap_or(0);
    let known: u64 = fs::read_to_string("/proc/self/uid_map")
        .unwrap()
        .split_whitespace()
        .next_back()
        .unwrap()
        .parse()
        .unwrap();
    if id("runAsUser") < known {
        format!("{}:{}", id("runAsUser"), id("runAsGroup"))
    } else {
        ROOT.to_owned()
    }
}
