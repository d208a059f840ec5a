"""What cannot be done, and was right when it was written, waits for the office; what hangs on it waits too."""

import json
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from shared.domain.series import occurrence_id
from shared.register import Row
from shared.sync.protocol import ActionCall
from shared.tables import SCHEMA
from sync_server.privacy.retention import Retention
from sync_server.referee import Refused
from tests.house import DAY, House, Phone


@pytest.fixture
def karel(house: House) -> Phone:
    """The coach's phone, synced."""
    phone = house.phone("karel")
    phone.sync()
    return phone


def parked(phone: Phone) -> list[tuple[str, str, str]]:
    """Reason, code and state of the parked changes this phone shows."""
    return [(row["reason"], row["code"], row["state"]) for row in phone.store.find("parked_change")]


def cancelled(house: House) -> int:
    return int((house.row("activity", "training-u12") or {})["cancelled"])


def asked(row: Row) -> list[tuple[str, dict[str, object]]]:
    return [(action["name"], action["args"]) for action in json.loads(row["asked"])]


def blindly(phone: Phone, *wishes: tuple[str, dict[str, object]]) -> None:
    """As an app that does not look first."""
    with patch.object(phone.replica._prediction, "run", lambda *_: ("pending", [])):
        phone.do_all(*wishes)


CANCEL = ("activity.cancel", {"id": "training-u12"})


def test_a_change_made_before_a_role_ended_waits_for_the_office(house: House, karel: Phone) -> None:
    karel.do("activity.cancel", id="training-u12")
    house.do("role.withdraw", id="role-karel")
    assert karel.sync() == ["parked not_allowed"]
    assert cancelled(house) == 0
    assert [(item["kind"], item["code"]) for item in karel.store.find("inbox_item")] == [("parked", "not_allowed")]
    sara = house.phone("sara")
    sara.sync()
    assert parked(sara) == parked(karel) == [("right_ended", "not_allowed", "waiting")]


def test_so_does_one_that_comes_when_history_has_forgotten_why(house: House, karel: Phone) -> None:
    """The phone lay in a drawer for four years. What history said of the role is gone, but for that it ended."""
    karel.do("activity.cancel", id="training-u12")
    house.do("role.withdraw", id="role-karel")
    house.clock.wait(4 * 365 * DAY)
    Retention(house.club()).apply()
    (line,) = house.store.find("history", tbl="role_assignment", id="role-karel", kind="patch")
    assert (line["before"], line["after"]) == (None, '{"present":0}')
    assert Retention(house.club()).due()["what a personal field said before"] == 0
    assert karel.sync() == ["parked not_allowed"]


def test_the_office_does_it_after_all(house: House, karel: Phone) -> None:
    karel.do("activity.cancel", id="training-u12")
    house.do("role.withdraw", id="role-karel")
    karel.sync()
    sara = house.phone("sara")
    sara.sync()
    (row,) = sara.store.find("parked_change")
    settled = ("parked.settle", {"id": row["id"], "outcome": "done"})
    assert sara.do_all(*asked(row), settled).state == "waiting"
    assert sara.sync() == ["applied"]
    karel.sync()
    assert cancelled(house) == 1
    assert parked(karel) == [("right_ended", "not_allowed", "done")]
    again = sara.do_all(settled).refusal
    assert again is not None
    assert again.code == "already_settled"


def test_what_was_never_allowed_is_refused(house: House, karel: Phone) -> None:
    blindly(karel, ("contact.delete", {"id": "contact-zoe"}))
    house.do("group.patch", id="team-u12", set={"name": "U12"})
    assert karel.sync() == ["refused not_allowed"]
    assert parked(karel) == []


def test_a_right_that_ended_before_the_author_looked_parks_nothing(house: House, karel: Phone) -> None:
    house.do("role.withdraw", id="role-karel")
    karel.sync()
    blindly(karel, CANCEL)
    assert karel.sync() == ["refused not_allowed"]


def test_what_needs_the_row_of_a_parked_change_waits_with_it(house: House) -> None:
    tom = house.phone("tom")
    tom.sync()
    tom.do("invoice.draft", id="invoice-new", account="family-maes", lines=[])
    house.do("role.withdraw", id="role-tom")
    blindly(tom, ("invoice.issue", {"id": "invoice-new", "issued_on": "2026-11-20"}))
    assert tom.sync() == ["parked not_allowed", "parked dependency"]
    assert sorted(row["reason"] for row in tom.store.find("parked_change")) == ["dependency", "right_ended"]


def test_an_evening_of_a_series_that_is_parked_waits_with_it(house: House, karel: Phone) -> None:
    """Its id follows from the series and the day, and stands in no argument of what makes it."""
    evening = {"rule": "FREQ=WEEKLY;BYDAY=TU", "first_on": "2026-12-01", "until_on": "2026-12-22"}
    series = {**evening, "id": "series-new", "kind": "training", "title": "Keepers", "group": "team-u12"}
    karel.do("activity_series.create", **series, zone="Europe/Brussels", start="18:00", end="19:00")
    second = occurrence_id("series-new", date(2026, 12, 8))
    karel.do("activity.patch", id=second, set={"location": "Veld 2"})
    criteria = [{"id": "criterion-new", "category": "Inzet", "name": "Inzet", "scale": "stars"}]
    karel.do("evaluation_template.create", id="template-new", name="Keepers", group="team-u12", criteria=criteria)
    karel.do("criterion.patch", id="criterion-new", set={"name": "Moed"})
    house.do("role.withdraw", id="role-karel")
    assert karel.sync() == ["parked not_allowed", "parked dependency"] * 2


def test_words_that_fill_a_request_are_kept_for_who_may_say_them(house: House, karel: Phone) -> None:
    notes = [
        ("activity.patch", {"id": "training-u12", "set": {name: f"{name} {'la ' * 20_000}"}})
        for name in ("note", "location", "meeting_point", "opponent")
    ]
    karel.do_all(*notes)
    house.do("role.withdraw", id="role-karel")
    assert karel.sync() == ["parked not_allowed"]
    sara = house.phone("sara")
    sara.sync()
    (row,) = sara.store.find("parked_change")
    assert asked(row) == [(name, dict(args)) for name, args in notes]
    (item,) = karel.store.find("inbox_item")
    assert json.loads(item["detail"])["asked"] == json.loads(row["asked"])
    assert sara.do_all(*asked(row), ("parked.settle", {"id": row["id"], "outcome": "done"})).state == "waiting"
    assert sara.sync() == ["applied"]
    assert str((house.row("activity", "training-u12") or {})["opponent"]).startswith("opponent la")


def test_what_needs_a_row_that_was_refused_is_refused_for_that(house: House, karel: Phone) -> None:
    blindly(karel, ("contact.create", {"id": "contact-new", "given_name": "Lou"}))
    blindly(
        karel, ("contact_point.add", {"id": "point-new", "contact": "contact-new", "kind": "email", "value": "a@b.be"})
    )
    assert karel.sync() == ["refused not_allowed", "refused dependency"]
    last = max(karel.store.find("receipt"), key=lambda receipt: receipt["n"])
    refused = min(karel.store.find("receipt"), key=lambda receipt: receipt["n"])
    assert json.loads(last["detail"]) == {"changeset": refused["id"]}


def test_once_the_row_is_there_nothing_hangs_any_more(house: House, karel: Phone) -> None:
    blindly(karel, ("resource.create", {"id": "resource-new", "name": "Goal", "kind": "single"}))
    assert karel.sync() == ["refused not_allowed"]
    house.do("resource.create", id="resource-new", name="Goal", kind="single")
    blindly(karel, ("resource.patch", {"id": "resource-new", "set": {"name": "x"}}))
    assert karel.sync() == ["refused not_allowed"]


def test_a_newer_app_s_action_is_kept_for_a_newer_server(house: House, karel: Phone) -> None:  # promise 15
    blindly(karel, ("contact.wave", {"id": "contact-kim"}))
    push = [replace(line, schema=SCHEMA + 1) for line in karel.replica.request(karel.now).push]
    (receipt,) = house.referee.submit(karel.user, karel.device, push, house.clock.now)
    assert (receipt.outcome, receipt.code) == ("parked", "unknown_action")
    sara = house.phone("sara")
    sara.sync()
    (row,) = sara.store.find("parked_change")
    assert (row["reason"], asked(row)) == ("newer_app", [("contact.wave", {"id": "contact-kim"})])


def test_an_action_that_nobody_knows_is_refused(house: House, karel: Phone) -> None:
    blindly(karel, ("contact.wave", {"id": "contact-kim"}))
    assert karel.sync() == ["refused unknown_action"]


def test_only_the_office_and_its_author_see_a_parked_change(house: House, karel: Phone) -> None:
    karel.do_all(("activity.cancel", {"id": "training-u12"}))
    house.do("role.withdraw", id="role-karel")
    karel.sync()
    seen = {}
    for name in ("olga", "sara", "tom", "eef", "karel", "cas", "piet"):
        phone = house.phone(name, "other")
        phone.sync()
        seen[name] = phone.store.count("parked_change")
    assert seen == {"olga": 1, "sara": 1, "karel": 1, "tom": 0, "eef": 0, "cas": 0, "piet": 0}


def test_what_a_coach_thinks_of_somebody_is_laid_before_nobody(house: House, karel: Phone) -> None:
    """The secretary may not read an evaluation: nor the words of one that was not done."""
    attitude = {"id": "criterion-attitude", "category": "Houding", "name": "Houding", "scale": "text"}
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", group="team-u12", criteria=[attitude])
    karel.sync()
    which = {"template": "template-youth", "contact": "contact-kim", "round_on": "2026-11-01"}
    karel.do("evaluation.score", **which, criterion="criterion-attitude", text="komt vaak te laat")
    house.do("role.withdraw", id="role-karel")
    assert karel.sync() == ["parked not_allowed"]
    sara = house.phone("sara")
    sara.sync()
    assert [(row["reason"], row["asked"]) for row in sara.store.find("parked_change")] == [("right_ended", None)]


def test_a_batch_of_the_server_itself_is_never_parked(house: House) -> None:
    action = ActionCall("contact.wave", 1, {})
    with pytest.raises(Refused):
        house.referee.perform(house.new_id(), house.clock.now, action)
    assert house.store.count("parked_change") == 0
