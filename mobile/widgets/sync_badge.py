"""The sync badge: always in view, always honest. Tap: the sync page."""

from dataclasses import dataclass, replace

import flet as ft

from mobile.state import SyncState
from mobile.touchline import use_touchline
from mobile.widgets.tap import tappable
from mobile.words import Words
from shared.domain.calendar import local_date


@dataclass(frozen=True)
class Badge:
    """What the badge says: a sentence, a shorter one for a narrow screen ("" = the sign alone), a sign, a mood."""

    text: str
    short: str
    icon: ft.IconData
    mood: str


def badge_of(sync: SyncState, words: Words, now: int, zone: str) -> Badge:
    """The most urgent truth first: needs you, loading, offline, waiting, busy, synced."""
    if sync.needs_you:
        # What needs an answer must not hide that there is no network, or that something still waits here.
        beside = badge_of(replace(sync, needs_you=0), words, now, zone)
        text = words.plural("sync.needs_you", sync.needs_you)
        text = f"{text}. {beside.text}" if beside.mood == "waiting" else text
        return Badge(text, words.number(sync.needs_you), ft.Icons.ERROR_OUTLINE, "error")
    if sync.progress is not None or (sync.partial and not sync.offline):
        return _loading(sync, words)
    if sync.offline:
        if sync.waiting:
            text = words.plural("sync.offline.waiting", sync.waiting)
            return Badge(text, words.number(sync.waiting), ft.Icons.CLOUD_OFF, "waiting")
        return Badge(words("sync.offline"), words("sync.offline"), ft.Icons.CLOUD_OFF, "waiting")
    if sync.waiting:
        text = words.plural("sync.waiting", sync.waiting)
        return Badge(text, words.number(sync.waiting), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")
    if sync.last_synced_at is None:
        return Badge(words("sync.never"), "", ft.Icons.CLOUD_OFF, "waiting")
    if sync.syncing:
        return Badge(words("sync.syncing"), "", ft.Icons.SYNC, "busy")
    at = sync.last_synced_at
    time = words.time(at, zone)
    if now - at > 20 * 3600 * 1000:
        time = words.moment(at, zone, local_date(now, zone))
    return Badge(words("sync.synced", time=time), time, ft.Icons.CLOUD_DONE_OUTLINED, "calm")


def _loading(sync: SyncState, words: Words) -> Badge:
    """A first load is under way, or its first part is here and the rest is to come."""
    if sync.progress is None:
        return Badge(words("sync.partial"), "", ft.Icons.CLOUD_DOWNLOAD_OUTLINED, "busy")
    percent = int(sync.progress * 100)
    return Badge(words("sync.loading", percent=percent), f"{percent} %", ft.Icons.CLOUD_DOWNLOAD_OUTLINED, "busy")


GROUND = {
    "calm": (ft.Colors.TRANSPARENT, ft.Colors.ON_SURFACE_VARIANT),
    "busy": (ft.Colors.SECONDARY_CONTAINER, ft.Colors.ON_SECONDARY_CONTAINER),
    "waiting": (ft.Colors.TERTIARY_CONTAINER, ft.Colors.ON_TERTIARY_CONTAINER),
    "error": (ft.Colors.ERROR_CONTAINER, ft.Colors.ON_ERROR_CONTAINER),
}


@ft.component
def SyncBadge(wide: bool = False) -> ft.Control:
    """The badge: on a narrow screen sign and figure, on a wide one the sentence under the sign."""
    touchline = use_touchline()
    sync, _ = ft.use_state(touchline.state.sync)
    badge = badge_of(sync, touchline.words, touchline.now(), touchline.zone)
    ground, colour = GROUND[badge.mood]
    sign = ft.Icon(badge.icon, size=22, color=colour)
    if wide:
        text = ft.Text(badge.text, size=11, color=colour, text_align=ft.TextAlign.CENTER, width=86)
        inside: ft.Control = ft.Column(
            [sign, text], spacing=4, horizontal_alignment=ft.CrossAxisAlignment.CENTER, tight=True
        )
    else:
        figure = [ft.Text(badge.short, size=13, weight=ft.FontWeight.W_600, color=colour)] if badge.short else []
        inside = ft.Row([sign, *figure], spacing=6, tight=True, alignment=ft.MainAxisAlignment.CENTER)
    return tappable(
        inside,
        touchline.words("sync.open", status=badge.text),
        lambda: touchline.go("/sync"),
        identifier="sync-badge",
        bgcolor=ground,
        border_radius=24,
        padding=ft.Padding.symmetric(horizontal=4 if wide else 12, vertical=8),
        height=None if wide else 48,
        alignment=ft.Alignment.CENTER,
    )
