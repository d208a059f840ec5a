"""A person is erased on the word of an owner, who has seen first what goes, what loses its name, and what stays.

The rows go through the referee like everything else, the books are scrubbed in the same transaction
(`sync_server/privacy/erased.py`); here is what can only go when that has been committed: packages, bytes, the ledger's
words, and what removed rows leave in the file.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from shared.actions.erasing import ERASE, erasure
from shared.domain.contact import display_name, fold
from shared.errors import StoreFull, Unreachable
from shared.facts import Facts
from shared.refusals import Gone, Invalid, LastOwner, NotAllowed, Refusal, StillHolds
from shared.register import Row
from shared.rights import ERASERS, SYSTEM, actor
from shared.storage import Store
from shared.sync.change import Patch, Remove
from shared.sync.past import OFFERED_MS
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.media.blobs import Blobs
from sync_server.privacy.audit import Audit, Deed
from sync_server.privacy.erased import BYTES, ROW
from sync_server.privacy.retention import books_until


@dataclass(frozen=True)
class Stays:
    """Rows that stay, and why: "books" until a day, or "fact" (an id behind which nobody is)."""

    table: str
    count: int
    why: str
    until: str | None


@dataclass(frozen=True)
class Plan:
    """What an erasure would do. `goes` and `bare` count rows by table: those that leave, and those that stay without
    what they say of this person. `files` are pictures and papers, `devices` those that are shut out. `blocked` is the
    code of what must be settled first, `open_cents` what nobody could be reminded of any more.
    """

    name: str
    goes: Mapping[str, int]
    bare: Mapping[str, int]
    stays: tuple[Stays, ...]
    history: int
    files: int
    devices: int
    open_cents: int
    blocked: str | None

    def to_wire(self) -> dict[str, Any]:
        """As it travels."""
        return asdict(self)


class Erasing:
    """Erases people of one club."""

    def __init__(self, club: Club, blobs: Blobs) -> None:
        self._club = club
        self._blobs = blobs

    def plan(self, user: str | None, contact: str) -> Plan:
        """What it would do, for this user; None is the person at the server. Raises NotAllowed, or Gone when nobody
        ever had this id.
        """
        with self._club.store.snapshot():
            if user is not None and not ERASERS & actor(self._club.referee.facts, user).roles:
                raise NotAllowed(action=ERASE)
            return plan(self._club.store, self._club.referee.facts, contact)

    def erase(self, user: str | None, contact: str, name: str) -> Plan:
        """Do it; `name` is what the person who asks has typed. Answers what it was. Raises as `plan` does, StillHolds
        or LastOwner for what must be settled first, Invalid when that is not the name.
        """
        found = self.plan(user, contact)
        if fold(name.strip()) != fold(found.name):
            raise Invalid("name", "not_the_name")
        if found.blocked is not None:
            raise BLOCKS[found.blocked](table="contact", id=contact)
        club, now = self._club, self._club.now()
        club.referee.perform(club.new_id(), now, ActionCall(ERASE, 1, {"id": contact}))
        note(club, "erased", user, contact, {"goes": dict(found.goes), "bare": dict(found.bare)})
        self.tidy()
        return found

    def tidy(self) -> int:
        """What can go only when rows are gone; does no harm at any time. Answers how many files went."""
        club = self._club
        club.referee.trim_ledger(club.now() - OFFERED_MS, club.referee.erased.ids())
        if club.packages is not None:
            club.packages.forget()
        dropped = drop_bytes(club.store, self._blobs)
        with suppress(StoreFull, Unreachable):  # no room, or somebody reads: the next one gets it
            club.store.rewrite()
        return dropped


BLOCKS: Mapping[str, type[Refusal]] = {"still_holds": StillHolds, "last_owner": LastOwner}


def plan(store: Store, facts: Facts, contact: str) -> Plan:
    """What erasing this contact would do. Raises Gone when nobody ever had this id."""
    person = facts.get("contact", contact) or facts.deleted("contact", contact)
    if person is None:
        raise Gone(table="contact", id=contact)
    changes = erasure(facts, contact)
    gone = {(change.table, change.id) for change in changes if isinstance(change, Remove)}
    media = [facts.get("medium", id) or {} for table, id in gone if table == "medium"]
    users = [row["id"] for row in facts.find("user_profile", contact=contact)]
    invoices = _invoices(facts, contact)
    return Plan(
        display_name(person["given_name"], person["family_name"]),
        dict(sorted(Counter(table for table, _ in gone).items())),
        dict(sorted(Counter(change.table for change in changes if isinstance(change, Patch)).items())),
        tuple(_stays(facts, contact, invoices)),
        sum(store.count("history", tbl=table, id=id) for table, id in gone),
        len({row[name] for row in media for name in ("hash", "preview") if row.get(name)}),
        sum(store.count("device", user=user, revoked_at=None) for user in users),
        sum((row["total_cents"] or 0) - (row["paid_cents"] or 0) for row in invoices if row["kind"] == "invoice"),
        _blocked(facts, contact, users),
    )


def _invoices(facts: Facts, contact: str) -> list[Row]:
    """Issued to an account of this person."""
    accounts = sorted({link["account"] for link in facts.find("account_link", contact=contact)})
    return [row for account in accounts for row in facts.find("invoice", account=account, status="issued")]


def _stays(facts: Facts, contact: str, invoices: list[Row]) -> list[Stays]:
    found = []
    if invoices:
        until = max(books_until(row["issued_on"]) for row in invoices)
        found.append(Stays("invoice", len(invoices), "books", until))
        payments = {part["payment"] for row in invoices for part in facts.find("allocation", invoice=row["id"])}
        if payments:
            found.append(Stays("payment", len(payments), "books", until))
    scans = facts.find("custody_event", to_kind="contact", to_id=contact)
    if scans:
        found.append(Stays("custody_event", len(scans), "fact", None))
    return found


def _blocked(facts: Facts, contact: str, users: list[str]) -> str | None:
    if facts.find("resource", holder_kind="contact", holder_id=contact):
        return "still_holds"
    owners = {row["user"] for row in facts.find("role_assignment", role="owner", present=1)}
    return "last_owner" if owners and owners <= set(users) else None


def note(club: Club, kind: str, user: str | None, contact: str, detail: Mapping[str, Any]) -> None:
    """Write down who had somebody's data erased or handed out: ids and counts, no values."""
    with club.store.transaction():
        Audit(club.store).note(Deed(kind, club.now(), user or SYSTEM.user, None, "contact", contact, detail))


def drop_bytes(store: Store, blobs: Blobs) -> int:
    """Remove the files of media of people who were erased, unless somebody else's row speaks of the same bytes, and
    what had come of those on their way; answers how many. A backup that was put back may have brought them again.
    """
    erased = {row["id"] for row in store.find("erased", kind=BYTES)}
    wanted = {name for row in store.find("medium") for name in (row["hash"], row["preview"]) if name is not None}
    gone = [name for name in sorted(erased - wanted) if blobs.find(name) is not None]
    for name in gone:
        blobs.drop(name)
    return len(gone) + blobs.forget_all({row["id"] for row in store.find("erased", kind=ROW)})
