"""The shell around the screens: a bar at the bottom of a phone, a rail beside a wide screen, list and detail.

A screen knows nothing of this. Its list is a component `List(selected: str | None)`, its detail `Detail(opened: str)`;
narrow screens show one on top of the other (the system's back gesture works), wide ones show both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import flet as ft

from mobile import places
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.empty import empty
from mobile.widgets.foot import Foot, over
from mobile.widgets.sync_badge import SyncBadge

LIST_WIDTH = 400


@dataclass(frozen=True)
class Screen:
    """What stands in one place: its list (or its only page), and the detail of one thing from it. A list that `spreads`
    has all the room until something is opened."""

    list: Callable[..., ft.Control]
    detail: Callable[..., ft.Control] | None = None
    spreads: bool = False


Screens = Mapping[str, Screen]


@dataclass(frozen=True)
class Feet:
    """Where the forms of each pane have their buttons."""

    list: Foot
    detail: Foot


@ft.component
def Shell(screens: Screens) -> list[ft.View]:
    """All views of the moment, the lowest first."""
    touchline = use_touchline()
    place, _ = ft.use_state(touchline.state.place)
    me, _ = ft.use_state(touchline.state.me)
    ft.use_state(touchline.state.preferences)
    _ask_before_leaving(touchline)
    ft.use_effect(touchline.lay_out, [place.room, place.unsaved])
    feet = ft.use_ref(lambda: Feet(Foot(), Foot())).current
    name, opened = places.split(place.route)
    name = name if name in screens else "today"
    screen = screens[name]
    if place.wide:
        return [_wide(touchline, screens, feet, name, opened)]
    over = place.trail and opened is not None
    below = places.split(place.trail[0])[0] if over else name  # what shows when this one is swiped away
    below = below if below in screens else "today"
    views = [_root(touchline, partial(_list, screens[below], feet, below, None), below, me.roles)]
    if opened is not None and screen.detail is not None:
        body = _detail(screen.detail, feet, name, opened)
        views.append(_view(f"/{name}/{opened}", body))
    return views


def _list(screen: Screen, feet: Feet, name: str, selected: str | None) -> ft.Control:
    drawn: ft.Control = over(feet.list, lambda: screen.list(selected=selected, key=name))
    return drawn


def _detail(detail: Callable[..., ft.Control], feet: Feet, name: str, opened: str) -> ft.Control:
    drawn: ft.Control = over(feet.detail, lambda: detail(opened=opened, key=f"{name}/{opened}"))
    return drawn


def _view(route: str, body: ft.Control, bar: ft.NavigationBar | None = None) -> ft.View:
    return ft.View(
        route=route,
        controls=[ft.SafeArea(body, expand=True)],
        navigation_bar=bar,
        padding=0,
        spacing=0,
        bgcolor=ft.Colors.SURFACE,
    )


def _root(touchline: Touchline, draw: Callable[[], ft.Control], name: str, roles: frozenset[str]) -> ft.View:
    names = places.bar(roles)
    bar = ft.NavigationBar(
        destinations=[
            ft.NavigationBarDestination(
                icon=places.SPOTS[spot].icon,
                selected_icon=places.SPOTS[spot].chosen,
                label=touchline.words(f"place.{spot}"),
            )
            for spot in names
        ],
        selected_index=names.index(name) if name in names else len(names) - 1,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        indicator_color=ft.Colors.PRIMARY_CONTAINER,
        on_change=lambda event: touchline.go(places.SPOTS[names[int(event.data)]].path),
    )
    # One route for all roots: changing place is not a step deeper, so no page slides in.
    return _view("/", draw(), bar)


def _wide(touchline: Touchline, screens: Screens, feet: Feet, name: str, opened: str | None) -> ft.View:
    screen, words = screens[name], touchline.words
    parts: list[ft.Control] = [_rail(touchline, screens, name, touchline.state.me.roles)]
    if screen.detail is None or (screen.spreads and opened is None):
        parts.append(ft.Container(_list(screen, feet, name, None), expand=True))
    else:
        parts.append(ft.Container(_list(screen, feet, name, opened), width=LIST_WIDTH))
        parts.append(ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT))
        detail = (
            _detail(screen.detail, feet, name, opened)
            if opened is not None
            else empty(places.SPOTS[name].icon, words("shell.pick"), words("shell.pick.why"))
        )
        parts.append(ft.Container(detail, expand=True, bgcolor=ft.Colors.SURFACE))
    return _view("/", ft.Row(parts, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH))


def _rail(touchline: Touchline, screens: Screens, name: str, roles: frozenset[str]) -> ft.Control:
    names = tuple(spot for spot in places.rail(roles) if spot in screens)
    rail = ft.NavigationRail(
        destinations=[
            ft.NavigationRailDestination(
                icon=places.SPOTS[spot].icon,
                selected_icon=places.SPOTS[spot].chosen,
                label=touchline.words(f"place.{spot}"),
            )
            for spot in names
        ],
        selected_index=names.index(name) if name in names else None,
        label_type=ft.NavigationRailLabelType.ALL,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        indicator_color=ft.Colors.PRIMARY_CONTAINER,
        group_alignment=-1,
        min_width=92,
        expand=True,
        on_change=lambda event: touchline.go(places.SPOTS[names[int(event.data)]].path),
    )
    return ft.Container(
        ft.Column(
            [ft.Container(height=8), rail, SyncBadge(wide=True), ft.Container(height=8)],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        width=96,
    )


def _ask_before_leaving(touchline: Touchline) -> None:
    words, pending = touchline.words, touchline.state.place.pending
    ft.use_dialog(
        ft.AlertDialog(
            modal=True,
            title=ft.Text(words("shell.unsaved.title")),
            content=ft.Text(words("shell.unsaved.text")),
            actions=[
                ft.TextButton(words("shell.unsaved.leave"), height=48, on_click=lambda _: touchline.leave()),
                ft.FilledButton(words("shell.unsaved.stay"), height=48, on_click=lambda _: touchline.stay()),
            ],
        )
        if pending is not None
        else None
    )
