"""Escape takes away one thing at a time (feature 35)."""

import asyncio

import flet as ft

from tests.mobile.club import small_club
from tests.mobile.drawn import drawn
from tests.mobile.stage import touchline_of


def test_escape_closes_the_sheet_alone_and_the_page_the_next_time() -> None:
    """The client closes the sheet by itself, and tells of the key before it does."""
    club = small_club()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            coach.go(f"/agenda/{club.ids['match']}")
            await screen.settle()
            await screen.press("Semantics", coach.words("emergency.title"))
            [sheet] = screen.questions()
            await screen.key("Escape")
            assert coach.state.place.route == f"/agenda/{club.ids['match']}"
            await screen.event(sheet, "dismiss")
            assert screen.questions() == []
            await screen.key("Escape")
            assert coach.state.place.route == "/"

    asyncio.run(story())


def test_what_is_said_at_the_foot_does_not_hold_escape() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            coach.go(f"/agenda/{club.ids['match']}")
            await screen.settle()
            screen.session.page.show_dialog(bar := _bar())
            await screen.settle()
            assert screen.questions() == [bar]
            await screen.key("Escape")
            assert coach.state.place.route == "/"

    asyncio.run(story())


def _bar() -> object:
    return ft.SnackBar(ft.Text("Opgeslagen"))
