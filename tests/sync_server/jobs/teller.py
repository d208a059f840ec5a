"""What stories about news do: change something, let it settle, read who was told."""

import asyncio
from functools import partial
from typing import Any

from sync_server.jobs.notices import Notices
from sync_server.letters import mail
from tests.house import DAY, HOUR, MINUTE, START
from tests.sync_server.desk import Desk
from tests.sync_server.mailbox import SENDER, Mailbox

SETTLED = 11 * MINUTE
URL = "https://kvdemeers.example"


def teller(desk: Desk, box: Mailbox, wake: Any = None) -> Notices:
    """Who tells the people of this club."""
    return Notices(desk.house.club(), desk.settings, SENDER, partial(mail.send, box.server), wake)


def told(desk: Desk, box: Mailbox) -> list[str]:
    """The addresses that get a letter in the next rounds, in order."""
    before = len(box.letters)
    while asyncio.run(teller(desk, box).round()):
        pass
    return sorted(str(letter["To"]) for letter in box.letters[before:])


def move(desk: Desk, hours: int, id: str = "training-u12") -> None:
    """The training of the U12 begins so many hours later than it first did."""
    desk.house.do("activity.patch", id=id, set={"start_at": START + DAY + hours * HOUR})
