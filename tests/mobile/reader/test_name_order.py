"""The order of names is as true as the rows themselves, whenever one asks (feature 27)."""

import pytest

from mobile.reader import Reader
from tests.mobile.club import Club, empty_club


@pytest.fixture
def club() -> Club:
    club = empty_club()
    for given, family in (("Wout", None), ("Ada", "Özdemir"), ("Bram", "Van den Broeck"), ("An", "Van Damme")):
        club.row("contact", id=given, given_name=given, family_name=family, status="active")
    return club


def listed(people: Reader) -> list[str]:
    return [person.id for person in people.people.search("").rows]


def test_it_follows_every_change_of_a_name(club: Club) -> None:
    reader = Reader(club.store.connection)
    assert listed(reader) == ["Ada", "An", "Bram", "Wout"]
    club.row("contact", id="Zed", given_name="Zed", family_name="Aerts", status="active")
    club.store.update("contact", ("Ada",), {"family_name": "Zwart"})
    club.store.update("contact", ("An",), {"status": "archived"})
    club.store.delete("contact", "Wout")
    assert listed(reader) == ["Zed", "Bram", "Ada"]
    club.store.update("contact", ("An",), {"status": "active"})
    assert listed(reader) == ["Zed", "An", "Bram", "Ada"]


def test_what_is_rolled_back_was_never_there(club: Club) -> None:
    reader = Reader(club.store.connection)
    listed(reader)
    with pytest.raises(ZeroDivisionError), club.store.transaction():
        club.store.update("contact", ("Wout",), {"family_name": "Aerts"})
        assert listed(reader)[0] == "Wout"
        club.store.discard("contact")
        raise ZeroDivisionError
    assert listed(reader) == ["Ada", "An", "Bram", "Wout"]


def test_prepared_piece_by_piece_while_rows_come_and_go() -> None:
    """Of 500 people a piece is ready when one of them is renamed, one goes and one comes."""
    club = empty_club()
    ids = [club.row("contact", given_name=f"N{n}", family_name=f"{n:03d}", status="active") for n in range(500)]
    reader = Reader(club.store.connection)
    assert not reader.people.prepare()
    club.store.update("contact", (ids[0],), {"family_name": "999"})
    club.store.delete("contact", ids[400])
    last = club.row("contact", given_name="N", family_name="998", status="active")
    while not reader.people.prepare():
        pass
    found = reader.people.search("", limit=1000)
    assert [person.id for person in found.rows] == [*ids[1:400], *ids[401:], last, ids[0]]
    assert found.total == 500


def test_who_is_in_a_hurry_does_not_wait_for_the_pieces(club: Club) -> None:
    reader = Reader(club.store.connection)
    assert listed(reader) == ["Ada", "An", "Bram", "Wout"]
    assert reader.people.prepare()


def test_a_row_that_was_read_is_read_again_once_it_changed(club: Club) -> None:
    reader = Reader(club.store.connection)
    [before] = reader.people.search("ada").rows
    club.store.update("contact", ("Ada",), {"birth_year": 2001})
    [after] = reader.people.search("ada").rows
    assert (before.birth_year, after.birth_year) == (None, 2001)
