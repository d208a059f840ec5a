"""Questions about equipment: where is it, who had it before, what is late, whose is this label."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mobile.reader.items import FOUND, ITEM, NAME, WHICH, Counts, Which
from mobile.reader.natural import teach
from shared.domain.contact import fold as folded
from shared.domain.custody import Custody, Event, HolderKind, Kind
from shared.domain.custody import fold as custody_of

PAGE = 60


@dataclass(frozen=True)
class Item:
    """One line of the list. `holder` is None when it is in store; "" when it is with somebody unknown
    here.
    """

    id: str
    name: str
    category: str | None
    tag_no: str | None
    holder_kind: HolderKind | None
    holder: str | None
    held_since: int | None
    due_at: int | None
    disputed: bool
    holder_id: str | None = None
    kind: str = "single"
    quantity: int | None = None
    out_count: int = 0
    trouble: str | None = None
    place: str | None = None
    """The name of the place where it was last put."""
    archived: bool = False
    along: str | None = None
    """The name of the box or set that is out, and in which it lies."""
    along_with: str | None = None
    """Who has that box; "" who is unknown here."""
    broken: int = 0
    missing: int = 0
    """Of what is counted, how many are known to be broken, and how many are gone."""
    held: int | None = None
    """Of what is counted, how many of it whoever was asked about has."""

    @property
    def counted(self) -> bool:
        """Whether there are many of it, under one label."""
        return self.kind == "quantity"

    @property
    def whole(self) -> bool:
        """Whether somebody has all of it."""
        return self.holder is not None and not self.out_count

    @property
    def left(self) -> int:
        """How many of what is counted are in, and whole."""
        gone = self.out_count + self.broken + self.missing
        return 0 if self.whole else max(0, (self.quantity or 0) - gone)

    def late(self, now: int) -> bool:
        """Whether it should have been back before `now` (UTC ms)."""
        return self.holder is not None and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Fact:
    """One line of the chain of custody. `confirmed` is False while the server has not heard of it."""

    id: str
    kind: Kind
    to: str | None
    to_kind: HolderKind | None
    by: str | None
    at: int
    confirmed: bool
    condition: str | None
    note: str | None
    due_at: int | None
    to_id: str | None = None
    quantity: int | None = None


@dataclass(frozen=True)
class Quarrel:
    """Two hand-outs without a return between them: both, with both times."""

    first: Fact
    second: Fact


@dataclass(frozen=True)
class Resource:
    """Everything about one thing. `facts` are the newest first."""

    item: Item
    kind: str
    serial: str | None
    home: str | None
    condition: str | None
    note: str | None
    next_audit_on: str | None
    quantity: int | None
    archived: bool
    photo: str | None
    status: str
    facts: tuple[Fact, ...]
    quarrel: Quarrel | None
    shares: tuple[tuple[str, int], ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Taker:
    """Somebody or something that can be handed a thing. `detail` tells two of one name apart."""

    kind: HolderKind
    id: str
    name: str
    detail: str


@dataclass(frozen=True)
class Code:
    """What this device knows of one label."""

    code: str
    resource: str | None
    revoked: bool


class Equipment:
    """Resources, labels, custody."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        teach(connection)

    def items(
        self,
        text: str = "",
        which: Which = "all",
        now: int = 0,
        mine: Sequence[str] = (),
        limit: int = PAGE,
        category: str = "",
        *,
        today: str = "",
    ) -> tuple[Item, ...]:
        """Things in order of name, those that are archived only when asked for; with `text`, those of which each word
        begins one of the name, the number, an extra field, the category, the place, or who has it: named so or numbered
        so come first. What is to be checked is so by the day on the club's wall, `today` (`YYYY-MM-DD`).
        """
        where = f"r.status {'=' if which == 'archived' else '<>'} 'archived' AND {WHICH[which]}"
        values = {"now": now, "mine": _json(mine), "limit": limit, "category": category, "today": today}
        first = {"late": "r.due_at, ", "check": "r.next_audit_on, "}.get(which, "")
        words = folded(text).split()
        if words:
            first = f"r.rowid NOT IN (SELECT rowid FROM resource_search WHERE words MATCH :words), {first}"
            values["words"] = " ".join(f'"{word}"*' for word in words)
        for number, word in enumerate(words):
            where += f" AND {FOUND.format(n=number)}"
            values |= {f"word{number}": f'"{word}"*', f"typed{number}": f" {word}"}
        if category:
            where += " AND r.category = :category"
        order = f"{first}natural_key(r.name), r.tag_no, r.id"
        rows = self._db.execute(f"SELECT {ITEM} FROM resource r WHERE {where} ORDER BY {order} LIMIT :limit", values)
        return tuple(item_of(row) for row in rows)

    def categories(self) -> tuple[str, ...]:
        """Those that things have, by name."""
        rows = self._db.execute(
            """SELECT DISTINCT category FROM resource WHERE status <> 'archived' AND trim(coalesce(category, '')) <> ''
               ORDER BY natural_key(category), category"""
        )
        return tuple(row[0] for row in rows)

    def counts(self, now: int, today: str = "") -> Counts:
        """How many things there are, are out, are late and are disputed, and are to be checked by `today`."""
        row = self._db.execute(
            f"""SELECT count(*), total({WHICH["out"]}), total({WHICH["late"]}), total({WHICH["disputed"]}),
                    (SELECT count(*) FROM resource WHERE status = 'archived'), total({WHICH["check"]})
                FROM resource r WHERE r.status <> 'archived'""",
            {"now": now, "today": today},
        ).fetchone()
        return Counts(*(int(figure) for figure in row))

    def item(self, id: str) -> Item | None:
        """One line, or None when the thing is not on this device."""
        row = self._db.execute(f"SELECT {ITEM} FROM resource r WHERE r.id = ?", (id,)).fetchone()
        return None if row is None else item_of(row)

    def resource(self, id: str) -> Resource | None:
        """Everything about one thing, or None when it is not on this device."""
        item = self.item(id)
        if item is None:
            return None
        kind, serial, home, condition, note, next_audit_on, quantity, archived, photo = self._db.execute(
            """SELECT kind, serial, home_location, condition, note, next_audit_on, quantity,
                    status = 'archived', photo FROM resource WHERE id = ?""",
            (id,),
        ).fetchone()
        facts, custody = self._chain(id)
        labels = self._db.execute(
            "SELECT id FROM resource_code WHERE resource = ? AND revoked_at IS NULL ORDER BY claimed_at",
            (id,),
        )
        return Resource(
            item,
            kind=kind,
            serial=serial,
            home=home,
            condition=condition,
            note=note,
            next_audit_on=next_audit_on,
            quantity=quantity,
            archived=bool(archived),
            photo=photo,
            status=custody.status,
            facts=tuple(reversed(facts)),
            quarrel=_quarrel(custody, facts) if item.disputed else None,
            shares=tuple((name, count) for _, name, count in self.shares(id)) if item.counted else (),
            labels=tuple(row[0] for row in labels),
        )

    def _chain(self, id: str) -> tuple[list[Fact], Custody]:
        """The facts of a thing in the order of their stamps, and what they add up to."""
        who = NAME.format(kind="e.to_kind", id="e.to_id")
        rows = self._db.execute(
            f"""SELECT e.id, e.kind, {who}, e.to_kind, e.by_user, coalesce(e.estimated_at, e.claimed_at),
                    e.received_at IS NOT NULL, e.condition, e.note, e.due_at, e.stamp, e.to_id, e.claimed_at,
                    (SELECT trim(coalesce(c.given_name, '') || ' ' || coalesce(c.family_name, ''))
                     FROM user_profile p JOIN contact c ON c.id = p.contact WHERE p.id = e.by_user),
                    e.quantity, e.from_kind, e.from_id
                FROM custody_event e WHERE e.resource = ? ORDER BY e.stamp, e.id""",
            (id,),
        ).fetchall()
        facts = [
            Fact(
                id=row[0],
                kind=row[1],
                to=row[2],
                to_kind=row[3],
                by=row[13] or None,
                at=row[5],
                confirmed=bool(row[6]),
                condition=row[7],
                note=row[8],
                due_at=row[9],
                to_id=row[11],
                quantity=row[14],
            )
            for row in rows
        ]
        events = (Event(row[0], row[10], row[1], id, row[3], row[11], row[12], row[4], *row[14:17]) for row in rows)
        return facts, custody_of(events)

    def shares(self, id: str) -> list[tuple[tuple[HolderKind, str], str, int]]:
        """Of what is counted who has how many: (kind and id, name, count), who took some last comes first."""
        facts, custody = self._chain(id)
        names = {(fact.to_kind, fact.to_id): fact.to or "" for fact in facts}
        return [((who.kind, who.id), names[who.kind, who.id], count) for who, count in reversed(custody.shares)]

    def part_of(self, item: Item, kind: HolderKind, id: str) -> Item | None:
        """What is counted, as the part of it that this holder has, since when and until when; None when they have
        none.
        """
        facts, custody = self._chain(item.id)
        told = {fact.id: fact for fact in facts}
        for (holder, count), taken in zip(custody.shares, custody.takings, strict=True):
            if (holder.kind, holder.id) == (kind, id):
                fact = told[taken.id]
                since = {"held_since": fact.at, "due_at": fact.due_at, "held": count}
                return replace(item, holder_kind=kind, holder_id=id, holder=fact.to or "", **since)  # type: ignore[arg-type]  # fields of Item
        return None

    def takers(self, text: str = "", limit: int = 30) -> tuple[Taker, ...]:
        """Whom a thing can be handed to: without `text` whoever took something last, then all teams."""
        if folded(text):
            return (*self._groups(text), *self._people(text, limit))
        return (*self._recent(6), *self._groups(""))

    def taker(self, kind: HolderKind, id: str) -> Taker | None:
        """One of them; None where this device knows nobody of that id."""
        person = f"SELECT c.id, {PERSON}, {_TEAMS} FROM contact c WHERE c.id = ?"
        team = """SELECT g.id, g.name, coalesce(g.category, '') FROM "group" g WHERE g.id = ?"""
        row = self._db.execute(team if kind == "group" else person, (id,)).fetchone()
        return None if row is None else Taker(kind, *row)

    def _people(self, text: str, limit: int) -> tuple[Taker, ...]:
        words = " ".join(f'"{word}"*' for word in folded(text).split())
        rows = self._db.execute(
            f"""SELECT c.id, {PERSON}, {_TEAMS} FROM contact c
                WHERE c.status = 'active'
                    AND c.rowid IN (SELECT rowid FROM contact_search WHERE words MATCH ?)
                ORDER BY c.given_name, c.family_name LIMIT ?""",
            (words, limit),
        )
        return tuple(Taker("contact", *row) for row in rows)

    def _recent(self, limit: int) -> tuple[Taker, ...]:
        rows = self._db.execute(
            f"""SELECT c.id, {PERSON}, {_TEAMS} FROM contact c JOIN (
                    SELECT to_id, max(claimed_at) AS at FROM custody_event
                    WHERE kind = 'out' AND to_kind = 'contact' GROUP BY to_id) e ON e.to_id = c.id
                WHERE c.status = 'active' ORDER BY e.at DESC LIMIT ?""",
            (limit,),
        )
        return tuple(Taker("contact", *row) for row in rows)

    def _groups(self, text: str) -> tuple[Taker, ...]:
        rows = self._db.execute(
            """SELECT g.id, g.name, coalesce(g.category, '') FROM "group" g
               WHERE g.status = 'active' AND instr(' ' || fold(g.name), ' ' || ?) ORDER BY natural_key(g.name), g.id""",
            (folded(text),),
        )
        return tuple(Taker("group", *row) for row in rows)

    def code(self, code: str) -> Code | None:
        """The label with this code, or None when this device never heard of it."""
        row = self._db.execute(
            "SELECT id, resource, revoked_at IS NOT NULL FROM resource_code WHERE id = ?", (code,)
        ).fetchone()
        return None if row is None else Code(row[0], row[1], bool(row[2]))

    def labels_of(self, ids: Sequence[str]) -> dict[str, str]:
        """By thing, the code of the label that was put on it last; a thing without a label is not in it."""
        rows = self._db.execute(
            """SELECT resource, id FROM resource_code WHERE revoked_at IS NULL
               AND resource IN (SELECT value FROM json_each(?)) ORDER BY claimed_at, id""",
            (_json(ids),),
        )
        return dict(rows.fetchall())

    def codes_beginning(self, prefix: str) -> tuple[Code, ...]:
        """The labels whose code begins so: what a short typed code may mean."""
        rows = self._db.execute(
            """SELECT id, resource, revoked_at IS NOT NULL FROM resource_code
               WHERE substr(id, 1, ?) = ? LIMIT 5""",
            (len(prefix), prefix),
        )
        return tuple(Code(row[0], row[1], bool(row[2])) for row in rows)

    def marked(self, text: str) -> tuple[Item, ...]:
        """The things whose tag or serial number is `text`, whatever its case and spaces."""
        rows = self._db.execute(
            f"""SELECT {ITEM} FROM resource r WHERE r.status = 'active' AND ?1 <> ''
                AND (fold(coalesce(r.tag_no, '')) = ?1 OR fold(coalesce(r.serial, '')) = ?1) LIMIT 5""",
            (folded(text),),
        )
        return tuple(item_of(row) for row in rows)


PERSON = "trim(coalesce(c.given_name, '') || ' ' || coalesce(c.family_name, ''))"
_TEAMS = """coalesce((SELECT group_concat(DISTINCT g.name) FROM group_member m JOIN "group" g ON g.id =
m."group" WHERE m.contact = c.id AND m.present = 1), '')"""


def item_of(row: Sequence[Any]) -> Item:
    """`row` has the columns of ITEM, in order."""
    (
        id_,
        name,
        category,
        tag_no,
        kind,
        holder,
        since,
        due_at,
        disputed,
        *more,
        archived,
        along,
        whose,
        broken,
        missing,
    ) = row
    said = (bool(disputed), *more, bool(archived), along, whose, broken, missing)
    return Item(id_, name, category, tag_no, kind, holder, since, due_at, *said)


def _quarrel(custody: Custody, facts: Sequence[Fact]) -> Quarrel | None:
    """The dispute that nobody settled, in facts with names."""
    dispute = custody.quarrel
    if dispute is None:
        return None
    by_id = {fact.id: fact for fact in facts}
    return Quarrel(by_id[dispute.first.id], by_id[dispute.second.id])


def _json(values: Sequence[str]) -> str:
    return "[" + ",".join(f'"{value}"' for value in values) + "]"
