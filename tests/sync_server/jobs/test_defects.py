"""One line that breaks, and one defect of ours, cost nobody else their letters, pushes or midnight. (feature B19)"""

import asyncio
import logging
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest

from shared.errors import Unreachable
from sync_server.jobs import daily
from sync_server.jobs import rounds as rounds_of_jobs
from sync_server.jobs.notices import Notices, waiting
from sync_server.jobs.post import Post
from sync_server.jobs.rounds import DEFECT_S, keep_going
from sync_server.letters import mail
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.post_office import invite, office, rounds, standing
from tests.sync_server.jobs.teller import SETTLED, move, teller, told
from tests.sync_server.mailbox import SENDER, Mailbox

BREAKS = "=?utf-8?q?a=0d=0ab?=@club.example"
EMPTY = "=?utf-8?q??=@club.example"
ANOTHER = "=?utf-8?q?bo=40elsewhere.example,?=@club.example"


def stored_long_ago(desk: Desk, address: str) -> None:
    """Mia's address, from before anybody looked at it as closely as now."""
    store = desk.house.store
    with store.transaction():
        store.update("contact_point", ("mail-of-mia",), {"value": address})


@pytest.mark.parametrize("address", [BREAKS, EMPTY, ANOTHER])
def test_an_address_that_no_letter_can_bear_is_said_and_the_next_letter_goes(
    desk: Desk, box: Mailbox, address: str
) -> None:
    stored_long_ago(desk, address)
    invite(desk)
    invite(desk, id="invitation-2", contact="contact-piet", point="mail-of-piet", purpose="reset")
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["piet@club.example"]
    assert (standing(desk)[:2], desk.house.store.count("outbox")) == (("waiting", "bounced"), 0)


@pytest.mark.parametrize("address", [BREAKS, EMPTY, ANOTHER])
def test_such_an_address_gets_no_news_and_others_do(settled: Desk, box: Mailbox, address: str) -> None:
    stored_long_ago(settled, address)
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    assert told(settled, box) == ["piet@club.example"]
    assert waiting(settled.house.club())["given up"] == 1


def test_words_that_a_header_would_read_are_words(settled: Desk, box: Mailbox) -> None:
    settled.house.do("activity.patch", id="training-u12", set={"title": "=?utf-8?q?a=0d=0aBcc:_x@y.be?=\x01\x85"})
    settled.house.do("setting.put", id="club", value={"name": "=?utf-8?q?Bank?=", "language": "nl"})
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example", "piet@club.example"]
    assert {letter["Subject"] for letter in box.letters} == {
        "Gewijzigd: = ?utf-8?q?a=0d=0aBcc:_x@y.be?= (U12), donderdag 19 november - = ?utf-8?q?Bank?="
    }
    assert all(letter["Bcc"] is None for letter in box.letters)
    invite(settled)
    rounds(settled, box)
    assert box.letters[-1]["Subject"] == "Uitnodiging van = ?utf-8?q?Bank?="


def explodes_for(name: str, box: Mailbox) -> Any:
    """Sends, and has a defect of its own where somebody of this name is written to."""

    async def send(message: EmailMessage) -> None:
        if str(message["To"]).startswith(name):
            raise ZeroDivisionError
        await mail.send(box.server, message)

    return send


def test_a_defect_in_one_letter_is_logged_and_costs_that_letter(
    desk: Desk, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    invite(desk)
    invite(desk, id="invitation-2", contact="contact-piet", point="mail-of-piet", purpose="reset")
    with caplog.at_level(logging.ERROR, "touchline"):
        asyncio.run(Post(desk.house.club(), desk.settings, SENDER, explodes_for("mia", box)).round())
    assert [letter["To"] for letter in box.letters] == ["piet@club.example"]
    assert standing(desk)[:2] == ("waiting", "bounced")
    assert [(line.getMessage(), line.exc_info is not None) for line in caplog.records] == [
        ("a defect in the post", True)
    ]


def test_a_defect_in_a_forgotten_password_costs_that_one(
    desk: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Post._reset_for
    for name in ("piet", "sara"):
        assert desk.post("/api/forgotten", {"username": name}).status_code == 200

    def breaks(self: Post, username: str) -> Any:
        return 1 // 0 if username == "sara" else real(self, username)

    monkeypatch.setattr(Post, "_reset_for", breaks)
    rounds(desk, box)
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["piet@club.example"]
    assert desk.house.store.count("outbox") == 0


def test_a_defect_in_one_notice_costs_that_notice(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    move(settled, 2)
    house.clock.wait(SETTLED)
    job = Notices(house.club(), settled.settings, SENDER, explodes_for("mia", box))
    assert asyncio.run(job.round()) == 2
    assert [letter["To"] for letter in box.letters] == ["piet@club.example"]
    assert waiting(house.club()) == {"to tell": 0, "on its way": 0, "given up": 1}


def test_a_job_goes_on_after_bad_weather_and_after_a_defect_with_growing_pauses(
    caplog: pytest.LogCaptureFixture,
) -> None:
    happens = iter([ValueError, Unreachable, ValueError, KeyError, ValueError, ValueError, 7.0, ValueError])
    slept: list[float] = []

    async def go() -> float:
        what = next(happens)
        if isinstance(what, float):
            return what
        raise what

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 8:
            raise asyncio.CancelledError

    with caplog.at_level(logging.WARNING, "touchline"), pytest.raises(asyncio.CancelledError):
        asyncio.run(keep_going("work", go, 5.0, sleep))
    first, second, then = DEFECT_S
    assert slept == [first, 5.0, second, then, then, then, 7.0, first]
    assert [line.getMessage() for line in caplog.records] == [
        *("a defect in the work", "no work: unreachable"),
        *["a defect in the work"] * 5,
    ]


@pytest.mark.parametrize("job", ["post", "notices"])
def test_a_round_that_breaks_is_gone_round_again(
    settled: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    monkeypatch.setattr(rounds_of_jobs, "LOOK_S", 0.01)
    monkeypatch.setattr(rounds_of_jobs, "DEFECT_S", (0.01,))
    invite(settled)
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    work = office(settled, box) if job == "post" else teller(settled, box)
    real, calls = work._settle, list[int]()

    def breaks_once() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        real()

    monkeypatch.setattr(work, "_settle", breaks_once)

    async def wait_for_it() -> None:
        task = asyncio.create_task(work.run())
        while not box.letters:
            assert not task.done()
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(wait_for_it(), 60))


def test_what_is_done_every_day_is_done_though_something_before_it_breaks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by itself, and again after a while."""
    media, club, tended, done = desk.app.state.media, desk.house.club(), list[int](), list[str]()

    def tend() -> None:
        tended.append(1)
        if len(tended) < 3:
            raise (ZeroDivisionError, Unreachable)[len(tended) - 1]

    for name in ("drop_bytes", "expire", "drop_dead", "say_what_waits"):
        monkeypatch.setattr(daily, name, partial(lambda name, *_: done.append(name), name))
    monkeypatch.setattr(media, "tend", tend)
    monkeypatch.setattr(rounds_of_jobs, "DEFECT_S", (0.0,))
    monkeypatch.setattr(daily, "AGAIN_S", 0.0)

    async def a_day() -> None:
        jobs = [asyncio.create_task(job()) for job in daily.daily_jobs(club, media)]
        while len(tended) < 3:  # noqa: ASYNC110 - a story of rounds
            await asyncio.sleep(0)
        assert not any(job.done() for job in jobs)
        for job in jobs:
            job.cancel()

    asyncio.run(asyncio.wait_for(a_day(), 60))
    assert done == ["drop_bytes", "expire", "drop_dead", "say_what_waits"]
