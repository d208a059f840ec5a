"""The inbox: what you did, what was kept, why, and what you can do now. (feature B2)"""

from typing import Any

import flet as ft

from mobile.reader.equipment import Quarrel
from mobile.reader.inbox import Message
from mobile.screens.deeds import sentence
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page
from mobile.widgets.empty import empty
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.pill import Mood, pill
from shared.domain.calendar import local_date

LOOK: dict[str, tuple[ft.IconData, Mood]] = {
    "refused": (ft.Icons.BLOCK, "error"),
    "superseded": (ft.Icons.EDIT_NOTIFICATIONS_OUTLINED, "waiting"),
    "parked": (ft.Icons.PAUSE_CIRCLE_OUTLINE, "waiting"),
    "disputed": (ft.Icons.WARNING_AMBER, "error"),
}
OPENS = {"contact": "people", "resource": "equipment", "activity": "agenda", "invoice": "money"}


@ft.component
def Inbox(selected: str | None = None) -> ft.Control:
    """Matters that ask for attention, and those that were settled."""
    touchline = use_replica()
    which, set_which = ft.use_state("open")
    words = touchline.words
    me = touchline.state.me
    found = touchline.reader.inbox.messages(me.user, done=which == "done")
    if found:
        body = page(*(_card(touchline, message) for message in found))
    else:
        body = empty(ft.Icons.INBOX_OUTLINED, words(f"inbox.none.{which}"), words(f"inbox.none.{which}.why"))
    chips = filters([(name, words(f"inbox.filter.{name}")) for name in ("open", "done")], which, set_which)
    return frame(touchline, words("place.inbox"), body, under=ft.Container(chips, padding=ft.Padding.only(bottom=8)))


def _card(touchline: Touchline, message: Message) -> ft.Control:
    words = touchline.words
    icon, mood = LOOK[message.kind]
    today = local_date(touchline.now(), touchline.zone)
    head = ft.Row(
        [
            pill(words(f"inbox.kind.{message.kind}"), icon, mood),
            ft.Text(
                words.moment(message.at, touchline.zone, today),
                size=13,
                color=ft.Colors.ON_SURFACE_VARIANT,
                expand=True,
                text_align=ft.TextAlign.RIGHT,
            ),
        ]
    )
    rows: list[ft.Control] = [head]
    if message.thing:
        rows.append(ft.Text(message.thing, size=17, weight=ft.FontWeight.W_600))
    if message.deeds:
        did = "\n".join(sentence(words, deed) for deed in message.deeds[:6])
        title = words("inbox.they_did", who=message.by) if message.by else words("inbox.you_did")
        rows.append(_said(title, did, strong=True))
    rows.append(_said(words("inbox.why"), _why(touchline, message)))
    if message.quarrel is not None:
        rows += _scans(touchline, message.quarrel)
    buttons = [] if message.done else _buttons(touchline, message)
    if buttons:
        rows.append(ft.Row(buttons, wrap=True, spacing=10, run_spacing=10))
    return card(*rows)


def _said(name: str, text: str, strong: bool = False) -> ft.Control:
    weight = ft.FontWeight.W_600 if strong else ft.FontWeight.W_400
    return ft.Column(
        [ft.Text(name, size=13, color=ft.Colors.ON_SURFACE_VARIANT), ft.Text(text, size=16, weight=weight)],
        spacing=2,
        tight=True,
    )


def _why(touchline: Touchline, message: Message) -> str:
    words = touchline.words
    if message.kind == "superseded":
        names = [words(f"field.{name}") if words.has(f"field.{name}") else name for name in message.lost]
        return words("inbox.superseded", fields=", ".join(names)) if names else words("inbox.superseded.some")
    if message.kind == "parked":
        return _parked(touchline, message)
    if message.kind == "disputed":
        return words("dispute.why")
    return words.refusal(message.code or "refused", message.about)


def _parked(touchline: Touchline, message: Message) -> str:
    """To its author: what becomes of it. To the office: why it asks."""
    words = touchline.words
    if message.state in ("done", "dropped"):
        return words(f"inbox.parked.{message.state}")
    if message.parked is None:
        return words("inbox.parked")
    return words(f"inbox.office.{message.reason}", who=message.by)


def _scans(touchline: Touchline, quarrel: Quarrel) -> list[ft.Control]:
    """Both scans, with the times that were claimed."""
    words = touchline.words
    today = local_date(touchline.now(), touchline.zone)
    return [
        ft.Row(
            [
                ft.Text(f"{number}.", weight=ft.FontWeight.W_700),
                ft.Text(fact.to or words("equipment.somebody"), weight=ft.FontWeight.W_600, expand=True),
                ft.Text(words.moment(fact.at, touchline.zone, today), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
            ],
            spacing=10,
        )
        for number, fact in ((1, quarrel.first), (2, quarrel.second))
    ]


def _buttons(touchline: Touchline, message: Message) -> list[ft.Control]:
    """Try again, look at the thing itself, done."""
    words = touchline.words
    buttons: list[ft.Control] = []
    if message.parked is not None:
        return _office(touchline, message)
    if message.deeds and message.kind in ("refused", "superseded"):
        buttons.append(
            ft.FilledButton(words("inbox.again"), icon=ft.Icons.REPLAY, on_click=lambda _: _again(touchline, message))
        )
    path = _path(message)
    if path is not None:
        buttons.append(ft.OutlinedButton(words("inbox.look"), on_click=lambda _: touchline.go(path)))
    buttons.append(
        ft.TextButton(words("inbox.done"), icon=ft.Icons.CHECK, on_click=lambda _: settle(touchline, message.id))
    )
    return buttons


def _office(touchline: Touchline, message: Message) -> list[ft.Control]:
    """Do it after all, look first, or leave it."""
    words = touchline.words
    buttons: list[ft.Control] = []
    if message.deeds:
        label, icon = words("inbox.office.do"), ft.Icons.CHECK
        buttons.append(ft.FilledButton(label, icon=icon, on_click=lambda _: decide(touchline, message, "done")))
    path = _path(message)
    if path is not None:
        buttons.append(ft.OutlinedButton(words("inbox.look"), on_click=lambda _: touchline.go(path)))
    drop = words("inbox.office.drop")
    return [
        *buttons,
        ft.TextButton(drop, icon=ft.Icons.CLOSE, on_click=lambda _: decide(touchline, message, "dropped")),
    ]


def _path(message: Message) -> str | None:
    """Where the thing itself can be seen."""
    if message.resource:
        return f"/equipment/{message.resource}"
    table, id_ = message.about.get("table"), message.about.get("id")
    if table in OPENS and id_:
        return f"/{OPENS[str(table)]}/{id_}"
    for deed in message.deeds:
        for noun, place in OPENS.items():
            known = deed.args.get(noun) or (deed.args.get("id") if deed.verb.startswith(f"{noun}.") else None)
            if known and not deed.verb.endswith(".create"):
                return f"/{place}/{known}"
    return None


def _again(touchline: Touchline, message: Message) -> None:
    """The same wish once more, as a new change; the matter is settled when it is taken."""
    if touchline.do_all(*_wishes(message)).state != "refused":
        settle(touchline, message.id)
        touchline.tell(touchline.words("inbox.tried"))


def settle(touchline: Touchline, id_: str) -> None:
    """This matter is done with."""
    touchline.do("inbox.done", id=id_)


def decide(touchline: Touchline, message: Message, outcome: str) -> None:
    """The office's word about somebody's parked change. Done: by the office's own hand, in the same change."""
    wishes = _wishes(message) if outcome == "done" else []
    told = touchline.do_all(*wishes, ("parked.settle", {"id": message.parked, "outcome": outcome}))
    if told.state != "refused":
        touchline.tell(touchline.words(f"inbox.parked.{outcome}"))


def _wishes(message: Message) -> list[tuple[str, dict[str, Any]]]:
    return [(deed.verb, dict(deed.args)) for deed in message.deeds]
