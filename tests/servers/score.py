"""A learnt document held against the declared one, on what was exercised; each difference with whose it is."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from document import Document, Operation, anonymous, kind
from exchanges import Exchange, Side

PARENTS_MIN = 12
"""So many objects without a miss make a member required, as README says; with fewer nothing is asked."""
FORMATS = {"date-time", "date", "email", "uri", "uuid", "ipv4", "ipv6"}
FORMATTED_MIN = 3
NAMES_MIN = 6
"""Fewer names are those of a record, as far as traffic tells."""
NEVER_LEARNT = {404, 405, 501}
"""What a scanner gets, too."""

DOCENT, DOCUMENT, TRAFFIC = "docent", "document", "traffic"
"""Whose a difference is: what Docent did not learn, what the document does not say or says wrong, what was never sent."""


@dataclass(frozen=True, order=True)
class Difference:
    whose: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Place:
    """A place in bodies of one kind: how often it was seen, as what, and what both documents say of it."""

    kinds: Counter = field(default_factory=Counter)
    declared: list = field(default_factory=list)
    learnt: list = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class Score:
    def __init__(self, declared: dict, learnt: dict) -> None:
        self.declared, self.learnt = Document(declared), Document(learnt)
        self.counts: Counter = Counter()
        self.differences: set[Difference] = set()

    def differ(self, whose: str, where: str, what: str) -> None:
        self.differences.add(Difference(whose, where, what))

    def ratio(self, what: str) -> str:
        good, all_ = self.counts[f"{what} good"], self.counts[f"{what} all"]
        return f"{good}/{all_}" if all_ else "-"

    def tally(self, what: str, is_good: bool) -> bool:
        self.counts[f"{what} all"] += 1
        self.counts[f"{what} good"] += is_good
        return is_good

    def score(self, exchanges: list[Exchange]) -> None:
        by_operation: dict[tuple, list[Exchange]] = {}
        undeclared: set[tuple[str, str]] = set()
        for it in exchanges:
            operation = self.declared.find(it.method, it.path)
            if operation:
                by_operation.setdefault(operation.key, []).append(it)
            elif it.status < 400:
                undeclared.add((it.method, it.path))
        answered = {key: some for key, some in by_operation.items() if any(it.status < 400 for it in some)}
        self.score_paths(answered, undeclared)
        for key, some in answered.items():
            declared, learnt = self.declared.operations[key], self.learnt.operations.get(key)
            Both(self, declared, learnt, some).score()

    def score_paths(self, answered: dict, undeclared: set[tuple[str, str]]) -> None:
        for key in answered:
            if not self.tally("operations found", key in self.learnt.operations):
                self.differ(DOCENT, str(self.declared.operations[key]), "is no operation of the learnt document")
        unknown = set()
        for method, path in undeclared:
            operation = self.learnt.find(method, path)
            unknown |= {operation.key} if operation else set()
            self.differ(DOCUMENT, str(operation or f"{method} {anonymous(path)}"), "is answered, and not declared")
        for key, operation in self.learnt.operations.items():
            if key not in unknown and not self.tally("operations right", key in self.declared.operations):
                self.differ(DOCENT, str(operation), "is learnt, and none of those declared")


class Both:
    """One operation, in both documents. One that was not learnt costs all that was seen of it, and is told once."""

    def __init__(self, score: Score, declared: Operation, learnt: Operation | None, exchanges: list[Exchange]) -> None:
        self.score_, self.declared, self.is_learnt, self.exchanges = score, declared, learnt is not None, exchanges
        self.learnt = learnt or Operation(declared.method, declared.path, [], {})
        self.d, self.l = score.declared, score.learnt

    def differ(self, whose: str, where: str, what: str) -> None:
        if self.is_learnt or whose == DOCUMENT:
            self.score_.differ(whose, f"{self.declared} {where}", what)

    def score(self) -> None:
        good = [it for it in self.exchanges if it.status < 400]
        self.parameters(good)
        slots: dict[tuple[str, str], list[Side]] = {}
        for it in good:
            if it.request.body:
                slots.setdefault(("request", it.request.media_type), []).append(it.request)
        for it in (it for it in self.exchanges if it.status not in NEVER_LEARNT):
            slots.setdefault((str(it.status), it.response.media_type if it.response.body else ""), []).append(it.response)
        for (side, media_type), sides in slots.items():
            self.slot(side, media_type, sides)

    def parameters(self, good: list[Exchange]) -> None:
        known = set(self.declared.parameters) | set(self.learnt.parameters)
        seen = Counter(name for it in good for name in it.parameters(known))
        for name, times in seen.items():
            declared, learnt = self.declared.parameters.get(name), self.learnt.parameters.get(name)
            where = f"{name[0]} parameter {name[1]}"
            if name[0] == "query" and declared is None:
                self.differ(DOCUMENT, where, "is sent, and not declared")
            if not self.score_.tally("parameters", learnt is not None):
                self.differ(DOCENT, where, "is not learnt")
            elif declared and len(good) >= PARENTS_MIN:
                self.required("request", where, bool(declared.get("required")), bool(learnt.get("required")), times, len(good))

        names = zip(self.declared.in_path(), self.learnt.in_path(), strict=True)
        for declared, learnt in ((self.declared.parameters.get(a, {}), self.learnt.parameters.get(b, {})) for a, b in names):
            where = f"path parameter {declared.get('name')}"
            schemas = [declared.get("schema", {})], [learnt.get("schema", {})]
            said = self.d.kinds(schemas[0]), self.l.kinds(schemas[1])
            if said[0] and not self.score_.tally("path parameters", said[0] == said[1]):
                self.differ(DOCENT, where, f"is declared {text(said[0])}, learnt {text(said[1])}")

    def required(self, side: str, where: str, declared: bool, learnt: bool, seen: int, parents: int) -> None:
        if learnt and side == "request":
            if not self.score_.tally("required right", declared):
                self.differ(TRAFFIC, where, f"was there {seen} times of {parents}: required by what was learnt, optional by what is declared")
        if declared:
            if seen < parents:
                self.differ(DOCUMENT, where, f"is required, and was there {seen} times of {parents}")
            elif not self.score_.tally("required found", learnt):
                self.differ(DOCENT, where, f"is required, was there {seen} times of {parents}, and is learnt as optional")

    def slot(self, side: str, media_type: str, sides: list[Side]) -> None:
        if side == "request":
            holders = (self.declared.says.get("requestBody"), self.learnt.says.get("requestBody"))
        else:
            holders = (self.d.response(self.declared, int(side)), self.l.response(self.learnt, int(side)))
            if holders[0] is None:
                self.differ(DOCUMENT, side, "is answered, and not declared")
            if not self.score_.tally("bodies", holders[1] is not None):
                self.differ(DOCENT, side, "is answered, and not learnt")
        if not media_type:
            return
        where = f"{side} {media_type}"
        declared, learnt = self.d.content(holders[0], media_type), self.l.content(holders[1], media_type)
        if declared is None and holders[0] is not None:
            self.differ(DOCUMENT, where, "is sent, and not declared")
        if not self.score_.tally("bodies", learnt is not None) and holders[1] is not None:
            self.differ(DOCENT, where, "is sent, and not learnt")
        is_told = learnt is not None
        places: dict[str, Place] = {}
        declared, learnt = self.d.item_schema(declared or {}), self.l.item_schema(learnt or {})
        for it in sides:
            for value in it.values():
                self.visit(places, "", value, declared, learnt)
        is_form = "form" in media_type
        for place, it in sorted(places.items()):
            self.place(side, where, place, it, places, is_form, is_told)
        self.unfounded(where, "", learnt, places)

    def visit(self, places: dict[str, Place], place: str, value, declared: list, learnt: list) -> None:
        it = places.setdefault(place, Place(declared=declared, learnt=learnt))
        it.kinds[kind(value)] += 1
        if isinstance(value, dict):
            it.names |= value.keys()
            for name, member in value.items():
                token, in_declared, in_learnt = self.step(name, declared, learnt)
                self.visit(places, f"{place}/{escaped(token)}", member, in_declared, in_learnt)
        elif isinstance(value, list):
            for item in value:
                self.visit(places, f"{place}[]", item, self.d.items(declared), self.l.items(learnt))
        elif isinstance(value, str):
            it.texts.append(value)
            inside = self.d.inside(declared), self.l.inside(learnt)
            # A document within a text; `[DONE]` is none.
            if any(inside) and value[:1] in ("{", "["):
                with suppress(ValueError):
                    self.visit(places, f"{place}!", json.loads(value), *inside)

    def step(self, name: str, declared: list, learnt: list) -> tuple[str, list, list]:
        """Into a member, by its name or, where a document says that names are free, as any."""
        named = self.d.member(declared, name), self.l.member(learnt, name)
        others = self.d.others(declared), self.l.others(learnt)
        token = "*" if any(others) and not any(named) else name
        return token, named[0] or others[0], named[1] or others[1]

    def place(self, side: str, where: str, place: str, it: Place, places: dict[str, Place], is_form: bool, is_told: bool) -> None:
        above = place.rpartition("/")[0] if "/" in place else None
        name = place.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        where = f"{where} {place or 'body'}"
        parent = places.get(above) if above is not None and not name.endswith(("[]", "!")) else None
        if parent:
            if not it.declared and self.d.names(parent.declared):
                self.differ(DOCUMENT, where, "is sent, and not declared")
            if not self.score_.tally("properties", bool(it.learnt)):
                if parent.learnt:
                    self.differ(DOCENT, where, "is not learnt")
                return
        elif place and not it.learnt:
            return
        elif not place:
            if not self.score_.tally("schemas", bool(it.learnt)):
                if is_told:
                    self.differ(DOCENT, where, "has no schema in the learnt document")
                return
            if self.d.kinds(it.declared) is None:
                self.differ(DOCUMENT, where, "is not described")
        if not is_form:
            self.kinds(where, it)
        self.map(where, it)
        self.formats(where, it)
        parents = parent.kinds["object"] if parent else 0
        if parent and name != "*" and it.declared and parents >= PARENTS_MIN:
            requires = self.d.requires(parent.declared, name), self.l.requires(parent.learnt, name)
            self.required(side, where, *requires, it.kinds.total(), parents)

    def kinds(self, where: str, it: Place) -> None:
        declared, learnt, seen = self.d.kinds(it.declared), self.l.kinds(it.learnt), set(it.kinds)
        if declared is not None and not within(seen, declared):
            self.differ(DOCUMENT, where, f"is {text(seen)}, declared {text(declared)}")
        if learnt is not None and not within(seen, learnt):
            self.score_.tally("types", False)
            self.differ(DOCENT, where, f"is {text(seen)}, learnt as {text(learnt)}")
            return
        allowed = seen | (declared or set())
        is_right = learnt is not None and within(learnt, allowed | ({"integer"} if "number" in allowed else set()))
        if not self.score_.tally("types", is_right):
            self.differ(DOCENT, where, f"is {text(seen)}, learnt as {text(learnt)}")

    def map(self, where: str, it: Place) -> None:
        declared, learnt = ((bool(one.names(them)), bool(one.others(them))) for one, them in ((self.d, it.declared), (self.l, it.learnt)))
        if not it.kinds["object"] or not any(learnt) or any(declared) == all(declared):
            return
        named, is_map = declared
        if is_map and learnt[0] and len(it.names) < NAMES_MIN:
            self.differ(TRAFFIC, where, f"is a map, of which {len(it.names)} names were seen")
        elif not self.score_.tally("maps", learnt == declared):
            self.differ(DOCENT, where, "is a map, learnt with names" if is_map else "has names, learnt as a map")

    def formats(self, where: str, it: Place) -> None:
        declared, learnt = self.d.formats(it.declared) & FORMATS, self.l.formats(it.learnt) & FORMATS
        if len(it.texts) < FORMATTED_MIN or not declared:
            return
        if not self.score_.tally("formats", bool(declared & learnt)):
            self.differ(DOCENT, where, f"has format {text(declared)}, learnt {text(learnt)}")

    def unfounded(self, where: str, place: str, learnt: list, places: dict[str, Place]) -> None:
        """What was learnt and never seen here."""
        if place and not self.score_.tally("properties founded", place in places):
            self.differ(DOCENT, f"{where} {place}", "is learnt, and was never there")
            return
        for name in self.l.names(learnt):
            token = escaped(name)
            token = token if f"{place}/{token}" in places or f"{place}/*" not in places else "*"
            self.unfounded(where, f"{place}/{token}", self.l.member(learnt, name), places)
        if others := self.l.others(learnt):
            found = [it for it in places if it.startswith(f"{place}/")]
            if f"{place}/*" in places or not found:
                self.unfounded(where, f"{place}/*", others, places)
        if (items := self.l.items(learnt)) and f"{place}[]" in places:
            self.unfounded(where, f"{place}[]", items, places)
        if (inside := self.l.inside(learnt)) and f"{place}!" in places:
            self.unfounded(where, f"{place}!", inside, places)


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def within(narrow: set[str], wide: set[str]) -> bool:
    return narrow <= wide | ({"integer"} if "number" in wide else set())


def text(kinds: set[str] | None) -> str:
    return " or ".join(sorted(kinds)) if kinds else "nothing"
