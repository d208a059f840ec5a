"""Fourteen players in seconds: whom "everybody present" marks (feature B4)."""

from mobile.reader.agenda import Attendance, Row
from mobile.screens.attendance import confirmation, everybody
from shared.domain.attendance import Guest, count


def row(contact: str, declared: str | None, confirmed: str | None = None) -> Row:
    return Row(contact, contact, None, None, "player", declared, None, confirmed, None, None)


def test_everybody_leaves_alone_who_was_marked_and_who_said_no() -> None:
    rows = (
        row("silent", None),
        row("coming", "yes"),
        row("unsure", "maybe"),
        row("not coming", "no"),
        row("late already", "yes", "late"),
        row("absent already", None, "absent"),
    )
    view = Attendance(rows, count(Guest(one.contact, one.declared, one.confirmed) for one in rows))
    assert [one.contact for one in everybody(view)] == ["silent", "coming", "unsure"]


def test_a_mark_is_taken_back_with_an_empty_one() -> None:
    assert confirmation("a", "c", None) == {"activity": "a", "contact": "c", "confirmed": None, "reason": None}
