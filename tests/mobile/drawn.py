"""A screen without a client: the real app in a real session of Flet, whose messages are packed, counted and dropped.

async with drawn(touchline) as screen:
    await screen.event(screen.one("TextField"), "change", "mia")
    assert screen.texts("ListTile") == ["Mia Peeters"]
"""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import msgpack
from flet.components.component import Component
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from mobile import app
from mobile.touchline import Touchline

PHONE = {"width": 390, "height": 844}


class Deaf(Connection):
    """A connection to nobody. `sizes` are the bytes of each message that a client would have received."""

    def __init__(self) -> None:
        super().__init__()
        self.loop, self.pubsubhub = asyncio.get_running_loop(), PubSubHub()
        self.sizes: list[int] = []

    def send_message(self, message: Message) -> None:
        """Packs it as Flet does: what cannot travel fails here."""
        encode = configure_encode_object_for_msgpack(ft.BaseControl)
        self.sizes.append(len(msgpack.packb([message.action, message.body], default=encode)))

    def dispose(self) -> None:
        """Nothing is held."""


class Drawn:
    """What stands on the screen, as controls."""

    def __init__(self, session: Session, connection: Deaf) -> None:
        self.session, self.connection = session, connection

    def all(self, kind: str, under: Any = None) -> list[Any]:
        """The controls of a kind (`ListTile`, `Chip`), from top to bottom."""
        start = self.session.page.views if under is None else under
        return [control for control in _controls(start) if control._c == kind]

    def one(self, kind: str) -> Any:
        """The only control of its kind."""
        [control] = self.all(kind)
        return control

    def texts(self, kind: str) -> list[str]:
        """The first text in each control of a kind."""
        return [_text(self.all("Text", control.title)[0]) for control in self.all(kind)]

    def questions(self) -> list[Any]:
        """The sheets and questions that stand over the page."""
        return [dialog for dialog in self.session.page._dialogs.controls if dialog.open]

    async def key(self, name: str) -> None:
        """A key, as the client tells the page."""
        pressed = {"key": name, "shift": False, "ctrl": False, "alt": False, "meta": False}
        await self.event(self.session.page, "keyboard_event", pressed)

    async def event(self, control: Any, name: str, data: Any = None) -> None:
        """What the client would tell: the control as it says it, and then everything that follows from it at once."""
        if name == "change":
            self.session.apply_patch(control._i, {"value": data})
        await self.session.dispatch_event(control._i, name, data)
        await self.settle()

    async def press(self, kind: str, name: str) -> None:
        """A tap on the only control of a kind that goes by this name."""
        [found] = [
            one for one in self.all(kind) if name in (getattr(one, "label", None), getattr(one, "content", None))
        ]
        await self.event(found, "click")

    async def speak(self, name: str) -> None:
        """A tap on the only thing that a screen reader calls so."""
        [found] = [one for one in self.all("Semantics") if getattr(one, "label", None) == name]
        await self.event(found, "click")

    async def unfold(self, word: str) -> None:
        """Opens what waits behind the line that begins with this word, unless it is open."""
        [line] = [one for one in self.all("Semantics") if (getattr(one, "label", None) or "").startswith(f"{word}, ")]
        if not line.expanded:
            await self.event(line, "click")

    async def write(self, text: str, label: str | None = None) -> None:
        """Into the only field, or the one with this label; and the key that ends it."""
        [field] = [one for one in self.all("TextField") if label in (None, one.label)]
        await self.event(field, "change", text)
        if field.on_submit is not None:
            await self.event(field, "submit", text)

    async def scroll_to_the_foot(self, control: Any) -> Any:
        """To the last pixel of a list as drawn so far; the same list as it is drawn after that."""
        kind = {"pixels": 1000.0, "min_scroll_extent": 0.0, "max_scroll_extent": 1000.0, "viewport_dimension": 600.0}
        await self.event(control, "scroll", {**kind, "event_type": "update"})
        return self.session.index[control._i]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Until something is so that takes its time, and on a busy machine longer."""
        while not holds():
            await asyncio.sleep(0.02)
            await self.settle()

    async def settle(self) -> None:
        """Until every scheduled drawing is done."""
        for _ in range(8):
            await asyncio.sleep(0)
        drawing = vars(self.session)["_Session__updates_task"]
        if drawing.done():
            drawing.result()  # a drawing that failed would otherwise only be missing


def _text(control: Any) -> str:
    return (control.value or "") + "".join(span.text for span in control.spans or ())


def _controls(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for part in value:
            yield from _controls(part)
    elif isinstance(value, ft.BaseControl) and getattr(value, "visible", True):
        yield value
        for field in dataclasses.fields(value):
            if not field.metadata.get("skip"):
                yield from _controls(getattr(value, field.name))


@asynccontextmanager
async def drawn(touchline: Touchline) -> AsyncIterator[Drawn]:
    """The app as `touchline` has it."""
    async with _page(touchline.state.place.route, lambda page: app.show(page, touchline)) as screen:
        yield screen


@asynccontextmanager
async def alone(component: Callable[[], ft.Control]) -> AsyncIterator[Drawn]:
    """One component on a page of its own."""
    async with _page("/", lambda page: page.render(component)) as screen:
        yield screen


@asynccontextmanager
async def _page(route: str, show: Callable[[ft.Page], None]) -> AsyncIterator[Drawn]:
    connection = Deaf()
    session = Session(connection)
    session.apply_page_patch({"route": route, **PHONE})
    hello = RegisterClientResponseBody(session.id, session.get_page_patch(), "")
    connection.send_message(Message(MessageAction.REGISTER_CLIENT, hello))  # Flet compares with what it sent last
    _context_page.set(session.page)
    show(session.page)
    screen = Drawn(session, connection)
    await screen.settle()
    yield screen
    # Else what stood here would be drawn with the next session: what it listens to may outlive this one.
    for component in [control for control in session.index.values() if isinstance(control, Component)]:
        component.will_unmount()
    session.close()
