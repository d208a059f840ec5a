"""One activity: planned, moved, corrected or called off, by the coach of its team or by the office (feature 35)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import flet as ft

from mobile.reader.agenda import Activity
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.domain.calendar import clock, coming_day, day_bounds, local_date, numeric_date, parse_time, to_utc_ms
from shared.refusals import Invalid

KINDS = ("training", "match", "meeting", "event")
TEXTS = ("title", "location", "meeting_point", "opponent", "note")
TIMES = ("day", "start", "end")
CLUB = ""
"""Stands for "no team": everybody's."""
NEAR = 14
"""Days of which each is one tap."""


def times(texts: Mapping[str, str], today: date, zone: str, overnight: bool) -> dict[str, Any]:
    """Typed day, start and end as the register wants them; without a start it takes all day.

    An `overnight` end lies on the next day when it is not later than the start. Raises Invalid with `day`, `start`
    or `end`.
    """
    day = coming_day(texts["day"], "day", today)
    if not texts["start"].strip():
        if texts["end"].strip():
            raise Invalid("start", "required")
        return {"start_at": day_bounds(day, zone)[0], "end_at": None, "all_day": 1}
    start = to_utc_ms(day, parse_time(texts["start"], "start"), zone)
    if not texts["end"].strip():
        return {"start_at": start, "end_at": None, "all_day": 0}
    clock_end = parse_time(texts["end"], "end")
    end = to_utc_ms(day, clock_end, zone)
    if end <= start and overnight:
        end = to_utc_ms(day + timedelta(days=1), clock_end, zone)
    if end <= start:
        raise Invalid("end", "before_start")
    return {"start_at": start, "end_at": end, "all_day": 0}


def typed_times(view: Activity, language: str) -> dict[str, str]:
    """When it is, as it is typed."""
    day = numeric_date(local_date(view.start_at, view.zone), language)
    start = "" if view.all_day else clock(view.start_at, view.zone)
    end = "" if view.all_day or view.end_at is None else clock(view.end_at, view.zone)
    return {"day": day, "start": start, "end": end}


def may_plan(touchline: Touchline, team: str | None) -> bool:
    """Whether I may plan something for this team; None is the whole club."""
    new = {"id": "0" * 8, "kind": KINDS[0], "title": "-", "start_at": 0, "zone": touchline.zone, "group": team}
    return touchline.writer.may("activity.create", **new)


def may_plan_something(touchline: Touchline) -> bool:
    """Whether I may plan anything at all."""
    return any(may_plan(touchline, team) for team in (None, *touchline.state.me.teams))


def teams(touchline: Touchline) -> tuple[tuple[str, str], ...]:
    """For whom I may plan something, as (id, words): my own teams, or all of them and the club."""
    mine = touchline.state.me.teams
    found = sorted(touchline.reader.people.teams(), key=lambda team: team.id not in mine)
    named = [(team.id, team.name) for team in found]
    whom = (*named, (CLUB, touchline.words("activity.club")))
    return tuple((id, name) for id, name in whom if may_plan(touchline, id or None))


def _entries(touchline: Touchline, values: Mapping[str, str], whom: tuple[tuple[str, str], ...]) -> tuple[Entry, ...]:
    words, today = touchline.words, touchline.today
    kinds = tuple((kind, words(f"kind.{kind}")) for kind in KINDS)
    near = tuple(_near(words, today + timedelta(days=ahead), today) for ahead in range(NEAR))
    clocks = {"keyboard": ft.KeyboardType.DATETIME}
    return (
        Entry("kind", words("field.kind"), values["kind"], choices=kinds),
        *((Entry("group", words("activity.whom"), values["group"], choices=whom),) if whom else ()),
        Entry("day", words("activity.day"), values["day"], quick=near, pick="day", **clocks),
        Entry("start", words("activity.start"), values["start"], hint="19:30", pick="clock", **clocks),
        Entry("end", words("activity.end"), values["end"], hint="21:00", pick="clock", **clocks),
        Entry("title", words("activity.title" if whom else "field.title"), values["title"]),
        Entry("location", words("field.location"), values["location"]),
        Entry("meeting_point", words("field.meeting_point"), values["meeting_point"]),
        Entry("opponent", words("field.opponent"), values["opponent"]),
        Entry("note", words("field.note"), values["note"], lines=3),
    )


def _near(words: Words, day: date, today: date) -> tuple[str, str]:
    return numeric_date(day, words.language), words.day(day, today)


def checked(touchline: Touchline, texts: Mapping[str, str], zone: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the typed times mean, or what is wrong with them, in words by field."""
    today = touchline.today
    try:
        return times(texts, today, zone, texts["kind"] in ("meeting", "event")), {}
    except Invalid as problem:
        about = problem.about
        return {}, {str(about["field"]): touchline.words.reason(str(about["reason"]))}


@ft.component
def NewActivity() -> ft.Control:
    """What, for whom, when and where; the title may be left to the kind and the team."""
    touchline = use_touchline()
    words = touchline.words
    id = ft.use_memo(touchline.writer.new_id, [])
    whom = ft.use_memo(lambda: teams(touchline), [])
    begin = dict.fromkeys((*TEXTS, *TIMES), "") | {"kind": KINDS[0], "group": whom[0][0] if whom else CLUB}

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        texts = {**begin, **changes}
        when, wrong = checked(touchline, texts, touchline.zone)
        if wrong:
            return wrong
        made = {name: texts[name] or None for name in TEXTS}
        team = dict(whom).get(texts["group"], "") if texts["group"] else ""
        kind = words(f"kind.{texts['kind']}")
        made["title"] = made["title"] or f"{kind} {team}".strip()
        rest = {"kind": texts["kind"], "group": texts["group"] or None, "zone": touchline.zone}
        return touchline.try_all(("activity.create", {"id": id, **made, **rest, **when}))

    def close() -> None:
        saved = touchline.reader.agenda.activity(id) is not None
        touchline.go(f"/agenda/{id}" if saved else "/agenda")

    return card(FieldsForm(_entries(touchline, begin, whom), save, close), padding=0)


@ft.component
def EditActivity(view: Activity, close: Callable[[], None]) -> ft.Control:
    """The same, of what is planned already; its team stays what it is."""
    touchline = use_touchline()
    before = {name: getattr(view, name) or "" for name in (*TEXTS, "kind")} | typed_times(
        view, touchline.words.language
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields: dict[str, Any] = {name: text or None for name, text in changes.items() if name not in TIMES}
        if any(name in changes for name in TIMES):
            when, wrong = checked(touchline, {**before, **changes}, view.zone)
            if wrong:
                return wrong
            # Only what moves is sent: somebody else may be correcting the rest.
            fields |= {name: at for name, at in when.items() if at != getattr(view, name)}
        return touchline.try_all(("activity.patch", {"id": view.id, "set": fields})) if fields else {}

    return card(FieldsForm(_entries(touchline, before | {"group": ""}, ()), save, close), padding=0)


def reinstate(touchline: Touchline, view: Activity) -> None:
    """What was called off takes place after all."""
    if touchline.do("activity.reinstate", id=view.id).refusal is None:
        touchline.tell(touchline.words("activity.reinstated", what=view.title))


def calling_off(touchline: Touchline, view: Activity, moment: str, close: Callable[[], None]) -> ft.AlertDialog:
    """The question before an activity is called off; `moment` says when it would have been."""
    words = touchline.words

    def call_off() -> None:
        close()
        if touchline.do("activity.cancel", id=view.id).refusal is None:
            touchline.tell(
                words("activity.cancelled", what=view.title), words("undo"), lambda: reinstate(touchline, view)
            )

    return ft.AlertDialog(
        title=ft.Text(words("activity.cancel.title", what=view.title)),
        content=ft.Text(words("activity.cancel.text", when=moment)),
        actions=[
            ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close()),
            ft.FilledButton(
                words("activity.cancel"), icon=ft.Icons.EVENT_BUSY, height=48, on_click=lambda _: call_off()
            ),
        ],
        on_dismiss=lambda _: close(),
    )
