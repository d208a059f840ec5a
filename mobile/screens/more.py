"""Everything that has no place in the bar, and the person's own choices."""

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.frame import frame


@ft.component
def More(selected: str | None = None) -> ft.Control:
    """The list of further places."""
    touchline = use_touchline()
    return frame(touchline, touchline.words("place.more"), ft.Text("..."))
