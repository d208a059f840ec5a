"""A calendar of a federation or of another program, taken over: first what it would do, then the good lines of it, and
past broken ones only when somebody says so (feature B13).
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.importing import MOST_BYTES, Line, Plan, carry_out
from mobile.screens.agenda.activity_form import teams
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card, page, rows_card, section
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.machine import use_files
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import row
from mobile.widgets.working import working
from mobile.words import Words
from shared.errors import Malformed, TouchlineError
from shared.exchange.plan import Unreadable
from shared.exchange.text import decoded

IDLE = -1
SHOWN = 60
"""Lines of each kind that are drawn; how many more there are is said."""
LOOK: dict[str, tuple[ft.IconData, Mood]] = {
    "new": (ft.Icons.ADD, "good"),
    "changed": (ft.Icons.EDIT_OUTLINED, "waiting"),
    "same": (ft.Icons.CHECK, "calm"),
    "broken": (ft.Icons.ERROR_OUTLINE, "error"),
}


@ft.component
def ImportAgenda() -> ft.Control:
    """For whom, which file, what it would do; then it is done."""
    touchline, files = use_touchline(), use_files()
    words = touchline.words
    whom = ft.use_memo(lambda: teams(touchline), [])
    team, choose = ft.use_state(whom[0][0] if whom else "")
    held: Any = ft.use_state(None)
    plan, set_plan = held
    told, tell = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    at, set_at = ft.use_state(IDLE)
    going = ft.use_ref(False)

    async def pick(_: object) -> None:
        picked = await files.pick_calendar()
        if picked is None:
            return
        set_busy(True)
        found = await _planned(touchline, team or None, picked.content)
        set_busy(False)
        set_plan(found if isinstance(found, Plan) else None)
        tell("" if isinstance(found, Plan) else found)

    def change(value: str) -> None:
        choose(value)
        set_plan(None)
        tell("")

    def stop() -> None:
        going.current = False

    async def take(lines: tuple[Line, ...]) -> None:
        going.current = True
        done, refused = await carry_out(lines, touchline.writer.do_all, set_at, lambda: bool(going.current))
        touchline.state.replica.changed()
        set_at(IDLE)
        set_plan(None)
        left = [words.plural("import.refused", refused)] if refused else []
        tell(" ".join((words.plural("import.done", done), *left)))

    ft.use_effect(lambda: None, [], cleanup=stop)
    if plan is not None and at != IDLE:
        bar = card(*working(words, "import.busy", at, len(plan.wished), stop))
        return frame(touchline, words("import.title"), page(bar), back=True)

    choosing = ft.FilledTonalButton(
        words("import.pick"), icon=ft.Icons.UPLOAD_FILE, height=48, on_click=pick, disabled=busy
    )
    parts: list[ft.Control] = [
        card(
            ft.Text(words("import.what"), color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Text(words("activity.whom"), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            filters(whom, team, change, edge=0),
            ft.Row([choosing, *([ft.ProgressRing(width=24, height=24)] if busy else [])], spacing=12),
        )
    ]
    if told:
        parts.append(ft.Text(told, size=16, weight=ft.FontWeight.W_600))
    if plan is not None:
        parts += _shown(touchline, plan, take)
    return frame(touchline, words("import.title"), page(*parts), back=True)


async def _planned(touchline: Touchline, team: str | None, data: bytes) -> Plan | str:
    """The plan, or why there is none, in the person's words."""
    words = touchline.words
    try:
        text = decoded(data)
        if len(text.encode()) > MOST_BYTES:
            raise Unreadable("too_large")
        if touchline.plan_agenda is None:
            return words("import.offline")
        return await touchline.plan_agenda(team, text)
    except (Unreadable, Malformed) as problem:
        return words(f"import.{problem.code}") if words.has(f"import.{problem.code}") else words("import.unreadable")
    except TouchlineError:
        return words("import.offline")


def _shown(touchline: Touchline, plan: Plan, take: Callable[[tuple[Line, ...]], Awaitable[None]]) -> list[ft.Control]:
    """The counts, what may be done, and the lines: what is broken first."""
    words = touchline.words
    pills = [
        pill(words.plural(f"import.{state}", len(plan.of(state))), icon, mood)
        for state, (icon, mood) in LOOK.items()
        if plan.of(state)
    ]
    parts: list[ft.Control] = [ft.Row(pills, wrap=True, spacing=6, run_spacing=6)]
    if plan.outside:
        parts.append(ft.Text(words.plural("import.outside", plan.outside), color=ft.Colors.ON_SURFACE_VARIANT))
    broken, wished = plan.of("broken"), plan.wished
    if broken:
        parts.append(_listed(words, "import.list.broken", broken))
    if wished:
        label = words.plural("import.take_good" if broken else "import.take", len(wished))
        kind = ft.FilledTonalButton if broken else ft.FilledButton

        async def go(_: object) -> None:
            await take(wished)

        parts.append(kind(label, icon=ft.Icons.DOWNLOAD_DONE, height=56, on_click=go))
    else:
        parts.append(ft.Text(words("import.nothing"), weight=ft.FontWeight.W_600))
    lists = [_listed(words, f"import.list.{state}", plan.of(state)) for state in ("new", "changed") if plan.of(state)]
    return [*parts, *lists, *_missing(touchline, plan)]


def _missing(touchline: Touchline, plan: Plan) -> list[ft.Control]:
    """What is no longer in the file; a tap opens it, where it can be called off."""
    words, gone = touchline.words, plan.missing
    if not gone:
        return []
    rows = [row(one.what, on_click=partial(touchline.go, f"/agenda/{one.id}"), key=one.id) for one in gone[:SHOWN]]
    why = ft.Text(words("import.missing.why"), color=ft.Colors.ON_SURFACE_VARIANT)
    return [section(words("import.list.missing"), why, rows_card(rows), *_more(words, len(gone)))]


def _listed(words: Words, title: str, lines: tuple[Line, ...]) -> ft.Control:
    rows = [
        row(line.what or "?", _why(words, line), key=f"{line.number} {at}") for at, line in enumerate(lines[:SHOWN])
    ]
    return section(words(title), rows_card(rows), *_more(words, len(lines)))


def _more(words: Words, count: int) -> list[ft.Control]:
    """How many of so many are not drawn."""
    left = count - SHOWN
    return [ft.Text(words.plural("agenda.more", left), color=ft.Colors.ON_SURFACE_VARIANT)] if left > 0 else []


def _why(words: Words, line: Line) -> str:
    """Where it stands in the file, and why it is as it is or what of it changes."""
    if line.state == "broken":
        key = f"import.why.{line.reason}"
        why = words(key) if words.has(key) else words("import.why.value")
        return words("import.line", number=line.number, why=f"{why} «{line.shown}»" if line.shown else why)
    if line.state == "changed":
        names = [words(f"field.{name}") for name in line.fields if words.has(f"field.{name}")]
        return ", ".join(dict.fromkeys(names))
    return ""
