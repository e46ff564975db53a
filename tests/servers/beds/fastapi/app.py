"""A classifier of irises, and beside it what FastAPI's tutorial shows, one operation of each kind."""

import asyncio
from collections.abc import AsyncIterable
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import joblib
from fastapi import Cookie, FastAPI, File, Form, Header, HTTPException, Path, Query, UploadFile
from fastapi.responses import PlainTextResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, EmailStr, Field, HttpUrl

NAMES = ["setosa", "versicolor", "virginica"]
app = FastAPI(title="Irises", version="1.2.0")
model = joblib.load("model.joblib")
items: dict[int, "Item"] = {}


class Flower(BaseModel):
    features: Annotated[list[float], Field(min_length=4, max_length=4)]
    top: Annotated[int, Field(gt=0, le=3)] = 1


class Prediction(BaseModel):
    label: Literal["setosa", "versicolor", "virginica"]
    probability: float


class Step(BaseModel):
    step: int
    prediction: Prediction | None = None


class ModelName(StrEnum):
    logistic = "logistic"
    forest = "forest"
    nearest = "nearest"


class Model(BaseModel):
    name: ModelName
    parameters: int
    homepage: HttpUrl | None = None


class Image(BaseModel):
    url: HttpUrl
    name: str


class Item(BaseModel):
    name: str
    description: str | None = None
    price: Annotated[float, Field(gt=0)]
    tax: float | None = None
    tags: set[str] = set()
    images: list[Image] | None = None


class Kept(Item):
    item_id: int


class Reading(BaseModel):
    start: datetime
    repeat_at: time | None = None
    process_after: timedelta


class Schedule(Reading):
    reading_id: UUID
    begins: datetime


class Plane(BaseModel):
    kind: Literal["plane"]
    description: str
    size: int


class Car(BaseModel):
    kind: Literal["car"]
    description: str


class Login(BaseModel):
    username: str
    email: EmailStr | None = None


def predict_one(flower: Flower) -> list[Prediction]:
    chances = model.predict_proba([flower.features])[0]
    best = sorted(zip(chances, NAMES, strict=True), reverse=True)[: flower.top]
    return [Prediction(label=name, probability=float(chance)) for chance, name in best]


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/version", response_class=PlainTextResponse)
def version() -> str:
    return app.version


@app.get("/models")
def models(skip: int = 0, limit: Annotated[int, Query(ge=1, le=100)] = 10, q: Annotated[list[str] | None, Query()] = None) -> list[Model]:
    return [Model(name=name, parameters=15) for name in ModelName][skip : skip + limit]


@app.get("/models/{name}")
def one_model(name: ModelName) -> Model:
    return Model(name=name, parameters=15, homepage="https://example.com/irises" if name is ModelName.forest else None)


@app.post("/predict")
def predict(flower: Flower) -> list[Prediction]:
    return predict_one(flower)


@app.post("/predict/stream", response_class=EventSourceResponse)
async def predict_stream(flower: Flower) -> AsyncIterable[Step]:
    for step in range(4):
        yield Step(step=step, prediction=predict_one(flower)[0] if step else None)


@app.post("/predict/lines")
async def predict_lines(flower: Flower) -> AsyncIterable[Step]:
    for step in range(4):
        yield Step(step=step, prediction=predict_one(flower)[0] if step else None)


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[ServerSentEvent]:
    for number in range(3):
        yield ServerSentEvent(data={"tick": number}, event="tick", id=str(number))
        await asyncio.sleep(0)
    yield ServerSentEvent(raw_data="[DONE]")


@app.post("/items/", status_code=201)
def keep(item: Item) -> Kept:
    items[len(items) + 1] = item
    return Kept(item_id=len(items), **item.model_dump())


@app.get("/items/")
def some_items(skip: int = 0, limit: int = 10) -> list[Kept]:
    return [Kept(item_id=number, **item.model_dump()) for number, item in items.items()][skip : skip + limit]


@app.get("/items/{item_id}", response_model_exclude_unset=True)
def one_item(item_id: Annotated[int, Path(ge=1)], q: str | None = None, short: bool = False) -> Item:
    if item_id not in items:
        raise HTTPException(404, "no such item")
    return items[item_id]


@app.put("/items/{item_id}")
def change(item_id: int, item: Item) -> Item:
    items[item_id] = item
    return item


@app.delete("/items/{item_id}", status_code=204)
def forget(item_id: int) -> None:
    items.pop(item_id, None)


@app.get("/users/{user_id}/items/{item_id}")
def users_item(user_id: UUID, item_id: int, needy: str, skip: int | None = None) -> dict[str, str | int]:
    return {"item_id": item_id, "owner_id": str(user_id), "needy": needy}


@app.put("/readings/{reading_id}")
def read(reading_id: UUID, reading: Reading) -> Schedule:
    return Schedule(reading_id=reading_id, begins=reading.start + reading.process_after, **reading.model_dump())


@app.post("/index-weights/")
def weigh(weights: dict[int, float]) -> dict[int, float]:
    return {key: weight / 2 for key, weight in weights.items()}


@app.post("/vehicles")
def vehicle(vehicle: Annotated[Plane | Car, Field(discriminator="kind")]) -> Annotated[Plane | Car, Field(discriminator="kind")]:
    return vehicle


@app.post("/login")
def login(username: Annotated[str, Form()], password: Annotated[str, Form()], email: Annotated[EmailStr | None, Form()] = None) -> Login:
    return Login(username=username, email=email)


@app.post("/files")
async def take(file: UploadFile, token: Annotated[str, Form()], thumbnail: Annotated[bytes | None, File()] = None) -> dict[str, int]:
    return {"file": len(await file.read()), "thumbnail": len(thumbnail or b"")}


@app.get("/whoami")
def whoami(x_token: Annotated[str, Header()], ads_id: Annotated[str | None, Cookie()] = None) -> dict[str, str | None]:
    return {"token": "kept" if x_token else "empty", "ads": ads_id}
