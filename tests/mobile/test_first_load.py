"""A first load over a real door: of use after its first part, whole after its package, whatever happens to that."""

import asyncio
from pathlib import Path

import httpx
import pytest

from shared.domain.contact import fold
from shared.errors import StoreFull
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import PAGES_ONLY, Replica
from shared.replica.shelf import Shelf
from shared.storage import SqliteStorage
from shared.tables import REGISTER
from sync_server.packages import DAY_MS
from tests.house import House
from tests.mobile.couriers import Device, desk_of
from tests.sync_server.desk import PASSWORD, Desk


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """A server whose first loads come in two parts."""
    for number in range(120):  # so that its package is a few thousand bytes
        house.do(
            "contact.create", id=f"contact-{number:03}", given_name=f"Given {number**5}", family_name=f"{number**7}"
        )
    house.load_in_parts(tmp_path / "packages")
    return desk_of(house, tmp_path)


@pytest.fixture
def sara(desk: Desk, tmp_path: Path) -> Device:
    """The secretary's new phone."""
    return Device(desk, "sara", shelf=tmp_path / "shelf").sign_in()


def in_pages(desk: Desk, name: str) -> dict[str, dict[str, object]]:
    """What a device without packages ends up with."""
    phone = desk.house.phone(name, "in-pages")
    phone.sync()
    return {table: dict(rows) for table, rows in phone.holds().items()}


def holds(device: Device) -> dict[str, dict[str, object]]:
    """Every row of the club on this device."""
    found = {table.name: {row["id"]: row for row in device.store.find(table.name)} for table in REGISTER}
    return {name: rows for name, rows in found.items() if rows}


def on_shelf(tmp_path: Path) -> int:
    """How many files lie beside the replica."""
    return len(list((tmp_path / "shelf").iterdir())) if (tmp_path / "shelf").exists() else 0


def test_a_whole_first_load(sara: Device, tmp_path: Path) -> None:
    assert sara.sync()
    assert sara.network.seen == ["fine"] * 5, "signed in, first part, name of the package, the package, its tail"
    assert holds(sara) == in_pages(sara.desk, "sara")
    assert (on_shelf(tmp_path), (sara.replica.state() or {})["partial"]) == (0, 0)
    shares = [progress.share for progress in sara.told if progress.share is not None]
    assert shares == sorted(shares)
    assert shares[-1] == 99


def test_a_cut_connection_goes_on_where_it_was(sara: Device, tmp_path: Path) -> None:
    assert not sara.sync("fine", "fine", "torn")
    assert sara.courier.progress.offline
    package, shelf = sara.replica.staging.wanted(), sara.replica.staging.shelf
    assert package is not None
    assert shelf is not None
    assert shelf.have(package) == 2000
    asked: list[str | None] = []
    sara.network.under = Asked(sara.network.under, asked)
    assert sara.sync()
    assert asked[0] == "bytes=2000-"
    assert holds(sara) == in_pages(sara.desk, "sara")


def test_an_app_that_was_killed_goes_on_where_it_was(sara: Device, tmp_path: Path) -> None:
    assert not sara.sync("fine", "fine", "torn")
    sara.replica = Replica(sara.store, "test", Shelf(tmp_path / "shelf"))
    sara.courier = sara.new_courier()
    assert sara.sync()
    assert holds(sara) == in_pages(sara.desk, "sara")


def test_a_package_that_came_whole_is_unpacked_when_there_is_room(
    sara: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise StoreFull

    with monkeypatch.context() as disk:
        disk.setattr(Shelf, "unpack", full)
        assert not sara.sync()
    assert sara.badge()[2] == "store_full"
    sara.network.seen.clear()
    assert sara.sync()
    assert sara.network.seen == ["fine"], "its tail; the package is not asked for again"
    assert holds(sara) == in_pages(sara.desk, "sara")


def test_a_spoilt_package_is_fetched_again(sara: Device) -> None:
    assert sara.sync("fine", "fine", "spoilt")
    assert sara.network.seen.count("spoilt") == 1
    assert holds(sara) == in_pages(sara.desk, "sara")


def test_a_package_that_is_spoilt_twice_is_done_without(sara: Device, tmp_path: Path) -> None:
    assert sara.sync("fine", "fine", "spoilt", "spoilt")
    assert holds(sara) == in_pages(sara.desk, "sara")
    assert on_shelf(tmp_path) == 0


@pytest.mark.parametrize("fault", ["drop", "cut", "portal", "portal-json", "redirect", "busy", "broken", "full"])
def test_a_fault_is_no_package_and_the_next_sync_fetches_it(sara: Device, fault: str) -> None:
    assert not sara.sync("fine", "fine", fault)
    assert (sara.replica.state() or {})["partial"] not in (0, PAGES_ONLY)
    assert sara.sync()
    assert holds(sara) == in_pages(sara.desk, "sara")


def test_a_package_that_is_gone_is_done_without(sara: Device, tmp_path: Path) -> None:
    assert not sara.sync("fine", "fine", "torn")
    sara.desk.house.clock.wait(DAY_MS + 1)
    assert sara.sync()
    assert holds(sara) == in_pages(sara.desk, "sara")
    assert on_shelf(tmp_path) == 0


def test_a_role_withdrawn_before_the_file_leaves_nothing_of_it(sara: Device, tmp_path: Path) -> None:  # promise 5
    assert not sara.sync("fine", "fine", "torn")
    sara.desk.house.do("role.withdraw", id="role-sara")
    assert sara.sync()
    assert holds(sara) == in_pages(sara.desk, "sara")
    assert sara.row("contact", "contact-zoe") == {}
    assert on_shelf(tmp_path) == 0


def test_a_role_withdrawn_after_the_file_leaves_nothing_of_it(sara: Device, tmp_path: Path) -> None:  # promise 5
    assert not sara.sync("fine", "fine", "fine", "drop")
    assert on_shelf(tmp_path) == 1
    sara.desk.house.do("role.withdraw", id="role-sara")
    assert sara.sync()
    assert holds(sara) == in_pages(sara.desk, "sara")
    assert sara.row("contact", "contact-zoe") == {}
    assert on_shelf(tmp_path) == 0


def test_work_that_waits_lies_over_what_comes(sara: Device) -> None:  # promises 3 and 8
    """Between the two parts she corrects her own name; it is shown over the package's rows, and sent."""
    assert not sara.sync("fine", "drop")
    sara.do("contact.patch", id="contact-sara", set={"given_name": "Sarah"})
    assert not sara.sync("cut", "fine")
    assert sara.sync()
    assert sara.answers() == [("applied", None)]
    assert holds(sara) == in_pages(sara.desk, "sara")
    assert sara.row("contact", "contact-sara")["given_name"] == "Sarah"


def test_the_search_index_knows_the_names_of_a_package(desk: Desk, tmp_path: Path) -> None:
    device = Device(desk, "sara", shelf=tmp_path / "shelf")
    device.store = SqliteStorage(tmp_path / "replica.db", DEVICE_REGISTER, fold=fold)
    device.replica = Replica(device.store, "test", Shelf(tmp_path / "shelf"))
    device.courier = device.new_courier()
    asyncio.run(device.courier.sign_in("sara", PASSWORD, "phone"))
    assert device.sync()
    found = "SELECT contact.id FROM contact_search JOIN contact ON contact.rowid = contact_search.rowid"
    zoe = device.store.connection.execute(f"{found} WHERE words MATCH 'zoe'").fetchall()
    everybody = device.store.connection.execute("SELECT count(*) FROM contact_search").fetchone()[0]
    assert zoe == [("contact-zoe",)]
    assert everybody == device.store.count("contact")


def test_the_door_of_packages(desk: Desk) -> None:
    packages = desk.house.packages
    assert packages is not None
    id = packages.make(frozenset(("staff", "office"))).id
    path = packages.open(id, frozenset(("staff", "office")))
    assert path is not None
    data = path.read_bytes()
    door, sara, karel = f"/api/packages/{id}", desk.token("sara"), desk.token("karel")
    whole, rest = desk.send("GET", door, headers=sara), desk.send("GET", door, headers={**sara, "Range": "bytes=1000-"})
    assert (whole.status_code, whole.content, whole.headers["cache-control"]) == (200, data, "no-store")
    assert (rest.status_code, rest.content) == (206, data[1000:])
    assert desk.send("GET", door, headers={}).status_code == 401
    foreign, absent = desk.send("GET", door, headers=karel), desk.send("GET", "/api/packages/nothing", headers=sara)
    assert [(answer.status_code, answer.json()["code"]) for answer in (foreign, absent)] == [(404, "no_package")] * 2
    odd = ["bytes=-1-", "bytes=9-1", "lines=1-2", "bytes=999999999-", "bytes=" + "0-1," * 500]
    answers = [desk.send("GET", door, headers={**sara, "Range": text}) for text in odd]
    assert {answer.status_code for answer in answers} <= {200, 206, 400, 416}


class Asked(httpx.AsyncBaseTransport):
    """Notes the range that each request asks for."""

    def __init__(self, under: httpx.AsyncBaseTransport, ranges: list[str | None]) -> None:
        self._under = under
        self._ranges = ranges

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        self._ranges.append(request.headers.get("range"))
        return await self._under.handle_async_request(request)
