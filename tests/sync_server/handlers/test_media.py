"""The door of the bytes: who may send and fetch, what a slice must be, and what hostile hands get."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync_server.limits import SLICE_BYTES
from sync_server.media.desk import GRACE_S
from tests.house import DAY
from tests.sync_server.desk import JSON, Desk
from tests.sync_server.pictures import HTML, PDF, SVG, ZIP, name_of, picture

OCTETS = {"Content-Type": "application/octet-stream"}
FACE = picture("JPEG", (300, 200), exif=True)


def announced(desk: Desk, user: str, id: str, data: bytes, kind: str = "photo", **on: str) -> str:
    """A medium of this person whose bytes have not come yet."""
    phone = desk.house.phone(user, f"phone-with-{id}")
    phone.sync()
    wish = {"id": id, "kind": kind, "sent_hash": name_of(data), "sent_size": len(data), **on}
    assert phone.do("medium.add", **wish).state == "waiting"
    assert phone.sync() == ["applied"]
    return id


@pytest.fixture
def face(desk: Desk) -> str:
    """Piet took a picture of his daughter Kim."""
    return announced(desk, "piet", "face-of-kim", FACE, contact="contact-kim")


def put(desk: Desk, user: str, id: str, offset: object, data: bytes, **headers: str) -> httpx.Response:
    path = f"/api/media/{id}/bytes?offset={offset}"
    return desk.send("PUT", path, data, {**OCTETS, **desk.token(user), **headers})


def get(desk: Desk, user: str, path: str, **headers: str) -> httpx.Response:
    return desk.send("GET", f"/api/media/{path}", headers={**desk.token(user), **headers})


def sent(desk: Desk, user: str, id: str, data: bytes) -> dict[str, Any]:
    """All of it, slice by slice; the last answer."""
    answer: dict[str, Any] = {}
    for offset in range(0, max(1, len(data)), SLICE_BYTES):
        answer = put(desk, user, id, offset, data[offset : offset + SLICE_BYTES]).json()
    return answer


def standing(state: str, data: bytes, have: int = 0, code: str | None = None) -> dict[str, Any]:
    return {"state": state, "code": code, "hash": name_of(data), "have": have}


def test_a_picture_comes_in_slices_and_goes_out_painted_anew(desk: Desk, face: str) -> None:
    assert get(desk, "piet", f"{face}/bytes").json() == standing("waiting", FACE)
    assert put(desk, "piet", face, 0, FACE[:1000]).json() == standing("waiting", FACE, 1000)
    assert put(desk, "piet", face, 1000, FACE[1000:]).json() == standing("stored", FACE)
    answer = get(desk, "karel", face)
    row = desk.house.row("medium", face) or {}
    assert (answer.status_code, name_of(answer.content), len(answer.content)) == (200, row["hash"], row["size"])
    assert b"Dorpsstraat" in FACE
    assert b"Dorpsstraat" not in answer.content
    assert get(desk, "karel", f"{face}/preview").headers["content-type"] == "image/jpeg"


def test_what_goes_out_is_saved_and_never_shown(desk: Desk, face: str) -> None:
    sent(desk, "piet", face, FACE)
    headers = get(desk, "piet", face).headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "private, no-cache"
    assert get(desk, "piet", face, **{"If-None-Match": headers["etag"]}).status_code == 304


def test_ranges_let_a_fetch_go_on(desk: Desk, face: str) -> None:
    sent(desk, "piet", face, FACE)
    whole = get(desk, "piet", face).content
    part = get(desk, "piet", face, Range="bytes=100-")
    assert (part.status_code, part.content) == (206, whole[100:])
    assert get(desk, "piet", face, Range=f"bytes={len(whole)}-").status_code == 416
    assert get(desk, "piet", face, Range="bytes=-0,a-b").status_code in (200, 400, 416)


def test_slices_that_come_twice_or_in_another_order_change_nothing(desk: Desk, face: str) -> None:
    assert put(desk, "piet", face, 1000, FACE[1000:2000]).json()["have"] == 0
    assert put(desk, "piet", face, 0, FACE[:1000]).json()["have"] == 1000
    assert put(desk, "piet", face, 0, FACE[:1000]).json()["have"] == 1000
    assert put(desk, "piet", face, 500, FACE[500:900]).json()["have"] == 1000
    assert put(desk, "piet", face, 1000, FACE[1000:]).json()["state"] == "stored"
    assert put(desk, "piet", face, 1000, FACE[1000:]).json()["state"] == "stored"


def test_other_bytes_than_were_announced_begin_anew(desk: Desk, face: str) -> None:
    twisted = FACE[:-1] + b"\x00"
    assert sent(desk, "piet", face, twisted) == standing("waiting", FACE)
    assert sent(desk, "piet", face, FACE)["state"] == "stored"


@pytest.mark.parametrize(
    ("data", "code"), [(SVG, "not_media"), (HTML, "not_media"), (ZIP, "not_media"), (FACE[:2000], "broken_picture")]
)
def test_what_is_no_picture_is_refused_with_words_for_its_author(desk: Desk, data: bytes, code: str) -> None:
    id = announced(desk, "piet", "medium-bad", data, contact="contact-kim")
    assert sent(desk, "piet", id, data) == standing("rejected", data, code=code)
    assert get(desk, "piet", id).status_code == 404
    phone = desk.house.phone("piet")
    phone.sync()
    (item,) = phone.store.find("inbox_item")
    assert (item["kind"], item["code"], json.loads(item["detail"])["about"]["id"]) == ("refused", code, id)


def test_a_photo_that_is_refused_is_no_face(desk: Desk) -> None:
    id = announced(desk, "piet", "medium-bad", SVG, contact="contact-kim")
    phone = desk.house.phone("piet")
    desk.house.do("contact.set_photo", id="contact-kim", medium=id)
    assert (desk.house.row("contact", "contact-kim") or {})["photo"] == id
    sent(desk, "piet", id, SVG)
    phone.sync()
    assert (phone.row("contact", "contact-kim") or {})["photo"] is None


def test_the_same_bytes_are_kept_once(desk: Desk, tmp_path: Path) -> None:
    for name in ("kim", "bo"):
        id = announced(desk, "piet", f"paper-of-{name}", PDF, "document", contact=f"contact-{name}")
        assert sent(desk, "piet", id, PDF)["state"] == "stored"
    files = [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert files == [name_of(PDF)]


# ---- who


@pytest.mark.parametrize("user", ["ann", "cas"])
def test_nobody_sends_for_somebody_whose_row_is_hidden_from_them(desk: Desk, user: str) -> None:
    paper = announced(desk, "piet", "paper-of-kim", PDF, "document", contact="contact-kim")
    absent = {"code": "absent", "correlation": "-"}
    for answer in (
        put(desk, user, paper, 0, PDF),
        get(desk, user, f"{paper}/bytes"),
        put(desk, user, "no-such", 0, b""),
    ):
        assert (answer.status_code, {**answer.json(), "correlation": "-"}) == (404, absent)


def test_who_sees_the_row_sends_the_announced_bytes_and_no_others(desk: Desk) -> None:
    """Piet's phone was lost before it sent the paper; his mail to the coach had it too."""
    paper = announced(desk, "piet", "paper-of-kim", PDF, "document", contact="contact-kim")
    assert sent(desk, "karel", paper, PDF[:-1] + b"!") == standing("waiting", PDF)
    assert sent(desk, "karel", paper, PDF[:10]) == standing("waiting", PDF, 10)
    assert get(desk, "piet", f"{paper}/bytes").json() == standing("waiting", PDF), "each sends on their own"
    assert put(desk, "karel", paper, 10, PDF[10:]).json()["state"] == "stored"
    assert reads(desk, "piet", paper)
    row = desk.house.row("medium", paper) or {}
    assert (row["by_user"], row["hash"]) == ("user-piet", name_of(PDF))


def test_bytes_go_where_the_row_goes_and_no_further(desk: Desk) -> None:
    id = announced(desk, "piet", "paper-of-kim", PDF, "document", contact="contact-kim")
    sent(desk, "piet", id, PDF)
    may = {user for user in ("olga", "sara", "tom", "eef", "karel", "cas", "piet", "ann") if reads(desk, user, id)}
    assert may == {"olga", "sara", "karel", "piet"}
    desk.house.do("group.remove_member", id="member-kim")
    assert (reads(desk, "karel", id), reads(desk, "piet", id)) == (False, True)
    desk.house.do("medium.delete", id=id)
    assert not reads(desk, "olga", id)


def reads(desk: Desk, user: str, id: str) -> bool:
    answers = {get(desk, user, path).status_code for path in (id, f"{id}/preview")}
    assert answers in ({200, 404}, {404})  # a paper has no preview
    return answers != {404}


def test_without_a_token_nothing_is_said(desk: Desk, face: str) -> None:
    for method, path in (("GET", face), ("GET", f"{face}/bytes"), ("PUT", f"{face}/bytes?offset=0")):
        assert desk.send(method, f"/api/media/{path}", b"", OCTETS).status_code == 401


@pytest.mark.parametrize(
    "id",
    [
        "..%2f..%2fclub.db",
        "%2e%2e",
        "....",
        "x%00y-and-more",
        "%ff%fe%fd%fc-",
        "é" * 9,
        "a" * 65,
        "x\ny-and-more",
        "'--'--'--",
    ],
)
def test_no_id_leads_out(desk: Desk, id: str) -> None:
    assert get(desk, "piet", id.replace("\n", "%0a")).status_code == 404
    assert put(desk, "piet", id.replace("\n", "%0a"), 0, b"x").status_code in (404, 405)


# ---- what a slice must be


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "0x1", "٣", "9" * 400, "99999999", "NaN", "+1"])
def test_offsets_are_natural_numbers_within_a_medium(desk: Desk, face: str, offset: str) -> None:
    assert put(desk, "piet", face, offset, b"x").status_code == 400
    assert get(desk, "piet", f"{face}/bytes").json()["have"] == 0


def test_beyond_the_end_there_is_nothing(desk: Desk, face: str) -> None:
    assert put(desk, "piet", face, len(FACE) + 1, b"x").status_code == 413
    assert put(desk, "piet", face, 0, FACE + b"x").status_code == 413
    assert put(desk, "piet", face, len(FACE), b"").json() == standing("waiting", FACE)


@pytest.mark.parametrize("size", [SLICE_BYTES + 1, 3 * 1024 * 1024])
def test_a_slice_is_weighed_while_it_comes(desk: Desk, face: str, size: int) -> None:
    assert put(desk, "piet", face, 0, b"\xff" * size).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "image/jpeg"}, {"Content-Encoding": "gzip"}],
)
def test_a_slice_is_plain_bytes(desk: Desk, face: str, headers: dict[str, str]) -> None:
    assert put(desk, "piet", face, 0, FACE[:10], **headers).status_code == 415


def test_a_body_without_an_end_is_cut(desk: Desk, face: str) -> None:
    """Told no length, and sent for ever: it is dropped with the first bytes too many."""
    given = []

    def endless() -> Iterable[bytes]:
        while True:
            given.append(1)
            yield b"\xff" * 65536

    async def once() -> int:
        async def stream() -> Any:
            for piece in endless():
                yield piece

        transport = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            path = f"/api/media/{face}/bytes?offset=0"
            answer = await client.put(path, content=stream(), headers={**OCTETS, **desk.token("piet")})
            return answer.status_code

    assert (asyncio.run(once()), len(given) <= SLICE_BYTES // 65536 + 2) == (413, True)


@pytest.mark.parametrize("door", ["media", "session"])
def test_a_body_that_never_comes_is_given_up(desk: Desk, face: str, door: str) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    async def once() -> int:
        path, method, kind = (
            (f"/api/media/{face}/bytes", "PUT", OCTETS) if door == "media" else ("/api/session", "POST", JSON)
        )
        scope = {"type": "http", "method": method, "path": path, "query_string": b"offset=0"}
        pairs = {**kind, **desk.token("piet"), "Host": "test"}
        headers = [(name.lower().encode(), text.encode()) for name, text in pairs.items()]
        said: list[Any] = []

        async def hear(message: Any) -> None:
            said.append(message)

        await desk.app({**scope, "headers": headers}, never, hear)  # type: ignore[arg-type]  # as a server would call it
        return int(said[0]["status"])

    desk.app.state.settings = replace(desk.settings, slowest_body=0)
    assert asyncio.run(once()) == 408


def test_what_is_announced_is_bounded(desk: Desk) -> None:
    wish = {"id": "medium-big", "contact": "contact-kim", "kind": "photo", "sent_hash": "ab" * 32}
    for size in (0, -1, 8 * 1024 * 1024 + 1, 2**63 - 1):
        assert desk.house.refusal("piet", "medium.add", **wish, sent_size=size).startswith("sent_size")


def test_slices_have_a_limit_of_their_own(house: Any, tmp_path: Path) -> None:
    desk = Desk(house, tmp_path, media_tries=3)
    id = announced(desk, "piet", "face-of-kim", FACE, contact="contact-kim")
    token = desk.token("piet")
    path = f"/api/media/{id}/bytes"
    statuses = [desk.send("GET", path, headers=token).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


# ---- by and by


def test_bytes_that_were_lost_are_asked_for_again(desk: Desk, face: str) -> None:
    """Somebody restored the rows and not the folder."""
    sent(desk, "piet", face, FACE)
    media = desk.app.state.media
    blob = media.find("user-piet", face)
    blob.path.unlink()
    assert media.tend() == (1, 0)
    assert (desk.house.row("medium", face) or {})["state"] == "waiting"
    assert sent(desk, "piet", face, FACE)["state"] == "stored"
    assert media.tend() == (0, 0)


def test_what_is_told_again_of_lost_bytes_is_asked_for_with_the_next_reply(desk: Desk, face: str) -> None:
    """A restored server tells again what it once made of bytes, of which the backup of the folder knows nothing."""
    sent(desk, "piet", face, FACE)
    desk.app.state.media.find("user-piet", face).path.unlink()
    phone = desk.phone("karel")
    token = desk.token("karel")
    desk.post("/api/sync", phone.replica.request(phone.now).to_wire(), token)
    assert (desk.house.row("medium", face) or {})["state"] == "stored", "nobody looks without a reason"
    desk.house.referee.settled_again = True
    desk.post("/api/sync", phone.replica.request(phone.now).to_wire(), token)
    assert (desk.house.row("medium", face) or {})["state"] == "waiting"
    assert not desk.house.referee.settled_again


def test_bytes_that_nobody_refers_to_have_a_time_of_grace(desk: Desk, face: str) -> None:
    sent(desk, "piet", face, FACE)
    media = desk.app.state.media
    paths = [media.find("user-piet", face, preview=small).path for small in (False, True)]
    desk.house.do("medium.delete", id=face)
    assert media.tend() == (0, 0)
    touched = max(path.stat().st_mtime for path in paths)
    desk.house.clock.now = int(touched * 1000) + GRACE_S * 1000 + DAY
    assert media.tend() == (0, 2)
    assert not any(path.exists() for path in paths)


def test_a_medium_that_comes_back_brings_its_bytes(desk: Desk, face: str) -> None:
    sent(desk, "piet", face, FACE)
    desk.house.do("contact.set_photo", id="contact-kim", medium=face)
    desk.house.do("contact.delete", id="contact-kim")
    assert not reads_any(desk, face)
    desk.house.do("row.restore", table="contact", id="contact-kim")
    assert get(desk, "sara", face).status_code == 200
    assert (desk.house.row("contact", "contact-kim") or {})["photo"] == face


def reads_any(desk: Desk, id: str) -> bool:
    return any(get(desk, user, id).status_code == 200 for user in ("olga", "sara", "karel", "piet"))
