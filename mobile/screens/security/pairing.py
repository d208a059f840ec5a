"""A second device is signed in by the first: the code it brings, and the six digits that both must show."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import flet as ft

from mobile.pairing import Claimed, FirstDevice, Newcomer, Offered, SecondDevice
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field
from mobile.widgets.qr import matrix_of, png_of_matrix
from shared.domain.codes import in_groups
from shared.errors import TouchlineError, Unreachable

LOOK_S = 1.5
CLOSING_S = 0.4
"""The client closes a question before the page under it goes, or it would stay."""
SIDE = 220
NO_OFFER: Offered | None = None
NOBODY: Newcomer | None = None
NOT_CLAIMED: Claimed | None = None


@ft.component
def ShowCode(first: FirstDevice, close: Callable[[], None]) -> ft.Control:
    """On the device that is signed in: the code; once somebody brings it, the digits and a question."""
    touchline = use_touchline()
    words = touchline.words
    offered, set_offered = ft.use_state(NO_OFFER)
    newcomer, set_newcomer = ft.use_state(NOBODY)
    problem, set_problem = ft.use_state("")
    alive = ft.use_ref(True)

    async def offer() -> None:
        try:
            mine = await first.offer(touchline.state.preferences.server)
            set_offered(mine)
            found = None
            while alive.current and found is None:
                await asyncio.sleep(LOOK_S)
                with suppress(Unreachable):
                    found = await first.look(mine)
            set_newcomer(found)
        except TouchlineError as trouble:
            set_problem(trouble.code)

    async def settle(who: Newcomer, same: bool) -> None:
        try:
            let_in = await first.settle(who, same=same)
        except TouchlineError as trouble:
            set_problem(trouble.code)
            return
        close()
        touchline.tell(words("pair.done" if let_in else "pair.refused", name=who.name))

    def end() -> None:
        alive.current = False

    ft.use_effect(offer, [], cleanup=end)
    if problem:
        return ft.Text(trouble(touchline, problem))
    if newcomer is not None:
        return _compare(touchline, newcomer, settle)
    return ft.ProgressRing() if offered is None else _code(touchline, offered)


def _code(touchline: Touchline, offered: Offered) -> ft.Control:
    """To be scanned with the new phone's camera, or typed."""
    words = touchline.words
    groups = in_groups(offered.code, 4)
    until = words("pair.until", time=words.time(offered.until, touchline.zone))
    return ft.Column(
        [
            ft.Text(words("pair.scan")),
            ft.Container(
                ft.Image(png_of_matrix(matrix_of(offered.link)), width=SIDE, height=SIDE, semantics_label=offered.link),
                alignment=ft.Alignment.CENTER,
            ),
            ft.Text(words("pair.type"), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(groups, selectable=True, font_family="monospace", text_align=ft.TextAlign.CENTER),
            ft.Text(until, size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _compare(
    touchline: Touchline, newcomer: Newcomer, settle: Callable[[Newcomer, bool], Awaitable[None]]
) -> ft.Control:
    words = touchline.words

    async def same(_: object) -> None:
        await settle(newcomer, True)

    async def other(_: object) -> None:
        await settle(newcomer, False)

    return ft.Column(
        [
            ft.Text(words("pair.compare", name=newcomer.name)),
            digits(newcomer.digits),
            ft.FilledButton(words("pair.same"), icon=ft.Icons.CHECK, height=56, on_click=same),
            ft.OutlinedButton(words("pair.other"), icon=ft.Icons.CLOSE, height=56, on_click=other),
        ],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def digits(six: str) -> ft.Control:
    """Large, in two groups."""
    text = f"{six[:3]} {six[3:]}"
    return ft.Text(text, size=40, weight=ft.FontWeight.W_700, text_align=ft.TextAlign.CENTER, semantics_label=text)


def trouble(touchline: Touchline, code: str) -> str:
    """What went wrong, in a sentence."""
    keys = (f"pair.error.{code}", f"fault.{code}")
    return touchline.words(next((key for key in keys if touchline.words.has(key)), "signin.error.other"))


@ft.component
def BringCode(server: Callable[[], str | None], given: str, close: Callable[[], None]) -> ft.Control:
    """On the device that is to be signed in: the code that the other one shows, then the digits. `given` came along
    with the address; `server` answers the club's address, None while it is none.
    """
    touchline = use_touchline()
    words = touchline.words
    typed, _ = ft.use_state({"code": given})
    claimed, set_claimed = ft.use_state(NOT_CLAIMED)
    problem, set_problem = ft.use_state("")
    alive = ft.use_ref(True)

    async def claim() -> None:
        where, second = server(), touchline.second_device
        if where is None or second is None:
            set_problem("address")
            return
        set_problem("")
        try:
            mine = await second.claim(where, typed["code"])
            set_claimed(mine)
            await _let_in(second, mine, lambda: alive.current, close)
        except TouchlineError as trouble_:
            set_claimed(None)
            set_problem(trouble_.code)

    async def begin() -> None:
        if given:
            await claim()

    async def press(_: object) -> None:
        await claim()

    def end() -> None:
        alive.current = False

    def write(text: str) -> None:
        typed["code"] = text

    keep = ft.use_callback(write, [])
    ft.use_effect(begin, [], cleanup=end)
    if claimed is not None:
        return _waiting(touchline, claimed)
    box = field(typed["code"], keep, label=words("pair.code"), key="pair code", autocorrect=False)
    return ft.Column(
        _rows(touchline, box, problem, press),
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


async def _let_in(second: SecondDevice, mine: Claimed, asked: Callable[[], bool], close: Callable[[], None]) -> None:
    """Wait until the person has spoken, or asks no more; then begin. A network that comes and goes ends nothing."""
    let_in = False
    while asked() and not let_in:
        with suppress(Unreachable):
            let_in = await second.wait(mine)
        await asyncio.sleep(LOOK_S if not let_in else 0)
    if let_in:
        close()
        await asyncio.sleep(CLOSING_S)
        second.arrive()


def _rows(
    touchline: Touchline, box: ft.Control, problem: str, press: Callable[[object], Awaitable[None]]
) -> list[ft.Control]:
    words = touchline.words
    rows: list[ft.Control] = [
        ft.Text(words("pair.bring")),
        box,
        ft.FilledButton(words("pair.go"), height=52, on_click=press),
    ]
    if problem:
        rows.append(ft.Text(trouble(touchline, problem), color=ft.Colors.ERROR))
    return rows


def _waiting(touchline: Touchline, claimed: Claimed) -> ft.Control:
    words = touchline.words
    return ft.Column(
        [ft.Text(words("pair.confirm")), digits(claimed.digits), ft.ProgressBar(semantics_label=words("pair.waits"))],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
