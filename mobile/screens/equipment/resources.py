"""The list of equipment: find a thing, see what is out and what is late. (features 87, 88)"""

from functools import partial

import flet as ft

from mobile.places import narrowed
from mobile.reader.equipment import Item
from mobile.reader.items import Counts, Which
from mobile.screens.equipment.whom_to_ask import whom_to_ask
from mobile.screens.scan.labels import LABELS, may_print
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.filters import filters, in_all, search_and_filters
from mobile.widgets.frame import frame
from mobile.widgets.head import Deed, deeds
from mobile.widgets.paged import paged, use_kept, use_length
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.theme import EDGE
from shared.domain.calendar import local_date

STAFF = ("owner", "secretary", "treasurer", "coach", "equipment")
WHICH = ("out", "late", "disputed", "in", "mine", "check", "archived")
ANY = ""
"""Of whatever category."""
ICONS = {
    "contact": ft.Icons.PERSON_OUTLINE,
    "group": ft.Icons.GROUPS_OUTLINED,
    "resource": ft.Icons.PLACE_OUTLINED,
}


@ft.component
def Resources(selected: str | None = None) -> ft.Control:
    """Everything the club owns, by name. The address may narrow it: `/equipment?which=late`."""
    touchline = use_replica()
    text, set_text = ft.use_state("")
    which, set_which = ft.use_state(lambda: narrowed(touchline.state.place.route, WHICH) or "all")
    category, set_category = ft.use_state(ANY)
    shown, grow = use_length(text, which, category)
    kept = use_kept()
    words, now, reader = touchline.words, touchline.now(), touchline.reader.equipment
    on_the_wall = touchline.today.isoformat()
    me = touchline.state.me
    staff = me.has(*STAFF)
    mine = (*me.persons, *me.teams)
    kinds = reader.categories() if staff else ()
    category = category if category in kinds else ANY  # the last of its kind may be gone
    items = reader.items(text, which if staff else "mine", now, mine, shown + 1, category, today=on_the_wall)
    counts = reader.counts(now, on_the_wall)

    choose = ft.use_callback(set_text, [])
    if items:
        today = local_date(now, touchline.zone)
        rows = []
        for item in items[:shown]:
            shows = (item, item.id == selected, item.late(now), today, words.language)
            rows.append(kept.row(item.id, shows, partial(thing_row, touchline, item, item.id == selected)))
        if not staff and len(items) <= shown:
            rows.append(ft.Container(whom_to_ask(touchline), padding=EDGE))
        body = paged(rows, len(items) > shown, grow)
    else:
        none = "search" if text.strip() or category else which if staff else "mine"
        why = words(f"equipment.none.{none}.why")
        narrow = (which, category) != ("all", ANY) and (text.strip() or category)

        def widen() -> None:
            set_which("all")
            set_category(ANY)

        wider = in_all(touchline, widen) if staff and narrow else None
        wider = wider if staff else whom_to_ask(touchline)
        body = empty(ft.Icons.SPORTS_SOCCER_OUTLINED, words(f"equipment.none.{none}"), why, wider)
    chips: ft.Control = filters(_choices(touchline, counts, bool(mine)), which, set_which)
    if len(kinds) > 1:
        every = [(ANY, words("equipment.category.all")), *((one, one) for one in kinds)]
        chips = ft.Column([chips, filters(every, category, set_category)], spacing=8, tight=True)
    under = search_and_filters(words("equipment.search"), choose, chips) if staff else None
    title = words("place.equipment" if staff else "today.loans")
    actions = deeds(words, _deeds(touchline)) if staff else []
    return frame(touchline, title, body, actions=actions, worded=True, under=under)


def may_audit(touchline: Touchline) -> bool:
    """Whether I may go through a place."""
    return touchline.writer.may("audit.finish", id="0" * 26, place="0" * 26, started_at=0, lines=[])


def _deeds(touchline: Touchline) -> list[Deed]:
    """Add, scan, print labels, as far as my role goes."""
    words, go, writer = touchline.words, touchline.go, touchline.writer
    found = []
    if writer.may("resource.create", id=writer.new_id(), name="-", kind="single"):
        new = partial(go, "/equipment/new")
        found.append(Deed(ft.Icons.ADD, words("equipment.new"), words("head.new"), new))
    scan = partial(go, "/scan")
    found.append(Deed(ft.Icons.QR_CODE_SCANNER, words("equipment.scan"), words("place.scan"), scan))
    if may_print(touchline):
        paper = partial(go, f"/equipment/{LABELS}")
        found.append(Deed(ft.Icons.PRINT_OUTLINED, words("labels.title"), words("labels.title"), paper))
    return found


def _choices(touchline: Touchline, counts: Counts, mine: bool) -> list[tuple[str, str]]:
    words = touchline.words
    figures: list[tuple[Which, int | None]] = [
        ("all", counts.all),
        ("out", counts.out),
        ("late", counts.late),
    ]
    if counts.disputed:
        figures.append(("disputed", counts.disputed))
    figures.append(("in", None))
    if mine:
        figures.append(("mine", None))
    if counts.check and may_audit(touchline):
        figures.append(("check", counts.check))
    if counts.archived:
        figures.append(("archived", counts.archived))
    return [
        (name, words(f"equipment.filter.{name}") + (f" {words.number(n)}" if n is not None else ""))
        for name, n in figures
    ]


def thing_row(touchline: Touchline, item: Item, chosen: bool = False) -> ft.Control:
    """A thing on one line: name, where it is, and a pill when something is the matter."""
    words = touchline.words
    mark = None
    if item.disputed:
        mark = pill(words("equipment.disputed"), ft.Icons.WARNING_AMBER, "error")
    elif item.late(touchline.now()):
        mark = pill(words("equipment.late"), ft.Icons.SCHEDULE, "waiting")
    name = item.name if item.held is None else f"{item.name} · {words.number(item.held)}"
    if item.archived:
        mark = pill(words("equipment.archived"), ft.Icons.INVENTORY_OUTLINED)
    place = _under(touchline, item)
    return row(
        ft.Text(name, size=16, weight=ft.FontWeight.W_500, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
        ft.Text(place, size=14, color=ft.Colors.ON_SURFACE_VARIANT, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
        leading=tile(item),
        trailing=mark,
        selected=chosen,
        on_click=lambda: touchline.go(f"/equipment/{item.id}"),
        key=item.id,
    )


def tile(item: Item, size: int = 44) -> ft.Control:
    """The place of a picture: the sign of who has it, or of the store."""
    out = item.holder is not None
    icon = ICONS[item.holder_kind] if out and item.holder_kind else ft.Icons.INVENTORY_2_OUTLINED
    return ft.Container(
        ft.Icon(
            icon,
            size=size // 2,
            color=ft.Colors.ON_SECONDARY_CONTAINER if out else ft.Colors.ON_SURFACE_VARIANT,
        ),
        width=size,
        height=size,
        border_radius=12,
        bgcolor=ft.Colors.SECONDARY_CONTAINER if out else ft.Colors.SURFACE_CONTAINER_HIGH,
        alignment=ft.Alignment.CENTER,
    )


def where(touchline: Touchline, item: Item) -> str:
    """ "Fatima Maes · sinds do 19 nov", "Mee met Doos wedstrijd · U11", or "In de berging"."""
    words = touchline.words
    if item.along is not None:
        return words("equipment.along", what=item.along, who=item.along_with or words("equipment.somebody"))
    if item.holder is None:
        return words("equipment.in")
    name = item.holder or words("equipment.somebody")
    if item.held_since is None:
        return name
    today = touchline.today
    day = words.day(local_date(item.held_since, touchline.zone), today)
    return words("equipment.held", who=name, day=day)


def _under(touchline: Touchline, item: Item) -> str:
    """Where it is and until when; of what is in, its number and category too."""
    said = [where(touchline, item)]
    if item.holder is None:
        said += [part for part in (item.tag_no, item.category) if part]
    elif item.due_at is not None:
        day = touchline.words.day(local_date(item.due_at, touchline.zone), touchline.today)
        said.append(touchline.words("custody.due", day=day))
    return " · ".join(said)
