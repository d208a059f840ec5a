"""Two server processes over one PostgreSQL: each remembers things, and neither believes what the other has changed."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest

from shared.refusals import Refusal
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from sync_server.turning import recheck_all
from tests.house import DAY, House, copy_of, everything
from tests.postgres import Cluster

ROUNDS = 40


@pytest.fixture
def servers(furnished: House, postgres: Cluster, furnished_template: str) -> Iterator[tuple[House, House]]:
    """One club, two servers that were started on it."""
    with postgres.fresh(furnished_template) as url:
        stores = [PostgresStorage(url, SERVER_REGISTER) for _ in range(2)]
        one, other = (copy_of(furnished, store) for store in stores)
        other.new_id._made += 1_000
        yield one, other
        for store in stores:
            store.close()


def at_once(servers: tuple[House, House], story: Callable[[House, int], None]) -> None:
    """Both servers are told the story at the same time. What breaks one of them breaks the test."""
    start, broken = Barrier(2), []

    def tells(house: House, number: int) -> None:
        start.wait()
        try:
            story(house, number)
        except Exception as problem:  # noqa: BLE001 - raised again below, where the test sees it
            broken.append(problem)

    threads = [Thread(target=tells, args=(house, number)) for number, house in enumerate(servers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for problem in broken:
        raise problem


def holds_together(house: House) -> None:
    """The log has no gap, and a server that remembers nothing finds every scope, grant and digest right."""
    seqs = [row["seq"] for row in house.store.find("log")]
    assert seqs == list(range(1, len(seqs) + 1))
    assert (house.store.get("club", "club") or {})["seq"] == len(seqs)
    before = everything(house.store)["digest"]
    assert recheck_all(House(house.store).referee, house.clock.now) == 0
    assert everything(house.store)["digest"] == before


def test_what_one_has_written_the_other_knows(servers: tuple[House, House]) -> None:
    """A new set of readers, made by one, is asked for at the other, which has asked for its scopes before."""
    one, other = servers
    karel, cas = one.phone("karel"), other.phone("cas")
    for number in range(3):
        for house, phone in ((other, karel), (one, cas)):
            house.clock.wait(DAY)
            member = {"contact": "contact-bo", "group": f"team-u1{2 + number % 2}"}
            house.do("group.add_member", id=f"member-of-{house.new_id()}", **member, function="player")
            house.do("contact_point.patch", id="phone-of-piet", set={"label": house.new_id()})
            phone.sync()
            assert phone.exchange()[0].page is None, "the digests agree"
            fresh = house.phone(phone.user.removeprefix("user-"), house.new_id())
            fresh.sync()
            assert phone.holds() == fresh.holds()
    holds_together(one)


def test_writes_at_once_are_numbered_without_a_gap(servers: tuple[House, House]) -> None:
    teams = ("team-u12", "team-u13")

    def story(house: House, number: int) -> None:
        for turn in range(ROUNDS):
            id = f"member-{number}-{turn:04}"
            house.do("group.add_member", id=id, contact="contact-bo", group=teams[(turn + number) % 2])
            house.do("contact_point.patch", id="phone-of-piet", set={"label": f"{number} {turn}"})
            house.do("group.remove_member", id=id)

    at_once(servers, story)
    holds_together(servers[0])
    phones = [house.phone("karel", f"phone-{number}") for number, house in enumerate(servers)]
    for phone in phones:
        phone.sync()
        assert phone.exchange()[0].page is None
    assert phones[0].holds() == phones[1].holds()


def test_pushes_at_once_are_each_decided_once(servers: tuple[House, House]) -> None:
    """Two phones, each at its own server, correct the same number again and again."""
    phones = [house.phone(name) for house, name in zip(servers, ("karel", "sara"), strict=True)]
    for phone in phones:
        phone.sync()
    outcomes: list[str] = []

    def story(house: House, number: int) -> None:
        for turn in range(ROUNDS):
            phones[number].do("contact_point.patch", id="phone-of-piet", set={"label": f"{number} {turn}"})
            outcomes.extend(phones[number].sync())

    at_once(servers, story)
    assert len(outcomes) == 2 * ROUNDS
    assert set(outcomes) <= {"applied", "merged"}
    holds_together(servers[0])
    for phone in phones:
        phone.sync()
    assert phones[0].row("contact_point", "phone-of-piet") == phones[1].row("contact_point", "phone-of-piet")


def test_a_guard_holds_against_the_other_server(servers: tuple[House, House]) -> None:  # feature 67
    """Two owners withdraw each other at the same moment: one of them stays."""
    for turn in range(10):
        second = f"role-second-{turn}"
        servers[0].do("role.grant", id=second, user="user-sara", role="owner", group=None)
        roles = [row["id"] for row in servers[0].store.find("role_assignment", role="owner", present=1)]
        assert len(roles) == 2
        refused: list[str] = []

        def story(house: House, number: int, roles: list[str] = roles, refused: list[str] = refused) -> None:
            try:
                house.do("role.withdraw", id=roles[number])
            except Refusal as refusal:
                refused.append(refusal.code)

        at_once(servers, story)
        assert refused == ["last_owner"]
        assert servers[1].store.count("role_assignment", role="owner", present=1) == 1
    holds_together(servers[0])


def test_invoice_numbers_are_drawn_once(servers: tuple[House, House]) -> None:  # promise 11
    line = {"description": "Lidgeld", "quantity": 1, "unit_cents": 25000}
    for number in range(2 * ROUNDS):
        lines = [{**line, "id": f"line-at-{number:04}"}]
        servers[0].do("invoice.draft", id=f"invoice-{number:04}", account="family-peeters", lines=lines)

    def story(house: House, number: int) -> None:
        for turn in range(ROUNDS):
            house.do("invoice.issue", id=f"invoice-{2 * turn + number:04}", issued_on="2026-11-20")

    at_once(servers, story)
    numbers = sorted(row["number"] for row in servers[0].store.find("invoice", series="2026"))
    assert numbers == list(range(1, 2 * ROUNDS + 3))  # two were issued before
    holds_together(servers[1])
