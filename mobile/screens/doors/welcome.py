"""Where a link leads to: somebody chooses a name and a password, or another password. (feature 39)"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.entrance import Invited
from mobile.screens.doors.code_entry import code_field
from mobile.screens.doors.front_door import front_door, promise, trouble
from mobile.screens.doors.sign_in import keeper
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field, password_field
from mobile.words import Words
from shared.domain.invitation import FOUNDING_LETTERS
from shared.domain.sign_in import canonical_name, check_password
from shared.errors import CodeNeeded, TouchlineError
from shared.refusals import Invalid

NOT_MINE = "welcome.error.other_user"
NOBODY: Invited | None = None
FOUNDING = ("club", "given_name", "family_name")


@ft.component
def Welcome() -> ft.Control:
    """Who is welcomed is asked first, so that a dead link says so before anybody types."""
    touchline = use_touchline()
    words = touchline.words
    ft.use_state(touchline.state.preferences)
    invited, set_invited = ft.use_state(NOBODY)
    error, set_error = ft.use_state("")
    asked, ask_again = ft.use_state(0)

    async def look() -> None:
        set_error("")
        try:
            found = await _look(touchline)
        except TouchlineError as problem:
            set_error(error_key(words, problem.code))
        else:
            set_error("" if _for_me(touchline, found) else NOT_MINE)
            set_invited(found)

    ft.use_effect(look, [asked])

    def leave() -> None:
        touchline.state.link.secret = ""

    parts: list[ft.Control] = []
    if error:
        parts.append(trouble(words(error)))
    if error and error != NOT_MINE:
        parts.append(_wide(words("welcome.again"), lambda: ask_again(asked + 1)))
    elif invited is None:
        parts.append(ft.Row([ft.ProgressRing(width=28, height=28)], alignment=ft.MainAxisAlignment.CENTER))
    elif not error:
        parts.append(Choose(invited, key="choose"))
    parts.append(_wide(words("welcome.leave"), leave))
    title = words("signin.title")
    if invited is not None:
        found = invited.purpose == "found"
        title = words("welcome.found.title") if found else words("welcome.title", name=invited.given_name)
    return front_door(touchline, title, touchline.state.link.server, *parts)


async def _look(touchline: Touchline) -> Invited:
    link = touchline.state.link
    if touchline.entrance is None:
        raise TouchlineError
    return await touchline.entrance.look(link.server, link.secret)


def _for_me(touchline: Touchline, invited: Invited) -> bool:
    """On a device that somebody signed in on, a link may be theirs alone: nothing is used up by finding out."""
    me = touchline.state.me
    if me.user is None:
        return True
    mine = touchline.reader.sign_ins.of(me.contact or "").username
    return invited.purpose == "reset" and invited.username == mine


def error_key(words: Words, code: str) -> str:
    """What went wrong, and what to do."""
    keys = (f"welcome.error.{code}", f"signin.error.{code}", f"fault.{code}")
    return next((key for key in keys if words.has(key)), "signin.error.other")


@ft.component
def Choose(invited: Invited) -> ft.Control:
    """The fields. What is wrong is said below them while somebody types, and what was typed stays."""
    touchline = use_touchline()
    words = touchline.words
    join, found = invited.purpose != "reset", invited.purpose == "found"
    typed, _ = ft.use_state(dict.fromkeys((*FOUNDING, "username", "password", "code"), ""))
    second, ask_second = ft.use_state(False)
    hint, set_hint = ft.use_state("")
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def write(name: str) -> Callable[[str], None]:
        keep = keeper(typed, name)

        def typing(text: str) -> None:
            keep(text)
            set_hint(wrong(words, typed, join=join, found=found, unfinished=True))

        return typing

    async def submit(_: object) -> None:
        amiss = wrong(words, typed, join=join, found=found)
        if busy or amiss or touchline.entrance is None:
            set_hint(amiss)
            return
        set_busy(True)
        set_error("")
        link, name = touchline.state.link, typed["username"].strip() if join else invited.username
        try:
            more: dict[str, Any] = {"founding": {part: typed[part].strip() for part in FOUNDING}} if found else {}
            more |= {"code": typed["code"]} if second else {}
            await touchline.entrance.accept(link.server, link.secret, name, typed["password"], **more)
        except TouchlineError as problem:
            ask_second(second or isinstance(problem, CodeNeeded))
            set_error("" if isinstance(problem, CodeNeeded) and not second else error_key(words, problem.code))
            set_busy(False)
        else:
            link.secret = ""

    fields = [
        *(_founding(words, {part: ft.use_callback(write(part), []) for part in FOUNDING}) if found else []),
        *([_name(words, ft.use_callback(write("username"), []))] if join else [_known(words, invited.username)]),
        password_field(words("welcome.password"), ft.use_callback(write("password"), []), new=True),
    ]
    write_code = ft.use_callback(keeper(typed, "code"), [])
    if second:
        fields += [ft.Text(words("second.ask"), size=15), code_field(touchline, write_code)]
    below: list[ft.Control] = []
    if hint:
        below.append(ft.Text(hint, size=14, color=ft.Colors.ERROR))
    else:
        below.append(ft.Text(words("welcome.rule"), size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    if error:
        below.append(trouble(words(error)))
    text = (
        words("signin.busy") if busy else words(f"welcome.{'found.enter' if found else 'enter' if join else 'renew'}")
    )
    button = ft.FilledButton(text, height=56, disabled=busy, on_click=submit)
    why = ft.Text(words(f"welcome.{invited.purpose}"), size=16, text_align=ft.TextAlign.CENTER)
    return ft.Column(
        [why, *fields, *below, button, promise(touchline)],
        spacing=14,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def wrong(words: Words, typed: dict[str, str], *, join: bool, found: bool = False, unfinished: bool = False) -> str:
    """What is wrong with what was typed so far, in words; "" when nothing is. A field that nobody touched is not
    `wrong` before somebody is done.
    """
    names = tuple(filter(None, (typed.get(name) for name in ("username", "club", "given_name", "family_name"))))
    checks: list[tuple[str, Callable[[str], object]]] = [("password", partial(check_password, names=names))]
    if join:
        checks.insert(0, ("username", canonical_name))
    if found and not unfinished and not (typed["club"].strip() and typed["given_name"].strip()):
        return words("welcome.found.names")
    for name, check in checks:
        if unfinished and not typed[name]:
            continue
        try:
            check(typed[name])
        except Invalid as problem:
            return words.reason(str(problem.about["reason"]))
    return ""


def _founding(words: Words, write: dict[str, Callable[[str], None]]) -> list[ft.Control]:
    """The club's name, and who founds it here."""
    person = ft.Icons.BADGE_OUTLINED
    icons = {"club": ft.Icons.SHIELD_OUTLINED, "given_name": person, "family_name": person}
    hints = {"given_name": ft.AutofillHint.GIVEN_NAME, "family_name": ft.AutofillHint.FAMILY_NAME}
    return [
        field(
            "",
            write[part],
            label=words(f"welcome.found.{part}"),
            prefix_icon=icons.get(part),
            autofill_hints=hints.get(part),
            capitalization=ft.TextCapitalization.WORDS,
            max_length=FOUNDING_LETTERS,
            counter="",
            key=part,
        )
        for part in FOUNDING
    ]


def _name(words: Words, write: Callable[[str], None]) -> ft.Control:
    return field(
        "",
        write,
        label=words("welcome.username"),
        prefix_icon=ft.Icons.PERSON_OUTLINE,
        autofill_hints=ft.AutofillHint.NEW_USERNAME,
        autocorrect=False,
        enable_suggestions=False,
        capitalization=ft.TextCapitalization.NONE,
        key="username",
    )


def _known(words: Words, username: str) -> ft.Control:
    return ft.Text(words("welcome.you_are", username=username), size=16, weight=ft.FontWeight.W_600)


def _wide(text: str, on_click: Callable[[], object]) -> ft.Control:
    return ft.TextButton(text, height=48, on_click=lambda _: on_click())
