"""What BentoML's own client sends, one call of each operation; tasks by plain HTTP, since that client forgets its base path."""

import tempfile
import time
from pathlib import Path

import bentoml
import numpy as np
from asking import GATEWAY, dice, expect, row, run, some, word, words

client = bentoml.SyncHTTPClient(GATEWAY)
table = Path(tempfile.mkdtemp()) / "iris.csv"


def rows() -> list[list[float]]:
    return [row() for _ in range(dice.randint(1, 3))]


def one_round() -> None:
    assert client.classify(rows=rows(), **({"runner_up": some()} if some() else {}))[0]["label"]
    every = {"unit": dice.choice(["cm", "inch"]), "threshold": dice.choice([None, 0.5]), "weights": {f"{word()}_{word()}": dice.random() for _ in range(2)}}
    options = {name: value for name, value in every.items() if some()}
    assert client.measure(row=row(), **({"options": options} if some(0.7) else {}))["sl"]
    assert client.summarize(**({"text": f"{words()}. {words()}"} if some(0.8) else {}))
    assert client.scale(rows=np.array([row(), row()], dtype=np.float32)).shape[1] == 4
    table.write_text("5.1,3.5,1.4,0.2\n" * dice.randint(1, 30))
    assert client.count(table=table, **({"header": some()} if some() else {})) is not None
    assert "".join(client.stream(rows=rows()))
    expect(200, "POST", "/classify", json={"rows": rows()})
    for path in ("/livez", "/readyz", "/healthz", "/schema.json"):
        expect(200, "GET", path)
    if some(0.3):
        expect(200, "GET", "/metrics")
    task = expect(200, "POST", "/train/submit", json={"rounds": dice.randint(1, 9)} | ({"note": words()} if some() else {})).json()["task_id"]
    while expect(200, "GET", "/train/status", params={"task_id": task}).json()["status"] == "in_progress":
        time.sleep(0.02)
    expect(200, "GET", "/train/get", params={"task_id": task})


def mistakes() -> None:
    expect(400, "POST", "/classify", json={"rows": [[5.1]]})
    expect(400, "POST", "/classify", json={"flowers": rows()})
    expect(400, "POST", "/classify", content=b"{", headers={"content-type": "application/json"})
    expect(400, "POST", "/measure", json={"row": row(), "options": {"unit": "ell"}})
    expect(404, "GET", "/train/get", params={"task_id": "nothing"})
    expect(404, "GET", "/nothing")


run(one_round, mistakes)
