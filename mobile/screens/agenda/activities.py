"""An activity as one row of a list: when, what, where, and how it stands."""

import flet as ft

from mobile.reader.agenda import Activity
from mobile.touchline import Touchline
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import row
from shared.domain.attendance import Counts
from shared.domain.calendar import local_date

KINDS = {
    "training": (ft.Icons.FITNESS_CENTER, ft.Colors.SECONDARY_CONTAINER, ft.Colors.ON_SECONDARY_CONTAINER),
    "match": (ft.Icons.SPORTS_SOCCER, ft.Colors.PRIMARY_CONTAINER, ft.Colors.ON_PRIMARY_CONTAINER),
    "meeting": (ft.Icons.FORUM_OUTLINED, ft.Colors.SURFACE_CONTAINER_HIGHEST, ft.Colors.ON_SURFACE_VARIANT),
    "event": (ft.Icons.CELEBRATION_OUTLINED, ft.Colors.TERTIARY_CONTAINER, ft.Colors.ON_TERTIARY_CONTAINER),
}

ANSWERS: dict[str, tuple[ft.IconData, Mood]] = {
    "yes": (ft.Icons.CHECK, "good"),
    "maybe": (ft.Icons.QUESTION_MARK, "waiting"),
    "no": (ft.Icons.CLOSE, "error"),
}


def kind_sign(kind: str, size: int = 44) -> ft.Control:
    """The round sign of a kind of activity."""
    icon, ground, colour = KINDS.get(kind) or KINDS["event"]
    return ft.Container(
        ft.Icon(icon, size=size // 2, color=colour),
        width=size,
        height=size,
        border_radius=size / 2,
        bgcolor=ground,
        alignment=ft.Alignment.CENTER,
    )


def hours(touchline: Touchline, activity: Activity) -> str:
    """ "10:00 - 11:30", or that it takes all day."""
    words = touchline.words
    if activity.all_day:
        return words("agenda.all_day")
    start = words.time(activity.start_at, activity.zone)
    if activity.end_at is None:
        return start
    return words("agenda.hours", start=start, end=words.time(activity.end_at, activity.zone))


def when(touchline: Touchline, activity: Activity) -> str:
    """ "morgen 10:00 - 11:30"."""
    today = touchline.today
    day = touchline.words.day(local_date(activity.start_at, activity.zone), today)
    return touchline.words("date.moment", day=day, time=hours(touchline, activity))


def answer_pill(touchline: Touchline, answer: str | None) -> ft.Control | None:
    """What somebody answered; nothing while they did not."""
    if answer is None:
        return None
    icon, mood = ANSWERS[answer]
    return pill(touchline.words(f"answer.{answer}"), icon, mood)


def _lines(who: str, time: str, location: str | None) -> ft.Control:
    lines: list[ft.Control] = []
    if who:
        lines.append(ft.Text(who, size=14, weight=ft.FontWeight.W_600, color=ft.Colors.PRIMARY))
    lines.append(ft.Text(time, size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    if location:
        short = ft.TextOverflow.ELLIPSIS
        lines.append(ft.Text(location, size=14, color=ft.Colors.ON_SURFACE_VARIANT, max_lines=2, overflow=short))
    return ft.Column(lines, spacing=0, tight=True)


def activity_row(
    touchline: Touchline,
    activity: Activity,
    *,
    who: str = "",
    answer: str | None = None,
    counts: Counts | None = None,
    dated: bool = False,
    selected: bool = False,
) -> ft.Control:
    """One activity; `who` of mine it is for; `dated` says the day too, where the list has no headings of days."""
    words = touchline.words
    time = when(touchline, activity) if dated else hours(touchline, activity)
    note = _lines(who, time, activity.location)
    state = answer_pill(touchline, answer)
    if counts is not None and counts.guests:
        state = pill(words("agenda.coming_of", yes=counts.yes, all=counts.guests), ft.Icons.GROUP_OUTLINED)
    title: str | ft.Control = activity.title
    if activity.cancelled:
        state = pill(words("agenda.cancelled"), ft.Icons.EVENT_BUSY, "error")
        struck = ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH)
        title = ft.Text(activity.title, size=16, weight=ft.FontWeight.W_500, style=struck)
    return row(
        title,
        note,
        leading=kind_sign(activity.kind),
        trailing=state,
        selected=selected,
        on_click=lambda: touchline.go(f"/agenda/{activity.id}"),
        key=activity.id,
    )
