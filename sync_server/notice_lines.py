"""From what changed to who is told: one letter for each address, one push for each device that may be woken.

People who share an address share its letter; who is told by no way is not told. When a letter is written everything is
asked again: what changed back meanwhile, what its reader may see no more, and who is there no more is not in it.
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

AGENDA, MONEY = "agenda", "money"
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
        self._waiting: dict[tuple[str, str | None, str], Row] = {}

    def lines(self, due: Sequence[Row]) -> list[Row]:
        """The lines of `notice` for these."""
        wanted = self._by_contact(due) if any(self._ways) else {}
        known = receivers.known(self._store, wanted)
        for line in self._store.among("notice", "contact", sorted(known.contacts), held=0, dead_at=None):
            self._waiting[line["contact"], line["device"], line["topic"]] = line
        lines: list[Row] = []
        mail, push = self._ways
        if mail:
            lines += self._letters(wanted, known)
        if push:
            lines += self._pushes(wanted, known)
        return lines

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
                yield self._line(contact, None, topic, items)

    def _pushes(self, wanted: Mapping[str, Any], known: receivers.Known) -> Iterator[Row]:
        for contact, devices in sorted(known.devices.items()):
            items = [
                item
                for item, kind, by in wanted[contact]
                if by not in known.users[contact] and _chose(known, contact, kind, "push")
            ]
            for device in devices if items else ():
                yield self._line(contact, device, "push", items)

    def _line(self, contact: str, device: str | None, topic: str, items: Iterable[Item]) -> Row:
        """A new line, or the one that still waits with this in it: nobody heard of what that says yet."""
        waits = self._waiting.get((contact, device, topic))
        known = [] if waits is None else json.loads(waits["what"])
        places = {(table, id) for table, id, _ in known}
        known += [list(item) for item in items if item[:2] not in places]
        what = canonical(sorted(known, key=lambda item: (item[0], item[1])))
        if waits is not None:
            return {**waits, "what": what}
        id = derived_id("notice", contact, device or "", topic, str(self._now), what)
        line = {"id": id, "contact": contact, "device": device, "topic": topic, "what": what, "made_at": self._now}
        return {**line, "tries": 0, "next_at": self._now, "held": 0, "dead_at": None}


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
    contact, to = store.get("contact", line["contact"]), receivers.mail_of(store, line["contact"])
    if contact is None or to is None or contact["status"] == "archived" or contact["merged_into"] is not None:
        return None
    items: list[Item] = [(table, id, before) for table, id, before in json.loads(line["what"])]
    now = club.now()
    planned = [one for item in items if item[0] == ACTIVITY and (one := _planned(facts, contact, item, now))]
    bills = [bill for item in items if item[0] == INVOICE and (bill := _bill(facts, contact, item))]
    if not planned and not bills:
        return None
    kinds = {kind_of(one.what) for one in planned} if planned else {"invoice"}
    card = club_card(facts)
    return Notice(
        line["id"],
        to,
        contact["given_name"],
        str(card.get("name") or ""),
        contact["language"] or str(card.get("language") or ""),
        token_of(open_label_key(settings.key_file), contact["id"], kinds),
        planned,
        bills,
    )


def _planned(facts: Facts, contact: Row, item: Item, now: int) -> Planned | None:
    row, before = facts.get(item[0], item[1]), item[2]
    what: Happened | None = happened(before, row)
    if what is None or latest_start(before, row) <= now or not _wants(facts, contact, kind_of(what)):
        return None
    known = before if row is None else row
    assert known is not None
    if not receivers.concerns(facts, contact["id"], known, item[1]):
        return None
    group = None if known["group"] is None else facts.get("group", known["group"])
    return Planned(item[1], what, before, row, "" if group is None else str(group["name"]))


def _bill(facts: Facts, contact: Row, item: Item) -> Bill | None:
    row = facts.get(item[0], item[1])
    if row is None or not receivers.pays(facts, contact["id"], row["account"]) or not _wants(facts, contact, "invoice"):
        return None
    return Bill(row["id"], f"{row['series']}-{row['number']:05d}", row["total_cents"], row["due_on"], row["reference"])


def _wants(facts: Facts, contact: Row, kind: Kind) -> bool:
    return wants(facts.get("notice_choice", choice_id(contact["id"], kind)), "mail")
