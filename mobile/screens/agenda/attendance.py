"""The attendance list: fourteen players in seconds, with cold fingers. Declared stands beside confirmed
(feature B4).
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.agenda import Attendance, Row
from mobile.screens.agenda.guests import ask_guest, bring, may_bring
from mobile.touchline import Touchline, use_replica
from mobile.widgets.avatar import avatar
from mobile.widgets.card import rows_card, section
from mobile.widgets.choice import Option, choice
from mobile.widgets.mark import mark
from mobile.widgets.pill import Mood, pill
from mobile.widgets.reason import Reason, ready
from mobile.widgets.row import person_name
from mobile.widgets.tap import icon_button
from mobile.words import Words
from shared.domain.attendance import GUEST, Counts, guest_id

OPTIONS = (
    ("present", ft.Icons.CHECK, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY),
    ("late", ft.Icons.SCHEDULE, ft.Colors.TERTIARY, ft.Colors.ON_TERTIARY),
    ("absent", ft.Icons.CLOSE, ft.Colors.ERROR, ft.Colors.ON_ERROR),
)
CAME = ("present", "late")
Press = Callable[[Row, str], None]
Excuse = Callable[[Row, str], None]


@ft.component
def Attend(activity: str) -> ft.Control:
    """Figures, "everybody present", and one row for each player."""
    touchline = use_replica()
    words = touchline.words
    asking, set_asking = ft.use_state("")
    view, may = touchline.reader.agenda.attendance(activity), may_bring(touchline, activity)
    marks = touchline.reader.on_the_way.marks(touchline.now())
    injured = touchline.reader.injuries.now([row.contact for row in view.rows], touchline.today)
    adding, set_adding = ft.use_state(False)
    there = frozenset(row.contact for row in view.rows)
    ft.use_dialog(ask_guest(touchline, activity, there, lambda: set_adding(False)) if adding else None)

    def confirm(contact: str, value: str | None, reason: str | None = None) -> None:
        touchline.do("attendance.confirm", **confirmation(activity, contact, value, reason))

    def press(row: Row, value: str) -> None:
        again = row.confirmed == value or (value == "absent" and row.confirmed == "excused")
        confirm(row.contact, None if again else value)
        set_asking(row.contact if value == "absent" and not again else "")

    def excuse(row: Row, reason: str) -> None:
        confirm(row.contact, "excused" if reason else "absent", reason or None)
        set_asking("")

    def send_off(row: Row) -> None:
        bring(touchline, activity, row.contact, on=False)

    rows = [
        _line(
            words,
            row,
            marks.of(guest_id(activity, row.contact)),
            asking == row.contact,
            press,
            excuse,
            signs=_signs(words, row, injured=row.contact in injured, send_off=send_off if may else None),
            open_=partial(touchline.go, f"/people/{row.contact}"),
        )
        for row in view.rows
    ]
    everyone = ft.FilledTonalButton(
        words("attendance.all_present"),
        icon=ft.Icons.DONE_ALL,
        height=48,
        disabled=not everybody(view, injured),
        on_click=lambda _: _all_present(touchline, activity, view, injured),
    )
    parts = [_figures(words, view.counts, view.erased), everyone, rows_card(rows)]
    if may:
        add = ft.TextButton(
            words("guests.add"), icon=ft.Icons.PERSON_ADD_ALT_1, height=48, on_click=lambda _: set_adding(True)
        )
        parts.append(ft.Row([add]))
    return section(words("attendance.title"), *parts)


def confirmation(activity: str, contact: str, value: str | None, reason: str | None = None) -> dict[str, Any]:
    """The arguments of attendance.confirm; `value` None takes a mark back."""
    return {"activity": activity, "contact": contact, "confirmed": value, "reason": reason}


def everybody(view: Attendance, injured: Collection[str]) -> list[Row]:
    """Whom "everybody present" marks: nobody who was marked already, who said no, or is injured without a yes."""
    open_ = (row for row in view.rows if row.confirmed is None)
    return [row for row in open_ if row.declared == "yes" or (row.declared != "no" and row.contact not in injured)]


def _all_present(touchline: Touchline, activity: str, view: Attendance, injured: Collection[str]) -> None:
    words, marked = touchline.words, everybody(view, injured)

    def set_all(value: str | None) -> None:
        touchline.do_all(*(("attendance.confirm", confirmation(activity, row.contact, value)) for row in marked))

    set_all("present")
    text = words.plural("attendance.marked", len(marked))
    if left := sum(row.confirmed is None for row in view.rows) - len(marked):
        text = f"{text} {words.plural('attendance.left', left)}"
    touchline.tell(text, words("undo"), lambda: set_all(None))


def _figures(words: Words, counts: Counts, erased: int) -> ft.Control:
    """What is counted: the declared answers until somebody is marked, then who came; and who came and was erased."""
    figures: tuple[tuple[int, str, ft.IconData, Mood], ...]
    if counts.unconfirmed == counts.guests:
        figures = (
            (counts.yes, "answer.yes", ft.Icons.CHECK, "good"),
            (counts.maybe, "answer.maybe", ft.Icons.QUESTION_MARK, "waiting"),
            (counts.no, "answer.no", ft.Icons.CLOSE, "error"),
            (counts.unanswered, "answer.none", ft.Icons.HOURGLASS_EMPTY, "calm"),
        )
    else:
        figures = (
            (counts.present, "attendance.present", ft.Icons.CHECK, "good"),
            (counts.late, "attendance.late", ft.Icons.SCHEDULE, "waiting"),
            (counts.absent + counts.excused, "attendance.absent", ft.Icons.CLOSE, "error"),
            (counts.unconfirmed, "attendance.open", ft.Icons.HOURGLASS_EMPTY, "calm"),
        )
    pills = [
        pill(f"{words.number(n)} {words(key)}", icon, mood) for n, key, icon, mood in figures if n or mood == "good"
    ]
    if erased:
        pills.append(pill(words.plural("attendance.erased", erased), ft.Icons.NO_ACCOUNTS_OUTLINED))
    return ft.Row(pills, wrap=True, spacing=6, run_spacing=6)


def _line(
    words: Words,
    row: Row,
    state: str | None,
    asking: bool,
    press: Press,
    excuse: Excuse,
    *,
    signs: tuple[list[ft.Control], list[ft.Control]],
    open_: Callable[[], None],
) -> ft.Control:
    """One player: who, what they said, and three big buttons; below it, while asked, the reason. `signs` stand before
    what was said, and behind it; a tap on who it is opens the card.
    """
    options = [Option(value, words(f"attendance.{value}"), icon, *colours) for value, icon, *colours in OPTIONS]
    chosen = "absent" if row.confirmed == "excused" else row.confirmed
    who = person_name(row.given, row.family)
    before, behind = signs
    said = ft.Row([*before, ft.Container(_said(words, row), expand=True), *behind, *mark(words, state)], spacing=4)
    face = avatar(row.contact, row.initials, None, 40, str(row.shirt) if row.shirt is not None else None)
    beside = ft.Column([who, said], spacing=1, tight=True, expand=True)
    card = ft.Container(ft.Row([face, beside], spacing=10), ink=True, border_radius=12, on_click=lambda _: open_())
    line = ft.Row(
        [
            ft.Semantics(content=card, container=True, expand=True),
            choice(options, chosen, partial(press, row), label=row.name, compact=True),
        ],
        spacing=10,
    )
    rows: list[ft.Control] = [line]
    if asking:  # inline, never in the way: a reason excuses, "no word" does not
        choices = [*ready(words), ("", words("reason.no_word"))]
        why = words("attendance.why", name=row.given)
        rows.append(Reason(why, choices, partial(excuse, row), row.declared_reason or "", key=f"why {row.contact}"))
    ground = ft.Container(
        ft.Column(rows, spacing=8, tight=True), padding=ft.Padding.only(left=12, right=10, top=7, bottom=7)
    )
    return ft.Semantics(content=ground, container=True, key=row.contact)


def _signs(
    words: Words, row: Row, *, injured: bool, send_off: Callable[[Row], None] | None
) -> tuple[list[ft.Control], list[ft.Control]]:
    """What must be known, and that somebody is injured; of a guest who is not marked yet, the way off the list."""
    before = _alert(words, row)
    if injured:
        label = words("injury.sign")
        before.append(ft.Icon(ft.Icons.HEALING, size=18, color=ft.Colors.ERROR, semantics_label=label))
    behind: list[ft.Control] = []
    if row.function == GUEST and row.confirmed is None and send_off is not None:
        label = words("guests.remove", name=row.given)
        behind.append(icon_button(ft.Icons.PERSON_REMOVE_OUTLINED, label, partial(send_off, row)))
    return before, behind


def _alert(words: Words, row: Row) -> list[ft.Control]:
    if not row.alert:
        return []
    label = words("attendance.alert", alert=row.alert)
    return [ft.Icon(ft.Icons.WARNING_AMBER, size=18, color=ft.Colors.ERROR, semantics_label=label)]


def _said(words: Words, row: Row) -> ft.Control:
    """What was declared, why, and whether it turned out otherwise."""
    if row.confirmed == "excused":
        reason = row.confirmed_reason or row.declared_reason
        text = words("attendance.excused_for", reason=reason) if reason else words("attendance.excused")
    elif row.declared is None:
        text = words("answer.by_default" if row.assumed else "answer.none")
    elif row.declared_reason and row.declared != "yes":
        text = words("attendance.said_why", answer=words(f"said.{row.declared}"), reason=row.declared_reason)
    else:
        text = words("attendance.said", answer=words(f"said.{row.declared}"))
    if row.function == GUEST:
        text = f"{words('function.guest').capitalize()} · {text}"
    if not row.contradicts:
        return ft.Text(
            text, size=13, color=ft.Colors.ON_SURFACE_VARIANT, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS
        )
    otherwise = words("attendance.came_still" if row.confirmed in CAME else "attendance.stayed_away")
    sign = ft.Icon(ft.Icons.SYNC_PROBLEM, size=16, color=ft.Colors.ERROR)
    said = ft.Text(f"{text} · {otherwise}", size=13, color=ft.Colors.ERROR, max_lines=2, expand=True)
    return ft.Row([sign, said], spacing=4)
