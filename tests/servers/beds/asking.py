"""What the traffic of every bed begins with.    python traffic.py GATEWAY good|bad SEED

`good` is what a client sends who means well, every operation of the server that works in rounds; `bad` are mistakes.
"""

import random
import sys
from collections.abc import Callable

import httpx

GATEWAY, PART, SEED = sys.argv[1:4]
ROUNDS, BAD_ROUNDS = 40, 4
WORDS = "amber birch cedar daisy elder fern gorse hazel iris juniper kelp larch maple nettle oak pine".split()
dice = random.Random(int(SEED))
http = httpx.Client(base_url=GATEWAY, timeout=30, trust_env=False)


def some(chance: float = 0.5) -> bool:
    return dice.random() < chance


def word() -> str:
    return dice.choice(WORDS)


def words(least: int = 2, most: int = 6) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(least, most)))


def row() -> list[float]:
    """The sizes of one flower."""
    return [round(dice.uniform(low, high), 1) for low, high in ((4.3, 7.9), (2.0, 4.4), (1.0, 6.9), (0.1, 2.5))]


def expect(status: int, method: str, path: str, **request) -> httpx.Response:
    answer = http.request(method, path, **request)
    assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
    return answer


def run(one_round: Callable[[], None], mistakes: Callable[[], None], rounds: int = ROUNDS) -> None:
    for _ in range(rounds if PART == "good" else BAD_ROUNDS):
        one_round() if PART == "good" else mistakes()
