"""What a client of the application in app.py sends."""

import uuid

from asking import dice, expect, http, row, run, some, word, words

LABELS = ["setosa", "versicolor", "virginica"]


def one_round() -> None:
    expect(200, "GET", "/health")
    expect(200, "GET", "/models", params={"limit": dice.randint(1, 9)} if some() else {})
    expect(200, "GET", f"/models/{word()}/metrics")
    body = {"features": [row() for _ in range(dice.randint(1, 3))]}
    expect(200, "POST", "/predict", json=body | ({"explain": some()} if some() else {}))
    with http.stream("POST", "/predict/lines", json=body) as answer:
        assert len([line for line in answer.iter_lines() if line]) == len(body["features"]), answer.status_code
    user = dice.randint(1000, 9999)
    note = {"note": words() if some(0.7) else None} if some() else {}
    kept = expect(201, "POST", "/predictions", json={"user": user, "label": dice.choice(LABELS)} | note).json()
    expect(200, "GET", f"/predictions/{kept['id']}")
    expect(200, "PATCH", f"/predictions/{kept['id']}", json={"seen": some()} if some() else {"note": words()})
    expect(200, "GET", f"/users/{user}/predictions")
    if some(0.6):
        expect(204, "DELETE", f"/predictions/{kept['id']}")
    copy = {"copy": "yes"} if some() else {}
    expect(200, "POST", "/contact", data={"email": f"{word()}@example.com", "message": words()} | copy)
    expect(200, "GET", "/export")


def mistakes() -> None:
    expect(500, "POST", "/predict", json={"rows": [row()]})
    expect(500, "POST", "/predict", json={"features": [[5.1]]})
    expect(400, "POST", "/predict", content=b"{", headers={"content-type": "application/json"})
    expect(415, "POST", "/predict", content=b"{}", headers={"content-type": "text/plain"})
    expect(404, "GET", f"/predictions/{uuid.UUID(int=dice.getrandbits(128), version=4)}")
    expect(404, "GET", "/openapi.json")
    expect(405, "DELETE", "/predict")


run(one_round, mistakes)
