"""What clients of MLServer send: requests of protocol V2, built by its own types and codecs."""

import json

import numpy as np
import pandas
from asking import dice, expect, http, row, run, some, word, words
from mlserver.codecs import NumpyCodec, PandasCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse, Parameters, RequestInput, RequestOutput

NAMES = ["iris", "iris-large", "petals"]


def options() -> dict:
    found = {"id": f"{word()}-{dice.randint(1, 999)}"} if some() else {}
    return found | ({"parameters": Parameters(content_type="np")} if some(0.3) else {})


def flowers() -> InferenceRequest:
    data = np.array([row() for _ in range(dice.randint(1, 4))])
    if some(0.2):
        table = pandas.DataFrame(data, columns=["sl", "sw", "pl", "pw"])
        return PandasCodec.encode_request(table, use_bytes=False)
    if some(0.3):  # without the codec, a list of rows instead of one flat list
        one = RequestInput(name="x", shape=list(data.shape), datatype="FP64", data=data.tolist())
    else:
        one = NumpyCodec.encode_input("x", data)
    outputs = [RequestOutput(name=name) for name in dice.choice([["predict"], ["predict", "predict_proba"]])] if some(0.4) else None
    return InferenceRequest(inputs=[one], outputs=outputs, **options())


def texts() -> InferenceRequest:
    return InferenceRequest(inputs=[StringCodec.encode_input("text", [words() for _ in range(dice.randint(1, 3))], use_bytes=False)], **options())


def infer(path: str, request: InferenceRequest) -> InferenceResponse:
    return InferenceResponse.model_validate(expect(200, "POST", path, json=plain(request)).json())


def plain(request: InferenceRequest) -> dict:
    return json.loads(request.model_dump_json(exclude_none=True))


def one_round() -> None:
    name = dice.choice(NAMES)
    for path in ("/v2", "/v2/health/live", "/v2/health/ready"):
        expect(200, "GET", path)
    for model in (name, "words"):
        version = f"/v2/models/{model}/versions/v1"
        for path in (f"/v2/models/{model}", f"/v2/models/{model}/ready", version, f"{version}/ready"):
            expect(200, "GET", path)
    assert infer(f"/v2/models/{name}/infer", flowers()).outputs
    assert infer(f"/v2/models/{name}/versions/v1/infer", flowers()).outputs
    assert infer("/v2/models/words/infer", texts()).outputs[0].datatype == "INT64"
    infer("/v2/models/words/generate", texts())
    with http.stream("POST", "/v2/models/words/infer_stream", json=plain(texts())) as answer:
        assert [line for line in answer.iter_lines() if line.startswith("data: ")], answer.status_code
    expect(200, "POST", "/v2/repository/index", json={"ready": True} if some() else {})


def mistakes() -> None:
    name = dice.choice(NAMES)
    expect(422, "POST", f"/v2/models/{name}/infer", json={"inputs": [{"name": "x", "datatype": "FP64", "data": row()}]})
    expect(400, "POST", f"/v2/models/{name}/infer", json=plain(flowers()) | {"outputs": [{"name": "nothing"}]})
    expect(404, "POST", "/v2/models/nothing/infer", json=plain(flowers()))
    expect(500, "POST", f"/v2/models/{name}/infer", json={"inputs": [{"name": "x", "shape": [1, 3], "datatype": "FP64", "data": row()}]})
    expect(404, "GET", "/v2/models/nothing")


run(one_round, mistakes)
