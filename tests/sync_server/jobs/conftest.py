"""A club that sends mail, and who takes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, told
from tests.sync_server.mailbox import Mailbox, mailbox


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture
def box(server: Mailbox) -> Mailbox:
    """Nothing arrived yet, and everything is taken."""
    server.letters.clear()
    server.answer, server.asked = "", 0
    return server


@pytest.fixture
def desk(house: House, tmp_path: Path, box: Mailbox) -> Desk:
    """A club that sends mail; Mia and Piet have addresses."""
    for name in ("mia", "piet"):
        point = {"contact": f"contact-{name}", "kind": "email", "value": f"{name}@club.example"}
        house.do("contact_point.add", id=f"mail-of-{name}", **point)
    house.do("setting.put", id="club", value={"name": "KV De Meers", "language": "nl"})
    return Desk(house, tmp_path, mail=box.server, url="https://kvdemeers.example")


@pytest.fixture
def settled(desk: Desk, box: Mailbox) -> Desk:
    """The same club, whose news of its beginning was told."""
    desk.house.clock.wait(SETTLED)
    told(desk, box)
    box.letters.clear()
    box.asked = 0
    return desk
