"""What the screens about who has a thing share: whom it can go to, a question over the page, a line of the chain."""

import json
from collections.abc import Callable

import flet as ft

from mobile.reader.equipment import Fact, Taker
from mobile.touchline import Touchline
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.foot import Apart
from mobile.widgets.pill import pill
from mobile.widgets.signature import signature
from mobile.widgets.tap import icon_button
from shared.domain.calendar import local_date

SIGNED = (165, 75)
"""A signature in the chain, in pixels."""
SIGNS = {
    "contact": ft.Icons.PERSON_OUTLINE,
    "group": ft.Icons.GROUPS_OUTLINED,
    "resource": ft.Icons.PLACE_OUTLINED,
}


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


def asking(
    touchline: Touchline,
    title: str,
    content: ft.Control | Callable[[], ft.Control],
    close: Callable[[], None],
    height: int | None = None,
    *,
    scrolls: bool = False,
) -> ft.AlertDialog:
    """A question over the screen, with a way out in its corner. It is as high as what it asks; where a keyboard leaves
    less room it `scrolls`. What draws `content` may draw forms: their buttons stand below it, whatever is scrolled.
    """
    forms = callable(content)
    inside = Apart(content, scrolls) if callable(content) else content
    head = ft.Row(
        [
            ft.Text(title, expand=True, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            icon_button(ft.Icons.CLOSE, touchline.words("dialog.close"), close),
        ]
    )
    return ft.AlertDialog(
        title=head,
        title_padding=ft.Padding.only(left=20, right=8, top=8, bottom=0),
        content=ft.Container(inside, width=440, height=height),
        scrollable=scrolls and not forms,
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
