"""One activity: planned, moved, corrected or called off, by the coach of its team or by the office (feature 35)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import flet as ft

from mobile.reader.agenda import Activity
from mobile.screens.agenda import rhythm
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.domain.attendance import FUNCTIONS, PLAYER
from shared.domain.calendar import clock, coming_day, day_bounds, local_date, numeric_date, parse_time, to_utc_ms
from shared.refusals import Invalid

KINDS = ("training", "match", "meeting", "event")
TEXTS = ("title", "location", "meeting_point", "opponent", "note")
TIMES = ("day", "start", "end")
HOURS = (("start", "start_at"), ("end", "end_at"))
OVERNIGHT = ("meeting", "event")
"""Kinds that may end after midnight."""
AS_TYPED = {"until_on": "until", "count": "until", "rule": "repeat", "first_on": "day"}
"""Fields of a series by what somebody types for them."""
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


def _against(values: Mapping[str, str], whom: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Where the opponent is asked: of a new one when it is no series, of a made one when it is a match or has one."""
    if whom:
        return ("repeat", "")
    return () if values.get("opponent") else ("kind", "match")


def entries(
    touchline: Touchline,
    values: Mapping[str, str],
    whom: tuple[tuple[str, str], ...] = (),
    *,
    asks: frozenset[str] = frozenset(("kind", "opponent")),
) -> tuple[Entry, ...]:
    """The fields of an activity, as they are typed; `asks` names those that a series does not have."""
    words, today = touchline.words, touchline.today
    kinds = tuple((kind, words(f"kind.{kind}")) for kind in KINDS)
    near = tuple(_near(words, today + timedelta(days=ahead), today) for ahead in range(NEAR))
    functions = tuple((name, words(f"function.{name}").capitalize()) for name in FUNCTIONS)
    clocks = {"keyboard": ft.KeyboardType.DATETIME}
    every = (
        Entry("kind", words("field.kind"), values.get("kind", ""), choices=kinds),
        *((Entry("group", words("activity.whom"), values["group"], choices=whom),) if whom else ()),
        Entry("day", words("activity.day"), values["day"], quick=near, pick="day", **clocks),
        Entry("start", words("activity.start"), values["start"], hint="19:30", pick="clock", **clocks),
        Entry("end", words("activity.end"), values["end"], hint="21:00", pick="clock", **clocks),
        *(rhythm.entries(words) if whom else ()),
        Entry("title", words("activity.title" if whom else "field.title"), values["title"]),
        Entry("location", words("field.location"), values["location"]),
        Entry("meeting_point", words("field.meeting_point"), values["meeting_point"]),
        Entry("opponent", words("field.opponent"), values.get("opponent", ""), beside=_against(values, whom)),
        Entry("expects", words("field.expects"), values["expects"], choices=functions, many=True),
        Entry("note", words("field.note"), values["note"], lines=3),
    )
    return tuple(one for one in every if one.name in asks or one.name not in ("kind", "opponent"))


def _near(words: Words, day: date, today: date) -> tuple[str, str]:
    return numeric_date(day, words.language), words.day(day, today)


def checked(touchline: Touchline, texts: Mapping[str, str], zone: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the typed times mean, or what is wrong with them, in words by field."""
    today = touchline.today
    try:
        return times(texts, today, zone, texts["kind"] in OVERNIGHT), {}
    except Invalid as problem:
        return {}, wrong(touchline, problem)


def wrong(touchline: Touchline, problem: Invalid) -> dict[str, str]:
    """What is wrong, in words by field."""
    return {str(problem.about["field"]): touchline.words.reason(str(problem.about["reason"]))}


def expected(text: str) -> str | None:
    """Functions as they are kept: players alone need no saying."""
    return None if text in ("", PLAYER) else text


def typed(view: Activity, language: str) -> dict[str, str]:
    """An activity as it is typed."""
    texts = {name: getattr(view, name) or "" for name in (*TEXTS, "kind")}
    return texts | typed_times(view, language) | {"expects": view.expects or PLAYER}


@ft.component
def NewActivity(copied: str = "") -> ft.Control:
    """What, for whom, when and where, and how often; the title may be left to the kind and the team. It begins like the
    activity `copied`, on a day of its own.
    """
    touchline = use_touchline()
    id = ft.use_memo(touchline.writer.new_id, [])
    whom = ft.use_memo(lambda: teams(touchline), [])
    like = touchline.reader.agenda.activity(copied)
    begin = _blank(touchline, like, whom)

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        texts = {**begin, **changes}
        when, problems = checked(touchline, texts, touchline.zone)
        if problems:
            return problems
        made = {name: texts[name] or None for name in TEXTS} | {"expects": expected(texts["expects"])}
        team = dict(whom).get(texts["group"], "") if texts["group"] else ""
        kind = touchline.words(f"kind.{texts['kind']}")
        made["title"] = made["title"] or f"{kind} {team}".strip()
        rest = {"id": id, "kind": texts["kind"], "group": texts["group"] or None, "zone": touchline.zone}
        if texts["repeat"] == rhythm.ONCE:
            return touchline.try_all(("activity.create", {**made, **rest, **when}))
        return _repeat(touchline, texts, {**made, **rest}, when)

    def close() -> None:
        made = [one.id for one in touchline.reader.repeating.coming(id, "", -1)]
        saved = made or ([id] if touchline.reader.agenda.activity(id) is not None else [])
        touchline.go(f"/agenda/{saved[0]}" if saved else f"/agenda/{copied}" if copied else "/agenda")

    return card(FieldsForm(entries(touchline, begin, whom), save, close), padding=0)


def _blank(touchline: Touchline, like: Activity | None, whom: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """What the form begins with."""
    blank = dict.fromkeys((*TEXTS, *TIMES, "repeat", "weekdays", "until"), "")
    blank |= {"kind": KINDS[0], "group": whom[0][0] if whom else CLUB, "expects": PLAYER}
    if like is None:
        return blank
    team = like.group or CLUB
    known = {"group": team} if any(team == one for one, _ in whom) else {}
    return blank | typed(like, touchline.words.language) | {"day": ""} | known


def _repeat(
    touchline: Touchline, texts: Mapping[str, str], made: Mapping[str, Any], when: Mapping[str, Any]
) -> Mapping[str, str]:
    """Plan the series with all of its occurrences."""
    first = local_date(when["start_at"], touchline.zone)
    try:
        again = rhythm.arguments(texts, first)
    except Invalid as problem:
        return wrong(touchline, problem)
    rest = {name: value for name, value in made.items() if name != "opponent"}
    problems = touchline.try_all(("activity_series.create", {**rest, **again, **local_hours(when, touchline.zone)}))
    return {AS_TYPED.get(name, name): text for name, text in problems.items()}


def local_hours(when: Mapping[str, Any], zone: str) -> dict[str, str | None]:
    """Start and end as a series says them: `19:30`, or nothing for the whole day."""
    if when["all_day"]:
        return {"start": None, "end": None}
    return {name: None if when[at] is None else clock(when[at], zone) for name, at in HOURS}


@ft.component
def EditActivity(view: Activity, close: Callable[[], None]) -> ft.Control:
    """The same, of what is planned already; its team stays what it is."""
    touchline = use_touchline()
    before = typed(view, touchline.words.language)

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        when: dict[str, Any] = {}
        if any(name in changes for name in TIMES):
            when, problems = checked(touchline, {**before, **changes}, view.zone)
            if problems:
                return problems
        # Only what moves is sent: somebody else may be correcting the rest.
        said = {name: text or None for name, text in changes.items() if name not in (*TIMES, "expects")}
        said |= {"expects": expected(changes["expects"])} if "expects" in changes else {}
        wanted = {name: said.pop(name) for name in ("location", "meeting_point") if name in said} | when
        still = {name: getattr(view, name) for name in wanted}
        moved = {name: value for name, value in wanted.items() if (value or None) != (still[name] or None)}
        wishes = [("activity.move", {"id": view.id, "set": moved, "still": {name: still[name] for name in moved}})]
        patches = [("activity.patch", {"id": view.id, "set": said})]
        asked = [*(wishes if moved else ()), *(patches if said else ())]
        problems = touchline.try_all(*asked) if asked else {}
        if moved and not problems:
            _tell_moved(touchline, view, wishes[0][1])
        return problems

    return card(FieldsForm(entries(touchline, before), save, close), padding=0)


def _tell_moved(touchline: Touchline, view: Activity, move: Mapping[str, Any]) -> None:
    """It was moved, and how that is taken back."""
    words, back = touchline.words, {"id": view.id, "set": move["still"], "still": move["set"]}
    touchline.tell(
        words("activity.moved", what=view.title), words("undo"), lambda: touchline.do("activity.move", **back)
    )
