"""What was done in an earlier life of the server, told again beside words that are new to this one."""

import pytest

from tests.sync_server.restored import Backup, returns


@pytest.fixture
def club() -> Backup:
    """The furnished house, opened once with its ledger."""
    club = Backup()
    assert club.look() is None
    return club


def test_a_take_down_that_is_told_again_gives_way_to_what_was_said_after_it(club: Backup) -> None:  # promise 10
    """Olga deleted a photo and restored it, then Sara chose it again: she is back before Olga's words are told."""
    house, sara, olga = club.house, club.house.phone("sara"), club.house.phone("olga")
    olga.sync()
    backup = club.copy()
    sara.sync()
    announced = {"kind": "photo", "contact": "contact-zoe", "sent_hash": "a" * 64, "sent_size": 5}
    sara.do("medium.add", id="medium-zoe", **announced)
    sara.do("contact.set_photo", id="contact-zoe", medium="medium-zoe")
    sara.sync()
    olga.sync()
    olga.do("medium.delete", id="medium-zoe")
    assert olga.sync() == ["applied"]
    olga.do("row.restore", table="medium", id="medium-zoe")
    assert olga.sync() == ["applied"]
    sara.sync()
    assert (sara.row("contact", "contact-zoe") or {})["photo"] is None
    sara.do("contact.set_photo", id="contact-zoe", medium="medium-zoe")
    assert sara.sync() == ["applied"]
    club.put_back(backup)
    assert returns(sara) == ["applied"] * 3
    assert (house.row("medium", "medium-zoe") is not None, house.store.count("untold")) == (True, 0)
    assert house.row("contact", "contact-zoe")["photo"] == "medium-zoe"


def test_who_left_a_team_left_on_the_day_that_was_said(club: Backup) -> None:  # promise 10
    """Bo's place was made on a phone that never heard so, and is made anew after Sara's word that Bo left."""
    house, sara, olga = club.house, club.house.phone("sara"), club.house.phone("olga")
    for phone in (sara, olga):
        phone.sync()
    backup = club.copy()
    olga.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-09-01")
    olga.exchange(reply_gets_lost=True)
    sara.sync()
    sara.do("group.remove_member", id="member-bo", to_on="2026-11-15")
    assert sara.sync() == ["applied"]
    club.put_back(backup)
    assert [returns(sara), returns(olga)] == [["parked gone"], ["applied"]]
    place = house.row("group_member", "member-bo")
    assert (place["from_on"], place["to_on"], place["present"]) == ("2026-09-01", "2026-11-15", 0)
    assert [line["lost"] for line in house.store.find("history", tbl="group_member", id="member-bo")] == [None, None]


def test_a_device_stays_shut_out_though_nobody_knows_why_eef_was_allowed_to(club: Backup) -> None:  # promise 10
    """Olga made Eef an owner after the backup, and Eef shut Karel's phone out. Olga's phone never returns, so Eef's
    words are refused in the new life: that the phone is shut out the ledger tells for itself.
    """
    house = club.house
    karel, olga, eef = (house.phone(name) for name in ("karel", "olga", "eef"))
    house.do("user_device.add", id=karel.device, user="user-karel", name="phone")
    backup = club.copy()
    for phone, verb, said in (
        (olga, "role.grant", {"id": "role-of-eef", "user": "user-eef", "role": "owner", "group": None}),
        (eef, "user_device.revoke", {"id": karel.device}),
    ):
        phone.sync()
        phone.do(verb, **said)
        assert phone.sync() == ["applied"]
    club.put_back(backup)
    assert house.row("role_assignment", "role-of-eef") is None
    assert house.row("device", karel.device)["revoked_at"] is not None
