"""What a calendar would do, told to who may plan, line by line; carried out as actions of the person. (feature B13)"""

import asyncio
import threading
from typing import Any

import pytest

from mobile.importing import Plan, carry_out, read_plan
from shared.errors import Unreachable
from shared.exchange.plan import Missing
from sync_server.club import Club
from sync_server.facts import ServerFacts
from sync_server.handlers import imports as door
from tests.house import Phone, wire
from tests.sync_server.desk import Desk

# As the federations of football, basketball and volleyball write them: Windows' zones, folded lines, UTC, whole days.
FOOTBALL = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Voetbal//Kalender//NL\r\nMETHOD:PUBLISH\r
BEGIN:VEVENT\r\nUID:match-77001@voetbal.example\r\nDTSTAMP:20261101T100000Z\r\nSEQUENCE:{sequence}\r
DTSTART;TZID=Europe/Brussels:20261205T{hour}0000\r\nDTEND;TZID=Europe/Brussels:20261205T{end}4500\r
SUMMARY:U12 - KFC Merelbeke\r\nLOCATION:Sportpark De Meers\\, veld 2\\, Dorps\r\n straat 1\r\nSTATUS:{status}\r
END:VEVENT\r\nEND:VCALENDAR\r\n"""
BASKETBALL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:Basket 1.0
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:bvl-1
DTSTART;TZID="Romance Standard Time":20261212T140000
DURATION:PT1H30M
SUMMARY;LANGUAGE=nl-be:Wedstrijd BC Gent
END:VEVENT
BEGIN:VEVENT
UID:bvl-2
SUMMARY:Zonder begin
END:VEVENT
BEGIN:VEVENT
UID:bvl-3
DTSTART;TZID="Romance Standard Time":20261213T140000
RRULE:FREQ=HOURLY
SUMMARY:Elk uur
END:VEVENT
END:VCALENDAR
"""
VOLLEYBALL = """BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:volley\nX-WR-TIMEZONE:Europe/Brussels\nBEGIN:VEVENT\nUID:vv-9
DTSTART:20261219T190000Z\nDTEND:20261219T210000Z\nSUMMARY:Volley beker\nEND:VEVENT\nBEGIN:VEVENT\nUID:vv-10
DTSTART;VALUE=DATE:20261226\nSUMMARY:Kersttornooi\nEND:VEVENT\nEND:VCALENDAR\n"""


def ask(desk: Desk, text: str, user: str = "karel", group: str | None = "team-u12") -> Any:
    return desk.post("/api/agenda/plan", {"group": group, "text": text}, desk.token(user))


def plan_of(desk: Desk, text: str) -> Plan:
    answer = ask(desk, text)
    assert answer.status_code == 200
    return read_plan(wire(answer.json()))


def states(plan: Plan) -> list[str]:
    return [line.state for line in plan.lines]


@pytest.fixture
def karel(desk: Desk) -> Phone:
    phone = desk.house.phone("karel")
    phone.sync()
    return phone


def carried(phone: Phone, plan: Plan, *, most: int = 1000) -> tuple[int, int]:
    """Carry out the good lines on the phone, and stop after so many; how many were done, and refused."""
    told: list[int] = []
    found = asyncio.run(carry_out(plan.wished, phone.do_all, told.append, lambda: told[-1] < most))
    assert told == list(range(sum(found) + 1))
    return found


def take(phone: Phone, plan: Plan) -> None:
    """Carry out the good lines on the phone, and sync."""
    assert carried(phone, plan) == (len(plan.wished), 0)
    assert set(phone.sync()) <= {"applied"}


def imported(desk: Desk) -> dict[str, Any]:
    return {row["ics_uid"]: row for row in desk.house.store.find("activity") if row["ics_uid"]}


def football(sequence: int = 0, hour: str = "10", status: str = "CONFIRMED") -> str:
    return FOOTBALL.format(sequence=sequence, hour=hour, end=int(hour) + 1, status=status)


def test_a_match_of_the_federation_comes_once_moves_and_is_called_off(desk: Desk, karel: Phone) -> None:
    take(karel, plan_of(desk, football()))
    assert states(plan_of(desk, football())) == ["same"]
    row = imported(desk)["match-77001@voetbal.example"]
    assert (row["title"], row["kind"]) == ("U12 - KFC Merelbeke", "event")
    assert row["location"] == "Sportpark De Meers, veld 2, Dorpsstraat 1"

    moved = plan_of(desk, football(sequence=2, hour="14"))
    assert [[name for name, _ in line.wishes] for line in moved.lines] == [["activity.move", "activity.patch"]]
    take(karel, moved)
    after = imported(desk)["match-77001@voetbal.example"]
    assert (after["start_at"] - row["start_at"], after["sequence"], after["ics_sequence"]) == (4 * 3_600_000, 1, 2)
    assert after["was_start_at"] == row["start_at"]
    older = plan_of(desk, football(sequence=1, hour="09"))
    assert [(line.state, line.reason) for line in older.lines] == [("same", "older")]

    take(karel, plan_of(desk, football(sequence=3, hour="14", status="CANCELLED")))
    off = imported(desk)["match-77001@voetbal.example"]
    assert (off["cancelled"], off["sequence"]) == (1, 2)
    assert states(plan_of(desk, football(sequence=3, hour="14", status="CANCELLED"))) == ["same"]
    assert desk.house.store.count("activity") == 4


def test_what_the_club_called_off_stays_so_and_moves_without_a_word(desk: Desk, karel: Phone) -> None:
    """The federation moves a match that the club called off: the new hour is noted, and nobody is sent anywhere."""
    take(karel, plan_of(desk, football()))
    row = imported(desk)["match-77001@voetbal.example"]
    karel.do("activity.cancel", id=row["id"])
    karel.sync()
    take(karel, plan_of(desk, football(sequence=5, hour="15")))
    after = imported(desk)["match-77001@voetbal.example"]
    assert (after["cancelled"], after["sequence"], after["ics_sequence"]) == (1, 1, 5)
    assert after["start_at"] - row["start_at"] == 5 * 3_600_000


def test_broken_lines_are_told_with_number_and_reason_and_the_others_come(desk: Desk, karel: Phone) -> None:
    plan = plan_of(desk, BASKETBALL)
    assert [(line.number, line.state, line.reason) for line in plan.lines] == [
        (19, "new", None),
        (25, "broken", "no_start"),
        (29, "broken", "rule"),
    ]
    take(karel, plan)
    assert [row["start_at"] for row in imported(desk).values()] == [1_797_080_400_000]  # 14:00 in Brussels


def test_times_without_a_zone_are_the_file_s_and_days_are_days(desk: Desk, karel: Phone) -> None:
    take(karel, plan_of(desk, VOLLEYBALL))
    rows = imported(desk)
    assert (rows["vv-9"]["zone"], rows["vv-9"]["all_day"], rows["vv-10"]["all_day"]) == ("Europe/Brussels", 0, 1)
    assert {row["sequence"] for row in rows.values()} == {0}


def test_what_the_file_no_longer_holds_is_told_by_its_row(desk: Desk, karel: Phone) -> None:
    take(karel, plan_of(desk, VOLLEYBALL))
    gone = imported(desk)["vv-9"]["id"]
    cup, _, rest = VOLLEYBALL.partition("BEGIN:VEVENT\nUID:vv-9\n")
    plan = plan_of(desk, cup + rest.partition("END:VEVENT\n")[2])
    assert (plan.wished, plan.missing) == ((), (Missing(gone, "2026-12-19 20:00 Volley beker"),))


def test_a_server_of_before_tells_nothing_of_it() -> None:
    assert read_plan({"rows": [], "outside": 2}) == Plan((), 2)


def test_who_stops_keeps_what_was_done_and_goes_on_with_the_same_file(desk: Desk, karel: Phone) -> None:
    plan = plan_of(desk, VOLLEYBALL)
    assert (len(plan.wished), carried(karel, plan, most=1)) == (2, (1, 0))
    karel.sync()
    again = plan_of(desk, VOLLEYBALL)
    assert sorted(states(again)) == ["new", "same"]
    take(karel, again)
    assert len(imported(desk)) == 2


def test_two_phones_that_take_over_one_file_make_one_match(desk: Desk, karel: Phone) -> None:
    """The second is told that it is there, and doubles nothing."""
    tablet = desk.house.phone("karel", "tablet")
    tablet.sync()
    plan = plan_of(desk, football())
    for phone in (karel, tablet):
        carried(phone, plan)
    assert (karel.sync(), tablet.sync()) == (["applied"], ["refused exists"])
    assert len(imported(desk)) == 1


@pytest.mark.parametrize(
    ("user", "group", "said"),
    [
        ("karel", "team-u13", "not_allowed"),
        ("karel", None, "not_allowed"),
        ("piet", "team-u12", "not_allowed"),
        ("olga", None, 200),
        ("olga", "team-none", "gone"),
    ],
)
def test_who_may_not_plan_is_told_no_plan(desk: Desk, user: str, group: str | None, said: object) -> None:
    answer = ask(desk, football(), user, group)
    assert (answer.status_code if answer.status_code == 200 else answer.json()["code"]) == said


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"group": "team-u12"}, 400, "agenda"),
        ({"group": 1, "text": "x"}, 400, "agenda"),
        ({"group": "team-u12", "text": " "}, 422, "empty"),
        ({"group": "team-u12", "text": "naam;voornaam"}, 422, "no_calendar"),
        ({"group": "team-u12", "text": "\x01" * 50}, 422, "not_text"),
        ({"group": "team-u12", "text": "x" * (512 * 1024 + 1)}, 422, "too_large"),
    ],
)
def test_what_is_no_calendar_is_said_to_be_none(desk: Desk, body: Any, status: int, code: str) -> None:
    answer = desk.post("/api/agenda/plan", body, desk.token("karel"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_stranger_is_asked_who_it_is_and_nobody_asks_without_end(desk: Desk) -> None:
    assert desk.post("/api/agenda/plan", {"group": None, "text": "x"}).status_code == 401
    token = desk.token("karel")
    asked = {"group": "team-u12", "text": football()}
    codes = [desk.post("/api/agenda/plan", asked, token).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"rows": 3, "outside": 0},
        {"rows": [], "outside": "0"},
        {"rows": [], "outside": 0, "missing": [{"id": "x"}]},
        {"rows": [], "outside": 0, "missing": 3},
        {"rows": [{"line": 1}], "outside": 0},
        {
            "rows": [
                {
                    **dict.fromkeys(("what", "shown"), "x"),
                    "line": 1,
                    "state": "new",
                    "reason": None,
                    "fields": [],
                    "actions": [{"name": "role.grant", "version": 1, "args": {}}],
                }
            ],
            "outside": 0,
        },
    ],
)
def test_an_answer_that_is_no_plan_of_an_agenda_is_none_of_ours(answer: Any) -> None:
    with pytest.raises(Unreachable):
        read_plan(answer)


def test_a_calendar_is_read_beside_the_event_loop_and_asks_nothing_of_the_store_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks something meanwhile is answered."""
    here, real = threading.get_ident(), door.plan_over

    def watched(*asked: Any) -> Any:
        assert threading.get_ident() != here
        assert not any(isinstance(one, Club | ServerFacts) for one in asked)
        return real(*asked)

    monkeypatch.setattr(door, "plan_over", watched)
    assert ask(desk, VOLLEYBALL).status_code == 200


def test_rules_that_lead_nowhere_are_refused_in_one_word(desk: Desk) -> None:
    event = "BEGIN:VEVENT\nUID:{n}\nDTSTART:20030101\nRRULE:FREQ=DAILY;COUNT=9;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n"
    answer = ask(desk, "BEGIN:VCALENDAR\n" + "".join(event.format(n=n) for n in range(150)) + "END:VCALENDAR\n")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")
