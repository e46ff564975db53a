"""The first event of a stream: how long a client waits for it, with each variant in turns."""

import socket
import statistics
import sys
import time

from configuration import FIRST_PORT, Variant

STREAMS = 60
REQUEST = b"GET /events HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\nconnection: close\r\n\r\n"
EVENT, LAST = b'data: {"n": 0}\n\n', b'data: {"n": 19}\n\n'


def first_event_ms(port: int) -> float:
    """From the request to the first event's last byte; the rest of the stream must come, too."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        began = time.perf_counter()
        connection.sendall(REQUEST)
        came, first = b"", 0.0
        while chunk := connection.recv(1 << 16):
            came += chunk
            if not first and EVENT in came:
                first = time.perf_counter()
    if not first or LAST not in came:
        sys.exit(f"docent: a stream was cut:\n{came.decode(errors='replace')}")
    return 1e3 * (first - began)


def first_events_ms(variants: list[Variant]) -> dict[str, list[float]]:
    turns = list(enumerate(variants))
    found: dict[str, list[float]] = {variant.name: [] for variant in variants}
    for number in range(STREAMS + 1):
        for index, variant in reversed(turns) if number % 2 else turns:
            found[variant.name].append(first_event_ms(FIRST_PORT + index))
    return {name: waits[1:] for name, waits in found.items()}  # the first of each opens the connection to the upstream


def later_ms(waits: list[float], base: list[float]) -> float:
    """By how much a variant is later than another, of pairs in turn."""
    return statistics.median(one - other for one, other in zip(waits, base, strict=True))
