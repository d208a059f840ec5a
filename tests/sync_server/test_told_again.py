"""What was done in an earlier life of the server, told again beside words that are new to this one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from shared.domain.series import occurrence_id
from shared.sync.past import Was
from shared.sync.protocol import ActionCall, Changeset
from shared.tables import SCHEMA
from sync_server.privacy.retention import Retention
from sync_server.referee import Referee, Wish
from sync_server.restoring import waiting_for
from tests.house import DAY, START
from tests.sync_server.restored import Backup, returns


@pytest.fixture
def club() -> Backup:
    """The furnished house, opened once with its ledger."""
    club = Backup()
    assert club.look() is None
    return club


def test_a_take_down_that_is_told_again_gives_way_to_what_was_said_after_it(club: Backup) -> None:  # promise 10
    """Olga deleted a photo and restored it, then Sara chose it again: she is back before Olga's words are told."""
    house, sara, olga = club.house, club.house.phone("sara"), club.house.phone("olga")
    olga.sync()
    backup = club.copy()
    sara.sync()
    announced = {"kind": "photo", "contact": "contact-zoe", "sent_hash": "a" * 64, "sent_size": 5}
    sara.do("medium.add", id="medium-zoe", **announced)
    sara.do("contact.set_photo", id="contact-zoe", medium="medium-zoe")
    sara.sync()
    olga.sync()
    olga.do("medium.delete", id="medium-zoe")
    assert olga.sync() == ["applied"]
    olga.do("row.restore", table="medium", id="medium-zoe")
    assert olga.sync() == ["applied"]
    sara.sync()
    assert (sara.row("contact", "contact-zoe") or {})["photo"] is None
    sara.do("contact.set_photo", id="contact-zoe", medium="medium-zoe")
    assert sara.sync() == ["applied"]
    club.put_back(backup)
    assert returns(sara) == ["applied"] * 3
    assert (house.row("medium", "medium-zoe") is not None, house.store.count("untold")) == (True, 0)
    assert house.row("contact", "contact-zoe")["photo"] == "medium-zoe"


def test_who_left_a_team_left_on_the_day_that_was_said(club: Backup) -> None:  # promise 10
    """Bo's place was made on a phone that never heard so, and is made anew after Sara's word that Bo left."""
    house, sara, olga = club.house, club.house.phone("sara"), club.house.phone("olga")
    for phone in (sara, olga):
        phone.sync()
    backup = club.copy()
    olga.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-09-01")
    olga.exchange(reply_gets_lost=True)
    sara.sync()
    sara.do("group.remove_member", id="member-bo", to_on="2026-11-15")
    assert sara.sync() == ["applied"]
    club.put_back(backup)
    assert [returns(sara), returns(olga)] == [["parked gone"], ["applied"]]
    place = house.row("group_member", "member-bo")
    assert (place["from_on"], place["to_on"], place["present"]) == ("2026-09-01", "2026-11-15", 0)
    assert [line["lost"] for line in house.store.find("history", tbl="group_member", id="member-bo")] == [None, None]


def test_a_device_stays_shut_out_though_nobody_knows_why_eef_was_allowed_to(club: Backup) -> None:  # promise 10
    """Olga made Eef an owner after the backup, and Eef shut Karel's phone out. Olga's phone never returns, so Eef's
    words are refused in the new life: that the phone is shut out the ledger tells for itself.
    """
    house = club.house
    karel, olga, eef = (house.phone(name) for name in ("karel", "olga", "eef"))
    house.do("user_device.add", id=karel.device, user="user-karel", name="phone")
    backup = club.copy()
    for phone, verb, said in (
        (olga, "role.grant", {"id": "role-of-eef", "user": "user-eef", "role": "owner", "group": None}),
        (eef, "user_device.revoke", {"id": karel.device}),
    ):
        phone.sync()
        phone.do(verb, **said)
        assert phone.sync() == ["applied"]
    club.put_back(backup)
    assert house.row("role_assignment", "role-of-eef") is None
    assert house.row("device", karel.device)["revoked_at"] is not None


def test_a_consent_is_withdrawn_again_once_it_is_given_again(club: Backup) -> None:  # promise 10
    """Piet gave it for his child, Sara withdrew it for him. After a restore her phone is the first one back."""
    house, sara, piet = club.house, club.house.phone("sara"), club.house.phone("piet")
    photo = {"contact": "contact-bo", "purpose": "photo"}
    backup = club.copy()
    piet.sync()
    piet.do("consent.give", id="consent-bo", **photo)
    assert piet.sync() == ["applied"]
    sara.sync()
    sara.do("consent.withdraw", **photo)
    assert sara.sync() == ["applied"]
    club.put_back(backup)
    assert [returns(sara), returns(piet)] == [["parked gone"], ["applied"]]
    assert house.row("consent", "consent-bo")["withdrawn_by"] == "user-sara"
    assert house.store.count("untold") == 0


def test_what_is_done_after_all_writes_nothing_of_a_line_that_went(club: Backup) -> None:
    """Sara put away that her word about Bo waits, and a year later her line went. Then Olga's phone comes back."""
    house, sara, olga = club.house, club.house.phone("sara"), club.house.phone("olga")
    for phone in (sara, olga):
        phone.sync()
    backup = club.copy()
    olga.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-09-01")
    olga.exchange(reply_gets_lost=True)
    sara.sync()
    sara.do("group.remove_member", id="member-bo", to_on="2026-11-15")
    assert sara.sync() == ["applied"]
    club.put_back(backup)
    assert returns(sara) == ["parked gone"]
    (line,) = house.store.find("inbox_item", kind="parked")
    sara.do("inbox.done", id=line["id"])
    assert sara.sync() == ["applied"]
    house.clock.wait(366 * DAY)
    Retention(house.club()).apply()
    assert house.row("inbox_item", line["id"]) is None
    assert returns(olga) == ["applied"]
    assert (house.row("group_member", "member-bo")["to_on"], house.store.count("untold")) == ("2026-11-15", 0)
    assert [row["state"] for row in house.store.find("parked_change")] == ["done"]
    assert house.row("inbox_item", line["id"]) is None
    told = house.store.find("history", tbl="inbox_item", id=line["id"])
    assert [one["kind"] for one in told] == ["insert", "patch", "remove"]


@pytest.fixture
def again(club: Backup, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The changesets that the referee of a club that was just restored tries again, as it comes to them."""
    assert club.look(restored=True).epoch == "epoch-3"
    tried, real = list[str](), Referee._tell_again

    def watched(self: Referee, *given: Any) -> bool:
        tried.append(given[2]["id"])
        return real(self, *given)

    monkeypatch.setattr(Referee, "_tell_again", watched)
    return tried


def invented(n: int, verb: str, **args: Any) -> Changeset:
    """What Piet's app says was done in an earlier life, and may not be done in this one."""
    was = Was("epoch-1", 5, "applied", None, (START, 0, START, 1))
    call = ActionCall(verb, 1, args)
    return Changeset(f"invented-{n:04}", "phone-piet", n, "epoch-3", (call,), 0, START, START, 0, SCHEMA, "x", was=was)


def test_what_waits_is_tried_again_when_something_that_it_read_is_written(club: Backup, again: list[str]) -> None:
    house, piet = club.house, club.house.phone("piet")
    zoe = invented(1, "contact.patch", id="contact-zoe", set={"family_name": "Z"})
    tim = invented(2, "contact_point.patch", id="point-of-tim", set={"label": "gsm"})
    assert [one.outcome for one in house.referee.submit("user-piet", piet.device, [zoe, tim], START)] == ["parked"] * 2
    assert again == [zoe.id]  # that it was refused is noted when it is tried; without a row the other is not tried
    house.do("contact_point.patch", id="phone-of-ann", set={"label": "gsm"})
    assert again == [zoe.id]
    house.do("contact.patch", id="contact-zoe", set={"given_name": "Zo"})
    assert again == [zoe.id] * 2
    house.do("contact_point.add", id="point-of-tim", contact="contact-piet", kind="mobile", value="0470 00 00 00")
    assert again == [zoe.id] * 2 + [tim.id]
    assert waiting_for(house.store) == {"not_allowed": 1}
    house.do(
        "role.grant", id="role-of-piet", user="user-piet", role="secretary", group=None
    )  # who he is, all have read
    assert (again[-1], waiting_for(house.store)) == (zoe.id, {})


def test_what_waits_is_tried_again_after_wishes_that_the_server_has_many_of(club: Backup, again: list[str]) -> None:
    """A file of contacts is imported, and brings the point of which Piet's app speaks."""
    house, piet = club.house, club.house.phone("piet")
    tim = invented(1, "contact_point.patch", id="point-of-tim", set={"label": "gsm"})
    house.referee.submit("user-piet", piet.device, [tim], START)
    assert (again, waiting_for(house.store)) == ([], {"gone": 1})
    point = {"id": "point-of-tim", "contact": "contact-piet", "kind": "mobile", "value": "0470 00 00 00"}
    wishes = [Wish("changeset-x", START, (ActionCall("contact_point.add", 1, point),))]
    assert [one.outcome for one in house.referee.perform_many(wishes)] == ["applied"]
    assert (again, waiting_for(house.store)) == ([tim.id], {})
    assert [row["state"] for row in house.store.find("parked_change")] == ["done"]


def test_what_was_tried_in_vain_and_rolled_back_is_tried_again(club: Backup, again: list[str]) -> None:
    house, piet = club.house, club.house.phone("piet")
    tim = invented(1, "contact_point.patch", id="point-of-tim", set={"label": "gsm"})
    house.referee.submit("user-piet", piet.device, [tim], START)
    point = ActionCall("contact_point.add", 1, {"id": "point-of-tim", "contact": "contact-piet", "kind": "mobile"})
    call = replace(point, args={**point.args, "value": "0470 00 00 00"})
    with pytest.raises(ZeroDivisionError), house.referee.writing("system", "server") as (counter, server):
        house.referee.tell(counter, server, "system", Wish("changeset-x", START, (call,)))
        assert house.referee.tell_again(counter, server, START)
        raise ZeroDivisionError
    assert waiting_for(house.store) == {"gone": 1}
    house.do("contact_point.add", **call.args)
    assert (again, waiting_for(house.store)) == ([tim.id] * 2, {})


def test_much_that_one_user_says_was_done_is_left_to_the_office(
    club: Backup, again: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.past.MOST_WAITING", 3)
    house, piet = club.house, club.house.phone("piet")
    made_up = [invented(n, "contact.patch", id="contact-zoe", set={"family_name": str(n)}) for n in range(1, 6)]
    receipts = house.referee.submit("user-piet", piet.device, made_up, START)
    assert [one.outcome for one in receipts] == ["parked"] * 5
    assert (house.store.count("parked_change", state="waiting"), house.store.count("untold")) == (5, 3)


EVENINGS = {
    "kind": "training",
    "title": "Extra",
    "rule": "FREQ=WEEKLY",
    "first_on": "2026-11-24",
    "count": 3,
    "start": "19:00",
    "zone": "Europe/Brussels",
    "group": "team-u12",
}


def test_a_series_that_is_told_again_makes_no_evening_that_was_deleted_since(club: Backup) -> None:  # promise 14
    """Karel planned three evenings and Sara deleted one, and the rest of another series came back: as it was."""
    house, karel, sara = club.house, club.house.phone("karel"), club.house.phone("sara")
    for phone in (karel, sara):
        phone.sync()
    backup = club.copy()
    for series in ("series-one", "series-two"):
        karel.do("activity_series.create", id=series, **EVENINGS)
    karel.do("attendance.declare", activity=evening("series-one", 1), contact="contact-kim", declared="yes")
    assert karel.sync() == ["applied"] * 3
    sara.sync()
    sara.do("activity.delete", id=evening("series-one", 1))
    sara.do("activity_series.delete", id="series-two", from_on="2026-12-01")
    assert sara.sync() == ["applied"] * 2
    sara.do("row.restore", table="activity", id=evening("series-two", 1))
    assert sara.sync() == ["applied"]
    stood = {row["id"]: row for row in house.store.find("activity")}
    club.put_back(backup)
    returns(sara)  # whose words wait for what they are about
    assert returns(karel) == ["applied"] * 3
    assert ({row["id"]: row for row in house.store.find("activity")}, house.store.count("untold")) == (stood, 0)
    assert {row["state"] for row in house.store.find("parked_change")} == {"done"}


def evening(series: str, week: int) -> str:
    return occurrence_id(series, date(2026, 11, 24) + timedelta(weeks=week))
