"""A document that was learnt, asked as a gateway would ask it: where a request belongs, and whether a body may be so."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs

from openapi import Document, Operation, Schema, anonymous, essence, is_json, read

REQUEST = "request"

Key = tuple[str, str]
"""A method, and a path template without the names of its parameters."""


class Learnt:
    """Operations by what they match."""

    def __init__(self, path: Path) -> None:
        self.document = Document(read(path))
        servers = self.document.document.get("servers") or [{}]
        base = re.sub(r"^https?://[^/]+", "", servers[0].get("url", "")).rstrip("/")
        self.operations = {(each.method, anonymous(base + each.path)): each for each in self.document.operations()}
        self.by_method: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for method, template in sorted(self.operations, key=lambda key: concreteness(key[1]), reverse=True):
            self.by_method.setdefault(method, []).append((template, matcher(template)))
        self.routes: dict[Key, str | None] = {}
        self.validators: dict[tuple[str, bool], jsonschema_rs.Validator | None] = {}

    def route(self, method: str, path: str) -> str | None:
        """The template that a path belongs to: of those that match, the most concrete."""
        if (method, path) not in self.routes:
            templates = self.by_method.get(method, [])
            self.routes[method, path] = next((template for template, matches in templates if matches.match(path)), None)
        return self.routes[method, path]

    def schema(self, key: Key, side: str, media_type: str) -> Schema | None:
        """What a body is held to; `side` is REQUEST or a status."""
        operation = self.operations.get(key)
        return None if operation is None else declared(operation, side, media_type)

    def validator(self, method: str, path: str, side: str, media_type: str, closed: bool) -> "Judge | None":
        """None where nothing is learnt of such a message."""
        template = self.route(method, path)
        schema = None if template is None else self.schema((method, template), side, media_type)
        return None if schema is None else Judge(self.compiled(schema, closed))

    def compiled(self, schema: Schema, closed: bool) -> jsonschema_rs.Validator | None:
        key = (json.dumps(schema, sort_keys=True), closed)
        if key not in self.validators:
            try:
                whole = self.document.json_schema(schema, closed)
                self.validators[key] = jsonschema_rs.validator_for(whole, validate_formats=True)
            except (ValueError, jsonschema_rs.ValidationError):
                self.validators[key] = None
        return self.validators[key]


class Judge:
    """Of bodies by one schema; by a schema that is none, every body is wrong."""

    def __init__(self, validator: jsonschema_rs.Validator | None) -> None:
        self.validator = validator

    def accepts(self, body: Any) -> bool:
        return self.validator is not None and self.validator.is_valid(body)

    def reason(self, body: Any) -> str:
        """The first thing that is wrong."""
        if self.validator is None:
            return "the learnt schema is none"
        error = next(self.validator.iter_errors(body))
        return f"/{'/'.join(map(str, error.instance_path))}: {error.message[:150]}"


def concreteness(template: str) -> tuple[int, int]:
    return -template.count("{"), len(template.replace("{}", ""))


def matcher(template: str) -> re.Pattern[str]:
    """A parameter is a part of one segment; a slash at the end makes no difference."""
    parts = map(re.escape, (template.rstrip("/") or "/").split("{}"))
    return re.compile(f"^{'[^/]+?'.join(parts)}/?$")


def declared(operation: Operation, side: str, media_type: str) -> Schema | None:
    if side == REQUEST:
        return by_type(operation.body, media_type)
    for status in (side, f"{side[0]}XX", "default"):
        schema = by_type(operation.responses.get(status, {}), media_type)
        if schema is not None:
            return schema
    return None


def by_type(content: dict[str, Schema], media_type: str) -> Schema | None:
    """By the media type itself, then without its parameters; at last any JSON for any other."""
    if media_type in content:
        return content[media_type]
    for other, schema in content.items():
        if essence(other) == essence(media_type):
            return schema
    return next((schema for other, schema in content.items() if is_json(other) and is_json(media_type)), None)
