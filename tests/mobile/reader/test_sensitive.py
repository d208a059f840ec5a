"""What is sensitive about a person, and who looked."""

from mobile.reader import Reader
from mobile.reader.sensitive import Bank, Medical, Opening
from tests.mobile.club import Club, empty_club


def lars() -> Club:
    """Lars, his coach Karel who looked twice, and somebody whom this device does not know."""
    club = empty_club()
    club.row("contact", id="lars", given_name="Lars", family_name="Maes", status="active")
    club.row("contact", id="karel", given_name="Karel", family_name="Claes", status="active")
    club.row("user_profile", id="u-karel", contact="karel", username="karel")
    club.row("user_profile", id="u-office", username="office")
    for id, user, at in (("o1", "u-karel", 1000), ("o2", "u-office", 2000), ("o3", "u-gone", 3000)):
        club.row("opening", id=id, contact="lars", what="contact_medical", user=user, opened_at=at)
    return club


def test_what_is_not_here_is_none() -> None:
    club = lars()
    club.row("contact_medical", id="lars")
    sensitive = Reader(club.store.connection).sensitive
    assert (sensitive.medical("lars"), sensitive.medical("karel"), sensitive.bank("lars")) == (None, None, None)


def test_only_what_was_written_is_said() -> None:
    club = lars()
    club.row("contact_medical", id="lars", allergies="Noten", note="EpiPen in de tas")
    club.row("contact_finance", id="lars", iban="BE68539007547034", mandate="M-1")
    sensitive = Reader(club.store.connection).sensitive
    sheet = sensitive.medical("lars")
    assert sheet == Medical(allergies="Noten", note="EpiPen in de tas")
    assert sheet.said == (("allergies", "Noten"), ("note", "EpiPen in de tas"))
    assert sensitive.bank("lars") == Bank(iban="BE68539007547034")


def test_who_looked_is_told_by_name_newest_first() -> None:
    sensitive = Reader(lars().store.connection).sensitive
    assert sensitive.openings("lars") == (
        Opening("o3", "", 3000),
        Opening("o2", "office", 2000),
        Opening("o1", "Karel Claes", 1000),
    )
    assert sensitive.openings("karel") == ()


def test_numbers_are_kept_when_an_owner_says_so() -> None:
    club = empty_club()
    clubs = Reader(club.store.connection).clubs
    assert not clubs.keeps_numbers()
    club.row("setting", id="national_numbers", value='{"on":true}')
    assert clubs.keeps_numbers()
