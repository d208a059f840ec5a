"""What bad weather must not do to letters and pushes: each of these once went wrong. (feature B19)"""

import asyncio
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest

from shared.errors import StoreFull
from sync_server.jobs.notices import Notices, waiting
from sync_server.letters import mail
from sync_server.letters.mail import Unsent, Unsure
from tests.house import DAY, HOUR, MINUTE, START
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.post_office import invite, office
from tests.sync_server.jobs.teller import SETTLED, move, teller, told
from tests.sync_server.mailbox import LATER, SENDER, Mailbox, mailbox, text_of


class Cut(Mailbox):
    """Takes a letter and hangs up before it says so."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        """See Mailbox."""
        await super().handle_DATA(server, session, envelope)
        server.transport.close()
        return "250 OK"


def alone(desk: Desk) -> Desk:
    """Mia alone has an address."""
    desk.house.do("contact_point.delete", id="mail-of-piet")
    return desk


def test_what_could_not_be_sent_in_the_evening_is_not_sent_at_night(settled: Desk, box: Mailbox) -> None:
    house = alone(settled).house
    house.clock.now = START + 9 * HOUR + 30 * MINUTE  # half past nine in the evening
    box.answer = LATER
    move(settled, 8 * 24)
    house.clock.wait(SETTLED)
    assert (told(settled, box), box.asked) == ([], 1)
    box.answer = ""
    house.clock.wait(2 * HOUR)
    assert (told(settled, box), box.asked) == ([], 1)
    house.clock.now = START + 19 * HOUR  # seven in the morning
    assert told(settled, box) == ["mia@club.example"]


def test_a_server_that_was_away_in_the_evening_tells_in_the_morning(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.clock.now = START + 9 * HOUR
    move(settled, 8 * 24)
    house.clock.wait(3 * HOUR)
    assert told(settled, box) == []
    house.clock.now = START + 19 * HOUR
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]


def test_at_night_what_cannot_wait_goes_alone(settled: Desk, box: Mailbox) -> None:
    house = alone(settled).house
    early = {"kind": "training", "title": "Vroeg", "group": "team-u12", "zone": "UTC"}
    house.do("activity.create", id="early-one", start_at=START + 20 * HOUR, **early)
    house.clock.wait(SETTLED)
    told(settled, box)
    box.letters.clear()
    house.clock.now = START + 9 * HOUR
    box.answer = LATER
    move(settled, 8 * 24)
    house.clock.wait(SETTLED)
    told(settled, box)
    box.answer = ""
    house.clock.now = START + 11 * HOUR
    house.do("activity.cancel", id="early-one")
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example"]
    assert ["Vroeg" in text_of(box.letters[0]), "Training" in text_of(box.letters[0])] == [True, False]
    house.clock.now = START + 19 * HOUR
    assert told(settled, box) == ["mia@club.example"]
    assert ["Vroeg" in text_of(box.letters[1]), "Training" in text_of(box.letters[1])] == [False, True]
    assert waiting(house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


def test_after_a_cut_line_what_changes_is_a_letter_of_its_own(settled: Desk, box: Mailbox) -> None:
    """Who keeps the first of each Message-ID would never see it in the one that may have come."""
    house = alone(settled).house
    with mailbox(Cut()) as cut:
        move(settled, 2)
        house.clock.wait(SETTLED)
        asyncio.run(Notices(house.club(), settled.settings, SENDER, partial(mail.send, cut.server)).round())
        assert len(cut.letters) == 1
    move(settled, 5)
    house.clock.wait(SETTLED)
    told(settled, box)
    ids = [str(letter["Message-ID"]) for letter in box.letters]
    assert len(ids) == len(set(ids)) == 2
    assert str(cut.letters[0]["Message-ID"]) in ids
    assert all("Nu: donderdag 19 november, 17:06" in text_of(letter) for letter in box.letters)


@pytest.mark.parametrize(("answer", "problem"), [(LATER, Unsent), ("", Unsure)])
def test_who_was_told_no_knows_and_who_was_cut_off_does_not(answer: str, problem: type[Exception]) -> None:
    box = Cut()
    box.answer = answer
    letter = EmailMessage()
    letter["From"], letter["To"] = SENDER, "mia@club.example"
    letter.set_content("x")
    with mailbox(box), pytest.raises(Unsent) as found:
        asyncio.run(mail.send(box.server, letter))
    assert found.type is problem


def test_a_mail_server_that_is_not_there_has_nothing() -> None:
    with mailbox() as box:
        server = box.server
    letter = EmailMessage()
    letter["From"], letter["To"] = SENDER, "mia@club.example"
    with pytest.raises(Unsent) as found:
        asyncio.run(mail.send(server, letter))
    assert found.type is Unsent


@pytest.mark.parametrize("what", ["invitation", "news"])
def test_where_there_is_no_room_to_note_that_it_went_it_goes_once(
    settled: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    house = alone(settled).house
    if what == "news":
        move(settled, 2)
        house.clock.wait(SETTLED)
        job: Any = teller(settled, box)
    else:
        invite(settled)
        job = office(settled, box)
    full = [True]
    monkeypatch.setattr(house.store, "delete", _unless(full, house.store.delete))
    for _ in range(4):
        with pytest.raises(StoreFull):
            asyncio.run(job.round())
        house.clock.wait(10 * MINUTE)
    full[0] = False
    asyncio.run(job.round())
    house.clock.wait(DAY)
    asyncio.run(job.round())
    assert len(box.letters) == 1
    assert house.store.count("notice") + house.store.count("outbox") == 0


def _unless(full: list[bool], delete: Any) -> Any:
    """Take nothing away while there is no room."""

    def refused(table: str, *key: Any) -> None:
        if full[0] and table in ("notice", "outbox"):
            raise StoreFull
        delete(table, *key)

    return refused


def test_who_wants_no_push_any_more_is_not_woken_by_one_that_waits(settled: Desk) -> None:
    house, woken = settled.house, list[str]()

    async def wake(endpoint: str, now: int, urgent: bool) -> None:
        woken.append(endpoint)

    endpoint = "https://fcm.googleapis.com/fcm/send/abc"
    assert settled.post("/api/push", {"endpoint": endpoint}, settled.token("piet")).status_code == 200
    move(settled, 2)
    house.clock.wait(SETTLED)
    job = Notices(house.club(), settled.settings, SENDER, None, wake)
    assert job.spread() == 1
    house.do("notice.choose", contact="contact-piet", kind="agenda_changed", way="push", on=0)
    asyncio.run(job.round())
    assert (woken, house.store.count("notice")) == ([], 0)


def test_who_shares_an_address_keeps_the_letter_that_was_made_for_another(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.patch", id="mail-of-mia", set={"value": "piet@club.example"})
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert teller(settled, box).spread() == 1
    (line,) = house.store.find("notice")
    house.do("notice.choose", contact=line["contact"], kind="agenda_changed", way="mail", on=0)
    assert told(settled, box) == ["piet@club.example"]
    other = {"contact-mia": "Dag Piet", "contact-piet": "Dag Mia"}[line["contact"]]
    assert text_of(box.letters[0]).startswith(other)


def test_what_is_new_does_not_wait_for_what_did_not_get_through(settled: Desk, box: Mailbox) -> None:
    """The mail server is back: whoever is to leave home in two hours hears at once that it is off."""
    house = alone(settled).house
    match = {"kind": "match", "title": "Derby", "group": "team-u12", "zone": "UTC"}
    house.do("activity.create", id="derby-u12", start_at=START + 7 * HOUR, **match)
    house.clock.wait(SETTLED)
    told(settled, box)
    box.answer = LATER
    move(settled, 8 * 24)
    for _ in range(5):  # the next try is in three hours
        house.clock.wait(HOUR)
        told(settled, box)
    box.answer = ""
    house.do("activity.cancel", id="derby-u12")
    house.clock.wait(2 * MINUTE)
    assert told(settled, box) == ["mia@club.example"]
