"""A classifier of irises with one operation of each kind that BentoML's guides show: models, texts, arrays, files, streams, tasks."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated, Literal

import bentoml
import joblib
import numpy as np
from bentoml.validators import DType, Shape
from pydantic import BaseModel, Field

NAMES = ["setosa", "versicolor", "virginica"]
Row = Annotated[list[float], Field(min_length=4, max_length=4)]


class Prediction(BaseModel):
    label: Literal["setosa", "versicolor", "virginica"]
    probability: float
    runner_up: str | None = None


class Options(BaseModel):
    unit: Literal["cm", "inch"] = "cm"
    threshold: float | None = None
    weights: dict[str, float] = {}


@bentoml.service(name="iris", workers=1)
class Iris:
    def __init__(self) -> None:
        self.model = joblib.load("model.joblib")

    @bentoml.api
    def classify(self, rows: list[Row], runner_up: bool = False) -> list[Prediction]:
        found = []
        for chances in self.model.predict_proba(rows):
            order = chances.argsort()[::-1]
            second = NAMES[order[1]] if runner_up else None
            found.append(Prediction(label=NAMES[order[0]], probability=float(chances[order[0]]), runner_up=second))
        return found

    @bentoml.api
    def measure(self, row: Row, options: Options = Options()) -> dict[str, float]:
        scale = 2.54 if options.unit == "inch" else 1.0
        return {name: size * scale * options.weights.get(name, 1.0) for name, size in zip(("sl", "sw", "pl", "pw"), row, strict=True)}

    @bentoml.api
    def summarize(self, text: str = "The petals are long and the sepals are longer.") -> str:
        return text.split(".")[0]

    @bentoml.api
    def scale(self, rows: Annotated[np.ndarray, DType("float32"), Shape((2, 4))]) -> np.ndarray:
        return rows / rows.max()

    @bentoml.api
    def count(self, table: Path, header: bool = False) -> int:
        return len(table.read_text().splitlines()) - header

    @bentoml.api
    async def stream(self, rows: list[Row]) -> AsyncGenerator[str, None]:
        for chances in self.model.predict_proba(rows):
            yield f"data: {NAMES[int(chances.argmax())]}\n\n"

    @bentoml.task
    def train(self, rounds: int, note: str | None = None) -> dict[str, int]:
        return {"rounds": rounds, "rows": 150}
