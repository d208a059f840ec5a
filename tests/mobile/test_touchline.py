"""Going places never loses work, and a refusal is said in the person's words."""

from dataclasses import dataclass, field
from typing import Any

import flet as ft

from mobile.state import Preferences, State
from mobile.touchline import Touchline
from shared.refusals import Cancelled, Refusal


@dataclass
class Done:
    """An answer of the writer."""

    refusal: Refusal | None = None
    state: str = "waiting"


@dataclass
class FakeWriter:
    """Answers what it is told to."""

    answer: Done = field(default_factory=Done)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def do_all(self, *wishes: tuple[str, dict[str, Any]]) -> Done:
        """Notes the wishes."""
        self.asked += wishes
        return self.answer


def touchline(writer: FakeWriter, shown: list[str], paths: list[str]) -> Touchline:
    def show(dialog: ft.DialogControl) -> None:
        assert isinstance(dialog, ft.SnackBar) and isinstance(dialog.content, ft.Text)
        shown.append(str(dialog.content.value))

    state = State(preferences=Preferences("en"))
    return Touchline(None, writer, state, lambda: 0, show=show, navigate=paths.append)  # type: ignore[arg-type]  # no reader is asked here


def test_going_changes_the_place_and_the_address() -> None:
    paths: list[str] = []
    it = touchline(FakeWriter(), [], paths)
    it.go("/people")
    assert (it.state.place.route, paths) == ("/people", ["/people"])


def test_over_unsaved_work_it_asks_first_and_leaving_goes_there() -> None:
    paths: list[str] = []
    it = touchline(FakeWriter(), [], paths)
    it.state.place.unsaved = True
    it.go("/people")
    assert (it.state.place.route, it.state.place.pending, paths) == ("/", "/people", [])
    it.leave()
    assert (it.state.place.route, it.state.place.pending, it.state.place.unsaved) == ("/people", None, False)


def test_staying_keeps_the_work_and_puts_the_address_back() -> None:
    paths: list[str] = []
    it = touchline(FakeWriter(), [], paths)
    it.state.place.unsaved = True
    it.go("/people")
    it.stay()
    assert (it.state.place.unsaved, it.state.place.pending, paths) == (True, None, ["/"])


def test_back_from_an_activity_opened_on_today_is_today_and_from_its_list_the_list() -> None:
    paths: list[str] = []
    it = touchline(FakeWriter(), [], paths)
    for steps in (("/agenda/a",), ("/agenda", "/agenda/a"), ("/agenda/a", "/people/p")):
        it.go("/")
        for step in steps:
            it.go(step)
        it.back()
    it.back()
    assert paths == "/ /agenda/a / /agenda /agenda/a /agenda / /agenda/a /people/p /agenda/a /".split()


def test_back_from_the_sync_page_is_where_its_badge_was_tapped_and_from_a_choice_under_more_is_more() -> None:
    paths: list[str] = []
    it = touchline(FakeWriter(), [], paths)
    for steps in (("/agenda/a", "/sync"), ("/more", "/notices"), ("/scan", "/sync", "/sync")):
        it.go("/")
        for step in steps:
            it.go(step)
        it.back()
    assert paths == "/ /agenda/a /sync /agenda/a / /more /notices /more / /scan /sync /scan".split()


def test_a_wish_tells_the_screens_that_rows_changed() -> None:
    writer = FakeWriter()
    it = touchline(writer, [], [])
    it.do("activity.cancel", id="a")
    assert writer.asked == [("activity.cancel", {"id": "a"})]
    assert it.state.replica.version == 1


def test_a_refusal_is_said_with_what_to_do() -> None:
    shown: list[str] = []
    it = touchline(FakeWriter(Done(Cancelled(), "refused")), shown, [])
    assert it.do("attendance.declare", activity="a").refusal is not None
    assert shown == ["This activity was cancelled. Choose another activity."]


def test_another_language_is_another_catalogue_at_once() -> None:
    it = touchline(FakeWriter(), [], [])
    assert it.words("place.people") == "People"
    it.state.preferences.language = "nl"
    assert it.words("place.people") == "Mensen"
