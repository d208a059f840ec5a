"""Evaluations on a contact's page: the latest with its date and its paper, how it went, and all of them."""

from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.contact import Contact
from mobile.reader.evaluations import Report
from mobile.screens.evaluations.evaluation_export import SaveReport, day_of
from mobile.screens.evaluations.evaluation_report import trend_part
from mobile.screens.evaluations.evaluation_round import state_pill
from mobile.touchline import Touchline
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.row import row


def has_evaluations(touchline: Touchline, contact: str) -> bool:
    """Whether there is anything to read, or somebody to be evaluated by me."""
    own = contact in touchline.state.me.persons
    return bool(touchline.reader.evaluations.of_contact(contact)) or bool(_asked(touchline, contact) if own else [])


def evaluations_tab(touchline: Touchline, view: Contact) -> list[ft.Control]:
    """The latest first; below it all that this device holds (feature 36)."""
    words = touchline.words
    found = touchline.reader.evaluations.of_contact(view.id)
    parts: list[ft.Control] = _asked(touchline, view.id) if view.id in touchline.state.me.persons else []
    final = [one for one in found if one.line.side == "coach" and one.line.final_at is not None]
    if final:
        latest = max(final, key=lambda one: one.line.final_at or 0)
        parts.append(_latest(touchline, latest))
        if line := trend_part(touchline, latest):
            parts.append(line)
    if found:
        parts.append(section(words("evaluations.all"), rows_card([report_row(touchline, one) for one in found])))
    return parts or [empty(SPOTS["evaluations"].icon, words("evaluations.nobody"), words("evaluations.nobody.why"))]


def _latest(touchline: Touchline, report: Report) -> ft.Control:
    words = touchline.words
    open_it = partial(touchline.go, f"/evaluations/of/{report.line.id}")
    lines = ft.Column(
        [
            ft.Text(words("evaluations.latest", day=day_of(touchline, report)), size=17, weight=ft.FontWeight.W_600),
            ft.Text(report.template.name, size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=2,
        tight=True,
        expand=True,
    )
    figure = ft.Text(words.tenths(report.result.total), size=32, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY)
    look = ft.FilledTonalButton(
        words("evaluations.look"), icon=ft.Icons.INSIGHTS, height=48, on_click=lambda _: open_it()
    )
    return card(
        ft.Row([lines, figure]),
        ft.Row([look, SaveReport(report, key=f"save {report.line.id}")], wrap=True, spacing=8, run_spacing=8),
    )


def report_row(touchline: Touchline, report: Report) -> ft.Control:
    """One evaluation in a list of somebody's."""
    words, line = touchline.words, report.line
    end: list[ft.Control] = [state_pill(words, line)]
    if line.final_at is not None:
        end.append(ft.Text(words.tenths(report.result.total), size=17, weight=ft.FontWeight.W_700))
    return row(
        report.template.name,
        f"{words(f'evaluations.side.{line.side}')} · {day_of(touchline, report)}",
        trailing=ft.Row(end, spacing=10, tight=True),
        on_click=partial(touchline.go, f"/evaluations/of/{line.id}"),
        key=line.id,
    )


def _asked(touchline: Touchline, contact: str) -> list[ft.Control]:
    """What this person is asked to say of themselves, for who acts for them."""
    words = touchline.words
    today = touchline.today.isoformat()
    asked = touchline.reader.evaluations.asks_themselves((contact,), today)
    return [
        ft.FilledButton(
            words("evaluations.fill_self", name=template.name),
            icon=ft.Icons.RATE_REVIEW_OUTLINED,
            height=52,
            on_click=lambda _, id=template.id: touchline.go(f"/evaluations/self/{id}/{contact}"),
        )
        for template, _ in asked
    ]
