"""Extra fields: the owner says what is asked of equipment, who keeps it fills in what applies. # feature 8"""

import asyncio
import json
from typing import Any

import pytest

from mobile.reader.fields import Answer, Asked
from mobile.screens.equipment.custom_fields import SETTINGS, shown, told
from mobile.screens.equipment.fields_page import about, stored
from mobile.touchline import Touchline
from shared.domain.custom_field import value_id
from tests.mobile.club import TODAY, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import act, furnish
from tests.mobile.stage import touchline_of

BAG = "Ballenzak U13"
FIELDS: tuple[dict[str, Any], ...] = (
    {"id": "field-bill", "name": "Aankoopfactuurnr", "kind": "text"},
    {"id": "field-size", "name": "Maat", "kind": "choice", "choices": ["4", "5 (senior)"]},
    {"id": "field-bar", "name": "Opblaasdruk (bar)", "kind": "number"},
    {"id": "field-for", "name": "Voor wie", "kind": "multi", "choices": ["U9", "U11 en U13", "Dames"]},
    {"id": "field-until", "name": "Garantie tot", "kind": "date"},
    {"id": "field-lent", "name": "Mag uitgeleend", "kind": "yes_no"},
    {"id": "field-shop", "name": "Winkel", "kind": "email", "edit_roles": ["owner"]},
)


def owned() -> Club:
    """The coach of the U15 owns the club."""
    club = furnish(small_club())
    club.row("user_profile", id="user-owner", contact=club.ids["U15/coach"], username="owner")
    club.row("role_assignment", user="user-owner", role="owner", present=1)
    return club


NAMES = [str(field["name"]) for field in FIELDS]


@pytest.fixture
def club() -> Club:
    """With seven fields, of which two are filled in for the bag."""
    club = owned()
    for field in FIELDS:
        act(club, "user-owner", "custom_field.define", entity="resource", **field)
    say(club, "field-bill", "F-2026/118")
    say(club, "field-shop", "info@sportshop.be")
    return club


def say(club: Club, field: str, value: str) -> None:
    act(club, "user-owner", "custom_value.set", field=field, resource=club.ids[BAG], value=value)


def at(club: Club, role: str = "equipment", path: str = "", language: str = "nl") -> Touchline:
    touchline = touchline_of(club, role, language)
    touchline.state.place.route = path or f"/equipment/{club.ids[BAG]}"
    return touchline


def said(club: Club, field: str) -> str | None:
    row = club.store.get("custom_value", value_id(field, club.ids[BAG]))
    return None if row is None else str(row["value"]) if row["value"] is not None else None


def lines(screen: Drawn) -> list[str]:
    """What a screen reader hears of names and values."""
    return [label for label in labels(screen) if ": " in label]


def labels(screen: Drawn) -> list[str]:
    return [label for one in screen.all("Semantics") if (label := getattr(one, "label", None))]


def chips(screen: Drawn) -> list[str]:
    return [str(one.label) for one in screen.all("Chip")]


async def tap(screen: Drawn, label: str) -> None:
    [chip] = [one for one in screen.all("Chip") if one.label == label]
    await screen.event(chip, "select")


def test_only_what_is_filled_in_is_shown_and_what_is_not_mine_has_no_pencil(club: Club) -> None:
    async def story() -> None:
        async with drawn(at(club)) as screen:
            heard = lines(screen)
            assert [line for line in heard if line.startswith(("Aankoopfactuurnr", "Winkel", "Maat"))] == [
                "Aankoopfactuurnr: F-2026/118",
                "Winkel: info@sportshop.be",
            ]
            assert "Aankoopfactuurnr aanpassen" in labels(screen)
            assert "Winkel aanpassen" not in labels(screen)

    asyncio.run(story())


def test_a_field_is_added_and_filled_in_on_the_spot(club: Club) -> None:
    manager = at(club)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("TextButton", "Veld toevoegen")
            assert [name for name in chips(screen) if name in NAMES] == [
                "Maat",
                "Opblaasdruk (bar)",
                "Voor wie",
                "Garantie tot",
                "Mag uitgeleend",
            ]
            await tap(screen, "Opblaasdruk (bar)")
            [box] = [one for one in screen.all("TextField") if one.label == "Opblaasdruk (bar)"]
            assert box.keyboard_type.value == "number"
            await screen.write("hard", "Opblaasdruk (bar)")
            await screen.press("FilledButton", "Opslaan")
            [box] = [one for one in screen.all("TextField") if one.label == "Opblaasdruk (bar)"]
            assert box.error == "Tik een getal, zoals 0,75."
            await screen.write("0,75", "Opblaasdruk (bar)")
            await screen.press("FilledButton", "Opslaan")
            assert "Opblaasdruk (bar): 0,75" in lines(screen)

    asyncio.run(story())
    assert said(club, "field-bar") == "0.75"


@pytest.mark.parametrize(
    ("field", "taps", "kept", "heard"),
    [
        ("Maat", ["5 (senior)"], "5 (senior)", "Maat: 5 (senior)"),
        ("Voor wie", ["Dames", "U11 en U13"], '["U11 en U13","Dames"]', "Voor wie: U11 en U13, Dames"),
        ("Mag uitgeleend", ["nee"], "0", "Mag uitgeleend: nee"),
    ],
)
def test_what_is_chosen_is_tapped(club: Club, field: str, taps: list[str], kept: str, heard: str) -> None:
    manager = at(club)
    [id_] = [one["id"] for one in FIELDS if one["name"] == field]

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("TextButton", "Veld toevoegen")
            await tap(screen, field)
            for word in taps:
                await tap(screen, word)
            await screen.press("FilledButton", "Opslaan")
            assert heard in lines(screen)

    asyncio.run(story())
    assert said(club, id_) == kept


def test_a_day_is_typed_or_picked(club: Club) -> None:
    manager = at(club)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("TextButton", "Veld toevoegen")
            await tap(screen, "Garantie tot")
            assert any("Garantie tot" in label for label in labels(screen)), "the calendar is named for its field"
            await screen.write("31/12/2028", "Garantie tot")
            await screen.press("FilledButton", "Opslaan")
            assert "Garantie tot: 31 dec 2028" in lines(screen)

    asyncio.run(story())
    assert said(club, "field-until") == "2028-12-31"


def test_an_answer_is_emptied_and_brought_back(club: Club) -> None:
    manager = at(club)
    told_: list[Any] = []
    object.__setattr__(manager, "show", told_.append)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.speak("Aankoopfactuurnr aanpassen")
            await screen.press("TextButton", "Leegmaken")
            assert not any(line.startswith("Aankoopfactuurnr") for line in lines(screen))

    asyncio.run(story())
    assert said(club, "field-bill") is None
    [bar] = told_
    assert bar.content.value == "Aankoopfactuurnr bewaard"
    bar.action.on_click(None)
    assert said(club, "field-bill") == "F-2026/118"


def test_an_answer_that_fits_no_more_is_readable_and_said_to_be_odd(club: Club) -> None:
    say(club, "field-for", '["U9","Dames"]')
    act(club, "user-owner", "custom_field.patch", id="field-for", set={"choices": ["U9"]})
    act(club, "user-owner", "custom_field.patch", id="field-bill", set={"kind": "number"})

    async def story() -> None:
        async with drawn(at(club)) as screen:
            assert {"Voor wie: U9, Dames", "Aankoopfactuurnr: F-2026/118"} <= set(lines(screen))
            assert [one.value for one in screen.all("Text")].count("Past niet meer bij dit veld") == 2

    asyncio.run(story())


def test_a_coach_reads_and_changes_nothing(club: Club) -> None:
    async def story() -> None:
        async with drawn(at(club, "coach")) as screen:
            assert "Aankoopfactuurnr: F-2026/118" in lines(screen)
            assert "Aankoopfactuurnr aanpassen" not in labels(screen)
            assert not [one for one in screen.all("TextButton") if one.content == "Veld toevoegen"]

    asyncio.run(story())


def test_where_nothing_is_asked_the_owner_finds_the_way_and_others_see_nothing() -> None:
    club = owned()
    keeper, owner = at(club), at(club, "owner")

    async def story(touchline: Touchline) -> list[str]:
        async with drawn(touchline) as screen:
            found = [str(one.content) for one in screen.all("TextButton")]
            if "Velden beheren" in found:
                await screen.press("TextButton", "Velden beheren")
            return [word for word in found if "eld" in word]

    assert asyncio.run(story(keeper)) == []
    assert asyncio.run(story(owner)) == ["Velden beheren"]
    assert owner.state.place.route == SETTINGS


def test_equipment_is_found_by_what_was_filled_in(club: Club) -> None:
    reader = at(club).reader.equipment
    assert [item.name for item in reader.items("F-2026/118")] == [BAG]
    assert [item.name for item in reader.items("sportshop")] == [BAG]
    act(club, "user-owner", "custom_field.patch", id="field-shop", set={"status": "archived"})
    assert reader.items("sportshop") == ()


# ---- what is asked


def rows_of(screen: Drawn) -> list[str]:
    return [text for text in screen.texts("ListTile") if text in (*NAMES, "Breedte")]


def test_the_owner_adds_a_field_with_choices(club: Club) -> None:
    owner = at(club, "owner", SETTINGS)

    async def story() -> None:
        async with drawn(owner) as screen:
            assert rows_of(screen) == NAMES
            await screen.press("FilledTonalButton", "Nieuw veld")
            await screen.write("Breedte", "Naam")
            await tap(screen, "Keuze")
            await screen.press("FilledButton", "Opslaan")
            [choices] = [one for one in screen.all("TextField") if one.label == "Keuzes, één per regel"]
            assert choices.error == "Vul dit in."
            await screen.write("smal\n\n breed \nsmal", "Keuzes, één per regel")
            await tap(screen, "Materiaalmeester")
            await screen.press("FilledButton", "Opslaan")
            assert rows_of(screen)[-1] == "Breedte"

    asyncio.run(story())
    [row] = [row for row in club.store.find("custom_field") if row["name"] == "Breedte"]
    assert (row["kind"], json.loads(row["choices"]), row["view_roles"]) == (
        "choice",
        ["smal", "breed"],
        '["equipment"]',
    )
    assert row["position"] == len(FIELDS)


def test_fields_are_put_in_another_order_with_named_buttons(club: Club) -> None:
    owner = at(club, "owner", SETTINGS)

    async def story() -> list[str]:
        async with drawn(owner) as screen:
            assert "Aankoopfactuurnr hoger" not in labels(screen)
            await screen.speak("Maat hoger")
            await screen.speak("Maat lager")
            await screen.speak("Winkel hoger")
            return rows_of(screen)

    assert asyncio.run(story()) == [*NAMES[:5], "Winkel", "Mag uitgeleend"]


def test_a_field_is_renamed_laid_aside_and_brought_back(club: Club) -> None:
    owner = at(club, "owner", SETTINGS)
    told_: list[Any] = []
    object.__setattr__(owner, "show", told_.append)

    async def story() -> None:
        async with drawn(owner) as screen:
            [line] = [one for one in screen.all("ListTile") if screen.all("Text", one.title)[0].value == "Winkel"]
            await screen.event(line, "click")
            await screen.write("Leverancier", "Naam")
            await screen.press("FilledButton", "Opslaan")
            [line] = [one for one in screen.all("ListTile") if screen.all("Text", one.title)[0].value == "Leverancier"]
            await screen.event(line, "click")
            await screen.press("TextButton", "Archiveren")
            assert [one.content for one in screen.all("TextButton")].count("Terugzetten") == 1

    asyncio.run(story())
    row = club.store.get("custom_field", "field-shop") or {}
    assert (row["name"], row["status"]) == ("Leverancier", "archived")
    assert said(club, "field-shop") == "info@sportshop.be"
    assert told_[-1].content.value == "Leverancier is gearchiveerd. Wat ingevuld was, blijft bewaard."
    told_[-1].action.on_click(None)
    assert (club.store.get("custom_field", "field-shop") or {})["status"] == "active"


def test_who_may_not_say_what_is_asked_is_told_who_does(club: Club) -> None:
    async def story() -> list[str]:
        async with drawn(at(club, "equipment", SETTINGS)) as screen:
            assert not screen.all("FilledTonalButton")
            return [str(one.value) for one in screen.all("Text")]

    assert "Extra velden stelt de beheerder van de club in" in asyncio.run(story())


def test_the_way_there_stands_among_what_the_owner_says_of_the_club(club: Club) -> None:
    owner = at(club, "owner", "/more")

    async def story() -> None:
        async with drawn(owner) as screen:
            [line] = [one for one in screen.all("ListTile") if screen.all("Text", one.title)[0].value == "Extra velden"]
            await screen.event(line, "click")

    asyncio.run(story())
    assert owner.state.place.route == SETTINGS


def test_an_empty_list_says_what_to_do() -> None:
    owner = at(owned(), "owner", SETTINGS, "en")

    async def story() -> list[str]:
        async with drawn(owner) as screen:
            assert [one.content for one in screen.all("FilledTonalButton")] == ["New field"]
            return [str(one.value) for one in screen.all("Text")]

    assert "No extra fields yet" in asyncio.run(story())


def test_a_wide_screen_has_both_beside_each_other(club: Club) -> None:
    owner = at(club, "owner", SETTINGS)
    owner.state.place.wide = True

    async def story() -> list[str]:
        async with drawn(owner) as screen:
            return screen.texts("ListTile")

    found = asyncio.run(story())
    assert {"Clubgegevens", "Aankoopfactuurnr"} <= set(found)


def test_what_is_typed_becomes_what_is_kept() -> None:
    assert stored({"name": "Maat", "choices": "S\n  X L \n\nS", "view_roles": "staff owner", "edit_roles": ""}) == {
        "name": "Maat",
        "choices": ["S", "X L"],
        "view_roles": ["staff", "owner"],
        "edit_roles": [],
    }
    assert stored({"choices": "e\u0301"}) == {"choices": ["\u00e9"]}


def asked(kind: Any, *choices: str) -> Asked:
    return Asked("field-1", "Veld", kind, choices, ("staff",), (), archived=False, answered=3)


def test_a_stored_answer_is_told_in_the_persons_words(club: Club) -> None:
    words = at(club).words
    cases = [
        (asked("number"), "0.75", "0,75"),
        (asked("number"), "ca. 7", "ca. 7"),
        (asked("date"), "2026-12-31", "31 dec 2026"),
        (asked("date"), "ooit", "ooit"),
        (asked("yes_no"), "1", "ja"),
        (asked("multi", "S", "XL"), '["S","XL"]', "S, XL"),
        (asked("text"), '["S","XL"]', "S, XL"),
        (asked("text"), "[", "["),
    ]
    assert [shown(words, field, value) for field, value, _ in cases] == [text for *_, text in cases]
    assert (
        about(words, asked("choice", "S", "XL"))
        == "Keuze: S, XL · 3 keer ingevuld · Alleen voor: Iedereen met een taak"
    )
    assert [told(asked("multi", "S", "XL"), text, TODAY) for text in ("", "0 1")] == [None, '["S","XL"]']
    assert Answer(asked("text"), None, odd=False).field.question.kind == "text"
