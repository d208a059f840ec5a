"""An older app and a newer server agree on every row; an update finds what was kept for it."""  # promise 15

from pathlib import Path

import pytest

from shared.domain.contact import fold
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from shared.sync.protocol import Page, Puts, Reply
from tests.house import EPOCH, House, Phone
from tests.older import OLDER, SCHEMA, older_replica, older_store

NOTE = {"id": "ball-bag-red", "set": {"note": "zip is broken"}}


class OldPhone(Phone):
    """A phone whose app is updated later."""

    def __init__(self, house: House, name: str, folder: Path) -> None:
        new = house.phone(name)
        super().__init__(house, new.user, new.device)
        self._file = folder / f"{name}.db"
        self.store = older_store(self._file)
        self.replica = older_replica(self.store)
        self.replica.enrol(self.user, self.device, EPOCH)

    def update(self) -> None:
        """The next start is one of the newest version."""
        self.store.close()
        self.store = SqliteStorage(self._file, DEVICE_REGISTER, fold=fold)
        self.replica = Replica(self.store, "newest")

    def set_back(self) -> None:
        """And the next one is old again."""
        self.store.close()
        self.store = older_store(self._file)
        self.replica = older_replica(self.store)
        self.replica.sweep()

    def on_disk(self) -> bytes:
        """Every byte of the file and of its journals."""
        return b"".join(path.read_bytes() for path in self._file.parent.glob(f"{self._file.name}*"))


@pytest.fixture
def old(house: House, tmp_path: Path) -> OldPhone:
    """The equipment manager's old phone, synced after somebody wrote what it cannot know."""
    phone = OldPhone(house, "eef", tmp_path)
    house.do("resource.patch", **NOTE)
    phone.sync()
    return phone


def agrees(phone: Phone) -> bool:
    """Whether server and phone hold the same, by their roll-ups: then nothing is sent."""
    phone.sync()
    return phone.pull() is None


def test_what_an_older_app_does_not_know_is_kept_and_counted(old: OldPhone) -> None:
    assert "note" not in (old.row("resource", "ball-bag-red") or {})
    assert old.store.find("later", id="ball-bag-red") == [
        {"tbl": "resource", "id": "ball-bag-red", "cells": '{"note":"zip is broken"}'}
    ]
    assert agrees(old)


def test_an_update_finds_it_without_a_network(house: House, old: OldPhone) -> None:
    old.update()
    assert (old.row("resource", "ball-bag-red") or {})["note"] == "zip is broken"
    assert old.store.count("later") == 0
    new = house.phone("eef")
    new.sync()
    assert old.holds() == new.holds()
    assert agrees(old)


def test_what_was_unsent_survives_the_update_as_it_was_written(house: House, old: OldPhone) -> None:
    """An app two versions old comes back after a long time with two hundred changes."""
    before = house.row("resource", "ball-bag-red") or {}
    for number in range(200):
        old.do("resource.patch", id="ball-bag-red", set={"name": f"Bag {number}"})
    house.do("resource.patch", id="ball-bag-red", set={"note": "zip was mended"})
    old.update()
    assert old.row("resource", "ball-bag-red") == {**before, "name": "Bag 199"}
    assert {(part.schema, part.app) for part in old.replica.request(0).push} == {(SCHEMA, "older")}
    assert old.sync() == ["applied"] * 200
    row = house.row("resource", "ball-bag-red") or {}
    assert (row["name"], row["note"]) == ("Bag 199", "zip was mended")
    assert old.row("resource", "ball-bag-red") == row
    assert agrees(old)


def test_a_value_that_was_emptied_is_not_kept(house: House, old: OldPhone) -> None:
    house.do("resource.patch", id="ball-bag-red", set={"note": None})
    old.sync()
    assert old.store.count("later") == 0
    assert agrees(old)


def test_rows_of_a_table_that_is_not_there_yet_are_kept_whole(house: House, tmp_path: Path) -> None:
    old = OldPhone(house, "sara", tmp_path)
    old.sync()
    piet = house.phone("piet")
    piet.sync()
    piet.replica._prediction.run = lambda *_: ("pending", [])  # type: ignore[method-assign]  # an app that asks nobody
    piet.replica._schema = 99
    piet.do("contact.merge", id="contact-kim", into="contact-bo")
    assert piet.sync() == ["parked unknown_action"]
    assert agrees(old)
    (line,) = old.store.find("later", tbl="parked_change")
    old.update()
    assert old.row("parked_change", line["id"]) == house.row("parked_change", line["id"])
    assert agrees(old)


def test_fields_of_the_clubs_own_wait_for_the_app_that_asks_them(house: House, old: OldPhone) -> None:
    house.do("custom_field.define", id="field-size", entity="resource", name="Maat", kind="text")
    house.do("custom_value.set", field="field-size", resource="ball-bag-red", value="XL")
    assert agrees(old)
    assert {line["tbl"] for line in old.store.find("later")} == {"resource", "custom_field", "custom_value"}
    old.update()
    [answer] = old.store.find("custom_value")
    assert (answer["field"], answer["resource"], answer["value"]) == ("field-size", "ball-bag-red", "XL")
    assert agrees(old)


def test_an_app_that_is_set_back_loses_nothing(house: House, old: OldPhone) -> None:
    old.update()
    old.do("resource.patch", id="ball-bag-red", set={"note": "said by the newer app"})
    old.set_back()
    assert old.sync() == ["applied"]
    assert (house.row("resource", "ball-bag-red") or {})["note"] == "said by the newer app"
    assert agrees(old)
    old.update()
    assert (old.row("resource", "ball-bag-red") or {})["note"] == "said by the newer app"


def test_an_app_that_is_set_back_leaves_no_word_of_a_table_it_does_not_know(house: House, old: OldPhone) -> None:
    """Nor in the index by which the newer app searched that table: nobody would take it out when the row leaves."""
    house.do("custom_field.define", id="field-code", entity="resource", name="Code", kind="text")
    house.do("custom_value.set", field="field-code", resource="ball-bag-red", value="sesame")
    old.update()
    old.sync()
    assert b"sesame" in old.on_disk()
    old.set_back()
    assert b"sesame" not in old.on_disk()
    assert agrees(old)
    house.do("custom_field.patch", id="field-code", set={"view_roles": ["treasurer"]})
    old.sync()
    assert b"sesame" not in old.on_disk()


def test_rot_in_what_is_kept_is_found_and_healed(old: OldPhone) -> None:  # promise 16
    old.store.update("later", ("resource", "ball-bag-red"), {"cells": '{"note":"rotten"}'})
    assert old.replica.reread(100_000) == 1
    old.sync()
    assert old.store.find("later")[0]["cells"] == '{"note":"zip is broken"}'


def test_what_is_kept_of_a_row_that_nobody_sent_is_found_and_thrown_away(old: OldPhone) -> None:  # promise 16
    """An id that rotted was written beside the one that it was."""
    (kept,) = old.store.find("later")
    old.store.put("later", {**kept, "id": "ball-bag-rot"})
    assert old.replica.reread(100_000) == 1
    old.sync()
    assert (old.store.find("later"), old.replica.reread(100_000)) == ([kept], 0)
    assert agrees(old)


def test_evicted_rows_take_with_them_what_was_kept(house: House, old: OldPhone) -> None:  # promise 6
    house.do("resource.patch", id="ball-bag-blue", set={"note": "for the U13"})
    old.sync()
    house.do("role.withdraw", id="role-eef")
    old.sync()
    assert (old.store.count("later"), old.store.count("resource")) == (0, 0)


def test_a_newer_app_takes_an_older_servers_rows(house: House) -> None:
    """Columns that the server does not know stay empty, and both agree about the row."""
    phone = house.phone("eef")
    phone.sync()
    state = phone.replica.state() or {}
    names = OLDER["resource"].names
    row = {**dict.fromkeys(names), "id": "resource-new", "name": "Cone"}
    carriers = {"1": ("staff",)}
    puts = {"resource": Puts(names, ((1, *(row[name] for name in names)),))}
    page = Page(carriers, puts, (), (), None, state["cursor"] + 1, state["grants_seq"], None, None)
    phone.replica.receive(Reply(house.clock.now, (), page), 0, 0)
    assert (phone.row("resource", "resource-new") or {})["note"] is None
    assert phone.replica.reread(100_000) == 0
