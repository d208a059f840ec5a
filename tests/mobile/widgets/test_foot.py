"""Save stays in reach at the foot of the page, for all forms on it; what was refused is shown. (features 4, 5, 6)"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import flet as ft
import pytest

from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, provide
from mobile.widgets.card import page
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.foot import Foot, over
from mobile.widgets.frame import frame
from tests.mobile.club import small_club
from tests.mobile.drawn import Drawn, alone, drawn
from tests.mobile.looking import box, texts, write
from tests.mobile.stage import touchline_of

Told = list[tuple[str, Mapping[str, str]]]


def entries(*names: str) -> tuple[Entry, ...]:
    return tuple(Entry(name, name.capitalize(), f"old {name}") for name in names)


def buttons(screen: Drawn, under: Any = None) -> list[tuple[str, bool]]:
    """What stands at the foot, and whether it can be pressed."""
    found = [*screen.all("TextButton", under), *screen.all("FilledButton", under)]
    return [(one.content, not one.disabled) for one in found]


def on_a_page(
    touchline: Touchline, forms: Callable[[], list[ft.Control]], story: Callable[[Drawn], Coroutine[None, None, None]]
) -> None:
    """These forms, on a page as the shell draws one."""
    foot = Foot()

    @ft.component
    def body() -> ft.Control:
        return frame(touchline, "Page", page(*forms()))

    @ft.component
    def pane() -> ft.Control:
        return provide(touchline, lambda: over(foot, lambda: body(key="body")))

    async def run() -> None:
        async with alone(pane) as screen:
            await story(screen)

    asyncio.run(run())


def test_save_stays_in_sight_of_a_long_form_and_lights_up_when_something_differs() -> None:
    coach = touchline_of(small_club(), "coach")
    coach.state.place.route = "/agenda/new"

    async def story() -> None:
        async with drawn(coach) as screen:
            scrolled = screen.all("ListView")[-1]
            assert len(screen.all("TextField", scrolled)) > 6
            assert screen.all("FilledButton", scrolled) == []  # else it would be scrolled away with the form
            assert buttons(screen) == [("Sluiten", True), ("Opslaan", False)]
            await write(screen, "Veld 2", "Plaats")
            assert buttons(screen) == [("Terugdraaien", True), ("Opslaan", True)]
            await screen.press("TextButton", "Terugdraaien")
            assert buttons(screen) == [("Sluiten", True), ("Opslaan", False)]
            assert (box(screen, "Plaats").value, coach.state.place.unsaved) == ("", False)

    asyncio.run(story())


def test_one_tap_keeps_all_that_was_typed_on_the_page() -> None:
    """Before, opening a second form made the app forget that the first had unsaved work."""
    coach, told, closed = touchline_of(small_club(), "coach"), Told(), list[str]()

    def forms() -> list[ft.Control]:
        def keep(form: str, changes: Mapping[str, str]) -> Mapping[str, str]:
            told.append((form, changes))
            return {}

        return [
            FieldsForm(entries(name), lambda said, name=name: keep(name, said), lambda name=name: closed.append(name))
            for name in ("one", "two", "three")
        ]

    async def story(screen: Drawn) -> None:
        assert buttons(screen) == [("Sluiten", True), ("Opslaan", False)]
        await write(screen, "new", "One")
        await write(screen, "x", "Two")
        await write(screen, "old two", "Two")
        assert coach.state.place.unsaved
        await write(screen, "newer", "Three")
        await screen.press("FilledButton", "Opslaan")
        assert told == [("one", {"one": "new"}), ("three", {"three": "newer"})]
        assert (closed, coach.state.place.unsaved) == (["one", "three"], False)

    on_a_page(coach, forms, story)


def test_the_first_field_that_is_wrong_is_shown_and_read_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    async def focus(field: ft.TextField) -> None:
        seen.append(f"focus {field.label}")

    async def scroll_to(scroller: ft.ListView, scroll_key: str) -> None:
        seen.append("scroll to " + scroll_key.rsplit(maxsplit=1)[-1])

    monkeypatch.setattr(ft.TextField, "focus", focus)
    monkeypatch.setattr(ft.ListView, "scroll_to", scroll_to)
    problems = {"third": "Te lang.", "zone": "Die bestaat niet.", "second": "Vul dit in."}

    def forms() -> list[ft.Control]:
        return [FieldsForm(entries("first", "second", "third"), lambda _: problems, lambda: None)]

    async def story(screen: Drawn) -> None:
        await write(screen, "new", "First")
        await screen.press("FilledButton", "Opslaan")
        await screen.until(lambda: len(seen) == 2)
        assert seen == ["scroll to second", "focus Second"]
        assert [box(screen, name).error for name in ("First", "Second", "Third")] == [None, "Vul dit in.", "Te lang."]
        [line] = [one for one in screen.all("Semantics") if one.live_region]
        no_field_here = "Tijdzone: Die bestaat niet."
        assert texts(screen, line.content) == [f"Niet opgeslagen. Second: Vul dit in. {no_field_here}"]
        assert screen.all("Semantics", screen.all("ListView")[-1]) == []  # it stands where it is not scrolled away
        spots = [one for one in screen.all("Container") if isinstance(one.key, ft.ScrollKey)]
        assert [one.content for one in spots] == [None] * 3  # the client makes what is in one anew at each drawing
        await screen.press("TextButton", "Terugdraaien")
        assert [one for one in screen.all("Semantics") if one.live_region] == []

    on_a_page(touchline_of(small_club(), "coach"), forms, story)


def test_a_form_that_always_stands_has_no_bar_until_something_is_typed() -> None:
    def forms() -> list[ft.Control]:
        return [FieldsForm(entries("one"), lambda _: {}, lambda: None, stands=True)]

    async def story(screen: Drawn) -> None:
        assert buttons(screen) == []
        await write(screen, "new", "One")
        assert buttons(screen) == [("Terugdraaien", True), ("Opslaan", True)]

    on_a_page(touchline_of(small_club(), "coach"), forms, story)


def test_a_question_over_unsaved_work_has_a_foot_of_its_own_and_forgets_nothing() -> None:
    coach, kept = touchline_of(small_club(), "coach"), list[Mapping[str, str]]()
    opens: list[Callable[[bool], None]] = []

    @ft.component
    def asks() -> ft.Control:
        asked, ask = ft.use_state(False)
        opens.append(ask)

        def keep(said: Mapping[str, str]) -> Mapping[str, str]:
            kept.append(said)
            return {}

        def draw() -> ft.Control:
            return FieldsForm(entries("over"), keep, lambda: ask(False))

        ft.use_dialog(asking(coach, "Question", draw, lambda: ask(False), scrolls=True) if asked else None)
        return ft.Container()

    def forms() -> list[ft.Control]:
        return [FieldsForm(entries("below"), lambda _: {}, lambda: None), asks(key="asks")]

    async def story(screen: Drawn) -> None:
        [below] = screen.all("TextField")
        await screen.event(below, "change", "new")
        opens[-1](True)
        await screen.settle()
        [question] = screen.questions()
        assert buttons(screen, question) == [("Sluiten", True), ("Opslaan", False)]
        assert buttons(screen) == [("Terugdraaien", True), ("Opslaan", True)]
        over = [one for one in screen.all("TextField", question) if one.label == "Over"]
        await screen.event(over[0], "change", "newer")
        [save] = screen.all("FilledButton", question)
        await screen.event(save, "click")
        assert (kept, screen.questions()) == ([{"over": "newer"}], [])
        assert coach.state.place.unsaved
        assert buttons(screen) == [("Terugdraaien", True), ("Opslaan", True)]

    on_a_page(coach, forms, story)


def test_a_tablet_that_is_turned_keeps_what_was_typed_until_it_was_saved() -> None:
    coach = touchline_of(small_club(), "coach")
    coach.state.place.route = "/agenda/new"

    async def turned(screen: Drawn, *, wide: bool) -> bool:
        coach.resized(wide=wide)
        await screen.settle()
        return bool(screen.all("NavigationRail"))

    async def story() -> None:
        async with drawn(coach) as screen:
            assert (await turned(screen, wide=True), await turned(screen, wide=False)) == (True, False)
            await write(screen, "Derby", "Tegenstander")
            assert not await turned(screen, wide=True)
            assert box(screen, "Tegenstander").value == "Derby"
            await screen.press("TextButton", "Terugdraaien")
            assert screen.all("NavigationRail"), "nothing is unsaved any more: the layout follows"

    asyncio.run(story())
