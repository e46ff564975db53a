"""Another judge of the same exchanges: the document, read by score's own eyes, and the schemas by another implementation.

Where it and the filter differ, one of them is wrong. It says nothing where it cannot know.
"""

import json
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

import jsonschema_rs

from document import Document, Operation
from exchanges import LINES, Exchange, Side

UNKNOWN = None
"""No verdict."""


class Judge:
    def __init__(self, says: dict) -> None:
        self.document = Document(says)
        self.components = rewritten(says.get("components") or {}, self.document.is_3_0)
        self.validators: dict[str, jsonschema_rs.Validator | None] = {}

    def request(self, exchange: Exchange) -> list[str] | None:
        """What a request violates; nothing of a path that no operation has."""
        operation = self.document.find(exchange.method, exchange.path)
        if operation is None:
            return UNKNOWN
        wrong = self.security(operation, exchange) + self.parameters(operation, exchange)
        holder = self.document.resolve(operation.says.get("requestBody"))
        if not exchange.request.body:
            return wrong + ["no body"] * bool(holder and holder.get("required"))
        if not holder:
            return [*wrong, "a body"]
        return self.with_body(wrong, holder, exchange.request)

    def response(self, exchange: Exchange) -> list[str] | None:
        operation = self.document.find(exchange.method, exchange.path)
        if operation is None:
            return UNKNOWN
        holder = self.document.response(operation, exchange.status)
        if holder is None:
            return [f"status {exchange.status}"]
        if not holder.get("content") or not exchange.response.body:
            return []
        return self.with_body([], holder, exchange.response)

    def with_body(self, wrong: list[str], holder: dict, side: Side) -> list[str] | None:
        media = self.document.content(holder, side.media_type)
        if media is None:
            return [*wrong, f"content-type {side.media_type}"]
        schemas = self.document.item_schema(media)
        if not schemas:
            return wrong
        values = side.values()
        if side.is_json and not values:
            return [*wrong, "no JSON"]
        # What `schema` says of a stream of events, OpenAPI leaves open.
        has_items = "itemSchema" in media or "x-item-schema" in media
        is_known = side.is_json or side.media_type in LINES or (side.media_type == "text/event-stream" and has_items)
        validator = self.validator(schemas[0])
        if not is_known or validator is None:
            return wrong or UNKNOWN
        return wrong + [str(error.instance_path) + ": " + error.message[:80] for value in values for error in validator.iter_errors(value)]

    def validator(self, schema: dict):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            whole = {"allOf": [rewritten(schema, self.document.is_3_0)], "components": self.components}
            try:
                self.validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
            except (ValueError, jsonschema_rs.ValidationError):
                self.validators[key] = None
        return self.validators[key]

    def security(self, operation: Operation, exchange: Exchange) -> list[str]:
        asked = operation.says.get("security", self.document.says.get("security"))
        schemes = (self.document.says.get("components") or {}).get("securitySchemes") or {}
        headers = exchange.request.headers

        def has(name: str) -> bool:
            scheme = self.document.resolve(schemes.get(name, {}))
            if scheme.get("type") == "apiKey" and scheme["in"] == "header":
                return scheme["name"].lower() in headers
            if scheme.get("type") == "http":
                return headers.get("authorization", "").lower().startswith(scheme["scheme"].lower() + " ")
            return True

        return [] if not asked or any(all(has(name) for name in way) for way in asked) else ["security"]

    def parameters(self, operation: Operation, exchange: Exchange) -> list[str]:
        query, cookies = parse_qs(exchange.query, True), SimpleCookie(exchange.request.headers.get("cookie", ""))
        segments = dict(zip(operation.in_path(), operation.values_of(exchange.path), strict=True))
        wrong = []
        for (where, name), parameter in operation.parameters.items():
            found = {
                "path": [segments.get((where, name))],
                "query": query.get(name, [None]),
                "header": [exchange.request.headers.get(name.lower())],
                "cookie": [cookies[name].value if name in cookies else None],
            }[where]
            if found == [None]:
                wrong += [f"{where} {name} is missing"] * bool(parameter.get("required"))
            elif not self.accepts(parameter.get("schema", {}), found):
                wrong.append(f"{where} {name}")
        return wrong

    def accepts(self, schema: dict, texts: list[str]) -> bool:
        """Whether any of what a parameter's text may mean conforms."""
        validator = self.validator(schema)
        meant = [[text, literal(text)] for text in texts]
        ways = [*meant[0], [one[0] for one in meant], [one[1] for one in meant]]
        return validator is None or any(validator.is_valid(value) for value in ways)


def literal(text: str):
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, (bool, int, float)) else text


def rewritten(value, is_3_0: bool):
    """Schemas of OpenAPI 3.0 as JSON Schema has them: `nullable`, and booleans beside a bound."""
    if isinstance(value, list):
        return [rewritten(it, is_3_0) for it in value]
    if not isinstance(value, dict) or not is_3_0:
        return value
    found = {name: rewritten(it, is_3_0) for name, it in value.items()}
    for bound in ("Minimum", "Maximum"):
        exclusive = found.get(f"exclusive{bound}")
        if isinstance(exclusive, bool):
            del found[f"exclusive{bound}"]
            if exclusive:
                found[f"exclusive{bound}"] = found.pop(bound.lower())
    if found.get("nullable") is True and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
        if "enum" in found and None not in found["enum"]:
            found["enum"] = [*found["enum"], None]
    return found
