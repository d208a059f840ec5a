"""What a pull brings: pages of one checkpoint, each cut to size, each from one snapshot, none beyond the
user's grants.

A checkpoint has two parts. The *fill* sends scopes that the device does not hold yet, audience by audience; to a
device that doubts what it holds, the bins that differ. The *tail* sends every row that moved since the device's
cursor, in order of seq, until it reaches the head. A row that moves while the pages travel gets a higher seq and
comes (again) later in the tail, so the last page closes a state that is whole. What left a scope since is said
behind the tail; a page that has no room for all of it first goes on with the tail, so one snapshot closes both.

A page ends where it is full, or where so much was looked at that others would wait: little of a busy day is for one
member, and they get it in pages with little on them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from shared.errors import Malformed, Restart
from shared.register import Row
from shared.storage import Store
from shared.sync.bins import BINS, Bins, bin_of, carrier_hash, differing
from shared.sync.digest import number_of
from shared.sync.package import Package
from shared.sync.protocol import PAGE_BYTES, Continuation, Page, Puts, Request
from shared.tables import REGISTER
from sync_server.audiences import Audiences
from sync_server.carried import START, Where, at_once, walk
from sync_server.departures import Departures, place_of, text_of
from sync_server.parts import APART, Parts, fresh, named, order, within
from sync_server.tallies import Tallies

STEP = 500
STEPS = 20
"""Questions after which a page ends, whatever is on it: a tenth of a second of everybody's time."""
ROW_OVERHEAD = 24
PLACE_OVERHEAD = 6
SMALLEST_ROW = 100


@dataclass
class Draft:
    """A page being filled, up to about `limit` bytes, from what `left` lines of the log's books tell."""

    limit: int
    left: int
    rows: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)
    deletes: list[tuple[str, str]] = field(default_factory=list)
    evicts: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0

    @property
    def full(self) -> bool:
        """True when the next rows belong on another page."""
        return self.size >= self.limit * 3 // 4 or self.left <= 0

    def leave(self, places: list[tuple[str, str]], out: list[tuple[str, str]]) -> None:
        """Say in `out` that these rows leave."""
        out += places
        self.size += saying(places)


@dataclass(frozen=True)
class Standing:
    """What a user is granted (each scope with the seq since which) and the seq of that, at one head of the log."""

    head: int
    granted: Mapping[str, int]
    grants_seq: int


class Checkpoints:
    """Cuts pages for one user at a time."""

    def __init__(
        self,
        store: Store,
        audiences: Audiences,
        tallies: Tallies,
        *,
        page_bytes: int = PAGE_BYTES,
        step: int = STEP,
        apart: int = APART,
        package: Callable[[frozenset[str]], Package | None] = lambda scopes: None,
    ) -> None:
        """`page_bytes` bounds a page, `step` is how many rows one query reads, never more than a page may hold.

        A first load of more than `apart` rows beyond what is near comes in two parts; `package` finds the package of
        some scopes.
        """
        self._store = store
        self._audiences = audiences
        self._tallies = tallies
        self._page_bytes = page_bytes
        self._step = min(step, max(1, page_bytes // SMALLEST_ROW))
        self._departures = Departures(store, audiences, self._step)
        self._parts = Parts(tallies, apart)
        self._package = package
        self._standings: dict[str, Standing] = {}
        self._rollups: dict[str, tuple[int, str]] = {}

    def page(self, user: str, request: Request) -> Page | None:
        """The next page for this device, or None when it has everything and its digest agrees.

        Raises Restart when the grants changed since the first page of this checkpoint.
        """
        asks = request.more is None and request.bins is None and request.has is None
        if asks and self._stands(user, request):
            return None
        with self._store.snapshot():
            head = self._head()
            self._audiences.at(head)
            self._tallies.at(head)
            standing = self._standing(user, head)
            granted, grants_seq = standing.granted, standing.grants_seq
            scopes = self._parts.to_pack(request, granted)
            package = self._package(scopes) if scopes else None
            if asks and request.cursor == head and request.grants_seq == grants_seq:
                rollup = self._rollup(user, head, granted)
                if rollup == request.rollup:
                    return None
            if package is not None:
                return named(request, package, granted, grants_seq)
            place = request.more or self._begin(request, granted, head, grants_seq)
            if place.grants != grants_seq:
                raise Restart
            return self._cut(user, request, place, granted, head)

    def granted(self, user: str) -> frozenset[str]:
        """What this user is granted now."""
        with self._store.snapshot():
            return frozenset(self._standing(user, self._head()).granted)

    def worth_packing(self, user: str, request: Request) -> frozenset[str]:
        """The scopes of which this device would take a package now; none when pages do."""
        if not request.has:
            return frozenset()
        with self._store.snapshot():
            return self._parts.to_pack(request, self._standing(user, self._head()).granted)

    def _stands(self, user: str, request: Request) -> bool:
        """True when it is known from before, by one comparison, that nothing is new."""
        standing, head = self._standings.get(user), request.cursor
        return (
            standing is not None
            and standing.head == head
            and standing.grants_seq == request.grants_seq
            and self._rollups.get(user) == (head, request.rollup)
            and self._head() == head
        )

    def _head(self) -> int:
        club = self._store.get("club", "club")
        return 0 if club is None else int(club["seq"])

    def _standing(self, user: str, head: int) -> Standing:
        """Grants move with the log only, so at the same head they are those of the last time."""
        known = self._standings.get(user)
        if known is None or known.head != head:
            granted = {row["scope"]: row["seq"] for row in self._store.find("user_scope", user=user)}
            state = self._store.get("grant_state", user)
            known = Standing(head, granted, 0 if state is None else int(state["seq"]))
            self._standings[user] = known
        return known

    def _rollup(self, user: str, head: int, granted: Mapping[str, int]) -> str:
        known = self._rollups.get(user)
        if known is None or known[0] != head:
            known = self._rollups[user] = (head, self._tallies.rollup(granted))
        return known[1]

    def _begin(self, request: Request, granted: Mapping[str, int], head: int, grants_seq: int) -> Continuation:
        """Where a checkpoint starts: scopes granted since the device's cursor are filled, the rest follows by tail.

        With bins, what the device has is compared as it stands, and what is in a bin that differs is filled. While a
        first load is incomplete, that is a part of what is granted.
        """
        whole = request.bins is not None or request.cursor == 0 or request.cursor > head
        about = self._parts.about(request, granted) if whole else granted
        bins = None if request.bins is None else differing(request.bins, self._bins(about))
        since = head if whole else request.cursor
        fill = () if bins == () else about if whole else fresh(request, granted)
        bins = None if bins is not None and len(bins) == BINS else bins
        return Continuation(since, head, tuple(sorted(fill, key=order)), (), grants_seq, whole, bins)

    def _bins(self, granted: Mapping[str, int]) -> str:
        """The sums over everything granted: asked for by a device in doubt, never by one that only syncs."""
        bins, carriers = Bins(), dict[int, int]()
        numbers = frozenset[int]().union(*map(self._audiences.carrying, granted))
        for versions in walk(self._store, numbers, START, self._step):
            for version in versions:
                if not version["deleted"]:
                    number = version["audience"]
                    if number not in carriers:
                        carriers[number] = carrier_hash(self._audiences.scopes(number) & granted.keys())
                    bins.add(version["id"], number_of(version["hash"]), carriers[number])
        return bins.text()

    def _cut(self, user: str, request: Request, place: Continuation, whole: Mapping[str, int], head: int) -> Page:
        draft, granted = Draft(self._page_bytes, STEPS * self._step), within(request, place, whole)
        part, changed = len(granted) < len(whole), place.grants != request.grants_seq
        weights = self._tallies.rows(place.fill)
        at = self._fill(draft, place, granted, weights) if place.at[:1] != ("tail",) else place.at
        if at[0] == "tail":
            at, ended = self._tail(draft, place, at, granted)
            at = self._departed(draft, place, at, granted) if ended and not draft.full else at
        done = at == ("end",)
        carriers, puts = self._put(draft, granted)
        return Page(
            carriers,
            puts,
            tuple(draft.deletes),
            tuple(dict.fromkeys(draft.evicts)),
            None if done else replace(place, at=at),
            head if done else request.cursor,
            place.grants,
            tuple(sorted(granted)) if done and (changed or place.whole or request.has is not None) else None,
            (self._tallies.rollup(granted) if part else self._rollup(user, head, granted)) if done else None,
            place.whole,
            place.bins,
            0 if done else self._share(place, at, weights),
            part=done and part,
        )

    def _fill(
        self, draft: Draft, place: Continuation, granted: Mapping[str, int], weights: Mapping[str, int]
    ) -> tuple[str, ...]:
        """Send scopes whole, in order; answers where it stopped, or the start of the tail."""
        bins = None if place.bins is None else frozenset(place.bins)
        first, after = (0, START) if not place.at else _fill_place(place.at)
        sent: set[int] = set()
        for index, name in enumerate(place.fill):
            if name not in granted:
                raise Restart
            numbers = frozenset(self._audiences.carrying(name))
            if index >= first:
                small = weights[name] <= self._step
                start = after if index == first else START
                stopped = self._scope(draft, numbers - sent, start, bins, small=small)
                if stopped is not None:
                    return ("fill", str(index), str(stopped[0]), stopped[1], stopped[2])
            sent |= numbers
        return ("tail", str(place.since + 1), "", "")

    def _share(self, place: Continuation, at: tuple[str, ...], weights: Mapping[str, int]) -> int:
        """About how much of the fill was sent, in percent: scopes weigh as many rows as they carry."""
        if at[0] != "fill":
            return 100
        index, (number, _, _) = _fill_place(at)
        numbers = self._audiences.carrying(place.fill[index])
        inside = sum(other <= number for other in numbers) / len(numbers)
        sent = sum(weights[name] for name in place.fill[:index]) + inside * weights[place.fill[index]]
        return min(99, int(100 * sent / max(1, sum(weights.values()))))

    def _scope(
        self, draft: Draft, numbers: Set[int], after: Where, bins: Set[int] | None, *, small: bool
    ) -> Where | None:
        """All rows with these audiences (and in these bins) after a place; answers where the page became full, or
        None at the end.
        """
        store, step = self._store, self._step
        for versions in at_once(store, numbers, after) if small else walk(store, numbers, after, step):
            for part in _parts(versions):
                alive = [version for version in part if not version["deleted"]]
                if bins is not None:
                    alive = [version for version in alive if bin_of(version["id"]) in bins]
                taken = self._add(draft, alive)
                last = part[-1] if taken == len(alive) else alive[taken - 1] if taken else None
                if last is not None:
                    after = (last["audience"], last["tbl"], last["id"])
                if draft.full or taken < len(alive):
                    return after
        return None

    def _tail(
        self, draft: Draft, place: Continuation, at: tuple[str, ...], granted: Mapping[str, int]
    ) -> tuple[tuple[str, ...], bool]:
        """Rows that moved since; answers where it stopped, and whether that is the end."""
        scopes, older = frozenset(granted), frozenset(granted) - frozenset(place.fill)
        after, ended = _tail_place(at), False
        while not ended and not draft.full:
            versions = self._store.above("row_version", ("seq", "tbl", "id"), after, self._step)
            gone, wanted = dict[int, tuple[str, str]](), dict[int, Row]()
            for number, version in enumerate(versions):
                held = self._audiences.scopes(version["audience"])
                if not held & scopes:
                    continue
                # A deletion is always said: a scope that was lost and came back is filled, but what stands here of old
                # would stay. Anything else that moved before the fill began is in the fill.
                if version["deleted"]:
                    gone[number] = (version["tbl"], version["id"])
                elif version["seq"] > place.head or held & older:
                    wanted[number] = version
            taken = self._add(draft, list(wanted.values()), saying(gone.values()))
            cut = taken < len(wanted)
            done = list(wanted)[taken] if cut else len(versions)  # all before it is said
            draft.left -= done
            draft.leave([left for number, left in gone.items() if number < done], draft.deletes)
            if done:
                after = (versions[done - 1]["seq"], versions[done - 1]["tbl"], versions[done - 1]["id"])
            if cut:
                break
            ended = len(versions) < self._step
        return ("tail", str(after[0]), after[1], after[2], *at[4:]), ended

    def _departed(
        self, draft: Draft, place: Continuation, at: tuple[str, ...], granted: Mapping[str, int]
    ) -> tuple[str, ...]:
        """Rows that left a scope the user holds, and are carried by no other of theirs; answers where it stopped, or
        the end.
        """
        start = place_of(at[4]) if at[4:] else (place.since + 1, "", "", "")
        for after, looked, gone in self._departures.after(start, granted.keys()):
            draft.left -= looked
            draft.leave(gone, draft.evicts)
            if looked == self._step and draft.full:
                return (*at[:4], text_of(after))
        return ("end",)

    def _add(self, draft: Draft, versions: Sequence[Row], beside: int = 0) -> int:
        """Add the rows of these versions in order, as far as the page has room with so many bytes `beside` them;
        answers how many were taken.

        A page takes one row in any case: rows differ in size by a thousand times, and each must travel some day.
        """
        wanted: dict[str, list[str]] = {}
        for version in versions:
            wanted.setdefault(version["tbl"], []).append(version["id"])
        rows = {(table, row["id"]): row for table, ids in wanted.items() for row in self._store.among(table, "id", ids)}
        for taken, version in enumerate(versions):
            row = rows.get((version["tbl"], version["id"]))
            if row is None:
                continue
            size = _size(row)
            if draft.size and draft.size + beside + size > draft.limit:
                return taken
            draft.rows.setdefault(version["tbl"], []).append((version["audience"], row))
            draft.size += size
        return len(versions)

    def _put(self, draft: Draft, granted: Mapping[str, int]) -> tuple[dict[str, tuple[str, ...]], dict[str, Puts]]:
        """The page's rows, and for each carrier the scopes that this user is granted: others stay unsaid.

        Audiences that this user sees through the same scopes are one carrier.
        """
        carriers: dict[tuple[str, ...], int] = {}
        carrier_of: dict[int, int] = {}
        for number in sorted({number for rows in draft.rows.values() for number, _ in rows}):
            scopes = tuple(sorted(self._audiences.scopes(number) & granted.keys()))
            carrier_of[number] = carriers.setdefault(scopes, len(carriers) + 1)
        puts = {}
        for table, rows in draft.rows.items():
            names = REGISTER[table].told
            sent = ((carrier_of[number], *map(row.__getitem__, names)) for number, row in rows)
            puts[table] = Puts(names, tuple(sent))
        return {str(number): scopes for scopes, number in carriers.items()}, puts


def _fill_place(at: tuple[str, ...]) -> tuple[int, Where]:
    try:
        return _number(at[1]), (_number(at[2]), at[3], at[4])
    except (ValueError, IndexError) as problem:
        raise Malformed("continuation") from problem


def _tail_place(at: tuple[str, ...]) -> tuple[int, str, str]:
    try:
        return _number(at[1]), at[2], at[3]
    except (ValueError, IndexError) as problem:
        raise Malformed("continuation") from problem


def _number(text: str) -> int:
    """A place in the log or in a list, as we wrote it; a device may have edited it."""
    if len(text) > 18 or not text.isdecimal():
        raise ValueError(text)
    return int(text)


def saying(places: Iterable[tuple[str, str]]) -> int:
    """About how many bytes it takes to say that these rows leave."""
    return sum(PLACE_OVERHEAD + len(table) + len(id) for table, id in places)


def _size(row: Row) -> int:
    return ROW_OVERHEAD + sum(len(value) if type(value) is str else 6 for value in row.values())


def _parts(versions: list[Row]) -> Iterator[list[Row]]:
    """Small steps, so that a page is cut near its size."""
    for start in range(0, len(versions), 100):
        yield versions[start : start + 100]
