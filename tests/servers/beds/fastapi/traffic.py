"""What a client of the application in app.py sends."""

import json
import uuid

from asking import dice, expect, http, row, run, some, word, words


def flower() -> dict:
    return {"features": row()} | ({"top": dice.randint(1, 3)} if some() else {})


def item() -> dict:
    made = {"name": word(), "price": round(dice.uniform(1, 90), 2)}
    if some():
        made["description"] = words() if some(0.7) else None
    if some():
        made["tax"] = round(dice.uniform(0, 9), 2)
    if some():
        made["tags"] = [word() for _ in range(dice.randint(0, 1))]
    if some(0.4):
        made["images"] = [{"url": f"https://example.com/{word()}.png", "name": word()} for _ in range(dice.randint(1, 2))]
    return made


def an_id() -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def one_round() -> None:
    expect(200, "GET", "/health")
    expect(200, "GET", "/version")
    expect(200, "GET", "/models", params={"limit": dice.randint(1, 100)} if some() else {"q": [word(), word()], "skip": 1})
    expect(200, "GET", f"/models/{dice.choice(['logistic', 'forest', 'nearest'])}")
    predictions()
    things()
    expect(200, "POST", "/vehicles", json={"kind": "plane", "description": words(), "size": dice.randint(1, 900)})
    expect(200, "POST", "/vehicles", json={"kind": "car", "description": words()})
    expect(200, "POST", "/index-weights/", json={str(dice.randint(1, 10**6)): dice.random() for _ in range(dice.randint(1, 4))})
    email = {"email": f"{word()}@example.com"} if some() else {}
    expect(200, "POST", "/login", data={"username": word(), "password": str(dice.random())} | email)
    thumbnail = {"thumbnail": ("iris.png", dice.randbytes(64), "image/png")} if some() else {}
    files = {"file": ("iris.csv", b"5.1,3.5,1.4,0.2\n" * dice.randint(1, 50), "text/csv")} | thumbnail
    expect(200, "POST", "/files", files=files, data={"token": word()})
    cookie = {"cookie": f"ads_id={word()}"} if some() else {}
    expect(200, "GET", "/whoami", headers={"x-token": str(dice.random())} | cookie)


def predictions() -> None:
    expect(200, "POST", "/predict", json=flower())
    for path in ("/predict/stream", "/predict/lines"):
        with http.stream("POST", path, json=flower()) as answer:
            assert len([line for line in answer.iter_lines() if line]) == 4, f"{path}: {answer.status_code}"
    with http.stream("GET", "/events", headers={"accept": "text/event-stream"}) as answer:
        assert "[DONE]" in "".join(answer.iter_lines())


def things() -> None:
    number = expect(201, "POST", "/items/", json=item()).json()["item_id"]
    expect(200, "GET", f"/items/{number}", params=({"q": word()} if some(0.3) else {}) | ({"short": some()} if some(0.3) else {}))
    expect(200, "GET", "/items/", params={"skip": dice.randint(0, 3), "limit": 5} if some() else {})
    expect(200, "PUT", f"/items/{number}", json=item())
    if some(0.6):
        expect(204, "DELETE", f"/items/{number + 1000}")
    skip = {"skip": dice.randint(0, 9)} if some() else {}
    expect(200, "GET", f"/users/{an_id()}/items/{number}", params={"needy": word()} | skip)
    start = f"2026-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}T08:{dice.randint(10, 59)}:00Z"
    repeat = {"repeat_at": f"14:{dice.randint(10, 59)}:05"} if some() else {}
    expect(200, "PUT", f"/readings/{an_id()}", json={"start": start, "process_after": dice.choice(["PT20M", "P1D"])} | repeat)


def mistakes() -> None:
    expect(422, "POST", "/predict", json={"features": [5.1], "top": 9})
    expect(422, "POST", "/predict", content=b"{", headers={"content-type": "application/json"})
    expect(422, "POST", "/predict", content=json.dumps(flower()), headers={"content-type": "text/plain"})
    expect(422, "GET", "/models/unknown")
    expect(422, "GET", "/models", params={"limit": 0})
    expect(404, "GET", "/items/999999")
    expect(422, "GET", "/items/zero")
    expect(422, "GET", f"/users/{an_id()}/items/7")
    expect(422, "POST", "/vehicles", json={"kind": "boat", "description": "wet"})
    expect(422, "POST", "/login", data={"username": "amber"})
    expect(422, "GET", "/whoami")
    expect(405, "DELETE", "/predict")
    expect(404, "GET", "/nothing")


run(one_round, mistakes)
