"""A picture goes in, the text of its QR code comes out. One interface, three decoders and the absence of one.

zxing-cpp on a computer (development, tests), zxing-wasm in the browser edition, pyzbar on a phone where its
recipe was packaged. Each tries the picture as it is, then smoothed with its contrast stretched, then smaller, then
smaller and smoother, which closes the folds of a creased sticker.
"""

import importlib
import io
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 40_000_000
LONG_SIDE = 1600


class Decoder(Protocol):
    """What turns pictures into text. `available` is False when this device has none: codes are typed then."""

    available: bool

    async def decode(self, picture: bytes) -> str | None:
        """The text of one QR code in `picture` (JPEG, PNG, WebP), or None. Never raises on a bad picture."""


def decoder() -> Decoder:
    """The best decoder of this device."""
    if sys.platform == "emscripten":
        return WasmDecoder()
    if _works("zxingcpp", "PIL"):
        return ZxingDecoder()
    if _works("pyzbar.pyzbar", "PIL"):
        return ZbarDecoder()
    return NoDecoder()


def _works(*modules: str) -> bool:
    """Whether all can be imported; pyzbar is there without its C library on most computers."""
    try:
        for module in modules:
            importlib.import_module(module)
    except (ImportError, OSError):
        return False
    return True


class NoDecoder:
    """For devices that can show a camera and read nothing: the screen offers typing."""

    available = False

    async def decode(self, picture: bytes) -> str | None:
        """Always None."""
        return None


class ZxingDecoder:
    """zxing-cpp on CPython."""

    available = True

    async def decode(self, picture: bytes) -> str | None:
        """Reads QR codes only; turned and inverted ones too."""
        import zxingcpp

        wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        for image in attempts(picture):
            found = zxingcpp.read_barcodes(image, formats=wanted, text_mode=zxingcpp.TextMode.Plain)
            if found:
                return str(found[0].text)
        return None


class ZbarDecoder:
    """pyzbar, for which a phone recipe exists."""

    available = True

    async def decode(self, picture: bytes) -> str | None:
        """Reads QR codes only."""
        from pyzbar import pyzbar

        for image in attempts(picture):
            found = pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE])
            if found:
                return bytes(found[0].data).decode("utf-8", "replace")
        return None


class WasmDecoder:
    """zxing-wasm in the Python worker of the browser edition."""

    available = True

    async def decode(self, picture: bytes) -> str | None:
        """Reads QR codes only. The module and its WebAssembly load at the first picture."""
        from mobile.web import decoder as browser

        return await browser.decode(picture)


def attempts(picture: bytes) -> Iterator["Image.Image"]:
    """Grey versions of `picture`, the likeliest first; none when it is not a picture or too large a one."""
    from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            image = Image.open(io.BytesIO(picture))  # reads the header only; the size is judged below
        if image.width * image.height > MAX_PIXELS:
            return
        image.draft("L", (LONG_SIDE, LONG_SIDE))
        grey = image.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return  # whatever a person picked: not readable is an answer, not an error
    if max(grey.size) > LONG_SIDE:
        grey.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    yield grey
    yield ImageOps.autocontrast(grey.filter(ImageFilter.GaussianBlur(1.2)), cutoff=2)
    half = grey.resize((max(1, grey.width // 2), max(1, grey.height // 2)), Image.Resampling.BOX)
    yield half
    yield half.filter(ImageFilter.GaussianBlur(1.3))
