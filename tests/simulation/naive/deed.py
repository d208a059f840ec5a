"""One changeset being decided by the naive club: who does it, when it counts, and what it writes."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from tests.simulation.naive.club import DEFAULTS, EMPTY, Club, Pile, Place, Row, When, canaries
from tests.simulation.naive.days import day_of
from tests.simulation.naive.sight import acts_for, teams

NAMESPACE = UUID(bytes=b"touchline domain")

SECRET = (
    *("contact_finance", "contact_medical", "injury", "invitation", "evaluation", "self_evaluation", "score"),
    *("resource_value", "role_assignment", "inbox_item", "invoice", "invoice_line", "payment", "allocation"),
    *("custody_signature", "custom_field", "custom_value", "export_log"),
)
GIVES, ENDS = ("role_assignment", "account_link", "group_member"), ("present", "may_act_for")


class No(Exception):
    """The club refuses, with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def named_for(noun: str, *ids: str) -> str:
    """The id of the one thing that belongs to these ids."""
    return str(uuid5(NAMESPACE, ":".join((noun, *ids))))


def words_of(row: Row) -> set[str]:
    """The canaries in a row."""
    return canaries("\n".join([value for value in row.values() if type(value) is str]))


def seen_here(club: Club, wire: Row) -> int:
    """How far the author had seen what this life of the club has: what came before any of the lives since theirs."""
    epoch = wire.get("seen_in")
    if epoch in (None, wire.get("epoch")):
        return int(wire["seen"])
    names = list(club.lives)
    later = [club.lives[name] for name in names[names.index(epoch) + 1 :]] if epoch in names else []
    return min([wire["seen"], *later]) if later else 0


class Deed:
    """What verbs are given: the club, the author, the times. Every write goes through here and can be undone."""

    def __init__(self, club: Club, user: str, wire: Row, received: int, was: Row | None = None) -> None:
        self.club = club
        self.again = was is not None
        self.stood = None if was is None else club.order(was)
        self.gone: list[Place] = []
        self.came: list[Place] = []
        self.numbers: list[tuple[str, int, str]] = []
        self.user = user
        self.changeset = wire["id"]
        self.device = wire["device"]
        self.n = wire["n"]
        self.now = wire["now"]
        self.received = received
        guess = wire["wall"] + wire["offset"]
        self.estimated = max(0, min(received, guess))
        self._undo: list[Callable[[], None]] = []
        self.lost: list[tuple[str, str, str, Any]] = []
        self.accounts: set[str] = set()
        self.spoken: set[tuple[Place, str]] = set()
        self.whole_words = False
        self.free = False
        self.before: dict[Place, Row | None] = {}
        if was is None:
            self._times(seen_here(club, wire))
        else:
            self._old_times(was["moments"])
        self.place = 0
        self._who()

    # ---- when

    def _times(self, seen: int) -> None:
        """Never before what the author saw or did before, never after the arrival unless that is."""
        club = self.club
        floor = max(club.last[self.device], club.highs[seen] if seen < len(club.highs) else (0, 0))
        wished = (self.estimated, 0)
        self.moment = wished if wished > floor else (floor[0], floor[1] + 1)
        above = max(club.high, self.moment)
        self.whole = self.high = max((self.received, 0), (above[0], above[1] + 1))

    def _old_times(self, moments: list[int]) -> None:
        """When it counted in an earlier life; never later than now."""
        ms, counter, whole_ms, whole_counter = moments
        self.moment = min((ms, counter), (self.received, 0))
        self.whole = min((whole_ms, whole_counter), (self.received, 0))
        self.high = max(self.club.high, self.moment, self.whole)
        self.estimated = max(0, min(self.whole[0], self.estimated))
        self.received = self.whole[0]

    @property
    def stamp(self) -> str:
        """The moment as custody events carry it."""
        return f"{self.moment[0]:012x}{self.moment[1]:06x}.{self.device}.{self.n:08x}"

    def _when(self, moment: tuple[int, int]) -> When:
        self.place += 1
        return (*moment, self.device, self.n, self.place)

    @property
    def day(self) -> str:
        """The day in Belgium on which the server hears it."""
        return day_of(self.received)

    # ---- who

    def _who(self) -> None:
        profile = self.club.get("user_profile", self.user)
        self.contact = profile["contact"] if profile else None
        held = list(self.club.all("role_assignment", user=self.user, present=1))
        self.roles = {row["role"] for row in held} | ({"system", "owner"} if self.user == "system" else set())
        self.coached = {row["group"] for row in held if row["role"] == "coach" and row["group"]}
        self.people = acts_for(self.club, self.contact)
        self.close = acts_for(self.club, self.contact, close=True)

    def office(self) -> bool:
        """Owner or secretary."""
        return bool(self.roles & {"owner", "secretary"})

    def money(self) -> bool:
        """Owner or treasurer."""
        return bool(self.roles & {"owner", "treasurer"})

    def things(self) -> bool:
        """Owner or equipment."""
        return bool(self.roles & {"owner", "equipment"})

    def own(self, contact: str | None) -> bool:
        """Oneself or a child one acts for."""
        return contact is not None and contact in self.people

    def trains(self, group: str | None) -> bool:
        """A coach of this team."""
        return "coach" in self.roles and group is not None and group in self.coached

    def trains_person(self, contact: str, *, family: bool = False) -> bool:
        """A coach of a team the person (or, for a family, a child of theirs) is in."""
        people = acts_for(self.club, contact) if family else {contact}
        return "coach" in self.roles and any(teams(self.club, person) & self.coached for person in people)

    def allow(self, yes: Any) -> None:
        """Refuse unless `yes`."""
        if not yes and not self.free:
            raise No("not_allowed")

    # ---- what

    def need(self, table: str, id: str | None) -> Row:
        """The row, or a refusal: it is gone."""
        row = self.club.get(table, id)
        if row is None:
            raise No("gone")
        return row

    def fresh(self, table: str, id: str) -> None:
        """Refuse an id that is taken."""
        if self.club.get(table, id) is not None:
            raise No("exists")

    def create(self, table: str, values: Row) -> None:
        """A new row, all of it written at the server's time."""
        given = {name: DEFAULTS[table].get(name) if value in (None, "") else value for name, value in values.items()}
        when = self._when(self.whole)
        self.came.append((table, values["id"]))
        self._pile((table, values["id"])).born = when
        self._write(table, values["id"], when, EMPTY[table] | DEFAULTS[table] | given)

    def write(self, table: str, id: str, values: Row) -> None:
        """Fields that only whole actions write: over what is there, and never lost."""
        self._write(table, id, None, values)

    def say(self, table: str, id: str, values: Row) -> None:
        """Fields that others write too, at the server's time: only what is told again can come too late."""
        self._write(table, id, self._when(self.whole), values)
        row = self.club.rows[table][id]
        self.lost += [(table, id, name, value) for name, value in values.items() if row[name] != value]

    def merge(self, table: str, id: str, values: Row) -> None:
        """Fields that anybody may write: at the author's time; what loses against a later write is lost.

        Who made the row saw it before writing more: that write is at least just after its making.
        """
        if self.whole_words:
            return self.say(table, id, values)
        moment, born = self.moment, self._pile((table, id)).born
        if born is not None and born[2] == self.device:
            moment = max(moment, born[:2] if born[3] == self.n else (born[0], born[1] + 1))
        self._write(table, id, self._when(moment), values)
        row = self.club.rows[table][id]
        self.lost += [(table, id, name, value) for name, value in values.items() if row[name] != value]
        return None

    def remove(self, table: str, id: str) -> None:
        """The row goes; its last image stays."""
        row, place = self.club.rows[table][id], (table, id)
        pile, before = self.club.piles.pop(place), self.club.removed.get(place)
        self._undo.append(lambda: self._back(place, pile, row, before))
        self._show(place, None)
        self.gone.append(place)
        self.club.removed[place] = row
        self.club.removed_by[place] = self.changeset

    def _back(self, place: Place, pile: Pile, row: Row, before: Row | None) -> None:
        self.club.piles[place] = pile
        self._show(place, row)
        self.club.removed.pop(place)
        if before is not None:
            self.club.removed[place] = before

    def _pile(self, place: Place) -> Pile:
        if place not in self.club.piles:
            self.club.piles[place] = Pile()
            self._undo.append(lambda: self.club.piles.pop(place) and None)
        return self.club.piles[place]

    def _write(self, table: str, id: str, when: When | None, values: Row) -> None:
        place = (table, id)
        pile, before = self._pile(place), self.club.get(table, id)
        self.before.setdefault(place, before)
        if when is None:
            pile.folds.append(dict(values))
            pile.folded_at.append(self.whole)
            self._undo.append(lambda: pile.folded_at.pop() and None)
        else:
            pile.writes.append((when, dict(values)))
        self._undo.append(lambda: self._unwrite(place, pile.folds if when is None else pile.writes, before))
        if before is None and place in self.club.removed and place not in self.came:
            self.came.append(place)
        self._show(place, pile.row(table))
        if table in ("account", "account_link"):
            row = self.club.rows[table][id]
            self.accounts.add(id if table == "account" else row["account"])

    def endings(self) -> list[Place]:
        """Rows that gave a right and, by this deed, do so no more."""
        found = []
        for place, before in self.before.items():
            after = self.club.get(*place)
            if place[0] in GIVES and before is not None and after is not None:
                found += [place] * any(before.get(name) != 0 and after.get(name) == 0 for name in ENDS)
        return found

    def park(self, wire: Row, reason: str, code: str) -> None:
        """Leave it to the office."""
        told = {"id": named_for("parked", wire["id"]), "user": self.user, "changeset": wire["id"], "reason": reason}
        text = text_of(wire["actions"])
        secret = any(
            action["name"].partition(".")[0] in SECRET or action["args"].get("table") in SECRET
            for action in wire["actions"]
        )
        told |= {"code": code, "asked": None if secret else text, "created_at": self.received}
        self.create("parked_change", {**told, "state": "waiting"})

    def _unwrite(self, place: Place, written: list[Any], before: Row | None) -> None:
        written.pop()
        self._show(place, before)

    def _show(self, place: Place, row: Row | None) -> None:
        """The row as it stands now, and where its words can be found."""
        table, id = place
        old = self.club.rows[table].pop(id, None)
        for word in words_of(old) if old else ():
            self.club.words[word].discard(place)
            self.spoken.add((place, word))
        if row is not None:
            self.club.rows[table][id] = row
            for word in words_of(row):
                self.club.words[word].add(place)
                self.club.stood[word].add(place)
                self.spoken.add((place, word))

    def try_one(self, act: Callable[[], None]) -> None:
        """One action by itself: what it wrote is taken back when it cannot be done, what came before it stays."""
        before, came = len(self._undo), len(self.came)
        try:
            act()
        except No:
            while len(self._undo) > before:
                self._undo.pop()()
            del self.came[came:]

    def undo(self) -> None:
        """Take back everything: a changeset stands or falls as one."""
        while self._undo:
            self._undo.pop()()
        for noted in (self.lost, self.gone, self.came, self.numbers):
            noted.clear()
        self.spoken.clear()

    def inbox(self, user: str, kind: str, id: str, code: str, detail: Row | None, *, apart: bool = False) -> None:
        """Tell somebody; `apart` from any changeset of theirs. Who was erased is told nothing."""
        if self.club.get("user_profile", user) is None and (apart or kind == "disputed"):
            return
        told = {"id": id, "user": user, "kind": kind, "code": code, "created_at": self.received}
        told |= {"changeset": None if apart or kind == "disputed" else self.changeset}
        told |= {"detail": None if detail is None else text_of(detail)}
        self.create("inbox_item", told)


def text_of(value: Any) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
