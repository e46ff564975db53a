"""How near a learnt document is to the truth, over the traffic that it was learnt from and over what was held back."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare import Comparison, Shown
from learnt import REQUEST, Key, Learnt
from mutate import KINDS
from openapi import Document, anonymous, is_json
from places import places


@dataclass
class Score:
    """Figures by name, None where there was nothing to tell, and mistakes by kind."""

    figures: dict[str, float | None]
    mistakes: dict[str, list[str]]


def score(folder: Path, document: Path) -> Score:
    """Of the document that was learnt from the traffic in a folder."""
    truth = Document(json.loads((folder / "truth.json").read_text()))
    learnt = Learnt(document)
    comparison = Comparison()
    figures = {
        **of_paths(truth, learnt, comparison),
        **of_routes(folder, learnt),
        **of_bodies(folder, truth, learnt, comparison),
        **of_held(folder, learnt, comparison),
        **of_mutants(folder, learnt, comparison),
        "components": len((learnt.document.document.get("components") or {}).get("schemas") or {}),
        "bytes": document.stat().st_size,
    }
    return Score(figures, comparison.mistakes)


def lines(path: Path) -> Iterator[dict]:
    with path.open() as file:
        yield from map(json.loads, file)


def part(some: float, of_all: float) -> float | None:
    return some / of_all if of_all else None


def keys(document: Document) -> set[Key]:
    return {(each.method, anonymous(each.path)) for each in document.operations()}


def of_paths(truth: Document, learnt: Learnt, comparison: Comparison) -> dict:
    expected, told = keys(truth), learnt.operations.keys()
    expected_paths, told_paths = {path for _, path in expected}, {path for _, path in told}
    comparison.mistakes["path invented"] = sorted(told_paths - expected_paths)
    comparison.mistakes["path missed"] = sorted(expected_paths - told_paths)
    return {
        "path precision": len(told_paths & expected_paths) / max(1, len(told_paths)),
        "path recall": len(told_paths & expected_paths) / max(1, len(expected_paths)),
        "operation precision": len(expected & told) / max(1, len(told)),
        "operation recall": len(expected & told) / max(1, len(expected)),
    }


def of_routes(folder: Path, learnt: Learnt) -> dict:
    """Where requests for resources never seen arrive."""
    found = Counter()
    for each in lines(folder / "held.jsonl"):
        template = learnt.route(each["method"], each["path"])
        found["missed" if template is None else "right" if template == anonymous(each["template"]) else "wrong"] += 1
    return {f"routes {name}": part(found[name], found.total()) for name in ("right", "missed", "wrong")}


def sides(exchange: dict) -> Iterator[tuple[str, str, Any]]:
    """The bodies of JSON that an exchange has: side, media type, value."""
    for side, body in ((REQUEST, "request"), (str(exchange["status"]), "response")):
        if exchange[body] is not None and is_json(exchange[f"{body}_type"]):
            yield side, exchange[f"{body}_type"], exchange[body]


def of_bodies(folder: Path, truth: Document, learnt: Learnt, comparison: Comparison) -> dict:
    """What the learner was shown: does it tell of every place what is true?"""
    bodies: dict[tuple[Key, str, str, str], list] = defaultdict(list)
    for each in lines(folder / "train.jsonl"):
        for side, media_type, body in sides(each) if each["operation"] is not None else ():
            declared = REQUEST if side == REQUEST else each["declared_status"]
            bodies[(each["method"], anonymous(each["template"])), side, media_type, declared].append(body)
    operations = {(each.method, anonymous(each.path)): each for each in truth.operations()}
    for (key, side, media_type, declared), values in bodies.items():
        operation = operations[key]
        content = operation.body if side == REQUEST else operation.responses[declared]
        expected = places(truth, content.get(media_type))
        shown = Shown(expected)
        for value in values:
            shown.take(value)
        schema = learnt.schema(key, side, media_type)
        told = None if schema is None else places(learnt.document, schema)
        comparison.bodies(f"{key[0]} {key[1]} {side}", expected, told, shown)
    return figures_of(comparison.counts)


def figures_of(counts: Counter[str]) -> dict:
    found, missed, invented = (counts[f"required {name}"] for name in ("found", "missed", "invented"))
    precision, recall = part(found, found + invented), part(found, found + missed)
    enumerations = counts["enumerations true"]
    return {
        "slots found": part(counts["slots found"], counts["slots"]),
        "property recall": part(counts["places found"], counts["places shown"]),
        "property precision": part(counts["places told right"], counts["places told"]),
        **{name: part(counts[f"{name} right"], counts[name]) for name in ("types", "nulls", "formats")},
        "nulls invented": counts["nulls invented"],
        "formats contradicted": counts["formats contradicted"],
        "required precision": precision,
        "required recall": recall,
        "required F1": harmonic(precision, recall),
        "enumeration precision": part(enumerations, enumerations + counts["enumerations invented"]),
        "enumeration recall": part(enumerations, counts["enumerations"]),
        "enumerations invented": counts["enumerations invented"],
        "map recall": part(counts["maps right"], counts["maps"]),
        "maps invented": counts["maps invented"],
    }


def harmonic(precision: float | None, recall: float | None) -> float | None:
    """F1. A document that requires nothing has none: whatever is learnt to be required there was only always there."""
    if recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def of_held(folder: Path, learnt: Learnt, comparison: Comparison) -> dict:
    """Valid messages that were held back: a document that refuses them says too much."""
    found = Counter()
    for each in lines(folder / "held.jsonl"):
        for side, media_type, body in sides(each):
            found["all"] += 1
            place = (each["method"], each["path"], side, media_type)
            judge, closed = learnt.validator(*place, closed=False), learnt.validator(*place, closed=True)
            if judge is None or closed is None:
                found["unknown"] += 1
                continue
            found["closed"] += closed.accepts(body)
            if judge.accepts(body):
                found["open"] += 1
            else:
                comparison.mistakes["message refused"].append(f"{each['method']} {each['template']} {side} {judge.reason(body)}")
    return {
        "held": found["all"],
        "accepted": part(found["open"], found["all"]),
        "accepted closed": part(found["closed"], found["all"]),
        "accepted of known": part(found["open"], found["all"] - found["unknown"]),
    }


def of_mutants(folder: Path, learnt: Learnt, comparison: Comparison) -> dict:
    """Invalid messages, of those whose original is accepted: a document that accepts them says too little."""
    tried, killed = Counter(), Counter()
    for each in lines(folder / "mutants.jsonl"):
        side = REQUEST if each["side"] == REQUEST else str(each["status"])
        judge = learnt.validator(each["method"], each["path"], side, each["media_type"], closed=False)
        if judge is None or not judge.accepts(each["original"]):
            continue
        tried[each["kind"]] += 1
        if not judge.accepts(each["body"]):
            killed[each["kind"]] += 1
        else:
            comparison.mistakes[f"mutant by {each['kind']} alive"].append(f"{each['method']} {each['path']} {side}")
    return {
        "mutants killed": part(killed.total(), tried.total()),
        **{f"mutants killed by {kind}": part(killed[kind], tried[kind]) for kind in KINDS},
    }
