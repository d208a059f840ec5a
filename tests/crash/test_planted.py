"""The tests test: bugs that lose or tear what was written are caught."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.storage import SqliteStorage
from tests.crash.clubs import PhoneStory, ServerStory
from tests.crash.story import Broken, inspect
from tests.house import House
from tests.simulation.bugs import phone, server

WAL, TRUNCATE = {"journal": "WAL"}, {"journal": "TRUNCATE"}


def never_synced() -> Any:
    """Every commit is said to last, and none waits for the disk."""

    def flush(self: SqliteStorage, lasting: bool) -> None:
        self.connection.execute("PRAGMA synchronous = OFF")

    return patch.object(SqliteStorage, "_flush_to_disk", flush)


def relaxed_for_good() -> Any:
    """After the first commit that need not last, none does."""

    def flush(self: SqliteStorage, lasting: bool) -> None:
        if not lasting:
            self.connection.execute("PRAGMA synchronous = NORMAL")

    return patch.object(SqliteStorage, "_flush_to_disk", flush)


def journal_in_memory() -> Any:
    """What a rollback needs is in memory when the power goes."""

    def configure(self: SqliteStorage, journal: str, synchronous: str, alone: bool) -> None:
        real(self, "MEMORY", synchronous, alone)

    real = SqliteStorage._configure
    return patch.object(SqliteStorage, "_configure", configure)


def scrub_forgotten() -> Any:
    """Removed rows stay in the journal."""
    return patch.object(SqliteStorage, "scrub", lambda self: None)


@contextmanager
def split_in_two(*tables: str) -> Iterator[None]:
    """What is put into these tables is put in a transaction of its own."""

    def put(self: SqliteStorage, table: str, *rows: Any) -> None:
        if table in tables and self.connection.in_transaction:
            self.connection.execute("COMMIT")
            self.connection.execute("BEGIN IMMEDIATE")
        real(self, table, *rows)

    real = SqliteStorage.put
    with patch.object(SqliteStorage, "put", put):
        yield


@pytest.mark.parametrize(
    ("bug", "kind"),
    [
        (never_synced, WAL),
        (never_synced, TRUNCATE),
        (relaxed_for_good, WAL),
        (journal_in_memory, TRUNCATE),
        (phone.queue_apart, WAL),
        (phone.queue_apart, TRUNCATE),
        (lambda: split_in_two("tally"), WAL),
        (lambda: split_in_two("receipt"), WAL),
    ],
    ids=[
        "never synced",
        "never synced, in a browser",
        "relaxed for good",
        "journal in memory",
        "queue in a second transaction",
        "queue in a second transaction, in a browser",
        "tallies in a second transaction",
        "receipts in a second transaction",
    ],
)
def test_a_bug_on_a_phone(bug: Callable[[], Any], kind: dict[str, str], house: House, folder: Path) -> None:
    with bug():
        day = PhoneStory(house, "karel", folder, **kind)
        day.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
        house.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
        day.sync()
        day.do("contact_point.patch", id="phone-of-piet", set={"label": "vader"})
        day.do("contact_point.patch", id="phone-of-mia", set={"label": "moeder"})
    with pytest.raises(Broken):
        inspect(day.story, points=day.story.points(), more=day.goes_on)


@pytest.mark.parametrize(
    "bug",
    [never_synced, server.acknowledged_before_commit, server.batch_is_split, lambda: split_in_two("receipt")],
    ids=["never synced", "acknowledged before commit", "a push split over transactions", "receipts apart"],
)
def test_a_bug_on_the_server(bug: Callable[[], Any], house: House, folder: Path) -> None:
    days = ServerStory(house, folder, "sara")
    with bug():
        for label in ("gsm", "vast"):
            days.phones["sara"].do("contact_point.patch", id="phone-of-piet", set={"label": label})
        days.push("sara")
    with pytest.raises(Broken):
        inspect(days.story, points=days.story.points(), more=days.goes_on)
