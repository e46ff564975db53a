"""The entries of an archive as a client sends them and as an upstream answers them, one after another."""

import base64
import http.client
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"]
#: What a connection says of itself, and not an exchange.
OF_CONNECTIONS = {"host", "connection", "content-length", "content-encoding", "transfer-encoding", "keep-alive", "te"}


class Entry:
    """One exchange (HAR 1.2, entries)."""

    def __init__(self, entry: dict) -> None:
        request, response = entry["request"], entry["response"]
        url = urllib.parse.urlsplit(request["url"])
        self.method = request["method"]
        self.target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        self.fields, self.body = message(request.get("headers", []), request.get("postData"))
        self.status = response["status"]
        self.answer_fields, self.answer = message(response.get("headers", []), response.get("content"))


def message(headers: list[dict], content: dict | None) -> tuple[list[tuple[str, str]], bytes]:
    fields = [(each["name"], each["value"]) for each in headers if each["name"].lower() not in OF_CONNECTIONS]
    fields = [(name, value) for name, value in fields if not name.startswith(":")]
    content = content or {}
    if content.get("mimeType") and "content-type" not in {name.lower() for name, _ in fields}:
        fields.append(("content-type", content["mimeType"]))
    text = content.get("text") or ""
    return fields, base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()


class Upstream:
    """Answers every request as the entry says that is being replayed."""

    def __init__(self) -> None:
        upstream = self
        self.entry: Entry | None = None

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_exchange(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                upstream.write(self)

            def log_message(self, *_) -> None:
                pass

        for method in METHODS:
            setattr(Handler, f"do_{method}", Handler.handle_exchange)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def write(self, handler: BaseHTTPRequestHandler) -> None:
        entry = self.entry
        assert entry is not None
        has_body = entry.method != "HEAD" and entry.status >= 200 and entry.status not in (204, 304)
        handler.send_response_only(entry.status)
        for name, value in entry.answer_fields:
            handler.send_header(name, value)
        if has_body:
            handler.send_header("content-length", str(len(entry.answer)))
        handler.end_headers()
        if has_body:
            handler.wfile.write(entry.answer)

    def __enter__(self) -> "Upstream":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()


connections: dict[int, http.client.HTTPConnection] = {}


def replay(entry: Entry, upstream: Upstream, port: int) -> None:
    """Sends one exchange through the gateway; its answer must be the archive's."""
    upstream.entry = entry
    connection = connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=30))
    connection.putrequest(entry.method, entry.target, skip_accept_encoding=True)
    for name, value in entry.fields:
        connection.putheader(name, value)
    if entry.body or entry.method in ("POST", "PUT", "PATCH"):
        connection.putheader("content-length", str(len(entry.body)))
    connection.endheaders(entry.body or None)
    answer = connection.getresponse()
    body = answer.read()
    if (answer.status, body) != (entry.status, body if entry.method == "HEAD" else entry.answer):
        raise AssertionError(f"{entry.method} of entry: {answer.status}, {len(body)} bytes; expected {entry.status}")
