"""Who heard of an activity hears that it is off when it is deleted, and that it is there again. (feature B19)"""

from tests.house import DAY, START
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, URL, told
from tests.sync_server.mailbox import Mailbox, text_of

pytestmark = told_on_both
BACK = {"table": "activity", "id": "training-u12"}


def subjects(desk: Desk, box: Mailbox) -> dict[str, str]:
    """What each address reads next, once all is settled."""
    desk.house.clock.wait(SETTLED)
    before = len(box.letters)
    told(desk, box)
    return {str(letter["To"]): str(letter["Subject"]) for letter in box.letters[before:]}


def test_who_was_told_of_it_is_told_that_it_is_off(settled: Desk, box: Mailbox) -> None:
    settled.house.do("activity.delete", id="training-u12")
    off = "Afgelast: Training (U12), donderdag 19 november - KV De Meers"
    assert subjects(settled, box) == {"mia@club.example": off, "piet@club.example": off}
    assert "  Was: donderdag 19 november, 12:06" in text_of(box.letters[-1])
    assert f"Open het in de app: {URL}/agenda\n" in text_of(box.letters[-1]), "there is nothing else to open"
    settled.house.do("row.restore", **BACK)
    new = "Nieuw: Training (U12), donderdag 19 november - KV De Meers"
    assert set(subjects(settled, box).values()) == {new}


def test_what_comes_back_before_it_was_told_was_never_away(settled: Desk, box: Mailbox) -> None:
    settled.house.do("activity.delete", id="training-u12")
    settled.house.do("row.restore", **BACK)
    assert subjects(settled, box) == {}


def test_of_what_was_deleted_before_anybody_heard_of_it_nobody_hears(settled: Desk, box: Mailbox) -> None:
    derby = {"kind": "match", "title": "Derby", "group": "team-u12", "zone": "Europe/Brussels"}
    settled.house.do("activity.create", id="derby-u12", start_at=START + 5 * DAY, **derby)
    settled.house.do("activity.delete", id="derby-u12")
    assert subjects(settled, box) == {}
    assert settled.house.store.count("to_tell") == 0


def test_who_was_brought_along_from_another_team_is_told_too(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="mail-of-ann", contact="contact-ann", kind="email", value="ann@club.example")
    house.do("attendance.guest", activity="training-u12", contact="contact-zoe", on=1)
    subjects(settled, box)
    house.do("activity.delete", id="training-u12")
    off = "Afgelast: Training (U12), donderdag 19 november - KV De Meers"
    assert subjects(settled, box)["ann@club.example"] == off


def test_the_rest_of_a_series_is_one_line(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    training = {"kind": "training", "title": "Extra", "group": "team-u12", "zone": "Europe/Brussels"}
    rule = {"rule": "FREQ=WEEKLY;BYDAY=TU", "first_on": "2026-11-24", "until_on": "2026-12-29", "start": "19:00"}
    house.do("activity_series.create", id="series-u12", **training, **rule)
    subjects(settled, box)
    house.do("activity_series.delete", id="series-u12", from_on="2026-12-08")
    off = "Afgelast: Extra (U12), dinsdag 8 december - KV De Meers"
    assert subjects(settled, box)["mia@club.example"] == off
    assert text_of(box.letters[-1]).count("Afgelast: Extra (U12)") == 1
