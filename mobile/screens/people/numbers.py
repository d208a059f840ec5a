"""The national number of a person: asked of the club when somebody looks, and kept on no device. (data class D)"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import flet as ft

from mobile.screens.history import trouble_text
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card, fact, section
from mobile.widgets.field import field
from mobile.widgets.filters import few
from mobile.widgets.row import row
from shared.domain.calendar import local_date
from shared.errors import TouchlineError
from shared.refusals import Gone, Invalid
from shared.rights import NUMBERS

PURPOSES = ("tax_certificate", "federation")


def has_numbers(touchline: Touchline, contact: str) -> bool:
    """Whether there is something to ask: the club keeps numbers, and this person's may be mine to see."""
    return touchline.reader.clubs.keeps_numbers() and _may(touchline, "look", contact)


def _may(touchline: Touchline, what: str, contact: str) -> bool:
    """Whether I may do this with the number of this person."""
    allowed, me = NUMBERS[what], touchline.state.me
    anybodys = [role for role, reach in allowed.items() if reach == "any"]
    return me.has(*anybodys) or ("close" in allowed.values() and contact in me.close)


@dataclass(frozen=True)
class Look:
    """What is on the screen: the masked lines (None before the club has answered), what is wrong, what is being done
    ("enter", or the purpose whose number is to be shown), and a number that is shown.
    """

    kept: tuple[Mapping[str, Any], ...] | None = None
    problem: str = ""
    doing: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Desk:
    """Asks the club about one person, and says what came of it by `put`, with the fields of `Look` that change."""

    touchline: Touchline
    contact: str
    put: Callable[..., None]

    async def _ask(self, what: str, **wish: str) -> Mapping[str, Any] | None:
        self.put(problem="")
        try:
            if self.touchline.numbers is None:
                raise TouchlineError
            return await self.touchline.numbers(what, {"contact": self.contact, **wish})
        except TouchlineError as trouble:
            self.put(problem=said(self.touchline, trouble))
            return None

    async def look(self) -> None:
        """The masked lines."""
        answer = await self._ask("look")
        if answer is not None:
            self.put(kept=tuple(answer["numbers"]))

    async def enter(self, purpose: str, number: str) -> None:
        """Keep one."""
        if await self._ask("enter", purpose=purpose, number=number) is not None:
            self.put(doing="")
            self.touchline.tell(self.touchline.words("number.kept"))
            await self.look()

    async def show(self, purpose: str, password: str) -> None:
        """One whole, for a password."""
        answer = await self._ask("show", purpose=purpose, password=password)
        if answer is not None:
            self.put(doing="", shown=str(answer["number"]))

    async def drop(self, purpose: str) -> None:
        """One less."""
        if await self._ask("drop", purpose=purpose) is not None:
            self.touchline.tell(self.touchline.words("number.dropped"))
            await self.look()


@ft.component
def NumberPart(contact: str) -> ft.Control:
    """Masked lines, one a purpose; behind each, whole for a moment and for a password. Below, one to enter."""
    touchline = use_touchline()
    look, set_look = ft.use_state(Look())
    desk = Desk(touchline, contact, lambda **changes: set_look(lambda now: replace(now, **changes)))
    ft.use_effect(desk.look, [contact])
    return section(touchline.words("number.title"), card(*_parts(desk, look)))


def _parts(desk: Desk, look: Look) -> list[ft.Control]:
    touchline, words = desk.touchline, desk.touchline.words
    parts: list[ft.Control] = [fact(ft.Icons.SHIELD_OUTLINED, words("number.why"))]
    if look.shown:
        parts.append(row(look.shown, words("number.shown"), leading=ft.Icon(ft.Icons.LOCK_OPEN), key="shown"))
    parts += [_line(desk, one) for one in look.kept or ()]
    if look.doing in PURPOSES:
        parts.append(Asking(words("number.password"), desk.show, look.doing, secret=True, key="password"))
    elif look.doing == "enter":
        parts.append(Entering(desk.enter, key="enter"))
    elif look.kept is not None and _may(touchline, "enter", desk.contact):
        enter = partial(desk.put, doing="enter", shown="")
        parts.append(ft.TextButton(words("number.enter"), icon=ft.Icons.ADD, height=48, on_click=lambda _: enter()))
    if look.problem:
        parts.append(fact(ft.Icons.ERROR_OUTLINE, look.problem, ft.Colors.ERROR))
    return parts


def said(touchline: Touchline, trouble: TouchlineError) -> str:
    """What is wrong with what was typed, or why nobody answers."""
    words = touchline.words
    if isinstance(trouble, Invalid):
        return words.reason(str(trouble.about["reason"]))
    return words.refusal(trouble.code, {}) if trouble.code == Gone.code else trouble_text(words, trouble.code)


def _line(desk: Desk, one: Mapping[str, Any]) -> ft.Control:
    """A masked number, and what this person may do with it."""
    touchline, words = desk.touchline, desk.touchline.words
    purpose = str(one["purpose"])
    until = words.iso_day(local_date(int(one["until"]), touchline.zone).isoformat())
    note = words("number.until", purpose=words(f"number.purpose.{purpose}"), day=until)

    async def away(_: object) -> None:
        await desk.drop(purpose)

    buttons = []
    if _may(touchline, f"show {purpose}", desk.contact):
        unmask = partial(desk.put, doing=purpose, shown="")
        show = words("number.show")
        buttons.append(ft.TextButton(show, icon=ft.Icons.LOCK_OPEN, height=48, on_click=lambda _: unmask()))
    if _may(touchline, "drop", desk.contact):
        buttons.append(ft.TextButton(words("number.drop"), icon=ft.Icons.DELETE_OUTLINE, height=48, on_click=away))
    line = row(str(one["masked"]), note, leading=ft.Icon(ft.Icons.LOCK_OUTLINE, color=ft.Colors.PRIMARY))
    return ft.Column([line, ft.Row(buttons, wrap=True, spacing=8)], spacing=0, tight=True, key=purpose)


@ft.component
def Asking(label: str, answer: Callable[[str, str], Awaitable[None]], about: str, *, secret: bool) -> ft.Control:
    """One field and a button."""
    words = use_touchline().words
    typed, _ = ft.use_state({"text": ""})
    write = ft.use_callback(lambda text: typed.update(text=text), [])

    async def press(_: object) -> None:
        await answer(about, typed["text"])

    box = field(typed["text"], write, key="asked", label=label, password=secret, can_reveal_password=secret)
    return ft.Column([box, ft.FilledButton(words("number.show"), height=48, on_click=press)], spacing=8, tight=True)


@ft.component
def Entering(answer: Callable[[str, str], Awaitable[None]]) -> ft.Control:
    """What for, and the number."""
    words = use_touchline().words
    purpose, choose = ft.use_state(PURPOSES[0])
    typed, _ = ft.use_state({"text": ""})
    write = ft.use_callback(lambda text: typed.update(text=text), [])

    async def press(_: object) -> None:
        await answer(purpose, typed["text"])

    picks = few([(name, words(f"number.purpose.{name}")) for name in PURPOSES], purpose, choose)
    box = field(typed["text"], write, key="number", label=words("number.title"), keyboard_type=ft.KeyboardType.NUMBER)
    button = ft.FilledButton(words("number.enter"), height=48, on_click=press)
    return ft.Column([picks, box, button], spacing=8, tight=True)
