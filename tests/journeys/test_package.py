"""The rest of a large role comes to a real browser as one file, between the other files of its flat folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sync_server import club
from sync_server.checkpoint import Checkpoints
from tests.journeys.club import served
from tests.journeys.people import is_synced, people_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_the_office_takes_over_a_package(web: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole club is there after the first load, and again after a start."""
    monkeypatch.setattr(club, "Checkpoints", partial(Checkpoints, apart=0))  # a small club has little to pack
    with served(tmp_path / "club", web) as (_, server), people_in(tmp_path) as people:
        office = people.device("office")
        screen = sign_in(office, server.url, "sara")
        is_synced(screen)
        assert len(list((tmp_path / "club" / "packages").glob("*.package"))) == 1
        office.close()
        office.start()
        screen = office.open(server.url)
        is_synced(screen)
        screen.press("Mensen", "tab")
        screen.page.wait_for_timeout(1_000)  # the rest of the list is drawn a moment after the page
        screen.fill("Naam, gsm of e-mail", "tuur")
        screen.hears("Tuur Willems")
