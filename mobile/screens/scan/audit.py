"""Going through a place: what should be there, what is, and what is not; the end is one gesture. (feature B5)"""

from collections.abc import Callable

import flet as ft

from mobile.reader.equipment import Item
from mobile.screens.equipment.handing import by_number
from mobile.screens.equipment.resources import tile
from mobile.screens.scan.scanning import Line, Scanning
from mobile.touchline import Touchline
from mobile.widgets.card import rows_card
from mobile.widgets.frame import heading
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button

MOODS: dict[str, tuple[ft.IconData, Mood]] = {
    "seen": (ft.Icons.CHECK, "good"),
    "moved": (ft.Icons.MOVE_DOWN, "waiting"),
    "returned": (ft.Icons.KEYBOARD_RETURN, "waiting"),
    "missing": (ft.Icons.HELP_OUTLINE, "error"),
    "unknown": (ft.Icons.QUESTION_MARK, "error"),
}


def start(touchline: Touchline, scanning: Scanning, place: str) -> None:
    """From now on scans tick off what lies in this place."""
    scanning.mode, scanning.lines, scanning.results, scanning.unknown = "audit", (), (), ()
    scanning.place, scanning.began = place, touchline.now()
    scanning.expected = touchline.reader.store_room.expected(place)


def outcome_of(scanning: Scanning, line: Line) -> str:
    """What it means that this thing is here."""
    if any(line.item.id == item.id for item in scanning.expected):
        return "seen"
    item = line.item
    if by_number(item):  # those who have some of it have it still
        return "moved"
    return "returned" if item.holder is not None and item.holder_id != scanning.place else "moved"


def missing(scanning: Scanning) -> tuple[Item, ...]:
    """What should be here and was not scanned yet."""
    seen = {line.item.id for line in scanning.lines}
    return tuple(item for item in scanning.expected if item.id not in seen)


def counts(scanning: Scanning) -> dict[str, int]:
    """How many of each outcome there are."""
    found = dict.fromkeys(MOODS, 0)
    for line in scanning.lines:
        found[outcome_of(scanning, line)] += 1
    return {**found, "missing": len(missing(scanning)), "unknown": len(scanning.unknown)}


def ticked(touchline: Touchline, scanning: Scanning) -> list[ft.Control]:
    """The figures, what was scanned (the newest first), and what is still missing."""
    words = touchline.words
    figures = [pill(words(f"audit.{name}.n", n=words.number(n)), *MOODS[name]) for name, n in counts(scanning).items()]
    parts: list[ft.Control] = [ft.Row([*figures], wrap=True, spacing=6, run_spacing=6)]
    rows = [_scanned(touchline, scanning, line) for line in scanning.lines[:40]]
    rows += [row(f"“{shown}”", words("audit.unknown")) for shown in scanning.unknown]
    if rows:
        parts.append(rows_card(rows))
    left = missing(scanning)
    if left:
        parts.append(heading(words("audit.still"), 2))
        parts.append(rows_card([row(item.name, item.tag_no or "", leading=tile(item, 40)) for item in left[:60]]))
    return parts


def _scanned(touchline: Touchline, scanning: Scanning, line: Line) -> ft.Control:
    words, outcome = touchline.words, outcome_of(scanning, line)
    icon, mood = MOODS[outcome]

    def drop() -> None:
        scanning.drop(line.item.id)

    away = icon_button(ft.Icons.CLOSE, words("scan.drop", what=line.item.name), drop)
    mark = pill(words(f"audit.{outcome}"), icon, mood)
    return row(line.item.name, line.item.tag_no or "", leading=tile(line.item, 40), trailing=mark, action=away)


def finish(touchline: Touchline, scanning: Scanning) -> bool:
    """Write what was found, in one gesture; False when it was refused, which is said."""
    lines = [{"resource": one.item.id, "outcome": outcome_of(scanning, one)} for one in scanning.lines]
    lines += [{"resource": item.id, "outcome": "missing"} for item in missing(scanning)]
    lines += [{"outcome": "unknown", "shown": shown} for shown in scanning.unknown]
    place, id = scanning.place, touchline.writer.new_id()
    done = touchline.do("audit.finish", id=id, place=place, started_at=scanning.began, lines=lines)
    if done.refusal is not None:
        return False
    figures = counts(scanning)
    touchline.tell(touchline.words("audit.done", seen=figures["seen"], missing=figures["missing"]))
    scanning.mode, scanning.lines, scanning.results, scanning.unknown = "look", (), (), ()
    return True


def summary(touchline: Touchline, scanning: Scanning, end: Callable[[], None]) -> ft.Control:
    """What will be written, and the button that writes it."""
    words = touchline.words
    found = [(name, n) for name, n in counts(scanning).items() if n]
    lines: list[ft.Control] = [
        row(words(f"audit.{name}.n", n=words.number(n)), words(f"audit.{name}.why"), leading=ft.Icon(MOODS[name][0]))
        for name, n in found
    ]
    button = ft.FilledButton(words("audit.finish"), icon=ft.Icons.CHECK, height=56, on_click=lambda _: end())
    return ft.Column([*lines, button], spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
