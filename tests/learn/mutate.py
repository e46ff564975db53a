"""Messages made wrong in one place: what a learnt document that allows anything would let through."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from messages import Exchange, Messages
from openapi import Operation, is_json, kind

TRIES = 4
KINDS = ("type", "drop", "enum")

Place = tuple[str | int, ...]


@dataclass
class Mutant:
    """A body that its operation does not allow, and the one it was made of."""

    operation: str
    method: str
    path: str
    status: int
    side: str
    media_type: str
    kind: str
    body: Any
    original: Any


class Mutator:
    """Makes mutants of valid exchanges."""

    def __init__(self, messages: Messages) -> None:
        self.messages, self.values, self.random = messages, messages.values, messages.values.random

    def mutants(self, exchange: Exchange, operation: Operation) -> Iterator[Mutant]:
        """At most one of each kind for either side."""
        answers = operation.responses.get(exchange.declared_status, {})
        sides = {
            "request": (exchange.request, exchange.request_type, operation.body),
            "response": (exchange.response, exchange.response_type, answers),
        }
        for side, (body, media_type, declared) in sides.items():
            if not isinstance(body, (dict, list)) or not body or not is_json(media_type):
                continue
            is_valid = self.messages.validator(declared[media_type])
            places = [each for each in parts(body) if each[0]]
            for how in KINDS:
                changed = (self.changed(body, places, how) for _ in range(TRIES))
                found = next((each for each in changed if each is not None and not is_valid(each)), None)
                if found is not None:
                    head = (exchange.operation, exchange.method, exchange.path, exchange.status)
                    yield Mutant(*head, side, media_type, how, found, body)

    def changed(self, body: Any, places: list[tuple[Place, Any]], how: str) -> Any:
        """A copy with one place changed, or none where that cannot be."""
        place, value = self.random.choice(places)
        if (how == "drop" and isinstance(place[-1], int)) or (how == "enum" and not isinstance(value, str)):
            return None
        result = copy.deepcopy(body)
        parent = result
        for step in place[:-1]:
            parent = parent[step]
        if how == "drop":
            del parent[place[-1]]
        else:
            parent[place[-1]] = self.other_kind(value) if how == "type" else f"ZZ not a member {self.values.digits(4)}"
        return result

    def other_kind(self, value: Any) -> Any:
        others = {
            "string": self.random.choice([17, True, {"a": 1}]),
            "integer": "notanint",
            "number": "notanum",
            "boolean": "yes",
            "array": {"x": 1},
            "object": [1],
            "null": {"zz": [1]},
        }
        return others[kind(value)]


def parts(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value within a value, itself first."""
    yield place, value
    if isinstance(value, (dict, list)):
        for step, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from parts(each, (*place, step))
