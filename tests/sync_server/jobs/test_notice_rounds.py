"""News is noted with what it is about, taken by one, tried again, given up; a browser is woken once. (feature B19)"""

import asyncio
from typing import Any

import pytest

from shared.sync.protocol import ActionCall
from sync_server.jobs.notices import TRIES, Notices, drop_dead, waiting
from sync_server.letters import mail
from sync_server.letters.mail import Bounced, Unsent
from sync_server.outside import MemoryLedger
from sync_server.referee import Wish
from sync_server.restoring import look_back
from tests.house import DAY, HOUR, MINUTE, START
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, move, teller, told
from tests.sync_server.mailbox import LATER, NEVER, SENDER, Mailbox, text_of

pytestmark = told_on_both


def test_a_mail_server_that_is_away_is_asked_again_and_then_no_more(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.delete", id="mail-of-piet")
    house.do("activity.create", id="far-away", kind="training", title="Ver", group="team-u12", zone="UTC",
             start_at=START + 90 * DAY)  # fmt: skip
    house.clock.wait(SETTLED)
    box.answer = LATER
    for _ in range(2 * TRIES):  # some of them at night, when nothing is tried
        told(settled, box)
        house.clock.wait(6 * HOUR)
    assert box.asked == TRIES
    assert waiting(house.club()) == {"to tell": 0, "on its way": 0, "given up": 1}
    box.answer = ""
    assert told(settled, box) == []
    house.clock.wait(31 * DAY)
    assert drop_dead(house.club()) == 1
    assert house.store.count("notice") == 0


def test_an_address_that_bounces_is_not_tried_again(settled: Desk, box: Mailbox) -> None:
    settled.house.do("contact_point.delete", id="mail-of-piet")
    box.answer = NEVER
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    told(settled, box)
    settled.house.clock.wait(DAY)
    told(settled, box)
    assert box.asked == 1


def test_a_server_that_dies_before_it_strikes_off_sends_the_same_letter(settled: Desk, box: Mailbox) -> None:
    """The one honest window: the same Message-ID, so that whoever keeps letters keeps one."""
    settled.house.do("contact_point.delete", id="mail-of-piet")
    move(settled, 2)
    settled.house.clock.wait(SETTLED)

    class Killed(BaseException):
        pass

    async def send_and_die(message: Any) -> None:
        await mail.send(box.server, message)
        raise Killed

    with pytest.raises(Killed):
        asyncio.run(Notices(settled.house.club(), settled.settings, SENDER, send_and_die).round())
    assert told(settled, box) == [], "whoever took it may still be sending it"
    settled.house.clock.wait(6 * MINUTE)
    assert told(settled, box) == ["mia@club.example"]
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)


def test_two_servers_send_it_once(settled: Desk, box: Mailbox) -> None:
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    one, other = teller(settled, box), teller(settled, box)

    async def both() -> None:
        await asyncio.gather(one.round(), other.round())

    asyncio.run(both())
    assert sorted(str(letter["To"]) for letter in box.letters) == ["mia@club.example", "piet@club.example"]


def test_what_changes_while_a_letter_is_being_sent_is_a_letter_of_its_own(settled: Desk, box: Mailbox) -> None:
    """Nobody can say any more whether the first one says it."""
    settled.house.do("contact_point.delete", id="mail-of-piet")
    move(settled, 2)
    settled.house.clock.wait(SETTLED)

    async def slowly(message: Any) -> None:
        move(settled, 5)
        settled.house.clock.wait(SETTLED)
        teller(settled, box).spread()
        await mail.send(box.server, message)

    asyncio.run(Notices(settled.house.club(), settled.settings, SENDER, slowly).round())
    assert ["  Nu: donderdag 19 november, 17:06" in text_of(letter) for letter in box.letters] == [False, True]
    assert told(settled, box) == []


def test_a_change_that_is_rolled_back_is_not_told(settled: Desk, box: Mailbox) -> None:
    """The line stands in the transaction of the entry, or not at all."""
    house = settled.house
    with pytest.raises(RuntimeError), house.referee.writing("system", "server") as (club, device):
        call = ActionCall("activity.cancel", 1, {"id": "training-u12"})
        house.referee.tell(club, device, "system", Wish("rolled-back", house.clock.now, (call,)))
        assert house.referee.store.count("to_tell") == 1
        raise RuntimeError
    assert house.store.count("to_tell") == 0


def test_a_backup_that_is_put_back_tells_nothing_twice(settled: Desk, box: Mailbox) -> None:
    """What it had still to tell was told in the life it comes from."""
    house = settled.house
    house.do("activity.cancel", id="training-u12")
    house.clock.wait(SETTLED)
    teller(settled, box).spread()
    move(settled, 0, "club-feast")
    assert waiting(house.club()) == {"to tell": 1, "on its way": 2, "given up": 0}
    look_back(house.store, house.referee, MemoryLedger(), lambda: "epoch-2", house.clock.now, restored=True)
    house.clock.wait(DAY)
    assert (told(settled, box), waiting(house.club())["to tell"]) == ([], 0)


def test_where_no_letter_and_no_push_goes_nothing_piles_up(settled: Desk) -> None:
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    mute = Notices(settled.house.club(), settled.settings, SENDER)
    assert asyncio.run(mute.round()) == 0
    assert waiting(settled.house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


# ---- a push


class Browsers:
    """Which addresses were woken, and how it ended."""

    def __init__(self) -> None:
        self.woken: list[tuple[str, bool]] = []
        self.problem: type[Exception] | None = None

    async def wake(self, endpoint: str, now: int, urgent: bool) -> None:
        """See web_push."""
        self.woken.append((endpoint, urgent))
        if self.problem is not None:
            raise self.problem


ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def allow(desk: Desk, name: str, endpoint: str | None = ENDPOINT) -> int:
    return desk.post("/api/push", {"endpoint": endpoint}, desk.token(name)).status_code


def woken(desk: Desk, browsers: Browsers) -> list[tuple[str, bool]]:
    """Who is woken in the next rounds, by nothing but pushes."""
    browsers.woken.clear()
    while asyncio.run(Notices(desk.house.club(), desk.settings, SENDER, None, browsers.wake).round()):
        pass
    return list(browsers.woken)


def test_a_browser_that_was_allowed_to_is_woken_once(settled: Desk) -> None:
    browsers = Browsers()
    assert (allow(settled, "piet"), allow(settled, "ann", ENDPOINT + "-of-ann")) == (200, 200)
    move(settled, 2)
    settled.house.do("activity.cancel", id="training-u12")
    settled.house.clock.wait(SETTLED)
    assert woken(settled, browsers) == [(ENDPOINT, False)]
    assert woken(settled, browsers) == []
    assert allow(settled, "piet", None) == 200
    settled.house.do("activity.reinstate", id="training-u12")
    settled.house.clock.wait(SETTLED)
    assert woken(settled, browsers) == []


def test_who_is_shut_out_or_wants_none_is_not_woken(settled: Desk) -> None:
    browsers, house = Browsers(), settled.house
    allow(settled, "piet")
    house.do("notice.choose", contact="contact-piet", kind="agenda_changed", way="push", on=0)
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert woken(settled, browsers) == []
    house.do("notice.choose", contact="contact-piet", kind="agenda_changed", way="push", on=1)
    move(settled, 3)
    house.clock.wait(SETTLED)
    assert Notices(house.club(), settled.settings, SENDER, None, browsers.wake).spread() == 1
    house.do("user_device.revoke", id="device-of-piet")
    assert woken(settled, browsers) == []
    move(settled, 4)
    house.clock.wait(SETTLED)
    assert woken(settled, browsers) == []


def test_what_begins_soon_wakes_at_once(settled: Desk) -> None:
    browsers = Browsers()
    allow(settled, "piet")
    settled.house.clock.now = START + 20 * HOUR
    settled.house.do("activity.cancel", id="training-u12")
    settled.house.clock.wait(2 * MINUTE)
    assert woken(settled, browsers) == [(ENDPOINT, True)]


def test_a_browser_that_is_there_no_more_is_forgotten(settled: Desk) -> None:
    browsers = Browsers()
    browsers.problem = Unsent
    allow(settled, "piet")
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    assert woken(settled, browsers) == [(ENDPOINT, False)]
    assert settled.house.store.count("push_address") == 1
    browsers.problem = Bounced
    settled.house.clock.wait(10 * MINUTE)
    assert woken(settled, browsers) == [(ENDPOINT, False)]
    assert settled.house.store.count("push_address") == 0
    browsers.problem = None
    settled.house.clock.wait(DAY)
    assert woken(settled, browsers) == []


def test_quiet_hours_are_read_again_when_the_club_changes_them(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    move(settled, 3)
    house.clock.wait(SETTLED)
    told(settled, box)
    card = {"name": "KV De Meers", "language": "nl", "quiet": ["12:00", "16:00"]}
    house.do("setting.put", id="club", value=card)
    house.clock.now = START + HOUR
    move(settled, 8)
    house.clock.wait(SETTLED)
    assert told(settled, box) == []
    house.clock.now = START + 5 * HOUR
    assert len(told(settled, box)) == 2
