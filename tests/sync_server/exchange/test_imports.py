"""Imports through the referee: the plan says what will happen, and a second time nothing does (features 29, B13)."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from shared.exchange.plan import Plan, Unreadable
from shared.sync.protocol import ActionCall
from sync_server.club import Club, open_club
from sync_server.exchange.imports import (
    Report,
    apply,
    described,
    plan_agenda,
    plan_contacts,
    safe,
    window_around,
)

TODAY = date(2026, 11, 28)
NOW = 1_795_853_100_000
TEAM = "group-u11"


@pytest.fixture
def club() -> Iterator[Club]:
    club = open_club(":memory:", lambda: NOW)
    season = {"id": "season-1", "name": "2026", "start_on": "2026-07-01", "end_on": "2027-06-30"}
    team = {"id": TEAM, "name": "U11", "kind": "team", "season": "season-1"}
    club.referee.perform("founding", NOW, ActionCall("season.create", 1, season), ActionCall("group.create", 1, team))
    yield club
    club.close()


@pytest.fixture
def new_id() -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"made-here-{next(numbers):06d}"


Importer = Callable[..., Plan]


@pytest.fixture
def people(club: Club, new_id: Callable[[], str]) -> Importer:
    """Plan a list, carry it out, answer the plan."""

    def run(text: str) -> Plan:
        plan = plan_contacts(text.encode(), club.referee.facts, new_id, TODAY)
        assert apply(plan, club.referee, new_id, NOW, skip_broken=True).outcome == "done"
        return plan

    return run


@pytest.fixture
def agenda(club: Club, new_id: Callable[[], str]) -> Importer:
    def run(*events: str, group: str | None = TEAM) -> Plan:
        blocks = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
        data = f"BEGIN:VCALENDAR\n{blocks}END:VCALENDAR\n".encode()
        plan = plan_agenda(data, club.referee.facts, group, window_around(TODAY))
        assert apply(plan, club.referee, new_id, NOW, skip_broken=True).outcome == "done"
        return plan

    return run


def states(plan: Plan) -> list[str]:
    return [row.state for row in plan.rows]


LIST = (
    "Voornaam;Naam;Geboortedatum;E-mail;GSM;Straat;Nummer;Postcode;Gemeente;IBAN\n"
    "An;Van den Broeck;3/05/2014;an@example.be;0475 12 34 56;Kerkstraat;12;9820;Merelbeke;BE68 5390 0754 7034\n"
    "Tuur;Claes;;claes@example.be;;;;;;\n"
    "Zoë;Özdemir;;;;;;;;\n"
)


def test_a_second_import_of_the_same_list_changes_nothing(people: Importer) -> None:
    assert states(people(LIST)) == ["new", "new", "new"]
    again = people(LIST)
    assert states(again) == ["same", "same", "same"]
    assert again.wishes == ()


def test_what_is_written_is_what_the_list_says(club: Club, people: Importer) -> None:
    people(LIST)
    an = club.store.find("contact", given_name="An")[0]
    assert (an["family_name"], an["birth_year"]) == ("Van den Broeck", None)
    assert (club.store.get("contact_personal", an["id"]) or {})["birth_year"] == 2014
    assert club.store.get("contact_identity", an["id"])["birth_date"] == "2014-05-03"
    assert club.store.get("contact_finance", an["id"])["iban"] == "BE68539007547034"
    points = {row["kind"]: row["value"] for row in club.store.find("contact_point", contact=an["id"])}
    assert points == {"email": "an@example.be", "mobile": "+32475123456"}
    assert club.store.find("contact_address", contact=an["id"])[0]["city"] == "Merelbeke"


def test_the_same_person_from_a_telephone_gets_what_was_missing(club: Club, people: Importer) -> None:
    people(LIST)
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Claes;Tuur\nEMAIL:CLAES@example.be\nTEL;TYPE=CELL:0496123456\nEND:VCARD\n"
    plan = people(card)
    assert [(row.state, row.fields) for row in plan.rows] == [("changed", ("mobile",))]
    assert club.store.count("contact") == 3


def test_two_of_one_name_and_different_birthdays_are_two(club: Club, people: Importer) -> None:
    head = "Voornaam;Naam;Geboortedatum;Telefoon\n"
    plan = people(f"{head}Jan;Maes;1/02/1975;091234567\nJan;Maes;3/04/2012;091234567\n")
    assert states(plan) == ["new", "new"]


def test_a_person_who_stands_twice_in_a_list_comes_once(club: Club, people: Importer) -> None:
    head = "Voornaam;Naam;E-mail;GSM\n"
    plan = people(f"{head}Jan;Maes;jan@example.be;\njan;MAES;jan@example.be;0475123456\n")
    assert states(plan) == ["new", "changed"]
    assert club.store.count("contact") == 1


def test_what_the_club_says_stays_and_the_plan_tells(club: Club, people: Importer) -> None:
    people(LIST)
    plan = people(
        "Voornaam;Naam;E-mail;Straat;Gemeente\nTuur;Claes;claes@example.be;Dorp;Melle\n"
        "An;Van den Broeck;an@example.be;Ander;Gent\n"
    )
    assert [(row.state, row.kept) for row in plan.rows] == [("changed", ()), ("same", ("address",))]


def test_broken_lines_stop_all_of_it_unless_somebody_says_so(club: Club, new_id: Callable[[], str]) -> None:
    data = b"Voornaam;Naam;E-mail\nAn;Maes;an@example.be\nEls;Cools;els@\n"
    plan = plan_contacts(data, club.referee.facts, new_id, TODAY)
    assert apply(plan, club.referee, new_id, NOW) == Report("broken", left_out=1, line=3)
    assert club.store.count("contact") == 0
    assert apply(plan, club.referee, new_id, NOW, skip_broken=True) == Report("done", written=1, left_out=1)
    assert [row["given_name"] for row in club.store.find("contact")] == ["An"]


def test_what_the_referee_refuses_leaves_nothing_behind(club: Club, new_id: Callable[[], str]) -> None:
    """The same plan carried out twice: its ids are taken."""
    plan = plan_contacts(LIST.encode(), club.referee.facts, new_id, TODAY)
    apply(plan, club.referee, new_id, NOW)
    before = club.store.count("log"), club.store.count("inbox_item")
    assert apply(plan, club.referee, new_id, NOW) == Report("refused", line=2, code="exists")
    assert (club.store.count("log"), club.store.count("inbox_item")) == before


def test_a_dry_run_writes_nothing_and_says_all(club: Club, new_id: Callable[[], str]) -> None:
    data = b"Voornaam;Naam;E-mail;Kleur\nAn;Maes;an@example.be;rood\nEls;Cools;els@;\n"
    plan = plan_contacts(data, club.referee.facts, new_id, TODAY)
    assert list(described(plan)) == [
        "1 new, 0 changed, 0 same, 1 broken",
        "columns not taken over: Kleur",
        "line 2  new  An Maes  given_name, family_name, email",
        "line 3  broken  Els Cools  not an e-mail address (email)  «els@»",
    ]
    assert next(described(plan, "nl")) == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 fout"
    assert club.store.count("contact") == 0


def test_what_is_no_longer_in_the_file_is_told_at_a_terminal_too(agenda: Importer) -> None:
    agenda(MATCH.format(sequence=0, hour="10"))
    plan = agenda("UID:match-8\nDTSTART:20261212T100000Z\nSUMMARY:Wedstrijd")
    assert list(described(plan)) == [
        "1 new, 0 changed, 0 same, 0 broken",
        "line 2  new  2026-12-12 11:00 Wedstrijd  title, start_at, end_at, zone, all_day, location, note, ics_sequence",
        "no longer in the file  2026-12-05 10:00 Wedstrijd U11 - Melle",
    ]


def test_a_name_cannot_move_the_cursor_of_a_terminal() -> None:
    assert safe("An\x1b[2JMaes\r\nroot") == "An [2JMaes  root"


def test_nor_can_the_name_of_a_column(club: Club, new_id: Callable[[], str]) -> None:
    plan = plan_contacts(b"Naam;\x1b[2J\x07Klas\n" + b"Kim Peeters;4B\n" * 99, club.referee.facts, new_id, TODAY)
    assert plan.ignored == ("\x1b[2J\x07Klas",)
    assert all(line.isprintable() for line in described(plan))


@pytest.mark.parametrize("data", [b"", b"\x00\xff\x00\xfe" * 100, b"BEGIN:VCARD", b"geen lijst"])
def test_a_file_that_is_none_is_refused_whole(club: Club, new_id: Callable[[], str], data: bytes) -> None:
    if data == b"BEGIN:VCARD":
        assert states(plan_contacts(data, club.referee.facts, new_id, TODAY)) == ["broken"]
        return
    with pytest.raises(Unreadable):
        plan_contacts(data, club.referee.facts, new_id, TODAY)
    with pytest.raises(Unreadable):
        plan_agenda(data, club.referee.facts, None, window_around(TODAY))


MATCH = (
    "UID:match-7\nSEQUENCE:{sequence}\nDTSTART;TZID=Europe/Brussels:20261205T{hour}0000\n"
    "DTEND;TZID=Europe/Brussels:20261205T120000\nSUMMARY:Wedstrijd U11 - Melle"
)


def test_an_event_imported_again_is_found_again(club: Club, agenda: Importer) -> None:
    first = MATCH.format(sequence=0, hour="10")
    assert states(agenda(first)) == ["new"]
    assert states(agenda(first)) == ["same"]
    (row,) = club.store.find("activity")
    assert (row["kind"], row["group"], row["ics_uid"], row["zone"]) == ("match", TEAM, "match-7", "Europe/Brussels")


def test_a_newer_version_moves_it_and_an_older_one_does_not(club: Club, agenda: Importer) -> None:
    agenda(MATCH.format(sequence=1, hour="10"))
    plan = agenda(MATCH.format(sequence=2, hour="11"))
    assert [(row.state, row.fields) for row in plan.rows] == [("changed", ("start_at", "ics_sequence"))]
    moved = club.store.find("activity")[0]["start_at"]
    late = agenda(MATCH.format(sequence=0, hour="09"))
    assert [(row.state, row.reason) for row in late.rows] == [("same", "older")]
    assert club.store.find("activity")[0]["start_at"] == moved


@pytest.mark.parametrize("order", [(5, 2), (2, 5)])
def test_of_two_versions_in_one_file_the_newer_counts(club: Club, agenda: Importer, order: tuple[int, int]) -> None:
    agenda(*(MATCH.format(sequence=sequence, hour="10") for sequence in order))
    (row,) = club.store.find("activity")
    assert row["ics_sequence"] == 5


def test_one_event_for_two_teams_is_two_activities(club: Club, agenda: Importer) -> None:
    agenda(MATCH.format(sequence=0, hour="10"))
    assert states(agenda(MATCH.format(sequence=0, hour="10"), group=None)) == ["new"]
    assert club.store.count("activity") == 2


SERIES = (
    "UID:training\nDTSTART;TZID=Europe/Brussels:20261012T183000\nDURATION:PT1H30M\nSUMMARY:Training U11\n"
    "RRULE:FREQ=WEEKLY;COUNT=4"
)


def local(club: Club) -> list[str]:
    """When trainings are, in UTC, those called off marked."""
    rows = sorted(club.store.find("activity"), key=lambda row: row["start_at"])
    days = [date.fromordinal(719163 + row["start_at"] // 86_400_000).isoformat()[5:] for row in rows]
    hours = [row["start_at"] // 3_600_000 % 24 for row in rows]
    return [
        f"{day} {hour}h{' off' if row['cancelled'] else ''}" for day, hour, row in zip(days, hours, rows, strict=True)
    ]


def test_a_series_keeps_its_local_hour_when_the_clocks_change(club: Club, agenda: Importer) -> None:
    agenda(SERIES)
    assert local(club) == ["10-12 16h", "10-19 16h", "10-26 17h", "11-02 17h"]
    assert {row["kind"] for row in club.store.find("activity")} == {"training"}
    assert states(agenda(SERIES)) == ["same"] * 4


def test_an_occurrence_that_was_moved_and_one_that_fell_out(club: Club, agenda: Importer) -> None:
    """RECURRENCE-ID names the original start; EXDATE of a later file calls off what an earlier one brought."""
    agenda(SERIES)
    moved = "UID:training\nRECURRENCE-ID;TZID=Europe/Brussels:20261019T183000\nSEQUENCE:1\n"
    moved += "DTSTART;TZID=Europe/Brussels:20261020T203000\nSUMMARY:Training U11"
    less = f"{SERIES}\nEXDATE;TZID=Europe/Brussels:20261026T183000"
    assert sorted(states(agenda(less, moved))) == ["changed", "changed", "same", "same"]
    assert local(club) == ["10-12 16h", "10-20 18h", "10-26 17h off", "11-02 17h"]
    assert set(states(agenda(less, moved))) == {"same"}


def test_a_cancelled_occurrence_is_called_off_and_never_made(club: Club, agenda: Importer) -> None:
    off = "UID:training\nRECURRENCE-ID;TZID=Europe/Brussels:20261019T183000\nSTATUS:CANCELLED\n"
    off += "DTSTART;TZID=Europe/Brussels:20261019T183000\nSUMMARY:Training U11"
    agenda(SERIES, off)
    assert local(club) == ["10-12 16h", "10-26 17h", "11-02 17h"]
    agenda(SERIES)
    agenda(SERIES, off)
    assert local(club)[1] == "10-19 16h off"


def test_an_endless_series_ends_with_the_window(club: Club, agenda: Importer) -> None:
    plan = agenda("UID:forever\nDTSTART:19900101T100000Z\nRRULE:FREQ=DAILY\nSUMMARY:elke dag")
    assert 540 <= len(plan.rows) <= 550
    assert club.store.count("activity") == len(plan.rows)


def test_what_lies_outside_the_window_is_counted_and_left(club: Club, agenda: Importer) -> None:
    plan = agenda("UID:old\nDTSTART:20140829T080000Z\nSUMMARY:lang geleden", MATCH.format(sequence=0, hour="10"))
    assert (states(plan), plan.about) == (["new"], {"outside": "1"})


def test_an_event_without_an_id_is_known_by_its_time_and_title(club: Club, agenda: Importer) -> None:
    nameless = "DTSTART;VALUE=DATE:20261225\nSUMMARY:Kerst"
    agenda(nameless)
    assert states(agenda(nameless)) == ["same"]
    (row,) = club.store.find("activity")
    assert (row["all_day"], row["end_at"] - row["start_at"]) == (1, 24 * 3_600_000 - 60_000)


def test_a_file_of_endless_events_is_refused_before_memory_is(club: Club, agenda: Importer) -> None:
    with pytest.raises(Unreadable, match="too_many"):
        agenda(*(f"UID:{n}\nDTSTART:20261001T100000Z\nRRULE:FREQ=DAILY" for n in range(80)))


@pytest.mark.parametrize("rule", ["COUNT=9;BYMONTH=2;BYMONTHDAY=30", "COUNT=7000"])
def test_a_file_whose_rules_lead_nowhere_is_refused_before_the_day_is_over(
    club: Club, agenda: Importer, rule: str
) -> None:
    """No row comes of it, so rows are not what is counted."""
    event = f"DTSTART:20030101\nRRULE:FREQ=DAILY;{rule}"
    with pytest.raises(Unreadable, match="too_many"):
        agenda(*(f"UID:{n}\n{event}" for n in range(150)))
    assert states(agenda(f"UID:1\n{event}")) == []


def test_a_change_of_one_occurrence_that_no_zone_can_tell_is_a_broken_line(agenda: Importer) -> None:
    (row,) = agenda("UID:1\nRECURRENCE-ID:20261201T100000Z\nDTSTART;TZID=Nowhere:20261201T110000").rows
    assert (row.state, row.reason) == ("broken", "unknown_zone")
