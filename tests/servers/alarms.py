"""What the filter says of good traffic under a server's own document, and why: the sentences of explained.yaml."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, order=True)
class Alarm:
    """One kind of violation, as a finding names it."""

    operation: str
    direction: str
    location: str
    pointer: str
    keyword: str
    count: int
    id: str

    @property
    def place(self) -> str:
        return f"{self.operation} {self.direction} {self.location} {self.pointer or '-'} {self.keyword}"


def alarms(findings: dict) -> dict[str, Alarm]:
    """By their places. More kinds than an answer lists would be more than anybody explains."""
    assert not findings["omitted"] and not findings["unnamed"]["count"], "more findings than are listed"
    found = [
        Alarm(f"{it['method']} {it['path']}", it["direction"], it["location"], it["pointer"], it["keyword"], it["count"], it["id"])
        for it in findings["findings"]
        if it["kind"] == "violation"
    ]
    return {it.place: it for it in sorted(found)}


class Explained:
    """The sentences about one server. A pattern is a place, with `*` for anything and `-` for no pointer."""

    def __init__(self, server: str) -> None:
        every = yaml.safe_load((HERE / "explained.yaml").read_text()) or {}
        self.says = [(it["place"], it["why"]) for it in every.get(server) or []]
        self.used: set[str] = set()

    def why(self, alarm: Alarm) -> str | None:
        for pattern, why in self.says:
            if fnmatchcase(alarm.place, pattern.replace("[", "[[]")):
                self.used.add(pattern)
                return why
        return None

    def unused(self) -> list[str]:
        return [pattern for pattern, _ in self.says if pattern not in self.used]
