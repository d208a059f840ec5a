"""One evaluation to be read: the total, the web of categories, how it went over time, and every criterion."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.evaluations import Asked, Report, came_to
from mobile.screens.about import use_about
from mobile.screens.evaluations.evaluation_export import SaveReport, day_of, given_words
from mobile.screens.evaluations.evaluation_round import share_question, state_pill
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page, rows_card, section
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.radar import AXES, Web, axes_of, radar
from mobile.widgets.theme import EDGE
from mobile.widgets.trend import trend
from mobile.words import Words
from shared.actions.evaluations import NAMES
from shared.domain.calendar import local_date

LATEST = 6
"""Points that a line of a phone's width has room for."""


@ft.component
def ReportPage(evaluation: str) -> ft.Control:
    """The evaluation with this id."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    report = touchline.reader.evaluations.report(evaluation)
    question = None
    if report is not None and asked == "share":
        question = share_question(touchline, [report.line], report.line.player.name, partial(ask, ""))
    ft.use_dialog(question)
    about = use_about(touchline, "evaluation", evaluation)
    if report is None:
        gone = missing(touchline, ft.Icons.SEARCH_OFF, words("evaluations.gone"), words("evaluations.gone.why"))
        return frame(touchline, words("place.evaluations"), gone, back=True)
    parts = [_summary(touchline, report, ask)]
    if web := _web(words, report):
        parts.append(web)
    if line := trend_part(touchline, report):
        parts.append(line)
    parts += _criteria(words, report)
    return frame(touchline, report.line.player.name, page(*parts), back=True, actions=[about])


def _summary(touchline: Touchline, report: Report, ask: Callable[[str], None]) -> ft.Control:
    words, line = touchline.words, report.line
    side = words(f"evaluations.side.{line.side}")
    figure = ft.Semantics(
        content=ft.Row(
            [
                ft.Text(
                    words.tenths(report.result.total), size=40, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY
                ),
                ft.Text("/ 10", size=18, color=ft.Colors.ON_SURFACE_VARIANT),
            ],
            spacing=6,
            tight=True,
            vertical_alignment=ft.CrossAxisAlignment.END,
        ),
        label=words("evaluations.total", figure=words.tenths(report.result.total)),
        exclude_semantics=True,
        container=True,
    )
    about = ft.Column(
        [
            ft.Text(report.template.name, size=17, weight=ft.FontWeight.W_600),
            ft.Text(f"{side} · {day_of(touchline, report)}", size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=2,
        tight=True,
        expand=True,
    )
    marks: list[ft.Control] = [state_pill(words, line)]
    if line.final_at is None or report.result.given < report.result.asked:
        text = words("evaluations.given", n=report.result.given, all=report.result.asked)
        marks.append(pill(text, ft.Icons.PENDING_OUTLINED))
    return card(
        ft.Row([about, figure]),
        ft.Row(marks, wrap=True, spacing=6, run_spacing=6),
        ft.Row(_acts(touchline, report, ask), wrap=True, spacing=8, run_spacing=8),
    )


def _acts(touchline: Touchline, report: Report, ask: Callable[[str], None]) -> list[ft.Control]:
    """Keep it as a paper; what its author may still do."""
    words, line, may = touchline.words, report.line, touchline.writer.may
    acts: list[ft.Control] = [SaveReport(report, key=f"save {line.id}")]
    if line.side == "coach" and may("evaluation.share", **line.which):
        if line.state == "final":
            acts.append(
                ft.FilledButton(
                    words("evaluations.share"), icon=ft.Icons.SHARE_OUTLINED, height=48, on_click=lambda _: ask("share")
                )
            )
        if line.state == "shared":
            again = f"/evaluations/again/{line.template}/{line.contact}"
            acts.append(_quiet(words("evaluations.again"), ft.Icons.ADD, lambda: touchline.go(again)))
    if may_reopen(touchline, report):
        reopen = partial(touchline.do, f"{NAMES[line.side]}.reopen", **line.which)
        acts.append(_quiet(words("evaluations.reopen"), ft.Icons.LOCK_OPEN_OUTLINED, reopen))
    return acts


def may_reopen(touchline: Touchline, report: Report) -> bool:
    """Its author or an owner, until the other side may have read it."""
    line, me = report.line, touchline.state.me
    mine = me.user in (line.begun_by, line.final_by) or me.has("owner")
    read = line.shared_at is not None or (report.other is not None and report.other.final_at is not None)
    return line.final_at is not None and mine and not read


def _quiet(text: str, icon: ft.IconData, act: Callable[[], object]) -> ft.Control:
    return ft.OutlinedButton(text, icon=icon, height=48, on_click=lambda _: act())


def _web(words: Words, report: Report) -> ft.Control | None:
    """The categories, held against the time before and the team: as a web, and as figures beside it."""
    before = report.previous.categories if report.previous is not None else None
    axes, (now, was, team) = axes_of(report.result.categories, before, report.team)
    if not axes or now is None:
        return None
    named = [("evaluations.now", now, ft.Colors.PRIMARY, False), ("evaluations.before", was, ft.Colors.TERTIARY, True)]
    named.append(("evaluations.team", team, ft.Colors.OUTLINE, True))
    kept = [(words(key), figures, colour, dashed) for key, figures, colour, dashed in named if figures is not None]
    said = "; ".join(
        f"{word}: " + ", ".join(f"{axis} {words.tenths(n)}" for axis, n in zip(axes, figures, strict=True))
        for word, figures, _, _ in kept
    )
    parts: list[ft.Control] = []
    if len(axes) >= AXES:
        drawing = radar(axes, [Web(figures, colour, dashed) for _, figures, colour, dashed in kept], said)
        parts.append(ft.Row([drawing], alignment=ft.MainAxisAlignment.CENTER))
    parts.append(_figures(words, axes, kept))
    return section(words("evaluations.categories"), card(*parts))


def _figures(
    words: Words, axes: tuple[str, ...], kept: list[tuple[str, tuple[int, ...], ft.Colors, bool]]
) -> ft.Control:
    """The same in figures; the heads carry the lines of the web, dashed ones too."""

    def cell(text: str, *, bold: bool = False, colour: ft.ColorValue | None = None) -> ft.Control:
        weight = ft.FontWeight.W_700 if bold else None
        return ft.Text(text, size=14, weight=weight, color=colour, width=72, text_align=ft.TextAlign.RIGHT)

    head: list[ft.Control] = [ft.Container(expand=True)]
    for word, _, colour, dashed in kept:
        long = [8, 8, 8] if dashed else [32]
        pieces: list[ft.Control] = [
            ft.Container(height=3, width=width, bgcolor=colour, border_radius=2) for width in long
        ]
        line = ft.Row(pieces, spacing=4, tight=True)
        column = ft.Column([cell(word, colour=ft.Colors.ON_SURFACE_VARIANT), line], spacing=2, tight=True)
        column.horizontal_alignment = ft.CrossAxisAlignment.END
        head.append(column)
    rows: list[ft.Control] = [ft.Row(head, spacing=4)]
    for place, axis in enumerate(axes):
        figures = [cell(words.tenths(one[place]), bold=number == 0) for number, (_, one, _, _) in enumerate(kept)]
        rows.append(ft.Row([ft.Text(axis, size=15, expand=True), *figures], spacing=4))
    return ft.Column(rows, spacing=8, tight=True)


def trend_part(touchline: Touchline, report: Report) -> ft.Control | None:
    """How the total went; of one evaluation there is nothing to see."""
    words, zone = touchline.words, touchline.zone
    if len(report.trend) < 2:
        return None
    latest = report.trend[-LATEST:]
    shown = [(total, words.tenths(total), words.day(local_date(at, zone))) for at, total in latest]
    said = ", ".join(f"{day}: {figure}" for _, figure, day in shown)
    drawing = trend([(total, figure, day.partition(" ")[2] or day) for total, figure, day in shown], said)
    return section(words("evaluations.trend"), card(ft.Row([drawing], alignment=ft.MainAxisAlignment.CENTER)))


def _criteria(words: Words, report: Report) -> list[ft.Control]:
    """Every criterion under its category: what was given, and what the player found, where that may be read."""
    line, other = report.line, report.other
    parts = []
    for category in dict.fromkeys(one.criterion.category for one in report.asked):
        rows = []
        for one in (each for each in report.asked if each.criterion.category == category):
            given = given_words(words, one.criterion, line)
            rows.append(
                _criterion(words, one.name, given, _facing(words, report, one), long=one.criterion.scale == "text")
            )
        parts.append(section(category, rows_card(rows)))
    if other is not None:
        total = words.tenths(came_to(report.asked, other).total)
        key = "evaluations.other.self" if other.side == "self" else "evaluations.other.coach"
        parts.insert(0, pill(words(key, figure=total), ft.Icons.COMPARE_ARROWS))
    return parts


def _facing(words: Words, report: Report, one: Asked) -> str:
    """What the other side answered, with who that is; "" for nothing."""
    other = report.other
    given = given_words(words, one.criterion, other) if other is not None else ""
    return f"{words(f'evaluations.side.{other.side}')}: {given}" if other is not None and given else ""


def _criterion(words: Words, name: str, given: str, facing: str, *, long: bool) -> ft.Control:
    shown = given or words("evaluations.not_given")
    quiet = ft.Colors.ON_SURFACE_VARIANT
    lines: list[ft.Control] = [ft.Text(name, size=16, weight=ft.FontWeight.W_500)]
    if long:
        lines.append(ft.Text(shown, size=15, color=quiet))
    if facing:
        lines.append(ft.Text(facing, size=13, color=quiet))
    parts: list[ft.Control] = [ft.Column(lines, spacing=2, tight=True, expand=True)]
    if not long:
        parts.append(
            ft.Text(shown, size=16, weight=ft.FontWeight.W_700 if given else None, color=None if given else quiet)
        )
    said = f"{name}: {shown}" + (f". {facing}" if facing else "")
    inside = ft.Container(ft.Row(parts, spacing=12), padding=ft.Padding.symmetric(horizontal=EDGE, vertical=12))
    return ft.Semantics(content=inside, label=said, exclude_semantics=True, container=True)
