"""Iris: a small model server that publishes its OpenAPI document, as FastAPI does by itself.

A real scikit-learn classifier, trained at start on the iris measurements that come with the library.
Run: python envoy/services/iris.py [port]
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Annotated, Literal

import numpy as np
import uvicorn
from fastapi import FastAPI, HTTPException, Path, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

Species = Literal["setosa", "versicolor", "virginica"]
Centimeters = Annotated[float, Field(gt=0, le=30)]


class Flower(BaseModel):
    """Measurements of one flower, in centimeters."""

    model_config = ConfigDict(extra="forbid")
    sepal_length: Centimeters
    sepal_width: Centimeters
    petal_length: Centimeters
    petal_width: Centimeters


class PredictRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    flowers: Annotated[list[Flower], Field(min_length=1, max_length=64)]


class Prediction(BaseModel):
    species: Species
    probability: Annotated[float, Field(ge=0, le=1)]


class PredictResponse(BaseModel):
    model_config = ConfigDict(extra="forbid", protected_namespaces=())
    model_id: str
    predictions: list[Prediction]


class Model(BaseModel):
    id: str
    kind: str
    classes: list[Species]
    accuracy: Annotated[float, Field(ge=0, le=1, description="On the quarter of the flowers not trained on.")]


class GenerateRequest(BaseModel):
    prompt: Annotated[str, Field(min_length=1, max_length=2000)]
    max_tokens: Annotated[int, Field(ge=1, le=64)] = 16


measurements, labels = load_iris(return_X_y=True)
names: list[Species] = ["setosa", "versicolor", "virginica"]
train_x, test_x, train_y, test_y = train_test_split(measurements, labels, random_state=7)
classifier = LogisticRegression(max_iter=1000).fit(train_x, train_y)
models = {
    "iris-logistic": Model(
        id="iris-logistic", kind="logistic regression", classes=names, accuracy=float(classifier.score(test_x, test_y))
    )
}

app = FastAPI(title="Iris", version="1.0.0", summary="Names the species of an iris flower.")


@app.get("/models", operation_id="listModels", tags=["models"])
def list_models(limit: Annotated[int, Query(ge=1, le=100)] = 20, kind: str | None = None) -> list[Model]:
    """Lists the models that are loaded."""
    return [model for model in models.values() if kind in (None, model.kind)][:limit]


@app.get("/models/{model_id}", operation_id="getModel", tags=["models"], responses={404: {"description": "No such model"}})
def get_model(model_id: Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]) -> Model:
    """Describes one model."""
    if model_id not in models:
        raise HTTPException(404, "no such model")
    return models[model_id]


@app.post("/predict", operation_id="predict", tags=["predictions"], response_model=PredictResponse)
def predict(
    request: PredictRequest,
    break_contract: Annotated[
        bool, Query(description="Answers what this document does not allow, to show what a gateway does about it.")
    ] = False,
):
    """Names the species of each flower."""
    if break_contract:
        return JSONResponse({"model_id": 7, "predictions": "none today"})
    rows = np.array([[f.sepal_length, f.sepal_width, f.petal_length, f.petal_width] for f in request.flowers])
    chances = classifier.predict_proba(rows)
    return PredictResponse(
        model_id="iris-logistic",
        predictions=[Prediction(species=names[row.argmax()], probability=float(row.max())) for row in chances],
    )


@app.post(
    "/generate",
    operation_id="generate",
    tags=["text"],
    response_class=StreamingResponse,
    responses={200: {"description": "One event per token", "content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def generate(request: GenerateRequest) -> StreamingResponse:
    """Streams a sentence about irises, one token at a time, as server-sent events."""
    sentence = "The iris is a flower of the northern spring ; its petals stand and its sepals fall .".split()

    async def events() -> AsyncIterator[str]:
        for index in range(request.max_tokens):
            yield f"data: {json.dumps({'index': index, 'token': sentence[index % len(sentence)]})}\n\n"
            await asyncio.sleep(0.1)
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]) if len(sys.argv) > 1 else 9001, log_level="warning")
