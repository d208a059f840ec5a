"""How the very first owner comes in, and how somebody who is locked out comes back. (feature 39)"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.domain.invitation import LIFE_MS, hash_of, read_link
from sync_server.__main__ import main
from sync_server.facts import image
from sync_server.settings import from_environment
from sync_server.sign_in.founding import FOUNDER, founding_link, introduce, told, way_back
from sync_server.sign_in.users import NewUser, create_user
from sync_server.store.database import open_store
from tests.house import House
from tests.sync_server.desk import PASSWORD, Desk, public_key

NAMES = {"club": " KV  De Meers ", "given_name": "Koen", "family_name": "Peeters"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A server on an empty database."""
    return Desk(House(), tmp_path)


def link_of(desk: Desk) -> str:
    """The secret in the link that the server says."""
    address = founding_link(desk.house.club(), desk.settings)
    assert address is not None
    secret = read_link(address)
    assert secret is not None
    return secret


def come_in(desk: Desk, secret: str, founding: Any = NAMES, name: str = "koen") -> httpx.Response:
    wish = {
        "username": name,
        "password": PASSWORD,
        "device": f"phone-of-{name}",
        "public_key": public_key(name),
        "name": "x",
        "secret": secret,
    }
    return desk.post("/api/welcome", wish if founding is None else {**wish, "founding": founding})


def test_the_first_owner_names_the_club_and_comes_in(desk: Desk) -> None:
    introduce(desk.house.club(), desk.settings)
    secret = link_of(desk)
    assert desk.post("/api/welcome/look", {"secret": secret}).json() == {
        "purpose": "found",
        "given_name": "",
        "username": None,
    }
    assert come_in(desk, secret).status_code == 200
    [role] = desk.house.store.find("role_assignment", present=1)
    [profile] = desk.house.store.find("user_profile")
    founder = desk.house.row("contact", FOUNDER) or {}
    assert (role["role"], role["user"], profile["contact"]) == ("owner", profile["id"], FOUNDER)
    assert (founder["given_name"], founder["family_name"]) == ("Koen", "Peeters")
    card = str((desk.house.row("setting", "club") or {})["value"])
    assert '"name":"KV De Meers"' in card
    assert '"label_keys":{"1":' in card, "what the club said of itself before stays"


def test_labels_are_of_the_host_that_others_know(desk: Desk) -> None:
    """Tried out on one machine first, then served to a club, then moved. # feature B6"""
    club = desk.house.club()

    def host(*names: str) -> str:
        introduce(club, replace(desk.settings, allowed_hosts=names))
        return str(image((desk.house.row("setting", "club") or {})["value"])["host"])

    assert host("localhost", "127.0.0.1") == "localhost"
    assert host("kvdemeers.example") == "kvdemeers.example"
    told_so_far = desk.house.store.count("log")
    assert host("elsewhere.example") == "kvdemeers.example", "labels were printed"
    assert desk.house.store.count("log") == told_so_far


def test_the_link_works_once_and_no_other_follows(desk: Desk) -> None:
    secret = link_of(desk)
    assert come_in(desk, secret).status_code == 200
    assert come_in(desk, secret, name="eve").status_code == 404
    assert founding_link(desk.house.club(), desk.settings) is None
    assert told(desk.house.club(), desk.settings) == ""


def test_only_the_newest_link_counts_and_only_in_its_time(desk: Desk) -> None:
    older, newer = link_of(desk), link_of(desk)
    assert desk.post("/api/welcome/look", {"secret": older}).status_code == 404
    desk.house.clock.wait(LIFE_MS["join"])
    assert come_in(desk, newer).status_code == 404
    assert come_in(desk, link_of(desk)).status_code == 200


def test_a_link_that_lies_about_opens_nothing_once_somebody_owns_the_club(desk: Desk) -> None:
    """Whoever finds it in a terminal later would else become a second owner."""
    secret = link_of(desk)
    create_user(desk.house.club(), NewUser("olga", PASSWORD, None, (("owner", None),)), desk.house.clock.now)
    assert desk.post("/api/welcome/look", {"secret": secret}).status_code == 404
    assert come_in(desk, secret).status_code == 404
    assert come_in(desk, secret, None).status_code == 404
    introduce(desk.house.club(), desk.settings)
    assert desk.house.row("contact", FOUNDER) is None, "nobody of the name Touchline stays among the people"


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {**NAMES, "club": "  "},
        {**NAMES, "given_name": ""},
        {**NAMES, "club": 7},
        {**NAMES, "club": "x" * 101},
        {**NAMES, "role": "owner"},
        "KV De Meers",
    ],
)
def test_nothing_is_used_up_by_a_founder_who_says_too_little(desk: Desk, said: Any) -> None:
    secret = link_of(desk)
    assert come_in(desk, secret, said).status_code == 400
    assert desk.house.store.count("user_profile") == 0
    assert come_in(desk, secret).status_code == 200


def test_nobody_else_renames_the_club_on_the_way_in(desk: Desk) -> None:
    assert come_in(desk, link_of(desk)).status_code == 200
    house = desk.house
    house.do("contact.create", id="contact-eve", given_name="Eve")
    secret = "0" * 25 + "4"
    wish = {"contact": "contact-eve", "purpose": "join", "how": "code", "secret_hash": hash_of(secret)}
    house.do("invitation.make", id="invitation-eve", **wish)
    assert come_in(desk, secret, {**NAMES, "club": "Eve's"}, "eve").status_code == 400
    assert "KV De Meers" in str((house.row("setting", "club") or {})["value"])
    assert come_in(desk, secret, None, "eve").status_code == 200


def test_an_owner_who_is_locked_out_comes_back_by_the_terminal(desk: Desk) -> None:
    assert come_in(desk, link_of(desk)).status_code == 200
    club = desk.house.club()
    assert way_back(club, desk.settings, "nobody") is None
    address = way_back(club, desk.settings, " Koen ")
    assert address is not None
    secret = read_link(address)
    assert desk.post("/api/welcome/look", {"secret": secret}).json()["purpose"] == "reset"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The environment of a server that has no club yet."""
    monkeypatch.setenv("TOUCHLINE_DATA", str(tmp_path))
    return tmp_path


def test_the_terminal_says_the_link(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link"]) == 0
    said = capsys.readouterr().out
    assert "This club has no owner yet." in said
    assert "    http://localhost:8000/#/welcome/" in said
    assert "TOUCHLINE_URL" in said
    assert main(["link", "koen"]) == 1
    with closing(open_store(from_environment().database)) as store:
        [made] = store.find("invitation", state="waiting")
        assert (made["role"], made["by"], made["contact"]) == ("owner", None, FOUNDER)
        secret = read_link(said.split()[said.split().index("once:") + 1])
        assert secret is not None
        assert secret.encode() not in place.joinpath("club.db").read_bytes(), "its hash alone is kept"
