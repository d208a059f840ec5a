"""What is neither done nor refused: changesets set aside until the office decides, and those that hang on them.

A change is parked when its author may have been right to make it: a right of theirs ended after what they last saw,
or their app knows actions that this server does not. What needs a row that a refused or parked change would have
made goes the same way as that change.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from shared.actions.verb import MAX_ID
from shared.refusals import Dependency, Gone, NotAllowed, Refusal, UnknownAction
from shared.register import Row
from shared.rights import Actor
from shared.storage import Store
from shared.sync.protocol import ActionCall, Changeset
from shared.tables import REGISTER, SCHEMA
from sync_server.facts import image

Place = tuple[str, str]

ENDINGS = {"present": 0, "may_act_for": 0}
"""In which field of what a right comes from its end shows. History keeps these at any age: so old may be what a phone
brings.
"""


class Told(Protocol):
    """Anything with actions: a changeset, or a wish that is to become one."""

    @property
    def actions(self) -> Sequence[ActionCall]:
        """What is to be done."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a changeset that could not be done: parked for a reason, or refused when there is none."""

    refusal: Refusal
    reason: str | None


class Parking:
    """Works inside the write transaction of the caller."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unmade: dict[str, Row] = {}

    def expect(self, changesets: Sequence[Told]) -> None:
        """Read at once what these may hang on."""
        if not self._store.above("unmade", ("id",), ("",), 1):
            return
        words = {word for changeset in changesets for word in _words(changeset)}
        self._unmade = {row["id"]: row for row in self._store.among("unmade", "id", sorted(words))}

    def forget(self) -> None:
        """The transaction is over."""
        self._unmade.clear()

    def verdict(self, who: Actor, changeset: Changeset, refusal: Refusal) -> Verdict:
        """What becomes of a refused changeset: it hangs on another, is parked, or stays refused."""
        if isinstance(refusal, Gone | NotAllowed):  # who reaches a row that is not there?
            other = self._unmade_of(who.user, changeset)
            if other is not None:
                return Verdict(Dependency(changeset=other["changeset"]), "dependency" if other["parked"] else None)
        if changeset.schema > SCHEMA and _is_newer(refusal):
            return Verdict(refusal, "newer_app")
        if isinstance(refusal, NotAllowed) and self._lost_a_right(who, changeset.seen):
            return Verdict(refusal, "right_ended")
        return Verdict(refusal, None)

    def _unmade_of(self, user: str, changeset: Changeset) -> Row | None:
        """A row that these actions name, that an earlier changeset of this user did not get made, and nobody since."""
        for word in _words(changeset) if self._unmade else ():
            row = self._unmade.get(word)
            if row is not None and row["user"] == user and self._store.get(row["tbl"], word) is None:
                return row
        return None

    def _lost_a_right(self, who: Actor, seen: int) -> bool:
        """Whether a role or a family link of this user ended after `seen`, or somebody left a team they coach."""
        roles = self._store.find("role_assignment", user=who.user)
        teams = {row["group"] for row in roles if row["role"] == "coach" and row["group"]}
        rows = {
            "role_assignment": roles,
            "account_link": self._store.find("account_link", contact=who.contact) if who.contact else [],
            "group_member": [row for team in sorted(teams) for row in self._store.find("group_member", group=team)],
        }
        return any(self._ended_since(table, found, seen) for table, found in rows.items())

    def _ended_since(self, table: str, rows: Sequence[Row], seen: int) -> bool:
        """Whether one of these rows, which gives nothing now, did at `seen`."""
        ended = [row["id"] for row in rows if any(row.get(name) == end for name, end in ENDINGS.items())]
        versions = self._store.among("row_version", "id", ended, tbl=table)
        return any(version["seq"] > seen and self._ended_after(table, version["id"], seen) for version in versions)

    def _ended_after(self, table: str, id: str, seen: int) -> bool:
        for line in self._store.find("history", tbl=table, id=id):
            after = image(line["after"]) or {}
            if line["seq"] > seen and any(after.get(name, "-") == end for name, end in ENDINGS.items()):
                return True
        return False

    def remember(self, user: str, changeset: Changeset, made: Set[Place] | None) -> None:
        """Note the rows that this changeset would have made: what needs them hangs on it. `made` are those of one that
        is parked; of one that is refused (None) what its actions name will do, for nothing of that will ever be there.
        """
        parked = int(made is not None)
        for table, id in sorted(_named(changeset) | (made or set())):
            if self._store.get(table, id) is None and self._store.get("row_version", table, id) is None:
                row = {"id": id, "tbl": table, "changeset": changeset.id, "user": user, "parked": parked}
                self._store.put("unmade", row)
                self._unmade[id] = row


def _named(changeset: Told) -> set[Place]:
    """The rows that its actions say they make, or are about."""
    named = ((call.name.partition(".")[0], call.args.get("id")) for call in changeset.actions)
    return {(table, id) for table, id in named if table in REGISTER and isinstance(id, str) and 0 < len(id) <= MAX_ID}


def _is_newer(refusal: Refusal) -> bool:
    return isinstance(refusal, UnknownAction) or refusal.about.get("reason") == "unknown_field"


def _words(changeset: Told) -> Iterator[str]:
    """Every text among the arguments that may be an id."""
    for call in changeset.actions:
        yield from _texts(call.args.values())


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            if 0 < len(value) <= MAX_ID:
                yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)
