"""The mark on a changed row: still on its way, or just confirmed by the club's server."""

import flet as ft

from mobile.words import Words

SIGNS = {
    "waiting": (ft.Icons.CLOUD_UPLOAD_OUTLINED, ft.Colors.TERTIARY),
    "confirmed": (ft.Icons.CHECK_CIRCLE_OUTLINE, ft.Colors.PRIMARY),
}


def mark(words: Words, state: str | None, size: int = 18) -> list[ft.Control]:
    """One sign with its word, or nothing for a row at rest."""
    if state is None:
        return []
    icon, colour = SIGNS[state]
    label = words(f"mark.{state}")
    return [ft.Icon(icon, size=size, color=colour, semantics_label=label)]
