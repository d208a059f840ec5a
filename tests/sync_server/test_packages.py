"""Packages: the same rows as in pages, nothing beyond their scopes, and only for who is granted all of these."""

from pathlib import Path
from sqlite3 import connect
from zlib import decompress

import pytest

from shared.sync import scope
from shared.tables import REGISTER
from sync_server.checkpoint import Checkpoints
from sync_server.packages import DAY_MS, Packages
from tests.house import House, Phone
from tests.postgres import told_on_both

pytestmark = told_on_both

ANN = "contact-ann"
OFFICE = frozenset((scope.STAFF, scope.OFFICE))
ROLES = ("olga", "sara", "tom", "eef", "karel")


@pytest.fixture
def packages(house: House, tmp_path: Path) -> Packages:
    """Those of the house."""
    return house.load_in_parts(tmp_path / "packages")


def newcomer(house: House, user: str, shelf: Path | None) -> Phone:
    """A new device of this user; one without a shelf fetches pages."""
    phone = house.phone(user, f"new-{house.new_id()}")
    phone.restart(shelf)
    return phone


def books(phone: Phone) -> dict[tuple[str, str], tuple[frozenset[str], str]]:
    """By row: the scopes that carry it, and its hash."""
    carriers = {row["id"]: row["scopes"] for row in phone.store.find("carrier")}
    return {(row["tbl"], row["id"]): (carriers[row["carrier"]], row["hash"]) for row in phone.store.find("held")}


@pytest.mark.parametrize("user", ROLES)
def test_a_package_brings_what_pages_bring(house: House, packages: Packages, tmp_path: Path, user: str) -> None:
    in_pages, packed = newcomer(house, user, None), newcomer(house, user, tmp_path / "shelf")
    in_pages.sync()
    packed.sync()
    assert packed.holds() == in_pages.holds()
    assert books(packed) == books(in_pages)
    assert packed.replica.request(0).rollup == in_pages.replica.request(0).rollup
    assert list((tmp_path / "packages").glob("*.package"))


def test_what_moved_since_the_package_was_made_comes_with_the_tail(
    house: House, packages: Packages, tmp_path: Path
) -> None:
    packages.make(OFFICE)
    house.do("contact.patch", id="contact-bo", set={"given_name": "Bob"})
    house.do("contact.create", id="contact-new", given_name="Nele", family_name="Nijs")
    house.do("contact_address.delete", id="address-kim")
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12")
    sara, known = newcomer(house, "sara", tmp_path / "shelf"), house.phone("sara", "known")
    sara.sync()
    assert len(list((tmp_path / "packages").glob("*.package"))) == 1
    known.sync()
    assert sara.holds() == known.holds()
    assert books(sara) == books(known)


def test_the_bytes_of_a_package_hold_nothing_beyond_its_scopes(house: House, packages: Packages) -> None:  # promise 5
    house.do(
        "account.create", id="firm-maes", kind="company", name="Only the accounts", link_id="link-firm", contact=ANN
    )
    house.do("contact_finance.patch", id="contact-zoe", set={"account_holder": "Never in a file"})
    house.do("contact_medical.patch", id="contact-zoe", set={"note": "Never in a file"})
    house.do("contact_emergency.patch", id="contact-zoe", set={"alert": "Only the office"})
    told = {}
    treasury = {scope.STAFF, scope.TREASURY, scope.FINANCE, scope.MEDICAL}  # of the last two nobody asks for a package
    for name, scopes in (("staff", {scope.STAFF}), ("office", OFFICE), ("treasury", treasury)):
        path = packages.open(packages.make(frozenset(scopes)).id, frozenset(scopes))
        assert path is not None
        told[name] = decompress(path.read_bytes())
    secrets = (b"Only the accounts", b"Only the office", b"contact:contact-zoe:self", b"Zoe", b"Never in a file")
    assert {name: [secret in data for secret in secrets] for name, data in told.items()} == {
        "staff": [False, False, False, True, False],
        "office": [True, True, False, True, False],
        "treasury": [True, False, False, True, False],
    }


def test_every_row_of_a_package_is_of_its_scopes(house: House, packages: Packages, tmp_path: Path) -> None:
    path = packages.open(packages.make(OFFICE).id, OFFICE)
    assert path is not None
    plain = tmp_path / "plain.db"
    plain.write_bytes(decompress(path.read_bytes()))
    with connect(plain) as package:
        found = {(table.name, id) for table in REGISTER for (id,) in package.execute(f'SELECT id FROM "{table.name}"')}
        carriers = {scopes for (scopes,) in package.execute("SELECT scopes FROM scopes_of")}
    numbers = {n for name in OFFICE for n in house.referee.audiences.carrying(name)}
    wanted = {
        (row["tbl"], row["id"]) for row in house.store.find("row_version", deleted=0) if row["audience"] in numbers
    }
    assert found == wanted
    assert carriers == {'["office"]', '["staff"]'}  # nobody reads from it who else may see a row


def test_who_lacks_one_of_its_scopes_does_not_get_it(house: House, packages: Packages) -> None:
    id = packages.make(OFFICE).id
    assert packages.open(id, house.checkpoints.granted("user-sara")) is not None
    assert packages.open(id, house.checkpoints.granted("user-karel")) is None
    assert packages.open("f" * 64, house.checkpoints.granted("user-sara")) is None
    house.do("role.withdraw", id="role-sara")
    assert packages.open(id, house.checkpoints.granted("user-sara")) is None


def test_a_package_serves_for_a_day_and_its_bytes_go_then(house: House, packages: Packages, tmp_path: Path) -> None:
    made = packages.make(OFFICE)
    house.clock.wait(DAY_MS)
    assert packages.find(OFFICE) == made
    house.clock.wait(1)
    assert packages.find(OFFICE) is None
    assert list((tmp_path / "packages").iterdir()) == []


def test_a_package_serves_until_the_log_has_moved_far(house: House, packages: Packages) -> None:
    made = packages.make(OFFICE)
    for number in range(100):
        house.do("contact.patch", id="contact-bo", set={"given_name": f"Bo {number}"})
    assert packages.find(OFFICE) == made
    house.do("contact.patch", id="contact-bo", set={"given_name": "Bo"})
    assert packages.find(OFFICE) is None


def test_a_package_that_a_row_has_left_is_not_given(house: House, packages: Packages) -> None:  # promise 5
    """Ann's number was of the equipment staff's business while she had the bag, and of no one's after that."""
    things = frozenset((scope.STAFF, scope.EQUIPMENT))
    house.do("custody.hand_out", id="custody-8", resource="ball-bag-red", to_kind="contact", to_id="contact-ann")
    made = packages.make(things)
    assert packages.find(things) == made
    house.do("custody.take_back", id="custody-9", resource="ball-bag-red")
    assert packages.find(things) is None
    assert packages.open(made.id, things) is None


def test_a_server_that_starts_again_keeps_its_packages_and_a_restored_one_does_not(
    house: House, packages: Packages, tmp_path: Path
) -> None:
    made = packages.make(OFFICE)
    assert house.load_in_parts(tmp_path / "packages").find(OFFICE) == made
    with house.store.transaction():
        house.store.update("club", ("club",), {"epoch": "epoch-2"})
    assert house.load_in_parts(tmp_path / "packages").find(OFFICE) is None


def test_the_first_part_is_of_use_and_names_everybody_it_speaks_of(
    house: House, packages: Packages, tmp_path: Path
) -> None:  # promise 7
    """Karel's team, its parents and their numbers come first; Zoe, of another team, with the rest."""
    karel = newcomer(house, "karel", tmp_path / "shelf")
    reply, done = karel.exchange()
    assert reply.page is not None
    assert (reply.page.part, done, karel.replica.staging.wanted()) == (True, False, None)
    assert karel.ids("contact") == {f"contact-{name}" for name in ("karel", "kim", "bo", "piet", "mia")}
    linked = {row["contact"] for row in karel.store.find("account_link")}
    assert linked <= karel.ids("contact")
    assert {row["contact"] for row in karel.store.find("contact_point")} == {"contact-piet", "contact-mia"}
    assert karel.ids("activity") == {"training-u12", "club-feast"}
    karel.sync()
    assert "contact-zoe" in karel.ids("contact")


@pytest.mark.parametrize("pages_only", [False, True])
def test_a_new_life_of_the_server_in_the_middle_of_a_first_load(
    house: House, packages: Packages, tmp_path: Path, *, pages_only: bool
) -> None:
    """The first part is compared, the package of the old life is dropped on both sides, a new one brings the rest."""
    sara, known = newcomer(house, "sara", tmp_path / "shelf"), house.phone("sara", "known")
    sara.exchange()
    sara.exchange()
    old = sara.replica.staging.wanted()
    assert old is not None
    if pages_only:
        sara.replica.without_package()
    else:
        assert sara.fetch()
    house.store.put("club", {**(house.store.get("club", "club") or {}), "epoch": "epoch-2"})
    sara.replica.new_epoch("epoch-2")
    assert (sara.replica.staging.wanted(), list(tmp_path.glob("shelf/*"))) == (None, [])
    assert packages.open(old.id, house.checkpoints.granted("user-sara")) is None
    sara.sync()
    known.replica.new_epoch("epoch-2")
    known.sync()
    assert (sara.holds(), books(sara)) == (known.holds(), books(known))
    state = sara.replica.state() or {}
    assert (state["partial"], state["doubt"]) == (0, 0)
    assert len(list((tmp_path / "packages").glob("*.package"))) == 1, "made anew, and not asked for in pages"


def test_a_first_part_that_is_compared_says_on_each_page_what_is_here(
    house: House, packages: Packages, tmp_path: Path
) -> None:  # promise 7
    """Olga's new family is granted while she compares what came first: it is the rest's, on no page a first load's."""
    house.do("group.add_member", id="member-olga", contact="contact-olga", group="team-u12")
    olga = newcomer(house, "olga", tmp_path / "shelf")
    olga.exchange()
    near = olga.replica.request(0).has
    house.checkpoints = Checkpoints(
        house.store, house.referee.audiences, house.referee.tallies, page_bytes=400, apart=8, package=packages.find
    )
    for id in ("club-feast", "training-u12"):
        house.do("activity.patch", id=id, set={"title": "x" * 300})
    opened = {"link_id": "link-of-olga", "contact": "contact-olga", "is_primary": 1, "is_payer": 1}
    house.do("account.create", id="family-olga", kind="family", name="Olga", function="parent", **opened)
    house.store.put("club", {**(house.store.get("club", "club") or {}), "epoch": "epoch-2"})
    olga.replica.new_epoch("epoch-2")
    told = [olga.replica.request(0)]
    while not olga.exchange()[0].page.part:  # type: ignore[union-attr]  # each of these exchanges brings a page
        told.append(olga.replica.request(0))
    assert len(told) > 1
    assert {request.has for request in told} == {near}
    assert olga.row("account", "family-olga") is None
    olga.sync()
    assert olga.row("account", "family-olga") is not None
