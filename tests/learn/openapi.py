"""An OpenAPI document as the benchmark reads it: references followed, operations listed, schemas as JSON Schema.

It is written a second time here, and not taken from the core: what judges the core must not share its mistakes.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "patch")
REFERENCES_MAX = 50
SCHEMAS_OF_NAMES = ("properties", "patternProperties", "$defs", "dependentSchemas")
SCHEMAS = (
    *("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
    *("unevaluatedProperties", "unevaluatedItems"),
)
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
ASSERTIONS = (
    *("type", "enum", "const", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
# Formats that JSON Schema does not know as formats of a text, or that any text has.
NO_FORMATS = ("binary", "byte", "int32", "int64", "float", "double", "password")
COMPONENT = "#/components/schemas/"
DEFINITION = "#/$defs/"

Schema = dict | bool


@dataclass
class Operation:
    """One method of one path. Contents are schemas by media type, responses are contents by status."""

    id: str
    method: str
    path: str
    parameters: list[dict]
    body: dict[str, Schema]
    body_required: bool
    responses: dict[str, dict[str, Schema]]


def read(path: Path) -> dict:
    """A document, of JSON or YAML; what JSON has no type for, such as YAML's dates, is text."""
    if path.suffix == ".json":
        return json.loads(path.read_text())
    return json.loads(json.dumps(yaml.load(path.read_text(), Loader=yaml.CSafeLoader), default=str))


def is_json(media_type: str | None) -> bool:
    return bool(media_type) and essence(media_type).endswith("json")


def essence(media_type: str) -> str:
    return media_type.split(";")[0].strip()


def anonymous(path: str) -> str:
    """A path template without the names of its parameters: two that match the same paths are equal."""
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/") or "/"


def kind(value: Any) -> str:
    """The JSON Schema type of a value; a number without a fraction is an integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def kinds(schema: dict) -> list[str]:
    """What `type` lists."""
    named = schema.get("type")
    return [named] if isinstance(named, str) else list(named or [])


class Document:
    """A document of OpenAPI 3.0 or 3.1."""

    def __init__(self, document: dict) -> None:
        self.document = document
        self.is_30 = document.get("openapi", "3.1").startswith("3.0")
        self.components: dict[str, Schema] = {}

    def resolve(self, node: Any) -> Any:
        """The node itself, or what it refers to in the end."""
        for _ in range(REFERENCES_MAX):
            if not (isinstance(node, dict) and "$ref" in node):
                break
            target = self.document
            for token in node["$ref"].lstrip("#/").split("/"):
                token = unquote(token).replace("~1", "/").replace("~0", "~")
                target = target[int(token) if isinstance(target, list) else token]
            node = target
        return node

    def operations(self) -> list[Operation]:
        operations = []
        for path, item in (self.document.get("paths") or {}).items():
            item = self.resolve(item)
            operations += [self.operation(path, item, method) for method in METHODS if method in item]
        return operations

    def operation(self, path: str, item: dict, method: str) -> Operation:
        operation = item[method]
        resolved = [self.resolve(each) for each in (item.get("parameters") or []) + (operation.get("parameters") or [])]
        parameters = {(each["in"], each["name"]): each for each in resolved if "name" in each}
        body = self.resolve(operation.get("requestBody") or {})
        responses = {str(status): self.resolve(each) for status, each in (operation.get("responses") or {}).items()}
        return Operation(
            id=operation.get("operationId") or method + path,
            method=method,
            path=path,
            parameters=list(parameters.values()),
            body=contents(body),
            body_required=body.get("required", False),
            responses={status: contents(each) for status, each in responses.items()},
        )

    def json_schema(self, schema: Schema, closed: bool = False) -> dict:
        """The schema with all it refers to; `closed` forbids what a record does not name."""
        result = self.translated(schema)
        definitions = self.definitions(result)
        if closed:
            result = forbid_others(result)
            definitions = {name: forbid_others(each) for name, each in definitions.items()}
        result = dict(result) if isinstance(result, dict) else {"allOf": [result]}
        return {**result, "$defs": definitions} if definitions else result

    def definitions(self, schema: Schema) -> dict[str, Schema]:
        """The components that a translated schema leads to."""
        found: dict[str, Schema] = {}
        waiting: list[Any] = [schema]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                reference = node.get("$ref")
                if isinstance(reference, str) and reference.startswith(DEFINITION):
                    name = reference.removeprefix(DEFINITION)
                    if name not in found:
                        found[name] = self.component(name)
                        waiting.append(found[name])
                waiting.extend(node.values())
        return found

    def component(self, name: str) -> Schema:
        if name not in self.components:
            schemas = self.document.get("components", {}).get("schemas", {})
            self.components[name] = self.translated(schemas.get(name, {}))
        return self.components[name]

    def translated(self, schema: Any) -> Schema:
        """OpenAPI's schema as one of JSON Schema 2020-12, components as `$defs`."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            return {}
        if "$ref" in schema:
            reference = schema["$ref"]
            is_component = reference.startswith(COMPONENT)
            target = {"$ref": DEFINITION + reference.split("/")[-1]} if is_component else {}
            if self.is_30:  # what stands beside a reference has no meaning there
                return target
            return {**self.translated({key: each for key, each in schema.items() if key != "$ref"}), **target}
        result: dict[str, Any] = {}
        for key, value in schema.items():
            if key in SCHEMAS_OF_NAMES:
                result[key] = {name: self.translated(each) for name, each in value.items()}
            elif key in SCHEMAS:
                result[key] = self.translated(value) if isinstance(value, dict) else value
            elif key in SCHEMA_LISTS:
                result[key] = [self.translated(each) for each in value]
            elif key in ASSERTIONS:
                result[key] = value
        return self.nullable(schema, repaired(result))

    def nullable(self, schema: dict, result: dict) -> dict:
        if not (self.is_30 and schema.get("nullable")):
            return result
        if "type" not in result:
            return {"anyOf": [result, {"type": "null"}]}
        widened = {**result, "type": [*kinds(result), "null"]}
        if None not in result.get("enum", [None]):
            widened["enum"] = [*result["enum"], None]
        return widened


def contents(message: dict) -> dict[str, Schema]:
    """The schemas of a request body or a response, by media type."""
    return {media_type: (each or {}).get("schema", {}) for media_type, each in (message.get("content") or {}).items()}


def repaired(schema: dict) -> dict:
    """Without what a validator would stumble over: OpenAPI 3.0's booleans beside a bound, and plain mistakes."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(exclusive) is True:
            schema[exclusive] = schema.pop(bound, None)
        if exclusive in schema and (schema[exclusive] is None or schema[exclusive] is False):
            schema.pop(exclusive)
    if schema.get("type") == "file":
        schema["type"] = "string"
    if schema.get("format") in NO_FORMATS:
        schema.pop("format")
    if not isinstance(schema.get("required", []), list):
        schema.pop("required")
    if "pattern" in schema:
        try:
            re.compile(schema["pattern"])
        except re.error:
            schema.pop("pattern")
    return schema


def forbid_others(schema: Any) -> Any:
    """Records closed: where properties are named and nothing is said of others, there are no others."""
    if isinstance(schema, list):
        return [forbid_others(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {}
    for key, value in schema.items():
        if key in SCHEMAS_OF_NAMES:
            closed[key] = {name: forbid_others(each) for name, each in value.items()}
        else:
            closed[key] = value if key in ASSERTIONS else forbid_others(value)
    if "properties" in closed and "additionalProperties" not in closed and "patternProperties" not in closed:
        closed["additionalProperties"] = False
    return closed
