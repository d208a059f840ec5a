"""What a club keeps: an archive of somebody else, an erasure by who may not, who was erased, a forged backup."""

import csv
import unicodedata
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from shared.register import canonical
from sync_server.backup import contents
from sync_server.backup.envelope import Sealer
from sync_server.backup.keys import make_pair, private_key, public_key
from sync_server.backup.problems import NotRestored
from sync_server.backup.putting_back import Place
from sync_server.backup.putting_back import put_back as restore
from sync_server.store.tables import SERVER_REGISTER
from tests.attacks.arena import Arena
from tests.attacks.attack import attack, attack_alone
from tests.attacks.backup import awake, keep_yesterday, put_back, told_again
from tests.attacks.founding import MAES
from tests.sync_server.desk import PASSWORD

ZOE = "contact-zoe"
FORMULAS = (
    *("=SUM(A1)", "+SUM(A1)", "-SUM(A1)", "@SUM(A1)", "＝SUM(A1)", "＋SUM(A1)", "\u200b=SUM(A1)", " =SUM(A1)"),
    *("\u2060@SUM(A1)", "=cmd|' /C calc'!SUM(A1)", "<img src=x onerror=SUM(1)>", "\ufe62SUM(A1)"),
)
HERS = [f"{MAES}-{what}" for what in ("identity", "number", "emergency", "finance", "address", "medium")]


@attack_alone
def have_the_archive_of_somebody_else(arena: Arena) -> None:
    """Everything of Zoe, by a father of another team, a coach, the treasurer; or by a ticket that is none of mine."""
    for name in ("piet", "karel", "cas", "tom", "eef"):
        answer = arena.device(name).post("/api/archive", {"contact": ZOE, "password": PASSWORD})
        assert (answer.status_code, answer.json().get("code")) == (422, "not_allowed")
    wrong = arena.device("ann").post("/api/archive", {"contact": ZOE, "password": "een ander wachtwoord"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    for ticket in ("x", "..%2f..%2fclub.key", "%2e%2e/club.ledger", "0" * 43, "a" * 5_000):
        assert arena.line.get(f"/api/archive/{ticket}").status_code == 404
    ann = arena.device("ann")
    ticket = ann.post("/api/archive", {"contact": ZOE, "password": PASSWORD}).json()["ticket"]
    assert arena.line.get(f"/api/archive/{ticket}").headers["content-type"] == "application/zip"
    assert arena.line.get(f"/api/archive/{ticket}").status_code == 404


@attack_alone
def run_a_formula_in_an_export(arena: Arena) -> None:
    """Words that a sheet would calculate stand in a cell of an export, behind what nobody sees, or in wide letters."""
    piet = arena.device("piet")
    for number, words in enumerate(FORMULAS):
        point = {"id": arena.new_id(), "contact": "contact-piet", "kind": "web", "value": f"f{number}.be"}
        assert piet.do("contact_point.add", **point, label=words) == "applied", words
    ticket = piet.post("/api/archive", {"contact": "contact-piet", "password": PASSWORD}).json()["ticket"]
    with ZipFile(BytesIO(arena.line.get(f"/api/archive/{ticket}").content)) as archive:
        sheets = [archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith(".csv")]
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")]
    cells = [cell for sheet in sheets for line in csv.reader(sheet.splitlines(keepends=True)) for cell in line]
    assert len([cell for cell in cells if "SUM(" in cell]) >= len(FORMULAS), "they are not in the export at all"
    for cell in cells:
        seen = unicodedata.normalize("NFKC", "".join(c for c in cell if unicodedata.category(c)[0] not in "CZ"))
        assert seen[:1] not in ("=", "+", "-", "@"), cell
    assert not [page for page in pages if "<img" in page]


@attack
def erase_without_being_an_owner(arena: Arena) -> None:
    """Somebody is gone for ever, on the word of a secretary, a father, or with a verb that only the server has."""
    for name in ("sara", "tom", "karel", "ann"):
        device = arena.device(name)
        for typed in (None, "Zoe Maes"):
            answer = device.post("/api/erasure", {"contact": ZOE, "name": typed})
            assert (answer.status_code, answer.json().get("code")) == (422, "not_allowed")
        assert device.do("contact.erase", id=ZOE).startswith(("refused", "parked"))
        assert device.do("row.expire", table="contact_emergency", id=ZOE).startswith(("refused", "parked"))
    for odd in ({}, {"contact": ZOE}, {"contact": 7, "name": None}, {"contact": "", "name": None}, [ZOE]):
        assert arena.device("olga").post("/api/erasure", odd).status_code == 400
    assert (arena.row("contact", ZOE) or {})["given_name"] == "Zoe"


@attack_alone
def bring_back_who_was_erased(arena: Arena) -> None:
    """Yesterday's backup has her still, and so has a phone that says what it was told is done."""
    sara, olga = arena.device("sara"), arena.device("olga")
    rename = sara.changeset(("contact_address.patch", {"id": "address-zoe", "set": {"city": f"{MAES}-address"}}))
    renamed = sara.sync(push=[rename], cursor=2**40).json()["receipts"][0]
    keep_yesterday(arena)
    sara, olga = arena.device("sara"), arena.device("olga")
    answer = olga.post("/api/erasure", {"contact": ZOE, "name": "zoe maes"})
    assert answer.status_code == 200, answer.text
    assert _words_on_disk(arena, but="yesterday.db") == []
    epoch = put_back(arena)
    awake(sara, epoch)
    assert told_again(sara, rename, renamed, "epoch-1").endswith("erased")
    anew = ("contact_point.add", {"id": arena.new_id(), "contact": ZOE, "kind": "web", "value": f"{MAES}-medium.be"})
    assert sara.do(anew[0], **anew[1]) == "refused erased"
    assert sara.do("row.restore", table="contact", id=ZOE) == "refused erased"
    assert arena.row("contact", ZOE) is None
    assert _words_on_disk(arena, but="yesterday.db") == []


def _words_on_disk(arena: Arena, but: str) -> list[tuple[str, str]]:
    files = [path for path in arena.folder.rglob("*") if path.is_file() and path.name != but]
    return [(path.name, word) for path in files for word in HERS if word.encode() in path.read_bytes()]


Forge = Callable[[contents.Write], None]
NO_TOTAL = {table.name: [0, ""] for table in SERVER_REGISTER}
COLUMNS = {table.name: list(table.names) for table in SERVER_REGISTER}


def _head(write: contents.Write, **columns: Any) -> None:
    told = {"made_at": 1, "epoch": "e", "seq": 1, "columns": {**COLUMNS, **columns}}
    contents._write(write, contents.HEAD, zlib.compress(canonical(told).encode()))


def _rows(write: contents.Write, text: bytes) -> None:
    contents._write(write, contents.ROWS, zlib.compress(text))


def _table_of_no_register(write: contents.Write) -> None:
    _head(write, **{"../../etc/passwd": ["id"]})


def _column_that_is_sql(write: contents.Write) -> None:
    _head(write, contact=["id", 'x"; DROP TABLE contact; --'])


def _rows_of_another_table(write: contents.Write) -> None:
    _head(write)
    _rows(write, b'"sqlite_master"\n[["a"]]')


def _rows_of_other_types(write: contents.Write) -> None:
    _head(write)
    _rows(write, b'"audience_scope"\n[[{"a":1},7.5]]')


def _rows_without_a_key(write: contents.Write) -> None:
    _head(write)
    _rows(write, b'"audience_scope"\n[[null,1]]')


def _half_of_a_letter(write: contents.Write) -> None:
    _head(write)
    _rows(write, b'"audience_scope"\n[["\\ud800",1]]')


def _a_bomb(write: contents.Write) -> None:
    _head(write)
    _rows(write, b" " * (contents.MOST + 1))


def _a_length_without_end(write: contents.Write) -> None:
    _head(write)
    write(contents.ROWS + b"\xff\xff\xff\xff")


def _no_end(write: contents.Write) -> None:
    _head(write)


def _more_than_all(write: contents.Write) -> None:
    _head(write)
    told = {"tables": NO_TOTAL, "blobs": 0, "missing": 0}
    contents._write(write, contents.TOTAL, zlib.compress(canonical(told).encode()))
    write(b"more")


def _totals_that_lie(write: contents.Write) -> None:
    _head(write)
    contents.write_blob(write, b"bytes that nobody counted")
    told = {"tables": NO_TOTAL, "blobs": 0, "missing": 0}
    contents._write(write, contents.TOTAL, zlib.compress(canonical(told).encode()))


FORGED: tuple[Forge, ...] = (
    _table_of_no_register,
    _column_that_is_sql,
    _rows_of_another_table,
    _rows_of_other_types,
    _rows_without_a_key,
    _half_of_a_letter,
    _a_bomb,
    _a_length_without_end,
    _no_end,
    _more_than_all,
    _totals_that_lie,
)


@attack_alone
def walk_out_of_a_backup(arena: Arena) -> None:
    """A file that anybody with the public key can make writes where it should not, or leaves half of a club."""
    place = arena.folder / "forged"
    place.mkdir()
    key = place / "private.key"
    public = public_key(make_pair(key))
    for forge in FORGED:
        file, into = place / f"{forge.__name__}.touchline", place / forge.__name__
        with file.open("wb") as opened:
            sealer = Sealer(opened, public)
            forge(sealer.write)
            sealer.end()
        with pytest.raises(NotRestored):
            restore(file, private_key(key), Place(into / "club.db", into / "media"))
        assert [path for path in into.rglob("*") if path.is_file()] == [], forge.__name__
    assert _outside(place) == []


def _outside(place: Path) -> list[Path]:
    """Files that lie where nothing was asked for."""
    known = {"private.key", *(f"{forge.__name__}.touchline" for forge in FORGED)}
    return [path for path in place.rglob("*") if path.is_file() and path.name not in known]
