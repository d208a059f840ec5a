"""The page of the second step: how it stands, how it begins with an app on a phone, its recovery codes, how it ends.

Only the server can do any of it, so without a network there is one honest sentence and no button.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar

import flet as ft

from mobile.screens.doors.code_entry import code_field
from mobile.screens.doors.sign_in import keeper
from mobile.second_step import Offered, SecondStep
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import big_button, card, fact, page, section
from mobile.widgets.field import password_field
from mobile.widgets.frame import frame
from mobile.widgets.machine import use_files
from mobile.widgets.qr import qr_image
from mobile.words import Words
from shared.domain.codes import in_groups
from shared.errors import TouchlineError, Unreachable
from shared.refusals import Invalid

NO_CODES: tuple[str, ...] = ()
UNKNOWN = -1
Codes = Callable[[tuple[str, ...]], None]
Answer = TypeVar("Answer")


@ft.component
def SecondStepPage() -> ft.Control:
    """On or off; and for as long as they are on the screen, codes that are shown once."""
    touchline = use_replica()
    words = touchline.words
    sync, _ = ft.use_state(touchline.state.sync)
    step = touchline.second_step
    codes, show = ft.use_state(NO_CODES if step is None else step.fresh)
    on = touchline.reader.devices.second_since(touchline.state.me.user) is not None

    def kept() -> None:
        assert step is not None, "they came from it"
        step.seen()
        show(NO_CODES)

    if codes:
        parts = [Recovery(codes, kept, key="codes")]
    elif step is None or sync.offline:
        parts = [_text(words("second.why")), fact(ft.Icons.CLOUD_OFF, words("second.offline"))]
    elif on:
        parts = [Standing(show, key="standing")]
    else:
        parts = [Beginning(step, show, key="beginning")]
    return frame(touchline, words("second.title"), page(*parts), back=True)


@ft.component
def Beginning(step: SecondStep, show: Codes) -> ft.Control:
    """The password, then the secret, then its first code."""
    touchline = use_touchline()
    words = touchline.words
    offered, offer = ft.use_state(step.offered)
    problem, set_problem = ft.use_state("")
    typed, _ = ft.use_state({"password": "", "code": ""})

    async def begin() -> None:
        answer = await asked(touchline, lambda step: step.begin(typed["password"] or " "), set_problem)
        if answer is not None:
            offer(answer)

    async def confirm() -> None:
        answer = await asked(touchline, lambda step: step.confirm(typed["code"] or " "), set_problem)
        if answer is None:
            offer(step.offered)
        else:
            touchline.sync_now()
            show(answer)

    write = {name: ft.use_callback(keeper(typed, name), []) for name in typed}
    if offered is None:
        rows = [
            _text(words("second.why")),
            password_field(words("signin.password"), write["password"]),
            *_amiss(problem),
            _button(words("second.begin"), ft.Icons.PIN_OUTLINED, begin),
        ]
        return card(*rows)
    return _prove(touchline, offered, code_field(touchline, write["code"]), problem, confirm)


def _prove(
    touchline: Touchline, offered: Offered, box: ft.Control, problem: str, confirm: Callable[[], Awaitable[None]]
) -> ft.Control:
    """The picture for the app, the same in letters, and the field for the first code."""
    words = touchline.words
    copy = ft.TextButton(
        words("second.copy"),
        icon=ft.Icons.COPY,
        height=48,
        action=ft.CopyToClipboard(offered.secret),
        on_click=lambda _: touchline.tell(words("second.copied")),
    )
    letters = ft.Text(
        in_groups(offered.secret, 4),
        size=16,
        font_family="monospace",
        semantics_label=" ".join(offered.secret),
    )
    return ft.Column(
        [
            section(
                words("second.scan"),
                card(
                    _text(words("second.scan.how")),
                    ft.Row([qr_image(offered.address, words("second.qr"), 240)], alignment=ft.MainAxisAlignment.CENTER),
                    _text(words("second.letters")),
                    letters,
                    ft.Row([copy]),
                ),
            ),
            section(
                words("second.prove"),
                card(
                    _text(words("second.prove.how")),
                    box,
                    *_amiss(problem),
                    _button(words("second.confirm"), ft.Icons.CHECK, confirm),
                ),
            ),
        ],
        spacing=20,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def Recovery(codes: tuple[str, ...], done: Callable[[], None]) -> ft.Control:
    """Ten codes that nobody shows again, and the ways to keep them."""
    touchline = use_touchline()
    words = touchline.words
    files = use_files()
    text = "\r\n".join((words("second.codes.head"), "", *codes, ""))

    async def save(_: object) -> None:
        await files.save("touchline-codes.txt", text.encode())

    lines: list[ft.Control] = [
        ft.Semantics(  # each on its own, letter by letter
            content=ft.Text(code, size=18, font_family="monospace", semantics_label=" ".join(code)), container=True
        )
        for code in codes
    ]
    copy = ft.FilledTonalButton(
        words("second.codes.copy"),
        icon=ft.Icons.COPY,
        height=48,
        action=ft.CopyToClipboard(text),
        on_click=lambda _: touchline.tell(words("second.copied")),
    )
    keep = ft.FilledTonalButton(words("second.codes.save"), icon=ft.Icons.DOWNLOAD, height=48, on_click=save)
    return section(
        words("second.codes"),
        card(
            _text(words("second.codes.why")),
            ft.Column(lines, spacing=6, tight=True),
            ft.Row([copy, keep], wrap=True, spacing=8, run_spacing=8),
            big_button(words("second.codes.done"), ft.Icons.CHECK, done),
        ),
    )


@ft.component
def Standing(show: Codes) -> ft.Control:
    """It is on: how many recovery codes are left, other ones, and the way out."""
    touchline = use_touchline()
    words = touchline.words
    left, set_left = ft.use_state(UNKNOWN)
    wish, want = ft.use_state("")

    async def count() -> None:
        found = await asked(touchline, lambda step: step.codes_left(), lambda _: None)
        set_left(UNKNOWN if found is None else found)

    ft.use_effect(count, [])
    known: list[ft.Control] = [fact(ft.Icons.VERIFIED_USER_OUTLINED, words("second.on"), ft.Colors.PRIMARY)]
    if left != UNKNOWN:
        known.append(fact(ft.Icons.KEY, words.plural("second.left", left)))
    parts: list[ft.Control] = [card(*known)]
    if wish:
        parts.append(Both(wish, show, partial(want, ""), key=wish))
    else:
        parts.append(big_button(words("second.renew"), ft.Icons.AUTORENEW, partial(want, "renew"), main=False))
        parts.append(big_button(words("second.end"), ft.Icons.NO_ENCRYPTION_OUTLINED, partial(want, "end"), main=False))
    return ft.Column(parts, spacing=16, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def Both(wish: str, show: Codes, close: Callable[[], None]) -> ft.Control:
    """The password and a code, for what a phone that was left open must not do."""
    touchline = use_touchline()
    words = touchline.words
    problem, set_problem = ft.use_state("")
    typed, _ = ft.use_state({"password": "", "code": ""})

    async def go() -> None:
        both = typed["password"] or " ", typed["code"] or " "
        if wish == "renew":
            codes = await asked(touchline, lambda step: step.renew(*both), set_problem)
            if codes is not None:
                show(codes)
        elif await asked(touchline, lambda step: _ended(step, *both), set_problem):
            close()
            touchline.tell(words("second.ended"))
            touchline.sync_now()

    write = {name: ft.use_callback(keeper(typed, name), []) for name in typed}
    rows = [
        _text(words(f"second.{wish}.why")),
        password_field(words("signin.password"), write["password"]),
        code_field(touchline, write["code"], focus=False),
        *_amiss(problem),
        _button(words(f"second.{wish}"), ft.Icons.CHECK, go),
        ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close()),
    ]
    return card(*rows)


async def _ended(step: SecondStep, password: str, code: str) -> bool:
    await step.end(password, code)
    return True


async def asked(
    touchline: Touchline, ask: Callable[[SecondStep], Awaitable[Answer]], set_problem: Callable[[str], None]
) -> Answer | None:
    """What the server answers; None when it did not, which is said in words."""
    set_problem("")
    try:
        if touchline.second_step is None:
            raise Unreachable
        return await ask(touchline.second_step)
    except TouchlineError as problem:
        set_problem(amiss(touchline.words, problem))
    return None


def amiss(words: Words, problem: TouchlineError) -> str:
    """What went wrong, in words."""
    if isinstance(problem, Invalid):
        return words.reason(str(problem.about["reason"]))
    keys: Mapping[str, str] = {"unreachable": "second.offline", "too_many": "signin.error.too_many"}
    key = keys.get(problem.code, f"signin.error.{problem.code}")
    return words(key) if words.has(key) else words("signin.error.other")


def _text(text: str) -> ft.Control:
    return ft.Text(text, size=15)


def _amiss(problem: str) -> list[ft.Control]:
    return [fact(ft.Icons.ERROR_OUTLINE, problem, ft.Colors.ERROR)] if problem else []


def _button(text: str, icon: ft.IconData, go: Callable[[], Awaitable[None]]) -> ft.Control:
    async def press(_: object) -> None:
        await go()

    return ft.FilledButton(text, icon=icon, height=56, on_click=press)
