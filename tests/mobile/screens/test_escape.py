"""Escape takes away one thing at a time (feature 35)."""

import asyncio

import flet as ft

from mobile.app import CLIENT_S
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


def test_a_key_that_came_before_the_sheet_had_the_focus_closes_it_too() -> None:
    """A client that did nothing; a question that must be answered stays."""
    club = small_club()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            coach.go(f"/agenda/{club.ids['match']}")
            await screen.settle()
            await screen.press("Semantics", coach.words("emergency.title"))
            await screen.key("Escape")
            await asyncio.sleep(CLIENT_S + 0.05)
            await screen.settle()
            assert screen.questions() == []
            screen.session.page.show_dialog(must := ft.AlertDialog(modal=True, title=ft.Text("?")))
            await screen.key("Escape")
            await asyncio.sleep(CLIENT_S + 0.05)
            assert screen.questions() == [must]
            assert coach.state.place.route == f"/agenda/{club.ids['match']}"

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
