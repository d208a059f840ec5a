"""Questions of the store room: what stands in the way of a thing, what lies where, what is booked, who has what."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mobile.reader.equipment import Equipment, Item, Taker, item_of
from mobile.reader.items import ITEM
from mobile.reader.natural import teach
from shared.domain.contact import display_name
from shared.domain.custody import HolderKind
from shared.tables.audits import OUTCOMES

Why = Literal["out", "mine", "damaged", "lost", "booked", "short", "archived", "in", "other", "closed", "along"]


@dataclass(frozen=True)
class Blocker:
    """What stands in the way. `who`: who has it, or for whom it is kept, "" where this device knows no name; `at`:
    since or from when (UTC ms); `left`: of what is counted how many there are.

    out       somebody else has it        booked    kept for somebody else        in       it is in already
    mine      they have it already        short     fewer are in than wanted      other    somebody else had it
    damaged, lost, archived               as it says               closed   not for my role
    along     it lies in a box that is out: `who` is the box's name
    """

    why: Why
    who: str = ""
    at: int | None = None
    left: int = 0


@dataclass(frozen=True)
class Holding:
    """What somebody has of a thing until `due_at` (UTC ms): so many of what is counted, or all of it (None)."""

    taker: Taker
    count: int | None
    due_at: int | None


@dataclass(frozen=True)
class Booking:
    """A thing kept for somebody. `pending` while the club's server has not said so."""

    id: str
    resource: str
    what: str
    who: str
    start: int
    end: int
    quantity: int
    note: str | None
    pending: bool


@dataclass(frozen=True)
class Audit:
    """A place that somebody went through. Figures by outcome."""

    id: str
    place: str
    at: int
    by: str
    figures: dict[str, int]


@dataclass(frozen=True)
class AuditLine:
    """What was found of one thing, or a code that nobody knew."""

    outcome: str
    name: str
    resource: str | None


@dataclass(frozen=True)
class BlankSheet:
    """Labels that were printed together: how many there are, and how many of them belong to nothing yet."""

    name: str
    all: int
    free: int


WHO = """coalesce(CASE WHEN b.contact IS NOT NULL THEN (SELECT trim(coalesce(given_name, '') || ' ' ||
    coalesce(family_name, '')) FROM contact WHERE id = b.contact)
    WHEN b."group" IS NOT NULL THEN (SELECT name FROM "group" WHERE id = b."group")
    ELSE (SELECT title FROM activity WHERE id = b.activity) END, '')"""
BOOKING = f"""b.id, b.resource, coalesce(r.name, ''), {WHO}, b.from_at, b.to_at, coalesce(b.quantity, 1), b.note,
    EXISTS (SELECT 1 FROM base WHERE tbl = 'booking' AND id = b.id AND image IS NULL)"""


NEVER = 1 << 62
"""Later than any moment."""


class StoreRoom:
    """What the equipment manager asks while scanning."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._equipment = Equipment(connection)
        teach(connection)

    def going_out(self, item: Item, taker: Taker | None, now: int, until: int | None, wanted: int) -> list[Blocker]:
        """What stands in the way of handing this to `taker` (None: to nobody yet) from `now` until `until` (UTC ms)."""
        found: list[Blocker] = []
        if item.counted and not item.whole:
            if item.quantity is not None and wanted > item.left:
                found.append(Blocker("short", left=item.left))
        elif item.holder is not None:
            same = taker is not None and (item.holder_kind, item.holder_id) == (taker.kind, taker.id)
            found.append(Blocker("mine" if same else "out", item.holder, item.held_since))
        elif item.along is not None:
            found.append(Blocker("along", item.along))
        if item.trouble in ("damaged", "lost"):
            found.append(Blocker("lost" if item.trouble == "lost" else "damaged"))
        kept = self._kept_for_others(item.id, taker, now, until)
        if item.counted and not item.whole and item.quantity is not None:
            left = item.left - sum(one.quantity for one in kept)
            kept = kept if left < wanted <= item.left else []
        found += [Blocker("booked", one.who, one.start) for one in kept]
        if self._archived(item.id):
            found.append(Blocker("archived"))
        return found

    def coming_in(self, item: Item, giver: Taker | None) -> list[Blocker]:
        """What is odd about taking this back, from `giver` where one was chosen."""
        if item.holder is None:
            return [Blocker("in")]
        if giver is None or (item.holder_kind, item.holder_id) == (giver.kind, giver.id):
            return []
        if item.counted and any(holder == (giver.kind, giver.id) for holder, _, _ in self.shares(item.id)):
            return []
        return [Blocker("other", item.holder, item.held_since)]

    def _archived(self, id: str) -> bool:
        row = self._db.execute("SELECT status = 'archived' FROM resource WHERE id = ?", (id,)).fetchone()
        return bool(row and row[0])

    def _kept_for_others(self, id: str, taker: Taker | None, now: int, until: int | None) -> list[Booking]:
        rows = self._db.execute(
            f"""SELECT {BOOKING}, b.contact, b."group", (SELECT "group" FROM activity WHERE id = b.activity)
                FROM booking b JOIN resource r ON r.id = b.resource
                WHERE b.resource = ? AND b.present = 1 AND b.from_at < ? AND b.to_at > ? ORDER BY b.from_at, b.id""",
            (id, max(now + 1, until or 0), now),
        ).fetchall()
        return [
            _booking(row[:-3])
            for row in rows
            if taker is None
            or (taker.kind, taker.id) not in (("contact", row[-3]), *(("group", id) for id in row[-2:]))
        ]

    def shares(self, id: str) -> list[tuple[tuple[HolderKind, str], str, int]]:
        """Of what is counted who has how many: (kind and id, name, count), the largest first."""
        return self._equipment.shares(id)

    def holdings(self, id: str) -> tuple[Holding, ...]:
        """Who has it; of what is counted who has how many, who took some last first. Empty when all of it is in."""
        thing = self._equipment.resource(id)
        item = None if thing is None else thing.item
        if thing is None or item is None or item.holder_kind is None or item.holder_id is None:
            return ()
        if not item.counted or item.whole:
            return (Holding(Taker(item.holder_kind, item.holder_id, item.holder or "", ""), None, item.due_at),)
        takings = [fact for fact in thing.facts if fact.kind == "out" and fact.quantity is not None]
        return tuple(
            Holding(
                Taker(kind, id_, name, ""),
                count,
                next((fact.due_at for fact in takings if (fact.to_kind, fact.to_id) == (kind, id_)), None),
            )
            for (kind, id_), name, count in self.shares(id)
        )

    def expected(self, place: str) -> tuple[Item, ...]:
        """What should be in this place: what was last put there, or belongs there and was never put anywhere."""
        rows = self._db.execute(
            f"""SELECT {ITEM} FROM resource r, resource here WHERE here.id = ? AND r.id <> here.id
                AND r.status = 'active' AND (r.holder_id IS NULL OR r.holder_id = here.id
                    OR (r.kind = 'quantity' AND r.out_count > 0 AND r.quantity > r.out_count))
                AND (r.place = here.id OR (r.place IS NULL AND (r.parent = here.id
                     OR (r.parent IS NULL AND fold(coalesce(r.home_location, '')) = fold(here.name)))))
                ORDER BY natural_key(r.name), r.id""",
            (place,),
        )
        return tuple(map(item_of, rows))

    def contents(self, kit: str) -> tuple[Item, ...]:
        """What belongs in this box or place, wherever it is now, and what lies in it."""
        rows = self._db.execute(
            f"""SELECT {ITEM} FROM resource r WHERE r.status <> 'archived'
                AND (r.parent = ?1 OR r.holder_id IS NULL AND r.place = ?1) ORDER BY natural_key(r.name), r.id""",
            (kit,),
        )
        return tuple(map(item_of, rows))

    def kit_of(self, id: str) -> Item | None:
        """The box or set to which this thing belongs."""
        row = self._db.execute(
            f"SELECT {ITEM} FROM resource r WHERE r.id = (SELECT parent FROM resource WHERE id = ?)", (id,)
        ).fetchone()
        return None if row is None else item_of(row)

    def around(self, id: str) -> frozenset[str]:
        """The boxes in which this one belongs, from the nearest outwards."""
        rows = self._db.execute(
            """WITH RECURSIVE above(id) AS (SELECT parent FROM resource WHERE id = ? UNION
                SELECT r.parent FROM resource r JOIN above ON r.id = above.id)
               SELECT id FROM above WHERE id IS NOT NULL""",
            (id,),
        )
        return frozenset(row[0] for row in rows)

    def place_of(self, id: str) -> str | None:
        """Where it was last put."""
        row = self._db.execute("SELECT place FROM resource WHERE id = ?", (id,)).fetchone()
        return None if row is None else row[0]

    def place_before(self, id: str, kit: str) -> str | None:
        """Where it was put last before it was put in this box; else where the box itself was put."""
        row = self._db.execute(
            """SELECT to_id FROM custody_event WHERE resource = ? AND kind IN ('in', 'move', 'audit', 'found')
                AND to_kind = 'resource' AND to_id <> ? ORDER BY stamp DESC, id DESC LIMIT 1""",
            (id, kit),
        ).fetchone()
        return self.place_of(kit) if row is None else str(row[0])

    def bookings(self, resource: str, now: int) -> tuple[Booking, ...]:
        """Those of one thing that are not over, the first to come first."""
        return self._bookings("b.resource = ?", resource, now)

    def bookings_of(self, group_or_contact: str, now: int) -> tuple[Booking, ...]:
        """Those for one team or person; of a team those for its activities too."""
        groups = '(SELECT "group" FROM activity WHERE id = b.activity)'
        return self._bookings(f'? IN (b.contact, b."group", {groups})', group_or_contact, now)

    def bookings_for(self, activity: str) -> tuple[Booking, ...]:
        """Those for one activity, over or not."""
        return self._bookings("b.activity = ?", activity, 0)

    def asked_for(self, booking: str) -> dict[str, Any]:
        """What was asked for by this booking, as `booking.make` wants it; empty where it is not here."""
        said = ("resource", "contact", "group", "activity", "from_at", "to_at", "quantity", "note")
        columns = ", ".join(f'"{name}"' for name in said)
        row = self._db.execute(f"SELECT {columns} FROM booking WHERE id = ?", (booking,)).fetchone()
        return {} if row is None else dict(zip(said, row, strict=True))

    def _bookings(self, where: str, value: str, now: int) -> tuple[Booking, ...]:
        rows = self._db.execute(
            f"""SELECT {BOOKING} FROM booking b LEFT JOIN resource r ON r.id = b.resource
                WHERE {where} AND b.present = 1 AND b.to_at > ? ORDER BY b.from_at, b.id LIMIT 60""",
            (value, now),
        )
        return tuple(map(_booking, rows))

    def clashes(self, resource: str, start: int, end: int) -> tuple[Booking, ...]:
        """What is booked at that time already."""
        rows = self._db.execute(
            f"""SELECT {BOOKING} FROM booking b LEFT JOIN resource r ON r.id = b.resource
                WHERE b.resource = ? AND b.present = 1 AND b.from_at < ? AND b.to_at > ? ORDER BY b.from_at, b.id""",
            (resource, end, start),
        )
        return tuple(map(_booking, rows))

    def loans(self, kind: HolderKind, id: str) -> tuple[Item, ...]:
        """What one person or team has, what is due first; of what is counted as many as they have."""
        rows = self._db.execute(
            f"""SELECT {ITEM} FROM resource r WHERE r.holder_kind = ?1 AND r.holder_id = ?2
                OR r.out_count > 0 AND r.id IN (SELECT resource FROM custody_event
                    WHERE kind = 'out' AND to_kind = ?1 AND to_id = ?2)
                ORDER BY natural_key(r.name), r.id""",
            (kind, id),
        )
        items = [item_of(row) for row in rows]
        parts = [self._equipment.part_of(item, kind, id) if item.out_count else item for item in items]
        return tuple(sorted((part for part in parts if part is not None), key=lambda part: part.due_at or NEVER))

    def places(self) -> tuple[Item, ...]:
        """Locations and kits: where things can be put."""
        rows = self._db.execute(
            f"""SELECT {ITEM} FROM resource r WHERE r.status = 'active' AND r.kind IN ('location', 'kit')
                ORDER BY r.kind DESC, natural_key(r.name), r.id"""
        )
        return tuple(map(item_of, rows))

    def keepers(self) -> tuple[tuple[str, str], ...]:
        """Who keeps the store room, as (contact, name): known where this device holds the roles of others."""
        rows = self._db.execute(
            """SELECT DISTINCT c.id, c.given_name, c.family_name FROM role_assignment r
            JOIN user_profile u ON u.id = r.user JOIN contact c ON c.id = u.contact
            WHERE r.role = 'equipment' AND r.present = 1 ORDER BY c.family_name, c.given_name, c.id"""
        )
        return tuple((id, display_name(given, family)) for id, given, family in rows)

    def audits(self, place: str, limit: int = 5) -> tuple[Audit, ...]:
        """When this place was gone through, the newest first."""
        rows = self._db.execute(
            f"""SELECT s.id, s.place, s.finished_at, coalesce((SELECT trim(coalesce(c.given_name, '') || ' ' ||
                    coalesce(c.family_name, '')) FROM user_profile p JOIN contact c ON c.id = p.contact
                    WHERE p.id = s.by_user), ''), {", ".join(f"coalesce(s.{name}, 0)" for name in OUTCOMES)}
                FROM audit_session s WHERE s.place = ? ORDER BY s.finished_at DESC, s.id LIMIT ?""",
            (place, limit),
        )
        return tuple(
            Audit(id_, where, at or 0, by, dict(zip(OUTCOMES, figures, strict=True)))
            for id_, where, at, by, *figures in rows
        )

    def audit_lines(self, session: str) -> tuple[AuditLine, ...]:
        """What was found, what is missing first."""
        rows = self._db.execute(
            """SELECT l.outcome, coalesce(r.name, l.shown, ''), l.resource FROM audit_line l
               LEFT JOIN resource r ON r.id = l.resource WHERE l.session = ?
               ORDER BY instr('missing unknown returned moved seen', l.outcome),
                    natural_key(coalesce(r.name, l.shown))""",
            (session,),
        )
        return tuple(AuditLine(*row) for row in rows)

    def still_missing(self, session: str) -> tuple[Item, ...]:
        """Of what was missing then, what nobody has, saw since, or reported lost."""
        rows = self._db.execute(
            f"""SELECT {ITEM} FROM audit_line l JOIN audit_session s ON s.id = l.session
                JOIN resource r ON r.id = l.resource
                WHERE l.session = ? AND l.outcome = 'missing' AND r.status <> 'archived' AND r.holder_id IS NULL
                    AND coalesce(r.trouble, '') <> 'lost' AND NOT EXISTS (SELECT 1 FROM custody_event e
                        WHERE e.resource = r.id AND coalesce(e.estimated_at, e.claimed_at) > s.finished_at)
                ORDER BY natural_key(r.name), r.id""",
            (session,),
        )
        return tuple(map(item_of, rows))

    def blank_sheets(self) -> tuple[BlankSheet, ...]:
        """Those with labels that belong to nothing yet, the last name (they begin with a day) first."""
        rows = self._db.execute(
            """SELECT batch, count(*), total(resource IS NULL AND revoked_at IS NULL) AS free FROM resource_code
               WHERE batch IS NOT NULL GROUP BY batch HAVING free > 0 ORDER BY batch DESC"""
        )
        return tuple(BlankSheet(name, count, int(free)) for name, count, free in rows)

    def free_codes(self, sheet: str) -> tuple[str, ...]:
        """Those of the labels of one sheet that belong to nothing."""
        rows = self._db.execute(
            "SELECT id FROM resource_code WHERE batch = ? AND resource IS NULL AND revoked_at IS NULL ORDER BY id",
            (sheet,),
        )
        return tuple(row[0] for row in rows)

    def signed(self, event: str) -> str | None:
        """The strokes under a hand-over, as JSON; None where there are none, or not for this device."""
        row = self._db.execute("SELECT strokes FROM custody_signature WHERE id = ?", (event,)).fetchone()
        return None if row is None else str(row[0])

    def value(self, resource: str) -> tuple[int | None, str | None, str | None, bool] | None:
        """Price in cents, supplier, day bought, whether it is insured; None where nothing is known here."""
        row = self._db.execute(
            "SELECT price_cents, supplier, bought_on, coalesce(insured, 0) FROM resource_value WHERE id = ?",
            (resource,),
        ).fetchone()
        return None if row is None else (row[0], row[1], row[2], bool(row[3]))


def _booking(row: Sequence[object]) -> Booking:
    id_, resource, what, who, start, end, quantity, note, pending = row
    return Booking(id_, resource, what, who, start, end, quantity, note, bool(pending))  # type: ignore[arg-type]  # a row
