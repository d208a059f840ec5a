"""GET /openapi.json: the API as OpenAPI 3.1, made from the app's routes and the table of doors."""

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.sync.protocol import PROTOCOL
from sync_server.handlers.body import json_response
from sync_server.handlers.doors import DOORS, Door

SECURITY: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "256 bits, good for 15 minutes"},
    "proof": {
        "type": "apiKey",
        "in": "header",
        "name": "Touchline-Proof",
        "description": "device.nonce.signature: Ed25519 over `touchline nonce <device> <nonce>`; the nonce serves once",
    },
}
ALLOWED: dict[str, list[dict[str, list[str]]]] = {
    "anybody": [],
    "token": [{"token": []}],
    "device": [{"token": []}, {"proof": []}],
}


async def description(request: Request) -> Response:
    """What this server takes and what it answers."""
    return json_response(request, described(request.app.routes))


def described(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """The description of these routes; the web edition's files are none of it. Raises KeyError for a door that the
    table does not know.
    """
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if isinstance(route, Route) and route.name != "site":
            for method in sorted((route.methods or set()) - {"HEAD"}):
                paths.setdefault(route.path, {})[method.lower()] = _operation(route, DOORS[method, route.path])
    info = {"title": "Touchline", "version": str(PROTOCOL), "description": "Up go intents, down come facts."}
    return {
        "openapi": "3.1.0",
        "info": info,
        "paths": paths,
        "components": {"securitySchemes": SECURITY, "schemas": {"Problem": _problem()}},
    }


def _problem() -> dict[str, Any]:
    said = {"code": {"type": "string"}, "correlation": {"type": "string"}}
    return {"type": "object", "properties": said, "required": ["code", "correlation"]}


def _operation(route: Route, door: Door) -> dict[str, Any]:
    says = " ".join((getattr(route.endpoint, "__doc__", None) or "").split())
    told: dict[str, Any] = {"summary": says, "security": ALLOWED[door.who], "responses": _answers(door)}
    named = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named]
    parameters += [{"name": n, "in": "query", "required": True, "schema": kind} for n, kind in door.query.items()]
    if parameters:
        told["parameters"] = parameters
    if door.body is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": door.body}}}
    elif door.most_bytes:
        schema = {"type": "string", "format": "binary", "maxLength": door.most_bytes}
        told["requestBody"] = {"required": True, "content": {"application/octet-stream": {"schema": schema}}}
    return told


def _answers(door: Door) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status in door.good:
        body: dict[str, Any] = {} if status in (204, 304) else {"content": {door.media: {}}}
        found[str(status)] = {"description": "done", **body}
    for status, codes in door.codes.items():
        schema = {"$ref": "#/components/schemas/Problem", "properties": {"code": {"enum": list(codes)}}}
        found[str(status)] = {"description": ", ".join(codes), "content": {"application/json": {"schema": schema}}}
    return found
