"""The door: any bytes are answered with 2xx or 4xx, a code and a correlation id, never a value and never a trace."""

import asyncio
import gzip
import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.errors import StoreFull, Unreachable
from shared.storage import SqliteStorage
from shared.sync.protocol import read_reply
from sync_server import app
from tests.house import House
from tests.postgres import Cluster
from tests.sync_server.desk import JSON, Desk, packed

BOMB = gzip.compress(b" " * 20_000_000, mtime=0)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {}, 415),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {**JSON, "Content-Encoding": "br"}, 415),
        (b"{}", {**JSON, "Content-Encoding": "gzip, gzip"}, 415),
        (b"", JSON, 400),
        (b"[]", JSON, 400),
        (b"null", JSON, 400),
        (b'"' + b'\\"' * 500_000, JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b" " * (1024 * 1024 + 1), JSON, 413),
        (BOMB, {**JSON, "Content-Encoding": "gzip"}, 413),
        (BOMB[:500], {**JSON, "Content-Encoding": "gzip"}, 413),
        (gzip.compress(b"{}", mtime=0)[:-4], {**JSON, "Content-Encoding": "gzip"}, 400),
        (b"\x1f\x8b\x08", {**JSON, "Content-Encoding": "gzip"}, 400),
        (b"plain", {**JSON, "Content-Encoding": "gzip"}, 400),
    ],
)
@pytest.mark.parametrize("path", ["/api/sync", "/api/session", "/api/history"])
def test_bodies_are_weighed_before_they_are_read(
    desk: Desk, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    token = desk.token("karel")
    answer = desk.send("POST", path, body, {**headers, **token})
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "correlation"}


def test_a_packed_body_is_a_body(desk: Desk) -> None:
    phone, token = desk.phone("karel"), desk.token("karel")
    headers = {**JSON, "Content-Encoding": "gzip", **token}
    answer = desk.send("POST", "/api/sync", packed(phone.replica.request(phone.now).to_wire()), headers)
    assert answer.status_code == 200


def request_of(desk: Desk, name: str, **other: Any) -> tuple[int, str]:
    """Status and code of a sync whose request was changed."""
    phone = desk.phone(name)
    wish = phone.replica.request(phone.now).to_wire()
    answer = desk.post("/api/sync", {**wish, **other}, desk.token(name))
    return answer.status_code, answer.json().get("code", "")


CHANGESET = {
    "id": "changeset-of-karel",
    "device": "device-of-karel",
    "n": 1,
    "epoch": "epoch-1",
    "actions": [{"name": "activity.patch", "version": 1, "args": {"id": "training-u12", "set": {"title": "T"}}}],
    "seen": 0,
    "now": 0,
    "wall": 0,
    "offset": 0,
    "schema": 1,
    "app": "test",
}
MORE = {"since": 0, "head": 9, "fill": [], "at": [], "grants": 9, "whole": True}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"protocol": 2}, (409, "protocol_version")),
        ({"protocol": True}, (400, "field_protocol")),
        ({"push": None}, (400, "field_push")),
        ({"push": {}}, (400, "field_push")),
        ({"push": [[]]}, (400, "not_an_object")),
        ({"push": [{**CHANGESET}] * 501}, (413, "too_many_changesets")),
        ({"push": [{**CHANGESET, "n": 0}]}, (400, "n")),
        ({"push": [{**CHANGESET, "n": -1}]}, (400, "field_n")),
        ({"push": [{**CHANGESET, "n": 2}]}, (409, "out_of_order")),
        ({"push": [CHANGESET, {**CHANGESET, "id": "changeset-other"}]}, (409, "fork")),
        ({"push": [CHANGESET, CHANGESET]}, (200, "")),
        ({"push": [{**CHANGESET, "epoch": "epoch-0"}]}, (409, "epoch")),
        ({"push": [{**CHANGESET, "device": "device-of-ann"}]}, (403, "foreign_device")),
        ({"push": [{**CHANGESET, "actions": []}]}, (400, "action_count")),
        ({"push": [{**CHANGESET, "actions": CHANGESET["actions"] * 201}]}, (400, "action_count")),
        ({"push": [{**CHANGESET, "actions": [{"name": "x", "version": 1}]}]}, (400, "field_args")),
        ({"push": [{**CHANGESET, "actions": [{"name": "", "version": 1, "args": {}}]}]}, (400, "field_name")),
        ({"push": [{**CHANGESET, "id": "x" * 201}]}, (400, "field_id")),
        ({"push": [{**CHANGESET, "now": 2**63 - 1, "wall": 2**63 - 1, "offset": 2**63 - 1}]}, (200, "")),
        ({"push": [{**CHANGESET, "now": 1 - 2**63, "wall": 1 - 2**63, "offset": 1 - 2**63}]}, (200, "")),
        ({"push": [{**CHANGESET, "seen": 2**63 - 1, "schema": -5}]}, (200, "")),
        ({"epoch": "epoch-0"}, (409, "epoch")),
        ({"device": "device-of-ann"}, (403, "foreign_device")),
        ({"cursor": -1}, (400, "field_cursor")),
        ({"cursor": 2**63 - 1}, (200, "")),
        ({"cursor": "1"}, (400, "field_cursor")),
        ({"grants_seq": 2**63 - 1}, (200, "")),
        ({"rollup": ["x"]}, (200, "")),
        ({"wall": 2**63}, (400, "integer_range")),
        ({"more": []}, (400, "not_an_object")),
        ({"more": {**MORE, "since": -1}}, (400, "field_since")),
        ({"more": {**MORE, "fill": [1]}}, (400, "continuation")),
        ({"more": {**MORE, "fill": ["club"] * 2}}, (400, "continuation")),
        ({"more": {**MORE, "at": ["a"] * 6}}, (400, "continuation")),
        ({"more": {**MORE, "grants": 0}}, (409, "restart")),
    ],
)
def test_requests_that_were_tampered_with(desk: Desk, other: dict[str, Any], said: tuple[int, str]) -> None:
    assert request_of(desk, "karel", **other) == said


@pytest.mark.parametrize(
    "at",
    [
        ["tail", "9" * 30, "", ""],
        ["tail", "-" + "9" * 30, "", ""],
        ["tail", "9" * 5000, "", ""],
        ["tail", "x", "", ""],
        ["tail"],
        ["end"],
        ["fill", "1", "1"],
        ["fill", "9" * 30, "9" * 30, "", ""],
        ["fill", "0", "9" * 30, "contact", "x"],
        ["fill", "-1", "-1", "zzz", "zzz"],
        ["\ud83d\ude00", "1", "1", "", ""],
    ],
)
def test_a_continuation_that_was_edited(desk: Desk, at: list[str]) -> None:
    grants = desk.house.row("grant_state", "user-karel") or {}
    more = {**MORE, "grants": grants["seq"], "fill": ["club"], "at": at}
    status, _ = request_of(desk, "karel", more=more)
    assert status in (200, 400, 409)


@pytest.mark.parametrize("foreign", ["office", "treasury", "owner", "contact:contact-zoe:self", "team:team-u13:coach"])
def test_a_continuation_fills_no_foreign_scope(desk: Desk, foreign: str) -> None:
    grants = desk.house.row("grant_state", "user-karel") or {}
    more = {**MORE, "grants": grants["seq"], "fill": ["club", foreign]}
    assert request_of(desk, "karel", more=more) == (409, "restart")


def test_the_host_must_be_ours(desk: Desk) -> None:
    assert desk.send("GET", "/api/health", headers={"Host": "evil.example"}).status_code == 400
    assert desk.send("GET", "/api/health").json()["status"] == "ok"


@pytest.mark.parametrize(
    "path", ["/api/../club.db", "/..%2f..%2fetc/passwd", "/%2e%2e/club.db", "//etc/passwd", "/api/nothing", "/club.db"]
)
def test_no_path_leads_out(desk: Desk, path: str) -> None:
    assert desk.send("GET", path).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_for_us(desk: Desk, method: str) -> None:
    assert desk.send(method, "/api/sync").status_code in (404, 405)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/", {}, 405),
        ("PUT", "/api/sync", {}, 405),
        ("GET", "/", {"Host": "evil.example"}, 400),
        ("GET", "/nothing.js", {}, 404),
    ],
)
def test_what_is_answered_beside_the_handlers_is_no_page(
    desk: Desk, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = desk.send(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("since", ["", "-1", "9" * 20, "9" * 5000, "\u0663", "1.0"])
def test_no_since_is_a_bug(desk: Desk, since: str) -> None:
    answer = desk.send("GET", f"/api/poke?since={since}", headers=desk.token("karel"))
    assert (answer.status_code, answer.json()["code"]) == (400, "since")


def test_a_full_disk_keeps_nothing_and_says_try_later(desk: Desk, tmp_path: Path) -> None:
    """The club on a disk that takes nothing more: 507, and the next answer is right again."""
    disk = SqliteStorage(tmp_path / "full.db", desk.house.store.register)
    desk.house.store.connection.backup(disk.connection)
    full = Desk(House(disk), tmp_path)
    full.house.clock.now = desk.house.clock.now
    token, phone = full.token("sara"), full.phone("sara")
    pages = disk.connection.execute("PRAGMA page_count").fetchone()[0]
    disk.connection.execute(f"PRAGMA max_page_count = {pages}")
    changes = [
        {**CHANGESET, "id": f"changeset-{n}", "device": "device-of-sara", "n": n, "actions": [big(n)]}
        for n in range(1, 20)
    ]
    wish = phone.replica.request(phone.now).to_wire()
    answer = full.post("/api/sync", {**wish, "push": changes}, token)
    assert (answer.status_code, answer.json()["code"]) == (507, StoreFull.code)
    assert disk.get("contact", "contact-new-1") is None
    disk.connection.execute("PRAGMA max_page_count = 1000000")
    answer = full.post("/api/sync", {**wish, "push": changes}, token)
    assert [receipt.outcome for receipt in read_reply(answer.json()).receipts] == ["applied"] * 19


@pytest.mark.parametrize("keeper", ["postgresql"])
def test_a_database_that_is_away_is_weather(desk: Desk, keeper: str, postgres: Cluster) -> None:
    """503, and the device comes again; when the database is back, so is the server."""
    token, wish = desk.token("sara"), desk.phone("sara").replica.request(0).to_wire()
    with postgres.away(desk.house.store.connection._line.info.dbname):
        answer = desk.post("/api/sync", wish, token)
        assert (answer.status_code, answer.json()["code"]) == (503, Unreachable.code)
        assert desk.send("GET", "/api/health").status_code == 503
    assert desk.post("/api/sync", wish, token).status_code == 200


def big(n: int) -> dict[str, Any]:
    return {"name": "contact.create", "version": 1, "args": {"id": f"contact-new-{n}", "given_name": "x" * 40_000}}


def test_a_bug_tells_the_client_nothing_but_where_to_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*_: object) -> None:
        raise KeyError("secret-value-7391")

    monkeypatch.setattr(desk.app.state.club.checkpoints, "page", explode)
    phone, token = desk.phone("karel"), desk.token("karel")
    with caplog.at_level(logging.ERROR, "touchline"):
        answer = desk.post("/api/sync", phone.replica.request(phone.now).to_wire(), token)
    assert answer.status_code == 500
    assert "7391" not in answer.text
    assert [record.correlation for record in caplog.records] == [answer.json()["correlation"]]  # type: ignore[attr-defined]  # set by the log call


def test_answers_are_never_kept_by_a_cache(desk: Desk) -> None:
    for answer in (desk.sign_in("karel"), desk.send("GET", "/api/health"), desk.send("POST", "/api/sync", b"{}")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_over_tls_every_answer_says_that_there_is_no_other_way(desk: Desk) -> None:
    async def asked(scheme: str) -> list[str | None]:
        transport = httpx.ASGITransport(desk.app)
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://test") as client:
            answers = [await client.get(path) for path in ("/", "/api/health", "/api/nothing", "/sw.js")]
        return [answer.headers.get("strict-transport-security") for answer in answers]

    assert asyncio.run(asked("https")) == ["max-age=31536000; includeSubDomains"] * 4
    assert asyncio.run(asked("http")) == [None] * 4


def test_a_line_of_the_log_says_when_in_utc() -> None:
    record = logging.makeLogRecord({"msg": "request", "levelname": "INFO", "created": 1_795_853_100.5, "status": 200})
    assert json.loads(app.JsonLines().format(record)) == {
        "at": "2026-11-28T08:05:00.500+00:00",
        "level": "INFO",
        "event": "request",
        "status": 200,
    }


def test_a_refusal_carries_references_and_no_long_words(desk: Desk) -> None:
    """An argument with a name of half a megabyte is refused; neither answer nor inbox repeats it."""
    action = {"name": "contact.patch", "version": 1, "args": {"id": "contact-karel", "set": {}, "x" * 500_000: 1}}
    wish = desk.phone("karel").replica.request(0).to_wire()
    answer = desk.post("/api/sync", {**wish, "push": [{**CHANGESET, "actions": [action]}]}, desk.token("karel"))
    (receipt,) = json.loads(answer.text)["receipts"]
    assert receipt["code"] == "invalid"
    assert len(answer.content) < 50_000


def test_a_job_that_ends_by_a_defect_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("the sweeper")

    async def live() -> None:
        async with app._lifespan(desk.app):
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    monkeypatch.setattr(app, "daily_jobs", lambda *_: [broken])
    with caplog.at_level(logging.ERROR, "touchline"):
        asyncio.run(live())
    [line] = [record for record in caplog.records if record.getMessage().startswith("a job ended")]
    assert "broken" in line.getMessage()
    assert line.exc_info is not None and str(line.exc_info[1]) == "the sweeper"
