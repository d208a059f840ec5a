"""Live = base + pending. Shows what the person did at once, and takes it back when the club's answer comes.

Before a pending change first touches a row, its image is kept in `base`. Undo puts all images back; redo runs
the pending actions again, in order, on whatever is there now.
"""

import json
from collections.abc import Sequence
from functools import lru_cache

from shared.actions import book
from shared.errors import Unknown
from shared.refusals import Refusal
from shared.register import Register, Row, canonical
from shared.replica.cells import image_of
from shared.replica.facts import DeviceFacts
from shared.replica.lease import REPEATING
from shared.rights import ACTOR_TABLES, Actor, actor, whole_tables
from shared.storage import Store
from shared.sync.change import Change, Insert, Remove, touched, whole_row
from shared.sync.clock import Moment, Stamp
from shared.sync.protocol import ActionCall

SHORT = 4096


class Prediction:
    """Works inside the caller's transaction."""

    def __init__(self, store: Store, register: Register) -> None:
        self._store = store
        self._register = register
        self._actor: Actor | None = None

    def forget(self) -> None:
        """Drop what was remembered: rows were changed by others, or a transaction was rolled back."""
        self._actor = None

    def facts(self, state: Row | None) -> DeviceFacts:
        """What this device can answer for, by the scopes its user is granted and the leases that have run out."""
        return DeviceFacts(self._store, () if state is None else _whole(state["granted"], state["lapsed"]))

    def run(self, facts: DeviceFacts, user: str, device: str, line: Row) -> tuple[str, list[Change]]:
        """Decide one queue line on what is here: its state and its changes. Raises Refusal."""
        estimated = max(0, line["wall"] + line["offset"])
        if self._actor is None or self._actor.user != user:
            self._actor = actor(facts, user)
        try:
            decided = book.decide(
                facts,
                read_actions(line["actions"]),
                self._actor,
                now=line["now"],
                stamp=Stamp(Moment(estimated, line["n"]), device, line["n"]).text(),
                estimated=estimated,
                received=None,
            )
        except Unknown:
            return "pending", []
        asked = any(klass == "allocated" for klass, _ in decided)
        return "pending" if asked else "waiting", [change for _, change in decided]

    def show(self, changes: Sequence[Change]) -> str:
        """Lay changes on the live rows, keeping first images; answers the rows touched, as JSON.

        What this schema has no place for (a newer app did it, and was set back) is not shown, and is sent all the same.
        """
        for change in changes:
            entry = self._register.get(change.table)
            if entry is None:
                continue
            if change.table in ACTOR_TABLES:
                self.forget()
            row = self._store.get(change.table, change.id)
            if self._store.get("base", change.table, change.id) is None:
                image = None if row is None else canonical(row)
                self._store.put("base", {"tbl": change.table, "id": change.id, "image": image})
            if isinstance(change, Insert):
                self._store.put(change.table, whole_row(self._register, change))
            elif isinstance(change, Remove):
                self._store.delete(change.table, change.id)
            elif row is not None:
                values = {name: value for name, value in change.values.items() if entry.field(name) is not None}
                self._store.update(change.table, (change.id,), values)
        return canonical(touched(changes))

    def reshape(self) -> None:
        """First images take this schema's shape: fields it knows now are empty in them, others are left out."""
        for base in self._store.find("base"):
            try:
                image = json.loads(base["image"] or "null")
            except ValueError:
                continue  # rotten: found as such when it is put back
            if isinstance(image, dict) and base["tbl"] in self._register:
                shaped = {name: image.get(name) for name in self._register[base["tbl"]].names}
                self._store.put("base", {**base, "image": canonical(shaped)})

    def undo(self) -> None:
        """Put every first image back: the live rows are the acknowledged ones."""
        self.forget()
        images: dict[str, list[Row]] = {}
        made: dict[str, list[str]] = {}
        if not (bases := self._store.find("base")):
            return
        for base in bases:
            image = image_of(base, self._register)
            if base["tbl"] not in self._register:
                continue
            if image is None:
                made.setdefault(base["tbl"], []).append(base["id"])
            else:
                images.setdefault(base["tbl"], []).append(image)
        for table, ids in made.items():
            self._store.discard_among(table, "id", ids)
        for table, rows in images.items():
            self._store.put(table, *rows)
        self._store.discard("base")

    def redo(self, state: Row) -> None:
        """Run what is still pending again, in order; each line's state follows from today's facts."""
        facts, user, device = self.facts(state), state["user"], state["device"]
        for line in self._store.find("queue"):
            try:
                become, changes = self.run(facts, user, device, line)
                told = {"state": become, "code": None, "about": self.show(changes)}
            except Refusal as refusal:
                told = {"state": "doubtful", "code": refusal.code}
            if told.items() - line.items():
                self._store.put("queue", {**line, **told})


@lru_cache(8)
def _whole(granted: str | None, lapsed: str | None) -> frozenset[str]:
    gone = set(json.loads(lapsed)) if lapsed else set[str]()
    return whole_tables(json.loads(granted) if granted else ()) - gone - (REPEATING.keys() if gone else set[str]())


def read_actions(text: str) -> tuple[ActionCall, ...]:
    """The actions of a queue line. Nobody changes them: short ones are remembered, they are read again and again."""
    return _read_short(text) if len(text) < SHORT else _read(text)


def _read(text: str) -> tuple[ActionCall, ...]:
    return tuple(ActionCall(part["name"], part["version"], part["args"]) for part in json.loads(text))


_read_short = lru_cache(256)(_read)
