"""The page of the app lock: what it is good for and what not, on or off, and how long one may be away."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.app_lock import MINUTES, AppLock, check_secret
from mobile.screens.doors.locked import secret_field
from mobile.screens.doors.sign_in import keeper
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import big_button, card, fact, page, section
from mobile.widgets.filters import few
from mobile.widgets.frame import frame
from shared.refusals import Invalid


@ft.component
def AppLockPage() -> ft.Control:
    """Works without a network: nobody but this device knows of it."""
    touchline = use_touchline()
    words = touchline.words
    lock, _ = ft.use_state(touchline.state.lock)
    guard = touchline.app_lock
    assert guard is not None, "the page is offered where there is one"
    parts = [
        PuttingOn(guard, key="off") if not lock.on else Standing(guard, key="on"),
        fact(ft.Icons.INFO_OUTLINE, words("lock.honest")),
    ]
    return frame(touchline, words("lock.title"), page(*parts), back=True)


def lock_standing(touchline: Touchline) -> str:
    """On or off, in a line."""
    lock, words = touchline.state.lock, touchline.words
    return words("lock.standing", when=_minutes(touchline, lock.after)) if lock.on else words("lock.off")


def _minutes(touchline: Touchline, minutes: int) -> str:
    words = touchline.words
    return words.plural("lock.minutes", minutes) if minutes else words("lock.at_once")


@ft.component
def PuttingOn(guard: AppLock) -> ft.Control:
    """Chosen twice, for nobody reads what they type."""
    touchline = use_touchline()
    words = touchline.words
    typed, _ = ft.use_state({"first": "", "again": ""})
    kind, take = ft.use_state("pin")
    after, stay = ft.use_state(MINUTES[1])
    problem, set_problem = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    async def go(_: object) -> None:
        if busy:
            return
        wrong = amiss(touchline, typed["first"], typed["again"])
        set_problem(wrong)
        if not wrong:
            set_busy(True)
            await guard.put_on(typed["first"], after)
            touchline.tell(words("lock.is_on"))

    write = {name: ft.use_callback(keeper(typed, name), []) for name in typed}
    kinds = [(name, words(f"lock.{name}")) for name in ("pin", "phrase")]
    pin = kind == "pin"
    rows: list[ft.Control] = [
        ft.Text(words("lock.why"), size=15),
        few(kinds, kind, take),
        secret_field(touchline, pin, write["first"], None, 0, words("lock.choose")),
        secret_field(touchline, pin, write["again"], None, 0, words("lock.again")),
        ft.Text(words("lock.rule"), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        *([fact(ft.Icons.ERROR_OUTLINE, problem, ft.Colors.ERROR)] if problem else []),
        ft.Text(words("lock.after"), size=15),
        _choice(touchline, after, stay),
        ft.FilledButton(words("lock.put_on"), icon=ft.Icons.LOCK, height=56, disabled=busy, on_click=go),
    ]
    return card(*rows)


def amiss(touchline: Touchline, first: str, again: str) -> str:
    """What is wrong with what was chosen, in words; "" when nothing is."""
    try:
        check_secret(first)
    except Invalid as problem:
        return touchline.words.reason(str(problem.about["reason"]))
    return "" if first == again else touchline.words("lock.differ")


@ft.component
def Standing(guard: AppLock) -> ft.Control:
    """It is on: how long away, shut it now, and the way out, which asks for it."""
    touchline = use_touchline()
    words = touchline.words
    lock, _ = ft.use_state(touchline.state.lock)
    typed, _ = ft.use_state({"pin": ""})
    tries, count = ft.use_state(0)
    wish, want = ft.use_state(False)

    async def off(_: object) -> None:
        if await guard.opens(typed["pin"]):
            guard.take_off()
            touchline.tell(words("lock.is_off"))
        else:
            typed["pin"] = ""
            count(tries + 1)

    write = ft.use_callback(keeper(typed, "pin"), [])
    parts: list[ft.Control] = [
        section(words("lock.after"), card(_choice(touchline, lock.after, guard.linger))),
        big_button(words("lock.now"), ft.Icons.LOCK, guard.shut),
    ]
    if wish:
        wrong = words("lock.wait", n=words.number(guard.wait_s())) if guard.wait_s() else words("lock.wrong")
        parts.append(
            card(
                secret_field(touchline, lock.pin, write, None, tries),
                *([fact(ft.Icons.ERROR_OUTLINE, wrong, ft.Colors.ERROR)] if tries else []),
                ft.FilledButton(words("lock.take_off"), height=56, on_click=off),
                ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: want(False)),
            )
        )
    else:
        parts.append(big_button(words("lock.take_off"), ft.Icons.LOCK_OPEN, partial(want, True), main=False))
    return ft.Column(parts, spacing=16, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _choice(touchline: Touchline, chosen: int, choose: Callable[[int], None]) -> ft.Control:
    options = [(str(minutes), _minutes(touchline, minutes)) for minutes in MINUTES]
    return few(options, str(chosen), lambda text: choose(int(text)))
