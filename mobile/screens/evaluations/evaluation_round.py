"""One template for one team: who has one, who lacks one, and the whole team at once."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.evaluations import Asked, Line, Round, came_to, shown
from mobile.screens.evaluations.evaluation_fill import Fill, finish
from mobile.screens.evaluations.template_page import may_keep
from mobile.touchline import Touchline, use_replica
from mobile.widgets.avatar import avatar
from mobile.widgets.card import big_button, card, page, rows_card, section
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import person_name, row
from mobile.widgets.tap import icon_button
from mobile.words import Words

STATES: dict[str, tuple[ft.IconData, Mood]] = {
    "open": (ft.Icons.RADIO_BUTTON_UNCHECKED, "calm"),
    "draft": (ft.Icons.EDIT_OUTLINED, "waiting"),
    "final": (ft.Icons.LOCK_OUTLINED, "good"),
    "shared": (ft.Icons.DONE_ALL, "good"),
}


@ft.component
def RoundPage(template: str, group: str, how: str) -> ft.Control:
    """The team's list, or the page on which it is filled in: `how` is "criterion", "player" or "player/<contact>". It
    stands in the address, so a phone that is turned stays where it was.
    """
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    today = touchline.today.isoformat()
    found = touchline.reader.evaluations.round(template, group, today)
    criteria = touchline.reader.evaluations.asked(template)
    ft.use_dialog(_question(touchline, found, asked, partial(ask, "")) if found is not None else None)
    if found is None:
        gone = missing(touchline, ft.Icons.SEARCH_OFF, words("evaluations.gone"), words("evaluations.gone.why"))
        return frame(touchline, words("place.evaluations"), gone, back=True)
    place = f"/evaluations/{template}/{group}"
    if how:
        kind, _, contact = how.partition("/")
        return Fill(found, kind, contact, partial(touchline.go, place), key=how)

    def begin(how: str) -> None:
        touchline.go(f"{place}/{how}")

    players = [_player(touchline, criteria, line, partial(begin, f"player/{line.contact}")) for line in found.lines]
    parts = [
        _progress(touchline, found),
        _ways(touchline, found, begin),
        *_together(touchline, found, ask),
        section(words("evaluations.players"), rows_card(players)),
    ]
    actions = []
    if may_keep(touchline, template):
        keep = partial(touchline.go, f"/evaluations/template/{template}")
        actions.append(icon_button(ft.Icons.TUNE, words("template.keep"), keep))
    return frame(touchline, f"{found.team} · {found.template.name}", page(*parts), back=True, actions=actions)


def _progress(touchline: Touchline, found: Round) -> ft.Control:
    words, whole = touchline.words, max(1, len(found.lines))
    text = words("evaluations.progress", final=found.final, all=len(found.lines))
    lines: list[ft.Control] = [ft.Text(text, size=20, weight=ft.FontWeight.W_700)]
    first, last = words.iso_day(found.template.from_on), words.iso_day(found.template.to_on)
    if first and last:
        lines.append(ft.Text(words("evaluations.period", first=first, last=last), color=ft.Colors.ON_SURFACE_VARIANT))
    lacking = [line.player.name for line in found.lines if line.final_at is None]
    if lacking and found.final:
        lines.append(ft.Text(words("evaluations.lacking", names=", ".join(lacking))))
    bar = ft.ProgressBar(value=found.final / whole, bar_height=10, border_radius=5, semantics_label=text)
    return card(*lines[:1], bar, *lines[1:])


def _ways(touchline: Touchline, found: Round, begin: Callable[[str], None]) -> ft.Control:
    """The two ways to fill it in, as long as somebody is open."""
    words = touchline.words
    if all(line.final_at is not None for line in found.lines):
        return ft.Container()
    by_criterion = big_button(words("evaluations.by_criterion"), ft.Icons.CHECKLIST, lambda: begin("criterion"))
    by_player = big_button(words("evaluations.by_player"), ft.Icons.PERSON_OUTLINE, lambda: begin("player"), main=False)
    if touchline.state.place.wide:
        by_criterion.expand = by_player.expand = True
        return ft.Row([by_criterion, by_player], spacing=8)
    stretch = ft.CrossAxisAlignment.STRETCH
    return ft.Column([by_criterion, by_player], spacing=8, tight=True, horizontal_alignment=stretch)


def _together(touchline: Touchline, found: Round, ask: Callable[[str], None]) -> list[ft.Control]:
    """What can be done with all at once: make drafts final, share what is final."""
    words = touchline.words
    buttons: list[ft.Control] = []
    if drafts := drafts_of(found):
        text = words.plural("evaluations.finish_all", len(drafts))
        buttons.append(
            ft.OutlinedButton(
                text, icon=ft.Icons.LOCK_OUTLINED, height=52, on_click=lambda _: finish(touchline, drafts)
            )
        )
    if final := final_of(found):
        text = words.plural("evaluations.share_all", len(final))
        buttons.append(
            ft.OutlinedButton(text, icon=ft.Icons.SHARE_OUTLINED, height=52, on_click=lambda _: ask("share"))
        )
    return [ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)] if buttons else []


def drafts_of(found: Round) -> list[Line]:
    """Those in which something was said and that are not final."""
    return [line for line in found.lines if line.state == "draft"]


def final_of(found: Round) -> list[Line]:
    """Those that could be shared."""
    return [line for line in found.lines if line.state == "final"]


def _question(touchline: Touchline, found: Round, asked: str, close: Callable[[], None]) -> ft.AlertDialog | None:
    if not asked:
        return None
    lines = final_of(found)
    return share_question(touchline, lines, ", ".join(line.player.given for line in lines), close)


def share_question(touchline: Touchline, lines: list[Line], names: str, close: Callable[[], None]) -> ft.AlertDialog:
    """Sharing cannot be taken back, so it names who will read what."""
    words = touchline.words

    def share() -> None:
        touchline.do_all(*(("evaluation.share", line.which) for line in lines))
        close()

    return ft.AlertDialog(
        modal=True,
        title=ft.Text(words.plural("evaluations.share_all", len(lines))),
        content=ft.Text(words("evaluations.share.why", names=names)),
        actions=[
            ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close()),
            ft.FilledButton(words("evaluations.share"), height=48, on_click=lambda _: share()),
        ],
    )


def _player(touchline: Touchline, criteria: tuple[Asked, ...], line: Line, begin: Callable[[], None]) -> ft.Control:
    """Who, how far, and what it came to; a tap goes on with a draft or opens what is final."""
    words, player = touchline.words, line.player
    asked = shown(criteria, line)
    came = came_to(criteria, line)
    open_it = partial(touchline.go, f"/evaluations/of/{line.id}") if line.final_at is not None else begin
    note = f"{came.given}/{len(asked)}" if line.state == "draft" else ""
    figure = ft.Text(words.tenths(came.total), size=18, weight=ft.FontWeight.W_700)
    end: list[ft.Control] = [state_pill(words, line, note)]
    if line.final_at is not None and came.total is not None:
        end.append(figure)
    return row(
        person_name(player.given, player.family),
        leading=avatar(
            line.contact, player.initials, None, 40, str(player.shirt) if player.shirt is not None else None
        ),
        trailing=ft.Row(end, spacing=10, tight=True),
        on_click=open_it,
        key=line.contact,
    )


def state_pill(words: Words, line: Line, note: str = "") -> ft.Control:
    """Open, draft, final or shared."""
    icon, mood = STATES[line.state]
    return pill(" ".join(part for part in (words(f"evaluations.state.{line.state}"), note) if part), icon, mood)
