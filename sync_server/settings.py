"""The environment, read once, frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MINUTE_MS = 60 * 1000
DAY_MS = 24 * 60 * MINUTE_MS
IN_MEMORY = ":memory:"
ADDRESSES = "sqlite:///club.db, sqlite:////srv/club.db or postgresql://..."

Database = Path | str
"""Where a club is kept: a file of SQLite, the URL of a PostgreSQL database, or `IN_MEMORY`."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to another. Limits are counts per window; times in ms.

    `waiting_*` bound how long and how many devices wait for a poke, `look_every` how often a server looks for what
    another process wrote, `slowest_body` how long the body of a request may take.
    """

    data: Path
    web: Path
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    token_life: int = 15 * MINUTE_MS
    nonce_life: int = MINUTE_MS
    idle_life: int = 400 * DAY_MS
    sign_in_tries: int = 5
    sign_in_window: int = 15 * MINUTE_MS
    address_tries: int = 20
    sync_tries: int = 60
    history_tries: int = 60
    waiting_tries: int = 120
    waiting_life: int = 25_000
    waiting_most: int = 1_000
    look_every: int = 1_000
    media_tries: int = 600
    slowest_body: int = 30_000
    elsewhere: Database | None = None
    outside: Path | None = None

    @property
    def database(self) -> Database:
        """Where the club is kept: its SQLite file, unless the installation names another place."""
        return self.data / "club.db" if self.elsewhere is None else self.elsewhere

    @property
    def media(self) -> Path:
        """Where the bytes of pictures and papers are kept, wherever the rows are."""
        return self.data / "media"

    def media_of(self, database: Database) -> Path:
        """The same for a club that may be another's: beside its file, as a server of its own would have it."""
        return database.parent / "media" if isinstance(database, Path) and database != self.database else self.media

    @property
    def ledger(self) -> Path:
        """What must outlive a restore of the database. Best on another disk, and never in a backup of the database."""
        return self.data / "club.ledger" if self.outside is None else self.outside

    @property
    def sign_ins(self) -> Path:
        """The demo's ways in, for printing at each start; a real club has no such file."""
        return self.data / "demo.json"

    @property
    def packages(self) -> Path:
        """What first loads fetch: made from the database, kept a day, of no use in a backup."""
        return self.data / "packages"

    @property
    def label_host(self) -> str:
        """The host name that stands in this club's labels."""
        return self.allowed_hosts[0] if self.allowed_hosts else "localhost"

    @property
    def key_file(self) -> Path:
        """The club's signing key for labels; outside the database and its backups."""
        return self.data / "club.key"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """TOUCHLINE_DATA, TOUCHLINE_WEB, TOUCHLINE_HOST, TOUCHLINE_PORT, TOUCHLINE_ALLOWED_HOSTS (comma separated),
    TOUCHLINE_LEDGER and TOUCHLINE_DATABASE (see `database_of`). Raises ValueError for a database that is neither.
    """
    allowed = environment.get("TOUCHLINE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    return Settings(
        Path(environment.get("TOUCHLINE_DATA", "data")),
        Path(environment.get("TOUCHLINE_WEB", "build/web")),
        environment.get("TOUCHLINE_HOST", "127.0.0.1"),
        int(environment.get("TOUCHLINE_PORT", "8000")),
        tuple(part.strip() for part in allowed.split(",") if part.strip()),
        elsewhere=database_of(environment["TOUCHLINE_DATABASE"]) if environment.get("TOUCHLINE_DATABASE") else None,
        outside=Path(environment["TOUCHLINE_LEDGER"]) if environment.get("TOUCHLINE_LEDGER") else None,
    )


def database_of(address: str) -> Database:
    """`sqlite:///club.db` is a file here, `sqlite:////srv/club.db` one by its whole path; `postgresql://...` as libpq
    reads it. Raises ValueError for anything else.
    """
    kind, _, rest = address.partition("://")
    if kind == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Path(rest[1:])
    if kind in ("postgresql", "postgres") and rest:
        return address
    raise ValueError(f"a database is {ADDRESSES}")
