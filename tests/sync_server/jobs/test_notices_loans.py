"""What was to be back yesterday is asked for once, in the morning, of who has it. (feature B19)"""

from datetime import date, time, timedelta

import pytest

from shared.domain.calendar import to_utc_ms
from sync_server.jobs.day import DayTurn
from sync_server.jobs.notices import waiting
from tests.house import House
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, URL, teller, told
from tests.sync_server.mailbox import Mailbox, text_of

pytestmark = told_on_both

TODAY = date(2026, 11, 18)
BACK_ON = TODAY + timedelta(days=1)
NEXT = BACK_ON + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> int:
    """This hour of the club's clock."""
    return to_utc_ms(day, time(hour, minute), "Europe/Brussels")


def lend(house: House, kind: str, to: str, until: int | None = None, n: int = 1) -> None:
    """The red bag goes out, to be back at the end of tomorrow."""
    due_at = at(BACK_ON, 23, 59) if until is None else until
    house.do("custody.hand_out", id=f"lending-{n}", resource="ball-bag-red", to_kind=kind, to_id=to, due_at=due_at)


def midnight(desk: Desk, day: date) -> None:
    """A few minutes into this day, which has turned."""
    desk.house.clock.now = at(day, 0, 5)
    turned(desk.house)


def turned(house: House) -> None:
    """Work into today, step by step."""
    job = DayTurn(house.club())
    while not job.step():
        pass


def morning(desk: Desk, box: Mailbox, day: date) -> list[str]:
    """The day turns; answers who is told in the morning, and that nobody is in the night."""
    midnight(desk, day)
    desk.house.clock.wait(SETTLED)
    assert told(desk, box) == [], "it is night"
    desk.house.clock.now = at(day, 7, 1)
    return told(desk, box)


@pytest.fixture
def lent(settled: Desk) -> Desk:
    """The days before have turned; Kim has the red bag."""
    turned(settled.house)
    lend(settled.house, "contact", "contact-kim")
    return settled


def test_who_acts_for_the_borrower_hears_once_on_the_morning_after(lent: Desk, box: Mailbox) -> None:
    lent.house.do("contact.patch", id="contact-mia", set={"language": "en"})
    assert morning(lent, box, BACK_ON) == [], "it may still come today"
    assert morning(lent, box, NEXT) == ["mia@club.example", "piet@club.example"]
    mia, piet = sorted(box.letters, key=lambda letter: str(letter["To"]))
    assert piet["Subject"] == "Nog niet terug: Ballenzak red (Kim) - KV De Meers"
    assert text_of(piet).splitlines()[:8] == [
        "Dag Piet",
        "",
        "Nog niet terug: Ballenzak red (Kim)",
        "  Te laat sinds donderdag 19 november",
        "",
        f"Open het in de app: {URL}/equipment/ball-bag-red",
        "",
        "KV De Meers",
    ]
    assert text_of(mia).splitlines()[2:4] == [
        "Not back yet: Ballenzak red (Kim)",
        "  Overdue since Thursday 19 November",
    ]
    for days in (1, 2, 3):
        assert morning(lent, box, NEXT + timedelta(days=days)) == []
    assert waiting(lent.house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


def test_who_borrowed_it_reads_the_thing_and_its_number(settled: Desk, box: Mailbox) -> None:
    turned(settled.house)
    settled.house.do("resource.patch", id="ball-bag-red", set={"tag_no": "B-12"})
    lend(settled.house, "contact", "contact-piet")
    assert morning(settled, box, NEXT) == ["piet@club.example"]
    assert "Nog niet terug: Ballenzak red B-12\n  Te laat sinds" in text_of(box.letters[0])


@pytest.mark.parametrize("hour", [(0, 0), (23, 59)])
def test_a_day_is_the_clubs_own_from_its_first_minute_to_its_last(
    settled: Desk, box: Mailbox, hour: tuple[int, int]
) -> None:
    turned(settled.house)
    lend(settled.house, "contact", "contact-piet", at(BACK_ON, *hour))
    assert morning(settled, box, BACK_ON) == []
    assert morning(settled, box, NEXT) == ["piet@club.example"]


def test_a_server_that_starts_again_asks_no_second_time(lent: Desk, box: Mailbox) -> None:
    assert len(morning(lent, box, NEXT)) == 2
    again = House(lent.house.store)
    again.clock.now = lent.house.clock.now
    turned(again)
    assert lent.house.store.count("to_tell") == 0


@pytest.mark.parametrize("meanwhile", ["back", "to another", "until later", "put away", "lost", "gone"])
def test_what_is_late_no_more_is_not_asked_for(lent: Desk, box: Mailbox, meanwhile: str) -> None:
    """It was noted at midnight, and something happened before the morning."""
    house = lent.house
    midnight(lent, NEXT)
    assert house.store.count("to_tell") == 1
    if meanwhile == "back":
        house.do("custody.take_back", id="returned-1", resource="ball-bag-red")
    elif meanwhile == "to another":
        lend(house, "contact", "contact-bo", n=2)  # at the same home
    elif meanwhile == "until later":
        house.do("custody.take_back", id="returned-1", resource="ball-bag-red")
        lend(house, "contact", "contact-kim", at(NEXT, 23, 59), n=2)
    elif meanwhile == "lost":
        house.do("custody.report", id="report-001", resource="ball-bag-red", kind="lost", note="Op verplaatsing")
    elif meanwhile == "put away":
        house.do("resource.patch", id="ball-bag-red", set={"status": "archived"})
    else:
        house.do("contact.erase", id="contact-kim")
    house.clock.now = at(NEXT, 7, 1)
    assert told(lent, box) == []
    assert waiting(house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


def test_what_went_out_for_longer_is_asked_for_again_when_that_is_over(lent: Desk, box: Mailbox) -> None:
    house = lent.house
    assert len(morning(lent, box, NEXT)) == 2
    house.do("custody.take_back", id="returned-1", resource="ball-bag-red")
    lend(house, "contact", "contact-kim", at(NEXT, 23, 59), n=2)
    assert morning(lent, box, NEXT + timedelta(days=1)) == ["mia@club.example", "piet@club.example"]
    assert "  Te laat sinds vrijdag 20 november" in text_of(box.letters[-1])


def test_who_may_have_it_for_longer_is_asked_for_it_then(lent: Desk, box: Mailbox) -> None:
    lend(lent.house, "contact", "contact-kim", at(NEXT, 23, 59), n=2)
    assert morning(lent, box, NEXT) == []
    assert morning(lent, box, NEXT + timedelta(days=1)) == ["mia@club.example", "piet@club.example"]
    assert "  Te laat sinds vrijdag 20 november" in text_of(box.letters[-1])


def test_of_what_is_counted_each_taker_is_asked(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    turned(house)
    house.do("resource.create", id="cones-000", name="Kegels", kind="quantity", quantity=30)
    takers = (("kim", 8, BACK_ON), ("piet", 4, BACK_ON), ("mia", 2, NEXT))
    for n, (who, count, day) in enumerate(takers):
        taken = {"id": f"cones-out-{n}", "to_kind": "contact", "to_id": f"contact-{who}", "quantity": count}
        house.do("custody.hand_out", resource="cones-000", due_at=at(day, 23, 59), **taken)
    back = {"resource": "cones-000", "from_kind": "contact", "from_id": "contact-kim", "quantity": 3}
    house.do("custody.take_back", id="cones-in-1", **back)
    assert morning(settled, box, NEXT) == ["mia@club.example", "piet@club.example"]
    mia, piet = sorted(box.letters, key=lambda letter: str(letter["To"]))
    assert "Nog niet terug: 5 Kegels (Kim)" in text_of(mia)
    assert "4 Kegels" not in text_of(mia)
    assert "Nog niet terug: 4 Kegels\n" in text_of(piet)
    assert morning(settled, box, NEXT + timedelta(days=1)) == ["mia@club.example"]
    assert "Nog niet terug: 2 Kegels\n" in text_of(box.letters[-1])


def test_of_a_team_its_leaders_hear_and_its_players_do_not(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    for name in ("karel", "bo", "kim", "cas"):
        house.do("contact_point.add", id=f"mail-of-{name}", contact=f"contact-{name}", kind="email",
                 value=f"{name}@club.example")  # fmt: skip
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", function="helper")
    turned(house)
    lend(house, "group", "team-u12")
    assert morning(settled, box, NEXT) == ["bo@club.example", "karel@club.example"]
    assert box.letters[-1]["Subject"] == "Nog niet terug: Ballenzak red (U12) - KV De Meers"


def test_who_leads_the_team_no_more_before_the_morning_hears_nothing(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="mail-of-karel", contact="contact-karel", kind="email", value="karel@club.example")
    turned(house)
    lend(house, "group", "team-u12")
    midnight(settled, NEXT)
    house.clock.now = at(NEXT, 7, 1)
    assert teller(settled, box).spread() == 1
    house.do("role.withdraw", id="role-karel")
    assert told(settled, box) == []


def test_who_switched_it_off_hears_nothing(lent: Desk, box: Mailbox) -> None:
    lent.house.do("notice.choose", contact="contact-mia", kind="loan", way="mail", on=0)
    assert morning(lent, box, NEXT) == ["piet@club.example"]


def test_the_link_in_the_letter_ends_this_kind_alone(lent: Desk, box: Mailbox) -> None:
    morning(lent, box, NEXT)
    (letter,) = [one for one in box.letters if one["To"] == "mia@club.example"]
    link = str(letter["List-Unsubscribe"]).strip("<>").removeprefix(URL)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert lent.send("POST", link, b"List-Unsubscribe=One-Click", form).status_code == 200
    choices = lent.house.store.find("notice_choice")
    assert [(row["contact"], row["kind"], row["mail"]) for row in choices] == [("contact-mia", "loan", 0)]


def test_a_club_that_was_away_for_a_week_reminds_of_yesterday_alone(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    turned(house)
    house.do("resource.create", id="cones-of-u12", name="Kegels", kind="single")
    lend(house, "contact", "contact-piet")
    until = at(TODAY + timedelta(days=6), 20)
    house.do(
        "custody.hand_out",
        id="lending-2",
        resource="cones-of-u12",
        to_kind="contact",
        to_id="contact-piet",
        due_at=until,
    )
    assert morning(settled, box, TODAY + timedelta(days=7)) == ["piet@club.example"]
    assert "Kegels" in text_of(box.letters[0])
    assert "Ballenzak" not in text_of(box.letters[0])


def test_many_things_are_one_letter_of_a_dozen_lines(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    turned(house)
    for n in range(14):
        house.do("resource.create", id=f"football-{n:02}", name=f"Bal {n:02}", kind="single")
        house.do("custody.hand_out", id=f"lending-{n:02}", resource=f"football-{n:02}", to_kind="contact",
                 to_id="contact-piet", due_at=at(BACK_ON, 18))  # fmt: skip
    assert morning(settled, box, NEXT) == ["piet@club.example"]
    (letter,) = box.letters
    assert letter["Subject"] == "14 stuks nog niet terug - KV De Meers"
    assert "Bal 11" in text_of(letter)
    assert "Bal 12" not in text_of(letter)
    assert f"En nog 2 andere: zie de app.\n\nOpen het in de app: {URL}/equipment\n" in text_of(letter)


def test_what_lies_in_a_place_asks_nobody(settled: Desk, box: Mailbox) -> None:
    """A box has no address."""
    house = settled.house
    turned(house)
    house.do("resource.create", id="blue-van", name="Busje", kind="location")
    lend(house, "resource", "blue-van")
    assert morning(settled, box, NEXT) == []
