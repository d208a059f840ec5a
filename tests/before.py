"""The version before a field moved to a table of its own (schema 12): its club, and its app on a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from shared.actions.book import BOOK
from shared.actions.verb import Decide
from shared.domain.contact import fold
from shared.register import Register, Table
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from shared.sync.change import Insert, Patch
from shared.tables import REGISTER
from sync_server import access
from tests.house import EPOCH, House, Phone, furnish

SCHEMA = 12
CONTACT = REGISTER["contact"]
INVOICING = ("invoice.draft", "invoice.issue", "invoice.record_payment")
INVOICE_REACHED = (frozenset(("office", "treasury")), ("account_payer",))
SEARCH = {"contact": ("given_name", "family_name", "member_no")}


def _without_status(decide: Decide) -> Decide:
    return lambda facts, call: [one for one in decide(facts, call) if one.table != "invoice_status"]


def _shaped(table: Table) -> Table:
    fields = tuple(replace(field, until=None, moved=None) for field in table.fields)
    return replace(table, fields=fields, search=SEARCH.get(table.name, table.search))


NEW = ("contact_personal", "invoice_status")
BEFORE = Register(_shaped(table) for table in REGISTER if table.name not in NEW)
BEFORE_DEVICE = Register((*BEFORE, *(table for table in DEVICE_REGISTER if table.name not in REGISTER)))


def club_of_before() -> House:
    """The furnished club as that version kept it: what is said of a contact stands in one row."""
    house = House()
    with as_it_was(house):
        furnish(house)
    return house


@contextmanager
def as_it_was(house: House) -> Iterator[None]:
    """Inside, this club is decided and sent as it was then: one row says all of a contact, the office has invoices."""
    then: dict[str, Decide] = {name: _without_status(BOOK[name, 1].decide) for name in INVOICING}
    then["contact.create"] = lambda _, call: (Insert("contact", dict(call.args)),)
    then["contact.patch"] = lambda _, call: (Patch("contact", call.args["id"], call.args["set"]),)
    verbs = {(name, 1): replace(BOOK[name, 1], decide=decide) for name, decide in then.items()}
    told = CONTACT.told
    house.store.update("club", ("club",), {"schema": SCHEMA})
    object.__setattr__(CONTACT, "_told", CONTACT.names)
    try:
        with patch.dict(BOOK, verbs), patch.dict(access.REACHES, {"invoice": INVOICE_REACHED}):  # type: ignore[arg-type]  # dicts behind Mappings
            yield
    finally:
        object.__setattr__(CONTACT, "_told", told)


def app_of_before(phone: Phone, path: Path) -> None:
    """This phone is a file, opened by the app of that version."""
    phone.store = SqliteStorage(path, BEFORE_DEVICE, fold=fold)
    phone.replica = Replica(phone.store, "before", schema=SCHEMA, register=BEFORE)
    phone.replica.enrol(phone.user, phone.device, EPOCH)


def update(phone: Phone, path: Path) -> None:
    """The app of today opens the same file."""
    phone.store.close()
    phone.store = SqliteStorage(path, DEVICE_REGISTER, fold=fold)
    phone.restart()
