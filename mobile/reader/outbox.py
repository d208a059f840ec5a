"""Questions about what is under way: what waits for the server, what it answered."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.tables import REGISTER

Wish = tuple[str, dict[str, Any]]
"""A verb and its arguments."""

_PEOPLE = ("contact", "about_contact")
_NAMES = {
    "contact": """SELECT trim(coalesce(given_name, '') || ' ' || coalesce(family_name, ''))
                  FROM contact WHERE id = ?""",
    "group": 'SELECT name FROM "group" WHERE id = ?',
    "resource": "SELECT name FROM resource WHERE id = ?",
    "activity": "SELECT title FROM activity WHERE id = ?",
    "activity_series": "SELECT json_extract(phases, '$[#-1].title') FROM activity_series WHERE id = ?",
    "account": "SELECT name FROM account WHERE id = ?",
    "invoice": """SELECT coalesce(series || '-' || printf('%05d', number), (SELECT name FROM account
                  WHERE account.id = invoice.account)) FROM invoice WHERE id = ?""",
    "medium": "SELECT title FROM medium WHERE id = ?",
    "season": "SELECT name FROM season WHERE id = ?",
    "user_device": "SELECT name FROM user_device WHERE id = ?",
    "evaluation_template": "SELECT name FROM evaluation_template WHERE id = ?",
    "custom_field": "SELECT name FROM custom_field WHERE id = ?",
    "criterion": "SELECT name FROM criterion WHERE id = ?",
    "membership_type": "SELECT name FROM membership_type WHERE id = ?",
}


@dataclass(frozen=True)
class Deed:
    """One action in names: `what` it was done to, `whom` it concerns; "" where this device knows no name."""

    verb: str
    args: Mapping[str, Any]
    what: str
    whom: str


@dataclass(frozen=True)
class Waiting:
    """A changeset that the server has not answered. `state`: waiting, pending or doubtful."""

    id: str
    deeds: tuple[Deed, ...]
    at: int
    state: str


@dataclass(frozen=True)
class Answered:
    """A changeset with its answer: applied, merged, refused, parked or duplicate. `about` are references."""

    id: str
    verbs: tuple[str, ...]
    outcome: str
    code: str | None
    about: Mapping[str, Any]
    at: int


@dataclass(frozen=True)
class Removed:
    """What this device deleted of the agenda in one gesture, and when (UTC ms): ids that are not there, and of one that
    comes back, all do.
    """

    ids: tuple[str, ...]
    at: int


class Outbox:
    """The queue and the receipts of this device."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def waiting(self, limit: int = 50) -> tuple[Waiting, ...]:
        """What waits, the oldest first: that is the order in which it goes."""
        rows = self._db.execute(
            "SELECT id, opened('queue', n, 'actions', actions), now, state FROM queue ORDER BY n LIMIT ?", (limit,)
        )
        return tuple(
            Waiting(id_, self.deeds(json.loads(actions or "[]")), at, state or "waiting")
            for id_, actions, at, state in rows
        )

    def answered(self, limit: int = 30, refused: bool = False) -> tuple[Answered, ...]:
        """The last answers, newest first; with `refused` only what was not done."""
        rows = self._db.execute(
            """SELECT id, verbs, outcome, code, about, at FROM receipt
               WHERE ? = 0 OR outcome IN ('refused', 'parked') ORDER BY at DESC, n DESC LIMIT ?""",
            (int(refused), limit),
        )
        return tuple(
            Answered(id_, tuple((verbs or "").split()), outcome, code, _object(about), at)
            for id_, verbs, outcome, code, about, at in rows
        )

    def removed(self, limit: int = 30) -> tuple[Removed, ...]:
        """What the club deleted of the agenda because this device said so and is still gone, newest first: as long as
        its answers are kept.
        """
        rows = self._db.execute(
            """SELECT about, at FROM receipt WHERE outcome IN ('applied', 'merged')
               AND (instr(verbs, 'activity.delete') OR instr(verbs, 'activity_series.delete'))
               ORDER BY at DESC, n DESC LIMIT ?""",
            (limit,),
        )
        told = [(_ids(about, "activity"), at) for about, at in rows]
        left = [(tuple(id for id in ids if not self.row("activity", id)), at) for ids, at in told]
        return tuple(Removed(ids, at) for ids, at in left if ids)

    def lapsed(self) -> tuple[str, ...]:
        """The tables whose rows left because the club's server was not heard for so long."""
        row = self._db.execute("SELECT lapsed FROM device").fetchone()
        return tuple(json.loads(row[0])) if row is not None and row[0] else ()

    def read_again_at(self) -> int | None:
        """When each row that stands here had been read again and compared (UTC ms); None where that never was."""
        row = self._db.execute("SELECT whole_at FROM device").fetchone()
        return row[0] if row is not None else None

    def undo_of(self, id: str) -> tuple[Wish, ...]:
        """The wishes that take back what this changeset corrected; empty when something of it was changed since, or
        nothing can be taken back.
        """
        rows = self._db.execute(
            'SELECT tbl, id, "before", "after" FROM was WHERE changeset = ? ORDER BY tbl, id', (id,)
        )
        wishes = [
            ("row.undo", {"table": table, "id": row, "set": _object(before), "still": _object(after)})
            for table, row, before, after in rows
        ]
        return tuple(wishes) if all(self.stands(**args) for _, args in wishes) else ()

    def stands(self, table: str, id: str, set: Mapping[str, Any], still: Mapping[str, Any]) -> bool:  # noqa: A002 - the verb's own word
        """Whether these fields of a row have these values here, and going back would change something."""
        if table not in REGISTER or not still.keys() <= REGISTER[table].patchable() or set == still:
            return False
        row = self.row(table, id)
        return bool(row) and all(row[name] == value for name, value in still.items())

    def row(self, table: str, id: str) -> Mapping[str, Any]:
        """A row as it stands here; empty where there is none."""
        if table not in REGISTER:
            return {}
        cursor = self._db.execute(f'SELECT * FROM "{table}" WHERE id = ?', (id,))
        row = cursor.fetchone()
        if row is None:
            return {}
        found = dict(zip((name for name, *_ in cursor.description), row, strict=True))
        if REGISTER[table].klass not in ("C", "D"):
            return found
        return {name: cell if name == "id" else self._opened(table, id, name, cell) for name, cell in found.items()}

    def _opened(self, table: str, id: str, name: str, cell: Any) -> Any:
        return self._db.execute("SELECT opened(?, ?, ?, ?)", (table, id, name, cell)).fetchone()[0]

    def waits_for(self, id: str) -> frozenset[str]:
        """The verbs under way that have `id` among their arguments."""
        rows = self._db.execute(
            "SELECT opened('queue', n, 'actions', actions) AS plain FROM queue WHERE instr(plain, ?)", (id,)
        )
        return frozenset(
            str(action["name"])
            for (actions,) in rows
            for action in json.loads(actions)
            if id in action.get("args", {}).values()
        )

    def deeds(self, actions: object) -> tuple[Deed, ...]:
        """Actions as they travel, in names."""
        listed = actions if isinstance(actions, list) else []
        return tuple(self._deed(action) for action in listed if isinstance(action, dict) and "name" in action)

    def _deed(self, action: Mapping[str, Any]) -> Deed:
        verb, args = str(action["name"]), dict(action.get("args") or {})
        noun = verb.split(".", maxsplit=1)[0]
        whom = self.name("contact", next((args[key] for key in _PEOPLE if args.get(key)), None))
        if args.get("to_id"):
            whom = self.name(str(args.get("to_kind")), args["to_id"])
        for table in ("resource", "activity", "invoice", "group", "account", "type", "season"):
            if args.get(table):
                return Deed(verb, args, self.name("membership_type" if table == "type" else table, args[table]), whom)
        noun = str(args.get("table") or noun)
        table = "contact" if noun.startswith("contact") else noun
        own = self.name(table, args.get("id")) or str(args.get("name") or args.get("title") or "")
        if not own and args.get("given_name"):
            own = f"{args['given_name']} {args.get('family_name') or ''}".strip()
        return Deed(verb, args, own or whom, whom)

    def name(self, table: str, id: object) -> str:
        """What a row is called; "" where this device holds none, or its kind has no name."""
        query = _NAMES.get(table)
        if query is None or not isinstance(id, str):
            return ""
        row = self._db.execute(query, (id,)).fetchone()
        return str(row[0] or "") if row else ""


def _ids(about: str | None, table: str) -> list[str]:
    """The ids of a table among the references of an answer."""
    places = json.loads(about) if about else []
    return [place[1] for place in places if place[0] == table] if isinstance(places, list) else []


def _object(text: str | None) -> Mapping[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}
