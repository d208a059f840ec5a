"""People are found by what one remembers of them (features 27, 90)."""

import time

import pytest

from mobile.reader import Reader
from mobile.reader.people import PAGE, People
from tests.mobile.club import Club, empty_club


@pytest.fixture
def club() -> Club:
    """Five people, one of them archived, one in the U13."""
    club = empty_club()
    season = club.row("season", name="2026-2027", start_on="2026-07-01", end_on="2027-06-30", current=1)
    team = club.row("group", id="u13", name="U13", kind="team", season=season, status="active")
    people = (
        ("Žofie", "D'Hondt", "+32475123456", "zofie@voorbeeld.be"),
        ("Bram", "Van den Broeck", "+32499887766", "bram.vdb@club.example"),
        ("Ada", "Özdemir", "+31612345678", None),
        ("Wout", None, None, None),
        ("Oud", "Lid", "+32475999999", None),
    )
    for given, family, phone, mail in people:
        status = "archived" if given == "Oud" else "active"
        id = club.row("contact", id=given, given_name=given, family_name=family, status=status)
        club.row("contact_personal", id=id, member_no=f"M-10{len(given)}", birth_year=2014)
        if phone:
            club.row("contact_point", contact=id, kind="mobile", value=phone)
        if mail:
            club.row("contact_point", contact=id, kind="email", value=mail)
    club.row("group_member", contact="Bram", group=team, function="player", present=1)
    return club


def found(club: Club, query: str, **narrow: str) -> list[str]:
    return [person.id for person in Reader(club.store.connection).people.search(query, **narrow).rows]


def test_without_a_word_all_active_people_by_family_name(club: Club) -> None:
    assert found(club, "") == ["Žofie", "Ada", "Bram", "Wout"]


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("zofie", ["Žofie"]),
        ("ZOF", ["Žofie"]),
        ("dhondt", ["Žofie"]),
        ("d'hondt ž", ["Žofie"]),
        ("ozdem", ["Ada"]),
        ("broeck bram", ["Bram"]),
        ("broeck ada", []),
        ("roeck", []),
    ],
)
def test_by_the_beginnings_of_a_name_without_accents(club: Club, query: str, who: list[str]) -> None:
    assert found(club, query) == who


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("0475 12", ["Žofie"]),
        ("+32 475/12.34.56", ["Žofie"]),
        ("887766", ["Bram"]),
        ("0031612", ["Ada"]),
        ("12", []),
    ],
)
def test_by_a_piece_of_a_phone_number_as_one_dials_it(club: Club, query: str, who: list[str]) -> None:
    assert found(club, query) == who


@pytest.mark.parametrize(
    ("query", "who"), [("m-105", ["Žofie"]), ("M 10", ["Žofie", "Ada", "Bram", "Wout"]), ("103", ["Ada"]), ("m", [])]
)
def test_by_a_member_number_where_it_is_here(club: Club, query: str, who: list[str]) -> None:
    assert found(club, query) == who
    club.store.discard("contact_personal")
    assert found(club, query) == []


def test_the_year_is_read_where_it_stands(club: Club) -> None:
    """On its own row; on that of the name as long as nobody answered an app that was updated; nowhere for most."""
    club.store.update("contact", ("Wout",), {"birth_year": 2012})
    club.store.delete("contact_personal", "Wout")
    club.store.delete("contact_personal", "Ada")
    rows = Reader(club.store.connection).people.search().rows
    assert {row.id: row.birth_year for row in rows} == {"Žofie": 2014, "Ada": None, "Bram": 2014, "Wout": 2012}


@pytest.mark.parametrize(
    ("query", "who"), [("vdb@", ["Bram"]), ("Voorbeeld.be", ["Žofie"]), ("example", ["Bram"]), ("@", [])]
)
def test_by_a_piece_of_an_e_mail_address(club: Club, query: str, who: list[str]) -> None:
    assert found(club, query) == who


@pytest.mark.parametrize("query", ["'", "...", "  -  ", '"', "%", "*", "\u200b"])
def test_signs_that_are_no_letters_find_nobody_and_break_nothing(club: Club, query: str) -> None:
    assert found(club, query) == []


def test_a_row_says_what_the_search_met_unless_it_was_the_name(club: Club) -> None:
    people = Reader(club.store.connection).people
    assert [person.found for person in people.search("0475 12").rows] == ["+32475123456"]
    assert [person.found for person in people.search("zofie").rows] == [None]


def test_narrowed_to_a_team(club: Club) -> None:
    assert found(club, "", team="u13") == ["Bram"]
    assert found(club, "zof", team="u13") == []


def test_a_person_s_row_carries_team_letter_and_initials(club: Club) -> None:
    bram = Reader(club.store.connection).people.person("Bram")
    assert bram is not None
    assert (bram.name, bram.listed, bram.initials, bram.letter, bram.teams) == (
        "Bram Van den Broeck",
        "Van den Broeck, Bram",
        "BV",
        "V",
        ("U13",),
    )


def test_a_team_lists_its_coaches_first() -> None:
    club = empty_club()
    club.row("group", id="u9", name="U9", kind="team", season="s", status="active")
    for name, function in (("Arne", "player"), ("Zita", "coach"), ("Bo", None)):
        club.row("contact", id=name, given_name=name, status="active")
        club.row("group_member", contact=name, group="u9", function=function, present=1)
    team = Reader(club.store.connection).people.team("u9")
    assert [(function, person.id) for function, person in team] == [("coach", "Zita"), ("player", "Arne"), ("", "Bo")]


def test_teams_of_the_current_season_only_and_in_order_of_age() -> None:
    club = empty_club()
    club.row("season", id="now", name="2026", start_on="2026-07-01", end_on="2027-06-30", current=1)
    club.row("season", id="then", name="2025", start_on="2025-07-01", end_on="2026-06-30", current=0)
    for name, season in (("U13", "now"), ("U9 B", "now"), ("U9 A", "now"), ("Dames", "now"), ("U8", "then")):
        club.row("group", name=name, kind="team", season=season, status="active")
    assert [team.name for team in Reader(club.store.connection).people.teams()] == ["U9 A", "U9 B", "U13", "Dames"]


def test_ten_thousand_people_are_searched_within_fifty_milliseconds() -> None:
    """Of the processor's time: the machine may be busy with something else."""
    club = empty_club()
    with club.store.transaction():
        for number in range(10_000):
            club.contact(f"Voornaam{number % 97}", f"Familie{number % 1009}", 2000 + number % 20)
    people = Reader(club.store.connection).people
    people.search("")  # the first look folds every name once
    for query in ("", "voor", "familie10 voornaam5", "0472 12", "familie77@"):
        best = min(_seconds(club, people, query) for _ in range(8))
        assert best < 0.050, f"{query!r} took {best * 1000:.0f} ms"


def _seconds(club: Club, people: People, query: str) -> float:
    club.contact("Nieuw", "Iemand", 2001)  # what was answered before counts no more
    start = time.process_time()
    rows = people.search(query).rows
    assert len(rows) <= PAGE
    return time.process_time() - start
