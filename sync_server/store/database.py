"""Where a club is kept: in a file of SQLite, or in a PostgreSQL database."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from shared.storage import SqliteStorage
from sync_server.settings import IN_MEMORY, Database
from sync_server.store.tables import SERVER_REGISTER

if TYPE_CHECKING:
    from sync_server.store.postgres import PostgresStorage


def open_store(database: Database) -> "SqliteStorage | PostgresStorage":
    """Open what is there, or make it without a row. Raises Unreachable, or Damaged for what cannot be read."""
    if isinstance(database, Path):
        database.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(database, Path) or database == IN_MEMORY:
        return SqliteStorage(database, SERVER_REGISTER)
    from sync_server.store.postgres import PostgresStorage  # who keeps a file needs no driver

    return PostgresStorage(database, SERVER_REGISTER)


def holds_club(database: Database) -> bool:
    """Whether a club was founded there. Makes nothing that is not there yet, apart from a database's empty tables."""
    if isinstance(database, Path):
        return database.exists()
    with closing(open_store(database)) as store:
        return store.count("club") > 0


def shown(database: Database) -> str:
    """Its address for a person's eyes, without a password."""
    if isinstance(database, Path):
        return str(database)
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    wanted = {name: value for name, value in conninfo_to_dict(database).items() if not name.endswith("password")}
    return make_conninfo("", **wanted)
