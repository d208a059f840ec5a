"""The list of equipment, and what a thing is: narrowed, corrected, archived and brought back. # feature 87"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import flet as ft
import pytest

from mobile.screens.equipment.resource_form import kinds_of
from mobile.touchline import Touchline
from shared.domain.calendar import to_utc_ms
from tests.mobile.club import DAY, NOW, ZONE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import act, furnish, new_id
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, BOX, CONES, CUPBOARD, stocked


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def at(club: Club, path: str, role: str = "equipment", **doors: Any) -> Touchline:
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = path
    return touchline


async def choose(screen: Drawn, label: str) -> None:
    *_, chip = [chip for chip in screen.all("Chip") if chip.label == label]  # the list stands beside what is open
    await screen.event(chip, "select", True)


def undone(said: list[ft.DialogControl]) -> Callable[[], None]:
    """What the button of the last bar does."""
    bar = said[-1]
    assert isinstance(bar, ft.SnackBar)
    assert isinstance(bar.action, ft.SnackBarAction)
    press: Any = bar.action.on_click
    return lambda: press(None)


def test_the_list_is_narrowed_to_a_category(club: Club) -> None:
    manager = at(club, "/equipment")

    async def story() -> None:
        async with drawn(manager) as screen:
            await choose(screen, "Elektronica")
            assert screen.texts("ListTile") == ["Camera op statief", "Luidspreker draagbaar"]
            await choose(screen, "In de berging")
            assert screen.texts("ListTile") == ["Luidspreker draagbaar"]
            await choose(screen, "Hesjes")
            await choose(screen, "Uitgeleend 7")
            assert "Niets gevonden" in texts(screen)
            await screen.press("FilledTonalButton", "Zoek in alles")
            assert screen.texts("ListTile")[0] == "Ballenzak U13"

    asyncio.run(story())


def test_a_club_of_one_category_is_not_asked_which(club: Club) -> None:
    for row in club.store.find("resource"):
        club.store.update("resource", (row["id"],), {"category": "Alles"})

    async def story() -> list[str]:
        async with drawn(at(club, "/equipment")) as screen:
            return [chip.label for chip in screen.all("Chip")]

    assert "Alle categorieën" not in asyncio.run(story())


def test_a_thing_is_archived_found_again_and_brought_back(club: Club) -> None:  # feature B17
    cart, said = club.ids["Krijtwagen"], list[ft.DialogControl]()
    manager = at(club, f"/equipment/{cart}", show=said.append)

    def status() -> str:
        return str((club.store.get("resource", cart) or {})["status"])

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.speak("Gegevens aanpassen")
            await screen.press("TextButton", "Archiveren")
            assert status() == "archived"
            undone(said)()
            assert status() == "active"
            await screen.settle()
            await screen.speak("Gegevens aanpassen")
            await screen.press("TextButton", "Archiveren")
            manager.go("/equipment")
            await screen.settle()
            assert "Krijtwagen" not in screen.texts("ListTile")
            await choose(screen, "Gearchiveerd 1")
            assert screen.texts("ListTile") == ["Krijtwagen"]
            manager.go(f"/equipment/{cart}")
            await screen.settle()
            assert "Gearchiveerd: dit staat niet meer in de lijst." in texts(screen)
            assert "Uitgeven" not in [one.content for one in screen.all("FilledButton")]
            await screen.press("OutlinedButton", "Terughalen")
            assert status() == "active"

    asyncio.run(story())


def test_what_somebody_has_is_not_archived(club: Club) -> None:
    async def offered(path: str, role: str = "equipment") -> bool:
        async with drawn(at(club, path, role)) as screen:
            await screen.speak("Gegevens aanpassen")
            return "Archiveren" in [one.content for one in screen.all("TextButton")]

    assert not asyncio.run(offered(f"/equipment/{club.ids['EHBO-tas']}"))
    assert asyncio.run(offered(f"/equipment/{club.ids['Krijtwagen']}"))


def test_of_an_archived_thing_a_coach_reads_so_and_brings_nothing_back(club: Club) -> None:
    act(club, "user-equipment", "resource.patch", id=club.ids["Krijtwagen"], set={"status": "archived"})

    async def story() -> None:
        async with drawn(at(club, f"/equipment/{club.ids['Krijtwagen']}", "coach")) as screen:
            assert "Gearchiveerd: dit staat niet meer in de lijst." in texts(screen)
            assert "Terughalen" not in [one.content for one in screen.all("OutlinedButton")]

    asyncio.run(story())


def test_its_state_and_category_are_chosen_and_its_kind_where_that_is_safe(club: Club) -> None:
    cart = club.ids["Krijtwagen"]
    club.store.update("resource", (cart,), {"condition": "een wiel hapert"})
    manager = at(club, f"/equipment/{cart}")

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.speak("Gegevens aanpassen")
            assert "een wiel hapert" in [chip.label for chip in screen.all("Chip") if chip.selected]
            await choose(screen, "Versleten")
            await choose(screen, "Training")
            await choose(screen, "Doos of set")
            await screen.press("FilledButton", "Opslaan")

    asyncio.run(story())
    row = club.store.get("resource", cart) or {}
    assert (row["condition"], row["category"], row["kind"]) == ("worn", "Training", "kit")


def test_a_thing_stays_what_it_is_while_that_matters(club: Club) -> None:
    manager = touchline_of(club, "equipment")

    def kinds(name: str) -> tuple[str, ...]:
        thing = manager.reader.equipment.resource(club.ids[name])
        assert thing is not None
        return kinds_of(manager, thing)

    every = ("single", "quantity", "kit", "location")
    assert kinds("Krijtwagen") == kinds(BOX) == kinds(CONES) == every
    assert kinds("EHBO-tas") == ("single",), "somebody has it"
    assert kinds("Ballenzak U13") == ("single",), "nobody knows who has it"
    assert kinds(CUPBOARD) == ("location", "kit"), "things lie in it"
    assert kinds(f"{BALL} 1") == every, "a booking of one thing stands for any kind"
    kept = {"group": club.ids["U11"], "from_at": NOW, "to_at": NOW + DAY, "quantity": 12}
    act(club, "user-equipment", "booking.make", id=new_id(club), resource=club.ids[CONES], **kept)
    assert kinds(CONES) == ("quantity",), "twelve of them are kept for somebody"


def test_what_is_counted_comes_with_a_count(club: Club) -> None:
    async def story() -> None:
        async with drawn(at(club, "/equipment/new")) as screen:
            await screen.write("Hesjes geel", "Naam")
            await choose(screen, "Meerdere, geteld")
            await screen.press("FilledButton", "Opslaan")
            [count] = [one for one in screen.all("TextField") if one.label == "Aantal"]
            assert count.error == "vul dit in."
            assert not club.store.find("resource", name="Hesjes geel")
            await screen.write("24", "Aantal")
            await screen.press("FilledButton", "Opslaan")

    asyncio.run(story())
    [made] = club.store.find("resource", name="Hesjes geel")
    assert (made["kind"], made["quantity"]) == ("quantity", 24)

    async def emptied() -> None:
        async with drawn(at(club, f"/equipment/{made['id']}")) as screen:
            await screen.speak("Gegevens aanpassen")
            await screen.write("", "Aantal")
            await screen.press("FilledButton", "Opslaan")

    asyncio.run(emptied())
    assert (club.store.get("resource", made["id"]) or {})["quantity"] == 24


def test_what_is_to_be_checked_today_is_so_by_the_clock_on_the_wall(club: Club) -> None:
    """Half past midnight in Brussels is still yesterday in UTC: it is on the list all the same."""
    act(club, "user-equipment", "resource.patch", id=club.ids[CUPBOARD], set={"next_audit_on": "2026-11-29"})
    midnight = to_utc_ms(date(2026, 11, 29), time(0, 30), ZONE)

    async def story(now: int) -> list[str]:
        manager = replace(at(club, "/equipment?which=check"), now=lambda: now)
        async with drawn(manager) as screen:
            return screen.texts("ListTile")

    assert CUPBOARD in asyncio.run(story(midnight))
    assert CUPBOARD not in asyncio.run(story(midnight - 31 * 60_000))
