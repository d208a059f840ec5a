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
from shared.domain.notices import Happened, Kind, choice_id, happened, kind_of, wants
from shared.facts import Facts
from shared.register import Row, canonical
from shared.storage import Store
from sync_server import receivers
from sync_server.club import Club
from sync_server.facts import ServerFacts, image
from sync_server.label_key import open_label_key
from sync_server.notice_letters import Bill, Notice, Planned
from sync_server.noticing import ACTIVITY, INVOICE, club_card
from sync_server.settings import Settings
from sync_server.unsubscribing import token_of

AGENDA, MONEY, PUSH = "agenda", "money", "push"
TOPICS = {ACTIVITY: AGENDA, INVOICE: MONEY}

Item = tuple[str, str, Mapping[str, Any] | None]
"""A row that is told: table, id, and how people last heard of it."""


class Told:
    """Whom the lines of `to_tell` concern, at `now` (UTC ms), inside the transaction of the caller."""

    def __init__(self, store: Store, facts: Facts, now: int, *, mail: bool, push: bool) -> None:
        self._store = store
        self._facts = facts
        self._now = now
        self._ways = (mail, push)
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

    def _by_contact(self, due: Sequence[Row]) -> dict[str, list[tuple[Item, Kind, str | None]]]:
        """What concerns each contact, with its kind and who alone did it."""
        about = [(row, item, *news) for row in due if (item := _item(row)) and (news := self._about(item))]
        groups = {of for _, item, _, (of, _) in about if item[0] == ACTIVITY and of is not None}
        if any(item[0] == ACTIVITY and of is None for _, item, _, (of, _) in about):
            groups |= {str(row["id"]) for row in self._store.find("group", status="active")}
        teams = receivers.of_groups(self._store, groups)
        everybody = frozenset[str]().union(*teams.values())
        payers = receivers.of_accounts(self._store, {str(of) for _, item, _, (of, _) in about if item[0] == INVOICE})
        guests = receivers.of_guests(self._store, {item[1] for _, item, _, _ in about if item[0] == ACTIVITY})
        found: dict[str, list[tuple[Item, Kind, str | None]]] = defaultdict(list)
        for row, item, kind, of in about:
            if item[0] == INVOICE:
                concerned = payers.get(str(of[0]), receivers.NOBODY)
            else:
                concerned = everybody if of[0] is None else teams.get((of[0], of[1]), receivers.NOBODY)
            for contact in sorted(concerned | guests.get(item[1], receivers.NOBODY)):
                found[contact].append((item, kind, row["by"]))
        return found

    def _about(self, item: Item) -> tuple[Kind, tuple[str | None, bool]] | None:
        """The kind of news that this is, and the group or account it is about, with its players or without; None when
        it is no news any more.
        """
        row = self._facts.get(item[0], item[1])
        if item[0] == INVOICE:
            return None if row is None else ("invoice", (str(row["account"]), True))
        what = happened(item[2], row)
        if what is None or latest_start(item[2], row) <= self._now:
            return None
        known = item[2] if row is None else row
        assert known is not None
        return kind_of(what), (known["group"], receivers.expects_players(known))

    def _letters(self, wanted: Mapping[str, Any], known: receivers.Known) -> Iterator[Row]:
        said: set[tuple[str, str, str]] = set()
        # Who has a family reads its letters: guardians and grown-ups before the children who share their address.
        for contact in sorted(known.mail, key=lambda one: (-len(wanted[one]), one)):
            topics: dict[str, list[Item]] = defaultdict(list)
            for item, kind, by in wanted[contact]:
                place = (known.mail[contact], item[0], item[1])
                if place not in said and by not in known.users[contact] and _chose(known, contact, kind, "mail"):
                    said.add(place)
                    topics[TOPICS[item[0]]].append(item)
            for topic, items in topics.items():
                yield self._line(known.mail[contact], contact, None, topic, items)

    def _pushes(self, wanted: Mapping[str, Any], known: receivers.Known) -> Iterator[Row]:
        for contact, devices in sorted(known.devices.items()):
            items = [
                item
                for item, kind, by in wanted[contact]
                if by not in known.users[contact] and _chose(known, contact, kind, PUSH)
            ]
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


def latest_start(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> int:
    """The later of when it was to begin and when it begins (UTC ms)."""
    return max(int(row["start_at"]) for row in (before, now) if row is not None)


def written(club: Club, settings: Settings, line: Row) -> Notice | None:
    """The letter of this line as it is true now; None when nothing is left of it, or nobody."""
    store, facts = club.store, ServerFacts(club.store)
    to = receivers.mail_of(store, line["contact"])
    if to is None:
        return None
    reader: Row | None = None
    found: dict[str, Planned | Bill] = {}
    news = [item for item in items_of(line) if is_news(facts, item, club.now())]
    for contact in _readers(store, line["contact"], to):
        theirs = {item[1]: one for item in news if (one := _said(facts, contact, item, "mail"))}
        reader = reader or (contact if theirs else None)
        found = {**theirs, **found}
        if len(found) == len(news):
            break
    if reader is None:
        return None
    said = [found[item[1]] for item in news if item[1] in found]
    planned = [one for one in said if isinstance(one, Planned)]
    kinds = {kind_of(one.what) for one in planned} if planned else {"invoice"}
    card = club_card(facts)
    return Notice(
        line["id"],
        to,
        reader["given_name"],
        str(card.get("name") or ""),
        reader["language"] or str(card.get("language") or ""),
        token_of(open_label_key(settings.key_file), reader["id"], kinds),
        planned,
        [one for one in said if isinstance(one, Bill)],
    )


def wakes(club: Club, line: Row) -> bool:
    """Whether there is still news for who reads this device."""
    store, facts, now = club.store, ServerFacts(club.store), club.now()
    contact = store.get("contact", line["contact"])
    items = [item for item in items_of(line) if is_news(facts, item, now)]
    return contact is not None and _reads(contact) and any(_said(facts, contact, item, PUSH) for item in items)


def items_of(line: Row) -> list[Item]:
    """What this line is about."""
    return [(table, id, before) for table, id, before in json.loads(line["what"])]


def is_news(facts: Facts, item: Item, now: int) -> bool:
    """Whether somebody must still hear of this at `now` (UTC ms): it is not as it was, and has not begun."""
    row = facts.get(item[0], item[1])
    if item[0] == INVOICE:
        return row is not None
    return happened(item[2], row) is not None and latest_start(item[2], row) > now


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


def _said(facts: Facts, contact: Row, item: Item, way: str) -> Planned | Bill | None:
    """What this contact is told of this news; None when it is not theirs, or they want to hear nothing of it so."""
    if item[0] == INVOICE:
        return _bill(facts, contact, item[1]) if _wants(facts, contact, "invoice", way) else None
    row, before = facts.get(item[0], item[1]), item[2]
    what: Happened | None = happened(before, row)
    known = before if row is None else row
    if what is None or known is None or not _wants(facts, contact, kind_of(what), way):
        return None
    if not receivers.concerns(facts, contact["id"], known, item[1]):
        return None
    group = None if known["group"] is None else facts.get("group", known["group"])
    return Planned(item[1], what, before, row, "" if group is None else str(group["name"]))


def _bill(facts: Facts, contact: Row, id: str) -> Bill | None:
    row = facts.get(INVOICE, id)
    if row is None or not receivers.pays(facts, contact["id"], row["account"]):
        return None
    return Bill(row["id"], f"{row['series']}-{row['number']:05d}", row["total_cents"], row["due_on"], row["reference"])


def _wants(facts: Facts, contact: Row, kind: Kind, way: str) -> bool:
    return wants(facts.get("notice_choice", choice_id(contact["id"], kind)), way)
