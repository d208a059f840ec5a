"""Somebody's data is erased: first what goes, what loses its name and what stays, then the name typed, then done."""

from collections.abc import Callable

import flet as ft

from mobile.privacy import Erasure
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import fact
from mobile.widgets.field import field
from mobile.widgets.frame import heading
from mobile.widgets.tap import icon_button
from mobile.words import Words
from shared.errors import TouchlineError

UNASKED: Erasure | None = None


@ft.component
def ErasePerson(contact: str, name: str, close: Callable[[], None]) -> ft.Control:
    """The sheet. Nothing is done before the second step, and nothing without a network."""
    touchline = use_touchline()
    words = touchline.words
    plan, set_plan = ft.use_state(UNASKED)
    sure, set_sure = ft.use_state(False)
    problem, set_problem = ft.use_state("")
    typed = ft.use_ref("")
    write = ft.use_callback(lambda text: setattr(typed, "current", text))

    async def ask(name: str | None = None) -> bool:
        assert touchline.privacy is not None, "who has none is offered no sheet"
        set_problem("")
        try:
            set_plan(await touchline.privacy.erasure(contact, name))
        except TouchlineError as trouble:
            set_problem(why_not(words, trouble.code))
            return False
        return True

    async def look() -> None:
        await ask()

    async def erase(_: object) -> None:
        if await ask(typed.current):
            close()
            touchline.tell(words("privacy.erased"))
            touchline.back()
            touchline.sync_now()

    ft.use_effect(look, [contact])
    title = ft.Row(
        [heading(words("privacy.erase.title", name=name)), icon_button(ft.Icons.CLOSE, words("dialog.close"), close)]
    )
    title.alignment = ft.MainAxisAlignment.SPACE_BETWEEN
    rows: list[ft.Control] = [title]
    if plan is not None:
        rows += [*lines(touchline, plan), *_steps(words, plan, sure, set_sure, write, erase)]
    elif not problem:
        rows.append(ft.ProgressBar(semantics_label=words("privacy.erase.looking")))
    if problem:
        rows.append(fact(ft.Icons.ERROR_OUTLINE, problem, ft.Colors.ERROR))
    return ft.Column(rows, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _steps(
    words: Words,
    plan: Erasure,
    sure: bool,
    set_sure: Callable[[bool], None],
    write: Callable[[str], None],
    erase: Callable[[object], object],
) -> list[ft.Control]:
    """What is to be done next: nothing where something must be settled first."""
    if plan.blocked is not None:
        return []
    if not sure:
        return [ft.FilledTonalButton(words("privacy.erase.on"), height=56, on_click=lambda _: set_sure(True))]
    return [
        ft.Text(words("privacy.erase.type", name=plan.name)),
        field("", write, label=words("privacy.erase.name"), autocorrect=False),
        _last(words, erase),
    ]


def _last(words: Words, erase: Callable[[object], object]) -> ft.Control:
    return ft.FilledButton(
        words("privacy.erase.do"),
        icon=ft.Icons.DELETE_FOREVER,
        height=56,
        bgcolor=ft.Colors.ERROR,
        color=ft.Colors.ON_ERROR,
        on_click=erase,
    )


def why_not(words: Words, code: str) -> str:
    """What was refused, or that there is no network."""
    if code == "invalid":
        return words("privacy.erase.wrong_name")
    return words(f"refusal.{code}") if words.has(f"refusal.{code}") else words("privacy.offline")


def lines(touchline: Touchline, plan: Erasure) -> list[ft.Control]:
    """The plan as a person reads it."""
    words = touchline.words
    goes = [counted(words, table, count) for table, count in plan.goes.items()]
    goes += [words.plural("privacy.history", plan.history)] if plan.history else []
    goes += [words.plural("privacy.files", plan.files)] if plan.files else []
    rows = [_list(ft.Icons.DELETE_OUTLINE, words("privacy.goes"), goes)]
    if plan.bare:
        bare = [counted(words, table, count) for table, count in plan.bare.items()]
        rows.append(_list(ft.Icons.NO_ACCOUNTS_OUTLINED, words("privacy.bare"), bare))
    if plan.stays:
        stays = [
            words(f"privacy.stays.{one.why}", what=counted(words, one.table, one.count), day=words.iso_day(one.until))
            for one in plan.stays
        ]
        rows.append(_list(ft.Icons.LOCK_OUTLINE, words("privacy.stays"), stays))
    if plan.devices:
        rows.append(fact(ft.Icons.PHONELINK_ERASE, words.plural("privacy.devices", plan.devices)))
    if plan.open_cents:
        amount = words.money(plan.open_cents)
        rows.append(fact(ft.Icons.EURO_OUTLINED, words("privacy.open", amount=amount), ft.Colors.ERROR))
    if plan.blocked is not None:
        rows.append(fact(ft.Icons.BLOCK, words(f"refusal.{plan.blocked}"), ft.Colors.ERROR))
    return rows


def counted(words: Words, table: str, count: int) -> str:
    """ "Aanwezigheden: 12"."""
    key = f"data.{table}" if words.has(f"data.{table}") else "data.other"
    return words("privacy.counted", what=words(key), n=words.number(count))


def _list(icon: ft.IconData, title: str, parts: list[str]) -> ft.Control:
    text = ft.Column(
        [ft.Text(title, weight=ft.FontWeight.W_600), *(ft.Text(part, size=15) for part in parts)],
        spacing=2,
        tight=True,
        expand=True,
    )
    return ft.Row(
        [ft.Icon(icon, size=20, color=ft.Colors.ON_SURFACE_VARIANT), text],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
