"""Filling in: one criterion over all players, or one player over all criteria. Every tap is kept; one tap goes on."""

from collections.abc import Callable, Sequence

import flet as ft

from mobile.reader.evaluations import Asked, Line, Round, shown
from mobile.touchline import Touchline, use_replica
from mobile.widgets.avatar import avatar
from mobile.widgets.card import card
from mobile.widgets.empty import empty
from mobile.widgets.frame import frame
from mobile.widgets.rating import rating
from mobile.widgets.row import person_name
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from mobile.words import Words
from shared.actions.evaluations import NAMES
from shared.domain.evaluation import Side

WIDE = 720


@ft.component
def Fill(found: Round, how: str, start: str, close: Callable[[], None]) -> ft.Control:
    """`how` is "criterion" or "player"; with players it may start at one of them."""
    touchline = use_replica()
    words = touchline.words
    asked = tuple(one for one in touchline.reader.evaluations.asked(found.template.id) if not one.retired)
    lines = [line for line in found.lines if line.final_at is None]
    contacts = [line.contact for line in found.lines]
    at, go_to = ft.use_state(lambda: contacts.index(start) if start in contacts else 0)
    steps = len(asked) if how == "criterion" else len(found.lines)
    at = min(at, max(0, steps - 1))
    if not asked or (not lines and how == "criterion"):
        body: ft.Control = empty(ft.Icons.CHECK, words("evaluations.all_final"), words("evaluations.all_final.why"))
        return frame(touchline, found.team, body, actions=[_done(words, close)])
    if how == "criterion":
        one = asked[at]
        given = sum(one.criterion.id in line.values.keys() | line.texts.keys() for line in lines)
        rows = [_of_player(touchline, one, line) for line in lines]
        title, above = one.name, one.criterion.category
        progress = words("evaluations.given", n=given, all=len(lines))
    else:
        line = found.lines[at]
        given = sum(one.criterion.id in line.values.keys() | line.texts.keys() for one in asked)
        rows = of_criteria(touchline, asked, line) if line.final_at is None else [_is_final(touchline, line)]
        title, above = line.player.name, found.team
        progress = words("evaluations.given", n=given, all=len(asked))
        if line.final_at is None and given:
            rows.append(_finish(touchline, line))
    where = words("evaluations.step", n=at + 1, all=steps, what=above)
    foot = _foot(words, at, steps, go_to, close)
    under = _under(where, progress, given / max(1, len(lines) if how == "criterion" else len(asked)))
    key = f"{how} {at}"  # another list each time, which begins at its top
    body = _list(rows, key)
    return frame(
        touchline,
        title,
        ft.Column([ft.Container(body, expand=True), foot], spacing=0, expand=True),
        under=under,
        actions=[_done(words, close)],
    )


def _list(rows: list[ft.Control], key: str) -> ft.Control:
    """Cards under each other, not wider than a hand reaches."""
    column = ft.Column(rows, spacing=10, tight=True, width=WIDE, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    inside = ft.Container(column, alignment=ft.Alignment.TOP_LEFT)
    return ft.ListView([inside], padding=ft.Padding.only(left=EDGE, right=EDGE, bottom=24), expand=True, key=key)


def _done(words: Words, close: Callable[[], None]) -> ft.Control:
    return icon_button(ft.Icons.CLOSE, words("evaluations.stop"), close)


def _under(where: str, progress: str, share: float) -> ft.Control:
    """Where somebody is, and how much of this step is given."""
    texts = ft.Row(
        [
            ft.Text(where, size=14, color=ft.Colors.ON_SURFACE_VARIANT, expand=True),
            ft.Text(progress, size=14, weight=ft.FontWeight.W_600),
        ]
    )
    bar = ft.ProgressBar(value=share, bar_height=6, border_radius=3, semantics_label=progress)
    return ft.Container(
        ft.Column([texts, bar], spacing=6, tight=True), padding=ft.Padding.only(left=EDGE, right=EDGE, bottom=10)
    )


def _foot(words: Words, at: int, steps: int, go_to: Callable[[int], None], close: Callable[[], None]) -> ft.Control:
    """Back and on, where a thumb reaches."""
    back = ft.OutlinedButton(
        words("evaluations.previous"),
        icon=ft.Icons.ARROW_BACK,
        height=56,
        disabled=at == 0,
        on_click=lambda _: go_to(at - 1),
    )
    last = at == steps - 1
    on = ft.FilledButton(
        words("evaluations.ready" if last else "evaluations.next"),
        icon=ft.Icons.CHECK if last else ft.Icons.ARROW_FORWARD,
        height=56,
        expand=True,
        on_click=lambda _: close() if last else go_to(at + 1),
    )
    return ft.Container(
        ft.Row([back, on], spacing=8),
        padding=ft.Padding.symmetric(horizontal=EDGE, vertical=10),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
    )


def _of_player(touchline: Touchline, one: Asked, line: Line) -> ft.Control:
    """A player in the list of one criterion."""
    player = line.player
    head = ft.Row(
        [
            avatar(line.contact, player.initials, None, 36, str(player.shirt) if player.shirt is not None else None),
            ft.Container(person_name(player.given, player.family), expand=True),
        ],
        spacing=10,
    )
    return ft.Container(card(head, answer(touchline, one, line, player.name), padding=12), key=line.contact)


def of_criteria(touchline: Touchline, asked: tuple[Asked, ...], line: Line) -> list[ft.Control]:
    """The criteria of one player, under their categories."""
    rows: list[ft.Control] = []
    category = None
    for one in shown(asked, line):
        if one.criterion.category != category:
            category = one.criterion.category
            head = ft.Text(category, size=14, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY)
            rows.append(ft.Semantics(content=head, header=True, heading_level=2, container=True))
        name = ft.Text(one.name, size=16, weight=ft.FontWeight.W_600)
        inside = [answer(touchline, one, line, one.name)]
        if one.criterion.scale != "text":
            inside.insert(0, name)
        rows.append(ft.Container(card(*inside, padding=12), key=f"{line.contact} {one.criterion.id}"))
    return rows


def answer(touchline: Touchline, one: Asked, line: Line, label: str) -> ft.Control:
    """What is pressed, slid or written, and kept at once."""
    id = one.criterion.id

    def give(value: int | None, text: str | None) -> None:
        touchline.do(f"{NAMES[line.side]}.score", **line.which, criterion=id, value=value, text=text)

    return rating(touchline.words, one.criterion, line.values.get(id), line.texts.get(id), give, label)


def _is_final(touchline: Touchline, line: Line) -> ft.Control:
    words = touchline.words
    look = ft.FilledTonalButton(
        words("evaluations.look"),
        icon=ft.Icons.INSIGHTS,
        height=52,
        on_click=lambda _: touchline.go(f"/evaluations/of/{line.id}"),
    )
    return empty(ft.Icons.LOCK_OUTLINED, words("evaluations.is_final"), words("evaluations.is_final.why"), look)


def _finish(touchline: Touchline, line: Line) -> ft.Control:
    return ft.FilledTonalButton(
        touchline.words("evaluations.finish"),
        icon=ft.Icons.LOCK_OUTLINED,
        height=56,
        on_click=lambda _: finish(touchline, [line]),
    )


def finish(touchline: Touchline, lines: Sequence[Line]) -> None:
    """Final in one gesture, and a way back for as long as nobody read them."""
    done = touchline.do_all(*((f"{NAMES[line.side]}.finish", line.which) for line in lines))
    if done.refusal is None:
        back = [(f"{NAMES[line.side]}.reopen", line.which) for line in lines]
        text = touchline.words.plural("evaluations.finished", len(lines))
        touchline.tell(text, touchline.words("undo"), lambda: touchline.do_all(*back))


@ft.component
def FillOne(template: str, contact: str, side: Side) -> ft.Control:
    """One person over all criteria: what a player finds of themselves, a parent may fill it in with them; or a new one
    by the coach, beside what was shared already.
    """
    touchline = use_replica()
    words = touchline.words
    found = touchline.reader.evaluations.template(template)
    today = touchline.today.isoformat()
    look = touchline.reader.evaluations.now if side == "self" else touchline.reader.evaluations.again
    line = look(found, contact, side, today) if found is not None else None
    if found is None or line is None:
        gone = empty(ft.Icons.SEARCH_OFF, words("evaluations.gone"), words("evaluations.gone.why"))
        return frame(touchline, words("place.evaluations"), gone, back=True)
    asked = tuple(one for one in touchline.reader.evaluations.asked(template) if not one.retired)
    given = sum(one.criterion.id in line.values.keys() | line.texts.keys() for one in asked)
    rows: list[ft.Control]
    if line.final_at is None:
        why = ft.Text(words(f"evaluations.{side}.why"), color=ft.Colors.ON_SURFACE_VARIANT)
        rows = [why, *of_criteria(touchline, asked, line)]
        rows += [_finish(touchline, line)] if given else []
    else:
        rows = [_is_final(touchline, line)]
    progress = words("evaluations.given", n=given, all=len(asked))
    under = _under(found.name, progress, given / max(1, len(asked)))
    body = _list(rows, "self")
    return frame(touchline, line.player.name, body, back=True, under=under)
