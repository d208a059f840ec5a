"""What was deleted of the agenda on this device, found again later: the club tells what it was. (features B17, 35)

The device knows which rows it deleted and no word of them; of what others deleted it knows nothing.
"""

from collections.abc import Mapping

import flet as ft

from mobile.past import Line
from mobile.reader.outbox import Removed
from mobile.screens.agenda.activities import kind_sign
from mobile.screens.agenda.deleting import bring_back
from mobile.screens.history import ask, author, may_come_back, trouble_text
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, fact, page
from mobile.widgets.empty import empty
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from shared.errors import TouchlineError

ICON = ft.Icons.RESTORE_FROM_TRASH
UNASKED: Mapping[str, Line] | None = None


@ft.component
def Deleted() -> ft.Control:
    """Each gesture with what went, who deleted it and when, and the way back."""
    touchline = use_replica()
    words = touchline.words
    told, tell = ft.use_state(UNASKED)
    problem, say = ft.use_state("")
    removed = touchline.reader.outbox.removed()
    asked = tuple(one.ids[0] for one in removed)

    async def load() -> None:
        say("")
        try:
            tell(await _last_lines(touchline, asked))
        except TouchlineError as trouble:
            say(trouble.code)

    async def again(_: object) -> None:
        await load()

    ft.use_effect(load, [asked])
    rows: list[ft.Control] = []
    if told is not None:
        found = [(one, told[one.ids[0]]) for one in removed if one.ids[0] in told]
        rows = [_gone(touchline, one, line) for one, line in found if line.kind == "remove"]
    title = words("deleted.title")
    if not asked or (told is not None and not rows and not problem):
        return frame(touchline, title, empty(ICON, words("deleted.none"), words("deleted.why")), back=True)
    why = ft.Text(words("deleted.why"), size=15, color=ft.Colors.ON_SURFACE_VARIANT)
    if problem:
        retry = ft.TextButton(words("history.again"), icon=ft.Icons.REPLAY, height=48, on_click=again)
        rows.append(card(fact(ft.Icons.CLOUD_OFF, _trouble(touchline, problem, len(asked))), ft.Row([retry])))
    elif told is None:
        rows.append(ft.ProgressBar(semantics_label=words("history.loading")))
    return frame(touchline, title, page(why, *rows), back=True)


def _trouble(touchline: Touchline, code: str, count: int) -> str:
    """How many there are is known here; what they were, is not."""
    words = touchline.words
    return words.plural("deleted.offline", count) if code == "unreachable" else trouble_text(words, code)


async def _last_lines(touchline: Touchline, ids: tuple[str, ...]) -> Mapping[str, Line]:
    """What last happened to each of these, by id; of what the club tells nothing any more there is none. Raises
    TouchlineError.
    """
    found: dict[str, Line] = {}
    before: int | None = None
    while ids:
        past = await ask(touchline, [("activity", id) for id in ids], before)
        for line in past.lines:
            found.setdefault(line.id, line)
        before = past.more
        if before is None or len(found) == len(ids):
            break
    return found


def _gone(touchline: Touchline, one: Removed, line: Line) -> ft.Control:
    """What it was, as far as it is told; and one tap that brings all of the gesture back."""
    words, was, today = touchline.words, line.before, touchline.today
    start = was.get("start_at")
    when = words.moment(start, touchline.zone, today) if isinstance(start, int) else ""
    who = touchline.reader.outbox.name("group", was.get("group"))
    many = words.plural("deleted.many", len(one.ids)) if len(one.ids) > 1 else ""
    by = words("deleted.by", who=author(words, line), when=words.moment(line.at, touchline.zone, today))
    texts = ft.Column(
        [
            ft.Text(str(was.get("title") or words("history.empty")), size=17, weight=ft.FontWeight.W_600),
            ft.Text(" · ".join(filter(None, (when, who, many))), size=15),
            ft.Text(by, size=13, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=2,
        tight=True,
        expand=True,
    )
    head = ft.Row([kind_sign(str(was.get("kind"))), texts], spacing=12, vertical_alignment=ft.CrossAxisAlignment.START)
    parts: list[ft.Control] = [head]
    if may_come_back(touchline, line):
        label = words("history.bring_back")
        press = ft.FilledTonalButton(label, icon=ft.Icons.RESTORE, height=48)
        press.on_click = lambda _: bring_back(touchline, line.id)
        parts.append(ft.Row([press], alignment=ft.MainAxisAlignment.END))
    elif touchline.reader.outbox.waits_for(line.id) & {"row.restore"}:
        parts.append(ft.Row([pill(words("deleted.coming"), ft.Icons.SCHEDULE, "waiting")]))
    return card(*parts)
