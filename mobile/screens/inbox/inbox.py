"""The inbox: what you did, what was kept, why, and what you can do now. (feature B2)"""

from collections.abc import Callable, Sequence
from functools import partial

import flet as ft

from mobile.reader.equipment import Quarrel
from mobile.reader.inbox import Message
from mobile.screens.equipment.custody import asking
from mobile.screens.equipment.settling import Settle
from mobile.screens.history import label, shown
from mobile.screens.inbox.deeds import sentence
from mobile.screens.inbox.requests import Decline, is_request, wanted_lines
from mobile.screens.inbox.ways_on import EditAgain, ways_on
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page
from mobile.widgets.empty import empty
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.pill import Mood, pill

LOOK: dict[str, tuple[ft.IconData, Mood]] = {
    "refused": (ft.Icons.BLOCK, "error"),
    "superseded": (ft.Icons.EDIT_NOTIFICATIONS_OUTLINED, "waiting"),
    "parked": (ft.Icons.PAUSE_CIRCLE_OUTLINE, "waiting"),
    "disputed": (ft.Icons.WARNING_AMBER, "error"),
    "told": (ft.Icons.INFO_OUTLINE, "calm"),
}


@ft.component
def Inbox(selected: str | None = None) -> ft.Control:
    """Matters that ask for attention, and those that were settled."""
    touchline = use_replica()
    which, set_which = ft.use_state("open")
    words = touchline.words
    me = touchline.state.me
    edited, edit = ft.use_state("")
    judged, judge = ft.use_state("")
    found = touchline.reader.inbox.messages(me.user, done=which == "done")
    editing = _editing(touchline, found, edited, lambda: edit(""))
    ft.use_dialog(editing or _judging(touchline, found, judged, lambda: judge("")))
    if found:
        body = page(*(_card(touchline, message, edit, judge) for message in found))
    else:
        body = empty(ft.Icons.INBOX_OUTLINED, words(f"inbox.none.{which}"), words(f"inbox.none.{which}.why"))
    chips = filters([(name, words(f"inbox.filter.{name}")) for name in ("open", "done")], which, set_which)
    return frame(touchline, words("place.inbox"), body, under=ft.Container(chips, padding=ft.Padding.only(bottom=8)))


def _editing(
    touchline: Touchline, found: Sequence[Message], edited: str, close: Callable[[], None]
) -> ft.AlertDialog | None:
    """The form over the message that is being worded anew."""
    message = next((one for one in found if one.id == edited), None)
    if message is None:
        return None
    if is_request(message):
        decline = partial(Decline, message, close, key=f"decline {message.id}")
        return asking(touchline, touchline.words("request.decline"), decline, close, scrolls=True)
    form = partial(EditAgain, message, close, key=f"edit {message.id}")
    return asking(touchline, touchline.words("inbox.edit"), form, close, scrolls=True)


def _judging(
    touchline: Touchline, found: Sequence[Message], judged: str, close: Callable[[], None]
) -> ft.AlertDialog | None:
    """Who has it, said over the inbox: nobody is led away from what else waits there."""
    message = next((one for one in found if one.id == judged), None)
    thing = touchline.reader.equipment.resource(message.resource) if message and message.resource else None
    if thing is None or thing.quarrel is None:
        return None
    form = Settle(thing, thing.quarrel, close, key=f"settle {judged}")
    return asking(touchline, touchline.words("dispute.who"), form, close)


def _card(
    touchline: Touchline, message: Message, edit: Callable[[str], None], judge: Callable[[str], None]
) -> ft.Control:
    words = touchline.words
    icon, mood = LOOK[message.kind]
    today = touchline.today
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
    if message.wanted:
        rows.append(_said(words("request.wanted"), "\n".join(wanted_lines(touchline, message)), strong=True))
    elif message.deeds:
        did = "\n".join(sentence(words, deed) for deed in message.deeds[:6])
        title = words("inbox.they_did", who=message.by) if message.by else words("inbox.you_did")
        rows.append(_said(title, did, strong=True))
    rows.append(_said(words("inbox.why"), why(touchline, message)))
    if message.words:
        rows.append(_said(words("request.answer"), message.words))
    if stands := kept_now(touchline, message):
        rows.append(_said(words("inbox.kept"), stands))
    if message.quarrel is not None:
        rows += _scans(touchline, message.quarrel)
    buttons = [] if message.done else ways_on(touchline, message, edit, judge)
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


def why(touchline: Touchline, message: Message) -> str:
    """What happened to it, in a sentence."""
    words = touchline.words
    if message.parked is None and message.reason == "asked":
        return words(f"inbox.parked.{message.state}") if message.state != "waiting" else words("inbox.parked")
    if message.kind == "superseded":
        names = [words(f"field.{name}") if words.has(f"field.{name}") else name for name in message.lost]
        return words("inbox.superseded", fields=", ".join(names)) if names else words("inbox.superseded.some")
    if message.kind == "parked":
        return _parked(touchline, message)
    if message.kind == "disputed":
        return words("dispute.why")
    if message.kind == "told":
        return words(f"inbox.told.{message.code}")
    return words.refusal(message.code or "refused", message.about)


def _parked(touchline: Touchline, message: Message) -> str:
    """To its author: what becomes of it. To the office: why it asks."""
    words = touchline.words
    if message.state in ("done", "dropped"):
        return words(f"inbox.parked.{message.state}")
    if message.parked is None:
        return words("inbox.parked")
    reason = words.refusal(message.code or "refused", message.about)
    return words(f"inbox.office.{message.reason}", who=message.by, why=reason)


def kept_now(touchline: Touchline, message: Message) -> str:
    """What stands now, field by field; of what was refused, that nothing moved."""
    words = touchline.words
    if message.kind == "superseded":
        return "\n".join(
            words("history.value", field=label(words, name), value=shown(touchline, table, name, value))
            for table, name, value in message.kept
        )
    if message.wanted:
        return ""
    return words("inbox.kept.nothing") if message.kind in ("refused", "parked") and message.state != "done" else ""


def _scans(touchline: Touchline, quarrel: Quarrel) -> list[ft.Control]:
    """Both scans, with the times that were claimed."""
    words = touchline.words
    today = touchline.today
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
