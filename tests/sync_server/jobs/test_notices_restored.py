"""After a restore nobody is told a second time. (feature B19)"""

from datetime import timedelta

from shared.storage import SqliteStorage
from sync_server.outside import MemoryLedger
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.store.tables import SERVER_REGISTER
from tests.house import House, copy_of
from tests.sync_server.jobs.test_notices_loans import NEXT, at, lend, turned


def test_what_a_device_tells_again_after_a_restore_was_told_in_its_time(furnished: House) -> None:
    """The change is done again at its old moment; nobody gets a second letter."""
    house, ledger = copy_of(furnished), MemoryLedger()
    house.referee = Referee(house.store, ledger)
    look_back(house.store, house.referee, ledger, lambda: "epoch-of-old", house.clock.now)
    house.store.discard("to_tell")
    karel = house.phone("karel")
    karel.sync()
    backup = SqliteStorage(":memory:", SERVER_REGISTER)
    house.store.connection.backup(backup.connection)
    karel.do("activity.patch", id="training-u12", set={"location": "Veld 2"})
    assert karel.sync() == ["applied"]
    assert house.store.count("to_tell") == 1
    later = copy_of(house, backup)
    look_back(backup, later.referee, MemoryLedger(), lambda: "epoch-after", later.clock.now, restored=True)
    karel.house = later
    karel.replica.new_epoch("epoch-after")
    karel.sync()
    assert (backup.get("activity", "training-u12") or {})["location"] == "Veld 2"
    assert backup.count("to_tell") == 0


def test_on_the_day_of_a_restore_nobody_is_reminded(furnished: House) -> None:
    """Whether the life before did is not known; the next day is as any other."""
    house = copy_of(furnished)
    turned(house)
    lend(house, "contact", "contact-piet")
    house.do("custody.hand_out", id="lending-2", resource="ball-bag-blue", to_kind="contact", to_id="contact-piet",
             due_at=at(NEXT, 18))  # fmt: skip
    backup = SqliteStorage(":memory:", SERVER_REGISTER)
    house.store.connection.backup(backup.connection)
    later = copy_of(house, backup)
    later.clock.now = at(NEXT, 10)
    look_back(backup, later.referee, MemoryLedger(), lambda: "epoch-after", later.clock.now, restored=True)
    turned(later)
    assert later.store.find("to_tell") == []
    later.clock.now = at(NEXT + timedelta(days=1), 0, 5)
    turned(later)
    assert [(row["tbl"], row["id"]) for row in later.store.find("to_tell")] == [("custody_event", "lending-2")]
