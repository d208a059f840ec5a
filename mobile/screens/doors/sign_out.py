"""Having done with this device: what was not sent is asked about by name, and then everything leaves it."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from mobile.screens.inbox.deeds import sentence
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import rows_card
from mobile.widgets.row import row

NAMED = 6
"""Changes that are named one by one; of more, how many there are."""


@ft.component
def SignOut() -> ft.Control:
    """One row, and the question over it."""
    touchline = use_replica()
    sync, _ = ft.use_state(touchline.state.sync)
    asked, ask = ft.use_state(False)
    words, close = touchline.words, partial(ask, False)
    ft.use_dialog(_question(touchline, sync.waiting, close) if asked else None)
    return rows_card(
        [
            row(
                words("signout.title"),
                words("signout.passing") if touchline.passing else words("signout.hint"),
                leading=ft.Icon(ft.Icons.LOGOUT, color=ft.Colors.ERROR),
                on_click=partial(ask, True),
                key="sign out",
            )
        ]
    )


def _question(touchline: Touchline, waiting: int, close: Callable[[], None]) -> ft.AlertDialog:
    """With unsent work: send it, keep it, or throw it away, knowing what it is."""
    words = touchline.words

    async def leave(_: object) -> None:
        close()
        if touchline.sign_out is not None:
            await touchline.sign_out()

    def send() -> None:
        close()
        touchline.sync_now()
        touchline.go("/sync")

    keep = ft.TextButton(words("signout.keep"), height=48, on_click=lambda _: close())
    lines, ways = [ft.Text(words("signout.text"))], [keep, _red(words("signout.leave"), leave)]
    media = touchline.unsent_media()
    if waiting or media:
        lines = [ft.Text(words("signout.unsent")), *_unsent(touchline, waiting, media)]
        first = ft.FilledButton(words("signout.send"), height=48, on_click=lambda _: send())
        ways = [keep, _red(words("signout.discard"), leave), first]
    return ft.AlertDialog(
        modal=True,
        scrollable=True,
        title=ft.Text(words("signout.sure")),
        content=ft.Container(ft.Column(lines, spacing=8, tight=True), width=440),
        actions=ways,
    )


def _red(text: str, press: Callable[[object], Awaitable[None]]) -> ft.Control:
    return ft.TextButton(text, height=48, style=ft.ButtonStyle(color=ft.Colors.ERROR), on_click=press)


def _unsent(touchline: Touchline, waiting: int, media: int) -> list[ft.Text]:
    """What would be lost, in names."""
    words = touchline.words
    changes = touchline.reader.outbox.waiting(NAMED)
    lines = ["; ".join(sentence(words, deed) for deed in one.deeds) or words("deed.something") for one in changes]
    more = waiting - len(lines)
    if more > 0:
        lines.append(words.plural("sync.page.more", more))
    if media:
        lines.append(words.plural("signout.unsent.media", media))
    return [ft.Text(f"• {line}", weight=ft.FontWeight.W_600) for line in lines]
