"""A real mail server on a socket of this machine, that keeps what it is given, or refuses it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from sync_server.settings import MailServer
from tests.bench.server_process import free_port

SENDER = "club@kvdemeers.example"
NEVER, LATER = "550 5.1.1 no such mailbox", "451 4.3.0 try again later"
LINK = re.compile(r"(https?://\S+)/#/welcome/([0-9A-Z]{26})")


class Mailbox:
    """What arrived, in order. `answer` is said of each recipient: "" takes the letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = ""
        self.asked = 0
        self.server = MailServer("127.0.0.1", 0, "none", "", "", SENDER)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        """Whether this recipient is known."""
        self.asked += 1
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        """Keep the letter."""
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def mailbox(box: Mailbox | None = None) -> Iterator[Mailbox]:
    """A mail server at work."""
    box = box or Mailbox()
    box.server = MailServer("127.0.0.1", free_port(), "none", "", "", SENDER)
    controller = Controller(box, hostname=box.server.host, port=box.server.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def text_of(letter: EmailMessage) -> str:
    """What a person reads."""
    return str(letter.get_content()).replace("\r\n", "\n")


def secret_of_letter(letter: EmailMessage) -> str:
    """The secret in the link of a letter."""
    found = LINK.search(text_of(letter))
    assert found is not None
    return found[2]
