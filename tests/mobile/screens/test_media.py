"""Photos on a person's page and on a thing's: chosen or taken without a network, seen at once, taken down again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import flet as ft

from mobile.device.doors import Doors
from mobile.device.files import Paper
from mobile.media.errand import Parcels
from mobile.media.porter import Porter
from mobile.media.shelf import SHELF_REGISTER, Shelf
from mobile.pictures import Pictures
from mobile.touchline import Touchline
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of
from tests.sync_server.pictures import PDF, picture

FACE = picture("JPEG", (30, 20))


def device_of(role: str, files: FakeFiles, camera: Any = None) -> tuple[Club, Touchline]:
    """A device of somebody with this role, and the files that they will choose."""
    club = small_club()
    doors = Doors(lambda: camera or FakeCamera([FACE]), lambda: files, decoder=FakeDecoder())
    said: list[ft.DialogControl] = []
    shelf = Shelf(SqliteStorage(":memory:", SHELF_REGISTER), lambda: NOW)
    touchline = touchline_of(club, role, device=doors, show=said.append)
    pictures = Pictures(
        Replica(club.store, "stage"), Porter(Parcels(club.store, shelf)), touchline.writer, lambda: None
    )
    return club, replace(touchline, pictures=pictures)


@asynccontextmanager
async def page(touchline: Touchline, path: str) -> AsyncIterator[Drawn]:
    """Straight to this address."""
    async with drawn(touchline) as screen:
        touchline.go(path)
        await screen.settle()
        yield screen


def button(screen: Drawn, text: str) -> Any:
    [found] = [one for kind in ("TextButton", "FilledButton") for one in screen.all(kind) if one.content == text]
    return found


def faces(screen: Drawn) -> list[bytes]:
    """The pictures that stand in round faces."""
    return [box.image.src for box in screen.all("Container") if getattr(box, "image", None) is not None]


def test_a_photo_of_a_player_is_chosen_and_stands_there_at_once() -> None:
    club, office = device_of("secretary", FakeFiles(FACE))
    player = club.ids["U13/0"]

    async def story() -> None:
        async with page(office, f"/people/{player}") as screen:
            assert faces(screen) == []
            await screen.event(button(screen, "Foto kiezen"), "click")
            assert faces(screen) == [FACE]
            assert screen.texts("ListTile")[-1] == "Foto"

    asyncio.run(story())
    [medium] = club.store.find("medium")
    contact = club.store.get("contact", player) or {}
    assert (contact["photo"], medium["state"], medium["contact"]) == (medium["id"], "waiting", player)


def test_it_can_be_taken_down_again() -> None:
    club, office = device_of("secretary", FakeFiles(FACE))
    player = club.ids["U13/0"]
    assert office.keep("photo", FACE, face=True, contact=player)

    async def story() -> None:
        async with page(office, f"/people/{player}") as screen:
            assert faces(screen) == [FACE]
            [down] = [one for one in screen.all("Semantics") if getattr(one, "label", "") == "Foto weghalen"]
            await screen.event(down, "click")
            assert faces(screen) == []

    asyncio.run(story())
    assert (club.store.get("contact", player) or {})["photo"] is None


def test_a_photo_of_a_bag_is_taken_with_the_camera() -> None:
    club, store_room = device_of("equipment", FakeFiles())
    bag = club.ids["Ballenzak U13"]

    async def story() -> None:
        async with page(store_room, f"/equipment/{bag}") as screen:
            await screen.event(button(screen, "Foto maken"), "click")
            await screen.settle()
            dialog = screen.all("AlertDialog", screen.session.page._dialogs)[-1]
            [shoot] = [one for one in screen.all("FilledButton", dialog) if one.content == "Maak de foto"]
            await screen.event(shoot, "click")
            assert [image.src for image in screen.all("Image")][:1] == [FACE]

    asyncio.run(story())
    assert (club.store.get("resource", bag) or {})["photo"] == club.store.find("medium")[0]["id"]


def test_a_coach_adds_a_paper_of_a_player_and_cannot_change_the_face() -> None:
    club, coach = device_of("coach", FakeFiles(FACE, Paper("attest.pdf", PDF)))
    player = club.ids["U13/0"]

    async def story() -> None:
        async with page(coach, f"/people/{player}") as screen:
            await screen.event(button(screen, "Document"), "click")
            assert screen.texts("ListTile")[-1] == "attest.pdf"
            await screen.event(button(screen, "Foto kiezen"), "click")
            assert faces(screen) == []

    asyncio.run(story())
    assert sorted(row["kind"] for row in club.store.find("medium")) == ["document", "photo"]


def test_who_may_add_nothing_to_somebody_sees_no_empty_list() -> None:
    club, member = device_of("member", FakeFiles(FACE))
    other = club.ids["U15/0"]

    async def story() -> None:
        async with page(member, f"/people/{other}") as screen:
            assert len(screen.all("Tab")) > 2  # the page is there
            assert [one.content for one in screen.all("TextButton") if one.content == "Foto kiezen"] == []

    asyncio.run(story())


def answered(screen: Drawn, name: str) -> Any:
    [found] = [one for one in screen.all("FilledButton", screen.questions()) if one.content == name]
    return found


def test_a_photo_that_was_deleted_comes_back_and_is_the_face_again() -> None:
    club, office = device_of("secretary", FakeFiles(FACE))
    bars: list[Any] = []
    office = replace(office, show=bars.append)
    player = club.ids["U13/0"]
    assert office.keep("photo", FACE, title="Op het veld", face=True, contact=player)

    async def story() -> None:
        async with page(office, f"/people/{player}") as screen:
            await screen.speak("Op het veld verwijderen")
            assert (club.store.find("medium"), faces(screen)) == ([], [])
            [bar] = bars
            assert (bar.content.value, bar.action.label) == ("Op het veld is verwijderd.", "Ongedaan maken")
            bar.action.on_click(None)
            await screen.settle()
            assert faces(screen) == [FACE]

    asyncio.run(story())
    [medium] = club.store.find("medium")
    assert (medium["title"], medium["kind"]) == ("Op het veld", "photo")


def test_what_is_not_here_as_a_whole_is_asked_about_first() -> None:
    """Nothing could bring it back: a stored picture of which this device has no bytes."""
    club, office = device_of("secretary", FakeFiles(FACE))
    bars: list[Any] = []
    office = replace(office, show=bars.append)
    player = club.ids["U13/0"]
    there = {"contact": player, "kind": "document", "title": "attest.pdf", "state": "stored"}
    id = club.row("medium", **there, hash="a" * 64, sent_hash="b" * 64, sent_size=9, by_user="user-coach")

    async def story() -> None:
        async with page(office, f"/people/{player}") as screen:
            await screen.speak("attest.pdf verwijderen")
            assert club.store.get("medium", id) is not None
            await screen.event(answered(screen, "Toch verwijderen"), "click")
            assert (club.store.find("medium"), screen.questions()) == ([], [])
            assert [bar.action for bar in bars] == [None]

    asyncio.run(story())
