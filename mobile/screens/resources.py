"""The list of equipment: find a thing, see what is out and what is late. (features 87, 88)"""

import flet as ft

from mobile.reader.equipment import Counts, Item, Which
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.searchbox import filters, searchbox, under_head
from shared.domain.calendar import local_date

PAGE = 60

ICONS = {"contact": ft.Icons.PERSON_OUTLINE, "group": ft.Icons.GROUPS_OUTLINED, "resource": ft.Icons.PLACE_OUTLINED}


@ft.component
def Resources(selected: str | None = None) -> ft.Control:
    """Everything the club owns, by name."""
    touchline = use_replica()
    text, set_text = ft.use_state("")
    which, set_which = ft.use_state("all")
    shown, set_shown = ft.use_state(PAGE)
    words, now, reader = touchline.words, touchline.now(), touchline.reader.equipment
    me = touchline.state.me
    mine = (*me.persons, *me.teams)
    items = reader.items(text, which, now, mine, limit=shown + 1)
    counts = reader.counts(now)

    def search(typed: str) -> None:
        set_text(typed)
        set_shown(PAGE)

    return frame(
        touchline,
        words("place.equipment"),
        _list(touchline, items, shown, text, which, selected, lambda: set_shown(shown + PAGE)),
        actions=[
            ft.IconButton(
                ft.Icons.QR_CODE_SCANNER, tooltip=words("equipment.scan"), on_click=lambda _: touchline.go("/scan")
            )
        ],
        under=under_head(
            searchbox(words("equipment.search"), search),
            filters(_choices(touchline, counts, bool(mine)), which, set_which),
        ),
    )


def _choices(touchline: Touchline, counts: Counts, mine: bool) -> list[tuple[str, str]]:
    words = touchline.words
    figures: list[tuple[Which, int | None]] = [("all", counts.all), ("out", counts.out), ("late", counts.late)]
    if counts.disputed:
        figures.append(("disputed", counts.disputed))
    figures.append(("in", None))
    if mine:
        figures.append(("mine", None))
    return [
        (name, words(f"equipment.filter.{name}") + (f" {words.number(n)}" if n is not None else ""))
        for name, n in figures
    ]


def _list(
    touchline: Touchline,
    items: tuple[Item, ...],
    shown: int,
    text: str,
    which: str,
    selected: str | None,
    more: object,
) -> ft.Control:
    words = touchline.words
    if not items:
        key = "search" if text else which
        return empty(ft.Icons.SPORTS_SOCCER_OUTLINED, words(f"equipment.none.{key}"), words(f"equipment.none.{key}.why"))
    rows: list[ft.Control] = [
        row_of(touchline, item, item.id == selected, lambda _, id=item.id: touchline.go(f"/equipment/{id}"))
        for item in items[:shown]
    ]
    return ft.ListView(
        rows,
        expand=True,
        padding=ft.Padding.only(left=8, right=8, bottom=16),
        on_scroll=lambda event: more() if len(items) > shown and event.extent_after < 400 else None,
    )


def row_of(touchline: Touchline, item: Item, chosen: bool, on_click: object) -> ft.Control:
    """A thing on one line: name, where it is, and a pill when something is the matter."""
    words = touchline.words
    marks: list[ft.Control] = []
    if item.disputed:
        marks.append(pill(words("equipment.disputed"), ft.Icons.WARNING_AMBER, "error"))
    elif item.late(touchline.now()):
        marks.append(pill(words("equipment.late"), ft.Icons.SCHEDULE, "waiting"))
    under = [part for part in (item.tag_no, item.category) if part]
    return ft.ListTile(
        key=item.id,
        leading=tile(item),
        title=ft.Text(item.name, size=16, weight=ft.FontWeight.W_500, max_lines=1, overflow=ft.TextOverflow.ELLIPSIS),
        subtitle=ft.Text(
            where(touchline, item) if item.holder is not None else " · ".join([words("equipment.in"), *under]),
            size=14,
            color=ft.Colors.ON_SURFACE_VARIANT,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
        ),
        trailing=marks[0] if marks else None,
        selected=chosen,
        selected_tile_color=ft.Colors.SECONDARY_CONTAINER,
        shape=ft.RoundedRectangleBorder(radius=12),
        content_padding=ft.Padding.symmetric(horizontal=10, vertical=2),
        on_click=on_click,
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
    """ "Fatima Maes · sinds do 19 nov" or "In de berging"."""
    words = touchline.words
    if item.holder is None:
        return words("equipment.in")
    name = item.holder or words("equipment.somebody")
    if item.held_since is None:
        return name
    today = local_date(touchline.now(), touchline.zone)
    day = words.day(local_date(item.held_since, touchline.zone), today)
    return words("equipment.held", who=name, day=day)
