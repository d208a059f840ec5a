"""A device starts with what it has, and remembers what was chosen."""

import asyncio
from pathlib import Path

import pytest

from mobile.assembly import Device, open_device, read_choices
from mobile.progress import Progress


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOUCHLINE_SERVER", raising=False)


def opened(folder: Path) -> Device:
    return open_device(folder, ["nl-BE"], {})


def enrolled(folder: Path) -> Device:
    """A device of a coach of the U13, whose rows came earlier."""
    device = opened(folder)
    device.replica.enrol("u1", "d1", "e1")
    blank = {table.name: dict.fromkeys(table.names) for table in device.store.register}
    rows = (
        ("contact", {"id": "c1", "given_name": "Fatima", "family_name": "Maes", "status": "active"}),
        ("user_profile", {"id": "u1", "contact": "c1", "username": "fatima"}),
        ("role_assignment", {"id": "r1", "user": "u1", "role": "coach", "group": "u13", "present": 1}),
        ("inbox_item", {"id": "i1", "user": "u1", "kind": "refused"}),
    )
    with device.store.transaction():
        for table, values in rows:
            device.store.put(table, {**blank[table], **values})
    device.refresh()
    return device


def test_a_fresh_device_knows_nobody_and_waits_for_no_server(tmp_path: Path) -> None:
    device = opened(tmp_path)
    state = device.touchline.state
    assert (state.me.user, device.courier, state.preferences.language) == (None, None, "nl")
    assert device.touchline.reader.people.search("").total == 0


def test_who_holds_the_device_is_read_from_its_own_rows(tmp_path: Path) -> None:
    me = enrolled(tmp_path).touchline.state.me
    assert (me.user, me.name, me.roles, me.teams, me.persons) == (
        "u1",
        "Fatima Maes",
        {"member", "coach"},
        {"u13"},
        {"c1"},
    )


def test_the_next_start_needs_nothing_but_the_file(tmp_path: Path) -> None:
    enrolled(tmp_path).store.close()
    state = opened(tmp_path).touchline.state
    assert (state.me.name, state.sync.needs_you, state.sync.last_synced_at) == ("Fatima Maes", 1, None)


def test_choices_are_kept_beside_the_replica(tmp_path: Path) -> None:
    device = opened(tmp_path)
    device.touchline.state.preferences.language = "en"
    device.touchline.state.preferences.theme = "dark"
    device.keep_choices()
    again = read_choices(tmp_path, ["nl"])
    assert (again.language, again.theme, again.server) == ("en", "dark", "")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"language": "en", "unknown": 1}'])
def test_a_broken_or_newer_file_of_choices_stops_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "preferences.json").write_text(text, encoding="utf-8")
    assert read_choices(tmp_path, ["en"]).theme == "system"


def test_the_badge_hears_what_the_courier_tells(tmp_path: Path) -> None:
    device = opened(tmp_path)
    device.hear(Progress(waiting=3, offline=True, synced_at=5, compared_at=5, rows=1243, skew_ms=90_000))
    sync = device.touchline.state.sync
    assert (sync.waiting, sync.offline, sync.last_synced_at, sync.rows_compared, sync.skew_ms) == (
        3,
        True,
        5,
        1243,
        90_000,
    )
    device.hear(Progress(waiting=0, offline=True))
    assert sync.last_synced_at == 5


def test_signing_out_leaves_no_file_but_a_word_about_it(tmp_path: Path) -> None:
    device = enrolled(tmp_path)
    device.keep_choices()
    assert device.touchline.drafts is not None
    device.touchline.drafts.keep("basket", {"mode": "give"})
    asyncio.run(device.sign_out())
    (left,) = tmp_path.iterdir()
    assert (left.name, left.read_text()) == ("wiped.json", '{"why": "signed_out", "language": "nl"}')
    assert device.touchline.state.me.user is None


def test_what_is_prepared_ahead_ends_with_the_device(tmp_path: Path) -> None:
    """Before the first piece the device is emptied: nobody reaches into a closed file."""
    device = opened(tmp_path)

    async def story() -> None:
        ahead = asyncio.ensure_future(device.prepare())
        await asyncio.sleep(0)
        await device.sign_out()
        await ahead

    asyncio.run(story())


class Task:
    """A task that only knows whether it was ended."""

    ended = False

    def cancel(self) -> None:
        self.ended = True


def test_one_courier_works_at_a_time_and_only_a_new_address_makes_a_new_one(tmp_path: Path) -> None:
    device, tasks = opened(tmp_path), []

    def spawn(work: object) -> Task:
        tasks.append(Task())
        return tasks[-1]

    device.carry(spawn)
    assert tasks == []
    first = device.connect("https://club.example")
    assert device.connect("https://club.example") is first
    assert device.connect("https://other.example") is not first
    assert [task.ended for task in tasks] == [True, True, False, False]  # a loop and an ear for each
