"""How long what is kept, and the job that holds to it. The rows of the club have their table in
`shared/actions/retention.py`; here is the law about the books, and the table of what only the server keeps.

Belgian law keeps the books for ten years from 1 January after the date of the document: VAT code, art. 60, and Income
tax code 1992, art. 315, both as changed by the law of 20 November 2022 (in force since 1 January 2023; seven years
before). What issued invoices and payments say therefore stays, also of a person who was erased.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from shared.actions.retention import DAY_MS, RULES, YEAR, expire_args, past
from shared.register import Row, canonical
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from shared.tables import REGISTER
from sync_server.club import Club
from sync_server.facts import image
from sync_server.parking import ENDINGS
from sync_server.referee import SERVER, Wish

BOOKS_YEARS = 10
STEP, LINES = 100, 1_000
"""Rows that leave, and rows or lines of history that are looked at, in one step: nobody waits for it."""
SAYS = ("before", "after", "lost")
Where = tuple[int, str, str]
START: Where = (0, "", "")


@dataclass(frozen=True)
class OwnRule:
    """What only the server keeps: `what` lines of history ("removed": the last image of a deleted row, after which it
    cannot be restored, and with it all that was said of the row before; "changed": what stood before a change), of
    tables of these classes, lose their words after `days`; of a rule with `words` (table, fields) these alone.
    """

    what: str
    klasses: str
    days: int
    why: str
    words: tuple[str, tuple[str, ...]] | None = None

    def left(self, line: Row) -> Row:
        """What it leaves of a line of history that is past its time."""
        if self.words is None:
            return _bare(line) if _klass(line) in self.klasses else line
        table, fields = self.words
        return {**line, **{part: _without(line[part], fields) for part in SAYS}} if line["tbl"] == table else line


OWN_RULES = (
    OwnRule("removed", "BC", YEAR, "what was deleted can be restored for a year"),
    OwnRule("changed", "C", YEAR, "what a sensitive field said before"),
    *(OwnRule("changed", "B", YEAR, f"before: {one.why}", (one.table, one.words)) for one in RULES if one.words),
    OwnRule("changed", "B", 3 * YEAR, "what a personal field said before"),
)


def books_until(issued_on: str) -> str:
    """The last day (`YYYY-MM-DD`) on which an invoice of this day must be kept."""
    return date(date.fromisoformat(issued_on).year + BOOKS_YEARS, 12, 31).isoformat()


class Retention:
    """Finds what is past its time, and lets it go. One object goes through everything: once, and through the rows again
    where letting go of some did more.
    """

    def __init__(self, club: Club) -> None:
        self._club = club
        self._gone = 0
        self._stirred = False
        self._rules = list(RULES)
        self._last = ""
        self._left = list(OWN_RULES)
        self._after = START

    def due(self) -> dict[str, int]:
        """How much is past its time, by why it may go; nothing changes."""
        whys = [*(rule.why for rule in RULES), *(rule.why for rule in OWN_RULES)]
        found: Counter[str] = Counter(dict.fromkeys(whys, 0))
        with self._club.store.snapshot():
            found.update(why for why, _, _ in self._rows())
            for rule in OWN_RULES:
                after: Where | None = START
                while after is not None:
                    lines, after = self._own(rule, after)
                    found[rule.why] += len(lines)
        return dict(found)

    def apply(self) -> int:
        """Let go of all of it; answers how much."""
        while not self.step():
            pass
        return self._gone

    def step(self) -> bool:
        """Let go of some of it, in one transaction; True when nothing is left."""
        club, now = self._club, self._club.now()
        if self._rules:
            with club.store.snapshot():
                rows = self._next_rows(now)
            if rows:
                self._expire(rows, now)
            if not self._rules and self._stirred:
                self._rules, self._stirred = list(RULES), False
            return False
        if not self._left:
            club.store.scrub()
            return True
        self._let_go(self._left[0])
        return False

    def _expire(self, rows: list[tuple[str, str]], now: int) -> None:
        """These rows go. What waited to be told again, and spoke of nothing else, is settled by that: then rows may be
        over that were looked at before. More entries than wishes tell of it.
        """
        calls = (ActionCall("row.expire", 1, expire_args(table, id)) for table, id in rows)
        receipts = self._club.referee.perform_many([Wish(self._club.new_id(), now, (call,)) for call in calls])
        self._gone += len(rows)
        self._stirred = self._stirred or receipts[-1].seq < int((self._club.store.get("club", "club") or {})["seq"])

    def _next_rows(self, now: int) -> list[tuple[str, str]]:
        """Rows that are past their time, of the next that were not looked at yet: table, id. No rule makes a row of an
        earlier one due.
        """
        facts, rule, found = self._club.referee.facts, self._rules[0], list[tuple[str, str]]()
        rows = self._club.store.above(rule.table, ("id",), (self._last,), LINES)
        for row in rows:
            self._last = row["id"]
            if past(facts, rule, row, now):
                found.append((rule.table, row["id"]))
            if len(found) == STEP:
                return found
        if len(rows) < LINES:
            self._rules.pop(0)
            self._last = ""
        return found

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        """Rows that are past their time: why, table, id."""
        facts, now = self._club.referee.facts, self._club.now()
        for rule in RULES:
            for row in facts.find(rule.table):
                if past(facts, rule, row, now):
                    yield rule.why, rule.table, row["id"]

    def _own(self, rule: OwnRule, after: Where) -> tuple[list[Row], Where | None]:
        """Some lines of the server's own books that are past their time and still say something, and where to go on."""
        store, before = self._club.store, self._club.now() - rule.days * DAY_MS
        horizon = self._seq_before(before)
        kind = "remove" if rule.what == "removed" else "patch"
        lines = store.above("history", ("seq", "tbl", "id"), after, LINES, kind=kind) if after[0] < horizon else []
        old = [line for line in lines if line["seq"] <= horizon]
        last = (lines[-1]["seq"], lines[-1]["tbl"], lines[-1]["id"]) if len(lines) == LINES else None
        return [line for line in old if line != rule.left(line)], last

    def _seq_before(self, moment: int) -> int:
        """The last entry of the log that was written before this moment (UTC ms). By the highest moment given out so
        far, which only rises: what is told again in a new life of the server bears the time of the old one.
        """
        store = self._club.store
        low, high = 0, store.highest("log", "seq") or 0
        while low < high:
            middle = (low + high + 1) // 2
            (line, *_) = store.above("log", ("seq",), (middle - 1,), 1)
            low, high = (middle, high) if line["high_ms"] < moment else (low, middle - 1)
        return low

    def _let_go(self, rule: OwnRule) -> None:
        lines, after = self._own(rule, self._after)
        if after is None:
            self._left.pop(0)
        self._after = after or START
        self._gone += len(lines)
        with self._club.referee.writing(SYSTEM.user, SERVER):
            store = self._club.referee.store
            before = [self._until(line) for line in lines if line["kind"] == "remove"]
            store.put("history", *map(rule.left, lines), *map(_bare, chain(*before)))

    def _until(self, line: Row) -> list[Row]:
        """What history tells of this row up to here, unless somebody restored it."""
        if self._club.store.get(line["tbl"], line["id"]) is not None:
            return []
        lines = self._club.store.find("history", tbl=line["tbl"], id=line["id"])
        return [one for one in lines if one["seq"] < line["seq"]]


def _bare(line: Row) -> Row:
    """A line of history without its words: who, when, and whether a right ended."""
    after = image(line["after"]) or {}
    ended = {name: end for name, end in ENDINGS.items() if after.get(name, "-") == end}
    return {**line, **dict.fromkeys(SAYS), "after": canonical(ended) if ended else None}


def _without(said: str | None, fields: tuple[str, ...]) -> str | None:
    """A part of a line of history that says nothing of these fields; None where it said nothing else."""
    words: Row = image(said) or {}
    left = {name: value for name, value in words.items() if name not in fields}
    return said if left == words else canonical(left) if left else None


def _klass(line: Row) -> str:
    """The data class of what a line of history is about; "-" for a table that is no more."""
    table = REGISTER.get(line["tbl"])
    return "-" if table is None else table.klass
