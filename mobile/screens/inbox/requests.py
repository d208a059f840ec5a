"""A correction that somebody asked for, in the inbox: what stands, what it should be, and the answer in words."""

from collections.abc import Callable, Mapping

import flet as ft

from mobile.reader.inbox import Message
from mobile.screens.history import label, shown
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.fields_form import Entry, FieldsForm
from shared.actions.requests import REQUESTED


def is_request(message: Message) -> bool:
    """Whether the office is asked to correct something."""
    return message.parked is not None and message.reason == REQUESTED


def wanted_lines(touchline: Touchline, message: Message) -> list[str]:
    """Field by field: what stands now and what it should be; of what was settled, what was asked."""
    words, waits = touchline.words, is_request(message) and message.state == "waiting"
    lines = [message.whose] if message.whose else []
    for table, name, stands, wanted in message.wanted:
        before, after = shown(touchline, table, name, stands), shown(touchline, table, name, wanted)
        if waits:
            lines.append(words("history.changed", field=label(words, name), before=before, after=after))
        else:
            lines.append(words("history.value", field=label(words, name), value=after))
    return lines


@ft.component
def Decline(message: Message, close: Callable[[], None]) -> ft.Control:
    """Why not, in words that go to who asked."""
    touchline = use_touchline()
    words = touchline.words

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        said = changes.get("words", "").strip()
        if not said:
            return {"words": words.reason("required")}
        wish = ("parked.settle", {"id": message.parked, "outcome": "dropped", "words": said})
        wrong = touchline.try_all(wish)
        if not wrong:
            touchline.tell(words("request.declined", who=message.by))
        return wrong

    return FieldsForm((Entry("words", words("request.words", who=message.by), lines=3),), save, close)
