"""What is past its time leaves by itself, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.actions.retention import RULES, expire_args
from shared.register import Row
from shared.sync.past import Was
from shared.sync.protocol import ActionCall, Changeset
from shared.tables import REGISTER, SCHEMA
from sync_server.__main__ import main
from sync_server.privacy.retention import OWN_RULES, Retention, books_until
from sync_server.turning import turn
from tests.house import DAY, House
from tests.sync_server.restored import Backup, returns
from tests.sync_server.store.test_copying import in_file

YEAR = 365 * DAY
LATE = 100
"""Changes that are told again: more than the log has entries before them."""


def due(house: House) -> dict[str, int]:
    """What is past its time, without the lines that count nothing."""
    return {why: count for why, count in Retention(house.club()).due().items() if count}


def wait(house: House, ms: int) -> None:
    house.clock.wait(ms)


def test_a_line_of_the_inbox_goes_a_year_after_it_was_dealt_with(house: House) -> None:
    line = {"user": "user-sara", "kind": "refused", "changeset": "c", "code": "gone", "detail": "{}", "created_at": 1}
    for id, done in (("dealt-with", house.clock.now), ("open-still", None)):
        house.store.put("inbox_item", {"id": id, **line, "done_at": done})
    sara = house.phone("sara")
    wait(house, YEAR)
    assert "a line that was dealt with" not in due(house)
    wait(house, 2)
    assert due(house)["a line that was dealt with"] == 1
    Retention(house.club()).apply()
    assert [row["id"] for row in house.store.find("inbox_item")] == ["open-still"]
    sara.sync()
    assert due(house) == {}


def test_what_is_past_its_time_is_looked_for_in_steps(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.privacy.retention.STEP", 2)
    monkeypatch.setattr("sync_server.privacy.retention.LINES", 3)
    line = {"user": "user-sara", "kind": "refused", "changeset": "c", "code": "gone", "detail": "{}", "created_at": 1}
    for number in range(9):
        done = None if number % 3 == 1 else house.clock.now
        house.store.put("inbox_item", {"id": f"line-{number}", **line, "done_at": done})
    wait(house, YEAR + 1)
    job, left, find = Retention(house.club()), list[int](), house.store.find

    def some(table: str, **equals: object) -> list[Row]:
        assert equals, f"all of {table}"
        return find(table, **equals)

    monkeypatch.setattr(house.store, "find", some)
    for _ in range(6):
        job.step()
        left.append(house.store.count("inbox_item"))
    assert left == [7, 5, 3, 3, 3, 3]
    monkeypatch.undo()
    assert [row["id"] for row in house.store.find("inbox_item")] == ["line-1", "line-4", "line-7"]


def test_what_waits_for_the_office_waits_on_and_an_old_invitation_does_not(house: House) -> None:
    reset = {"contact": "contact-piet", "purpose": "reset", "how": "code", "secret_hash": "ab" * 32}
    house.do("invitation.make", id="invitation-piet", **reset)
    line = dict.fromkeys(house.store.register["parked_change"].names) | {"user": "user-sara", "created_at": 1}
    for state in ("waiting", "done"):
        house.store.put("parked_change", {**line, "id": f"parked-{state}", "state": state})
    wait(house, 2 * YEAR)
    Retention(house.club()).apply()
    assert [row["id"] for row in house.store.find("parked_change")] == ["parked-waiting"]
    assert house.store.find("invitation") == []


def test_whom_to_call_is_forgotten_a_year_after_somebody_left(house: House) -> None:
    """Kim left both team and club; Zoe plays on."""
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    wait(house, 2 * YEAR)
    assert due(house).get("whom to call for somebody who plays no more") is None  # still a member
    house.do("membership.end", id="membership-kim", end_on="2026-11-30", reason="moved")
    Retention(house.club()).apply()
    assert house.row("contact_emergency", "contact-kim") is None
    assert house.row("contact_identity", "contact-kim") is not None
    assert house.row("contact_emergency", "contact-zoe") is not None
    wait(house, 2 * YEAR)
    Retention(house.club()).apply()
    assert house.row("contact_identity", "contact-kim") is None
    assert house.row("contact", "contact-kim") is not None


def test_nothing_goes_before_its_time_whoever_asks(house: House) -> None:
    assert house.no("row.expire", table="contact_emergency", id="contact-zoe") == "not_allowed"
    assert house.refusal("olga", "row.expire", table="contact_emergency", id="contact-zoe") == "not_allowed"


def test_what_was_deleted_can_be_restored_for_a_year(house: House) -> None:
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    house.do("contact_point.delete", id="phone-of-piet")
    wait(house, YEAR + 1)
    assert due(house)["what was deleted can be restored for a year"] == 1
    assert house.refusal("sara", "row.restore", table="contact_point", id="phone-of-piet") == ""
    Retention(house.club()).apply()
    assert house.refusal("sara", "row.restore", table="contact_point", id="phone-of-piet") == "not_deleted"
    lines = house.store.find("history", tbl="contact_point", id="phone-of-piet")
    assert [(line["kind"], line["before"], line["after"]) for line in lines] == [
        ("insert", None, None),
        ("patch", None, None),
        ("remove", None, None),
    ]
    assert due(house) == {}


def test_what_stood_before_a_change_is_kept_by_its_class(house: House) -> None:
    """A bank account a year, a phone number three, what is public for good."""
    house.do("contact_finance.patch", id="contact-kim", set={"iban": "BE71096123456769"})
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    house.do("resource.patch", id="ball-bag-red", set={"name": "Rode ballenzak"})

    def said() -> list[str]:
        lines = house.store.find("history", kind="patch")
        return sorted(
            {line["tbl"] for line in lines if line["before"]} & {"contact_finance", "contact_point", "resource"}
        )

    kept: Iterator[list[str]] = iter([["contact_finance", "contact_point", "resource"], ["contact_point", "resource"]])
    for years in (0, 1):
        wait(house, years * YEAR + 1)
        Retention(house.club()).apply()
        assert said() == next(kept)
    wait(house, 2 * YEAR)
    Retention(house.club()).apply()
    assert said() == ["resource"]


def test_what_was_past_its_time_cannot_be_restored_or_read(house: House) -> None:
    """Kim's sheet goes a year after she left: no history tells what it said, on no phone is a word of it."""
    sara = house.phone("sara")
    house.do("contact_emergency.patch", id="contact-kim", set={"alert": "Notenallergie"})
    sara.sync()
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    house.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    wait(house, YEAR + DAY)
    olga = house.phone("olga")
    olga.sync()
    call = ("contact_emergency.patch", {"id": "contact-kim", "set": {"call_name": "Tante Lut"}})
    olga.do_all(call, ("contact.patch", {"id": "contact-kim", "set": {"language": "nl"}}))
    assert (olga.sync(), "Tante Lut" in str(olga.store.find("sent"))) == (["applied"], True)
    Retention(house.club()).apply()
    for phone in (sara, olga):
        phone.sync()
        assert phone.row("contact_emergency", "contact-kim") is None
    assert olga.store.find("sent") == []
    lines = house.store.find("history", tbl="contact_emergency", id="contact-kim")
    assert {(line["before"], line["after"], line["lost"]) for line in lines} == {(None, None, None)}
    assert [line["kind"] for line in lines] == ["insert", "patch", "patch", "remove"]
    assert house.refusal("sara", "row.restore", table="contact_emergency", id="contact-kim") == "not_deleted"
    undo = {"set": {"call_name": "Oma"}, "still": {"call_name": "Tante Lut"}}
    assert house.refusal("olga", "row.undo", table="contact_emergency", id="contact-kim", **undo) == "gone"


def test_who_comes_back_has_a_sheet_again_on_every_phone(house: House) -> None:
    """Kim's old sheet left all phones; one of them did not hear of it before there was a new one."""
    karel, olga = house.phone("karel"), house.phone("olga")
    for phone in (karel, olga):
        phone.sync()
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    house.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    wait(house, YEAR + DAY)
    Retention(house.club()).apply()
    karel.sync()
    house.do("group.add_member", id="member-kim-2", contact="contact-kim", group="team-u12", function="player")
    house.do("contact_emergency.patch", id="contact-kim", set={"call_name": "Oma"})
    for phone in (karel, olga):
        phone.sync()
        assert (phone.row("contact_emergency", "contact-kim") or {})["call_name"] == "Oma"
        assert (phone.row("contact_emergency", "contact-kim") or {})["alert"] is None
    Retention(house.club()).apply()
    assert house.row("contact_emergency", "contact-kim") is not None


def test_who_wrote_anew_what_the_night_let_go_of_keeps_what_that_replaced_for_a_month(house: House) -> None:
    """Olga's phone hears how the sheet is, not that it was away. Kim came back."""
    house.do("contact_emergency.patch", id="contact-kim", set={"alert": "Notenallergie"})
    phones = [house.phone("olga", name) for name in ("phone", "tablet")]
    for phone in phones:
        phone.sync()
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    house.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    wait(house, YEAR + DAY)
    phones[0].do("contact_emergency.patch", id="contact-kim", set={"alert": "Bijenallergie"})
    Retention(house.club()).apply()
    assert house.row("contact_emergency", "contact-kim") is None
    assert phones[0].sync() == ["applied"]
    before = [row["before"] for row in phones[0].store.find("was")]
    assert before == ['{"alert":"Notenallergie"}']
    house.do("group.add_member", id="member-kim-2", contact="contact-kim", group="team-u12", function="player")
    wait(house, 31 * DAY)
    Retention(house.club()).apply()
    for phone in phones:
        phone.sync()
        assert (phone.row("contact_emergency", "contact-kim") or {})["alert"] == "Bijenallergie"
        assert (phone.store.find("was"), phone.store.find("sent")) == ([], [])


def test_what_was_written_anew_of_who_is_away_goes_the_next_night(house: House) -> None:
    """Nobody heard that Kim came back: her sheet, and what the phone says of it, are past their time still."""
    olga = house.phone("olga")
    house.do("contact_emergency.patch", id="contact-kim", set={"alert": "Notenallergie"})
    olga.sync()
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    house.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    wait(house, YEAR + DAY)
    olga.do("contact_emergency.patch", id="contact-kim", set={"alert": "Bijenallergie"})
    Retention(house.club()).apply()
    assert olga.sync() == ["applied"]
    wait(house, DAY)
    Retention(house.club()).apply()
    olga.sync()
    assert olga.row("contact_emergency", "contact-kim") is None
    assert (olga.store.find("was"), olga.store.find("sent")) == ([], [])


def test_a_device_that_was_wiped_and_forgotten_gets_no_new_row_at_night(house: House) -> None:
    house.do("user_device.add", id="phone-of-karel", user="user-karel", name="Karels telefoon")
    told = {"id": "phone-of-karel", "user": "user-karel", "public_key": "k", "name": "Karels telefoon"}
    house.referee.enrol_device(*told.values())
    house.store.update("device", ("phone-of-karel",), {"seen_at": house.clock.now, "revoked_at": house.clock.now})
    house.store.update("user_device", ("phone-of-karel",), {"wiped_at": house.clock.now})
    wait(house, YEAR + 1)
    Retention(house.club()).apply()
    while not turn(house.referee, "2028-01-01", house.clock.now):
        pass
    assert house.row("user_device", "phone-of-karel") is None
    assert (house.row("device", "phone-of-karel") or {})["name"] == ""


def test_words_that_are_told_again_late_do_not_make_those_of_others_old() -> None:
    """A phone comes back long after the server was restored: what it says again was received two years ago."""
    club = Backup()
    club.look()
    house, sara = club.house, club.house.phone("sara")
    sara.sync()
    backup = club.copy()
    for number in range(LATE):
        sara.do("contact_point.patch", id="phone-of-ann", set={"label": f"thuis {number}"})
    assert sara.sync() == ["applied"] * LATE
    wait(house, 2 * YEAR)
    club.put_back(backup)
    house.do("contact_point.delete", id="phone-of-piet")
    house.do("contact_point.delete", id="phone-of-mia")
    assert returns(sara) == ["applied"] * LATE
    Retention(house.club()).apply()
    assert [
        house.refusal("sara", "row.restore", table="contact_point", id=id) for id in ("phone-of-piet", "phone-of-mia")
    ] == ["", ""]


def test_a_backup_of_before_brings_back_nothing_that_is_past_its_time() -> None:
    """Neither Zoe's sheet nor, for she came back since, takes it Kim's new one away."""
    club = Backup()
    club.look()
    house, olga = club.house, club.house.phone("olga")
    olga.sync()
    for name in ("kim", "zoe"):
        house.do("group.remove_member", id=f"member-{name}", to_on="2026-11-18")
        house.do("membership.end", id=f"membership-{name}", end_on="2026-11-18", reason="moved")
    wait(house, YEAR + DAY)
    backup = club.copy()
    Retention(house.club()).apply()
    olga.sync()
    olga.do("group.add_member", id="member-kim-2", contact="contact-kim", group="team-u12", function="player")
    olga.do("contact_medical.patch", id="contact-kim", set={"allergies": "Stof"})
    assert olga.sync() == ["applied", "applied"]
    club.put_back(backup)
    assert house.row("contact_medical", "contact-zoe") is None
    assert house.refusal("sara", "row.restore", table="contact_medical", id="contact-zoe") == "not_deleted"
    assert returns(olga) == ["applied", "applied"]
    assert (house.row("contact_medical", "contact-kim") or {})["allergies"] == "Stof"
    assert house.store.count("untold") == 0


def test_what_a_restored_server_does_not_know_to_be_over_waits_for_no_word_of_the_night() -> None:
    """Sara's phone said that Kim left, and is lost: the sheet stands until somebody says so again."""
    club = Backup()
    club.look()
    house, sara = club.house, club.house.phone("sara")
    sara.sync()
    backup = club.copy()
    sara.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    sara.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    assert sara.sync() == ["applied", "applied"]
    wait(house, YEAR + DAY)
    Retention(house.club()).apply()
    assert house.row("contact_medical", "contact-kim") is None
    club.put_back(backup)
    assert (house.row("contact_medical", "contact-kim") is not None, house.store.count("untold")) == (True, 0)
    assert returns(sara) == ["applied", "applied"]
    Retention(house.club()).apply()
    assert house.row("contact_medical", "contact-kim") is None


def test_what_let_go_is_told_again_to_nobody_who_came_back_in_time() -> None:
    """The sheet that an older backup knows is newer than the night that let go of the one before it."""
    club = Backup()
    club.look()
    house = club.house
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    house.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    wait(house, YEAR + DAY)
    night = house.clock.now
    house.do("contact_medical.patch", id="contact-kim", set={"allergies": "Stof"})
    told = Was("epoch-1", 1, "applied", None, (night, 0, night, 0))
    wish = Changeset(
        "expired-kim",
        "server",
        1,
        "epoch-2",
        (ActionCall("row.expire", 1, expire_args("contact_medical", "contact-kim")),),
        0,
        night,
        night,
        0,
        SCHEMA,
        "server",
        was=told,
    )
    assert club.look(restored=True) is not None
    with house.referee.writing("system", "server") as (row, _):
        house.referee.past.hold("system", wish, told, row["epoch"])
    house.do("contact_medical.patch", id="contact-zoe", set={"allergies": "Melk"})
    assert (house.row("contact_medical", "contact-kim") or {})["allergies"] == "Stof"
    assert house.store.count("untold") == 0


def test_what_the_office_never_had_to_decide_goes_in_the_night_that_settled_it() -> None:
    """Eef wrote in Kim's sheet as an owner, which a restored server does not know, so her words wait. A year later the
    sheet goes: there is nothing left to say them of, and they stand with the office no night longer.
    """
    club = Backup()
    club.look()
    house, olga, eef = club.house, club.house.phone("olga"), club.house.phone("eef")
    house.do("group.remove_member", id="member-kim", to_on="2026-11-18")
    house.do("membership.end", id="membership-kim", end_on="2026-11-18", reason="moved")
    backup = club.copy()
    olga.sync()
    olga.do("role.grant", id="role-of-eef", user="user-eef", role="owner", group=None)
    assert olga.sync() == ["applied"]
    eef.sync()
    eef.do("contact_emergency.patch", id="contact-kim", set={"alert": "Bijenallergie"})
    assert eef.sync() == ["applied"]
    club.put_back(backup)
    assert returns(eef) == ["parked not_allowed"]
    wait(house, 2 * YEAR)
    assert [row["state"] for row in house.store.find("parked_change")] == ["waiting"]
    Retention(house.club()).apply()
    assert house.row("contact_emergency", "contact-kim") is None
    assert (house.store.find("parked_change"), house.store.count("untold"), due(house)) == ([], 0, {})


@pytest.mark.parametrize(("day", "until"), [("2026-01-01", "2036-12-31"), ("2026-12-31", "2036-12-31")])
def test_the_books_are_kept_for_ten_years_after_the_year(day: str, until: str) -> None:
    assert books_until(day) == until


def test_the_table_names_what_there_is_and_why(house: House) -> None:
    for rule in RULES:
        assert rule.since in ("left", "gone", "back", "held") or REGISTER[rule.table].field(rule.since) is not None
    whys = [*(rule.why for rule in RULES), *(rule.why for rule in OWN_RULES)]
    assert len(set(whys)) == len(whys)
    assert list(Retention(house.club()).due()) == whys


def test_the_command_shows_and_changes_nothing_unless_told(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {"user": "user-sara", "kind": "refused", "changeset": "c", "code": "gone", "detail": "{}", "created_at": 1}
    house.store.put("inbox_item", {"id": "old", **line, "done_at": 1})
    in_file(house, tmp_path / "club.db")
    monkeypatch.setenv("TOUCHLINE_DATA", str(tmp_path))
    for _ in range(2):
        assert main(["retention"]) == 0
        assert "1  a line that was dealt with" in capsys.readouterr().out
    assert main(["retention", "--apply"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 of them went."
