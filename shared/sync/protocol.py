"""The words both ends speak: changesets up, receipts and a checkpoint down. Dataclasses in, JSON out, and
back.

Decoders are strict: what they return has the right shapes; what does not is Malformed with a code, never a
value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.errors import Malformed
from shared.sync.bins import BINS, is_bins
from shared.sync.package import Package, read_package
from shared.sync.past import Moments, Was, read_moments, read_was
from shared.sync.wire import array, natural, obj, pairs, take, text, texts

PROTOCOL = 1
MAX_BATCH = 500
MAX_ACTIONS = 200
PAGE_BYTES = 256 * 1024
ENVELOPE = ("device", "epoch", "schema", "app")
OF_A_PUSH = {"schema": 0, "app": "-", "wall": 0}
"""Parts of a request that only tell of what it pushes, and what stands for them where nothing is."""


@dataclass(frozen=True)
class ActionCall:
    """One action of a changeset: `name@version` with its arguments."""

    name: str
    version: int
    args: Mapping[str, Any]

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"name": self.name, "version": self.version, "args": self.args}


@dataclass(frozen=True)
class Changeset:
    """What one gesture produced. `n` counts 1, 2, 3 ... per device and epoch, without holes.

    `seen` is the seq of the checkpoint that the device held when the author acted, in the epoch `seen_in` when that is
    another one: on its rows the actions were decided, and what came while a form stood open came before the tap, as
    right clocks would say. `now` is what the author's clock said (UTC ms, frozen); `wall + offset` is the device's best
    guess of the server's time at that moment. One that was answered in an earlier epoch and is offered again says what
    it `was`.
    """

    id: str
    device: str
    n: int
    epoch: str
    actions: tuple[ActionCall, ...]
    seen: int
    now: int
    wall: int
    offset: int
    schema: int
    app: str
    seen_in: str | None = None
    was: Was | None = None

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values."""
        wire = {**vars(self), "actions": [action.to_wire() for action in self.actions]}
        del wire["seen_in"], wire["was"]
        if self.seen_in is not None:
            wire["seen_in"] = self.seen_in
        if self.was is not None:
            wire["was"] = self.was.to_wire()
        return wire


@dataclass(frozen=True)
class Receipt:
    """The server's answer to one changeset. `seq` is where its effects stand; `detail` holds references only.

    `moments` are those of `Was`: what a device shows when it offers the changeset again.
    """

    id: str
    n: int
    outcome: str
    seq: int
    code: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    moments: Moments | None = field(default=None, compare=False)

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values; what nearly every receipt would say is left out."""
        return {name: value for name, value in vars(self).items() if value not in (None, {}, "applied")}


@dataclass(frozen=True)
class Continuation:
    """Where the next page of a checkpoint goes on, carried back unread by the device.

    `fill` lists the scopes that are sent whole, `head` the seq at which that began, `since` where the tail of
    changes starts; `at` is the last place sent; `bins`, when given, narrow what is filled. Grants are checked on
    every page: an edited continuation shows nothing more.
    """

    since: int
    head: int
    fill: tuple[str, ...]
    at: tuple[str, ...]
    grants: int
    whole: bool
    bins: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Puts:
    """Rows of one table: each is a carrier number, then the values in the order of `names`."""

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Page:
    """Part of a checkpoint. The last one has no `more` and says up to which seq the whole holds (`cursor`).

    `carriers` maps carrier numbers (of this page) to the granted scopes that carry a row. `grants` is the
    full list when it changed since the device's last checkpoint; `whole` says that the pages hold everything
    granted, of these `bins` where they are given; `share` is about how much of that came so far, in percent.
    `rollup` is the server's digest of everything granted. `package` names a file that belongs to this checkpoint.
    `part` says that `grants` are some of what is granted, and that the rest follows in the next checkpoint.
    """

    carriers: Mapping[str, tuple[str, ...]]
    puts: Mapping[str, Puts]
    deletes: tuple[tuple[str, str], ...]
    evicts: tuple[tuple[str, str], ...]
    more: Continuation | None
    cursor: int
    grants_seq: int
    grants: tuple[str, ...] | None
    rollup: str | None
    whole: bool = False
    bins: tuple[int, ...] | None = None
    share: int = 0
    package: Package | None = None
    part: bool = False

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values; empty parts are left out."""
        wire = {name: value for name, value in vars(self).items() if value not in (None, (), {}, False)}
        wire["cursor"] = self.cursor
        if self.bins is not None:
            wire["bins"] = self.bins
        if self.puts:
            wire["puts"] = {table: vars(puts) for table, puts in self.puts.items()}
        if self.more is not None:
            wire["more"] = vars(self.more)
        if self.package is not None:
            wire["package"] = vars(self.package)
        return wire


@dataclass(frozen=True)
class Request:
    """One exchange: everything unsent, and where the device stands. One that doubts what it holds sends its `bins`.

    While a first load is incomplete `has` names the scopes that are here; `pages` says that no package is wanted.
    """

    device: str
    epoch: str
    schema: int
    app: str
    wall: int
    push: tuple[Changeset, ...]
    cursor: int
    grants_seq: int
    rollup: str | None
    more: Continuation | None = None
    bins: str | None = None
    has: tuple[str, ...] | None = None
    pages: bool = False

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values; what a changeset has in common with the request is said once."""
        wire = {"protocol": PROTOCOL, **vars(self)}
        del wire["push"], wire["more"]
        for name in ("bins", "has", "pages"):
            if wire[name] is None or wire[name] is False:
                del wire[name]
        if self.push:
            said = {name: wire[name] for name in ENVELOPE}
            wire["push"] = [_without(part.to_wire(), said) for part in self.push]
        elif self.cursor and self.has is None:  # what is asked for whole depends on who asks
            for name in OF_A_PUSH:
                del wire[name]
        if self.more is not None:
            wire["more"] = dict(vars(self.more))
        return wire


@dataclass(frozen=True)
class Reply:
    """Receipts for what was pushed, and a page when there is something. `now` is the server's clock (UTC ms)."""

    now: int
    receipts: tuple[Receipt, ...]
    page: Page | None

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values; absent parts are left out, so that nothing new stays small."""
        wire: dict[str, Any] = {"protocol": PROTOCOL, "now": self.now}
        if self.receipts:
            wire["receipts"] = [receipt.to_wire() for receipt in self.receipts]
        if self.page is not None:
            wire["page"] = self.page.to_wire()
        return wire


def read_request(value: Any, device: str | None = None) -> Request:
    """A Request from decoded JSON; raises Malformed. Who is known to be `device` needs not say so again."""
    wire = {"device": device, **OF_A_PUSH, **obj(value)}
    if take(wire, "protocol", int) != PROTOCOL:
        raise Malformed("protocol_version", 409)
    push, said = take({"push": [], **wire}, "push", list), {name: wire.get(name) for name in ENVELOPE}
    if len(push) > MAX_BATCH:
        raise Malformed("too_many_changesets", 413)
    more, bins = wire.get("more"), wire.get("bins")
    if bins is not None and not (isinstance(bins, str) and is_bins(bins)):
        raise Malformed("field_bins")
    return Request(
        text(wire, "device"),
        text(wire, "epoch"),
        take(wire, "schema", int),
        text(wire, "app"),
        take(wire, "wall", int),
        tuple(read_changeset({**said, **obj(part)}) for part in push),
        natural(wire, "cursor"),
        natural(wire, "grants_seq"),
        wire["rollup"] if isinstance(wire.get("rollup"), str) else None,
        None if more is None else read_continuation(more),
        bins,
        None if wire.get("has") is None else texts(wire["has"]),
        wire.get("pages") is True,
    )


def read_changeset(value: Any) -> Changeset:
    """A Changeset from decoded JSON; raises Malformed."""
    wire = obj(value)
    actions = tuple(read_action(part) for part in take(wire, "actions", list))
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise Malformed("action_count")
    n = natural(wire, "n")
    if n == 0:
        raise Malformed("n")
    return Changeset(
        text(wire, "id"),
        text(wire, "device"),
        n,
        text(wire, "epoch"),
        actions,
        natural(wire, "seen"),
        take(wire, "now", int),
        take(wire, "wall", int),
        take(wire, "offset", int),
        take(wire, "schema", int),
        text(wire, "app"),
        text(wire, "seen_in") if "seen_in" in wire else None,
        read_was(obj(wire["was"])) if "was" in wire else None,
    )


def read_action(value: Any) -> ActionCall:
    """An ActionCall from decoded JSON; raises Malformed."""
    wire = obj(value)
    return ActionCall(text(wire, "name"), take(wire, "version", int), take(wire, "args", dict))


def read_reply(value: Any) -> Reply:
    """A Reply from decoded JSON; raises Malformed. A captive portal's page ends here."""
    wire = obj(value)
    if take(wire, "protocol", int) != PROTOCOL:
        raise Malformed("protocol_version")
    page = wire.get("page")
    return Reply(
        take(wire, "now", int),
        tuple(_receipt(obj(part)) for part in array(wire.get("receipts", []))),
        None if page is None else read_page(page),
    )


def read_page(value: Any) -> Page:
    """A Page from decoded JSON; raises Malformed."""
    wire = obj(value)
    grants, more, rollup, package = (wire.get(name) for name in ("grants", "more", "rollup", "package"))
    if rollup is not None and not isinstance(rollup, str):
        raise Malformed("field_rollup")
    carriers = {key: texts(scopes) for key, scopes in obj(wire.get("carriers", {})).items()}
    return Page(
        carriers,
        {table: _puts(obj(puts), carriers) for table, puts in obj(wire.get("puts", {})).items()},
        pairs(wire.get("deletes", [])),
        pairs(wire.get("evicts", [])),
        None if more is None else read_continuation(more),
        natural(wire, "cursor"),
        natural({"grants_seq": 0, **wire}, "grants_seq"),
        None if grants is None else texts(grants),
        rollup,
        wire.get("whole") is True,
        _bins(wire.get("bins")),
        natural(wire, "share") if "share" in wire else 0,
        None if package is None else read_package(package),
        wire.get("part") is True,
    )


def _without(wire: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name not in said or said[name] != value}


def _receipt(wire: dict[str, Any]) -> Receipt:
    return Receipt(
        text(wire, "id"),
        natural(wire, "n"),
        text({"outcome": "applied", **wire}, "outcome"),
        natural(wire, "seq"),
        wire.get("code"),
        obj(wire.get("detail", {})),
        read_moments(wire.get("moments")),
    )


def _puts(wire: dict[str, Any], carriers: Mapping[str, tuple[str, ...]]) -> Puts:
    names = texts(wire.get("names"))
    sent = array(wire.get("rows"))
    if set(map(type, sent)) - {list}:
        raise Malformed("not_a_list")
    if "id" not in names or set(map(len, sent)) - {len(names) + 1}:
        raise Malformed("row_width")
    rows = tuple(map(tuple, sent))
    numbers = {row[0] if type(row[0]) is int else None for row in rows}
    if any(str(number) not in carriers for number in numbers):
        raise Malformed("carrier")
    return Puts(names, rows)


def read_continuation(value: Any) -> Continuation:
    """A Continuation from decoded JSON; raises Malformed."""
    wire = obj(value)
    fill, at = take(wire, "fill", list), take(wire, "at", list)
    if len(at) > 5 or not all(isinstance(part, str) for part in (*fill, *at)) or len(set(fill)) < len(fill):
        raise Malformed("continuation")
    since, head, grants = (natural(wire, name) for name in ("since", "head", "grants"))
    return Continuation(since, head, tuple(fill), tuple(at), grants, take(wire, "whole", bool), _bins(wire.get("bins")))


def _bins(value: Any) -> tuple[int, ...] | None:
    """Numbers of bins, in order."""
    if value is None:
        return None
    bins = tuple(array(value))
    if (
        set(map(type, bins)) - {int}
        or tuple(sorted(set(bins))) != bins
        or (bins and not 0 <= bins[0] <= bins[-1] < BINS)
    ):
        raise Malformed("bins")
    return bins
