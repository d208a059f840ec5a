"""The places of the app: their paths, their signs, and which of them each role finds in the bar at the bottom."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import flet as ft


@dataclass(frozen=True)
class Spot:
    """One place. `name` is its first path part ("" for today) and the key of its word: `place.<name>`."""

    name: str
    icon: ft.IconData
    chosen: ft.IconData

    @property
    def path(self) -> str:
        """The path of its list."""
        return "/" if self.name == "today" else f"/{self.name}"


I = ft.Icons  # noqa: E741 - the table below is about names of icons
SPOTS = {
    spot.name: spot
    for spot in (
        Spot("today", I.TODAY_OUTLINED, I.TODAY),
        Spot("people", I.PEOPLE_OUTLINE, I.PEOPLE),
        Spot("teams", I.GROUPS_OUTLINED, I.GROUPS),
        Spot("agenda", I.CALENDAR_MONTH_OUTLINED, I.CALENDAR_MONTH),
        Spot("scan", I.QR_CODE_SCANNER, I.QR_CODE_SCANNER),
        Spot("equipment", I.SPORTS_SOCCER_OUTLINED, I.SPORTS_SOCCER),
        Spot("money", I.EURO_OUTLINED, I.EURO),
        Spot("inbox", I.INBOX_OUTLINED, I.INBOX),
        Spot("sync", I.SYNC, I.SYNC),
        Spot("devices", I.DEVICES_OUTLINED, I.DEVICES),
        Spot("evaluations", I.INSIGHTS_OUTLINED, I.INSIGHTS),
        Spot("security", I.SHIELD_OUTLINED, I.SHIELD),
        Spot("notices", I.NOTIFICATIONS_NONE, I.NOTIFICATIONS),
        Spot("more", I.MENU, I.MENU),
    )
}

BESIDE = frozenset({"sync", "notices", "devices", "security"})
"""Looked at between two other things: the way back leads to where one was."""
OFFICE = frozenset({"owner", "secretary", "treasurer"})


def bar(roles: frozenset[str]) -> tuple[str, ...]:
    """The names in the bottom bar, five at most, for somebody with these roles."""
    if roles & OFFICE:
        return ("today", "people", "scan", "money", "more")
    if "coach" in roles:
        return ("today", "people", "agenda", "scan", "more")
    if "equipment" in roles:
        return ("today", "people", "scan", "equipment", "more")
    return ("today", "agenda", "money", "more")


def rail(roles: frozenset[str]) -> tuple[str, ...]:
    """The names beside a wide screen: everything that is in reach of these roles."""
    staff = bool(roles - {"member"})
    wanted = ["today"]
    if staff:
        wanted += ["people", "teams"]
    wanted.append("agenda")
    if staff:
        wanted.append("scan")
    wanted += ["equipment", "money"]
    if roles & {"owner", "coach"} or not staff:
        wanted.append("evaluations")
    if staff:
        wanted.append("inbox")
    return (*wanted, "more")


def split(route: str) -> tuple[str, str | None]:
    """The place and the id of what is open in it: "/people/x" is ("people", "x"), "/" is ("today", None)."""
    path, _, _ = route.partition("?")
    parts = [part for part in path.split("/") if part]
    if not parts or parts[0] not in SPOTS:
        return "today", None
    return parts[0], "/".join(parts[1:]) or None


def said(route: str, name: str) -> list[str]:
    """What a path says of this name, "/scan?label=..."; nothing when it does not."""
    try:
        return parse_qs(urlsplit(route).query).get(name, [])
    except ValueError:  # an address bar takes anything
        return []


def narrowed(route: str, choices: Collection[str]) -> str:
    """The filter that a path asks for, "/money?which=overdue"; "" when it asks for none of these."""
    return next((which for which in said(route, "which") if which in choices), "")


def opened_at(route: str) -> str:
    """The path at which the app was opened, with what it says; but no pairing code, which is of use once."""
    path, _, query = route.partition("?")
    kept = "&".join(part for part in query.split("&") if part and part.partition("=")[0] != "pair")
    return f"{path or '/'}?{kept}" if kept else path or "/"


def trail_to(path: str, route: str, trail: tuple[str, ...]) -> tuple[str, ...]:
    """The paths "back" leads to, after going from `route` to `path`: one more when something of another place is
    opened or looked at in passing, one less on the way back, none at a list."""
    name, opened = split(path)
    if trail and path == trail[-1]:
        return trail[:-1]
    if opened is None and name not in BESIDE:
        return ()
    here, open_here = split(route)
    deeper = opened is not None and open_here is None and here in BESIDE
    return (*trail, route) if name != here or deeper else trail


def parent(route: str) -> str:
    """Where "back" leads: from something open to its list, from a list to today."""
    name, opened = split(route)
    return SPOTS[name].path if opened is not None else "/"
