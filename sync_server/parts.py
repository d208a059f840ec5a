"""A first load comes in two parts: what is near to the user, so that the app is of use at once; then all the rest.

The rest of a whole-club role is much, and the same for everybody with that role: it comes as a package.
"""

from collections.abc import Mapping, Set

from shared.sync import scope
from shared.sync.package import Package
from shared.sync.protocol import Continuation, Page, Request
from shared.tables import SCHEMA
from sync_server.tallies import Tallies

APART = 2_000
"""Rows from which the rest is worth a part and a package of its own: less is there before anybody notices."""

Granted = Mapping[str, int]
"""Scopes, each with the seq since which it is granted."""


class Parts:
    """What belongs to which part, by how many rows it carries."""

    def __init__(self, tallies: Tallies, apart: int) -> None:
        self._tallies = tallies
        self._apart = apart

    def _much(self, scopes: Set[str]) -> bool:
        return sum(self._tallies.rows(sorted(scopes)).values()) > self._apart

    def about(self, request: Request, granted: Granted) -> Granted:
        """What of the granted is sent, or compared, as a whole: some of it while a first load is incomplete."""
        if request.has is None:
            return granted
        if request.bins is not None:
            return _only(granted, request.has)
        first = near(granted.keys())
        return _only(granted, first) if self._much(granted.keys() - first) else granted

    def to_pack(self, request: Request, granted: Granted) -> frozenset[str]:
        """The scopes of which this device would take a package now; none when it comes in pages."""
        has, goes_on = frozenset(request.has or ()), request.more is not None or request.bins is not None
        if not has or not request.cursor or goes_on or request.pages or request.schema != SCHEMA:
            return frozenset()
        scopes = frozenset(granted.keys() & scope.WHOLE - scope.SENSITIVE - has)
        return scopes if self._much(scopes) else frozenset()


def near(granted: Set[str]) -> Set[str]:
    """The user, their people, families and teams, and what everybody has."""
    return granted - scope.WHOLE | granted & {scope.CLUB}


def within(request: Request, place: Continuation, granted: Granted) -> Granted:
    """What of the granted this checkpoint is about, on each of its pages. An edited continuation can only narrow it."""
    if request.has is None or not place.whole:
        return granted
    return _only(granted, request.has if place.bins == () else place.fill)


def fresh(request: Request, granted: Granted) -> Set[str]:
    """Scopes that the device does not hold yet: granted since its cursor, or not come in the first part."""
    has = request.has
    return {name for name, seq in granted.items() if seq > request.cursor or (has is not None and name not in has)}


def named(request: Request, package: Package, granted: Granted, grants_seq: int) -> Page:
    """The first page of a checkpoint with a package. The tail starts where the older of both stands: what the device
    holds, or the package.
    """
    fill = sorted(fresh(request, granted) - frozenset(package.scopes), key=order)
    place = Continuation(min(package.seq, request.cursor), package.seq, tuple(fill), (), grants_seq, False)
    return Page({}, {}, (), (), place, request.cursor, grants_seq, None, None, package=package)


def order(name: str) -> tuple[int, str]:
    """Me first, then my teams, then what the club shares, then the office's."""
    ranks = {
        "user": 0,
        "contact": 1,
        "account": 2,
        "team": 3,
        scope.CLUB: 4,
        scope.STAFF: 5,
        scope.EQUIPMENT: 6,
    }
    return ranks.get(name.split(":", maxsplit=1)[0], 7), name


def _only(granted: Granted, names: Set[str] | tuple[str, ...]) -> Granted:
    return {name: granted[name] for name in names if name in granted}
