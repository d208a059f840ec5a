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

PROTOCOL = 1
MAX_BATCH = 500
MAX_ACTIONS = 200
PAGE_BYTES = 256 * 1024
ENVELOPE = ("device", "epoch", "schema", "app")


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

    `seen` is the seq of the checkpoint the form was opened on; `now` what the author's clock said (UTC ms,
    frozen); `wall + offset` is the device's best guess of the server's time at that moment.
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

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**vars(self), "actions": [action.to_wire() for action in self.actions]}


@dataclass(frozen=True)
class Receipt:
    """The server's answer to one changeset. `seq` is where its effects stand; `detail` holds references only."""

    id: str
    n: int
    outcome: str
    seq: int
    code: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dict(vars(self))


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
    `rollup` is the server's digest of everything granted.
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
        return wire


@dataclass(frozen=True)
class Request:
    """One exchange: everything unsent, and where the device stands. One that doubts what it holds sends its `bins`."""

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

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values; what a changeset has in common with the request is said once."""
        wire = {"protocol": PROTOCOL, **vars(self)}
        del wire["push"], wire["more"]
        if self.bins is None:
            del wire["bins"]
        if self.push:
            said = {name: wire[name] for name in ENVELOPE}
            wire["push"] = [_without(part.to_wire(), said) for part in self.push]
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


def read_request(value: Any) -> Request:
    """A Request from decoded JSON; raises Malformed."""
    wire = _object(value)
    if _take(wire, "protocol", int) != PROTOCOL:
        raise Malformed("protocol_version", 409)
    push, said = _take({"push": [], **wire}, "push", list), {name: wire.get(name) for name in ENVELOPE}
    if len(push) > MAX_BATCH:
        raise Malformed("too_many_changesets", 413)
    more, bins = wire.get("more"), wire.get("bins")
    if bins is not None and not (isinstance(bins, str) and is_bins(bins)):
        raise Malformed("field_bins")
    return Request(
        _text(wire, "device"),
        _text(wire, "epoch"),
        _take(wire, "schema", int),
        _text(wire, "app"),
        _take(wire, "wall", int),
        tuple(read_changeset({**said, **_object(part)}) for part in push),
        _natural(wire, "cursor"),
        _natural(wire, "grants_seq"),
        wire["rollup"] if isinstance(wire.get("rollup"), str) else None,
        None if more is None else read_continuation(more),
        bins,
    )


def read_changeset(value: Any) -> Changeset:
    """A Changeset from decoded JSON; raises Malformed."""
    wire = _object(value)
    actions = tuple(read_action(part) for part in _take(wire, "actions", list))
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise Malformed("action_count")
    n = _natural(wire, "n")
    if n == 0:
        raise Malformed("n")
    return Changeset(
        _text(wire, "id"),
        _text(wire, "device"),
        n,
        _text(wire, "epoch"),
        actions,
        _natural(wire, "seen"),
        _take(wire, "now", int),
        _take(wire, "wall", int),
        _take(wire, "offset", int),
        _take(wire, "schema", int),
        _text(wire, "app"),
    )


def read_action(value: Any) -> ActionCall:
    """An ActionCall from decoded JSON; raises Malformed."""
    wire = _object(value)
    return ActionCall(_text(wire, "name"), _take(wire, "version", int), _take(wire, "args", dict))


def read_reply(value: Any) -> Reply:
    """A Reply from decoded JSON; raises Malformed. A captive portal's page ends here."""
    wire = _object(value)
    if _take(wire, "protocol", int) != PROTOCOL:
        raise Malformed("protocol_version")
    page = wire.get("page")
    return Reply(
        _take(wire, "now", int),
        tuple(_receipt(_object(part)) for part in _list(wire.get("receipts", []))),
        None if page is None else read_page(page),
    )


def read_page(value: Any) -> Page:
    """A Page from decoded JSON; raises Malformed."""
    wire = _object(value)
    grants, more, rollup = wire.get("grants"), wire.get("more"), wire.get("rollup")
    if rollup is not None and not isinstance(rollup, str):
        raise Malformed("field_rollup")
    carriers = {key: _texts(scopes) for key, scopes in _object(wire.get("carriers", {})).items()}
    return Page(
        carriers,
        {table: _puts(_object(puts), carriers) for table, puts in _object(wire.get("puts", {})).items()},
        _pairs(wire.get("deletes", [])),
        _pairs(wire.get("evicts", [])),
        None if more is None else read_continuation(more),
        _natural(wire, "cursor"),
        _natural({"grants_seq": 0, **wire}, "grants_seq"),
        None if grants is None else _texts(grants),
        rollup,
        wire.get("whole") is True,
        _bins(wire.get("bins")),
        _natural(wire, "share") if "share" in wire else 0,
    )


def _without(wire: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name not in said or said[name] != value}


def _receipt(wire: dict[str, Any]) -> Receipt:
    return Receipt(
        _text(wire, "id"),
        _natural(wire, "n"),
        _text(wire, "outcome"),
        _natural(wire, "seq"),
        wire.get("code"),
        _object(wire.get("detail", {})),
    )


def _puts(wire: dict[str, Any], carriers: Mapping[str, tuple[str, ...]]) -> Puts:
    names = _texts(wire.get("names"))
    sent = _list(wire.get("rows"))
    if set(map(type, sent)) - {list}:
        raise Malformed("not_a_list")
    if "id" not in names or set(map(len, sent)) > {len(names) + 1}:
        raise Malformed("row_width")
    rows = tuple(map(tuple, sent))
    numbers = {row[0] if type(row[0]) is int else None for row in rows}
    if any(str(number) not in carriers for number in numbers):
        raise Malformed("carrier")
    return Puts(names, rows)


def read_continuation(value: Any) -> Continuation:
    """A Continuation from decoded JSON; raises Malformed."""
    wire = _object(value)
    fill, at = _take(wire, "fill", list), _take(wire, "at", list)
    if len(at) > 5 or not all(isinstance(part, str) for part in (*fill, *at)):
        raise Malformed("continuation")
    since, head, grants = (_natural(wire, name) for name in ("since", "head", "grants"))
    return Continuation(
        since, head, tuple(fill), tuple(at), grants, _take(wire, "whole", bool), _bins(wire.get("bins"))
    )


def _bins(value: Any) -> tuple[int, ...] | None:
    """Numbers of bins, in order."""
    if value is None:
        return None
    bins = tuple(_list(value))
    if (
        set(map(type, bins)) - {int}
        or tuple(sorted(set(bins))) != bins
        or (bins and not 0 <= bins[0] <= bins[-1] < BINS)
    ):
        raise Malformed("bins")
    return bins


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed("not_a_list")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    texts = tuple(_list(value))
    if not all(isinstance(text, str) for text in texts):
        raise Malformed("not_a_text")
    return texts


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in _list(value):
        texts = _texts(pair)
        if len(texts) != 2:
            raise Malformed("pair")
        pairs.append((texts[0], texts[1]))
    return tuple(pairs)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("not_an_object")
    return value


def _take(wire: Mapping[str, Any], name: str, kind: type) -> Any:
    value = wire.get(name)
    if type(value) is not kind:
        raise Malformed(f"field_{name}")
    return value


def _text(wire: Mapping[str, Any], name: str) -> str:
    value: str = _take(wire, name, str)
    if not value or len(value) > 200:
        raise Malformed(f"field_{name}")
    return value


def _natural(wire: Mapping[str, Any], name: str) -> int:
    value: int = _take(wire, name, int)
    if value < 0:
        raise Malformed(f"field_{name}")
    return value
