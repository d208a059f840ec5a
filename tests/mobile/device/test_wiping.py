"""A wipe that was begun is ended, wherever the app was killed in between."""

import asyncio
from pathlib import Path

import pytest

from mobile.assembly import go_on_wiping, open_device
from mobile.device import wiping

CANARY = "Kanarie-9f3b"


class Killed(BaseException):
    """The app ends here."""


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOUCHLINE_SERVER", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a device keeps: rows, choices, its key, part of a package, a file that was broken once."""
    device = open_device(tmp_path, ["nl"], {})
    asyncio.run(device_key(tmp_path))
    device.replica.enrol("u1", "d1", "e1", "key")
    blank = dict.fromkeys(device.store.register["contact"].names)
    with device.store.transaction():
        device.store.put("contact", {**blank, "id": "c1", "given_name": CANARY})
    device.keep_choices()
    for name in ("replica.broken-1.db", "package-1.part", "replica.db.rebuilt"):
        (tmp_path / name).write_text(CANARY, encoding="utf-8")
    device.store.close()
    device.porter.shelf.close()
    return tmp_path


async def device_key(folder: Path) -> None:
    from mobile.assembly import keys_of

    await keys_of(folder, passing=False).public_key()


def raw(folder: Path) -> bytes:
    """Every byte in the folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_of_it_is_left_on_the_disk(folder: Path) -> None:
    assert CANARY.encode() in raw(folder)
    wiping.begin(folder, "revoked", "en")
    assert asyncio.run(go_on_wiping(folder))
    assert CANARY.encode() not in raw(folder)
    assert [path.name for path in folder.iterdir()] == ["wiped.json"]
    assert wiping.told(folder) == "revoked"


def test_without_an_order_nothing_goes(folder: Path) -> None:
    before = raw(folder)
    assert not asyncio.run(go_on_wiping(folder))
    assert (raw(folder), wiping.told(folder)) == (before, None)


@pytest.mark.parametrize("after", range(12))
def test_a_kill_at_any_step_is_made_good_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Promise: once ordered, it happens; the order goes last."""
    left = iter(range(after))
    for name in ("unlink", "replace"):
        monkeypatch.setattr(Path, name, _until(left, getattr(Path, name)))
    try:
        wiping.begin(folder, "revoked", "en")
        asyncio.run(go_on_wiping(folder))
    except Killed:
        pass
    ordered = (folder / wiping.ORDER).exists() or (folder / wiping.TOLD).exists()
    monkeypatch.undo()
    asyncio.run(go_on_wiping(folder))
    assert (CANARY.encode() in raw(folder)) is not ordered
    assert ordered is (after > 0)


def _until(left, real):  # type: ignore[no-untyped-def]  # stands in for methods of Path
    def step(self, *args, **named):  # type: ignore[no-untyped-def]  # the same
        if next(left, None) is None:
            raise Killed
        return real(self, *args, **named)

    return step


def test_signing_out_says_so_and_the_next_sign_in_ends_it(folder: Path) -> None:
    began = []

    async def again() -> None:
        began.append(open_device(folder, ["nl"], {}).touchline)

    device = open_device(folder, ["nl"], {"again": again})
    device.touchline.state.preferences.language = "en"
    asyncio.run(device.sign_out())
    assert CANARY.encode() not in raw(folder)
    (touchline,) = began
    assert (touchline.farewell, touchline.state.me.user) == ("signed_out", None)
    assert touchline.state.preferences.language == "en"
    wiping.settle(folder)
    assert wiping.told(folder) is None
