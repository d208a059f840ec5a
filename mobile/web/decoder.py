"""QR codes in pictures, by zxing-wasm."""

from __future__ import annotations

from typing import Any


async def decode(picture: bytes) -> str | None:
    """The text of a QR code in a JPEG or PNG picture, or None when there is none to read."""
    import js
    from pyodide.ffi import to_js

    module: Any = await js.touchline.load("qr")
    text = await module.decode(to_js(picture))
    return None if text is None else str(text)
