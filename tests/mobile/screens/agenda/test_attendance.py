"""Fourteen players in seconds: whom "everybody present" marks, and why somebody is not there (features 35, B4)."""

import asyncio
from typing import Any

import flet as ft

from mobile.reader.agenda import Attendance, Row
from mobile.screens.agenda.attendance import confirmation, everybody
from mobile.touchline import Touchline
from shared.domain.attendance import Guest, count
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of


def row(contact: str, declared: str | None, confirmed: str | None = None) -> Row:
    return Row(contact, contact, None, None, "player", declared, None, confirmed, None, None)


def test_everybody_leaves_alone_who_was_marked_who_said_no_and_who_is_injured() -> None:
    rows = (
        row("silent", None),
        row("coming", "yes"),
        row("unsure", "maybe"),
        row("not coming", "no"),
        row("late already", "yes", "late"),
        row("absent already", None, "absent"),
        row("injured", None),
        row("injured, comes to look", "yes"),
    )
    view = Attendance(rows, count(Guest(one.contact, one.declared, one.confirmed) for one in rows))
    assert [one.contact for one in everybody(view, {"injured", "injured, comes to look"})] == [
        "silent",
        "coming",
        "unsure",
        "injured, comes to look",
    ]


def test_a_mark_is_taken_back_with_an_empty_one() -> None:
    assert confirmation("a", "c", None) == {"activity": "a", "contact": "c", "confirmed": None, "reason": None}


def at_the_match(club: Club, role: str) -> Touchline:
    touchline = touchline_of(club, role)
    touchline.state.place.route = f"/agenda/{club.ids['match']}"
    return touchline


def marks(club: Club, player: str) -> tuple[str | None, ...]:
    guest = club.store.find("activity_guest", activity=club.ids["match"], contact=club.ids[player])[0]
    return tuple(guest[name] for name in ("declared", "declared_reason", "confirmed", "confirmed_reason"))


def reasons(screen: Drawn) -> list[Any]:
    """The fields in which a reason is typed; the list beside it has one to search."""
    return [one for one in screen.all("TextField") if one.label == "Andere reden"]


def test_a_coach_writes_why_somebody_is_not_there_in_own_words() -> None:
    club = small_club()
    coach = at_the_match(club, "coach")
    name = coach.reader.people.person(club.ids["U13/0"]).name  # type: ignore[union-attr]  # the club has it

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.press("Semantics", f"{name}: Afwezig")
            assert marks(club, "U13/0") == ("yes", None, "absent", None)
            await screen.write("  tandarts, komt later ", "Andere reden")
            assert marks(club, "U13/0") == ("yes", None, "excused", "tandarts, komt later")
            assert reasons(screen) == []
            await screen.press("Semantics", f"{name}: Afwezig")
            assert marks(club, "U13/0") == ("yes", None, None, None)

    asyncio.run(story())


def test_no_word_at_all_does_not_excuse_and_an_empty_field_says_nothing() -> None:
    club = small_club()
    coach = at_the_match(club, "coach")
    name = coach.reader.people.person(club.ids["U13/1"]).name  # type: ignore[union-attr]  # the club has it

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.press("Semantics", f"{name}: Afwezig")
            await screen.write("   ", "Andere reden")
            assert len(reasons(screen)) == 1
            await screen.press("OutlinedButton", "Geen bericht")
            assert marks(club, "U13/1") == ("yes", None, "absent", None)

    asyncio.run(story())


def test_a_parent_says_no_and_why_and_yes_needs_no_reason() -> None:
    """What the coach reads beside the name. # feature 35"""
    club = small_club()
    parent = at_the_match(club, "member")
    [lars] = {one.given for one in parent.reader.agenda.mine(parent.state.me.persons, parent.now())}

    async def story() -> None:
        async with drawn(parent) as screen:
            await screen.press("Semantics", f"{lars}: Nee")
            assert marks(club, "U13/0")[:2] == ("no", None)
            await screen.press("OutlinedButton", "Ziek")
            assert marks(club, "U13/0")[:2] == ("no", "Ziek")
            await screen.press("Semantics", f"{lars}: Nee")
            assert marks(club, "U13/0")[:2] == ("no", "Ziek")
            await screen.write("naar oma", "Andere reden")
            assert marks(club, "U13/0")[:2] == ("no", "naar oma")
            await screen.press("Semantics", f"{lars}: Ja")
            assert marks(club, "U13/0")[:2] == ("yes", None)
            assert reasons(screen) == []

    asyncio.run(story())


def test_who_said_no_in_a_hurry_says_why_later_and_changes_it() -> None:
    """The question is gone when the page is opened anew; the way to it is not. # feature 35"""
    club = small_club()
    parent = at_the_match(club, "member")
    [lars] = {one.given for one in parent.reader.agenda.mine(parent.state.me.persons, parent.now())}

    async def hurry() -> None:
        async with drawn(parent) as screen:
            await screen.press("Semantics", f"{lars}: Nee")

    async def later() -> None:
        async with drawn(parent) as screen:
            assert reasons(screen) == []
            await screen.press("TextButton", "Zeg waarom")
            await screen.press("OutlinedButton", "School")
            assert marks(club, "U13/0")[:2] == ("no", "School")
            await screen.press("TextButton", "Reden: School")
            await screen.press("OutlinedButton", "Zeg ik niet")
            assert marks(club, "U13/0")[:2] == ("no", None)

    asyncio.run(hurry())
    asyncio.run(later())


def test_a_tap_on_a_player_opens_the_card_and_back_leads_to_the_list() -> None:
    """Where the coach finds whom to call, and notes an injury."""
    club = small_club()
    coach = at_the_match(club, "coach")
    player = coach.reader.agenda.attendance(club.ids["match"]).rows[2]

    async def story() -> None:
        async with drawn(coach) as screen:
            [line] = [one for one in screen.all("Semantics") if one.key == player.contact]
            [who] = [one for one in screen.all("Container", line) if getattr(one, "ink", False)][:1]
            await screen.event(who, "click")
            assert coach.state.place.route == f"/people/{player.contact}"
            coach.go("/sync")
            await screen.settle()
            assert "Nu synchroniseren" in [one.content for one in screen.all("FilledButton")]
            coach.back()
            coach.back()
            assert coach.state.place.route == f"/agenda/{club.ids['match']}"

    asyncio.run(story())


def test_a_parent_reads_that_the_child_is_expected_and_a_player_that_it_is_about_them() -> None:
    club = small_club()
    parent = at_the_match(club, "member")
    team = club.store.get("group", club.ids["U13"])
    assert team is not None
    club.store.put("group", {**team, "attending": 1})
    [guest] = club.store.find("activity_guest", activity=club.ids["match"], contact=club.ids["U13/0"])
    club.store.put("activity_guest", {**guest, "declared": None})
    [mine] = parent.reader.agenda.mine(parent.state.me.persons, parent.now())[:1]

    async def story() -> None:
        async with drawn(parent) as screen:

            def said() -> list[str]:
                return [str(text.value) for text in screen.all("Text") if "verwacht" in str(text.value)]

            assert said() == [f"{mine.given} wordt verwacht: laat alleen iets weten als het niet lukt."]
            parent.state.me.contact = mine.contact
            parent.state.replica.changed()
            await screen.settle()
            assert said() == ["Je wordt verwacht: laat alleen iets weten als je niet komt."]

    asyncio.run(story())


def test_on_a_phone_the_players_come_first_and_what_else_there_is_opens_with_a_tap() -> None:
    """Where to gather, the way there, what may be changed: behind the line with the day, the hours and the place."""
    club = small_club()
    match = club.store.get("activity", club.ids["match"]) or {}
    club.store.put("activity", {**match, "note": "Blauwe truitjes"})
    details = [f"Tegen {match['opponent']}", "Kantine, 45 minuten vooraf", "Blauwe truitjes"]

    def foldable(screen: Drawn) -> list[Any]:
        return [one for one in screen.all("Semantics") if getattr(one, "expanded", None) is not None]

    def said(screen: Drawn) -> list[str]:
        texts = [str(text.value) for text in screen.all("Text")]
        return [text for text in details if text in texts]

    async def phone() -> None:
        async with drawn(at_the_match(club, "coach")) as screen:
            [line] = foldable(screen)
            assert line.label == "Details, vandaag 10:00 – 11:30, Sportpark De Meers, veld 2"
            assert (line.button, line.expanded, said(screen)) == (True, False, [])
            assert "Afgelasten" not in [one.content for one in screen.all("OutlinedButton")]
            await screen.event(line.content, "click")
            assert said(screen) == details
            changes = [one.content for one in screen.all("OutlinedButton")]
            assert changes[:3] == ["Aanpassen", "Kopiëren", "Afgelasten"]
            [line] = foldable(screen)
            assert line.expanded
            await screen.event(line, "click")
            assert said(screen) == []

    async def elsewhere(role: str, wide: bool) -> None:
        touchline = at_the_match(club, role)
        async with drawn(touchline) as screen:
            touchline.state.place.wide = wide
            await screen.settle()
            assert said(screen) == details

    asyncio.run(phone())
    asyncio.run(elsewhere("member", wide=False))
    asyncio.run(elsewhere("coach", wide=True))


def test_who_came_otherwise_than_was_said_is_told_in_words_and_by_a_sign() -> None:
    """A colour alone says nothing to some."""
    club = small_club()
    coach = at_the_match(club, "coach")
    said = (("yes", "absent"), ("no", "late"), ("yes", "present"), ("no", "absent"))
    for place, (declared, confirmed) in enumerate(said):
        player = club.ids[f"U13/{place}"]
        coach.do("attendance.declare", activity=club.ids["match"], contact=player, declared=declared, reason=None)
        assert coach.do("attendance.confirm", **confirmation(club.ids["match"], player, confirmed)).refusal is None

    async def story() -> None:
        async with drawn(coach) as screen:
            shown = [str(text.value) for text in screen.all("Text")]
            assert {text for text in shown if "kwam" in text} == {"Zei ja · kwam niet", "Zei nee · kwam toch"}
            assert len([one for one in screen.all("Icon") if one.icon == ft.Icons.SYNC_PROBLEM]) == 2

    asyncio.run(story())
