"""The decoders of files: lists, cards, calendars, pictures, papers, backups, packages, keys."""

import asyncio
import itertools
import zlib
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from mobile.device.decoder import decoder as device_decoder
from shared.exchange.plan import Plan, Unreadable
from shared.refusals import BrokenPicture, NotMedia, TooManyPixels
from shared.replica.shelf import Shelf
from shared.storage import SqliteStorage
from shared.storage_package import attached, draw_up, write
from shared.sync.package import Package
from shared.tables import REGISTER
from sync_server.backup import contents
from sync_server.backup.envelope import Opener, Sealer
from sync_server.backup.keys import private_key, public_key
from sync_server.backup.problems import NotRestored
from sync_server.exchange import imports
from sync_server.keys.key_file import BEGIN, END, KeyFile, NoKey
from sync_server.keys.label_key import open_label_key
from sync_server.media import pictures
from sync_server.store.tables import SERVER_REGISTER
from tests.fuzz.decoder import Decoder, as_text
from tests.fuzz.samples import CALENDAR, CARD, CELLS, GOOGLE, OLD_CARD, RULES, SHEET
from tests.house import House, furnish
from tests.sync_server.pictures import GIF, HTML, PDF, SVG, ZIP, picture, png_that_says, webp_that_says

TODAY = date(2026, 11, 27)


@cache
def _house() -> House:
    return furnish(House())


@cache
def _folder() -> Path:
    """A folder for as long as this process lives; `_kept` keeps it."""
    _kept.append(TemporaryDirectory(prefix="touchline-fuzz-"))
    return Path(_kept[0].name)


_kept: list[TemporaryDirectory[str]] = []


def _planned(plan: Callable[[bytes], Plan]) -> Callable[[bytes], object]:
    """The plan, and its words for a terminal: none of them moves the cursor."""

    def read(data: bytes) -> object:
        for line in imports.described(plan(data), everything=True):
            assert line.isprintable(), "a line that is not safe to show"
        return True

    return read


def _contacts(data: bytes) -> Plan:
    numbers = itertools.count()
    return imports.plan_contacts(data, _house().facts, lambda: f"made-{next(numbers):06}", TODAY)


def _agenda(data: bytes) -> Plan:
    return imports.plan_agenda(data, _house().facts, "team-u12", imports.window_around(TODAY))


def _scanned(data: bytes) -> object:
    """What a phone does with a picture that somebody picked."""
    return asyncio.run(device_decoder().decode(data))


def _records(read: contents.Read) -> object:
    return [type(record) for record in contents.records(read, SERVER_REGISTER)]


def _inside(data: bytes) -> object:
    return _records(BytesIO(data).read)


def _backup(data: bytes) -> object:
    return _records(Opener(BytesIO(data), _secret()).read)


@cache
def _secret() -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(b"s" * 32)


def _told(columns: tuple[str, ...]) -> bytes:
    """The inside of a small backup."""
    out = BytesIO()
    contents.write_head(out.write, contents.Head(5, "epoch-1", 9, {"contact": columns}))
    row = dict.fromkeys(columns) | {"id": "contact-kim", "given_name": "Kim"}
    counted = contents.Sum(columns)
    contents.write_rows(out.write, "contact", counted.add([row]))
    contents.write_blob(out.write, PDF)
    contents.write_total(out.write, contents.Total({"contact": counted.total}, 1, 0))
    return out.getvalue()


def _sealed(inside: bytes) -> bytes:
    out = BytesIO()
    sealer = Sealer(out, _secret().public_key())
    sealer.write(inside)
    sealer.end()
    return out.getvalue()


def _package(data: bytes) -> object:
    """Unpacked and looked at, as if the club had promised just these bytes."""
    shelf, promised = Shelf(_folder() / "shelf"), Package(sha256(data).hexdigest(), len(data), 1, ("club",), 1)
    shelf.add(promised, data)
    good = shelf.unpack(promised)
    shelf.clear()
    return good or None


@cache
def _packed() -> bytes:
    """A package with two rows."""
    path = _folder() / "made.package"
    with closing(SqliteStorage(":memory:", REGISTER)) as store, attached(store.connection, path, new=True):
        draw_up(store.connection, REGISTER, {1: '["club"]'})
        table = REGISTER["contact"]
        lines = [(*(f"{name}-{n}" for name in table.names), 1, bytes(16)) for n in range(2)]
        write(store.connection, table, lines)
    return zlib.compress(path.read_bytes(), 6)


def _key_file(data: bytes) -> object:
    path = _folder() / "club.key"
    path.write_bytes(data)
    KeyFile(path)
    return True


def _backup_key(data: bytes) -> object:
    path = _folder() / "backup.key"
    path.write_bytes(data)
    return private_key(path)


def _public(data: bytes) -> object:
    return public_key("touchline-public-" + as_text(data))


def _blocks() -> bytes:
    path = _folder() / "made.key"
    open_label_key(path)
    return path.read_bytes() + f"{BEGIN}\n{b64encode(bytes(32)).decode()}\n{END}\n".encode()


def _half(kind: str, raw: bytes) -> bytes:
    return f"touchline-{kind}-".encode() + b64encode(raw + sha256(raw).digest()[:4], b"-_")


def _code() -> bytes:
    """A picture of a QR code, small enough to be read often."""
    from qrcode import QRCode

    code = QRCode(box_size=3, border=4)
    code.add_data("HTTPS://CLUB.EXAMPLE/R/S0")
    out = BytesIO()
    code.make_image().save(out, "PNG")
    return out.getvalue()


PHOTOS = (
    *(picture("JPEG", (24, 16)), picture("JPEG", (24, 16), exif=True), picture("PNG", (16, 16), clear=True)),
    *(picture("WEBP", (16, 12)), picture("PNG", (9, 9)), png_that_says(50_000, 50_000), webp_that_says(16_000, 16_000)),
    *(PDF, SVG, HTML, ZIP, GIF, PDF + picture("JPEG", (8, 8)), picture("JPEG", (8, 8)) + ZIP),
)
REFUSED_PICTURES = (NotMedia, BrokenPicture, TooManyPixels)
COLUMNS = SERVER_REGISTER["contact"].names
FILES = (
    Decoder("sheet", _planned(_contacts), (SHEET.encode(), GOOGLE.encode()), (Unreadable,), "text", CELLS, share=0.3),
    Decoder("cards", _planned(_contacts), (CARD.encode(), OLD_CARD.encode()), (Unreadable,), "text", CELLS, share=0.3),
    Decoder("agenda", _planned(_agenda), (CALENDAR.encode(),), (Unreadable,), "text", RULES, share=0.15),
    Decoder("photo", lambda data: pictures.judged("photo", data), PHOTOS, REFUSED_PICTURES, share=0.3),
    Decoder("document", lambda data: pictures.judged("document", data), PHOTOS, REFUSED_PICTURES, share=0.2),
    Decoder("scan", _scanned, (*PHOTOS, _code(), _code()), (), share=0.15),
    Decoder("backup_inside", _inside, (_told(COLUMNS), _told(("id", "given_name"))), (NotRestored,), share=0.6),
    Decoder("backup", _backup, (_sealed(_told(COLUMNS)), _sealed(_told(COLUMNS) * 3)), (NotRestored,), share=0.3),
    Decoder("package", _package, (_packed(),), (), share=0.1),
    Decoder("key_file", _key_file, (_blocks(),), (NoKey,), share=0.1),
    Decoder("backup_key", _backup_key, (_half("private", b"s" * 32) + b"\n",), (NotRestored,), share=0.1),
    Decoder(
        "backup_to", _public, (_half("public", b"p" * 32).removeprefix(b"touchline-public-"),), (NotRestored,), "text"
    ),
)
