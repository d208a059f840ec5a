"""What is typed becomes what is stored, or a sentence beside the field (features 3 and 29)."""

import asyncio

import pytest

from mobile.reader import Reader
from mobile.screens.people.person_form import stored
from mobile.screens.people.points import Checked, again, replace
from mobile.touchline import Touchline
from tests.mobile.club import small_club
from tests.mobile.drawn import drawn
from tests.mobile.stage import touchline_of


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("birth_year", "2014", 2014),
        ("birth_year", "", None),
        ("birth_year", "veertien", "veertien"),
        ("given_name", "2014", "2014"),
        ("member_no", "", None),
    ],
)
def test_a_typed_text_as_the_register_wants_it(name: str, text: str, value: object) -> None:
    assert stored(name, text) == value


def secretary(shown: list[str]) -> Touchline:
    """The office's own touchline over the made-up club; what it tells is noted."""
    return touchline_of(small_club(), "secretary", "en", show=lambda bar: shown.append(bar.content.value))


def test_a_number_is_stored_in_one_form() -> None:
    assert Checked(secretary([]), "mobile")("0475/12.34.56") == ("+32475123456", {})


def test_a_number_that_cannot_be_one_is_refused_in_words() -> None:
    assert Checked(secretary([]), "mobile")("0475") == (
        "",
        {"value": "This is too short; something is missing."},
    )


def test_an_unusual_number_is_asked_about_once() -> None:
    check = Checked(secretary([]), "mobile")
    question = {"value": "This number is unusual. If it is right, save once more."}
    assert check("0475 12 34 5") == ("", question)
    assert check("0475 12 34 6") == ("", question)
    assert check("0475 12 34 6") == ("+3247512346", {})


def test_a_corrected_number_is_kept_and_offered_back() -> None:
    """The whole way from the form through the real writer to the reader."""
    shown: list[str] = []
    touchline = secretary(shown)
    reader: Reader = touchline.reader
    contact = reader.people.search("verstraete").rows[0].id
    point = reader.contacts.points(contact)[0]
    assert replace(touchline, point, {"value": "+32475000000"}) == {}
    assert reader.contacts.points(contact)[0].value == "+32475000000"
    assert (shown, touchline.state.sync.waiting, touchline.state.replica.version) == (["Saved"], 1, 1)


def test_what_the_writer_refuses_stands_beside_its_field() -> None:
    touchline = secretary([])
    contact = touchline.reader.people.search("verstraete").rows[0].id
    wish = {"id": contact, "set": {"birth_year": "veertien"}}
    assert touchline.try_all(("contact.patch", wish)) == {"birth_year": "Enter a whole number."}
    taken = {"id": contact, "given_name": "Nora", "status": "active"}
    assert touchline.try_all(("contact.create", taken)) == {
        "": "This exists already. Open the one that is there instead of making it again."
    }
    assert touchline.state.sync.waiting == 0


def test_a_deleted_number_comes_back_without_a_network() -> None:
    touchline = secretary([])
    contacts = touchline.reader.contacts
    contact = touchline.reader.people.search("verstraete").rows[0].id
    before = contacts.points(contact)
    touchline.do("contact_point.delete", id=before[0].id)
    assert len(contacts.points(contact)) == len(before) - 1
    again(touchline, contact, before[0])
    assert [(point.kind, point.value, point.primary) for point in contacts.points(contact)] == [
        (point.kind, point.value, point.primary) for point in before
    ]


def test_a_new_person_comes_with_a_number_in_one_gesture() -> None:
    """Features 10 and 29."""
    touchline = secretary([])
    wishes = (
        ("contact.create", {"id": "new-person-1", "given_name": "Nora", "family_name": "Öz", "status": "active"}),
        (
            "contact_point.add",
            {"id": "new-point-1", "contact": "new-person-1", "kind": "mobile", "value": "+32475000000"},
        ),
    )
    assert touchline.try_all(*wishes) == {}
    assert [person.name for person in touchline.reader.people.search("0475 00 00 00").rows] == ["Nora Öz"]
    assert touchline.state.sync.waiting == 1


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("member", ["Voornaam", "Familienaam"]),
        ("secretary", ["Voornaam", "Familienaam", "Geboortejaar", "Lidnummer"]),
    ],
)
def test_what_the_club_counts_on_is_offered_to_the_office_alone(role: str, fields: list[str]) -> None:
    """Whose consent counts follows from the year of birth."""
    touchline = touchline_of(small_club(), role)
    touchline.state.place.route = f"/people/{touchline.state.me.contact}"

    async def story() -> None:
        async with drawn(touchline) as screen:
            await screen.speak(touchline.words("contact.edit"))
            assert [field.label for field in screen.all("TextField") if field.label] == fields

    asyncio.run(story())
