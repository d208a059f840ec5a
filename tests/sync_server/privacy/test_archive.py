"""Everything of one person, for that person: whole, readable, and with nothing of anybody else."""

import asyncio
import csv
import io
import json
import threading
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from sync_server.__main__ import main
from sync_server.privacy import archive
from tests.house import DAY, House
from tests.sync_server.desk import PASSWORD, Desk, sign_in_of
from tests.sync_server.store.test_copying import in_file, with_media

KIM, OTHERS = "contact-kim", (b"Zoe", b"Maes", b"Mia", b"Olga", b"0470", b"+32470")


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    house.do("contact_point.add", id="phone-of-kim", contact=KIM, kind="mobile", value="0471 00 00 01", label="=1+1")
    with_media(house, tmp_path / "media")
    return Desk(house, tmp_path)


def asked(desk: Desk, name: str, contact: str = KIM, password: str = PASSWORD) -> Any:
    return desk.post("/api/archive", {"contact": contact, "password": password}, desk.token(name))


def fetched(desk: Desk, name: str, contact: str = KIM) -> ZipFile:
    answer = desk.send("GET", f"/api/archive/{asked(desk, name, contact).json()['ticket']}")
    assert answer.headers["content-disposition"] == 'attachment; filename="touchline.zip"'
    return ZipFile(io.BytesIO(answer.content))


def test_a_parent_gets_all_of_the_child_and_nothing_of_others(desk: Desk) -> None:
    zipped = fetched(desk, "piet")
    names = zipped.namelist()
    assert names[:3] == ["lees-mij.html", "read-me.html", "data.json"]
    assert sorted(name for name in names if name.startswith("media/")) == [
        "media/001.jpg",
        "media/002.jpg",
        "media/003.jpg",
    ]
    told = json.loads(zipped.read("data.json"))["tables"]
    assert {"contact", "contact_identity", "contact_finance", "membership", "activity_guest", "account"} <= told.keys()
    assert told["contact_finance"]["rows"] == [{"id": KIM, "iban": "BE68539007547034"}]
    assert told["group_member"]["rows"][0]["group_name"] == "U12"
    for name in names:
        if not name.startswith("media/"):
            assert [word for word in OTHERS if word in zipped.read(name)] == [], name


def test_it_can_be_read_and_no_cell_is_calculated(desk: Desk) -> None:
    zipped = fetched(desk, "piet")
    page = zipped.read("lees-mij.html").decode()
    assert "De gegevens van Kim Peeters" in page
    assert "Bankrekening" in page
    assert "<script" not in page
    (row,) = csv.DictReader(io.StringIO(zipped.read("sheets/contact_point.csv").decode("utf-8-sig")))
    assert (row["label"], row["value"]) == ("'=1+1", "'+32471000001")


def test_names_are_no_part_of_a_page(desk: Desk) -> None:
    desk.house.do("contact.patch", id=KIM, set={"family_name": "<script>alert(1)</script>"})
    assert "<script" not in fetched(desk, "piet").read("read-me.html").decode()


@pytest.mark.parametrize(("name", "contact"), [("ann", KIM), ("karel", KIM), ("tom", KIM), ("piet", "contact-zoe")])
def test_of_somebody_else_there_is_none(desk: Desk, name: str, contact: str) -> None:
    answer = asked(desk, name, contact)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_allowed")
    assert desk.house.store.count("audit", kind="exported") == 0


def test_of_who_had_an_id_before_there_is_nothing(desk: Desk) -> None:
    """Piet has a number under the id of one that Ann took away."""
    house = desk.house
    house.do("contact_point.patch", id="phone-of-ann", set={"value": "0499 99 99 99"})
    house.do("contact_point.delete", id="phone-of-ann")
    mine = {"contact": "contact-piet", "kind": "mobile", "value": "0470 00 00 00"}
    house.do("contact_point.add", id="phone-of-ann", **mine)
    house.do("contact_point.patch", id="phone-of-ann", set={"value": "0470 00 00 01"})
    for name in ("piet", "olga"):
        told = fetched(desk, name, "contact-piet").read("data.json").decode()
        assert ("+32470000000" in told, "+32499999999" in told) == (True, False)


@pytest.mark.parametrize("over", ["the role", "the device", "the child"])
def test_a_ticket_is_no_right(desk: Desk, over: str) -> None:
    """What was asked for is fetched a moment later: by who may no more it is not."""
    house, name = desk.house, "piet" if over == "the child" else "sara"
    ticket = asked(desk, name).json()["ticket"]
    if over == "the role":
        house.do("role.withdraw", id="role-sara")
    elif over == "the device":
        with house.store.transaction():
            house.store.update("device", (sign_in_of(name)["device"],), {"revoked_at": 1})
    else:
        house.do("account_link.patch", id="link-of-piet", set={"may_act_for": 0})
    answer = desk.send("GET", f"/api/archive/{ticket}")
    assert (answer.status_code, answer.json()["code"]) == (404, "absent")


def test_of_a_grown_child_a_parent_gets_none(desk: Desk) -> None:
    """It is the person's own from that day on."""
    desk.house.do("contact_identity.patch", id=KIM, set={"birth_date": "2000-01-01"})
    assert asked(desk, "piet").status_code == 200
    desk.house.do("account_link.turn", id="link-of-kim", day="2026-11-19")
    assert (asked(desk, "piet").status_code, asked(desk, "piet").json()["code"]) == (422, "not_allowed")


def test_the_secretary_gets_nothing_sensitive_and_the_owner_does(desk: Desk) -> None:
    assert [("sheets/contact_finance.csv" in fetched(desk, name).namelist()) for name in ("sara", "olga")] == [
        False,
        True,
    ]


def test_it_is_no_way_around_the_rights(desk: Desk) -> None:
    """What a coach has not shared, the family does not get; the secretary neither, nor who paid what."""
    house, draft = desk.house, "lui, en de moeder bemoeit zich"
    attitude = {"id": "criterion-attitude", "category": "Houding", "name": "Houding", "scale": "text"}
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", group="team-u12", criteria=[attitude])
    which = {"template": "template-youth", "contact": KIM, "round_on": "2026-11-01"}
    house.do("evaluation.score", **which, criterion="criterion-attitude", text=draft)
    kept = {name: told(fetched(desk, name)) for name in ("piet", "sara", "olga")}
    assert [draft in kept[name] for name in ("piet", "sara", "olga")] == [False, False, True]
    left_out = "onderdelen staan er niet in"
    assert [left_out in kept[name] for name in ("piet", "sara", "olga")] == [True, True, False]
    for verb in ("finish", "share"):
        house.do(f"evaluation.{verb}", **which)
    shared = told(fetched(desk, "piet"))
    assert (draft in shared, left_out in shared) == (True, False)


def told(zipped: ZipFile) -> str:
    """All the words in it."""
    return "".join(zipped.read(name).decode() for name in zipped.namelist() if not name.startswith("media/"))


def test_of_payments_the_secretary_gets_none(desk: Desk) -> None:
    house = desk.house
    names = {name: set(fetched(desk, name, "contact-piet").namelist()) for name in ("sara", "olga", "piet")}
    assert house.store.count("payment", account="family-peeters") == 1
    assert [("sheets/payment.csv" in names[name]) for name in ("sara", "olga", "piet")] == [False, True, True]


def test_a_role_that_ends_while_the_password_is_looked_at_is_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_: Any) -> bool:
        desk.house.do("role.withdraw", id="role-sara")
        return True

    token = desk.token("sara")
    monkeypatch.setattr("sync_server.handlers.archive.right_password", slowly)
    answer = desk.post("/api/archive", {"contact": KIM, "password": PASSWORD}, token)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_allowed")
    assert desk.house.store.count("audit", kind="exported") == 0


def test_the_password_is_asked_again(desk: Desk) -> None:
    answer = asked(desk, "piet", password="een ander wachtwoord")
    assert (answer.status_code, answer.json()["about"]) == (422, {"field": "password", "reason": "wrong_password"})


def test_a_ticket_serves_once_and_two_minutes(desk: Desk) -> None:
    ticket = asked(desk, "piet").json()["ticket"]
    assert [desk.send("GET", f"/api/archive/{ticket}").status_code for _ in range(2)] == [200, 404]
    late = asked(desk, "piet").json()["ticket"]
    desk.house.clock.wait(2 * 60 * 1000)
    assert desk.send("GET", f"/api/archive/{late}").status_code == 404


def test_five_in_a_day_and_each_is_written_down(desk: Desk) -> None:
    for _ in range(5):
        assert asked(desk, "piet").status_code == 200
        desk.house.clock.wait(15 * 60 * 1000)
    answer = asked(desk, "piet")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    rows = desk.house.store.find("audit", kind="exported", actor="user-piet", id=KIM)
    assert (len(rows), json.loads(rows[0]["detail"])["contact"]) == (5, 1)
    told = [(row["user"], row["what"], row["contact"]) for row in desk.house.store.find("export_log")]
    assert told == [("user-piet", "archive", KIM)] * 5
    desk.house.clock.wait(DAY)
    assert asked(desk, "piet").status_code == 200


def test_of_many_asked_for_at_once_no_more_are_made(desk: Desk) -> None:
    for _ in range(3):
        assert asked(desk, "piet").status_code == 200
    desk.house.clock.wait(15 * 60 * 1000)
    headers, body = desk.token("piet"), {"contact": KIM, "password": PASSWORD}

    async def burst() -> list[int]:
        transport = httpx.ASGITransport(desk.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            answers = await asyncio.gather(*(client.post("/api/archive", json=body) for _ in range(4)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(burst()) == [200, 200, 429, 429]
    assert desk.house.store.count("audit", kind="exported") == 5


def test_others_are_served_while_it_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signs in waits for none, though two are being made: that is as many as passwords are looked at."""
    headers, body = desk.token("piet"), {"contact": KIM, "password": PASSWORD}
    served, write = threading.Event(), archive.write

    def slowly(*given: Any) -> None:
        assert served.wait(20), "nobody was served meanwhile"
        write(*given)

    monkeypatch.setattr(archive, "write", slowly)

    async def story() -> list[int]:
        transport = httpx.ASGITransport(desk.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            asking = [asyncio.create_task(client.post("/api/archive", json=body)) for _ in range(2)]
            while desk.house.store.count("audit", kind="exported") < len(asking):
                assert (await client.get("/api/health")).status_code == 200
                await asyncio.sleep(0.01)
            entered = await client.post("/api/session", json=sign_in_of("karel"))
            served.set()
            return [entered.status_code, *(answer.status_code for answer in await asyncio.gather(*asking))]

    assert asyncio.run(story()) == [200, 200, 200]


def test_the_command_writes_the_same(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_media(house, tmp_path / "media")
    in_file(house, tmp_path / "club.db")
    monkeypatch.setenv("TOUCHLINE_DATA", str(tmp_path))
    out = tmp_path / "kim.zip"
    assert main(["person", KIM, "--out", str(out)]) == 0
    assert f"rows of Kim Peeters are in {out}" in capsys.readouterr().out
    assert "data.json" in ZipFile(out).namelist()
    assert main(["person", KIM, "--out", str(out)]) == 1
    assert main(["person", "contact-nobody", "--out", str(tmp_path / "x.zip")]) == 1
