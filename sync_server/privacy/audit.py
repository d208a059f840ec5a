"""Who opened, exported, gave, withdrew, revoked or erased what: an append-only chain of lines, each bearing the SHA-256
of itself and of the line before it.

A line that is changed, taken out or put elsewhere breaks the chain from there on. Who can write the whole database can
make the whole chain anew, or cut off its end: against that its last hash is kept elsewhere (`touchline audit verify`
prints it and takes it back). No line holds a value of class C or D: ids, names of verbs and purposes only.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from shared.register import Row, canonical
from shared.storage import Store
from shared.tables.exports import ARCHIVE

START = "0" * 64
SLICE = 2_000
SAID = ("seq", "at", "kind", "actor", "device", "tbl", "id", "detail", "before")
"""What the hash of a line is over, in this order."""


@dataclass(frozen=True)
class Deed:
    """What is to be remembered. `kind` is a word of `KINDS`, `at` is UTC ms, `actor` a user, `detail` ids and names."""

    kind: str
    at: int
    actor: str
    device: str | None = None
    table: str | None = None
    id: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


KINDS = frozenset(
    (
        "opened", "role_given", "role_planned", "role_withdrawn", "acting_given", "acting_withdrawn",
        "device_revoked", "deleted", "erased", "exported", "taken_out", "restored",
        "keys_rotated", "number_entered", "number_shown", "number_dropped", "number_expired",
        "numbers_on", "numbers_off", "password_changed",
        "second_step_on", "second_step_off", "second_step_reset", "second_step_lost", "recovery_codes_renewed",
    )
)  # fmt: skip


class Audit:
    """Writes inside the caller's write transaction, where nobody else does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, deed: Deed) -> None:
        """Add a line at the end of the chain."""
        if deed.kind not in KINDS:
            raise KeyError(deed.kind)
        last = self._store.highest("audit", "seq") or 0
        before = (self._store.get("audit", last) or {"hash": START})["hash"]
        line = {
            "seq": last + 1,
            "at": deed.at,
            "kind": deed.kind,
            "actor": deed.actor,
            "device": deed.device,
            "tbl": deed.table,
            "id": deed.id,
            "detail": canonical(dict(deed.detail)) if deed.detail else None,
            "before": before,
        }
        self._store.put("audit", {**line, "hash": hash_of(line)})


def hash_of(line: Row) -> str:
    """What a line must bear."""
    return sha256(canonical([line[name] for name in SAID]).encode()).hexdigest()


# ---- what a changeset leaves

Written = tuple[str, str, Row | None, Row | None]
"""Table, id, the row before and after."""


def deeds_in(written: Iterator[Written], at: int, actor: str, device: str) -> Iterator[Deed]:
    """What of these rows is to be remembered."""
    for table, id, old, new in written:
        judge = JUDGES.get(table)
        found = judge(old, new) if judge is not None else None
        if found is not None:
            kind, about, detail = found
            yield Deed(kind, at, actor, device, *(about or (table, id)), detail=detail)


Found = tuple[str, tuple[str, str] | None, Mapping[str, Any]]


def _opening(old: Row | None, new: Row | None) -> Found | None:
    """When it was opened, as the device says; the line itself bears when that was heard."""
    if old is not None or new is None:
        return None
    return "opened", (str(new["what"]), str(new["contact"])), {"opened_at": new["opened_at"]}


def _taken_out(old: Row | None, new: Row | None) -> Found | None:
    """What a device says it made; what the server makes by itself has its own line."""
    if old is not None or new is None or new["what"] == ARCHIVE:
        return None
    return "taken_out", None, {name: new[name] for name in ("what", "people", "made_at")}


NO_DAYS: Mapping[str, Any] = {"from_on": None, "to_on": None}


def _role(old: Row | None, new: Row | None) -> Found | None:
    had, has = (bool(row and row["present"]) for row in (old, new))
    row = new or old
    if row is None or (had == has and all((old or NO_DAYS)[name] == row[name] for name in NO_DAYS)):
        return None
    detail = {name: row[name] for name in ("user", "role", "group", *NO_DAYS) if row.get(name) is not None}
    return "role_planned" if had == has else "role_given" if has else "role_withdrawn", None, detail


def _acting(old: Row | None, new: Row | None) -> Found | None:
    """Who may act for the children of an account, and who is one of them."""
    had, has = _part(old), _part(new)
    row = new or old
    if had == has or row is None:
        return None
    detail = {"account": row["account"], "contact": row["contact"], "as": has or had}
    return "acting_given" if has else "acting_withdrawn", None, detail


def _part(link: Row | None) -> str | None:
    if link is None or not link["present"]:
        return None
    return "guardian" if link["may_act_for"] else "child" if link["function"] == "child" else None


def _device(old: Row | None, new: Row | None) -> Found | None:
    """Of one that was added and revoked in one breath, too."""
    gone = new is not None and new["revoked_at"] is not None and (old is None or old["revoked_at"] is None)
    return ("device_revoked", None, {"user": new["user"]}) if gone and new is not None else None


def _person(old: Row | None, new: Row | None) -> Found | None:
    return ("deleted", None, {}) if old is not None and new is None else None


def _told(old: Row | None, new: Row | None) -> Found | None:
    """Whoever's password was changed is told of it, in the transaction that changes it."""
    if old is not None or new is None or (new["kind"], new["code"]) != ("told", "password_changed"):
        return None
    return "password_changed", ("user_profile", str(new["user"])), {}


def _switch(old: Row | None, new: Row | None) -> Found | None:
    """Whether the club keeps national numbers."""
    if (new or old or {}).get("id") != "national_numbers":
        return None
    was, now = _on(old), _on(new)
    return None if was == now else ("numbers_on" if now else "numbers_off", None, {})


def _on(setting: Row | None) -> bool:
    value = json.loads(setting["value"]) if setting is not None and setting["value"] is not None else None
    return isinstance(value, dict) and value.get("on") is True


JUDGES: Mapping[str, Callable[[Row | None, Row | None], Found | None]] = {
    "opening": _opening,
    "export_log": _taken_out,
    "role_assignment": _role,
    "account_link": _acting,
    "user_device": _device,
    "contact": _person,
    "inbox_item": _told,
    "setting": _switch,
}


# ---- is it whole?


@dataclass(frozen=True)
class Verdict:
    """How many lines follow each other, the last hash among them, and what is wrong with the next one: "changed",
    "missing" (or put elsewhere), or "unknown" when the chain does not lead through a hash that was kept elsewhere.
    """

    lines: int
    last: str
    broken: str | None = None


def verify(store: Store, known: tuple[int, str] | None = None) -> Verdict:
    """Walk the chain from its first line. `known` is a (seq, hash) that it must lead through."""
    seq, last = 0, START
    with store.snapshot():
        while lines := store.above("audit", ("seq",), (seq,), SLICE):
            for line in lines:
                if line["seq"] != seq + 1 or line["before"] != last:
                    return Verdict(seq, last, "missing")
                if line["hash"] != hash_of(line):
                    return Verdict(seq, last, "changed")
                if known is not None and known[0] == line["seq"] and known[1] != line["hash"]:
                    return Verdict(seq, last, "unknown")
                seq, last = line["seq"], line["hash"]
    return Verdict(seq, last, "unknown" if known is not None and known[0] > seq else None)
