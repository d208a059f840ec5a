"""Bytes of a file as text: which encoding it was saved in, and whether it is text at all."""

import codecs

from shared.exchange.plan import MAX_FILE_BYTES, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_LAYOUT = frozenset("\t\n\r\f\v")


def decoded(data: bytes) -> str:
    """The text of a file saved as UTF-8, UTF-16 (marked, or Western text unmarked) or Windows-1252.

    What is no UTF-8 was saved by an older Windows program: of the single-byte encodings only Windows-1252
    and its subset Latin-1 are in use here. Raises Unreadable `empty`, `too_large`, `spreadsheet` (a workbook
    under a wrong name) or `not_text`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable("too_large")
    if data.startswith((_ZIP, _OLE)):
        raise Unreadable("spreadsheet")
    text = _decoded(data)
    if not text.strip():
        raise Unreadable("empty")
    head = text[:20_000]
    odd = sum(ord(char) < 32 and char not in _LAYOUT for char in head)
    if "\x00" in text or odd * 100 > len(head):
        raise Unreadable("not_text")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, "replace")
    if guessed := _unmarked_utf16(data[:2000]):
        return data.decode(guessed, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unmarked_utf16(head: bytes) -> str | None:
    """Western text in UTF-16 has a zero in nearly every second byte."""
    half = len(head) // 2
    if half < 4:
        return None
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
