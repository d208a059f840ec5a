"""A calendar reads one person's agenda at a secret address, and nothing else; until it is taken back. (feature B13)"""

import logging
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from shared.domain import feed
from shared.domain.invitation import hash_of
from sync_server.turning import turn
from tests.house import DAY, HOUR, MINUTE, START, House, Phone
from tests.sync_server import rfc5545
from tests.sync_server.desk import Desk
from tests.sync_server.restored import Backup

SECRET = feed.secret_of(bytes(range(16)))
OTHER = feed.secret_of(bytes(range(1, 17)))
PATH = f"/calendar/{SECRET}.ics"
NOTHING: dict[str, str] = {}


@pytest.fixture
def piet(house: House) -> Phone:
    """Kim's and Bo's father, who made an address for himself."""
    return made(house, "piet", "contact-piet", SECRET)


def made(house: House, user: str, contact: str, secret: str) -> Phone:
    phone = house.phone(user, f"phone{secret[-3:]}")
    phone.sync()
    phone.do("calendar_feed.make", id=f"feed-{secret[-5:]}", contact=contact, secret_hash=hash_of(secret))
    assert phone.sync() == ["applied"]
    return phone


def events(desk: Desk, path: str = PATH) -> dict[str, Any]:
    """What a calendar shows, by title; read by hand, and by the library to compare."""
    answer = desk.send("GET", path, headers=NOTHING)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    found = rfc5545.read(answer.content)
    again = icalendar.Calendar.from_ical(answer.content)
    assert [str(one["UID"]) for one in again.walk("VEVENT")] == [one.values["UID"] for one in found.parts]
    return {one.values["SUMMARY"]: one.values for one in found.parts}


def test_a_parent_reads_what_is_of_their_child_and_of_everybody(piet: Phone, desk: Desk) -> None:
    desk.house.do("activity.patch", id="training-u13", set={"title": "Van de U13"})
    found = events(desk)
    assert sorted(found) == ["Feest", "Training"]
    training = found["Training"]
    assert training["UID"] == "training-u12@touchline"
    assert training["DTSTART"] == datetime.fromtimestamp((START + DAY) / 1000, UTC)
    assert (training["SEQUENCE"], training["STATUS"]) == (0, "CONFIRMED")


def test_a_coach_reads_the_own_team_and_a_child_its_own(house: House, desk: Desk) -> None:
    made(house, "karel", "contact-karel", SECRET)
    made(house, "piet", "contact-bo", OTHER)  # in no team
    house.do("activity.create", id="match-u13", group="team-u13", **match("U13 - Gent"))
    house.do("activity.create", id="match-u12", group="team-u12", expects="coach", **match("Overleg"))
    assert sorted(events(desk)) == ["Feest", "Overleg", "Training"]
    assert sorted(events(desk, f"/calendar/{OTHER}.ics")) == ["Feest"]


def test_a_team_of_a_season_that_is_over_leaves_every_calendar(house: House, desk: Desk) -> None:
    """The U10 ends on the 18th, while the season of the others runs on; nobody had to be sent away."""
    house.do("season.create", id="season-00", name="Autumn", start_on="2026-07-01", end_on="2026-11-18")
    house.do("group.create", id="team-u10", name="U10", kind="team", season="season-00")
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u10", function="player")
    house.do("role.grant", id="role-karel-2", user="user-karel", role="coach", group="team-u10")
    house.do("activity.create", id="match-u10", group="team-u10", **match("U10 - Gent"))
    made(house, "karel", "contact-karel", SECRET)
    made(house, "piet", "contact-bo", OTHER)
    found = [sorted(events(desk)), sorted(events(desk, f"/calendar/{OTHER}.ics"))]
    assert found == [["Feest", "Training", "U10 - Gent"], ["Feest", "U10 - Gent"]]
    house.clock.wait(DAY)
    while not turn(house.referee, "2026-11-19", house.clock.now):
        pass
    assert [sorted(events(desk)), sorted(events(desk, f"/calendar/{OTHER}.ics"))] == [["Feest", "Training"], ["Feest"]]


def match(title: str) -> dict[str, Any]:
    return {"kind": "match", "title": title, "start_at": START + 2 * DAY, "zone": "Europe/Brussels"}


def test_who_is_expected_is_told(piet: Phone, desk: Desk) -> None:
    """A meeting of the coaches is nothing for a player."""
    desk.house.do("activity.create", id="talk-u12", group="team-u12", expects="coach delegate", **match("Overleg"))
    assert sorted(events(desk)) == ["Feest", "Training"]
    desk.house.do("activity.patch", id="talk-u12", set={"expects": "player coach"})
    assert sorted(events(desk)) == ["Feest", "Overleg", "Training"]


def test_all_of_it_is_said_as_it_must_be(piet: Phone, desk: Desk) -> None:
    """Long, with every sign that must be escaped, in letters of several octets, over the end of a line."""
    title = 'Überraschung; 1,2 \\ "3": été ' + "ë€" * 60
    note = "Eerste regel\r\nTweede, met ; en \\ en \x07 een bel\nDerde"
    args = {"start_at": START + HOUR, "end_at": START + 3 * HOUR, "meeting_point": "Kerk, plein", "note": note}
    args |= {"opponent": "KV; Gent", "location": "Dorpsstraat 1, 9000 Gent"}
    desk.house.do("activity.create", id="match-long", group="team-u12", **match(title) | args)
    event = events(desk)[title]
    assert (event["LOCATION"], event["CATEGORIES"]) == ("Dorpsstraat 1, 9000 Gent", "match")
    assert event["DESCRIPTION"].split("\n") == [
        "Tegen: KV; Gent",
        "Afspraak: Kerk, plein",
        "Eerste regel",
        "Tweede, met ; en \\ en   een bel",
        "Derde",
    ]
    assert (event["DTEND"] - event["DTSTART"]).total_seconds() == 7200


def test_whole_days_end_on_the_day_after_the_last(piet: Phone, desk: Desk) -> None:
    camp = {**match("Kamp"), "all_day": 1, "start_at": 1_795_215_600_000, "end_at": 1_795_345_200_000}
    desk.house.do("activity.create", id="camp-u12", group="team-u12", **camp)
    event = events(desk)["Kamp"]
    assert (event["DTSTART"], event["DTEND"]) == (date(2026, 11, 21), date(2026, 11, 23))


def test_a_year_of_trainings_is_an_event_each_at_the_hour_on_the_wall(piet: Phone, desk: Desk) -> None:
    """52 Wednesdays at seven in Brussels, over both changes of the clock."""
    series = {"id": "series-u12", "kind": "training", "title": "Woensdag", "group": "team-u12", "count": 52}
    rule = {"rule": "FREQ=WEEKLY", "first_on": "2026-11-25", "start": "19:00", "end": "20:30"}
    desk.house.do("activity_series.create", **series, **rule, zone="Europe/Brussels")
    answer = rfc5545.read(desk.send("GET", PATH, headers=NOTHING).content)
    starts = [one.values["DTSTART"] for one in answer.parts if one.values["SUMMARY"] == "Woensdag"]
    assert len(starts) == 52
    summer = [at for at in starts if datetime(2027, 3, 28, tzinfo=UTC) < at < datetime(2027, 10, 31, tzinfo=UTC)]
    assert {at.hour for at in summer} == {17}
    assert {at.hour for at in starts if at not in summer} == {18}


def test_a_move_counts_and_what_is_called_off_says_so_for_a_while(piet: Phone, desk: Desk) -> None:
    house = desk.house
    was = {"start_at": START + DAY}
    house.do("activity.move", id="training-u12", set={"start_at": START + DAY + HOUR}, still=was)
    moved = events(desk)["Training"]
    assert (moved["SEQUENCE"], moved["DTSTART"]) == (1, datetime.fromtimestamp((START + DAY + HOUR) / 1000, UTC))
    house.do("activity.cancel", id="training-u12", reason="Veld bevroren")
    off = events(desk)["AFGELAST: Training"]
    assert (off["SEQUENCE"], off["STATUS"], off["UID"]) == (2, "CANCELLED", moved["UID"])
    assert off["DESCRIPTION"] == "Reden: Veld bevroren"
    house.clock.wait(60 * DAY)
    assert "AFGELAST: Training" in events(desk)
    house.clock.wait(2 * DAY)
    assert sorted(events(desk)) == ["Feest"]


def test_who_has_it_already_is_told_so(piet: Phone, desk: Desk) -> None:
    first = desk.send("GET", PATH, headers=NOTHING)
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["cdn-cache-control"] == first.headers["surrogate-control"] == "no-store"
    for asked in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": changed}):
        answer = desk.send("GET", PATH, headers=asked)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    desk.house.clock.wait(5000)
    desk.house.do("activity.patch", id="training-u12", set={"title": "Anders"})
    for asked in (
        {"If-None-Match": tag},
        {"If-Modified-Since": changed},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert desk.send("GET", PATH, headers=asked).status_code == 200
    assert desk.send("HEAD", PATH, headers=NOTHING).content == b""


def test_no_line_of_the_log_says_the_address(
    piet: Phone, desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the log would read the agenda. The same of an address that is none, which may be a slip of one."""
    monkeypatch.setattr(logging.getLogger("touchline"), "propagate", True)  # a server that was started here ends that
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "touchline"):
        for path in (PATH, f"/calendar/{OTHER}.ics", PATH.upper()):
            desk.send("GET", path, headers=NOTHING)
        desk.send("GET", "/api/health")
    told = repr([vars(record) for record in caplog.records if record.name == "touchline"])
    assert "/api/health" in told
    assert [one for one in (SECRET, OTHER, SECRET.upper()) if one in told] == []


def test_unknown_mistaken_and_taken_back_are_one_answer(piet: Phone, desk: Desk) -> None:
    piet.do("calendar_feed.revoke", id=f"feed-{SECRET[-5:]}")  # without a network: it leaves with the next sync
    assert desk.send("GET", PATH, headers=NOTHING).status_code == 200
    assert piet.sync() == ["applied"]
    gone = desk.send("GET", PATH, headers=NOTHING)
    paths = (f"/calendar/{OTHER}.ics", "/calendar/x.ics", f"/calendar/{SECRET.upper()}.ics", f"/calendar/{SECRET}")
    for path in (PATH, *paths):
        answer = desk.send("GET", path, headers=NOTHING)
        told = {name: value for name, value in answer.json().items() if name != "correlation"}
        assert (answer.status_code, told, answer.headers.keys()) == (404, {"code": "absent"}, gone.headers.keys())
    row = desk.house.row("calendar_feed", f"feed-{SECRET[-5:]}") or {}
    assert row["revoked_by"] == "user-piet"


def test_who_looks_after_a_child_no_more_reads_nothing_of_it(house: House, desk: Desk) -> None:
    made(house, "piet", "contact-piet", SECRET)
    made(house, "piet", "contact-kim", OTHER)
    assert sorted(events(desk)) == sorted(events(desk, f"/calendar/{OTHER}.ics")) == ["Feest", "Training"]
    house.do("account.unlink", id="link-of-piet")
    assert sorted(events(desk)) == ["Feest"]
    assert desk.send("GET", f"/calendar/{OTHER}.ics", headers=NOTHING).status_code == 404


def test_it_goes_with_the_person(house: House, desk: Desk) -> None:
    made(house, "piet", "contact-kim", SECRET)
    house.do("contact.erase", id="contact-kim")
    assert desk.send("GET", PATH, headers=NOTHING).status_code == 404
    assert house.store.find("calendar_feed") == []


def test_a_guest_reads_the_one_activity_and_nothing_else_of_that_team(house: House, desk: Desk) -> None:
    """Kim is asked to help the U13 once: as on the phone, that training is there and their others are not."""
    made(house, "piet", "contact-kim", SECRET)
    house.do("activity.create", id="match-u13", group="team-u13", **match("U13 - Gent"))
    assert uids(desk) == ["club-feast", "training-u12"]
    house.do("attendance.guest", activity="training-u13", contact="contact-kim", on=True)
    assert uids(desk) == ["club-feast", "training-u12", "training-u13"]
    house.do("attendance.confirm", activity="match-u13", contact="contact-kim", confirmed="present")
    assert uids(desk) == ["club-feast", "training-u12", "training-u13"]  # marked there, and no guest: it stays theirs
    house.do("attendance.guest", activity="training-u13", contact="contact-kim", on=False)
    assert uids(desk) == ["club-feast", "training-u12"]


def uids(desk: Desk) -> list[str]:
    calendar = rfc5545.read(desk.send("GET", PATH, headers=NOTHING).content)
    return sorted(one.values["UID"].removesuffix("@touchline") for one in calendar.parts)


def test_reading_too_often_and_guessing_wait(piet: Phone, desk: Desk) -> None:
    codes = [desk.send("GET", PATH, headers=NOTHING).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    guesses = [desk.send("GET", f"/calendar/{feed.secret_of(bytes([n] * 16))}.ics", headers=NOTHING) for n in range(21)]
    assert [answer.status_code for answer in guesses] == [404] * 20 + [429]
    assert guesses[-1].headers["retry-after"] == "60"
    desk.house.clock.wait(HOUR)
    assert desk.send("GET", PATH, headers=NOTHING).status_code == 200


def test_addresses_that_are_none_are_counted_nowhere_but_with_who_guesses(piet: Phone, desk: Desk) -> None:
    """Anybody can think of a million of them. Who guessed too often hears nothing more, not even what is right."""
    for n in range(25):
        desk.send("GET", f"/calendar/{feed.secret_of(bytes([n] * 16))}.ics", headers=NOTHING)
    misses, reads = desk.app.state.feeds
    assert (len(misses._times), len(reads._times)) == (1, 0)
    assert desk.send("GET", PATH, headers=NOTHING).status_code == 429
    desk.house.clock.wait(MINUTE)
    assert desk.send("GET", PATH, headers=NOTHING).status_code == 200
    assert len(reads._times) == 1


def test_the_secret_is_kept_nowhere(house: House, tmp_path: Path) -> None:
    piet = made(house, "piet", "contact-piet", SECRET)
    for store in (house.store, piet.store):
        assert SECRET not in repr([row for table in store.register for row in store.find(table.name)])


def test_an_address_is_made_by_who_looks_after_the_person(house: House) -> None:
    wish = {"id": "feed-new", "secret_hash": "ab" * 32}
    for user, contact, said in (
        ("piet", "contact-kim", ""),
        ("piet", "contact-zoe", "not_allowed"),
        ("olga", "contact-kim", "not_allowed"),
        ("karel", "contact-kim", "not_allowed"),
    ):
        assert house.refusal(user, "calendar_feed.make", contact=contact, **wish) == said
    assert house.refusal("piet", "calendar_feed.make", id="feed-new", contact="contact-kim", secret_hash="x") == (
        "secret_hash not_a_code"
    )


def test_one_person_has_ten_at_most(house: House) -> None:
    phone = house.phone("piet")
    phone.sync()
    for number in range(11):
        wish = {"id": f"feed-{number:05}", "contact": "contact-kim", "secret_hash": f"{number:064x}"}
        phone.do("calendar_feed.make", **wish)
    assert len(house.store.find("calendar_feed")) == 0
    assert len(phone.store.find("calendar_feed")) == 10
    assert phone.sync() == ["applied"] * 10


def test_taken_back_stays_taken_back_when_last_night_s_database_returns() -> None:
    """It leaked, and was taken back today: nothing is read there before any phone has returned."""
    club = Backup()
    club.look()
    piet = made(club.house, "piet", "contact-piet", SECRET)
    night = club.copy()
    piet.do("calendar_feed.revoke", id=f"feed-{SECRET[-5:]}")
    piet.sync()
    club.put_back(night)
    assert (club.house.row("calendar_feed", f"feed-{SECRET[-5:]}") or {})["revoked_by"] == "user-piet"


def test_an_address_opens_in_a_calendar() -> None:
    where = feed.address("https://club.example/", SECRET)
    assert where == f"https://club.example/calendar/{SECRET}.ics"
    assert feed.for_app(where) == f"webcal://club.example/calendar/{SECRET}.ics"
    assert feed.read(f"{SECRET}.ics") == SECRET
    for name in (
        SECRET,
        f"{SECRET.upper()}.ics",
        f"{SECRET[:-1]}.ics",
        f"{SECRET}0.ics",
        ".ics",
        "ü.ics",
        "0" * 32 + ".ics",
    ):
        assert feed.read(name) is None
