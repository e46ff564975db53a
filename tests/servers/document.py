"""An OpenAPI document as the scorer reads it: operations by request, and what its schemas say of a place, unions and all."""

import re
from collections.abc import Iterator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
KINDS = {"null", "boolean", "integer", "number", "string", "array", "object"}
DEPTH_MAX = 40
"""Schemas within one another over one value; more of them is a reference that leads to itself."""


def kind(value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


def anonymous(path: str) -> str:
    """A path template without the names of its parameters: two that are equal so match the same paths."""
    return re.sub(r"\{[^}]*\}", "{}", path)


class Operation:
    def __init__(self, method: str, path: str, parameters: list[dict], says: dict) -> None:
        self.method, self.path, self.says = method, path, says
        self.parameters = {(it["in"], it["name"].lower() if it["in"] == "header" else it["name"]): it for it in parameters}
        self.key = (method, anonymous(path))

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def in_path(self) -> list[tuple[str, str]]:
        """Its path's parameters in their order, by what `parameters` knows them by."""
        return [("path", name) for name in re.findall(r"\{([^}]*)\}", self.path)]

    def values_of(self, path: str) -> list[str]:
        """What a concrete path has in their places."""
        return list(route(self.path)[0].fullmatch(path).groups())


class Document:
    def __init__(self, says: dict) -> None:
        self.says = says
        self.is_3_0 = str(says.get("openapi", "")).startswith("3.0")
        self.operations = {it.key: it for it in self.read()}
        self.routes = sorted(((route(it.path), it) for it in self.operations.values()), key=lambda pair: pair[0][1:])

    def read(self) -> Iterator[Operation]:
        for path, item in (self.says.get("paths") or {}).items():
            item = self.resolve(item)
            for method in METHODS:
                if method in item:
                    shared = [self.resolve(it) for it in item.get("parameters", [])]
                    own = [self.resolve(it) for it in item[method].get("parameters", [])]
                    yield Operation(method.upper(), path, shared + own, item[method])

    def find(self, method: str, path: str) -> Operation | None:
        """The operation of a concrete path: the one with the most literal text."""
        return next((it for (pattern, *_), it in self.routes if it.method == method and pattern.fullmatch(path)), None)

    def resolve(self, value):
        for _ in range(DEPTH_MAX):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                break
            target = self.says
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target.get(part.replace("~1", "/").replace("~0", "~"), {}) if isinstance(target, dict) else {}
            value = target
        return value

    def content(self, holder, media_type: str) -> dict | None:
        """The Media Type Object that a body of a request or a response falls under."""
        content = {name.split(";")[0].strip().lower(): it for name, it in (self.resolve(holder or {}).get("content") or {}).items()}
        for name in (media_type, f"{media_type.split('/')[0]}/*", "*/*"):
            if name in content:
                return content[name] or {}
        return None

    def response(self, operation: Operation, status: int) -> dict | None:
        responses = operation.says.get("responses") or {}
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in responses:
                return self.resolve(responses[name])
        return None

    def item_schema(self, media: dict) -> list:
        """What it says of a body; of one item, where it is a stream."""
        found = [media[name] for name in ("itemSchema", "x-item-schema", "schema") if name in media]
        return found[:1]

    def parts(self, schemas: list, depth: int = 0) -> Iterator[dict]:
        """Every schema that may speak of a value, through references and every branch."""
        for schema in schemas if depth < DEPTH_MAX else ():
            if isinstance(schema, dict):
                yield schema
                if "$ref" in schema:
                    yield from self.parts([self.resolve(schema)], depth + 1)
                for name in ("allOf", "anyOf", "oneOf"):
                    yield from self.parts(schema.get(name) or [], depth + 1)

    def kinds(self, schemas: list, depth: int = 0) -> set[str] | None:
        """The types that a value may have by all alternatives together; None when nothing is said."""
        found: set[str] = set()
        for schema in schemas:
            one = self.kinds_of(schema, depth)
            if one is None:
                return None
            found |= one
        return found or None

    def kinds_of(self, schema, depth: int) -> set[str] | None:
        if not isinstance(schema, dict) or depth > DEPTH_MAX:
            return None
        said = []
        if "$ref" in schema:
            said.append(self.kinds_of(self.resolve(schema), depth + 1))
        if schema.get("type"):
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            said.append(set(types) | ({"null"} if self.is_3_0 and schema.get("nullable") else set()))
        values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
        if values:
            said.append({kind(value) for value in values})
        if "properties" in schema and not said:
            said.append({"object"})
        for name in ("anyOf", "oneOf"):
            if schema.get(name):
                said.append(self.kinds(schema[name], depth + 1))
        said += [self.kinds_of(it, depth + 1) for it in schema.get("allOf") or []]
        known = [it for it in said if it is not None]
        return set.intersection(*known) if known else None

    def names(self, schemas: list) -> set[str]:
        return {name for part in self.parts(schemas) for name in part.get("properties") or {}}

    def member(self, schemas: list, name: str) -> list:
        return [part["properties"][name] for part in self.parts(schemas) if name in (part.get("properties") or {})]

    def others(self, schemas: list) -> list:
        """What is said of members that are not named: of those of a map."""
        parts = list(self.parts(schemas))
        found = [part["additionalProperties"] for part in parts if isinstance(part.get("additionalProperties"), dict)]
        return found + [it for part in parts for it in (part.get("patternProperties") or {}).values()]

    def items(self, schemas: list) -> list:
        parts = list(self.parts(schemas))
        found = [part["items"] for part in parts if isinstance(part.get("items"), dict)]
        return found + [it for part in parts for it in part.get("prefixItems") or []]

    def inside(self, schemas: list) -> list:
        """What is said of the JSON that a string holds, as the data of an event does."""
        return [part["contentSchema"] for part in self.parts(schemas) if "contentSchema" in part]

    def formats(self, schemas: list) -> set[str]:
        return {part["format"] for part in self.parts(schemas) if isinstance(part.get("format"), str)}

    def requires(self, schemas: list, name: str) -> bool:
        """Whether no object conforms without this member, whichever alternative it takes."""
        objects = [it for it in schemas if "object" in (self.kinds([it]) or {"object"})]
        return bool(objects) and all(self.one_requires(it, name) for it in objects)

    def one_requires(self, schema, name: str, depth: int = 0) -> bool:
        if not isinstance(schema, dict) or depth > DEPTH_MAX:
            return False
        if name in (schema.get("required") or []):
            return True
        if "$ref" in schema and self.one_requires(self.resolve(schema), name, depth + 1):
            return True
        if any(self.one_requires(it, name, depth + 1) for it in schema.get("allOf") or []):
            return True
        return any(self.requires(schema[key], name) for key in ("anyOf", "oneOf") if schema.get(key))


def route(template: str) -> tuple[re.Pattern, int, int]:
    """Its pattern, and how it is ordered: literal text first, then few parameters."""
    pieces = re.split(r"(\{[^}]*\})", template)
    text = "".join("([^/]+?)" if it.startswith("{") else re.escape(it) for it in pieces)
    literal = sum(len(it) for it in pieces if not it.startswith("{"))
    return re.compile(text), template.count("{"), -literal
