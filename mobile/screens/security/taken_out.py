"""What was taken out of the app: each list, paper and archive with data of people, by whom and when, found by name and
by day. It is read and never changed.
"""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

import flet as ft

from mobile.reader.exports import Taken
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, fact, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.frame import frame
from mobile.widgets.paged import paged, use_length
from mobile.widgets.picking import calendar
from mobile.widgets.row import row
from mobile.widgets.theme import EDGE
from shared.domain.calendar import day_bounds, local_date, numeric_date, parse_date
from shared.rights import SYSTEM

SIGNS = {
    "team_list": ft.Icons.FORMAT_LIST_NUMBERED,
    "emergency_sheet": ft.Icons.EMERGENCY_OUTLINED,
    "invitation_slips": ft.Icons.FORWARD_TO_INBOX,
    "evaluation": ft.Icons.INSIGHTS_OUTLINED,
    "payment_code": ft.Icons.EURO_OUTLINED,
    "medium": ft.Icons.PHOTO_OUTLINED,
    "addresses": ft.Icons.MAIL_OUTLINED,
    "archive": ft.Icons.FOLDER_ZIP_OUTLINED,
}


def has_taken_out(touchline: Touchline) -> bool:
    """Whether there is something to look at: an owner looks at everybody's, others at their own."""
    return touchline.state.me.has("owner") or touchline.reader.exports.any()


@ft.component
def TakenOutPage() -> ft.Control:
    """The search field and the day above, the lines below, a heading for each day."""
    touchline = use_replica()
    words, today = touchline.words, touchline.today
    query, search = ft.use_state("")
    day, choose = ft.use_state("")
    picking, pick = ft.use_state(False)
    length, grow = use_length(query, day)
    close = partial(pick, False)
    ft.use_dialog(
        calendar(words, day or numeric_date(today, words.language), today, choose, close) if picking else None
    )
    on = parse_date(day, "day") if day else None
    lines = touchline.reader.exports.lines(query, day_bounds(on, touchline.zone) if on is not None else None)
    text = words("taken.every_day") if on is None else words.long_day(on)
    days: list[ft.Control] = [
        ft.OutlinedButton(text, icon=ft.Icons.CALENDAR_MONTH_OUTLINED, height=48, on_click=lambda _: pick(True))
    ]
    if on is not None:
        days.append(ft.TextButton(words("taken.all_days"), height=48, on_click=lambda _: choose("")))
    box = search_field(words("taken.search"), ft.use_callback(search, []), key="search")
    above = ft.Column([box, ft.Row(days, wrap=True, spacing=8, run_spacing=8)], spacing=8, tight=True)
    under = ft.Container(above, padding=ft.Padding.only(left=EDGE, right=EDGE, bottom=4))
    if not lines:
        sought = bool(query.strip() or day)
        body = empty(ft.Icons.OUTPUT, words("taken.not_found" if sought else "taken.none"), words("taken.why"))
    else:
        shown = _by_day(touchline, lines[:length])
        why = ft.Text(words("taken.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
        rows = [ft.Container(part, padding=ft.Padding.only(left=EDGE, right=EDGE, top=16)) for part in (why, *shown)]
        body = paged(rows, len(lines) > length, grow, key="lines")
    return frame(touchline, words("taken.title"), body, under=under, back=True)


def _by_day(touchline: Touchline, lines: Sequence[Taken]) -> list[ft.Control]:
    def of(one: Taken) -> str:
        return local_date(one.at, touchline.zone).isoformat()

    words = touchline.words
    return [
        section(words.iso_day(day), rows_card([_line(touchline, one) for one in found]))
        for day, found in groupby(lines, key=of)
    ]


def _line(touchline: Touchline, one: Taken) -> ft.Control:
    """What it was, of whom or of how many; who made it, when, and what stood in it."""
    words = touchline.words
    about = one.whom or " · ".join(part for part in (one.team, words.plural("taken.people", one.people)) if part)
    who = words("taken.by", who=who_took(touchline, one), at=words.time(one.at, touchline.zone))
    holds = ", ".join(words(f"taken.holds.{kind}") for kind in one.holds)
    late = "" if one.heard_at is not None else words("taken.not_heard")
    sign = ft.Icon(SIGNS[one.what], color=ft.Colors.PRIMARY)
    note = "\n".join(part for part in (who, holds[:1].upper() + holds[1:], late) if part)
    return row(f"{words(f'taken.what.{one.what}')} · {about}", note, leading=sign, key=one.id)


def who_took(touchline: Touchline, one: Taken) -> str:
    """The name of who made it, as far as it is known here."""
    words = touchline.words
    if one.user == SYSTEM.user:
        return words("taken.at_the_server")
    return one.who or words("history.somebody")


def taken_of(touchline: Touchline, contact: str) -> list[ft.Control]:
    """On somebody's page: the files about them alone."""
    words, today = touchline.words, touchline.today
    lines = [
        fact(
            ft.Icons.OUTPUT,
            words(
                "taken.of",
                what=words(f"taken.what.{one.what}"),
                who=who_took(touchline, one),
                at=words.moment(one.at, touchline.zone, today),
            ),
        )
        for one in touchline.reader.exports.of(contact)
    ]
    return [card(*lines)] if lines else []
