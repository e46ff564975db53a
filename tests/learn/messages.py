"""One exchange of an operation, as a client and a service that keep the contract would have it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import jsonschema_rs

from openapi import Document, Operation, Schema, is_json
from parameters import Segments, query
from sample import Sampler, TooDeep
from values import Values

TRIES = 8
ERROR_SHARE = 0.06
BODY_SHARE = 0.8
CLIENTS = ("curl/8.1", "okhttp/4.9", "python-requests/2.31")
FORM = "urlencoded"


class Impossible(Exception):
    """No message of an operation was found that its own contract allows."""


@dataclass
class Exchange:
    """What was sent and answered, and what it is according to the document, which the learner is not told."""

    operation: str | None
    method: str
    template: str | None
    path: str
    url: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    request_type: str | None = None
    request_text: str | None = None
    request: Any = None
    status: int = 200
    declared_status: str = "200"
    response_type: str | None = None
    response: Any = None


class Server:
    """Where a document's service is. Its base path becomes a part of the templates, as a proxy sees it."""

    def __init__(self, document: dict) -> None:
        url = (document.get("servers") or [{"url": "https://api.example.com"}])[0]["url"]
        parts = urlsplit(url if url.startswith("http") else f"https://api.example.com{url}")
        self.host = parts.netloc or "api.example.com"
        self.origin = f"https://{self.host}"
        self.base = parts.path.rstrip("/")

    def template(self, path: str) -> str:
        """`${name}`, which some write for `{name}`, is taken for that."""
        return self.base + path.replace("${", "{")


class Messages:
    """Makes exchanges of one document's operations."""

    def __init__(self, document: Document, values: Values, ids: str) -> None:
        self.document, self.values = document, values
        self.sampler = Sampler(document, values)
        self.segments = Segments(self.sampler, ids)
        self.server = Server(document.document)
        self.validators: dict[str, Callable[[Any], bool] | None] = {}

    def exchange(self, operation: Operation) -> Exchange:
        schemas = {each["name"]: each.get("schema") for each in operation.parameters if each["in"] == "path"}
        path = self.segments.fill(operation.path.replace("${", "{"), schemas)
        members = self.query(operation)
        exchange = Exchange(
            operation=operation.id,
            method=operation.method,
            template=self.server.template(operation.path),
            path=self.server.base + path,
            url=f"{self.server.origin}{self.server.base}{path}{'?' if members else ''}{urlencode(members)}",
            query=members,
            headers=[
                ("host", self.server.host),
                ("user-agent", self.values.random.choice(CLIENTS)),
                ("accept", "application/json"),
                ("authorization", f"Bearer {self.values.token(32)}"),
            ],
        )
        self.request(operation, exchange)
        self.response(operation, exchange)
        return exchange

    def query(self, operation: Operation) -> list[tuple[str, str]]:
        members = []
        for parameter in operation.parameters:
            if parameter["in"] != "query":
                continue
            name = parameter["name"]
            share = 0.05 + 0.5 * self.values.fixed_share("q", operation.id, name)
            if parameter.get("required") or self.values.chance(share):
                content = next(iter((parameter.get("content") or {"": {}}).values()))
                schema = parameter.get("schema") or content.get("schema", {})
                try:
                    members += query(parameter, self.sampler.sample(schema, f"q:{name}", False, name))
                except (TooDeep, RecursionError):
                    continue
        return members

    def request(self, operation: Operation, exchange: Exchange) -> None:
        if not operation.body or not (operation.body_required or self.values.chance(BODY_SHARE)):
            return
        types = [each for each in operation.body if is_json(each)] or [each for each in operation.body if FORM in each]
        exchange.request_type = types[0]
        exchange.request = self.valid(operation.body[types[0]], f"rq:{operation.id}", response=False)
        exchange.request_text = json.dumps(exchange.request) if is_json(types[0]) else form(exchange.request)

    def response(self, operation: Operation, exchange: Exchange) -> None:
        declared = operation.responses
        fine = [status for status in declared if status.startswith("2")]
        errors = [each for each, content in declared.items() if re.fullmatch(r"[45]\d\d", each) and any(map(is_json, content))]
        if errors and self.values.chance(ERROR_SHARE):
            status = self.values.random.choice(errors)
        else:
            status = self.values.ranked(fine, 1.0) if fine else "default"
        exchange.declared_status = status
        exchange.status = 200 if status == "default" else int(status.replace("XX", "00"))
        types = [each for each in declared[status] if is_json(each)]
        if types:
            key = f"rs:{operation.id}{status if exchange.status >= 400 else ''}"
            exchange.response_type = types[0]
            exchange.response = self.valid(declared[status][types[0]], key, response=True)

    def valid(self, schema: Schema, key: str, response: bool) -> Any:
        is_valid = self.validator(schema)
        for _ in range(TRIES if is_valid else 0):
            try:
                value = self.sampler.sample(schema, key, response)
            except (TooDeep, RecursionError):
                continue
            if is_valid(value):
                return value
        raise Impossible

    def validator(self, schema: Schema) -> Callable[[Any], bool] | None:
        """None for a schema that the validator does not take."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            try:
                self.validators[key] = jsonschema_rs.validator_for(self.document.json_schema(schema)).is_valid
            except (ValueError, jsonschema_rs.ValidationError):
                self.validators[key] = None
        return self.validators[key]


def form(value: Any) -> str:
    """As `application/x-www-form-urlencoded`: lists repeat their name, what is nested is JSON."""
    members = [(name, each) for name, every in (value or {}).items() for each in (every if isinstance(every, list) else [every])]
    return urlencode([(name, each if isinstance(each, str) else json.dumps(each)) for name, each in members if each is not None])
