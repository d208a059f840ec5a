"""Who takes a file with data of people out of the app leaves a line, which nobody can change or take away."""

from typing import Any

import pytest

from shared.actions.book import BOOK
from shared.actions.undo import PATCHES
from shared.refusals import UnknownAction
from shared.tables.exports import HOLDS
from sync_server.privacy.retention import Retention
from tests.house import DAY, House, Phone

LIST = {"id": "list-of-karel", "what": "team_list", "form": "pdf", "holds": ["name", "birth_year"], "people": 14}
OF_KIM = {"id": "sheet-of-kim", "what": "evaluation", "form": "pdf", "holds": ["name", "evaluation"], "people": 1}


def phone(house: House, name: str) -> Phone:
    found = house.phone(name)
    found.sync()
    return found


def test_a_line_that_was_said_offline_comes_with_the_next_sync(house: House) -> None:
    """When it was made is the device's word, when it was heard the server's."""
    karel, made = phone(house, "karel"), house.clock.now
    karel.do("export_log.note", **LIST, group="team-u12")
    house.clock.wait(DAY)
    assert karel.sync() == ["applied"]
    row = house.row("export_log", "list-of-karel") or {}
    assert row.pop("received_at") > made + DAY
    assert row == {
        **LIST,
        "user": "user-karel",
        "holds": '["birth_year","name"]',
        "group": "team-u12",
        "contact": None,
        "made_at": made,
    }


def test_the_owner_sees_it_and_who_made_it_and_of_one_person_that_person(house: House) -> None:
    karel = phone(house, "karel")
    karel.do("export_log.note", **LIST, group="team-u12")
    karel.do("export_log.note", **OF_KIM, contact="contact-kim")
    karel.sync()
    seen = {}
    for name in ("olga", "sara", "tom", "eef", "karel", "cas", "piet", "ann"):
        seen[name] = sorted(phone(house, name).ids("export_log"))
    both = ["list-of-karel", "sheet-of-kim"]
    assert {name: ids for name, ids in seen.items() if ids} == {"olga": both, "karel": both, "piet": ["sheet-of-kim"]}


def test_who_is_no_more_is_left_out_and_the_line_stands(house: House) -> None:
    """Neither a refusal nor words in place of an id take it away."""
    karel = phone(house, "karel")
    karel.do("export_log.note", **OF_KIM, contact="contact-kim")
    house.do("contact.delete", id="contact-kim")
    house.do("export_log.hand_out", **LIST, user="user-karel", group="Noten en penicilline")
    assert karel.sync() == ["applied"]
    rows = [house.row("export_log", id) or {} for id in ("sheet-of-kim", "list-of-karel")]
    assert [(row["contact"], row["group"], row["people"]) for row in rows] == [(None, None, 1), (None, None, 14)]


@pytest.mark.parametrize(
    ("name", "lie", "why"),
    [
        ("user", "user-sara", "unknown_field"),
        ("made_at", 0, "unknown_field"),
        ("received_at", 0, "unknown_field"),
        ("what", "archive", "not_a_choice"),
        ("what", "Lijst van Kim", "not_a_choice"),
        ("form", "docx", "not_a_choice"),
        ("holds", [], "not_a_choice"),
        ("holds", ["Noten"], "not_a_choice"),
        ("holds", [["name"]], "not_a_choice"),
        ("holds", {"name": 1}, "not_json"),
        ("people", 0, "out_of_range"),
        ("people", None, "required"),
        ("people", "veel", "not_integer"),
    ],
)
def test_no_word_and_no_other_name_gets_into_it(house: House, name: str, lie: Any, why: str) -> None:
    assert house.refusal("karel", "export_log.note", **{**LIST, name: lie}) == f"{name} {why}"


def test_only_the_server_says_it_of_somebody_else(house: House) -> None:
    of_sara = {**LIST, "user": "user-sara"}
    assert {house.refusal(name, "export_log.hand_out", **of_sara) for name in ("olga", "karel")} == {"not_allowed"}
    house.do("export_log.hand_out", **{**of_sara, "what": "archive", "form": "zip", "holds": ["everything"]})
    assert (house.row("export_log", "list-of-karel") or {})["user"] == "user-sara"


@pytest.mark.parametrize("name", ["olga", "sara", "tom", "karel", "piet"])
def test_nobody_changes_it_or_takes_it_away(house: House, name: str) -> None:
    house.do("export_log.hand_out", **LIST, user=f"user-{name}")
    id, less = "list-of-karel", {"people": 1}
    for verb, args in (("patch", {"id": id, "set": less}), ("delete", {"id": id}), ("remove", {"id": id})):
        with pytest.raises(UnknownAction):
            house.decide(name, f"export_log.{verb}", **args)
    undo = {"table": "export_log", "id": id, "set": less, "still": {"people": 14}}
    assert house.refusal(name, "row.undo", **undo) == "table not_a_choice"
    assert house.refusal(name, "row.expire", table="export_log", id=id) == "not_allowed"
    assert house.refusal(name, "export_log.note", **LIST) == "exists"


def test_no_verb_of_the_book_is_about_changing_it() -> None:
    assert "export_log" not in PATCHES
    assert {name for name, _ in BOOK if name.startswith("export_log.")} == {"export_log.note", "export_log.hand_out"}
    assert len(set(HOLDS)) == len(HOLDS)


def test_it_goes_after_three_years_and_not_before(house: House) -> None:
    house.do("export_log.hand_out", **LIST, user="user-karel")
    made = house.clock.now
    house.clock.wait(made + 3 * 365 * DAY - house.clock.now)
    Retention(house.club()).apply()
    assert house.row("export_log", "list-of-karel") is not None
    house.clock.wait(DAY)
    Retention(house.club()).apply()
    assert house.row("export_log", "list-of-karel") is None


def test_who_made_it_may_be_erased_and_it_stays_and_goes_with_the_one_it_is_about(house: House) -> None:
    house.do("export_log.hand_out", **LIST, user="user-karel")
    house.do("export_log.hand_out", **OF_KIM, user="user-karel", contact="contact-kim")
    house.do("contact.erase", id="contact-karel")
    assert (house.row("export_log", "list-of-karel") or {})["user"] == "user-karel"
    house.do("contact.erase", id="contact-kim")
    assert house.row("export_log", "sheet-of-kim") is None
    assert house.row("export_log", "list-of-karel") is not None
