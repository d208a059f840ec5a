"""An evaluation as a paper: made here, without a connection, and kept where the person wants it."""

import flet as ft

from mobile.paper.evaluation import Row, Sheet, paper
from mobile.reader.evaluations import Line, Report
from mobile.taking_out import written_down
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.machine import use_files
from mobile.widgets.radar import axes_of
from mobile.words import Words
from shared.domain.calendar import local_date
from shared.domain.contact import fold
from shared.domain.evaluation import Criterion


def given_words(words: Words, asked: Criterion, line: Line) -> str:
    """What was answered, in words of its scale; "" for nothing."""
    value = line.values.get(asked.id)
    if asked.scale == "text":
        return line.texts.get(asked.id, "")
    if value is None:
        return ""
    if asked.scale == "choice":
        return asked.choices[value - 1]
    return f"{words.number(value)} / {words.number(asked.bounds[-1])}"


def day_of(touchline: Touchline, report: Report) -> str:
    """The day on which it became final; of a draft the day of its round."""
    at = report.line.final_at
    day = report.line.round_on if at is None else local_date(at, touchline.zone).isoformat()
    return touchline.words.iso_day(day)


def sheet_of(touchline: Touchline, report: Report) -> Sheet:
    """What is printed of it, in the person's language."""
    words, line = touchline.words, report.line
    before = report.previous.categories if report.previous is not None else None
    axes, (now, was) = axes_of(report.result.categories, before)
    parts = []
    for category in dict.fromkeys(one.criterion.category for one in report.asked):
        figure = report.result.categories.get(category)
        rows = tuple(
            _row(words, one.name, one.criterion, report) for one in report.asked if one.criterion.category == category
        )
        parts.append((category, "" if figure is None else f"{words.tenths(figure)} / 10", rows))
    side = words(f"evaluations.side.{line.side}")
    state = words(f"evaluations.state.{line.state}").lower()
    total = report.result.total
    return Sheet(
        touchline.reader.clubs.card().name,
        report.template.name,
        line.player.name,
        f"{side} · {day_of(touchline, report)} · {state}",
        "" if total is None else words.tenths(total),
        words("evaluations.of_ten"),
        axes,
        now or (),
        was,
        (words("evaluations.now"), words("evaluations.before")),
        (words("evaluations.side.coach"), words("evaluations.side.self")),
        tuple(parts),
        words("evaluations.printed", day=words.iso_day(touchline.today.isoformat())),
    )


def _row(words: Words, name: str, asked: Criterion, report: Report) -> Row:
    given = given_words(words, asked, report.line)
    facing = given_words(words, asked, report.other) if report.other is not None else ""
    if asked.scale == "text":
        return Row(name, "", long="\n".join(part for part in (given, facing) if part))
    return Row(name, given or words("evaluations.not_given"), facing)


def file_name(report: Report) -> str:
    """A name that every disk takes: who, and of which round."""
    name = "-".join(part for part in fold(report.line.player.name).replace("'", " ").split() if part.isalnum())
    return f"{name or 'evaluation'}-{report.line.round_on}.pdf"


@ft.component
def SaveReport(report: Report) -> ft.Control:
    """The button that makes the PDF and hands it to the person."""
    touchline = use_touchline()
    files = use_files()

    async def keep(_: object) -> None:
        if not written_down(touchline, "evaluation", "pdf", ("name", "evaluation"), (report.line.contact,)):
            return
        await files.save(file_name(report), paper(sheet_of(touchline, report)))

    return ft.OutlinedButton(
        touchline.words("evaluations.pdf"), icon=ft.Icons.PICTURE_AS_PDF_OUTLINED, height=48, on_click=keep
    )
