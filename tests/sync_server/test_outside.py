"""The ledger knows before the database does, and lets go of what no restore needs, and of nothing else."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shared.errors import StoreFull
from shared.sync.protocol import ActionCall, Changeset
from shared.tables import SCHEMA
from sync_server import outside
from sync_server.outside import NOBODY, FileLedger, MemoryLedger, NoLedger, Promised, Told, kept, life, promise, void
from sync_server.referee import Referee
from tests.house import DAY, START, House
from tests.sync_server.restored import Backup

OLD, NEW = START - 31 * DAY, START


def told(id: str, at: int, *verbs: str, **more: Any) -> Promised:
    """A promise of the server's own."""
    whole = {"actions": [{"name": verb, "args": {}} for verb in verbs or ("contact.patch",)]}
    given = {"whole": whole, **more}
    return Promised(id, "epoch-1", 1, "system", "server", "applied", (at, 0, at, 0), **given)


def test_what_takes_brings_back_or_numbers_stands_for_ever() -> None:
    promised = [
        told("forgotten", OLD),
        told("gone", OLD, gone=(("contact", "contact-kim"),)),
        told("back", OLD, back=(("contact", "contact-kim"),)),
        told("withdrawn", OLD, "role.withdraw"),
        told("numbered", OLD, numbers=(("2026", 1, "invoice-1"),)),
        told("never", OLD, gone=(("contact", "contact-bo"),)),
        told("recent", NEW),
        told("last", OLD, "role.withdraw"),
        told("unknown", OLD),
    ]
    keys = {one.id: one.key for one in promised}
    known = {key for id, key in keys.items() if id not in ("never", "unknown")}
    all_of_it = Told({"epoch-1": 0}, promised, known, {keys["never"]}, {"phone": OLD}, ("epoch-1", 9))
    left = all_of_it.without(START - 30 * DAY)
    names = [one.id for one in left.promised]
    assert names == ["gone", "back", "withdrawn", "numbered", "recent", "last", "unknown"]
    assert [one.id for one in left.promised if one.whole is None] == ["numbered"]
    assert (left.kept, left.void) == ({keys[name] for name in names} - {keys["unknown"]}, set())
    assert (left.lives, left.revoked, left.head) == ({"epoch-1": 0}, {"phone": OLD}, ("epoch-1", 9))


def test_what_was_said_in_the_same_breath_as_a_deletion_is_forgotten_after_a_year(tmp_path: Path) -> None:
    """Piet's old number went, and a new one came: that the old one went stands for ever, the new one is in his row."""
    when = (0, 0, 0, 0, SCHEMA)
    calls = (
        ActionCall("contact_point.delete", 1, {"id": "phone-of-piet"}),
        ActionCall("contact_point.add", 1, {"id": "phone-2", "contact": "contact-piet", "value": "+32470998877"}),
    )
    whole = Changeset("moved", "phone-sara", 1, "epoch-1", calls, *when, app="test").to_wire()
    ledger = FileLedger(tmp_path / "club.ledger")
    one = replace(told("moved", START, gone=(("contact_point", "phone-of-piet"),)), whole=whole)
    ledger.write([life("epoch-1", 0), promise(one), kept(["moved"])])
    said = []
    for days in (31, 364, 366):
        assert ledger.trim(START + (days - 30) * DAY) == 0
        ((left),) = ledger.read().promised
        said.append([call["name"] for call in (left.whole or {})["actions"]])
    assert said == [["contact_point.delete", "contact_point.add"]] * 2 + [["contact_point.delete"]]
    assert "998877" not in (tmp_path / "club.ledger").read_text()


def test_what_is_written_anew_reads_as_it_was() -> None:
    ledger = MemoryLedger()
    numbered = told("one", NEW, gone=(("contact", "c"),), numbers=(("2026", 1, "invoice-1"),))
    ledger.write([life("epoch-1", 0), promise(numbered), promise(told("two", NEW)), kept(["one"]), void(["two"])])
    before = ledger.read()
    assert ledger.trim(OLD) == 0
    assert ledger.read() == before


def test_what_was_kept_in_one_life_and_not_in_the_next_stands_as_it_was_kept() -> None:
    """A twin of the phone brought it to the restored server as if it were new, and there was no room for it."""
    ledger, kim = MemoryLedger(), (("contact", "contact-kim"),)
    first = told("gone", NEW, gone=kim)
    again = replace(first, epoch="epoch-2", seq=first.seq + 7)
    ledger.write([life("epoch-1", 0), promise(first), kept(["gone"]), life("epoch-2", 1), promise(again)])
    assert ledger.read().standing == [first, again], "it may have been done again, as far as anybody knows"
    ledger.write([void(["gone"])])
    before = ledger.read()
    assert (before.standing, before.kept, before.void) == ([first], {first.key}, {again.key})
    assert (ledger.trim(OLD), ledger.read()) == (0, before)
    ledger.write([promise(again), kept(["gone"])])
    assert ledger.read().kept == {first.key, again.key}


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileLedger:
    """A file with one promise that is too old, which is reason enough to write it anew."""
    monkeypatch.setattr(outside, "WORTH_IT", 1)
    ledger = FileLedger(tmp_path / "club.ledger")
    ledger.write([life("epoch-1", 0), promise(told("old", OLD)), kept(["old"])])
    return ledger


def test_another_process_goes_on_in_the_file_that_bears_the_name(ledger: FileLedger, tmp_path: Path) -> None:
    other = FileLedger(tmp_path / "club.ledger")
    assert ledger.trim(NEW) == 1
    other.write([promise(told("new", NEW))])
    ledger.write([kept(["new"])])
    assert [one.id for one in ledger.read().promised] == [one.id for one in other.read().promised] == ["new"]
    assert FileLedger(tmp_path / "club.ledger").read().kept == {told("new", NEW).key}
    assert [path.name for path in tmp_path.iterdir()] == ["club.ledger", "club.ledger.head"]
    assert (tmp_path / "club.ledger").stat().st_mode & 0o777 == 0o600


def test_without_room_nothing_is_trimmed_and_life_goes_on(
    ledger: FileLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(outside, "_append", full)
        with pytest.raises(StoreFull):
            ledger.trim(NEW)
    ledger.write([promise(told("new", NEW))])
    assert [one.id for one in ledger.read().promised] == ["old", "new"]
    assert not (tmp_path / "club.ledger.draft").exists()


def test_a_few_old_records_are_no_reason_to_write_it_anew(ledger: FileLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "WORTH_IT", 2)
    assert ledger.trim(NEW) == 0
    assert [one.id for one in ledger.read().promised] == ["old"]


def test_the_referee_trims_where_nobody_promises_meanwhile(house: House) -> None:
    class Looks(NoLedger):
        def trim(self, before: int, erased: Set[str] = NOBODY) -> int:
            assert house.store.connection.in_transaction
            return before

    assert Referee(house.store, Looks()).trim_ledger(7) == 7


class Killed(BaseException):
    """The process is no more."""


def test_a_kill_right_after_the_commit_leaves_nothing_that_the_database_alone_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # promises 1, 14
    @contextmanager
    def killed(**how: bool) -> Iterator[None]:
        with transaction(**how):
            yield
        raise Killed

    club, bo = Backup(), ("contact", "contact-bo")
    club.look()
    backup, transaction = club.copy(), club.house.store.transaction
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(club.house.store, "transaction", killed)
        club.house.do("contact.delete", id="contact-bo")
    (one,) = club.ledger.read().standing
    assert (club.house.row(*bo), one.gone, club.ledger.read().kept) == (None, (bo,), set())
    assert club.look() is None, "the next opening finds it out"
    assert club.ledger.read().kept == {one.key}
    assert club.put_back(backup) is not None
    assert club.house.row(*bo) is None
