"""What changed reaches people through a real mail server: each once, in their language, and nobody else.
(feature B19)
"""

import pytest

from sync_server.jobs.notices import waiting
from tests.house import DAY, HOUR, MINUTE, START
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, URL, move, teller, told
from tests.sync_server.mailbox import Mailbox, text_of

pytestmark = told_on_both


def test_a_training_that_is_moved_is_told_to_both_parents_each_in_their_language(settled: Desk, box: Mailbox) -> None:
    desk = settled
    desk.house.do("contact.patch", id="contact-mia", set={"language": "en"})
    desk.house.do("activity.patch", id="training-u12", set={"start_at": START + DAY + 2 * HOUR, "location": "Veld 2"})
    assert told(desk, box) == []
    desk.house.clock.wait(SETTLED)
    assert told(desk, box) == ["mia@club.example", "piet@club.example"]
    mia, piet = sorted(box.letters, key=lambda letter: str(letter["To"]))
    assert piet["Subject"] == "Gewijzigd: Training (U12), donderdag 19 november - KV De Meers"
    assert text_of(piet).splitlines()[:9] == [
        "Dag Piet",
        "",
        "Gewijzigd: Training (U12)",
        "  Was: donderdag 19 november, 12:06",
        "  Nu: donderdag 19 november, 14:06, Veld 2",
        "",
        f"Open het in de app: {URL}/agenda/training-u12",
        "",
        "KV De Meers",
    ]
    assert text_of(mia).splitlines()[2:5] == [
        "Changed: Training (U12)",
        "  Was: Thursday 19 November, 12:06",
        "  Now: Thursday 19 November, 14:06, Veld 2",
    ]
    assert told(desk, box) == []
    assert waiting(desk.house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


def test_three_changes_in_ten_minutes_are_one_letter_with_the_last_word(settled: Desk, box: Mailbox) -> None:
    for hours in (1, 2, 3):
        move(settled, hours)
        settled.house.clock.wait(3 * MINUTE)
    assert told(settled, box) == []
    settled.house.clock.wait(8 * MINUTE)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    assert "Was: donderdag 19 november, 12:06\n  Nu: donderdag 19 november, 15:06" in text_of(box.letters[0])


def test_what_is_as_it_was_is_not_told(settled: Desk, box: Mailbox) -> None:
    move(settled, 2)
    move(settled, 0)
    settled.house.do("activity.cancel", id="training-u12")
    settled.house.do("activity.reinstate", id="training-u12")
    assert waiting(settled.house.club())["to tell"] == 0
    settled.house.clock.wait(SETTLED)
    assert told(settled, box) == []


def test_what_changes_back_while_the_letter_waits_is_not_sent(settled: Desk, box: Mailbox) -> None:
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    assert teller(settled, box).spread() == 2
    move(settled, 0)
    assert told(settled, box) == []
    settled.house.clock.wait(SETTLED)
    assert told(settled, box) == [], "moved there and back, and nobody ever heard of it"


def test_a_note_is_no_news(settled: Desk, box: Mailbox) -> None:
    settled.house.do("activity.patch", id="training-u12", set={"note": "Neem water mee"})
    settled.house.clock.wait(SETTLED)
    assert told(settled, box) == []


def test_called_off_and_made_new_and_going_ahead_after_all(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    match = {"kind": "match", "title": "Derby", "group": "team-u12", "zone": "Europe/Brussels", "location": "Thuis"}
    house.do("activity.create", id="derby-u12", start_at=START + 5 * DAY, end_at=START + 5 * DAY + 2 * HOUR, **match)
    house.do("activity.cancel", id="training-u12")
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    (first, _) = box.letters
    assert first["Subject"] == "2 wijzigingen in de agenda - KV De Meers"
    assert "Afgelast: Training (U12)\n  Was: donderdag 19 november, 12:06\n\nNieuw: Derby (U12)\n" in text_of(first)
    assert "  maandag 23 november, 12:06-14:06, Thuis" in text_of(first)
    assert f"{URL}/agenda\n" in text_of(first)
    box.letters.clear()
    house.do("activity.reinstate", id="training-u12")
    house.clock.wait(SETTLED)
    told(settled, box)
    assert box.letters[0]["Subject"] == "Gaat toch door: Training (U12), donderdag 19 november - KV De Meers"


def test_a_whole_series_is_one_letter_to_each(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    training = {
        "kind": "training",
        "title": "Training",
        "group": "team-u12",
        "zone": "Europe/Brussels",
        "series": "s-1",
    }
    for week in range(40):
        house.do("activity.create", id=f"weekly-{week:02}", start_at=START + (7 * week + 2) * DAY, **training)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    assert "Nieuw: Training (U12)\n  40 keer, van vrijdag 20 november tot vrijdag 20 augustus" in text_of(
        box.letters[0]
    )
    box.letters.clear()
    for week in range(40):
        house.do("activity.patch", id=f"weekly-{week:02}", set={"start_at": START + (7 * week + 2) * DAY + HOUR})
        house.clock.wait(20_000)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]


def test_what_has_begun_is_no_news(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.clock.now = START + DAY + 1
    house.do("activity.patch", id="training-u12", set={"location": "Veld 9"})
    house.do("activity.create", id="yesterday", kind="training", title="Gisteren", group="team-u12", zone="UTC",
             start_at=START)  # fmt: skip
    assert house.store.count("to_tell") == 0
    house.do("activity.patch", id="training-u12", set={"start_at": START + 3 * DAY})
    house.clock.wait(SETTLED)
    assert len(told(settled, box)) == 2, "it is to begin again"


def test_who_changed_it_first_hears_what_somebody_else_made_of_it(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="mail-of-karel", contact="contact-karel", kind="email", value="karel@club.example")
    karel = settled.phone("karel")
    settled.sign_in("karel")
    karel.sync()
    karel.do("activity.patch", id="training-u12", set={"location": "Veld 3"})
    karel.sync()
    house.do("activity.patch", id="training-u12", set={"location": "Veld 4"})
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["karel@club.example", "mia@club.example", "piet@club.example"]


def test_the_coach_hears_of_what_somebody_else_changed(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="mail-of-karel", contact="contact-karel", kind="email", value="karel@club.example")
    karel = settled.phone("karel")
    settled.sign_in("karel")
    karel.sync()
    karel.do("activity.patch", id="training-u12", set={"location": "Veld 3"})
    karel.sync()
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["karel@club.example", "mia@club.example", "piet@club.example"]


def test_people_of_another_team_hear_nothing(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="mail-of-ann", contact="contact-ann", kind="email", value="ann@club.example")
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert "ann@club.example" not in told(settled, box)
    house.do("activity.patch", id="club-feast", set={"location": "Kantine"})
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["ann@club.example", "mia@club.example", "piet@club.example"]


def test_who_was_brought_along_from_another_team_hears_too(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="mail-of-ann", contact="contact-ann", kind="email", value="ann@club.example")
    house.do("attendance.guest", activity="training-u12", contact="contact-zoe", on=1)
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["ann@club.example", "mia@club.example", "piet@club.example"]
    move(settled, 3)
    house.clock.wait(SETTLED)
    teller(settled, box).spread()
    house.do("attendance.guest", activity="training-u12", contact="contact-zoe", on=0)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]


def test_players_hear_nothing_of_what_is_for_those_who_lead(settled: Desk, box: Mailbox) -> None:
    """An activity expects players unless it says otherwise; who leads a team hears of all that it does."""
    house = settled.house
    house.do("contact_point.add", id="mail-of-karel", contact="contact-karel", kind="email", value="karel@club.example")
    house.do("contact_point.add", id="mail-of-bo", contact="contact-bo", kind="email", value="bo@club.example")
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", function="helper")
    talk = {
        "kind": "meeting",
        "title": "Trainersoverleg",
        "group": "team-u12",
        "zone": "UTC",
        "expects": "coach helper",
    }
    house.do("activity.create", id="talk-of-coaches", start_at=START + 5 * DAY, **talk)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["bo@club.example", "karel@club.example"]
    move(settled, 2)
    house.clock.wait(SETTLED)
    hearers = ["bo@club.example", "karel@club.example", "mia@club.example", "piet@club.example"]
    assert told(settled, box) == hearers
    house.do("activity.patch", id="training-u12", set={"expects": "coach"})
    move(settled, 3)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["bo@club.example", "karel@club.example"]


def test_why_it_was_called_off_stands_in_the_letter(settled: Desk, box: Mailbox) -> None:
    settled.house.do("activity.cancel", id="training-u12", reason="Veld\nonder water")
    settled.house.clock.wait(SETTLED)
    told(settled, box)
    assert "Was: donderdag 19 november, 12:06\n  Reden: Veld onder water\n" in text_of(box.letters[0])


def test_a_whole_series_that_is_made_and_changed_in_one_gesture_is_one_letter(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    series = {"kind": "training", "title": "Looptraining", "start": "18:00", "end": "19:00", "zone": "Europe/Brussels"}
    rule = {"rule": "FREQ=WEEKLY", "first_on": "2026-11-24", "until_on": "2027-02-23"}
    house.do("activity_series.create", id="series-of-winter", group="team-u12", **series, **rule)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    assert "Nieuw: Looptraining (U12)\n  14 keer, van dinsdag 24 november" in text_of(box.letters[0])
    box.letters.clear()
    house.do("activity_series.change", id="series-of-winter", scope="all", set={"location": "Piste"})
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    assert "Gewijzigd: Looptraining (U12)\n  14 keer" in text_of(box.letters[0])


def test_who_left_the_team_meanwhile_hears_no_more(settled: Desk, box: Mailbox) -> None:
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    assert teller(settled, box).spread() == 2
    settled.house.do("group.remove_member", id="member-kim", to_on="2026-11-17")
    assert told(settled, box) == []


def test_for_who_is_archived_no_letter_is_made(settled: Desk, box: Mailbox) -> None:
    settled.house.do("contact.patch", id="contact-mia", set={"status": "archived"})
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    assert teller(settled, box).spread() == 1


@pytest.mark.parametrize("gone", ["archived", "erased", "unlinked"])
def test_who_is_not_there_any_more_hears_nothing(settled: Desk, box: Mailbox, gone: str) -> None:
    house = settled.house
    move(settled, 2)
    house.clock.wait(SETTLED)
    teller(settled, box).spread()
    if gone == "archived":
        house.do("contact.patch", id="contact-mia", set={"status": "archived"})
    elif gone == "erased":
        house.do("contact.erase", id="contact-mia")
        assert house.store.find("notice", contact="contact-mia") == []
    else:
        house.do("account.unlink", id="link-of-mia")
    assert told(settled, box) == ["piet@club.example"]


def test_a_family_with_one_address_gets_one_letter(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    for who in ("kim", "mia"):
        point = {"id": f"same-{who}", "contact": f"contact-{who}", "kind": "email", "value": "piet@club.example"}
        house.do("contact_point.add", **{**point, "is_primary": 1})
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["piet@club.example"]


def test_who_shares_the_address_of_somebody_erased_keeps_the_letter(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.add", id="same-mia", contact="contact-mia", kind="email", value="us@club.example")
    house.do("contact_point.add", id="same-piet", contact="contact-piet", kind="email", value="us@club.example")
    for who in ("mia", "piet"):
        house.do("contact_point.patch", id=f"same-{who}", set={"is_primary": 1})
    move(settled, 2)
    house.clock.wait(SETTLED)
    teller(settled, box).spread()
    (line,) = house.store.find("notice")
    house.do("contact.erase", id=line["contact"])
    assert told(settled, box) == ["us@club.example"]
    left = {"contact-mia": "Dag Piet", "contact-piet": "Dag Mia"}[line["contact"]]
    assert text_of(box.letters[0]).startswith(left)


def test_the_night_waits_and_what_begins_in_the_morning_does_not(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.clock.now = START + 11 * HOUR  # ten past eleven in the evening
    move(settled, 8)
    house.clock.wait(SETTLED)
    assert told(settled, box) == []
    house.clock.now = START + 19 * HOUR
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    house.clock.now = START + 35 * HOUR + 30 * MINUTE
    house.do("activity.create", id="early-one", kind="training", title="Vroeg", group="team-u12", zone="UTC",
             start_at=START + 43 * HOUR)  # fmt: skip
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]


def test_an_invoice_is_told_to_who_pays(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    line = {"id": "line-new", "description": "Stage", "quantity": 1, "unit_cents": 12_345}
    house.do("invoice.draft", id="invoice-new", account="family-peeters", lines=[line])
    house.clock.wait(SETTLED)
    assert told(settled, box) == []
    house.do("invoice.issue", id="invoice-new", issued_on="2026-11-18", due_on="2026-12-18")
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["piet@club.example"]
    (letter,) = box.letters
    assert letter["Subject"] == "Factuur 2026-00003 - KV De Meers"
    assert "Nieuwe factuur 2026-00003: € 123,45, te betalen voor 18/12/2026\n  Mededeling: +++" in text_of(letter)
    assert f"{URL}/money/invoice-new" in text_of(letter)
    paid = {"received_on": "2026-11-20", "amount_cents": 12_345, "method": "transfer"}
    house.do("invoice.record_payment", id="payment-new", invoice="invoice-new", allocation="part-new", **paid)
    house.clock.wait(SETTLED)
    assert told(settled, box) == []
