"""A series as a whole: this one, all that follow or all of it is changed, or it goes on for longer."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.agenda import Activity
from mobile.reader.repeating import Series
from mobile.screens.agenda import rhythm
from mobile.screens.agenda.activity_form import AS_TYPED, entries, wrong
from mobile.screens.agenda.replanning import WORDS, Part, foretold, ways_back, wishes
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from mobile.widgets.theme import EDGE
from shared.domain.attendance import PLAYER
from shared.domain.calendar import numeric_date
from shared.refusals import Invalid

SCOPES = ("one", "following", "all")
SIGNS = {"one": ft.Icons.LOOKS_ONE_OUTLINED, "following": ft.Icons.SKIP_NEXT_OUTLINED, "all": ft.Icons.EVENT_REPEAT}


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
    """What the series says from this occurrence on, or of all that are to come; on which days, and until when."""
    touchline = use_touchline()
    words, whole = touchline.words, scope == "all"
    coming = touchline.reader.repeating.coming(series.id, "", touchline.now())
    first = view.occurs_on or series.first_on
    part = Part(series, coming[0].day if whole and coming else first, whole)
    before = _typed(part, words.language)

    def foresee(changes: Mapping[str, str]) -> str:
        try:
            asked = wishes(touchline, part, before, changes)
        except Invalid:
            return ""
        return foretold(touchline, touchline.writer.would(*asked)) if asked else ""

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            asked = wishes(touchline, part, before, changes)
        except Invalid as problem:
            return wrong(touchline, problem)
        foreseen = touchline.writer.would(*asked)
        problems = touchline.try_all(*asked) if asked else {}
        if asked and not problems:
            _tell(touchline, view.title, ways_back(part, asked, foreseen))
        return {AS_TYPED.get(name, name): text for name, text in problems.items()}

    def closed() -> None:
        """Where this one went, the next of the series is opened."""
        close()
        if touchline.reader.agenda.activity(view.id) is None:
            left = touchline.reader.repeating.coming(series.id, "", touchline.now())
            touchline.go(f"/agenda/{left[0].id}" if left else "/agenda")

    stay = tuple((name, words(f"series.edited.{name}")) for name in ("stay", "too"))
    extra = (
        *rhythm.again(words, before),
        Entry("until", words("series.until"), before["until"], pick="day", keyboard=ft.KeyboardType.DATETIME),
        Entry("edited", words("series.edited"), before["edited"], choices=stay),
    )
    head = ft.Text(words(f"series.title.{scope}"), weight=ft.FontWeight.W_600)
    shown = (*entries(touchline, before, asks=frozenset()), *extra)
    above = ft.Container(head, padding=ft.Padding.only(left=EDGE, right=EDGE, top=EDGE))
    return card(above, FieldsForm(shown, save, closed, foresee=foresee), padding=0)


def _typed(part: Part, language: str) -> dict[str, str]:
    said, last = part.said, date.fromisoformat(part.series.until_on)
    texts = {name: getattr(said, name) or "" for name in (*WORDS, "start", "end")}
    texts |= rhythm.typed(part.series, part.begin) | {"until": numeric_date(last, language)}
    return texts | {"day": numeric_date(part.planned, language), "expects": said.expects or PLAYER, "edited": "stay"}


def _tell(touchline: Touchline, what: str, back: list[tuple[str, dict[str, Any]]]) -> None:
    """It was changed; and how that is taken back, where nothing was overwritten."""
    words, text = touchline.words, touchline.words("series.changed", what=what)
    if back:
        touchline.tell(text, words("undo"), lambda: touchline.do_all(*back))
    else:
        touchline.tell(text)
