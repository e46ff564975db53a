"""The upstream: answers with valid examples of what each operation declares, and marks that it was reached."""

import itertools
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

EXAMPLES = 6
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def resolved(document: dict, value: dict) -> dict:
    """A Reference Object's target."""
    while "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def examples(document: dict, schema: dict) -> list:
    """Values that conform, the same in each run: made as a request's would be, of which Schemathesis knows the dialects."""
    content = {"application/json": {"schema": schema}}
    post = {"requestBody": {"required": True, "content": content}, "responses": {"default": {"description": "anything"}}}
    asking = schemathesis.openapi.from_dict({**document, "paths": {"/": {"post": post}}})
    found = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(asking["/"]["POST"].as_strategy())
    def collect(case) -> None:
        found.append(case.body)

    collect()
    return found


def answers(document: dict, operation: dict) -> list[tuple[int, str, bytes]]:
    """Status, media type and body of what an operation may answer."""
    found = []
    for status, response in operation["responses"].items():
        code = {"default": 500}.get(status) or int(status.replace("X", "0"))
        for media_type, content in resolved(document, response).get("content", {}).items():
            if media_type == "application/json":
                values = examples(document, content.get("schema", {}))
                found += [(code, media_type, json.dumps(value).encode()) for value in values]
            else:
                found.append((code, media_type, b"data: 1\n\n"))
    return found or [(204, "", b"")]


class Upstream:
    """Listens on a port of its own. A request says of which operation it is."""

    def __init__(self, documents: dict[str, dict]) -> None:
        self.answers: dict[str, Iterator[tuple[int, str, bytes]]] = {}
        for name, document in documents.items():
            for path, item in document["paths"].items():
                for method in set(METHODS) & item.keys():
                    label = f"{name} {method.upper()} {path}"
                    self.answers[label] = itertools.cycle(answers(document, item[method]))
        handler = type("Handler", (Handler,), {"answers": self.answers})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answers: dict[str, Iterator[tuple[int, str, bytes]]]

    def answer(self) -> None:
        self.body()
        status, media_type, body = next(self.answers[self.headers["x-operation"]])
        self.send_response(status)
        self.send_header("x-reached", "yes")
        if media_type:
            self.send_header("content-type", media_type)
        if status != 204:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self) -> None:
        if self.headers.get("transfer-encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                self.rfile.read(size + 2)
            self.rfile.readline()
        else:
            self.rfile.read(int(self.headers.get("content-length", 0)))

    def log_message(self, *_) -> None:
        pass

    do_GET = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_HEAD = do_PATCH = do_TRACE = answer
