"""What was found each time a place was gone through, what to do about what was missing, and when to look again. (B5)"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import partial

import flet as ft

from mobile.reader.equipment import Item, Resource
from mobile.reader.store_room import Audit, AuditLine
from mobile.screens.scan.audit import MOODS
from mobile.screens.scan.scanning import PLACES
from mobile.touchline import GESTURE, Touchline, use_replica
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from shared.domain.calendar import local_date

SHOWN = 40
REPORTS = 20
"""Earlier ones that can be opened."""
TERMS = {"half": 6, "year": 12}
"""Months until somebody looks again."""
NEAR_DAYS = 60
"""What is planned sooner than this after somebody looked was about this time."""
LATEST = ""


@ft.component
def Reports(place: str) -> ft.Control:
    """The latest report, and the earlier ones by their day: a tap opens one instead."""
    touchline = use_replica()
    words = touchline.words
    opened, open_ = ft.use_state(LATEST)
    found = touchline.reader.store_room.audits(place, limit=REPORTS)
    if not found:
        return ft.Container()
    shown = next((one for one in found if one.id == opened), found[0])
    parts = [section(words("audit.past"), _report(touchline, shown, found[0]))]
    others = [one for one in found if one.id != shown.id]
    if others:
        rows = [row(_head(touchline, one), _figures(touchline, one), on_click=partial(open_, one.id)) for one in others]
        parts.append(section(words("audit.others"), rows_card(rows)))
    return ft.Column([*parts], spacing=20, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _head(touchline: Touchline, past: Audit) -> str:
    day = touchline.words.moment(past.at, touchline.zone, touchline.today)
    return f"{day} {touchline.words('audit.by', who=past.by) if past.by else ''}".strip()


def _figures(touchline: Touchline, past: Audit) -> str:
    words = touchline.words
    return ", ".join(words(f"audit.{name}.n", n=words.number(n)) for name, n in past.figures.items() if n)


def _report(touchline: Touchline, past: Audit, latest: Audit) -> ft.Control:
    """Figures, and everything that was not where it should be, one tap away."""
    words, room = touchline.words, touchline.reader.store_room
    figures = [(name, n) for name, n in past.figures.items() if n]
    pills = [pill(words(f"audit.{name}.n", n=words.number(n)), *MOODS[name]) for name, n in figures]
    lines = [_line(touchline, line) for line in room.audit_lines(past.id) if line.outcome != "seen"]
    parts = [ft.Text(_head(touchline, past)), ft.Row([*pills], wrap=True, spacing=6, run_spacing=6), *lines[:SHOWN]]
    gone = room.still_missing(past.id)[:GESTURE] if past.id == latest.id else ()
    if gone and all(_may_report(touchline, item) for item in gone):
        text = words.plural("audit.lost", len(gone))
        press = partial(report_lost, touchline, gone)
        parts.append(ft.OutlinedButton(text, icon=ft.Icons.HELP_OUTLINE, height=48, on_click=lambda _: press()))
    return card(*parts)


def _line(touchline: Touchline, line: AuditLine) -> ft.Control:
    go = partial(touchline.go, f"/equipment/{line.resource}") if line.resource is not None else None
    sign = ft.Icon(MOODS[line.outcome][0])
    return row(line.name, touchline.words(f"audit.{line.outcome}"), leading=sign, on_click=go)


def _may_report(touchline: Touchline, item: Item) -> bool:
    return touchline.writer.may("custody.report", id="0" * 26, resource=item.id, kind="lost")


def report_lost(touchline: Touchline, things: tuple[Item, ...]) -> None:
    """Say of all of them that they are lost, in one gesture; the way back says that they are found."""
    words, new_id = touchline.words, touchline.writer.new_id
    lost, found = (
        tuple(("custody.report", {"id": new_id(), "resource": item.id, "kind": kind}) for item in things)
        for kind in ("lost", "found")
    )
    done = touchline.do_all(*lost)
    if done.refusal is None:
        touchline.offer_undo(done.changeset, words.plural("audit.lost.done", len(things)), found)


def again(touchline: Touchline, thing: Resource) -> list[ft.Control]:
    """When to look at it the next time: asked when that day has come, and after a place was gone through."""
    id, planned = thing.item.id, thing.next_audit_on
    if not touchline.writer.may("resource.patch", id=id, set={"next_audit_on": None}) or thing.archived:
        return []
    words, today = touchline.words, touchline.today
    due = planned is not None and planned <= today.isoformat()
    if not due and not _just_seen(touchline, thing):
        return []
    text = words("audit.due", day=words.iso_day(planned)) if due else words("audit.again")
    buttons: list[ft.Control] = [
        ft.OutlinedButton(words(f"audit.again.{term}"), height=48, on_click=_planner(touchline, thing, months))
        for term, months in TERMS.items()
    ]
    return [card(ft.Text(text), ft.Row(buttons, wrap=True, spacing=8, run_spacing=8))]


def _just_seen(touchline: Touchline, thing: Resource) -> bool:
    """Whether a place was gone through and no next time was planned since."""
    past = touchline.reader.store_room.audits(thing.item.id, limit=1) if thing.kind in PLACES else ()
    if not past or thing.next_audit_on is None:
        return bool(past)
    return (date.fromisoformat(thing.next_audit_on) - local_date(past[0].at, touchline.zone)).days < NEAR_DAYS


def _planner(touchline: Touchline, thing: Resource, months: int) -> Callable[[object], None]:
    def plan(_: object) -> None:
        words, day = touchline.words, later(touchline.today, months).isoformat()
        done = touchline.do("resource.patch", id=thing.item.id, set={"next_audit_on": day})
        if done.refusal is None:
            said = words("audit.again.done", what=thing.item.name, day=words.iso_day(day))
            touchline.offer_undo(done.changeset, said)

    return plan


def later(day: date, months: int) -> date:
    """So many months on; where that month is shorter, its last day."""
    more, month = divmod(day.month - 1 + months, 12)
    year = day.year + more
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
