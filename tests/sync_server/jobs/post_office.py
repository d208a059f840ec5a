"""What stories about letters do: invite, let the post work, come in."""

import asyncio
from functools import partial
from typing import Any

from sync_server.jobs.post import Post
from sync_server.letters import mail
from tests.sync_server.desk import PASSWORD, Desk, public_key
from tests.sync_server.mailbox import SENDER, Mailbox

BY_MAIL = {"purpose": "join", "how": "mail", "point": "mail-of-mia"}


def office(desk: Desk, box: Mailbox) -> Post:
    """Who sends the letters of this club."""
    return Post(desk.house.club(), desk.settings, SENDER, partial(mail.send, box.server))


def rounds(desk: Desk, box: Mailbox) -> int:
    """One round of the post."""
    return asyncio.run(office(desk, box).round())


def invite(desk: Desk, **other: Any) -> None:
    desk.house.do("invitation.make", **{"id": "invitation-1", "contact": "contact-mia", **BY_MAIL, **other})


def standing(desk: Desk, id: str = "invitation-1") -> tuple[str, str | None, int | None]:
    """State, delivery and when it was sent."""
    row = desk.house.row("invitation", id) or {}
    return row["state"], row["delivery"], row["sent_at"]


def come_in(desk: Desk, secret: str, **other: str) -> int:
    wish = {
        "username": "mia",
        "password": PASSWORD,
        "device": "phone-of-mia",
        "public_key": public_key("mia"),
        "name": "x",
    }
    return desk.post("/api/welcome", {**wish, "secret": secret, **other}).status_code


def write(desk: Desk, user: str, verb: str, **args: object) -> None:
    """Somebody says this on a phone of their own."""
    phone = desk.house.phone(user, desk.house.new_id("phone"))
    phone.sync()
    phone.do(verb, **args)
    assert phone.sync() == ["applied"]
