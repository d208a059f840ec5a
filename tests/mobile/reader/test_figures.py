"""The club in figures."""

from datetime import date

from mobile.reader import Reader
from tests.mobile.club import empty_club

TODAY = date(2026, 11, 28)


def test_members_are_counted_by_the_type_they_have_today_each_person_once() -> None:
    club = empty_club()
    for id, name in (("j", "Jeugdlid"), ("s", "Steunend lid"), ("e", "Erelid")):
        club.row("membership_type", id=id, name=name)
    for contact, kind, start, end in (
        ("ann", "j", "2025-07-01", "2026-06-30"),
        ("ann", "j", "2026-07-01", None),
        ("ann", "j", "2026-07-01", "2027-06-30"),
        ("bo", "j", "2026-07-01", "2026-11-28"),
        ("cas", "s", "2026-07-01", None),
        ("dé", "e", "2026-11-29", None),
        ("eva", "e", "2020-01-01", "2026-11-27"),
    ):
        club.row("membership", contact=contact, type=kind, start_on=start, end_on=end)
    assert Reader(club.store.connection).figures.members(TODAY) == (("Jeugdlid", 2), ("Steunend lid", 1))
