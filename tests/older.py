"""An app of an earlier version: it knows neither the table nor the fields that came later."""

from dataclasses import replace
from pathlib import Path

from shared.domain.contact import fold
from shared.register import Register, Table
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.sealed_storage import Lock, SealedStorage
from shared.storage import SqliteStorage
from shared.tables import REGISTER

SCHEMA = 1
NO_TABLES = frozenset(
    (
        "parked_change",
        "invitation",
        "contact_personal",
        "invoice_status",
        "contact_medical",
        "opening",
        "evaluation_template",
        "criterion",
        "evaluation",
        "score",
        "custody_signature",
        "resource_value",
        "booking",
        "audit_session",
        "audit_line",
        "custom_field",
        "custom_value",
        "export_log",
        "activity_visitor",
    )
)
NO_FIELDS = {
    "contact_point": ("label", "verified_at"),
    "activity": ("opponent",),
    "resource": ("note", "place", "trouble", "out_count"),
}


def _without(table: Table, names: tuple[str, ...]) -> Table:
    """The table before it had these fields."""
    fields = tuple(field for field in table.fields if field.name not in names)
    return replace(table, fields=fields, indexes=tuple(one for one in table.indexes if not set(one) & set(names)))


OLDER = Register(_without(table, NO_FIELDS.get(table.name, ())) for table in REGISTER if table.name not in NO_TABLES)
OLDER_DEVICE = Register((*OLDER, *(table for table in DEVICE_REGISTER if table.name not in REGISTER)))


def older_store(path: Path, lock: Lock | None = None, **how: object) -> SqliteStorage:
    """The file as the earlier version opens it."""
    if lock is None:
        store = SqliteStorage(path, OLDER_DEVICE, fold=fold, **how)  # type: ignore[arg-type]  # options of the store, passed on
    else:
        store = SealedStorage(path, OLDER_DEVICE, lock, fold=fold, **how)
    if any((state["schema"] or 0) > SCHEMA for state in store.find("device")):
        store.empty_unknown()
    return store


def older_replica(store: SqliteStorage) -> Replica:
    """The earlier version at work."""
    return Replica(store, "older", schema=SCHEMA, register=OLDER)
