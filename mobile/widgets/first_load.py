"""The first load: how far it is, and what to expect of it. Redraws itself with each page; nothing around it does.

After its first part the app is of use. Until the rest has come, what is not here may only be on its way.
"""

import flet as ft

from mobile.touchline import Touchline, use_touchline
from mobile.widgets.empty import empty
from mobile.widgets.theme import EDGE

WIDTH = 280


@ft.component
def FirstLoad() -> ft.Control:
    """A bar with a figure while the club's data is on its way for the first time."""
    touchline = use_touchline()
    sync, _ = ft.use_state(touchline.state.sync)
    words = touchline.words
    if sync.offline:
        return empty(ft.Icons.CLOUD_OFF, words("load.title"), words("load.offline"))
    share = sync.progress
    label = words("sync.loading", percent=int((share or 0) * 100))
    bar = ft.Column(
        [
            ft.ProgressBar(value=share, width=WIDTH, bar_height=8, border_radius=4, semantics_label=label),
            ft.Text(label),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        tight=True,
    )
    return empty(ft.Icons.CLOUD_DOWNLOAD_OUTLINED, words("load.title"), words("load.why"), bar)


def missing(
    touchline: Touchline, icon: ft.IconData, title: str, why: str, action: ft.Control | None = None
) -> ft.Control:
    """What is said of something that is not here: that it is not, with `action`, or that it may still come."""
    words, sync = touchline.words, touchline.state.sync
    if not sync.partial:
        return empty(icon, title, why, action)
    reason = words("load.offline") if sync.offline else words("load.rest.why")
    return empty(ft.Icons.CLOUD_DOWNLOAD_OUTLINED, words("load.rest.title"), reason)


@ft.component
def StillComing() -> ft.Control:
    """A line and a bar over a screen: the rest of the club is on its way."""
    touchline = use_touchline()
    sync, _ = ft.use_state(touchline.state.sync)
    words = touchline.words
    if not sync.partial:
        return ft.Container()
    told = words("load.offline") if sync.offline else words("load.rest")
    text = ft.Text(told, size=13, color=ft.Colors.ON_SECONDARY_CONTAINER)
    rows: list[ft.Control] = [text]
    if not sync.offline:
        rows.append(ft.ProgressBar(value=sync.progress, semantics_label=told))
    return ft.Container(
        ft.Column(rows, spacing=6, tight=True),
        bgcolor=ft.Colors.SECONDARY_CONTAINER,
        padding=ft.Padding.symmetric(horizontal=EDGE, vertical=8),
    )
