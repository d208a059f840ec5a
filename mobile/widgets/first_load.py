"""The first load: how far it is, and what to expect of it. Redraws itself with each page; nothing around it does."""

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.empty import empty

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
