"""A series as a whole: this one, all that follow or all of it is changed, or it goes on for longer."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.agenda import Activity
from mobile.reader.repeating import Series
from mobile.screens.activity_form import (
    AS_TYPED,
    OVERNIGHT,
    TIMES,
    entries,
    expected,
    local_hours,
    times,
    wrong,
)
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from mobile.widgets.theme import EDGE
from shared.domain.attendance import PLAYER
from shared.domain.calendar import coming_day, local_date, numeric_date
from shared.domain.series import Phase
from shared.refusals import Invalid

SCOPES = ("one", "following", "all")
SIGNS = {"one": ft.Icons.LOOKS_ONE_OUTLINED, "following": ft.Icons.SKIP_NEXT_OUTLINED, "all": ft.Icons.EVENT_REPEAT}
WORDS = ("title", "location", "meeting_point", "note")


def which(
    touchline: Touchline, view: Activity, choose: Callable[[str], None], close: Callable[[], None]
) -> ft.AlertDialog:
    """The question which of a series are meant: this one, this one and all that follow, or all that are to come."""
    words = touchline.words
    following = len(touchline.reader.repeating.coming(view.series or "", view.occurs_on or "", touchline.now()))
    every = len(touchline.reader.repeating.coming(view.series or "", "", touchline.now()))
    counts = {"one": 1, "following": following, "all": every}
    rows = [
        row(
            words(f"series.which.{scope}"),
            words.plural("series.which.count", counts[scope]) if scope != "one" else None,
            leading=ft.Icon(SIGNS[scope], size=24),
            on_click=partial(choose, scope),
            key=scope,
        )
        for scope in SCOPES
        if counts[scope]
    ]
    return ft.AlertDialog(
        title=ft.Text(words("series.which")),
        content=ft.Column(rows, spacing=0, tight=True, width=400),
        content_padding=ft.Padding.only(left=8, right=8, top=12),
        actions=[ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close())],
        on_dismiss=lambda _: close(),
    )


@ft.component
def EditSeries(view: Activity, series: Series, scope: str, close: Callable[[], None]) -> ft.Control:
    """What the series says from this occurrence on, or of all that are to come; and until when it goes on."""
    touchline = use_touchline()
    words, day = touchline.words, view.occurs_on or series.first_on
    said = series.said(day if scope == "following" else series.first_on)
    planned = date.fromisoformat(day) + timedelta(days=said.shift)
    before = _typed(said, planned, words.language) | {"until": _numeric(series.until_on, words.language)}

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        texts = {**before, **changes}
        try:
            wanted = _wanted(touchline, series, texts, changes, planned, said)
            more = _more(touchline, series, changes)
        except Invalid as problem:
            return wrong(touchline, problem)
        asked: list[tuple[str, dict[str, Any]]] = (
            [("activity_series.extend", {"id": series.id, "until_on": more})] if more else []
        )
        if wanted:
            still = {name: getattr(said, name) for name in wanted}
            since = {"scope": scope, "from_on": day if scope == "following" else None}
            change: dict[str, Any] = {"id": series.id, **since, "set": wanted, "still": still}
            asked = [("activity_series.change", {**change, "edited_too": texts["edited"] == "too"}), *asked]
        problems = touchline.try_all(*asked) if asked else {}
        if wanted and not problems:
            same = all(getattr(one, name) == still[name] for one in _spoken_of(series, change) for name in wanted)
            _tell(touchline, series, change, view.title, undo=same and texts["edited"] != "too")
        return {AS_TYPED.get(name, name): text for name, text in problems.items()}

    extra = (
        Entry(
            "edited",
            words("series.edited"),
            before["edited"],
            choices=tuple((name, words(f"series.edited.{name}")) for name in ("stay", "too")),
        ),
        Entry("until", words("series.until"), before["until"], pick="day", keyboard=ft.KeyboardType.DATETIME),
    )
    head = ft.Text(words(f"series.title.{scope}"), weight=ft.FontWeight.W_600)
    shown = (*entries(touchline, before, asks=frozenset()), *extra)
    above = ft.Container(head, padding=ft.Padding.only(left=EDGE, right=EDGE, top=EDGE))
    return card(above, FieldsForm(shown, save, close), padding=0)


def _typed(said: Phase, day: date, language: str) -> dict[str, str]:
    texts = {name: getattr(said, name) or "" for name in (*WORDS, "start", "end")}
    return texts | {"day": numeric_date(day, language), "expects": said.expects or PLAYER, "edited": "stay"}


def _numeric(day: str, language: str) -> str:
    return numeric_date(date.fromisoformat(day), language)


def _wanted(
    touchline: Touchline,
    series: Series,
    texts: Mapping[str, str],
    changes: Mapping[str, str],
    planned: date,
    said: Phase,
) -> dict[str, Any]:
    """What is to be said otherwise; another day moves all of them as far. Raises Invalid."""
    wanted: dict[str, Any] = {name: changes[name] or None for name in WORDS if name in changes}
    if "expects" in changes:
        wanted["expects"] = expected(changes["expects"])
    if any(name in changes for name in TIMES):
        when = times(texts, touchline.today, series.zone, series.kind in OVERNIGHT)
        moved = (local_date(when["start_at"], series.zone) - planned).days
        wanted |= local_hours(when, series.zone) | {"shift": said.shift + moved}
    return {name: value for name, value in wanted.items() if value != getattr(said, name)}


def _spoken_of(series: Series, change: Mapping[str, Any]) -> list[Phase]:
    """The phases that a change is about: only where they all say the same, one word takes it back."""
    return [one for one in series.phases if change["from_on"] is None or one.from_on > change["from_on"]]


def _more(touchline: Touchline, series: Series, changes: Mapping[str, str]) -> str | None:
    """Through which day it goes on, when that is later. Raises Invalid `until`."""
    if "until" not in changes:
        return None
    last = coming_day(changes["until"], "until", touchline.today).isoformat()
    if last < series.until_on:
        raise Invalid("until", "only_later")
    return last if last > series.until_on else None


def _tell(touchline: Touchline, series: Series, change: Mapping[str, Any], what: str, *, undo: bool) -> None:
    """It was changed; and how that is taken back, where nothing was overwritten."""
    words, text = touchline.words, touchline.words("series.changed", what=what)
    back = {**change, "set": change["still"], "still": change["set"], "edited_too": False}
    if undo:
        touchline.tell(text, words("undo"), lambda: touchline.do("activity_series.change", **back))
    else:
        touchline.tell(text)
