"""What is undone before people heard of it: nobody is told of the way there and back, but for who went half of it.
(feature B19)
"""

import pytest

from sync_server.jobs.notices import waiting
from tests.house import DAY, MINUTE, START, Phone
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, told
from tests.sync_server.mailbox import Mailbox

EVERYBODY = ["karel@club.example", "mia@club.example", "piet@club.example"]
DERBY = {"kind": "match", "title": "Derby", "group": "team-u12", "zone": "Europe/Brussels", "start_at": START + 5 * DAY}


@pytest.fixture
def karel(settled: Desk) -> Phone:
    """The coach's phone, who reads letters as well."""
    settled.house.do(
        "contact_point.add", id="mail-of-karel", contact="contact-karel", kind="email", value="karel@club.example"
    )
    phone = settled.phone("karel")
    settled.sign_in("karel")
    phone.sync()
    return phone


def does(phone: Phone, verb: str, **args: object) -> None:
    """On the phone, and heard at once."""
    phone.do(verb, **args)
    phone.sync()


def subjects(desk: Desk, box: Mailbox) -> dict[str, str]:
    """What each address reads next, once all is settled."""
    desk.house.clock.wait(SETTLED)
    before = len(box.letters)
    told(desk, box)
    return {str(letter["To"]): str(letter["Subject"]) for letter in box.letters[before:]}


def test_what_was_off_before_anybody_heard_of_it_is_new(settled: Desk, karel: Phone, box: Mailbox) -> None:
    settled.house.do("activity.create", id="derby-u12", **DERBY)
    settled.house.do("activity.cancel", id="derby-u12")
    assert subjects(settled, box) == {}
    assert waiting(settled.house.club())["to tell"] == 0
    settled.house.clock.wait(DAY)
    settled.house.do("activity.reinstate", id="derby-u12")
    new = "Nieuw: Derby (U12), maandag 23 november - KV De Meers"
    assert subjects(settled, box) == dict.fromkeys(EVERYBODY, new)
    assert settled.house.store.count("to_tell") == 0


def test_a_series_that_is_told_does_not_forget_the_one_that_is_off(settled: Desk, box: Mailbox) -> None:
    for n in range(2):
        more = {"start_at": START + (5 + n) * DAY, "series": "series-of-two"}
        settled.house.do("activity.create", id=f"derby-u12-{n}", **{**DERBY, **more})
    settled.house.do("activity.cancel", id="derby-u12-1")
    assert set(subjects(settled, box)) == {"mia@club.example", "piet@club.example"}
    settled.house.do("activity.reinstate", id="derby-u12-1")
    assert subjects(settled, box)["mia@club.example"] == "Nieuw: Derby (U12), dinsdag 24 november - KV De Meers"


def test_who_called_it_off_hears_that_somebody_else_did_not(settled: Desk, karel: Phone, box: Mailbox) -> None:
    does(karel, "activity.cancel", id="training-u12")
    settled.house.clock.wait(3 * MINUTE)
    settled.house.do("activity.reinstate", id="training-u12")
    goes_ahead = "Gaat toch door: Training (U12), donderdag 19 november - KV De Meers"
    assert subjects(settled, box) == {"karel@club.example": goes_ahead}
    assert subjects(settled, box) == {}


def test_who_made_it_hears_that_somebody_else_called_it_off_and_then_all_that_it_is_on(
    settled: Desk, karel: Phone, box: Mailbox
) -> None:
    does(karel, "activity.create", id="derby-u12", **DERBY)
    settled.house.do("activity.cancel", id="derby-u12")
    off = "Afgelast: Derby (U12), maandag 23 november - KV De Meers"
    assert subjects(settled, box) == {"karel@club.example": off}
    settled.house.do("activity.reinstate", id="derby-u12")
    heard = subjects(settled, box)
    assert heard.pop("karel@club.example") == "Gaat toch door: Derby (U12), maandag 23 november - KV De Meers"
    new = "Nieuw: Derby (U12), maandag 23 november - KV De Meers"
    assert heard == dict.fromkeys(["mia@club.example", "piet@club.example"], new)


def test_who_changed_it_last_is_not_told(settled: Desk, karel: Phone, box: Mailbox) -> None:
    settled.house.do("activity.patch", id="training-u12", set={"location": "Veld 3"})
    settled.house.clock.wait(MINUTE)
    does(karel, "activity.patch", id="training-u12", set={"location": "Veld 4"})
    assert set(subjects(settled, box)) == {"mia@club.example", "piet@club.example"}
