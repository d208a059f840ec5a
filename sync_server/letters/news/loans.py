"""Things that were to be back yesterday and are not: a reminder to who has them.

Told is the hand-out that the thing is out by: the same thing that goes out anew, or for longer, is another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.actions.custody import custody_of, lendings
from shared.actions.days import zone_of_club
from shared.domain.calendar import day_bounds, local_date
from shared.domain.notices import Kind
from shared.facts import Facts
from shared.kin import persons_of
from shared.register import Row
from shared.storage import Store
from sync_server.letters import receivers
from sync_server.letters.news.saying import Say
from sync_server.letters.news.subject import Item, Subject, rows_of, shortened
from sync_server.letters.writing import plain


@dataclass(frozen=True)
class Late:
    """The thing with this id, which was to be back on `day`. `holder` has it, where that is not the reader."""

    id: str
    name: str
    holder: str
    day: date


class Loans(Subject[Late]):
    """A group is told by those who lead it: no player is asked where the balls are."""

    table, topic, place = "custody_event", "equipment", "/equipment"

    def falls_due(self, facts: Facts, day: str) -> Iterator[tuple[str, str]]:
        """What was to be back the day before `day`. That day alone: a club whose server was away for a week does not
        remind of all that came due meanwhile, which is in the app as late.
        """
        first, end = day_bounds(date.fromisoformat(day) - timedelta(days=1), zone_of_club(facts))
        for thing in facts.find("resource", status="active"):
            if thing["holder_id"] is not None and thing["trouble"] != "lost":
                for handed in lendings(facts.find("custody_event", resource=thing["id"])):
                    if first <= handed["due_at"] < end:
                        yield handed["id"], str(thing["id"])

    def kind(self, facts: Facts, item: Item, now: int) -> Kind | None:
        """As long as the same people have it, and were to have it until then."""
        return None if _late(facts, item) is None else "loan"

    def concerned(self, store: Store, items: Sequence[Item]) -> Mapping[str, receivers.People]:
        """Who has it and who acts for them; of a group who leads it."""
        rows = rows_of(store, self.table, items)
        holders = {(str(row["to_kind"]), str(row["to_id"])) for row in rows.values()}
        people = receivers.of_people(store, {id for kind, id in holders if kind == "contact"})
        teams = receivers.of_groups(store, {id for kind, id in holders if kind == "group"})
        told = {("contact", id): found for id, found in people.items()}
        told |= {("group", id): found for (id, with_players), found in teams.items() if not with_players}
        return {id: told.get((row["to_kind"], row["to_id"]), receivers.NOBODY) for id, row in rows.items()}

    def said(self, facts: Facts, contact: str, item: Item) -> Late | None:
        """What it is, who has it, and since when it is late."""
        found = _late(facts, item)
        if found is None or not _answers(facts, contact, found[1]):
            return None
        thing, handed = found
        holder = facts.get(handed["to_kind"], handed["to_id"])
        if holder is None or handed["to_id"] == contact:
            who = ""
        else:
            who = plain(holder["name"] if handed["to_kind"] == "group" else holder["given_name"])
        count = None if handed["quantity"] is None else str(_left(facts, handed))
        name = " ".join(plain(part) for part in (count, thing["name"], thing["tag_no"]) if part)
        return Late(thing["id"], name, who, local_date(handed["due_at"], zone_of_club(facts)))

    def title(self, say: Say, pieces: Sequence[Late]) -> str:
        """What is late, or how many things are."""
        if len(pieces) > 1:
            return say.plural("mail.notice.loans", len(pieces))
        return say("mail.notice.loan.subject", what=_name(pieces[0]))

    def lines(self, say: Say, pieces: Sequence[Late]) -> list[str]:
        """One a thing."""
        ordered = sorted(pieces, key=lambda one: (one.day, one.name, one.id))
        return shortened(say, [say("mail.notice.loan", what=_name(one), day=say.day(one.day)) for one in ordered])


def _late(facts: Facts, item: Item) -> tuple[Row, Row] | None:
    """The thing and the hand-out, where somebody has it by this one, until a day; None where nobody does any more, and
    of what is lost: who lost it knows.
    """
    handed = facts.get("custody_event", item[1])
    thing = None if handed is None else facts.get("resource", handed["resource"])
    if handed is None or thing is None or thing["status"] != "active" or thing["trouble"] == "lost":
        return None
    open_ones = lendings(facts.find("custody_event", resource=thing["id"]))
    return (thing, handed) if any(row["id"] == handed["id"] for row in open_ones) else None


def _left(facts: Facts, handed: Row) -> int:
    """How many of what is counted they still have."""
    shares = custody_of(facts.find("custody_event", resource=handed["resource"])).shares
    return {(holder.kind, holder.id): count for holder, count in shares}[handed["to_kind"], handed["to_id"]]


def _answers(facts: Facts, contact: str, handed: Row) -> bool:
    """Whether this contact is asked for it: has it, acts for who has it, or leads the group that does."""
    if handed["to_kind"] == "group":
        return receivers.leads(facts, contact, handed["to_id"])
    return handed["to_kind"] == "contact" and handed["to_id"] in persons_of(facts, contact)


def _name(late: Late) -> str:
    return f"{late.name} ({late.holder})" if late.holder else late.name
