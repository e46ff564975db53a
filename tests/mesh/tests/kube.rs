//! The API server of the labs, and the aggregator's manifests on it.
#![cfg(test)]

use hyper::Method;
use mesh::client::Call;
use mesh::house::{INTERNAL_PORT, PUBLIC_PORT, TOKEN, variable};
use mesh::kube::Kube;
use mesh::manifest::{Manifests, fill};
use mesh::pod::Pod;
use serde_json::{Value, json};

const GATEWAY_URL: &str = "https://api.example.com";

fn declare(token: &str) -> Call {
    Call::new(INTERNAL_PORT, Method::PUT, "/v1/services/pets/document?basePath=/pets")
        .header("authorization", format!("Bearer {token}").as_bytes())
        .body(r#"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/": {"get": {"responses": {}}}}}"#)
}

fn pod_of(name: &str, spec: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "docent"}, "spec": spec})
}

#[test]
fn a_placeholder_is_filled_or_refused() {
    let values = [("URL", "http://a/$b"), ("NAME", "docent")];
    assert_eq!(
        fill("${NAME} at ${URL}, $(NOT_OURS) 5$", &values).unwrap(),
        "docent at http://a/$b, $(NOT_OURS) 5$"
    );
    assert_eq!(
        fill("${OTHER}", &[]).unwrap_err(),
        "nothing is known for ${OTHER}"
    );
    assert_eq!(
        fill("${NAME}", &values).unwrap_err(),
        "there is no ${URL} in it"
    );
    assert!(
        fill("$HOME", &[])
            .unwrap_err()
            .starts_with("envsubst would take")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aggregator_runs_as_its_manifests_say() {
    let kube = Kube::start().await;
    let mut manifests = Manifests::of("k8s/aggregator");
    let values = [
        (
            "AGGREGATOR_IMAGE",
            "registry.example/docent/spec-aggregator:0.1",
        ),
        ("DOCENT_TOKEN", TOKEN),
        ("GATEWAY_URL", GATEWAY_URL),
    ];
    manifests.apply_kustomization(&kube, ".", &values).await;
    manifests.assert_all_applied();

    // The namespace lets no pod in that could do more than this one needs.
    kube.kubectl(&[
        "create",
        "serviceaccount",
        "default",
        "--namespace",
        "docent",
    ])
    .await;
    let deployment = kube
        .object(&["deployment", "spec-aggregator", "--namespace", "docent"])
        .await;
    let spec = &deployment["spec"]["template"]["spec"];
    kube.apply(&pod_of("as-it-is", spec).to_string()).await;
    let mut loose = pod_of("loose", spec);
    loose["spec"]["containers"][0]["securityContext"] = json!({});
    let why = kube.try_apply(&loose.to_string()).await.unwrap_err();
    assert!(why.contains("violates PodSecurity"), "{why}");

    let program = variable("DOCENT_TEST_AGGREGATOR");
    let mut pod = Pod::of(&kube, "docent", "spec-aggregator", &program).await;
    pod.start(&kube).await;
    let slice = ["endpointslice", "spec-aggregator", "--namespace", "docent"];
    kube.wait_for(&slice, "{.endpoints[0].conditions.ready}", "true")
        .await;

    // The Secret's token is the one; the map's configuration is what runs; the volume is where it writes.
    assert_eq!(declare("another").send().await.status, 401);
    assert_eq!(declare(TOKEN).send().await.status, 201);
    let document = Call::get(PUBLIC_PORT, "/openapi.json").send().await.json();
    assert_eq!(document["servers"][0]["url"], GATEWAY_URL);
    assert!(
        pod.volume("store").join("docent.db").exists(),
        "{}",
        pod.log()
    );

    pod.stop(&kube).await;
    assert_eq!(
        kube.get(&slice, "{.endpoints[0].conditions.ready}").await,
        "false"
    );
    pod.start(&kube).await;
    let document = Call::get(PUBLIC_PORT, "/openapi.json").send().await.json();
    assert!(
        document["paths"]["/pets/"].is_object(),
        "the store was lost: {document}"
    );
}
