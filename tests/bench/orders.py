"""What is sent: order documents of a wanted size, the same on every machine, the schema they keep to, and the contract
that holds the schema.

The schema has what real ones have: formats, a pattern, an enumeration, nesting, a nullable field, closed objects. The
documents have escapes and letters outside ASCII.
"""

import copy
import json
import random
import uuid

WORDS = "amber birch cedar delta ember fjord grove hazel inlet jetty knoll larch marsh north olive poplar quarry ridge".split()

UUID = {"type": "string", "minLength": 36, "maxLength": 36, "format": "uuid"}
TIME = {"type": "string", "minLength": 20, "format": "date-time"}
NUMBER = {"type": "number"}
ITEM = {
    "type": "object",
    "required": ["sku", "id", "name", "quantity", "price", "currency"],
    "additionalProperties": False,
    "properties": {
        "sku": {"type": "string", "minLength": 8, "maxLength": 8, "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        "id": UUID,
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": {"type": "string", "maxLength": 2000},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 10000},
        "price": {"type": "number", "minimum": 0},
        "currency": {"type": "string", "enum": ["EUR", "USD", "GBP"]},
        "inStock": {"type": "boolean"},
        "tags": {"type": "array", "maxItems": 20, "items": {"type": "string", "maxLength": 50}},
        "dimensions": {"type": "object", "required": ["w", "h", "d"], "properties": {"w": NUMBER, "h": NUMBER, "d": NUMBER}},
        "updatedAt": TIME,
        "parent": {"type": ["integer", "null"]},
    },
}
CUSTOMER = {
    "type": "object",
    "required": ["id", "email"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "email": {"type": "string", "maxLength": 254, "format": "email"},
        "vip": {"type": "boolean"},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["orderId", "createdAt", "customer", "items", "note"],
    "additionalProperties": False,
    "properties": {
        "orderId": UUID,
        "createdAt": TIME,
        "note": {"type": "string", "minLength": 1},
        "customer": CUSTOMER,
        "items": {"type": "array", "minItems": 1, "items": ITEM},
    },
}

NUMBERED = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}

CONTENT = {"application/json": {"schema": SCHEMA}}
CONTRACT = {
    "service": "bench",
    "document": {
        "openapi": "3.1.0",
        "info": {"title": "bench", "version": "1"},
        "paths": {
            "/sink": {
                "post": {"requestBody": {"required": True, "content": CONTENT}, "responses": {"200": {"description": "taken"}}},
            },
            "/orders": {
                "post": {
                    "requestBody": {"required": True, "content": CONTENT},
                    "responses": {"200": {"description": "the order", "content": CONTENT}},
                },
            },
            "/events": {
                "get": {"responses": {"200": {"description": "numbers", "content": {"text/event-stream": {"schema": NUMBERED}}}}},
            },
        },
    },
}


class Chance:
    """Choices that are the same in every version of Python: of its generator only `random` is promised to stay."""

    def __init__(self, seed: int) -> None:
        self.generator = random.Random(seed)

    def below(self, bound: int) -> int:
        return int(self.generator.random() * bound)

    def among(self, options):
        return options[self.below(len(options))]

    def words(self, least: int, most: int) -> list[str]:
        return [self.among(WORDS) for _ in range(least + self.below(most - least + 1))]

    def uuid(self) -> str:
        number = sum(self.below(1 << 32) << (32 * part) for part in range(4))
        return str(uuid.UUID(int=number, version=4))

    def time(self) -> str:
        day = f"2026-{1 + self.below(12):02}-{1 + self.below(28):02}"
        return f"{day}T{self.below(24):02}:{self.below(60):02}:{self.below(60):02}Z"


def item(chance: Chance, index: int) -> dict:
    description = " ".join(chance.words(4, 13))
    if index % 7 == 0:
        description += " \u00e9t\u00e9"
    if index % 11 == 0:
        description += ' "quoted"\n'
    return {
        "sku": "".join(chance.among("ABCDEFGHJK") for _ in range(3)) + f"-{chance.below(10000):04}",
        "id": chance.uuid(),
        "name": " ".join(chance.words(2, 5)),
        "description": description,
        "quantity": 1 + chance.below(499),
        "price": chance.below(100000) / 100,
        "currency": chance.among(["EUR", "USD", "GBP"]),
        "inStock": chance.below(10) < 7,
        "tags": chance.words(0, 3),
        "dimensions": {"w": chance.below(1000) / 10, "h": chance.below(1000) / 10, "d": 1 + chance.below(99)},
        "updatedAt": chance.time(),
        "parent": None if chance.below(2) else 1 + chance.below(10**9),
    }


def written(document: dict) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def order(size: int) -> dict:
    """An order of about `size` bytes: as many items as come nearest."""
    chance = Chance(size)
    customer = {"id": 12345, "email": "somebody@example.com", "vip": True}
    found = {"orderId": chance.uuid(), "createdAt": chance.time(), "customer": customer, "note": "x", "items": []}
    length = len(written(found))
    while True:
        another = item(chance, len(found["items"]))
        longer = length + len(written(another)) + 1
        if found["items"] and longer - size > size - length:
            return found
        found["items"].append(another)
        length = longer


def broken(document: dict) -> dict:
    """The same order with a violation that only a filter that reads all of it can see: the last item's pattern."""
    changed = copy.deepcopy(document)
    changed["items"][-1]["sku"] = "abc-1234"
    return changed
