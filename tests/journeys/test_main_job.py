"""The main job in one process: five devices, bad weather, and in the end one club (features 9, 31, 88, 89, B1 to B5).

Karel coaches sixteen players without a network; Sara works in the office; Eef and Luc keep the equipment and both scan
the red bag; Piet is a parent. They come back one by one through a network that drops, cuts, doubles and lies.
"""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.tables import REGISTER
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from tests.house import LABEL, MINUTE, House, copy_of
from tests.mobile.couriers import Device, desk_of
from tests.sync_server.desk import Desk

PLAYERS = ["contact-kim", *(f"contact-player-{number:02}" for number in range(1, 16))]
WEATHER = ["drop", "cut", "half", "portal", "portal-json", "busy", "broken", "twice", "fine", "fine"]
PIETS_PHONE = "phone-of-piet"


def the_club(house: House, folder: Path) -> Desk:
    """Sixteen players in the U12, a second equipment manager, and an invoice on Kim's own name."""
    for id in PLAYERS[1:]:
        house.do("contact.create", id=id, given_name="Speler", family_name=id[-2:])
        house.do("group.add_member", id=f"member-{id}", contact=id, group="team-u12", function="player")
    house.do("contact.create", id="contact-luc", given_name="Luc")
    house.do("user.enrol", id="user-luc", contact="contact-luc", username="luc")
    house.do("role.grant", id="role-luc", user="user-luc", role="equipment")
    shirt = {"id": "line-of-kim", "description": "Truitje", "quantity": 1, "unit_cents": 3500}
    house.do("invoice.draft", id="invoice-kim", contact="contact-kim", lines=[shirt])
    house.do("invoice.issue", id="invoice-kim", issued_on="2026-11-10")
    return desk_of(house, folder)


def coach_at_the_field(karel: Device) -> None:
    """Fourteen present, one late, one absent with the reason; a parent's number; whom to ring for Kim."""
    for place, player in enumerate(PLAYERS):
        confirmed, reason = {14: ("late", None), 15: ("absent", "ziek")}.get(place, ("present", None))
        mark = {"activity": "training-u12", "contact": player, "confirmed": confirmed, "reason": reason}
        assert karel.do("attendance.confirm", **mark).state == "waiting"
    assert karel.do("contact_point.patch", id=PIETS_PHONE, set={"value": "0499 11 22 33"}).state == "waiting"
    assert karel.row("contact_emergency", "contact-kim")["alert"] == "EpiPen"
    assert karel.replica.waiting() == 17


def hands_out_by_scanning(manager: Device, team: str) -> str:
    """Scan the label, see the bag, hand it to a team; answers the id of the fact."""
    bag = manager.row("resource_code", LABEL)["resource"]
    fact = manager.writer.new_id()
    done = manager.do("custody.hand_out", id=fact, resource=bag, to_kind="group", to_id=team)
    assert (bag, done.state) == ("ball-bag-red", "waiting")
    assert manager.row("resource", bag)["holder_id"] == team
    return fact


def comes_back(device: Device, rng: random.Random) -> None:
    """Tries in whatever weather there is until everything was said and heard."""
    waiting = {line["id"] for line in device.store.find("queue")}
    for _ in range(40):
        if device.sync(*rng.choices(WEATHER, k=3)):
            break
        assert waiting <= {row["id"] for table in ("queue", "receipt") for row in device.store.find(table)}
    assert device.replica.waiting() == 0


@dataclass
class Evening:
    """How everything stands when all are back. `scans` are Eef's and Luc's facts about the bag."""

    desk: Desk
    devices: dict[str, Device]
    scans: tuple[str, str]


@pytest.fixture(scope="module", params=["0 sqlite", "1 sqlite", "2 sqlite", "0 postgresql"])
def evening(
    request: pytest.FixtureRequest, furnished: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Evening]:
    """In the morning all had the club on their device; then came the day, and the weather of this seed."""
    seed, keeper = request.param.split()
    if keeper == "sqlite":
        yield _told(copy_of(furnished), int(seed), tmp_path_factory.mktemp("club"))
        return
    postgres, template = request.getfixturevalue("postgres"), request.getfixturevalue("furnished_template")
    with postgres.fresh(template) as url, closing(PostgresStorage(url, SERVER_REGISTER)) as store:
        yield _told(copy_of(furnished, store), int(seed), tmp_path_factory.mktemp("club"))


def _told(house: House, seed: int, folder: Path) -> Evening:
    desk = the_club(house, folder)
    devices = {name: Device(desk, name).sign_in() for name in ("karel", "sara", "eef", "luc", "piet")}
    assert all(device.sync() for device in devices.values())
    coach_at_the_field(devices["karel"])
    devices["sara"].do("contact_point.patch", id=PIETS_PHONE, set={"label": "Papa werk"})
    first = hands_out_by_scanning(devices["eef"], "team-u12")
    desk.house.clock.wait(7 * MINUTE)
    second = hands_out_by_scanning(devices["luc"], "team-u13")
    not_coming = {"activity": "training-u12", "contact": "contact-kim", "declared": "no", "reason": "verjaardag"}
    devices["piet"].do("attendance.declare", **not_coming)
    rng = random.Random(seed)
    for device in rng.sample(list(devices.values()), len(devices)):
        comes_back(device, rng)
    assert all(device.sync() for device in devices.values())
    return Evening(desk, devices, (first, second))


def test_everybody_ends_with_the_same_right_data(evening: Evening) -> None:
    club = evening.desk.house.store
    for device in evening.devices.values():
        for table in REGISTER:
            assert all(row == club.get(table.name, row["id"]) for row in device.store.find(table.name))
        granted = [row["scope"] for row in club.find("user_scope", user=f"user-{device.name}")]
        reached = {row["audience"] for row in club.among("audience_scope", "scope", granted)}
        held = {(row["tbl"], row["id"]) for row in club.among("row_version", "audience", list(reached), deleted=0)}
        assert {(row["tbl"], row["id"]) for row in device.store.find("held")} == held
        assert device.badge() == (0, False, None)


def test_nobodys_word_about_one_contact_is_lost(evening: Evening) -> None:
    for name in ("karel", "sara", "piet"):
        point = evening.devices[name].row("contact_point", PIETS_PHONE)
        assert (point["value"], point["label"]) == ("+32499112233", "Papa werk")


def test_sixteen_marks_stand_as_the_coach_made_them(evening: Evening) -> None:
    rows = evening.devices["sara"].store.find("activity_guest", activity="training-u12")
    assert sorted(row["confirmed"] for row in rows) == ["absent", "late", *["present"] * 14]
    assert [row["confirmed_reason"] for row in rows if row["confirmed"] == "absent"] == ["ziek"]


def test_each_change_was_waiting_and_is_confirmed(evening: Evening) -> None:
    made = {"karel": 17, "sara": 1, "eef": 1, "luc": 1, "piet": 1}
    answers = {name: device.answers() for name, device in evening.devices.items()}
    assert answers == {name: [("applied", None)] * count for name, count in made.items()}


def test_one_chain_of_custody_and_one_dispute_with_both_times(evening: Evening) -> None:
    first, second = evening.scans
    for name in ("eef", "luc", "karel"):
        device = evening.devices[name]
        facts = sorted(device.store.find("custody_event", resource="ball-bag-red"), key=lambda row: row["stamp"])
        assert [(fact["id"], fact["to_id"]) for fact in facts] == [(first, "team-u12"), (second, "team-u13")]
        assert facts[1]["claimed_at"] - facts[0]["claimed_at"] == 7 * MINUTE + 1
        bag = device.row("resource", "ball-bag-red")
        assert (bag["holder_id"], bag["held_since"], bag["disputed"]) == ("team-u13", facts[1]["claimed_at"], 1)
    for name in ("eef", "luc"):
        (item,) = evening.devices[name].store.find("inbox_item", kind="disputed")
        assert json.loads(item["detail"]) == {"resource": "ball-bag-red", "first": first, "second": second}


def test_what_the_coach_and_the_parent_said_about_kim_are_both_there(evening: Evening) -> None:
    (guest,) = evening.devices["karel"].store.find("activity_guest", contact="contact-kim")
    assert (guest["declared"], guest["declared_reason"], guest["declared_by"]) == ("no", "verjaardag", "user-piet")
    assert (guest["confirmed"], guest["confirmed_by"]) == ("present", "user-karel")


def test_a_parent_sees_the_familys_and_the_childs_invoices_and_no_other(evening: Evening) -> None:
    invoices = {row["id"]: row["total_cents"] for row in evening.devices["piet"].store.find("invoice")}
    assert invoices == {"invoice-peeters": 25000, "invoice-kim": 3500}
