"""A trial player at the field: written down with a parent's number, marked, and made a contact by the office."""

import asyncio
from typing import Any

from mobile.touchline import Touchline
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of


def at_match(club: Club, role: str, **doors: Any) -> Touchline:
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = f"/agenda/{club.ids['match']}"
    return touchline


def visitors(touchline: Touchline, club: Club) -> list[tuple[str, str | None, str | None]]:
    found = touchline.reader.agenda.visitors(club.ids["match"])
    return [(one.name, one.phone, one.confirmed) for one in found]


async def write_down(screen: Drawn, name: str, phone: str) -> None:
    await screen.press("TextButton", "Gastspeler toevoegen")
    [box] = screen.all("TextField", screen.questions())
    await screen.event(box, "change", name)
    tiles = screen.all("ListTile", screen.questions())
    assert screen.all("Text", tiles[-1].title)[0].value == f"“{name}” als proefspeler"
    await screen.event(tiles[-1], "click")
    [field] = screen.all("TextField", screen.questions())
    await screen.event(field, "change", phone)
    [save] = screen.all("FilledButton", screen.questions())
    await screen.event(save, "click")


def test_a_trial_player_is_written_down_and_marked_without_a_network() -> None:
    club, opened = small_club(), list[str]()
    coach = at_match(club, "coach", open_url=opened.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            await write_down(screen, "Jan Proef", "geen")
            [field] = screen.all("TextField", screen.questions())
            assert field.error, "what is no number is said beside it"
            await screen.event(field, "change", "0470 12 34 57")
            [save] = screen.all("FilledButton", screen.questions())
            await screen.event(save, "click")
            assert screen.questions() == []
            assert visitors(coach, club) == [("Jan Proef", "+32470123457", None)]
            await screen.speak("Jan Proef: Aanwezig")
            assert visitors(coach, club) == [("Jan Proef", "+32470123457", "present")]
            await screen.speak("Bel een ouder van Jan Proef")
            assert opened == ["tel:+32470123457"]
            await screen.speak("Jan Proef aanpassen")
            [question] = screen.questions()
            texts = [one.value for one in screen.all("Text", question)]
            assert any(str(text).startswith("Wordt dit een speler? Het secretariaat") for text in texts)
            [off] = [one for one in screen.all("TextButton", question) if one.content == "Van de lijst halen"]
            await screen.event(off, "click")
            assert visitors(coach, club) == []

    asyncio.run(story())


def test_who_stays_is_made_a_contact_in_one_tap_with_the_number_and_the_mark() -> None:
    club, bars = small_club(), list[Any]()
    office = at_match(club, "secretary", show=bars.append)

    async def story() -> None:
        async with drawn(office) as screen:
            await write_down(screen, "Jan van der Proef", "0470 12 34 57")
            await screen.speak("Jan van der Proef: Aanwezig")
            await screen.speak("Jan van der Proef aanpassen")
            [question] = screen.questions()
            [make] = screen.all("FilledTonalButton", question)
            assert make.content == "Maak er een contact van"
            await screen.event(make, "click")
            assert visitors(office, club) == []
            [person] = [row for row in club.store.find("contact") if row["family_name"] == "van der Proef"]
            [point] = club.store.find("contact_point", contact=person["id"])
            assert (point["value"], point["label"]) == ("+32470123457", "ouder")
            [guest] = club.store.find("activity_guest", contact=person["id"])
            assert (guest["function"], guest["confirmed"]) == ("guest", "present")
            assert bars[-1].content.value == "Jan van der Proef is nu een contact van de club."
            bars[-1].action.on_click(None)
            assert office.state.place.route == f"/people/{person['id']}"

    asyncio.run(story())
