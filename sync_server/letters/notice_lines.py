"""From what changed to who is told: one letter for each address, one push for each device that may be woken.

People who share an address share its letter; who is told by no way is not told. When a letter is written, or somebody
is woken, everything is asked again: what changed back meanwhile, what its readers may see no more, and who is there no
more is not in it. Who waits for a letter at the same address keeps it when the one that it was made for is out of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared.domain.derived_id import derived_id
from shared.domain.notices import Kind, choice_id, wants
from shared.facts import Facts
from shared.register import Row, canonical
from shared.storage import Store
from sync_server.club import Club
from sync_server.facts import ServerFacts, image
from sync_server.keys.label_key import open_label_key
from sync_server.letters import receivers
from sync_server.letters.news import SUBJECTS, subject_of
from sync_server.letters.news.subject import Item, Piece
from sync_server.letters.notice_letters import Notice
from sync_server.letters.noticing import club_card
from sync_server.letters.unsubscribing import token_of
from sync_server.letters.writing import spoken
from sync_server.settings import Settings

PUSH = "push"
"""The topic of all pushes: an empty one says nothing of what it is about."""

Concerning = tuple[Item, Kind]
"""What concerns somebody, and its kind."""


class Told:
    """Whom the lines of `to_tell` concern, at `now` (UTC ms), inside the transaction of the caller."""

    def __init__(self, store: Store, facts: Facts, now: int, *, mail: bool, push: bool) -> None:
        self._store = store
        self._facts = facts
        self._now = now
        self._ways = (mail, push)
        self._own: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._lines: dict[tuple[str, str], list[Row]] = {}

    def lines(self, due: Sequence[Row]) -> list[Row]:
        """The lines of `notice` for these."""
        wanted = self._by_contact(due) if any(self._ways) else {}
        known = receivers.known(self._store, wanted)
        self._lines = self._waiting()
        mail, push = self._ways
        changed: dict[str, Row] = {}
        for line in (*(self._letters(wanted, known) if mail else ()), *(self._pushes(wanted, known) if push else ())):
            changed[line["id"]] = line
        return list(changed.values())

    def _waiting(self) -> dict[tuple[str, str], list[Row]]:
        """Lines that nobody heard of yet, by address and topic, or by device: what comes now goes with them."""
        lines = self._store.find("notice", held=0, dead_at=None)
        letters = sorted({str(line["contact"]) for line in lines if line["device"] is None})
        addresses = receivers.addresses(self._store, letters)
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for line in lines:
            place = line["device"] or addresses.get(line["contact"], "")
            found[str(place), str(line["topic"])].append(line)
        return found

    def _by_contact(self, due: Sequence[Row]) -> dict[str, list[Item]]:
        """What concerns each contact, as it is for others than those who changed it."""
        news: dict[tuple[str, str], Item] = {}
        for row in due:
            item, own = _item(row), image(row["own"]) or {}
            self._own[item[:2]] = own
            views = [item, *((*item[:2], state) for state in own.values() if state is not None)]
            if found := next((view for view in views if is_news(self._facts, view, self._now)), None):
                news[item[:2]] = found
        concerned: dict[tuple[str, str], receivers.People] = {}
        for table, subject in SUBJECTS.items():
            if theirs := [item for item in news.values() if item[0] == table]:
                people = subject.concerned(self._store, theirs)
                concerned |= {(table, id): contacts for id, contacts in people.items()}
        found_by: dict[str, list[Item]] = defaultdict(list)
        for row in due:
            item = _item(row)
            for contact in sorted(concerned.get(item[:2], receivers.NOBODY)):
                found_by[contact].append(item)
        return found_by

    def _concerning(self, contact: str, items: Iterable[Item], known: receivers.Known) -> Iterator[Concerning]:
        """What is news for this contact. Who changed it themselves know it as they left it."""
        for item in items:
            own = [state for user, state in self._own[item[:2]].items() if user in known.users[contact]]
            if None in own:
                continue
            theirs = (*item[:2], own[0]) if own else item
            if kind := subject_of(item).kind(self._facts, theirs, self._now):
                yield theirs, kind

    def _letters(self, wanted: Mapping[str, Sequence[Item]], known: receivers.Known) -> Iterator[Row]:
        said: set[tuple[str, str, str]] = set()
        # Who has a family reads its letters: guardians and grown-ups before the children who share their address.
        for contact in sorted(known.mail, key=lambda one: (-len(wanted[one]), one)):
            topics: dict[str, list[Item]] = defaultdict(list)
            for item, kind in self._concerning(contact, wanted[contact], known):
                place = (known.mail[contact], item[0], item[1])
                if place not in said and _chose(known, contact, kind, "mail"):
                    said.add(place)
                    topics[subject_of(item).topic].append(item)
            for topic, items in topics.items():
                yield self._line(known.mail[contact], contact, None, topic, items)

    def _pushes(self, wanted: Mapping[str, Sequence[Item]], known: receivers.Known) -> Iterator[Row]:
        for contact, devices in sorted(known.devices.items()):
            news = self._concerning(contact, wanted[contact], known)
            items = [item for item, kind in news if _chose(known, contact, kind, PUSH)]
            for device in devices if items else ():
                yield self._line(device, contact, device, PUSH, items)

    def _line(self, place: str, contact: str, device: str | None, topic: str, items: Iterable[Item]) -> Row:
        """A new line, or one that still waits for this address or device, with what none of them says in it."""
        waiting = self._lines[place, topic]
        places = {item[:2] for line in waiting for item in items_of(line)}
        added = [item for item in items if item[:2] not in places]
        known = [*(items_of(waiting[-1]) if waiting else ()), *added]
        what = canonical(sorted(known, key=lambda item: (item[0], item[1])))
        if waiting:
            line = {**waiting.pop(), "what": what}
            if added:  # what is new does not wait for what did not get through, and costs it no try
                line |= {"next_at": self._now, "tries": max(0, line["tries"] - 1)}
        else:
            id = derived_id("notice", contact, device or "", topic, str(self._now), what)
            line = {"id": id, "contact": contact, "device": device, "topic": topic, "what": what}
            line |= {"made_at": self._now, "tries": 0, "next_at": self._now, "held": 0, "dead_at": None}
        waiting.append(line)
        return line


def _item(row: Row) -> Item:
    return str(row["tbl"]), str(row["id"]), image(row["before"])


def _chose(known: receivers.Known, contact: str, kind: Kind, way: str) -> bool:
    return wants(known.choices.get((contact, kind)), way)


def written(club: Club, settings: Settings, line: Row) -> Notice | None:
    """The letter of this line as it is true now; None when nothing is left of it, or nobody."""
    store, facts = club.store, ServerFacts(club.store)
    to = receivers.mail_of(store, line["contact"])
    if to is None:
        return None
    reader: Row | None = None
    found: dict[tuple[str, str], tuple[Kind, Piece]] = {}
    news = [item for item in items_of(line) if is_news(facts, item, club.now())]
    for contact in _readers(store, line["contact"], to):
        theirs = {item[:2]: one for item in news if (one := _said(facts, contact, item, "mail", club.now()))}
        reader = reader or (contact if theirs else None)
        found = {**theirs, **found}
        if len(found) == len(news):
            break
    if reader is None:
        return None
    told = [(item, *found[item[:2]]) for item in news if item[:2] in found]
    card = club_card(facts)
    return Notice(
        line["id"],
        to,
        reader["given_name"],
        str(card.get("name") or ""),
        spoken(store, reader["id"], card),
        token_of(open_label_key(settings.key_file), reader["id"], {kind for _, kind, _ in told}),
        subject_of(told[0][0]),
        [piece for _, _, piece in told],
    )


def wakes(club: Club, line: Row) -> bool:
    """Whether there is still news for who reads this device."""
    store, facts, now = club.store, ServerFacts(club.store), club.now()
    contact = store.get("contact", line["contact"])
    items = [item for item in items_of(line) if is_news(facts, item, now)]
    return contact is not None and _reads(contact) and any(_said(facts, contact, item, PUSH, now) for item in items)


def items_of(line: Row) -> list[Item]:
    """What this line is about."""
    return [(table, id, before) for table, id, before in json.loads(line["what"])]


def is_news(facts: Facts, item: Item, now: int) -> bool:
    """Whether somebody must still hear of this at `now` (UTC ms)."""
    return subject_of(item).kind(facts, item, now) is not None


def _readers(store: Store, contact: str, to: str) -> Iterator[Row]:
    """Whom a letter to this address is for: this contact, and who else reads it; looked up where that is asked."""
    row = store.get("contact", contact)
    if row is not None and _reads(row):
        yield row
    for other in sorted({str(point["contact"]) for point in store.find("contact_point", kind="email", value=to)}):
        row = None if other == contact else store.get("contact", other)
        if row is not None and _reads(row) and receivers.mail_of(store, other) == to:
            yield row


def _reads(contact: Row) -> bool:
    return contact["status"] != "archived" and contact["merged_into"] is None


def _said(facts: Facts, contact: Row, item: Item, way: str, now: int) -> tuple[Kind, Piece] | None:
    """What this contact is told of this news, and as which kind; None when it is not theirs, or they want to hear
    nothing of it so.
    """
    subject = subject_of(item)
    kind = subject.kind(facts, item, now)
    if kind is None or not wants(facts.get("notice_choice", choice_id(contact["id"], kind)), way):
        return None
    piece: Piece | None = subject.said(facts, contact["id"], item)
    return None if piece is None else (kind, piece)
