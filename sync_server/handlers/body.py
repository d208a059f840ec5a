"""Bodies in and out: limits before parsing, gzip both ways, one strict decoder."""

import gzip
import json
import zlib
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed
from shared.sync import strict

MAX_RATIO = 20
SMALL = 4096
WORTH_PACKING = 300
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


async def read_json(request: Request) -> Any:
    """The decoded JSON body. Raises Malformed 413 (size, or a bomb), 415 (type), 400 (anything else)."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise Malformed("content_type", 415)
    packed = request.headers.get("content-encoding", "identity")
    if packed not in ("identity", "gzip"):
        raise Malformed("content_encoding", 415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > strict.MAX_BYTES:
            raise Malformed("too_large", 413)
    return strict.decode(_unpacked(bytes(body)) if packed == "gzip" else bytes(body))


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
    sent = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    if len(body) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1)
        sent["Content-Encoding"] = "gzip"
    return Response(body, status, sent, "application/json")
