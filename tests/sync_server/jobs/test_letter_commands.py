"""The person at the server sees which letters wait and which were given up, and has one tried again. (feature B19)"""

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from sync_server.commands.letters import NONE, NoLetter, again, listed, masked, said
from sync_server.commands.letters import told as printed
from sync_server.jobs.notices import TRIES
from tests.house import DAY, HOUR, MINUTE
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.post_office import invite, rounds, standing
from tests.sync_server.jobs.teller import SETTLED, move, told
from tests.sync_server.mailbox import LATER, NEVER, Mailbox


def lines(desk: Desk) -> list[str]:
    """What the command prints, without the ids."""
    return [said(one).removesuffix(f"  {one.id}") for one in listed(desk.house.club().store, desk.house.clock.now)]


def ids(desk: Desk, what: str) -> list[str]:
    return [one.id for one in listed(desk.house.club().store, desk.house.clock.now) if one.what == what]


def test_nothing_waits(settled: Desk) -> None:
    assert lines(settled) == []


@told_on_both
def test_an_invitation_waits_is_refused_and_is_tried_again(settled: Desk, box: Mailbox) -> None:
    invite(settled)
    assert lines(settled) == [
        "waits     2026-11-18 11:17 UTC  invitation        m...@club.example: not tried yet, tried 0 times"
    ]
    box.answer = LATER
    rounds(settled, box)
    assert lines(settled) == [
        "waits     2026-11-18 11:18 UTC  invitation        m...@club.example: no answer yet, tried 1 times"
    ]
    box.answer = NEVER
    again(settled.house.club(), *ids(settled, "invitation"))
    rounds(settled, box)
    refused = (
        "given up  2026-11-18 11:17 UTC  invitation        m...@club.example: its server refused it, tried 1 times"
    )
    assert (lines(settled), standing(settled)[1]) == ([refused], "bounced")
    box.answer = ""
    again(settled.house.club(), "invitation-1")
    rounds(settled, box)
    assert (lines(settled), standing(settled)[1]) == ([], "sent")
    assert [letter["To"] for letter in box.letters] == ["mia@club.example"]


@told_on_both
def test_news_that_never_got_through_has_one_more_try(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    house.do("contact_point.delete", id="mail-of-piet")
    move(settled, 40 * 24)
    house.clock.wait(SETTLED)
    box.answer = LATER
    for _ in range(2 * TRIES):  # some of them at night, when nothing is tried
        told(settled, box)
        house.clock.wait(6 * HOUR)
    [line] = lines(settled)
    assert line.endswith(f"news              m...@club.example: it never got through, tried {TRIES} times")
    assert line.startswith("given up  2026-11-")
    again(house.club(), *ids(settled, "news"))
    told(settled, box)
    assert (box.asked, [line.startswith("given up") for line in lines(settled)]) == (TRIES + 1, [True])
    box.answer = ""
    again(house.club(), *ids(settled, "news"))
    assert (told(settled, box), lines(settled)) == (["mia@club.example"], [])


def test_what_was_given_up_comes_first(settled: Desk, box: Mailbox) -> None:
    invite(settled)
    box.answer = NEVER
    rounds(settled, box)
    invite(settled, id="invitation-2", contact="contact-piet", point="mail-of-piet", purpose="reset")
    assert [line.split()[0] for line in lines(settled)] == ["given", "waits"]


@pytest.mark.parametrize("over", ["nobody", "expired", "withdrawn", "sent"])
def test_what_is_over_is_not_sent_again(settled: Desk, box: Mailbox, over: str) -> None:
    invite(settled)
    box.answer = "" if over == "sent" else NEVER
    rounds(settled, box)
    if over == "expired":
        settled.house.clock.wait(8 * DAY)
    if over == "withdrawn":
        settled.house.do("invitation.withdraw", id="invitation-1")
    with pytest.raises(NoLetter):
        again(settled.house.club(), "invitation-9" if over == "nobody" else "invitation-1")
    settled.house.clock.wait(MINUTE)
    rounds(settled, box)
    assert box.asked == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mia@club.example", "m...@club.example"),
        ("Mia van Acker", "M... v... A..."),
        ("", "nobody"),
        (None, "nobody"),
        ("@x", "...@x"),
    ],
)
def test_nobody_is_named(text: str | None, shown: str) -> None:
    assert masked(text) == shown


def run(desk: Desk, one: str | None = None) -> tuple[int, str]:
    """The command with the club it has opened."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = printed(desk.house.club(), one)
    return code, out.getvalue()


def test_the_command_says_what_it_did(settled: Desk, box: Mailbox) -> None:
    assert run(settled) == (0, f"{NONE}\n")
    assert run(settled, "x") == (1, "There is no letter x.\n")
    invite(settled)
    [id] = ids(settled, "invitation")
    assert run(settled)[1].endswith(f"not tried yet, tried 0 times  {id}\n")
    assert run(settled, id) == (0, "It is tried once more, by the server while it runs.\n")
