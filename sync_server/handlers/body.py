"""Bodies in and out: limits before parsing, gzip both ways, one strict decoder."""

import asyncio
import gzip
import json
import zlib
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from shared.errors import Malformed
from shared.sync import strict
from sync_server.limits import MAX_RATIO

SMALL = 4096
WORTH_PACKING = 300
JSON_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


async def read_json(request: Request) -> Any:
    """The decoded JSON body. Raises Malformed 413 (size, or a bomb), 408 (slow), 415 (type), 400 (the rest)."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise Malformed("content_type", 415)
    packed = request.headers.get("content-encoding", "identity")
    if packed not in ("identity", "gzip"):
        raise Malformed("content_encoding", 415)
    body = await read_body(request, strict.MAX_BYTES)
    return strict.decode(_unpacked(body) if packed == "gzip" else body)


async def read_body(request: Request, most: int) -> bytes:
    """The body as it came, of `most` bytes. Raises Malformed: 413 as soon as there are more, 408 when it takes too
    long, for who sends a byte a minute keeps a place that others want; 400 when it ends before its length.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(request.app.state.settings.slowest_body / 1000):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise Malformed("too_large", 413)
    except TimeoutError as late:
        raise Malformed("too_slow", 408) from late
    except ClientDisconnect as gone:  # nobody hears it, and it is no defect of ours
        raise Malformed("cut_off") from gone
    return bytes(body)


def _unpacked(body: bytes) -> bytes:
    """Inflate with a cap that is reached before the memory is."""
    cap = min(strict.MAX_BYTES, max(SMALL, len(body) * MAX_RATIO))
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, cap + 1)
    except zlib.error as problem:
        raise Malformed("not_gzip") from problem
    if len(plain) > cap:
        raise Malformed("too_large", 413)
    if not inflater.eof:
        raise Malformed("not_gzip")
    return plain


def json_response(request: Request, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Compact JSON, packed when that pays and the other side can unpack it; never cached."""
    body = COMPACT.encode(value).encode()
    sent = {**JSON_HEADERS, **(headers or {})}
    if len(body) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1)
        sent["Content-Encoding"] = "gzip"
    return Response(body, status, sent, "application/json")
