"""What KServe's own client sends, by both protocols, and what its documentation shows beside."""

import asyncio

import numpy as np
from asking import GATEWAY, dice, expect, row, run, some, word
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

NAMES = ["iris", "iris-large", "iris-small", "petals", "sepals"]
loop = asyncio.new_event_loop()
clients = {protocol: InferenceRESTClient(RESTConfig(protocol=protocol)) for protocol in ("v1", "v2")}


def ask(protocol: str, what: str, *arguments, **options):
    return loop.run_until_complete(getattr(clients[protocol], what)(GATEWAY, *arguments, **options))


def rows() -> list[list[float]]:
    return [row() for _ in range(dice.randint(1, 4))]


def request(name: str, binary: bool) -> InferRequest:
    data = np.array(rows(), dtype=np.float32)
    parameters = {"parameters": {"unit": "cm"}} if some(0.3) else {}
    one = InferInput("x", list(data.shape), "FP32", **parameters)
    one.set_data_from_numpy(data, binary_data=binary)
    outputs = [RequestedOutput("output-0", {"binary_data": False} if some() else None)] if some(0.4) else None
    identity = {"request_id": word()} if some() else {}
    return InferRequest(name, [one], request_outputs=outputs, parameters={"priority": dice.randint(0, 9)} if some(0.3) else {}, **identity)


def one_round() -> None:
    name = dice.choice(NAMES)
    assert ask("v1", "is_server_live") and ask("v2", "is_server_live") and ask("v2", "is_server_ready")
    assert ask("v1", "is_model_ready", name) and ask("v2", "is_model_ready", name)
    assert ask("v1", "infer", {"instances": rows()}, model_name=name)["predictions"]
    assert ask("v1", "explain", name, {"instances": rows()})["explanations"]
    assert ask("v2", "infer", request(name, binary=False), model_name=name).outputs
    shape = {"name": "x", "shape": [1, 4], "datatype": "FP64", "data": row() if some() else [row()]}
    expect(200, "POST", f"/v2/models/{name}/infer", json={"inputs": [shape]} | ({"id": str(dice.randint(1, 99))} if some() else {}))
    if some(0.3):
        assert ask("v2", "infer", request(name, binary=True), model_name=name).outputs
    expect(200, "GET", "/v1/models")
    expect(200, "GET", "/v2/models")
    expect(200, "GET", "/v2")
    expect(200, "GET", f"/v2/models/{name}")
    if some(0.3):
        expect(200, "GET", "/metrics")


def mistakes() -> None:
    name = dice.choice(NAMES)
    expect(400, "POST", f"/v1/models/{name}:predict", json={"rows": [row()]})
    expect(400, "POST", f"/v1/models/{name}:predict", json={"instances": [[5.1]]})
    expect(400, "POST", f"/v1/models/{name}:predict", content=b"{", headers={"content-type": "application/json"})
    expect(404, "POST", "/v1/models/nothing:predict", json={"instances": [row()]})
    expect(422, "POST", f"/v2/models/{name}/infer", json={"inputs": [{"name": "x", "datatype": "FP64", "data": row()}]})
    expect(400, "POST", f"/v2/models/{name}/infer", json={"inputs": [{"name": "x", "shape": [1, 3], "datatype": "FP64", "data": row()}]})
    expect(404, "GET", "/v2/models/nothing")


run(one_round, mistakes)
