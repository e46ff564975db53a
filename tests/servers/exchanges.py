"""What passed through Envoy: its own record of each exchange, with what the access log says the filter thought of it."""

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from email import message_from_bytes
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, unquote, urlsplit

LINES = ("application/jsonl", "application/x-ndjson")


@dataclass
class Side:
    """A request or a response. `verdict` is the filter's, as access logs have it; None when it conforms."""

    headers: dict[str, str]
    body: bytes
    verdict: str | None = None

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        return self.media_type.endswith(("/json", "+json"))

    def values(self) -> list:
        """What JSON is in it: one value, or one for each item of a stream. The data of an event that is no JSON is text."""
        text = self.content().decode(errors="replace")
        if not text.strip():
            return []
        if self.media_type in LINES:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        if self.is_json:
            return [value for value in [parsed(text)] if value is not None]
        if self.media_type == "text/event-stream":
            events = map(event, text.replace("\r\n", "\n").split("\n\n"))
            return [it for it in events if it and it.get("data") != "[DONE]"]  # which ends a stream, and is no item of it
        if self.media_type == "application/x-www-form-urlencoded":
            return [{name: values[0] if len(values) == 1 else values for name, values in parse_qs(text, True).items()}]
        if self.media_type == "multipart/form-data":
            head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
            parts = message_from_bytes(head + self.content()).get_payload()
            return [{part.get_param("name", header="content-disposition"): "a part" for part in parts}]
        return []

    def content(self) -> bytes:
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


def parsed(text: str):
    try:
        return json.loads(text)
    except ValueError:
        return None


def event(block: str) -> dict[str, str]:
    """An event of a stream as OpenAPI's `itemSchema` sees it: an object of its fields."""
    found: dict[str, str] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        if name in ("event", "data", "id", "retry"):
            value = value.removeprefix(" ")
            found[name] = f"{found[name]}\n{value}" if name == "data" and "data" in found else value
    return found


@dataclass
class Exchange:
    method: str
    path: str
    status: int
    request: Side
    response: Side
    id: str
    query: str = ""

    def parameters(self, known: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """What parameters came: those of the query, and the headers and cookies that are known to be parameters."""
        cookies = SimpleCookie(self.request.headers.get("cookie", ""))
        came = {("query", name) for name in parse_qs(self.query, True)}
        return came | (known & ({("header", name) for name in self.request.headers} | {("cookie", name) for name in cookies}))


def read(folder: Path, mount: str) -> dict[str, Exchange]:
    """Every exchange by its id, its path without the mount. The access log ends later than the tap: so it decides."""
    verdicts = {}
    for line in (folder / "envoy.log").read_text().splitlines():
        if line.startswith('{"'):
            logged = json.loads(line)
            verdicts[logged["id"]] = (logged["request"], logged["response"])
    found = {}
    for path in (folder / "taps").iterdir():
        trace = json.loads(path.read_text())["http_buffered_trace"]
        request, response = side(trace["request"]), side(trace.get("response", {}))
        if request.headers["x-request-id"] not in verdicts:
            continue
        request.verdict, response.verdict = verdicts[request.headers["x-request-id"]]
        target = urlsplit(request.headers[":path"])
        it = Exchange(
            request.headers[":method"],
            unquote(target.path.removeprefix(mount.rstrip("/"))),
            int(response.headers.get(":status", 0)),
            request,
            response,
            request.headers["x-request-id"],
            target.query,
        )
        found[it.id] = it
    return found


def side(trace: dict) -> Side:
    headers = {it["key"]: it["value"] for it in trace.get("headers", [])}
    body = base64.b64decode(trace.get("body", {}).get("as_bytes", ""))
    return Side(headers, body)
