"""What the promise asks of each letter and push, worked out from the town alone.

Nobody hears what does not concern them, is not true, or wakes them at night. Who should hear something hears the last
word of it in the end, once: once more for each time that a letter was taken and its sender died, or its line was cut,
before either knew. It holds for who reads every letter and for who sees only the first of each Message-ID.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from shared.domain.calendar import to_local, to_utc_ms
from tests.house import DAY, HOUR
from tests.simulation.post.letters import Read, Said
from tests.simulation.post.town import KNOWN, SHUT, Activity, Town

ZONE = "Europe/Brussels"
NOBODY_KNOWS, NOTHING = "?", ""
"""What a reader last heard of something: it cannot be told, or it was never there."""
SETTLED_AGES_AGO = 3 * DAY

LINK = "link"
Key = tuple[str, str]
Counted = list[tuple[str, ...]]


class Broken(BaseException):
    """What was promised and did not come true. No defect of a line, which the club would set apart and go on."""


def must(holds: object, what: str) -> None:
    """Raises Broken."""
    if not holds:
        raise Broken(what)


def about(letter: Read) -> Counted:
    """What a letter says, each as it is counted."""
    news: Counted = [(letter.to, said.about, said.words) for said in letter.said]
    links = [(LINK, secret) for secret in letter.links]
    return [*news, *((letter.to, what) for what in (*letter.bills, *letter.once)), *links]


def morning(now: int, quiet: tuple[int, int]) -> int | None:
    """When the night that this instant is in ends; None by day."""
    local, (begins, ends) = to_local(now, ZONE), quiet
    minutes = local.hour * 60 + local.minute
    if begins == ends or not (minutes >= begins * 60 or minutes < ends * 60 if begins > ends else
                              begins * 60 <= minutes < ends * 60):  # fmt: skip
        return None
    day = local.date()
    if begins > ends and minutes >= begins * 60:
        day = to_local(now + 12 * HOUR, ZONE).date()
    return to_utc_ms(day, local.time().replace(hour=ends, minute=0, second=0, microsecond=0), ZONE)


@dataclass
class View:
    """What readers know, by reader and activity, for one way of reading. Who was woken looked at everything, also at
    what is not told yet and may still be undone: `also` is what they were told of that before.
    """

    known: dict[Key, str] = field(default_factory=dict)
    also: dict[Key, str] = field(default_factory=dict)
    owed: set[Key] = field(default_factory=set)

    def changed(self, key: Key, before: str, *, settled: bool) -> None:
        """This activity is another one than it was, for this reader too."""
        if key not in self.known or (self.known[key] == NOBODY_KNOWS and settled):
            self.known[key] = before

    def owe(self, key: Key) -> None:
        """This reader must hear of it, where it can be told what they know."""
        if self.known[key] != NOBODY_KNOWS:
            self.owed.add(key)

    def forget(self, key: Key) -> None:
        """Who is left out for a while may have heard or not."""
        self.known[key] = NOBODY_KNOWS
        self.owed.discard(key)


@dataclass
class Oracle:
    """Watches one story. `raw` reads every letter, `folded` the first of each Message-ID, `woken` are pushes."""

    town: Town
    raw: View = field(default_factory=View)
    folded: View = field(default_factory=View)
    woken: View = field(default_factory=View)
    own: dict[Key, str] = field(default_factory=dict)
    entered: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken: Counter[tuple[str, ...]] = field(default_factory=Counter)
    doubts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    seen: set[Key] = field(default_factory=set)
    bills_owed: set[Key] = field(default_factory=set)
    once_owed: set[Key] = field(default_factory=set)
    links_owed: set[str] = field(default_factory=set)
    news: Counter[str] = field(default_factory=Counter)
    pushed: Counter[str] = field(default_factory=Counter)
    others: dict[Key, bool] = field(default_factory=dict)
    old_address: dict[str, str | None] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    letters: int = 0

    def __post_init__(self) -> None:
        self.old_address = {name: one.address for name, one in self.town.people.items()}

    # ---- what happens in the town

    def changed(self, id: str, before: str, by: str | None, now: int) -> None:
        """This activity is another one than it was; `by` is who said so."""
        one = self.town.activities[id]
        settled = now - one.changed_at > SETTLED_AGES_AGO
        one.changed_at = now
        words = one.reason if one.state == "off" else one.state
        self.entered[id, words] += 1
        for name in self.town.people:
            self.others[name, id] = self.others.get((name, id), False) or by != name
            if by == name:
                self.own[name, id] = one.state
            for view in (self.raw, self.folded):
                view.changed((name, id), before, settled=settled)
                if by != name and self._owed(name, id, view):
                    view.owe((name, id))
        for device, (name, _) in self.town.devices.items():
            self.woken.changed((device, id), before, settled=settled)
            if by != name and self._pushed(device, id):
                self.woken.owe((device, id))
            if self.town.reaches(name, one.group):
                self.news[device] += 1
        self.look(now)

    def look(self, now: int) -> None:
        """Who is out of it now, for whatever reason, is owed nothing any more."""
        for view in (self.raw, self.folded):
            for name in self.town.people:
                for id in self.town.activities:
                    if not self._owed(name, id, view):
                        view.forget((name, id))
        for device in self.town.devices:
            for id in self.town.activities:
                if not self._pushed(device, id):
                    self.woken.forget((device, id))
        self.bills_owed = {key for key in self.bills_owed if self._bills(*key)}
        self.once_owed = {key for key in self.once_owed if self._once(*key)}
        waiting = {id: self.town.invited[id] for id in self.links_owed}
        self.links_owed = {id for id, one in waiting.items() if one.waits and now < one.until}

    def _kind(self, known: str | None) -> tuple[str, ...]:
        """Under which kinds somebody who knows this much hears of a change."""
        return {NOTHING: ("agenda_new",), None: ("agenda_new", "agenda_changed")}.get(known, ("agenda_changed",))

    def _owed(self, name: str, id: str, view: View) -> bool:
        one, known = self.town.people[name], view.known.get((name, id))
        # Whoever made it, and whose letter was on its way when it was called off, hears of it as of something known.
        unclear = known == NOTHING and (self.town.activities[id].was_off or (name, id) in self.own)
        wanted = self._kind(None if unclear or known == NOBODY_KNOWS else known)
        return (
            one.address is not None
            and self.town.reaches(name, self.town.activities[id].group)
            and all(self.town.hears(name, kind, "mail") for kind in wanted)
        )

    def _pushed(self, device: str, id: str) -> bool:
        name, endpoint = self.town.devices[device]
        kinds = ("agenda_new", "agenda_changed")
        reached = self.town.reaches(name, self.town.activities[id].group)
        return endpoint not in ("", SHUT) and reached and all(self.town.hears(name, kind, "push") for kind in kinds)

    def _bills(self, name: str, number: str) -> bool:
        one = self.town.people[name]
        pays = self.town.pays(self.town.bills[number]) == name
        return one.reads and one.address is not None and pays and self.town.hears(name, "invoice", "mail")

    def billed(self, number: str) -> None:
        """An invoice was issued."""
        self.bills_owed |= {(name, number) for name in self.town.people if self._bills(name, number)}
        for device, (name, _) in self.town.devices.items():
            self.news[device] += name == self.town.pays(self.town.bills[number])

    def once(self, what: str) -> None:
        """An evaluation was shared, or a thing is late since today."""
        self.once_owed |= {(name, what) for name in self.town.people if self._once(name, what)}
        for device, (name, _) in self.town.devices.items():
            self.news[device] += bool(self.town.once(name, what))

    def _once(self, name: str, what: str) -> bool:
        kind = self.town.once(name, what)
        return bool(kind) and self.town.people[name].address is not None and self.town.hears(name, kind, "mail")

    def moved_house(self, name: str, now: int) -> None:
        """Letters for who shares an address are made for one of them, and go where that one reads now."""
        left_by = self.old_address.get(name)
        self.old_address[name] = self.town.people[name].address
        for other, one in self.town.people.items():
            if one.address in (left_by, self.town.people[name].address):
                for view in (self.raw, self.folded):
                    for key in [key for key in view.known if key[0] == other]:
                        view.forget(key)
                self.bills_owed = {key for key in self.bills_owed if key[0] != other}
                self.once_owed = {key for key in self.once_owed if key[0] != other}
        to = self.town.people[name].address or ""  # what waits there and what comes along are two letters
        told = (self.town.activities, self.town.bills, self.town.shared, self.town.lent)
        self.in_doubt((to, what) for those in told for what in those)
        self.look(now)

    def bounced(self, letter: Read, opens: Mapping[str, str]) -> None:
        """Its mail server will never take it: an invitation says so."""
        self.refusing.add(letter.to)
        self.links_owed -= {opens[secret] for secret in letter.links}

    def restored(self) -> None:
        """What was still to be told may have been told in the life that is lost."""
        for view in (self.raw, self.folded, self.woken):
            for key in list(view.known):
                view.forget(key)
        self.bills_owed.clear()
        self.once_owed.clear()
        self.in_doubt(key for key in self.taken if key[0] == LINK)

    # ---- letters

    def written(self, letter: Read, opens: Mapping[str, str], now: int) -> None:
        """A letter is on its way: all it says is true now, and for somebody at its address. `opens` says which
        invitation each of its links opens.
        """
        readers = self.town.at(letter.to)
        must(letter.said or letter.bills or letter.once or letter.links, f"a letter of nothing to {letter.to}")
        for said in letter.said:
            self._is_true(letter.to, said, readers, now)
        ends = None if letter.links else morning(now, self.town.quiet)
        if ends is not None:
            soon = letter.said and all(_soon(self.town.activities[said.about], now, ends) for said in letter.said)
            must(soon, f"{letter.to} is written to at night about {letter.said or letter.bills or letter.once}")
        for number in letter.bills:
            account = self.town.bills.get(number, "")
            one = [name for name in readers if name in self.town.acting.get(account, ())]
            must(any(self.town.hears(name, "invoice", "mail") for name in one), f"{letter.to} is told of {number}")
        for what in letter.once:
            kinds = {(name, kind) for name in readers if (kind := self.town.once(name, what))}
            must(any(self.town.hears(name, kind, "mail") for name, kind in kinds), f"{letter.to} is told of {what}")
        for secret in letter.links:
            found = self.town.invited.get(opens.get(secret, ""))
            good = found is not None and found.waits and found.address == letter.to and now < found.until
            must(good and self.town.people[found.contact].there, f"{letter.to} is sent a link to {found}")

    def _is_true(self, to: str, said: Said, readers: list[str], now: int) -> None:
        one = self.town.activities.get(said.about)
        must(one is not None and said.state == one.state, f"{to} is told {said}, and it is {one}")
        assert one is not None
        must(max(one.starts) > now, f"{to} is told of {said} that has begun")
        kind = "agenda_new" if said.what == "new" else "agenda_changed"
        wanting = [
            name
            for name in readers
            if self.town.reaches(name, one.group)
            and self.town.hears(name, kind, "mail")
            and self.others.get((name, said.about), True)
        ]
        must(wanting, f"{to} is told {said}, which concerns nobody there")
        doubtful = self.doubts[to, said.about] or to in self.refusing
        known = all(self._knows(name, said) for name in wanting)
        must(doubtful or not known, f"{to} is told {said}, which is known there")

    def _knows(self, name: str, said: Said) -> bool:
        """Whether this person heard just that, and nothing else since, from others or themselves."""
        return (name, said.about) not in self.own and self.raw.known.get((name, said.about)) == said.state

    def arrived(self, letter: Read, opens: Mapping[str, str]) -> Counted:
        """A mail server took it; answers what it said, each as it is counted."""
        self.letters += 1
        first = (letter.to, letter.id) not in self.seen
        self.seen.add((letter.to, letter.id))
        readers = self.town.at(letter.to)
        for said in letter.said:
            for name in readers:
                self.raw.known[name, said.about] = said.state
                if first:
                    self.folded.known[name, said.about] = said.state
        self.bills_owed -= {(name, number) for name in readers for number in letter.bills}
        self.once_owed -= {(name, what) for name in readers for what in letter.once}
        self.links_owed -= {opens[secret] for secret in letter.links}
        counted = about(letter)
        for key in counted:
            self.taken[key] += 1
            times = self.entered[key[1], key[2]] if len(key) == len(("to", "about", "words")) else 1
            must(self.taken[key] <= times + self.doubts[key[:2]], f"{key} comes {self.taken[key]} times")
        return counted

    def in_doubt(self, about: Iterable[tuple[str, ...]]) -> None:
        """The sender cannot know whether these went: each may come once more."""
        self.doubts.update({key[:2] for key in about})

    # ---- pushes

    def waking(self, endpoint: str, now: int) -> None:
        """A browser is about to be woken."""
        name, open_at = self.town.devices[self._at(endpoint)]
        # A server that died before it could note that a browser is gone asks there once more.
        must(open_at in (endpoint, ""), f"{endpoint} is shut out and woken")
        must(self.town.people[name].reads, f"{name} is not there and woken")
        ways = [kind for kind in KNOWN if self.town.hears(name, kind, "push")]
        must(ways, f"{name} wants no push and is woken")
        ends = morning(now, self.town.quiet)
        known = [one for one in self.town.activities.values() if self.town.reaches(name, one.group)]
        must(ends is None or any(_soon(one, now, ends) for one in known), f"{name} is woken at night")

    def woke(self, endpoint: str, untold: Set[str]) -> None:
        """Its push service took it, while these activities were still to be told."""
        device = self._at(endpoint)
        for id, one in self.town.activities.items():
            if (before := self.woken.known.get((device, id))) is not None and id in untold:
                self.woken.also.setdefault((device, id), before)
            else:
                self.woken.also.pop((device, id), None)
            self.woken.known[device, id] = one.state
        self.pushed[device] += 1
        must(self.pushed[device] <= self.news[device], f"{device} is woken without news")

    def wake_in_doubt(self, endpoint: str) -> None:
        """It may be woken for the same once more."""
        self.news[self._at(endpoint)] += 1

    def gone(self, endpoint: str, now: int) -> None:
        """The browser is there no more, says its push service."""
        device = self._at(endpoint)
        self.town.devices[device] = (self.town.devices[device][0], "")
        self.look(now)

    def _at(self, endpoint: str) -> str:
        return next(device for device in self.town.devices if endpoint.endswith(f"/{device}"))

    # ---- in the end

    def in_time(self, id: str) -> None:
        """It begins, as some may think, and the weather was fine since it was last changed."""
        self._heard(id, f"{id} begins", min(self.town.activities[id].starts))

    def in_the_end(self, horizon: int) -> None:
        """The weather is fine, everything had its time; what begins after `horizon` (UTC ms) is known to all."""
        for id, one in self.town.activities.items():
            if one.start > horizon:
                self._heard(id, "in the end")
        must(not self.bills_owed | self.once_owed, f"never told: {sorted(self.bills_owed | self.once_owed)}")
        must(not self.links_owed, f"never invited: {sorted(self.links_owed)}")

    def excuse(self, readers: Set[str]) -> None:
        """What was given up is said to who runs the server: these readers lost something."""
        for view in (self.raw, self.folded, self.woken):
            for key in [key for key in view.owed if key[0] in readers]:
                view.forget(key)
        self.bills_owed = {key for key in self.bills_owed if key[0] not in readers}
        self.once_owed = {key for key in self.once_owed if key[0] not in readers}

    def _heard(self, id: str, when: str, begins: int | None = None) -> None:
        """All who are owed it know the last word; where it `begins`, those who thought that it would."""
        one = self.town.activities[id]
        for view, way in ((self.raw, "letters"), (self.folded, "letters, one of a Message-ID"), (self.woken, "push")):
            for reader in [reader for reader, about in view.owed if about == id]:
                known = view.known[reader, id]
                name = self.town.devices[reader][0] if reader in self.town.devices else reader
                if begins is not None and begins not in (one.start, one.begins.get(self.own.get((name, id), known))):
                    continue
                fine = known == one.state or (known == NOTHING and one.state == "off")
                fine = fine or one.state in (self.own.get((name, id)), view.also.get((reader, id)))
                must(fine, f"{when}, {reader} knows by {way} {known!r} of {id}, which is {one.state!r}")


def _soon(one: Activity, now: int, ends: int) -> bool:
    """Whether it begins, or was to begin, so soon that the night is no reason to wait."""
    return any(now < start < ends + 3 * HOUR for start in one.starts)
