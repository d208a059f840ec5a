"""Letters by the hundred: one after the other, and one for a family. (feature 101)"""

import asyncio
import re
from typing import Any

from shared.domain.invitation import PACE_MS
from sync_server.letters import mail
from sync_server.letters.letterbox import TAKEN_MS
from tests.sync_server.desk import Desk, public_key
from tests.sync_server.jobs.post_office import come_in, invite, office, rounds, standing
from tests.sync_server.mailbox import Mailbox, text_of


def add_person(desk: Desk, name: str, address: str) -> None:
    """Somebody with an address, under an id that says who."""
    desk.house.do("contact.create", id=f"contact-{name}", given_name=name.title(), family_name="Peeters")
    point = {"contact": f"contact-{name}", "kind": "email", "value": address}
    desk.house.do("contact_point.add", id=f"mail-of-{name}", **point)


def invite_each(desk: Desk, *names: str) -> None:
    for name in names:
        invite(desk, id=f"invitation-{name}", contact=f"contact-{name}", point=f"mail-of-{name}")


def sections(letter: Any) -> list[tuple[str, str]]:
    """The names in a letter to a family, each with the secret in the link below it."""
    return re.findall(r"(\S+ \S+)\n\S+/#/welcome/([0-9A-Z]{26})", text_of(letter))


def test_a_family_gets_one_letter_with_a_link_for_each(desk: Desk, box: Mailbox) -> None:
    """# feature 101"""
    for name in ("jan", "els", "tuur"):
        add_person(desk, name, "gezin@club.example")
    invite_each(desk, "mia", "jan", "els", "tuur")
    while desk.house.store.count("outbox"):
        rounds(desk, box)
        desk.house.clock.wait(PACE_MS)
    assert [letter["To"] for letter in box.letters] == ["mia@club.example", "gezin@club.example"]
    told = sections(box.letters[1])
    assert [name for name, _ in told] == ["Els Peeters", "Jan Peeters", "Tuur Peeters"]
    assert "nodigt op dit adres 3 mensen uit" in text_of(box.letters[1])
    assert {standing(desk, f"invitation-{name}")[1] for name in ("jan", "els", "tuur")} == {"sent"}
    for (_, secret), name in zip(told, ("els", "jan", "tuur"), strict=True):
        words = {"username": name, "device": f"phone-of-{name}", "public_key": public_key(name)}
        assert come_in(desk, secret, **words) == 200
        assert standing(desk, f"invitation-{name}")[0] == "accepted"


def test_after_a_crash_a_family_gets_the_same_letter_again(desk: Desk, box: Mailbox) -> None:
    for name in ("jan", "els"):
        add_person(desk, name, "gezin@club.example")
    invite_each(desk, "jan", "els")
    post = office(desk, box)
    line = post._take()
    assert line is not None
    both = [line, *post._beside(line)]
    message, other = post._written(both), post._written(both[::-1])
    assert message is not None
    assert other is not None
    assert other.as_bytes() == message.as_bytes(), "whichever of the two is taken first"
    asyncio.run(mail.send(box.server, message))
    assert rounds(desk, box) == 0, "somebody has both"
    desk.house.clock.wait(TAKEN_MS)
    rounds(desk, box)
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert sections(first) == sections(second)
    assert len(sections(first)) == 2
    assert desk.house.store.count("outbox") == 0


def test_letters_to_members_leave_one_by_one_and_nobody_else_waits_for_them(desk: Desk, box: Mailbox) -> None:
    """Who was invited by mistake is withdrawn before the letter left. # feature 101"""
    names = [f"lid{letter}" for letter in "abcde"]
    for name in names:
        add_person(desk, name, f"{name}@club.example")
    invite_each(desk, *names)
    desk.post("/api/forgotten", {"username": "piet"})
    rounds(desk, box)
    rounds(desk, box)
    assert sorted(letter["To"] for letter in box.letters) == ["lida@club.example", "piet@club.example"]
    desk.house.do("invitation.withdraw", id="invitation-lidb")
    desk.house.clock.wait(PACE_MS)
    rounds(desk, box)
    assert len(box.letters) == 2, "the place of who was withdrawn stays empty"
    desk.house.clock.wait(PACE_MS)
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters[2:]] == ["lidc@club.example"]
    assert [standing(desk, f"invitation-{name}")[1] for name in names] == ["sent", "queued", "sent", "queued", "queued"]
    desk.house.clock.wait(10 * PACE_MS)
    rounds(desk, box)
    assert len(box.letters) == 5


def test_a_letter_renewed_while_it_travels_is_not_told_as_sent(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    post = office(desk, box)
    line = post._take()
    assert line is not None
    desk.house.clock.wait(1)
    desk.house.do("invitation.renew", id="invitation-1", secret_hash=None)
    post._struck([line], "sent")
    assert standing(desk)[1] == "queued"


def test_what_another_server_has_in_hand_is_left_to_it(desk: Desk, box: Mailbox) -> None:
    for name in ("jan", "els"):
        add_person(desk, name, "gezin@club.example")
    invite_each(desk, "jan")
    assert office(desk, box)._take() is not None, "another server writes to Jan"
    invite_each(desk, "els")
    desk.house.clock.wait(PACE_MS)
    rounds(desk, box)
    assert [sections(letter) for letter in box.letters] == [[]], "a letter of one"
    assert text_of(box.letters[0]).startswith("Dag Els")
    desk.house.clock.wait(TAKEN_MS)
    rounds(desk, box)
    assert text_of(box.letters[1]).startswith("Dag Jan")
