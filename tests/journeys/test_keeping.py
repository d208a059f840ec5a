"""A browser that did not promise to keep what stands in it says so on the page about sync. (feature B3)"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.journeys.club import served
from tests.journeys.people import is_synced, people_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
PROMISES = "(kept) => { StorageManager.prototype.persisted = async () => kept; }"
MAY_GO = re.compile("Deze browser mag alles van de club van dit toestel wissen")


def test_what_the_browser_may_throw_away_is_said(web: Path, tmp_path: Path) -> None:
    with served(tmp_path / "club", web) as (_, server), people_in(tmp_path) as people:
        screen = sign_in(people.device("phone"), server.url, "mia")
        is_synced(screen)
        screen.page.evaluate(PROMISES, False)
        screen.visit("/sync")
        screen.hears(MAY_GO)
        screen.visit("/")
        screen.page.evaluate(PROMISES, True)
        screen.visit("/sync")
        screen.misses(MAY_GO)
