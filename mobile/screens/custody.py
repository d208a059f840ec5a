"""Handing a thing out and taking it back: the two questions, asked from the thing itself and from the
scanner.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta

import flet as ft

from mobile.reader.equipment import Fact, Item, Taker
from mobile.touchline import Touchline
from mobile.widgets.empty import empty
from mobile.widgets.field import field, search_field
from mobile.widgets.filters import few
from mobile.widgets.pill import pill
from mobile.widgets.signature import signature
from mobile.widgets.tap import icon_button
from shared.domain.calendar import local_date, to_utc_ms

CONDITIONS = ("good", "worn", "incomplete", "damaged")
TERMS = ("none", "today", "week", "month")
SIGNED = (165, 75)
"""A signature in the chain, in pixels."""
SIGNS = {
    "contact": ft.Icons.PERSON_OUTLINE,
    "group": ft.Icons.GROUPS_OUTLINED,
    "resource": ft.Icons.PLACE_OUTLINED,
}


def due_at(term: str, today: date, zone: str) -> int | None:
    """The last moment of the day that a term means (UTC ms); None for no term."""
    days = {"today": 0, "week": 7, "month": 30}.get(term)
    return None if days is None else to_utc_ms(today + timedelta(days=days), time(23, 59), zone)


def may_hand_out(touchline: Touchline, resource: str, taker: Taker | None = None) -> bool:
    """Whether I may give this thing to `taker`, or without one: to anybody at all."""
    me = touchline.state.me
    tries = (
        [(taker.kind, taker.id)]
        if taker is not None
        else [("contact", me.contact or me.user or "-"), *(("group", team) for team in sorted(me.teams))]
    )
    return any(
        touchline.writer.may(
            "custody.hand_out", id=touchline.writer.new_id(), resource=resource, to_kind=kind, to_id=to
        )
        for kind, to in tries
    )


def hand_out(touchline: Touchline, things: Sequence[Item], taker: Taker, term: str) -> int:
    """Write one hand-out for each thing and say so; answers how many were not refused."""
    today = touchline.today
    given = 0
    for thing in things:
        done = touchline.do(
            "custody.hand_out",
            id=touchline.writer.new_id(),
            resource=thing.id,
            to_kind=taker.kind,
            to_id=taker.id,
            due_at=due_at(term, today, touchline.zone),
        )
        given += done.state != "refused"
    words = touchline.words
    if given == 1 and len(things) == 1:
        touchline.tell(words("custody.given", what=things[0].name, who=taker.name))
    elif given:
        touchline.tell(words.plural("custody.given.many", given, who=taker.name))
    return given


def take_back(touchline: Touchline, things: Sequence[Item], condition: str | None, note: str | None = None) -> int:
    """Write one return for each thing and say so; answers how many were not refused."""
    taken = 0
    for thing in things:
        back = {
            "id": touchline.writer.new_id(),
            "resource": thing.id,
            "condition": condition,
            "note": note or None,
        }
        wishes = [("custody.take_back", back)]
        change = {"id": thing.id, "set": {"condition": condition}}
        if condition and touchline.writer.may("resource.patch", **change):
            wishes.append(("resource.patch", change))
        taken += touchline.do_all(*wishes).state != "refused"
    words = touchline.words
    if taken == 1 and len(things) == 1:
        touchline.tell(words("custody.taken", what=things[0].name))
    elif taken:
        touchline.tell(words.plural("custody.taken.many", taken))
    return taken


def condition_text(touchline: Touchline, condition: str | None) -> str:
    """The word of a condition; what somebody wrote in their own words stays as it is."""
    key = f"condition.{condition}"
    return "" if not condition else touchline.words(key) if touchline.words.has(key) else condition


@ft.component
def TakerPicker(
    touchline: Touchline,
    chosen: Taker | None,
    choose: Callable[[Taker], None],
    allowed: Callable[[Taker], bool],
) -> ft.Control:
    """A search field over the people and teams a thing can go to: the last ones first."""
    text, set_text = ft.use_state("")
    words = touchline.words
    takers = [taker for taker in touchline.reader.equipment.takers(text) if allowed(taker)]
    rows: list[ft.Control] = [
        ft.ListTile(
            key=f"{taker.kind}/{taker.id}",
            leading=ft.Icon(SIGNS[taker.kind]),
            title=ft.Text(taker.name, size=16),
            subtitle=ft.Text(taker.detail, size=13) if taker.detail else None,
            trailing=ft.Icon(ft.Icons.CHECK_CIRCLE) if taker == chosen else None,
            selected=taker == chosen,
            selected_tile_color=ft.Colors.SECONDARY_CONTAINER,
            shape=ft.RoundedRectangleBorder(radius=12),
            on_click=lambda _, taker=taker: choose(taker),
        )
        for taker in takers
    ]
    if not rows:
        rows = [empty(ft.Icons.PERSON_SEARCH, words("custody.nobody"), words("custody.nobody.why"))]
    return ft.Column(
        [
            search_field(words("custody.search"), ft.use_callback(set_text, [])),
            ft.ListView(rows, expand=True),
        ],
        expand=True,
        spacing=8,
    )


@ft.component
def HandOut(touchline: Touchline, things: tuple[Item, ...], close: Callable[[], None]) -> ft.Control:
    """To whom, until when, and one button that names the thing and the taker."""
    taker, set_taker = ft.use_state(None)
    term, set_term = ft.use_state("none")
    words = touchline.words
    resource = things[0].id

    def give() -> None:
        close()
        hand_out(touchline, things, taker, term)

    return ft.Column(
        [
            ft.Container(
                TakerPicker(touchline, taker, set_taker, lambda one: may_hand_out(touchline, resource, one)),
                expand=True,
            ),
            ft.Text(words("custody.until"), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            few([(value, words(f"custody.term.{value}")) for value in TERMS], term, set_term),
            ft.FilledButton(
                words("custody.give.to", who=taker.name) if taker else words("custody.give.choose"),
                icon=ft.Icons.ARROW_OUTWARD,
                disabled=taker is None,
                height=52,
                on_click=lambda _: give(),
            ),
        ],
        spacing=10,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def Longer(touchline: Touchline, thing: Item, taker: Taker, close: Callable[[], None]) -> ft.Control:
    """Until when whoever has it may keep it."""
    term, set_term = ft.use_state("week")
    words = touchline.words

    def extend() -> None:
        close()
        until = due_at(term, touchline.today, touchline.zone)
        given = {"id": touchline.writer.new_id(), "resource": thing.id, "to_kind": taker.kind, "to_id": taker.id}
        if touchline.do("custody.hand_out", **given, due_at=until).state != "refused":
            day = words.day(local_date(until or 0, touchline.zone), touchline.today)
            touchline.tell(words("custody.longer.done", what=thing.name, day=day))

    return ft.Column(
        [
            ft.Text(words("custody.until"), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            few([(value, words(f"custody.term.{value}")) for value in TERMS if value != "none"], term, set_term),
            ft.FilledButton(
                words("custody.longer.to", who=taker.name),
                icon=ft.Icons.EVENT_REPEAT,
                height=52,
                on_click=lambda _: extend(),
            ),
        ],
        spacing=10,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def TakeBack(touchline: Touchline, things: tuple[Item, ...], close: Callable[[], None]) -> ft.Control:
    """In which condition it came back, a note, and one button."""
    condition, set_condition = ft.use_state("good")
    note = ft.use_ref("")
    words = touchline.words

    def take() -> None:
        close()
        take_back(touchline, things, condition, note.current)

    def write(text: str) -> None:
        note.current = text

    choices: list[ft.Control] = [
        ft.Radio(value=value, label=words(f"condition.{value}"), label_style=ft.TextStyle(size=16))
        for value in CONDITIONS
    ]
    return ft.Column(
        [
            ft.Text(words("custody.condition"), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.RadioGroup(
                ft.Column(choices, spacing=0),
                value=condition,
                on_change=lambda event: set_condition(event.control.value),
            ),
            field(
                "",
                ft.use_callback(write, []),
                label=words("custody.note"),
                multiline=True,
                min_lines=1,
                max_lines=3,
            ),
            ft.FilledButton(words("custody.take"), icon=ft.Icons.KEYBOARD_RETURN, height=52, on_click=lambda _: take()),
        ],
        spacing=10,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def asking(
    touchline: Touchline,
    title: str,
    content: ft.Control,
    close: Callable[[], None],
    height: int | None = None,
) -> ft.AlertDialog:
    """A question over the screen, with a way out in its corner."""
    head = ft.Row(
        [
            ft.Text(title, expand=True, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            icon_button(ft.Icons.CLOSE, touchline.words("dialog.close"), close),
        ]
    )
    return ft.AlertDialog(
        title=head,
        title_padding=ft.Padding.only(left=20, right=8, top=8, bottom=0),
        content=ft.Container(content, width=440, height=height),
        content_padding=ft.Padding.only(left=16, right=16, top=8, bottom=16),
        inset_padding=ft.Padding.symmetric(horizontal=12, vertical=24),
        shape=ft.RoundedRectangleBorder(radius=24),
        on_dismiss=lambda _: close(),
    )


def fact_row(touchline: Touchline, fact: Fact, last: bool) -> ft.Control:
    """One line of the chain: what happened, when, by whom, and whether the club knows it yet."""
    words = touchline.words
    today = touchline.today
    key = "custody.fact.settle.in" if fact.kind == "settle" and fact.to_kind is None else f"custody.fact.{fact.kind}"
    sentence = words(key, who=fact.to or words("equipment.somebody"))
    if fact.quantity is not None:
        sentence = f"{sentence} · {words.number(fact.quantity)}"
    small = [words.moment(fact.at, touchline.zone, today)]
    small.append(words("custody.by", who=fact.by or words("custody.by.staff")))
    if fact.due_at is not None:
        small.append(words("custody.due", day=words.day(local_date(fact.due_at, touchline.zone), today)))
    if fact.condition:
        small.append(condition_text(touchline, fact.condition))
    texts: list[ft.Control] = [
        ft.Text(sentence, size=15, weight=ft.FontWeight.W_500),
        ft.Text(" · ".join(small), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    if fact.note:
        texts.append(ft.Text(f"“{fact.note}”", size=14))
    if strokes := touchline.reader.store_room.signed(fact.id):
        drawn = signature(json.loads(strokes), *SIGNED)
        texts.append(ft.Semantics(content=drawn, label=words("signature.is"), image=True, container=True))
    if not fact.confirmed:
        texts.append(ft.Row([pill(words("change.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")]))
    icons = {"out": ft.Icons.ARROW_OUTWARD, "in": ft.Icons.KEYBOARD_RETURN, "lost": ft.Icons.HELP_OUTLINE}
    icons |= {"damaged": ft.Icons.BROKEN_IMAGE_OUTLINED, "repaired": ft.Icons.BUILD_OUTLINED, "settle": ft.Icons.GAVEL}
    line = ft.Row(
        [
            ft.Container(
                ft.Icon(icons.get(fact.kind, ft.Icons.PLACE_OUTLINED), size=18, color=ft.Colors.ON_SURFACE_VARIANT),
                padding=ft.Padding.only(top=2),
            ),
            ft.Container(
                ft.Column(texts, spacing=2, tight=True),
                expand=True,
                padding=ft.Padding.only(bottom=12),
                border=None if last else ft.Border.only(bottom=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
            ),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    spoken = ". ".join([sentence, *small, *([fact.note] if fact.note else [])])
    return ft.Semantics(content=line, label=spoken, exclude_semantics=True, container=True)
