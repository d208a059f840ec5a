"""An empty push wakes the installed app in a real browser: it syncs, and where nobody looks a line says that there is
something. (feature B19)
"""

from __future__ import annotations

import re
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from mobile.courier import EVERY_S
from tests.journeys.club import served
from tests.journeys.people import is_synced, people_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NOTES = """async () => (await (await navigator.serviceWorker.getRegistration()).getNotifications())
  .map(note => [note.title, note.body])"""
BY_ITSELF_S = EVERY_S / 2
"""The app that is not woken asks by itself after twice as long."""


class Pushes:
    """The push service of this browser, as its developers' tools play it."""

    def __init__(self, page: Page) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._known: list[str] = []
        self._line.on("ServiceWorker.workerRegistrationUpdated", self._hear)
        self._line.send("ServiceWorker.enable")

    def _hear(self, event: dict[str, Any]) -> None:
        self._known += [one["registrationId"] for one in event["registrations"] if not one["isDeleted"]]

    def push(self, page: Page, origin: str) -> None:
        """One that says nothing."""
        while not self._known:
            page.wait_for_timeout(100)
        wish = {"origin": origin, "registrationId": self._known[-1], "data": ""}
        self._line.send("ServiceWorker.deliverPushMessage", wish)


def syncs(caplog: pytest.LogCaptureFixture) -> int:
    """How often this device asked the server for what is new."""
    return sum(getattr(record, "path", "") == "/api/sync" for record in caplog.records)


def test_a_push_wakes_the_app_and_tells_who_does_not_look(
    web: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "touchline")
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        device = people.device("phone")
        screen = sign_in(device, server.url, "mia")
        is_synced(screen)
        screen.wait_until_kept()
        screen.page.context.grant_permissions(["notifications"], origin=server.url)
        screen.press(re.compile("Meer"), "tab")
        screen.press(re.compile("Meldingen"))
        screen.hears(re.compile("Dit toestel krijgt geen meldingen"))
        screen.page.get_by_role("switch", name="E-mail").nth(2).click()
        while not (chosen := small.rows("SELECT kind, mail, push FROM notice_choice")):
            screen.page.wait_for_timeout(100)
        assert chosen == [("invoice", 0, None)]

        pushes = Pushes(screen.page)
        before = syncs(caplog)
        pushes.push(screen.page, server.url)
        patience = monotonic() + BY_ITSELF_S
        while syncs(caplog) == before:
            assert monotonic() < patience, "it came by itself, if at all"
            screen.page.wait_for_timeout(100)
        assert screen.page.evaluate(NOTES) == [], "who looks sees it"

        empty = screen.page.context.new_page()
        screen.page.close()
        Pushes(empty).push(empty, server.url)
        again = device.open(server.url)
        again.page.wait_for_timeout(500)
        assert again.page.evaluate(NOTES) == [["Nieuws van je club", "Open de app om te zien wat er veranderd is."]]
