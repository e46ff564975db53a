"""Compares what a schema says of each place with the truth, at the places that traffic has shown."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from openapi import kind
from places import Facts

# The formats that are asked for; how many texts show a format, an enumeration; objects, what is required; keys, a map.
FORMATS = {"date-time", "date", "uuid", "email", "uri", "ipv4", "ipv6", "time", "hostname"}
FORMAT_TEXTS, ENUMERATION_TEXTS, REQUIRED_PARENTS, MAP_KEYS = 3, 10, 5, 3
LAST_MEMBER = re.compile(r"\.[^.\[\]{}]*$")
INTO = ".[{"

Said = dict[str, Facts]


class Shown:
    """What bodies have shown, by the places that the truth knows."""

    def __init__(self, truth: Said) -> None:
        self.truth = truth
        self.count: Counter[str] = Counter()
        self.kinds: defaultdict[str, set[str]] = defaultdict(set)
        self.texts: Counter[str] = Counter()
        self.keys: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, value: Any, place: str = "$") -> None:
        self.count[place] += 1
        self.kinds[place].add(kind(value))
        if isinstance(value, str):
            self.texts[place] += 1
        elif isinstance(value, dict):
            for name, each in value.items():
                if f"{place}.{name}" in self.truth:
                    self.take(each, f"{place}.{name}")
                elif f"{place}{{*}}" in self.truth:
                    self.keys[place].add(name)
                    self.take(each, f"{place}{{*}}")
        elif isinstance(value, list) and place + "[]" in self.truth:
            for each in value:
                self.take(each, place + "[]")


class Comparison:
    """Adds up over all bodies of all operations. `mistakes` names them, each by its kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.mistakes: defaultdict[str, list[str]] = defaultdict(list)
        self.where = ""

    def note(self, verdict: str, right: bool, place: str, mistake: str) -> None:
        """Counts one more, right or not."""
        self.counts[verdict] += 1
        self.counts[f"{verdict} right"] += right
        if not right:
            self.wrong(mistake, place)

    def wrong(self, mistake: str, place: str) -> None:
        self.mistakes[mistake].append(f"{self.where} {place}")

    def bodies(self, where: str, truth: Said, learnt: Said | None, shown: Shown) -> None:
        """Of one kind of message; `learnt` is none where the document has no such message."""
        self.where = where
        seen = set(shown.count) - {"$"}
        self.counts["slots"] += 1
        self.counts["places shown"] += len(seen)
        if learnt is None:
            self.wrong("message not learnt", "")
            return
        self.counts["slots found"] += 1
        anything = {place for place, facts in truth.items() if facts.anything}
        told = {place for place in learnt if place != "$" and not any(each in anything for each in above(place))}
        self.counts["places found"] += len(seen & learnt.keys())
        self.counts["places told"] += len(told)
        self.counts["places told right"] += len(told & truth.keys())
        for place in sorted(seen - learnt.keys()):
            self.wrong("place missed", place)
        for place in sorted(told - truth.keys()):
            self.wrong("place invented", place)
        for place in sorted(seen & learnt.keys()):
            if not truth[place].anything:
                self.types(place, truth[place], learnt[place], shown.kinds[place])
                self.texts(place, truth[place], learnt[place], shown.texts[place])
                self.required(place, truth, learnt, shown)
        for place in sorted(shown.count):
            if "object" in shown.kinds[place] and place not in anything:
                self.maps(place, truth, learnt, shown)

    def types(self, place: str, truth: Facts, learnt: Facts, shown: set[str]) -> None:
        possible, told, seen = truth.types - {"null"}, learnt.types - {"null"}, shown - {"null"}
        expected = {each for each in possible if each in seen or (each == "number" and "integer" in seen)}
        if expected and seen:
            right = [expected]
            if "number" in expected and "number" not in seen:  # a number that always was whole
                right.append(expected - {"number"} | {"integer"})
            if {"number", "integer"} <= expected:
                right.append(expected - {"integer"})
            if expected == {"integer"} and "number" in possible:
                right.append({"number"})
            self.note("types", told in right, place, f"type {sorted(expected)} learnt as {sorted(told)}")
        if "null" in shown and "null" in truth.types:
            self.note("nulls", "null" in learnt.types, place, "null missed")
        elif "null" in learnt.types and "null" not in truth.types and not learnt.anything:
            self.counts["nulls invented"] += 1
            self.wrong("null invented", place)

    def texts(self, place: str, truth: Facts, learnt: Facts, texts: int) -> None:
        if "string" not in truth.types:
            return
        formats, told = truth.formats & FORMATS, learnt.formats & FORMATS
        if texts >= FORMAT_TEXTS and formats:
            self.note("formats", bool(formats & told), place, f"format {sorted(formats)} learnt as {sorted(told)}")
            self.counts["formats contradicted"] += bool(told) and not formats & told
        members, named = truth.enumeration(), learnt.enumeration()
        if texts >= ENUMERATION_TEXTS and len(members) > 1:
            right = bool(named) and named <= members
            mistake = "enumeration with foreign members" if named else "enumeration missed"
            self.note("enumerations", right, f"{place} of {len(members)} members in {texts} texts", mistake)
            self.counts["enumerations true"] += right
        elif texts >= ENUMERATION_TEXTS and named and not members:
            self.counts["enumerations invented"] += 1
            self.wrong("enumeration invented", f"{place} {sorted(named)[:8]}")

    def required(self, place: str, truth: Said, learnt: Said, shown: Shown) -> None:
        parent = LAST_MEMBER.sub("", place)
        expected, told = truth[place].required, bool(learnt[place].required)
        of_union = parent in truth and truth[parent].union
        if parent == place or expected is None or of_union or shown.count[parent] < REQUIRED_PARENTS:
            return
        self.counts["required found"] += expected and told
        self.counts["required missed"] += expected and not told
        self.counts["required invented"] += told and not expected
        if expected != told:
            self.wrong("required missed" if expected else "required invented", f"{place} of {shown.count[parent]}")

    def maps(self, place: str, truth: Said, learnt: Said, shown: Shown) -> None:
        values = f"{place}{{*}}"
        told = values in learnt and not has_members(place, learnt)
        if values in truth:
            if len(shown.keys[place]) >= MAP_KEYS:
                self.note("maps", told, f"{place} of {len(shown.keys[place])} keys", "map missed")
        elif told and place in learnt and has_members(place, shown.count):
            self.counts["maps invented"] += 1
            self.wrong("map invented", place)


def above(place: str) -> Iterator[str]:
    """The places that one lies in."""
    return (place[:index] for index, letter in enumerate(place) if letter in INTO)


def has_members(place: str, places: dict[str, Any]) -> bool:
    return any(each.startswith(f"{place}.") for each in places)
