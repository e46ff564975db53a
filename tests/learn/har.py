"""Exchanges as an HTTP Archive 1.2, what browsers and proxies record and `spec-aggregator emit --from har` reads."""

import datetime
import json

from messages import Exchange

START = datetime.datetime(2026, 1, 1)


def archive(exchanges: list[Exchange]) -> dict:
    entries = [entry(exchange, START + datetime.timedelta(seconds=index)) for index, exchange in enumerate(exchanges)]
    return {"log": {"version": "1.2", "creator": {"name": "docent", "version": "1"}, "entries": entries}}


def entry(exchange: Exchange, when: datetime.datetime) -> dict:
    return {
        "startedDateTime": f"{when.isoformat()}.000Z",
        "time": 5,
        "request": request(exchange),
        "response": response(exchange),
        "cache": {},
        "timings": {"send": 1, "wait": 3, "receive": 1},
    }


def request(exchange: Exchange) -> dict:
    headers = list(exchange.headers)
    body = {}
    if exchange.request_text is not None:
        headers.append(("content-type", exchange.request_type))
        body = {"postData": {"mimeType": exchange.request_type, "text": exchange.request_text}}
    return {
        "method": exchange.method.upper(),
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(headers),
        "queryString": pairs(exchange.query),
        "headersSize": -1,
        "bodySize": len(exchange.request_text or ""),
        **body,
    }


def response(exchange: Exchange) -> dict:
    text = ""
    if exchange.response_type:
        text = exchange.response if exchange.response_type == "text/html" else json.dumps(exchange.response)
    return {
        "status": exchange.status,
        "statusText": "OK" if exchange.status < 400 else "Error",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs([("content-type", exchange.response_type)] if exchange.response_type else []),
        "content": {"size": len(text), "mimeType": exchange.response_type or "", "text": text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(text),
    }


def pairs(members: list[tuple[str, str]]) -> list[dict]:
    return [{"name": name, "value": value} for name, value in members]
