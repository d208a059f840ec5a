"""The store room prints a blank sheet in a real browser, sticks one on a bag, and the label is the club's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.domain import labels
from sync_server.keys.label_key import checker
from tests.journeys.club import HOST, served
from tests.journeys.people import is_synced, people_in, sign_in, ticks
from tests.mobile.paper.test_labels import objects, scanned

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_a_sheet_is_made_signed_and_kept(web: Path, tmp_path: Path) -> None:
    """What the browser saves scans, verifies with the club's key, and waits on the server to be claimed.

    # features B6, B7
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        screen = sign_in(people.device("store room"), server.url, "eef")
        is_synced(screen)
        screen.press("Materiaal", "tab")
        screen.press("Acties")
        screen.choose("Labels afdrukken")
        ticks(screen, "1 blanco blad")
        screen.press("Maak een PDF met 24 labels")
        with screen.page.expect_download() as kept:
            screen.press("PDF bewaren")
        kept.value.save_as(tmp_path / "labels.pdf")
        is_synced(screen)
        images = [one for one in objects((tmp_path / "labels.pdf").read_bytes()).values() if b"/Subtype /Image" in one]
        found = [labels.parse(scanned(image), HOST) for image in images]
        assert len({label.code for label in found}) == 24
        assert all(labels.verify(label, checker(small.key.public_keys)) for label in found)
        blank = {id for (id,) in small.rows("SELECT id FROM resource_code WHERE resource IS NULL")}
        assert blank == {label.code_text for label in found}
