"""What a schema says of each place in a body, unions and `allOf` joined, so that two schemas can be compared.

A place is written `$.name`, `$[]` for the items of an array, `${*}` for the values of a map.
"""

from dataclasses import dataclass, field

from openapi import Document, kind, kinds

DEPTH_MAX = 12
# How often a schema may be entered within itself.
TURNS_MAX = 2
COMBINATORS = ("allOf", "oneOf", "anyOf")


@dataclass
class Facts:
    """What is said of one place."""

    types: set[str] = field(default_factory=set)
    formats: set[str] = field(default_factory=set)
    members: set | None = None
    """Of an enumeration."""
    open_text: bool = False
    """Some branch allows any text, so that the members are no enumeration."""
    required: bool | None = None
    anything: bool = False
    union: bool = False
    """Of several records: what is required depends on which one it is."""

    def enumeration(self) -> set[str]:
        """The texts it may only be, if it is one."""
        return set() if self.open_text else {each for each in self.members or () if isinstance(each, str)}


def places(document: Document, schema: dict | bool) -> dict[str, Facts]:
    walk = Walk(document)
    walk.enter(schema, "$", (), 0)
    walk.require(schema, "$", (), 0)
    return walk.found


class Walk:
    """Over a schema, twice: what stands where, and then what `allOf` requires of its other branches."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[str, Facts] = {}

    def at(self, place: str) -> Facts:
        return self.found.setdefault(place, Facts())

    def enter(self, schema: dict | bool, place: str, entered: tuple[str, ...], depth: int) -> None:
        if schema is True or schema == {}:
            self.at(place).anything = True
        elif isinstance(schema, dict) and "$ref" in schema:
            self.follow(schema, place, entered, depth)
        elif isinstance(schema, dict) and depth <= DEPTH_MAX:
            self.note(schema, place, entered, depth)

    def follow(self, schema: dict, place: str, entered: tuple[str, ...], depth: int) -> None:
        reference = schema["$ref"]
        if entered.count(reference) >= TURNS_MAX or depth > DEPTH_MAX:
            return
        self.enter(self.document.resolve(schema), place, (*entered, reference), depth)
        beside = {key: each for key, each in schema.items() if key not in ("$ref", "description")}
        if not self.document.is_30 and ("properties" in beside or "type" in beside):
            self.enter(beside, place, entered, depth)

    def note(self, schema: dict, place: str, entered: tuple[str, ...], depth: int) -> None:
        facts = self.at(place)
        types = kinds(schema) or implied(schema)
        facts.types.update(types)
        if schema.get("nullable"):
            facts.types.add("null")
        if schema.get("format"):
            facts.formats.add(schema["format"])
        branches = {key: schema.get(key) or [] for key in COMBINATORS}
        if "enum" in schema or "const" in schema:
            facts.members = (facts.members or set()) | members(schema)
        elif "string" in types and not any(key in schema for key in COMBINATORS):
            facts.open_text = True
        for key, each in branches.items():
            if key != "allOf" and sum(self.is_record(branch) for branch in each) > 1:
                facts.union = True
            for branch in each:
                self.enter(branch, place, entered, depth)
        combined = any(branches.values())
        if not types and not combined and not schema.get("properties"):
            facts.anything = True
        if "object" in types or "properties" in schema:
            self.members_of(schema, place, entered, depth, is_map="object" in types and not combined)
        if "array" in types:
            for items in [schema.get("items"), *(schema.get("prefixItems") or [])]:
                if isinstance(items, dict):
                    self.enter(items, place + "[]", entered, depth + 1)

    def is_record(self, branch: dict | bool) -> bool:
        resolved = self.document.resolve(branch)
        return isinstance(resolved, dict) and bool(resolved.get("properties") or resolved.get("allOf"))

    def members_of(self, schema: dict, place: str, entered: tuple[str, ...], depth: int, is_map: bool) -> None:
        """The properties of an object, or the values of a map; an object of which nothing is said is a map of anything."""
        named = schema.get("properties") or {}
        for name, each in named.items():
            self.enter(each, f"{place}.{name}", entered, depth + 1)
            facts = self.found.get(f"{place}.{name}")
            if facts is not None:  # required is what every branch of a union requires
                facts.required = facts.required is not False and name in required(schema)
        values = f"{place}{{*}}"
        others = schema.get("additionalProperties")
        patterns = schema.get("patternProperties") or {}
        if isinstance(others, dict) and (others or not named):
            self.enter(others, values, entered, depth + 1)
        elif not named and (others is True or (others is None and is_map and not patterns)):
            self.at(values).anything = True
        for each in patterns.values():
            self.enter(each, values, entered, depth + 1)

    def require(self, schema: dict | bool, place: str, entered: tuple[str, ...], depth: int) -> None:
        """What one branch of `allOf` requires is required, whichever other branch describes it."""
        if not isinstance(schema, dict) or depth > DEPTH_MAX:
            return
        if "$ref" in schema:
            reference = schema["$ref"]
            if entered.count(reference) < TURNS_MAX:
                self.require(self.document.resolve(schema), place, (*entered, reference), depth)
            return
        if schema.get("allOf"):
            for name in self.required_by_all(schema, ()):
                if f"{place}.{name}" in self.found:
                    self.found[f"{place}.{name}"].required = True
        for name, each in (schema.get("properties") or {}).items():
            self.require(each, f"{place}.{name}", entered, depth + 1)
        for key, suffix in (("items", "[]"), ("additionalProperties", "{*}")):
            self.require(schema.get(key, False), place + suffix, entered, depth + 1)
        for key in COMBINATORS:
            for branch in schema.get(key) or []:
                self.require(branch, place, entered, depth)

    def required_by_all(self, schema: dict | bool, entered: tuple[str, ...]) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        if "$ref" in schema:
            reference = schema["$ref"]
            return set() if reference in entered else self.required_by_all(self.document.resolve(schema), (*entered, reference))
        names = required(schema)
        for branch in schema.get("allOf") or []:
            names |= self.required_by_all(branch, entered)
        return names


def implied(schema: dict) -> list[str]:
    """The types of a schema that names none."""
    if "properties" in schema or "additionalProperties" in schema:
        return ["object"]
    if "items" in schema or "prefixItems" in schema:
        return ["array"]
    if "enum" in schema:
        return list({kind(each) for each in schema["enum"]})
    return [kind(schema["const"])] if "const" in schema else []


def members(schema: dict) -> set:
    listed = schema.get("enum") or [schema.get("const")]
    return {each for each in listed if isinstance(each, (str, int, float)) and not isinstance(each, bool)}


def required(schema: dict) -> set[str]:
    names = schema.get("required")
    return set(names) if isinstance(names, list) else set()
