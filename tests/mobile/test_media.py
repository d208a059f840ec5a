"""A picture taken at the field: seen at once, sent when there is a network, never lost, and gone when it must go."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from mobile.media.porter import Answer
from mobile.media.shelf import FILE, PIECE_BYTES, SHELF_REGISTER, Shelf, open_shelf
from shared.errors import Fault, StoreFull
from shared.storage import SqliteStorage
from sync_server.media import pictures
from tests.house import HOUR, House
from tests.mobile.couriers import Device, desk_of
from tests.sync_server.pictures import PDF, SVG, name_of, picture

FACE = picture("JPEG", (300, 200))
LONG_PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 3000 + b"\n%%EOF\n"
KIM = {"contact": "contact-kim"}


@pytest.fixture
def piet(house: House, tmp_path: Path) -> Device:
    """The phone of Kim's father, which has fetched everything."""
    piet = Device(desk_of(house, tmp_path), "piet").sign_in()
    assert piet.sync()
    return piet


def another(piet: Device, name: str) -> Device:
    """A phone of somebody else, with everything on it."""
    device = Device(piet.desk, name).sign_in()
    assert device.sync()
    return device


def medium(device: Device) -> dict[str, object]:
    (row,) = device.store.find("medium")
    return row


def test_a_photo_is_seen_at_once_and_by_others_once_it_was_sent(piet: Device) -> None:
    assert piet.pictures.keep("photo", FACE, face=True, **KIM).refusal is None
    photo = piet.row("contact", "contact-kim")["photo"]
    assert piet.pictures.show(photo) == FACE
    assert piet.sync()
    assert (medium(piet)["state"], piet.shelf.parcels()) == ("stored", [])
    karel = another(piet, "karel")
    assert karel.pictures.show(karel.row("contact", "contact-kim")["photo"]) is None
    assert karel.sync()
    small, large = karel.pictures.show(photo), karel.pictures.show(photo, small=False)
    assert (name_of(small or b""), large, karel.arrived) == (medium(karel)["preview"], small, 1)
    assert karel.sync()
    assert name_of(karel.pictures.show(photo, small=False) or b"") == medium(karel)["hash"]


def test_bytes_follow_their_row_and_wait_for_the_weather(piet: Device) -> None:
    """Each fault in turn; what was heard stays heard, and nothing is forgotten until the row says stored."""
    piet.pictures.keep("document", LONG_PAPER, title="Attest", **KIM)
    assert len(LONG_PAPER) > 2 * PIECE_BYTES
    for weather in ("drop", "fine cut", "fine fine cut", "fine fine portal", "fine fine busy", "fine fine broken"):
        assert not piet.sync(*weather.split())
        assert [row["hash"] for row in piet.shelf.parcels()] == [name_of(LONG_PAPER)]
    assert not piet.sync("fine", "fine", "twice", "portal-json")
    assert piet.sync()
    assert (medium(piet)["state"], medium(piet)["hash"]) == ("stored", name_of(LONG_PAPER))


def test_what_came_is_not_sent_again(piet: Device) -> None:
    piet.pictures.keep("document", LONG_PAPER, **KIM)
    assert not piet.sync("fine", "fine", "cut")  # the rows, the question, and the first slice: heard and stored
    piet.network.seen.clear()
    assert piet.sync()
    # rows, question, second and third slice and the rest (a few bytes), rows again to hear of it
    assert piet.network.seen == ["fine"] * (3 + len(LONG_PAPER) // PIECE_BYTES)


def test_a_start_of_the_app_changes_nothing(piet: Device) -> None:
    piet.pictures.keep("photo", FACE, face=True, **KIM)
    assert not piet.sync("fine", "drop")
    piet.courier = piet.new_courier()
    piet.pictures = piet.new_pictures()
    assert piet.pictures.show(piet.row("contact", "contact-kim")["photo"]) == FACE
    assert piet.sync()
    assert medium(piet)["state"] == "stored"


def test_what_is_no_picture_is_said_in_the_inbox(piet: Device) -> None:
    piet.pictures.keep("photo", SVG, face=True, **KIM)
    assert piet.sync()
    assert (medium(piet)["state"], medium(piet)["code"]) == ("rejected", "not_media")
    assert piet.row("contact", "contact-kim")["photo"] is None
    (item,) = piet.store.find("inbox_item")
    assert (item["code"], json.loads(item["detail"])["about"]["id"]) == ("not_media", medium(piet)["id"])
    assert piet.shelf.parcels() == []


def test_a_refused_wish_keeps_its_bytes_while_it_may_be_tried_again(piet: Device) -> None:
    """Kim was deleted meanwhile. Piet's inbox offers to try again, so the picture stays; once settled it goes."""
    piet.pictures.keep("photo", FACE, **KIM)
    piet.desk.house.do("contact.delete", id="contact-kim")
    assert piet.sync()
    assert piet.store.find("medium") == []
    assert [row["hash"] for row in piet.shelf.parcels()] == [name_of(FACE)]
    (item,) = piet.store.find("inbox_item")
    piet.do("inbox.done", id=item["id"])
    assert piet.sync()
    assert piet.sync()
    assert (piet.shelf.parcels(), piet.shelf.names()) == ([], [])


def test_bytes_stay_while_an_unsent_wish_speaks_of_them(piet: Device) -> None:
    """Somebody else's row may bear the id: what the wish comes to is for the server to say."""
    piet.pictures.keep("document", PDF, **KIM)
    piet.store.update("medium", (medium(piet)["id"],), {"sent_hash": name_of(FACE)})
    assert piet.courier.porter is not None
    piet.courier.porter.parcels.tidy()
    assert [row["hash"] for row in piet.shelf.parcels()] == [name_of(PDF)]


def test_a_server_that_wakes_up_in_yesterday_gets_the_bytes_again(piet: Device) -> None:
    """The row says waiting once more, and this device still has what it sent."""
    piet.pictures.keep("photo", FACE, **KIM)
    assert piet.sync()
    media = piet.desk.app.state.media
    for path in (piet.desk.settings.media / "whole").rglob("*"):
        if path.is_file():
            path.unlink()
    assert media.tend() == (1, 0)
    assert piet.sync()
    assert (medium(piet)["state"], media.tend()) == ("stored", (0, 0))


def test_bytes_that_the_server_lost_come_from_whoever_has_them(piet: Device) -> None:
    """Piet's phone is gone; the coach fetched the paper when it was there."""
    piet.pictures.keep("document", PDF, **KIM)
    assert piet.sync()
    karel, ann = another(piet, "karel"), another(piet, "ann")
    assert karel.pictures.show(str(medium(karel)["id"]), small=False) is None
    assert karel.sync()
    ann.shelf.post("no-row-of-hers", PDF)
    media = piet.desk.app.state.media
    media.blobs.drop(name_of(PDF))
    assert media.tend() == (1, 0)
    assert ann.sync()
    assert (medium(piet)["state"], piet.desk.house.store.find("medium")[0]["state"]) == ("stored", "waiting")
    assert karel.sync()
    assert (medium(karel)["state"], medium(karel)["hash"]) == ("stored", name_of(PDF))
    assert media.blobs.read(name_of(PDF)) == PDF


def test_a_row_that_leaves_takes_its_bytes_along(piet: Device) -> None:
    """Karel trains Kim no more: her certificate leaves his phone, and no byte of it stays in the file."""
    piet.pictures.keep("document", PDF, **KIM)
    assert piet.sync()
    karel = another(piet, "karel")
    id = str(medium(karel)["id"])
    karel.pictures.show(id)
    assert karel.sync()
    assert karel.pictures.show(id) == PDF
    piet.desk.house.do("group.remove_member", id="member-kim")
    assert karel.sync()
    assert (karel.pictures.show(id), karel.shelf.names()) == (None, [])


def test_nobody_fetches_what_the_server_does_not_give(piet: Device) -> None:
    piet.pictures.keep("document", PDF, **KIM)
    assert piet.sync()
    id = str(medium(piet)["id"])
    ann = another(piet, "ann")
    ann.store.put("medium", {**medium(piet), "contact": "contact-zoe"})  # as if the row had come here
    ann.pictures.show(id)
    assert ann.courier.porter is not None
    asyncio.run(ann.courier.porter.fetch(ann.courier._line.speak))
    assert ann.shelf.names() == []


def test_bytes_that_are_not_what_was_asked_for_are_thrown_away(piet: Device) -> None:
    piet.pictures.keep("document", PDF, **KIM)
    assert piet.sync()
    karel = another(piet, "karel")
    id = str(medium(karel)["id"])
    karel.pictures.show(id)
    found = piet.desk.app.state.media.find("user-piet", id)
    found.path.write_bytes(PDF[:-3] + b"???")
    assert karel.sync()
    assert (karel.pictures.show(id), karel.shelf.names()) == (None, [])


def test_too_many_bytes_are_refused_at_the_door(piet: Device) -> None:
    done = piet.pictures.keep("photo", b"\xff" * (8 * 1024 * 1024 + 1), **KIM)
    assert done.refusal is not None
    assert (done.refusal.code, piet.shelf.names()) == ("invalid", [])
    nobody = piet.pictures.keep("photo", FACE, resource="ball-bag-red")  # Piet keeps no equipment
    assert nobody.refusal is not None
    assert (nobody.refusal.code, piet.shelf.names()) == ("not_allowed", [])


def test_a_picture_that_the_server_cannot_digest_stops_no_other(
    piet: Device, monkeypatch: pytest.MonkeyPatch
) -> None:  # promise 17
    for data in (FACE, PDF):
        piet.pictures.keep("document", data, **KIM)
    looked = pictures.judged

    def judged(kind: str, data: bytes) -> pictures.Kept:
        if data == bad:
            raise ZeroDivisionError
        return looked(kind, data)

    first = min(piet.shelf.parcels(), key=lambda row: row["medium"])["hash"]
    bad, good = (FACE, PDF) if first == name_of(FACE) else (PDF, FACE)
    with monkeypatch.context() as bug:
        bug.setattr("sync_server.media.desk.judged", judged)
        piet.desk.house.clock.wait(HOUR)
        piet.store.update("contact_point", ("phone-of-piet",), {"label": "rot"})
        assert not piet.sync()
        assert piet.badge() == (0, False, "fault")
        assert {row["sent_hash"]: row["state"] for row in piet.store.find("medium")} == {
            name_of(bad): "waiting",
            name_of(good): "stored",
        }
        assert piet.courier.progress.synced_at == piet.now(), "the rows came all the same"
        assert (piet.replica.state() or {})["doubt"], "and were read again"
    assert piet.sync()
    assert piet.badge() == (0, False, None)
    assert {row["state"] for row in piet.store.find("medium")} == {"stored"}


def test_a_picture_that_the_server_cannot_give_keeps_no_other_away(
    piet: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (PDF, LONG_PAPER):
        piet.pictures.keep("document", data, **KIM)
    assert piet.sync()
    karel = another(piet, "karel")
    ids = {row["hash"]: str(row["id"]) for row in karel.store.find("medium")}
    for name in (name_of(PDF), name_of(LONG_PAPER)):  # the newest is asked for first
        karel.pictures.show(ids[name], small=False)
    speak = karel.courier._line.speak

    async def bug(method: str, path: str, *more: Any) -> Answer:
        if ids[name_of(LONG_PAPER)] in path:
            raise Fault
        return await speak(method, path, *more)

    with monkeypatch.context() as broken:
        broken.setattr(karel.courier._line, "speak", bug)
        assert not karel.sync()
    assert karel.pictures.show(ids[name_of(PDF)]) == PDF
    assert karel.sync()
    assert karel.pictures.show(ids[name_of(LONG_PAPER)]) == LONG_PAPER


# ---- the shelf


@pytest.fixture
def shelf() -> Shelf:
    """With room for a megabyte of copies."""
    times = iter(range(0, 10**12, 2 * 3600 * 1000))
    return Shelf(SqliteStorage(":memory:", SHELF_REGISTER), lambda: next(times), room=1024 * 1024)


def copied(shelf: Shelf, data: bytes) -> str:
    """Fetched in pieces."""
    name = name_of(data)
    for start in range(0, len(data), PIECE_BYTES):
        shelf.add(name, len(data), start, data[start : start + PIECE_BYTES])
    return name


def test_copies_make_room_for_newer_ones_and_parcels_stay(shelf: Shelf) -> None:
    sent = shelf.post("medium-1", b"s" * 2_000_000)
    old, used, new = (copied(shelf, letter * 400_000) for letter in (b"o", b"u", b"n"))
    assert shelf.read(used) == b"u" * 400_000
    shelf.sweep({old, used, new, sent})
    assert sorted(shelf.names()) == sorted([sent, used, new])
    shelf.released("medium-1")
    shelf.sweep({old, used, new, sent})
    assert sorted(shelf.names()) == sorted([used, new])


def test_a_piece_comes_when_it_is_its_turn(shelf: Shelf) -> None:
    data = bytes(600_000)
    name = name_of(data)
    assert not shelf.add(name, len(data), PIECE_BYTES, data[PIECE_BYTES : 2 * PIECE_BYTES])
    assert not shelf.add(name, len(data), 0, data[:100])
    assert shelf.have(name) == 0
    assert copied(shelf, data) == name
    assert shelf.read(name) == data


def test_bytes_that_rotted_are_none(shelf: Shelf) -> None:
    name = copied(shelf, b"precious")
    shelf._store.put("piece", {"hash": name, "n": 0, "data": "cHJlY2lvdXo="})
    assert shelf.read(name) is None
    assert shelf.names() == []


def test_slices_begin_anywhere(shelf: Shelf) -> None:
    data = bytes(range(256)) * 2000
    name = shelf.post("medium-1", data)
    assert shelf.slice(name, 0) == data[:PIECE_BYTES]
    assert shelf.slice(name, 1000) == data[1000:PIECE_BYTES]
    assert shelf.slice(name, PIECE_BYTES) == data[PIECE_BYTES:]
    assert shelf.slice(name, len(data)) == b""


def test_no_room_keeps_nothing(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / FILE, SHELF_REGISTER)
    shelf = Shelf(store, lambda: 0)
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull):
        shelf.post("medium-1", bytes(100_000))
    assert (shelf.parcels(), shelf.names()) == ([], [])


def test_what_a_broken_shelf_still_gives_is_carried_over(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path, lambda: 0, "TRUNCATE")
    name = shelf.post("medium-1", b"precious")
    shelf.close()
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(b"\x00" * 100 + whole[100:])
    assert open_shelf(tmp_path, lambda: 0, "TRUNCATE").names() == []  # a file without a head gives nothing
    (tmp_path / FILE).write_bytes(whole)
    assert open_shelf(tmp_path, lambda: 0, "TRUNCATE").read(name) == b"precious"
    assert [path.name for path in tmp_path.iterdir() if "broken" in path.name] == []


def test_evicted_bytes_leave_the_file(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path, lambda: 0, "WAL")
    name = copied(shelf, PDF)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"JVBERi0xLjcK" in raw  # %PDF-1.7 as it is kept
    shelf.sweep(())
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert (shelf.has(name), b"JVBERi0xLjcK" in raw) == (False, False)
