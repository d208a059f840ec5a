"""After a restore nobody is told a second time. (feature B19)"""

from shared.storage import SqliteStorage
from sync_server.outside import MemoryLedger
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.tables import SERVER_REGISTER
from tests.house import House, copy_of


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
