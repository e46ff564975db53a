"""Two applications of Ray Serve: a FastAPI app as its ingress, and a deployment that answers everything below its prefix."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import joblib
import ray
from fastapi import FastAPI, Query
from pydantic import BaseModel
from ray import serve
from starlette.requests import Request

NAMES = ["setosa", "versicolor", "virginica"]
api = FastAPI(title="Irises", version="0.3.0")


class Rows(BaseModel):
    rows: list[list[float]]
    labels: bool | None = None


class Label(BaseModel):
    number: int
    name: str | None = None


class Translation(BaseModel):
    text: str
    language: str
    alternatives: list[str]


@serve.deployment(ray_actor_options={"num_cpus": 0.1})
@serve.ingress(api)
class Iris:
    def __init__(self, path: str) -> None:
        self.model = joblib.load(path)

    @api.get("/")
    def root(self) -> str:
        return "Hello, world!"

    @api.get("/{subpath}")
    def below(self, subpath: str, name: str = "nobody", times: Annotated[int, Query(ge=1)] = 1) -> str:
        return f"Hello, {name}, from {subpath}!" * times

    @api.post("/predict")
    def predict(self, body: Rows) -> list[Label]:
        numbers = self.model.predict(body.rows).tolist()
        return [Label(number=number, name=NAMES[number] if body.labels else None) for number in numbers]

    @api.post("/translate/{language}")
    def translate(self, language: str, text: str) -> Translation:
        return Translation(text=text[::-1], language=language, alternatives=text.split())


@serve.deployment(ray_actor_options={"num_cpus": 0.1})
class Plain:
    async def __call__(self, request: Request) -> dict:
        return {"ready": True, "path": request.url.path}


if __name__ == "__main__":
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=80_000_000)
    serve.start(http_options={"host": "127.0.0.1", "port": 7307})
    serve.run(Iris.bind(str(Path("model.joblib").resolve())), name="iris", route_prefix="/iris")
    serve.run(Plain.bind(), name="plain", route_prefix="/plain")
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    ended.wait()
    serve.shutdown()
    ray.shutdown()
