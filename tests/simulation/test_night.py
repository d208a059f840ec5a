"""A night's work that is killed anywhere, and done again, ends as one that nobody disturbed."""

import random
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.actions.retention import YEAR
from shared.storage import SqliteStorage
from shared.tables import REGISTER
from sync_server.checkpoint import Checkpoints
from sync_server.outside import NoLedger
from sync_server.privacy.retention import Retention
from sync_server.referee import Referee
from sync_server.store.tables import SERVER_REGISTER
from tests.house import DAY, House, copy_of
from tests.simulation.ear import Here
from tests.simulation.fragile import Killed, burning, copy_store

KILLS, LINES = 10, 130


class Night:
    """The job on the club in this file, at this moment (UTC ms)."""

    def __init__(self, path: Path, now: int, folder: Path) -> None:
        self.path, self.now, self.folder = path, now, folder
        self.made = 0

    def new_id(self) -> str:
        """Ids count up."""
        self.made += 1
        return f"night-{self.made:05}"

    def _job(self, store: Any) -> Retention:
        referee = Referee(store, NoLedger())
        told = Checkpoints(store, referee.audiences, referee.tallies)
        return Retention(Here(store, referee, told, lambda: self.now, store.close, ids=self.new_id))

    def undisturbed(self) -> tuple[int, dict[str, Any]]:
        """To its end; answers how many statements it took, and what is left."""
        with closing(SqliteStorage(self.path, SERVER_REGISTER, synchronous="OFF")) as store:
            job, counted = self._job(store), Counted(store.connection)
            store.connection = counted
            job.apply()
            return counted.n, left(store)

    def killed(self, at: int, *, after: bool) -> bool:
        """It dies at this statement, if it comes so far; the file is what it left."""
        copy = self.folder / f"left-{at}-{after}.db"
        with closing(SqliteStorage(self.path, SERVER_REGISTER, synchronous="OFF")) as store:
            job = self._job(store)
            burnt = burning(store, at, after=after, burn=lambda: copy_store(self.path, copy))
            with suppress(Killed), burnt:
                job.apply()
        if copy.exists():
            self.path = copy
        return copy.exists()


class Counted:
    """A connection that counts what is said through it."""

    def __init__(self, inner: Any) -> None:
        self._inner, self.n = inner, 0

    def execute(self, *args: Any) -> Any:
        """As a connection does."""
        self.n += 1
        return self._inner.execute(*args)

    def executemany(self, *args: Any) -> Any:
        """As a connection does."""
        self.n += 1
        return self._inner.executemany(*args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def left(store: SqliteStorage) -> dict[str, Any]:
    """Every row of the club, and what its history still says."""
    rows: dict[str, Any] = {table.name: store.find(table.name) for table in REGISTER}
    says = [(line["tbl"], line["id"], line["kind"], line["before"], line["after"]) for line in store.find("history")]
    return rows | {"history": sorted(says, key=str)}


@pytest.fixture
def old_club(furnished: House, tmp_path: Path) -> Iterator[Night]:
    """A club with a past of four years: people who left, what was changed and deleted, lines that were dealt with."""
    house = copy_of(furnished)
    for name in ("kim", "zoe"):
        house.do("contact_medical.patch", id=f"contact-{name}", set={"allergies": "Melk"})
        house.do("membership.end", id=f"membership-{name}", end_on="2026-12-01")
        house.do("group.remove_member", id=f"member-{name}", to_on="2026-11-17")
    for number in range(LINES):  # more than leaves in one transaction
        done = {"user": "user-sara", "kind": "refused", "changeset": f"c-{number}", "code": "gone", "detail": "{}"}
        house.store.put(
            "inbox_item", {"id": f"line-of-{number:04}", **done, "created_at": 1, "done_at": house.clock.now}
        )
    house.do("contact_point.delete", id="phone-of-mia")
    path = tmp_path / "club.db"
    with closing(SqliteStorage(path, SERVER_REGISTER, synchronous="OFF")) as file:
        house.store.connection.backup(file.connection)
    yield Night(path, house.clock.now + 4 * YEAR * DAY, tmp_path)


def ends_alike(club: Night, tmp_path: Path) -> bool:
    """Whether nights that die twice, anywhere, leave what an undisturbed one leaves."""
    before = tmp_path / "before.db"
    copy_store(club.path, before)
    statements, whole = club.undisturbed()
    rng, alike = random.Random(1), True
    for number in range(KILLS):
        path = tmp_path / f"night-{number}.db"
        copy_store(before, path)
        night = Night(path, club.now, tmp_path)
        for at in (rng.randint(1, statements), rng.randint(1, statements // 2)):
            night.killed(at, after=number % 2 == 0)
        alike = alike and night.undisturbed()[1] == whole
        for file in tmp_path.glob("left-*"):
            file.unlink()
    return alike


def test_a_night_that_is_killed_anywhere_ends_as_one_that_was_not(old_club: Night, tmp_path: Path) -> None:
    with closing(SqliteStorage(old_club.path, SERVER_REGISTER)) as store:
        was = left(store)
    assert len(was["inbox_item"]) == LINES
    assert ends_alike(old_club, tmp_path)
    _, whole = old_club.undisturbed()
    assert (whole["inbox_item"], whole["history"] != was["history"]) == ([], True)


def test_a_night_that_takes_the_half_for_the_whole_is_found_out(old_club: Night, tmp_path: Path) -> None:
    """No row is left to go, so it is thought that somebody ended this night."""

    def step(self: Retention) -> bool:
        return (next(self._rows(), None) is None and self._gone == 0) or real(self)

    real = Retention.step
    with patch.object(Retention, "step", step):
        assert not ends_alike(old_club, tmp_path)
