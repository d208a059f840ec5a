"""What was answered is kept to be offered again, and no longer than its rows may be held."""  # promises 5 and 6

import json
from pathlib import Path

import pytest

from shared.replica.lease import DAY_MS
from shared.replica.replica import PACKAGE_OR_PAGES
from tests.house import House, Phone

SECRET = "BE71096123456769"
TRAINING = {
    "id": "training-9",
    "kind": "training",
    "title": "Extra",
    "start_at": 1_790_000_000_000,
    "zone": "Europe/Brussels",
}


@pytest.fixture
def olga(house: House) -> Phone:
    """The owner's phone, synced."""
    phone = house.phone("olga")
    phone.sync()
    return phone


def in_file(phone: Phone, word: str) -> bool:
    """Whether any byte of this phone's file says so."""
    return word.encode() in phone.store.connection.serialize()


def kept(phone: Phone) -> list[str]:
    """What would be offered again: the names of its verbs."""
    lines = sorted(phone.store.find("sent"), key=lambda line: line["place"])
    return [action["name"] for line in lines for action in json.loads(line["actions"])]


def test_after_a_lapse_no_argument_of_a_kept_changeset_is_in_the_file(olga: Phone) -> None:
    olga.do("contact_finance.patch", id="contact-kim", set={"iban": SECRET})
    olga.do("contact.patch", id="contact-kim", set={"given_name": "Kimmy"})
    assert olga.sync() == ["applied", "applied"]
    assert (kept(olga), in_file(olga, SECRET)) == (["contact_finance.patch", "contact.patch"], True)
    assert olga.replica.lapse(olga.now + 15 * DAY_MS)
    assert (kept(olga), in_file(olga, SECRET)) == (["contact.patch"], False)


def test_a_lapse_blanks_what_was_refused_about_a_row_that_is_gone(house: House, olga: Phone) -> None:
    house.do("contact_finance.patch", id="contact-bo", set={"account_holder": "Bo"})
    olga.sync()
    olga.do("contact_finance.patch", id="contact-bo", set={"iban": SECRET})
    house.do("contact.delete", id="contact-bo")
    assert olga.sync() == ["refused gone"]
    assert (olga.row("contact_finance", "contact-bo"), kept(olga)) == (None, ["contact_finance.patch"])
    assert olga.replica.lapse(olga.now + 15 * DAY_MS)
    assert kept(olga) == [], "its row was not here to be evicted"


def test_words_go_when_all_that_they_made_is_gone_though_not_at_once(house: House, olga: Phone) -> None:
    """Kim may be nobody's to see by the time that somebody erases Kim: nothing would be here to be evicted."""
    new = {"id": "point-new", "contact": "contact-kim", "kind": "mobile", "value": "+32470998877"}
    olga.do_all(("contact_point.delete", {"id": "phone-of-piet"}), ("contact_point.add", new))
    assert (olga.sync(), kept(olga)) == (["applied"], ["contact_point.delete", "contact_point.add"])
    house.do("contact_point.delete", id="point-new")
    olga.sync()
    assert (kept(olga), in_file(olga, "998877")) == ([], False)


def test_words_stay_while_one_of_their_rows_does(house: House, olga: Phone) -> None:
    new = {"id": "point-new", "contact": "contact-kim", "kind": "mobile", "value": "+32470998877"}
    olga.do_all(("contact_point.add", new), ("contact.patch", {"id": "contact-kim", "set": {"given_name": "Kimmy"}}))
    olga.sync()
    house.do("contact_point.delete", id="point-new")
    olga.sync()
    assert kept(olga) == ["contact_point.add", "contact.patch"]


def test_rows_that_are_missing_when_all_comes_anew_take_the_words_along(house: House) -> None:
    """Karel's phone compares everything when he is no coach any more: nothing says that a row left."""
    karel = house.phone("karel")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "always after six"})
    assert karel.sync() == ["applied"]
    assert in_file(karel, "always after six")
    karel.store.connection.execute("UPDATE contact SET given_name = 'x' WHERE id = 'contact-karel'")
    assert karel.replica.reread(10_000) == 1
    house.do("role.withdraw", id="role-karel")
    karel.sync()
    assert karel.row("contact_point", "phone-of-piet") is None
    assert (kept(karel), in_file(karel, "always after six")) == ([], False)


def test_a_row_that_went_out_of_sight_takes_the_words_along_though_the_scopes_stay(house: House) -> None:
    """The player leaves the U12 while Karel's phone compares bins: the parent's number goes, his grants do not."""
    karel = house.phone("karel")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "always after six"})
    karel.sync()
    karel.store.connection.execute("UPDATE contact SET given_name = 'x' WHERE id = 'contact-karel'")
    assert karel.replica.reread(10_000) == 1
    house.do("group.remove_member", id="member-kim", to_on="2026-11-01")
    karel.sync()
    assert karel.row("contact_point", "phone-of-piet") is None
    assert (kept(karel), in_file(karel, "always after six")) == ([], False)


def test_words_about_a_row_that_never_came_are_not_kept(house: House) -> None:
    """Karel makes a training; he is a coach no more before he hears of it: nothing is evicted, for nothing was here."""
    karel = house.phone("karel")
    karel.sync()
    karel.do("activity.create", **TRAINING, group="team-u12")
    karel.do("activity.patch", id="training-9", set={"note": "behind the church"})
    karel.exchange(reply_gets_lost=True)
    assert house.row("activity", "training-9")["note"] == "behind the church"
    house.do("role.withdraw", id="role-karel")
    assert karel.sync() == ["applied", "applied"]
    assert karel.row("activity", "training-9") is None
    assert (kept(karel), karel.store.find("was"), in_file(karel, "behind the church")) == ([], [], False)


def test_what_a_restored_server_still_has_goes_with_its_rows(house: House) -> None:
    """The player left the U12 when Karel's phone offers again what the backup holds already."""
    karel = house.phone("karel")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "always after six"})
    assert karel.sync() == ["applied"]
    house.do("group.remove_member", id="member-kim", to_on="2026-11-01")
    with house.store.transaction():
        house.store.update("club", ("club",), {"epoch": "epoch-2"})
    karel.replica.new_epoch("epoch-2")
    assert kept(karel) == ["contact_point.patch"]
    assert karel.sync() == ["applied"]
    assert karel.row("contact_point", "phone-of-piet") is None
    assert (kept(karel), in_file(karel, "always after six")) == ([], False)


def test_a_lapse_takes_no_words_whose_rows_the_rest_of_a_first_load_will_bring(house: House, tmp_path: Path) -> None:
    """Her phone has the first part, compares it since a cell rotted, and then hears nothing for two weeks."""
    house.load_in_parts(tmp_path / "packages")
    sara = house.phone("sara")
    sara.restart(tmp_path / "shelf")
    sara.exchange()
    sara.do("contact.create", id="contact-new", given_name="Nele", family_name="Nijs")
    sara.store.update("user_profile", ("user-sara",), {"username": "rotten"})
    assert sara.replica.reread(10_000) == 1
    reply, _ = sara.exchange()
    assert [receipt.outcome for receipt in reply.receipts] == ["applied"]
    assert ((sara.replica.state() or {})["partial"], sara.row("contact", "contact-new")) == (PACKAGE_OR_PAGES, None)
    assert sara.replica.lapse(sara.now + 15 * DAY_MS)
    assert kept(sara) == ["contact.create"]
    sara.sync()
    assert sara.row("contact", "contact-new") == house.row("contact", "contact-new")
    assert kept(sara) == ["contact.create"]
