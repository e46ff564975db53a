"""Sends the sample traffic through the gateway: valid, invalid, streamed. Standard library only.

Run: python envoy/traffic.py [gateway]    with http://127.0.0.1:10000 as the gateway when none is given.
Exit code 0 when every answer was the expected one, 1 otherwise.
"""

import json
import random
import sys
import urllib.error
import urllib.request
from collections import Counter

ROUNDS = 24  # a field becomes "required" in the learnt document once it was there often enough
SPECIES = ["setosa", "versicolor", "virginica"]
COMMENTS = ["looked it up in a book", "the leaf says otherwise", "spot on", "my garden, I should know"]


class Traffic:
    def __init__(self, gateway: str, seed: int = 7) -> None:
        self.gateway = gateway
        self.random = random.Random(seed)
        self.tally: Counter[str] = Counter()
        self.surprises: list[str] = []

    def send(self, name: str, method: str, path: str, body=None, expect: int = 200):
        """One exchange; returns the decoded answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.gateway + path, data=data, method=method)
        if data is not None:
            request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        self.tally[f"{name}: {status}"] += 1
        if status != expect:
            self.surprises.append(f"{name}: {status} where {expect} was expected")
        return json.loads(text) if text.startswith((b"{", b"[")) else text

    def flower(self) -> dict:
        sizes = {"sepal_length": (4.3, 7.9), "sepal_width": (2.0, 4.4), "petal_length": (1.0, 6.9), "petal_width": (0.1, 2.5)}
        return {name: round(self.random.uniform(low, high), 1) for name, (low, high) in sizes.items()}

    def one_round(self, number: int) -> None:
        flip = self.random.random
        answer = self.send("predict", "POST", "/iris/predict", {"flowers": [self.flower() for _ in range(1 + number % 3)]})
        self.send("list models", "GET", f"/iris/models?limit={1 + number}")
        self.send("one model", "GET", "/iris/models/iris-logistic")

        user = self.random.randint(1000, 9999)
        best = answer["predictions"][0] if isinstance(answer, dict) and "predictions" in answer else {"species": "setosa", "probability": 0.9}
        new = {"user_id": user, "species": best["species"], "probability": best["probability"], "model_id": "iris-logistic"}
        if flip() < 0.5:
            new["note"] = "from the greenhouse" if flip() < 0.7 else None
        if flip() < 0.4:
            new["tags"] = self.random.sample(["morning", "rain", "south wall"], 2)
        kept = self.send("keep prediction", "POST", "/feedback/predictions", new, expect=201)
        if not isinstance(kept, dict) or "id" not in kept:
            return
        self.send("one prediction", "GET", f"/feedback/predictions/{kept['id']}")
        opinion = {"correct": flip() < 0.7, "corrected_species": None if flip() < 0.6 else self.random.choice(SPECIES)}
        if flip() < 0.5:
            opinion["comment"] = self.random.choice(COMMENTS)
        self.send("give feedback", "POST", f"/feedback/predictions/{kept['id']}/feedback", opinion)
        self.send("a user's predictions", "GET", f"/feedback/users/{user}/predictions?limit={5 + number}&since=2026-01-31")

    def invalid(self) -> None:
        """What the gateway stops, and one wrong answer of the service itself."""
        self.send("no flowers", "POST", "/iris/predict", {"flowers": []}, expect=400)
        self.send("a petal of text", "POST", "/iris/predict", {"flowers": [self.flower() | {"petal_width": "wide"}]}, expect=400)
        self.send("limit 0", "GET", "/iris/models?limit=0", expect=400)
        self.send("contract broken by the service", "POST", "/iris/predict?break_contract=true", {"flowers": [self.flower()]}, expect=502)

    def streamed(self) -> None:
        text = self.send("token stream", "POST", "/iris/generate", {"prompt": "Tell me about irises", "max_tokens": 8})
        if not isinstance(text, bytes) or text.count(b"data: ") != 9:
            self.surprises.append("token stream: nine events were expected")


def main() -> int:
    traffic = Traffic(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:10000")
    for number in range(ROUNDS):
        traffic.one_round(number)
    traffic.streamed()
    traffic.invalid()
    for line, count in sorted(traffic.tally.items()):
        print(f"  {count:4} x {line}")
    for surprise in sorted(set(traffic.surprises)):
        print(f"  unexpected: {surprise}")
    return 1 if traffic.surprises else 0


if __name__ == "__main__":
    sys.exit(main())
