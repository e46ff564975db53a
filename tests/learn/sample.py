"""A value that a schema allows. Optional properties come at a rate that each has for good, so that some are rare."""

from typing import Any

from openapi import Document, kinds
from values import Values

DEPTH_MAX = 14
NULL_SHARE = 0.12
# From here on values get smaller, so that recursive schemas come to an end.
SHALLOW, DEEP, DEEPEST = 4, 5, 7
SCALARS = ("string", "integer", "null", "boolean")
MAP_SIZES = (0, 1, 2, 3, 4, 6)
MAGNITUDES = (1, 2, 3, 5)
NUMBER_SPAN, INTEGER_SPAN_MAX = 1000, 10**6


class TooDeep(Exception):
    """Something required lies deeper than values go."""


class Sampler:
    """`key` names a schema for what it always has; it starts over at each component, which is the same wherever it is used."""

    def __init__(self, document: Document, values: Values) -> None:
        self.document, self.values, self.random = document, values, values.random

    def sample(self, schema: dict | bool, key: str, response: bool, name: str = "", depth: int = 0) -> Any:
        if not isinstance(schema, dict) or schema == {}:
            return self.random.choice([self.values.slug(), self.random.randint(0, 99), True])
        key = schema.get("$ref", "").split("/")[-1] or key
        merged = self.merged(schema)
        if depth > DEPTH_MAX:
            raise TooDeep
        if "const" in merged:
            return merged["const"]
        if merged.get("nullable") and self.values.chance(NULL_SHARE):
            return None
        for choice in ("oneOf", "anyOf"):
            if merged.get(choice):
                return self.branch(merged, choice, key, response, name, depth)
        if merged.get("enum"):
            return self.values.ranked(merged["enum"], 0.7)
        match self.kind(merged, key, name):
            case "object":
                return self.object(merged, key, response, depth)
            case "array":
                return self.array(merged, key, response, name, depth)
            case "boolean":
                return self.values.chance(0.1 + 0.8 * self.values.fixed_share("b", key, name))
            case "integer":
                return self.integer(merged, name)
            case "number":
                return self.number(merged)
            case "string":
                return self.string(merged, key, name)
            case "null":
                return None
            case "anything":
                return self.random.choice([self.values.slug(), self.random.randint(0, 99)])
        return self.values.slug()

    def merged(self, schema: dict | bool) -> dict:
        """One schema for a reference and for `allOf`; what stands outside wins."""
        schema = self.document.resolve(schema)
        if not isinstance(schema, dict) or "allOf" not in schema:
            return schema if isinstance(schema, dict) else {}
        result = {key: each for key, each in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            for key, value in self.merged(part).items():
                if key == "properties":
                    result[key] = {**value, **result.get(key, {})}
                elif key == "required":
                    result[key] = sorted({*result.get(key, []), *value})
                elif key == "nullable":  # null must pass every part
                    if not value:
                        result.pop(key, None)
                else:
                    result.setdefault(key, value)
        return result

    def branch(self, schema: dict, choice: str, key: str, response: bool, name: str, depth: int) -> Any:
        branches = schema[choice]
        if depth > DEEP:
            branches = sorted(branches, key=lambda each: self.merged(each).get("type") not in SCALARS)[:1]
        weights = [1 + 3 * self.values.fixed_share("br", key, index) for index in range(len(branches))]
        index = self.random.choices(range(len(branches)), weights)[0]
        chosen = branches[index]
        if schema.get("properties") or schema.get("required"):
            part = self.merged(chosen)
            whole = {**{each: value for each, value in schema.items() if each not in ("oneOf", "anyOf")}, **part}
            whole["properties"] = {**schema.get("properties", {}), **part.get("properties", {})}
            whole["required"] = sorted({*schema.get("required", []), *part.get("required", [])})
            return self.sample(whole, key + choice, response, name, depth)
        if schema.get("enum"):
            return self.random.choice(schema["enum"])
        if isinstance(chosen, dict) and "$ref" not in chosen:
            chosen = {**{each: schema[each] for each in ("type", "format") if each in schema}, **chosen}
        return self.sample(chosen, f"{key}{choice}{index}", response, name, depth + 1)

    def kind(self, schema: dict, key: str, name: str) -> str:
        listed = kinds(schema)
        if len(listed) > 1 or isinstance(schema.get("type"), list):
            real = [each for each in listed if each != "null"]
            if not real or ("null" in listed and self.values.chance(NULL_SHARE)):
                return "null"
            usual = real[self.values.fixed("ty", key, name) % len(real)]
            return usual if self.values.chance(0.8) else self.random.choice(real)
        if listed:
            return listed[0]
        if "properties" in schema or "additionalProperties" in schema:
            return "object"
        if "items" in schema:
            return "array"
        return "string" if "pattern" in schema or "format" in schema else "anything"

    def object(self, schema: dict, key: str, response: bool, depth: int) -> dict:
        result = {}
        required = set(schema.get("required") or [])
        named = schema.get("properties") or {}
        hidden = "writeOnly" if response else "readOnly"
        for name, each in named.items():
            resolved = self.document.resolve(each)
            if resolved is False or (name not in required and isinstance(resolved, dict) and resolved.get(hidden)):
                continue
            rate = 0.1 + 0.85 * self.values.fixed_share("rate", key, name, response)
            if depth > SHALLOW:
                rate = rate * 0.5 if depth <= DEEPEST else 0
            if name in required or self.values.chance(rate):
                try:
                    result[name] = self.sample(each, f"{key}.{name}", response, name, depth + 1)
                except TooDeep:
                    if name in required:
                        raise
        others = schema.get("additionalProperties")
        if not named and others is not False:
            for _ in range(self.random.choice(MAP_SIZES) if depth < DEEPEST else 0):
                member = self.values.map_key(key)
                if isinstance(others, dict) and others:
                    result[member] = self.sample(others, key + "{*}", response, "value", depth + 1)
                else:
                    result[member] = self.values.slug(3)
        return result

    def array(self, schema: dict, key: str, response: bool, name: str, depth: int) -> list:
        if "prefixItems" in schema:
            return [self.sample(each, key + "[]", response, name, depth + 1) for each in schema["prefixItems"]]
        least = schema.get("minItems", 0)
        most = max(least, min(schema.get("maxItems", max(least, 4)), least + 4))
        count = self.random.randint(least, most) if depth <= DEEP else least
        items = schema.get("items", {})
        result = [self.sample(items, key + "[]", response, name.rstrip("s"), depth + 1) for _ in range(count)]
        if schema.get("uniqueItems"):
            result = [each for index, each in enumerate(result) if each not in result[:index]]
        return result

    def integer(self, schema: dict, name: str) -> int:
        least, most = schema.get("minimum"), schema.get("maximum")
        lower = name.lower()
        if least is None and most is None:
            if schema.get("format") in ("unix-time", "timestamp") or lower in ("created", "created_at", "expires_at"):
                return int(self.values.moment().timestamp())
            if lower.endswith("id"):
                return self.random.randint(1, 9999999)
            if self.values.chance(0.2):
                return self.random.choice([0, 1, 2, 5])
            return self.random.randint(0, 10 ** self.random.choice(MAGNITUDES))
        least = 0 if least is None else least
        most = least + NUMBER_SPAN if most is None else most
        return self.random.randint(int(least), int(max(least, min(most, least + INTEGER_SPAN_MAX))))

    def number(self, schema: dict) -> float:
        least = schema.get("minimum") or 0
        most = schema.get("maximum")
        value = self.random.uniform(least, least + NUMBER_SPAN if most is None else most)
        if self.values.chance(0.8):
            return round(value, self.random.choice([1, 2, 3]))
        return int(value) if least <= int(value) else value

    def string(self, schema: dict, key: str, name: str) -> str:
        if schema.get("pattern"):
            text = self.values.of_pattern(schema["pattern"])
            if text is not None:
                return text
        text = self.values.of_format(schema["format"], key) if schema.get("format") else None
        if text is not None:
            return text
        shortest, longest = schema.get("minLength", 0), schema.get("maxLength")
        if shortest and shortest == longest:
            return self.values.digits(shortest)
        text = self.values.of_name(name, key)
        text += self.values.digits(max(0, shortest - len(text)))
        return text[:longest]
