"""A QR code as a PNG, made without an imaging library: the browser edition carries none.

`matrix_of` asks the package `qrcode` for the modules, `png_of_matrix` writes them as a 1-bit greyscale PNG
with the quiet zone of ISO/IEC 18004 (4 modules). Black on white whatever the theme: scanners want it so.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Literal

import flet as ft
import qrcode
from qrcode import constants

QUIET_ZONE = 4
LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}


def matrix_of(text: str, level: Literal["L", "M", "Q", "H"] = "M") -> list[list[bool]]:
    """The modules of the smallest QR code that holds `text` (UTF-8), True for black, without a quiet zone."""
    code = qrcode.QRCode(error_correction=LEVELS[level], border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def png_of_matrix(matrix: Sequence[Sequence[bool]], scale: int = 8, quiet: int = QUIET_ZONE) -> bytes:
    """A PNG of `matrix`, each module `scale` x `scale` pixels, with `quiet` white modules around it."""
    blank = _scanline([False] * (len(matrix) + 2 * quiet), scale)
    lines = [blank] * (quiet * scale)
    for row in matrix:
        lines += [_scanline([False] * quiet + list(row) + [False] * quiet, scale)] * scale
    lines += [blank] * (quiet * scale)
    side = (len(matrix) + 2 * quiet) * scale
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # 1 bit a pixel, greyscale, no interlace
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _scanline(row: Sequence[bool], scale: int) -> bytes:
    """One line of pixels: filter byte 0, then bits, 1 for white."""
    bits = "".join(("0" if black else "1") * scale for black in row)
    bits += "1" * (-len(bits) % 8)
    return b"\x00" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk: length, kind, content, CRC-32 (RFC 2083, section 3.2)."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def qr_image(text: str, label: str, size: int = 300) -> ft.Control:
    """`text` as a crisp QR picture, at most `size` pixels wide, on a white card; `label` is for a screen
    reader.

    Every module is a whole number of pixels wide: nothing is smoothed, whatever the density of the screen.
    """
    matrix = matrix_of(text)
    modules = len(matrix) + 2 * QUIET_ZONE
    scale = max(3, size // modules)
    return ft.Container(
        ft.Image(
            src=png_of_matrix(matrix, scale),
            width=modules * scale,
            height=modules * scale,
            fit=ft.BoxFit.FILL,
            filter_quality=ft.FilterQuality.NONE,
            gapless_playback=True,
            semantics_label=label,
        ),
        bgcolor=ft.Colors.WHITE,
        border_radius=16,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
