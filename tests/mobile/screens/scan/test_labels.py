"""Labels on paper, from the store room: chosen or blank, signed by the club, kept as a PDF. # features B6, B7"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.reader.equipment import Item
from mobile.screens.scan.labels import new_code, sticker_of
from mobile.touchline import GESTURE, Touchline
from shared.domain import labels
from shared.domain.codes import code_bytes
from shared.errors import Unreachable
from shared.sync.protocol import MAX_ACTIONS
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import HOST, KEY_ID, LABEL_KEY, act, furnish
from tests.mobile.paper.test_labels import objects, scanned
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BOX, CONES, stocked


async def signed(codes: Sequence[str]) -> Mapping[str, str]:
    """As the club's server does."""
    return {code: labels.build(HOST, KEY_ID, code_bytes(code), labels.RESOURCE, LABEL_KEY.sign) for code in codes}


def store_room(sign: Any = signed) -> tuple[Club, Touchline, FakeFiles]:
    """The equipment manager's device, and where files are kept."""
    club, files = furnish(small_club()), FakeFiles()
    doors = Doors(lambda: FakeCamera([]), lambda: files, decoder=FakeDecoder())
    return club, touchline_of(club, "equipment", device=doors, labels=sign), files


def on_paper(files: FakeFiles) -> list[str]:
    """The codes on the sheets that were kept, as a scanner reads them."""
    [(name, pdf)] = files.saved.items()
    assert (name, pdf[:8]) == ("labels.pdf", b"%PDF-1.4")
    images = [content for _, content in sorted(objects(pdf).items()) if b"/Subtype /Image" in content]
    return [labels.parse(scanned(content), HOST).code_text for content in images]


async def made(screen: Drawn, words: str) -> None:
    """Press the button of the foot, and wait for what it makes."""
    await screen.press("FilledButton", words)
    while not any(one.content in ("PDF bewaren", words) for one in screen.all("FilledButton")):
        await asyncio.sleep(0)
        await screen.settle()


def test_chosen_things_are_printed_with_the_labels_they_have() -> None:
    club, manager, files = store_room()
    manager.state.place.route = "/equipment/labels"
    all_names = [row["name"] for row in club.store.find("resource")]
    labelled = [club.store.get("resource", row["resource"]) for row in club.store.find("resource_code")]
    chosen = [row for row in labelled if row is not None and all_names.count(row["name"]) == 1][:2]

    async def story() -> None:
        async with drawn(manager) as screen:
            assert [one.content for one in screen.all("FilledButton") if one.disabled] == ["Vink eerst aan waarvoor"]
            for row in chosen:
                await screen.speak(row["name"])
            await made(screen, "Maak een PDF met 2 labels")
            await screen.press("FilledButton", "PDF bewaren")

    asyncio.run(story())
    assert sorted(on_paper(files)) == sorted(manager.reader.equipment.labels_of([row["id"] for row in chosen]).values())
    assert manager.reader.outbox.waiting() == ()


def test_a_thing_without_a_label_gets_one() -> None:
    club, manager, files = store_room()
    claimed = {row["resource"] for row in club.store.find("resource_code")}
    bare = next(row["id"] for row in club.store.find("resource") if row["id"] not in claimed)

    async def story() -> None:
        async with drawn(manager) as screen:
            manager.go(f"/equipment/labels?thing={bare}")
            await screen.settle()
            await made(screen, "Maak een PDF met 1 label")
            await screen.press("FilledButton", "PDF bewaren")

    asyncio.run(story())
    [code] = on_paper(files)
    assert manager.reader.equipment.labels_of([bare]) == {bare: code}
    [waiting] = manager.reader.outbox.waiting()
    assert [deed.verb for deed in waiting.deeds] == ["label.print", "label.claim"]


def test_what_has_no_label_yet_is_found_in_a_tap() -> None:
    club, manager, _ = store_room()
    claimed = {row["resource"] for row in club.store.find("resource_code")}
    rows = club.store.find("resource", status="active")
    bare = sorted(row["name"] for row in rows if row["id"] not in claimed)
    manager.state.place.route = "/equipment/labels"

    async def story() -> None:
        async with drawn(manager) as screen:

            def boxes() -> list[str]:
                found = [one for one in screen.all("Semantics") if getattr(one, "checked", None) is not None]
                return sorted(one.label for one in found if not one.label.startswith(("Alle", "Geen")))

            assert len(boxes()) > len(bare)
            await choose(screen, "Zonder label")
            assert boxes() == bare
            await screen.speak(bare[0])
            await made(screen, "Maak een PDF met 1 label")
            assert boxes() == bare[1:]

    asyncio.run(story())


def test_a_blank_sheet_has_codes_that_nobody_has() -> None:
    club, manager, files = store_room()
    known = {row["id"] for row in club.store.find("resource_code")}
    manager.state.place.route = "/equipment/labels"

    async def story() -> None:
        async with drawn(manager) as screen:
            [chip] = [chip for chip in screen.all("Chip") if chip.label == "1 blanco blad"]
            await screen.event(chip, "select", True)
            await made(screen, "Maak een PDF met 24 labels")
            await screen.press("FilledButton", "PDF bewaren")

    asyncio.run(story())
    codes = on_paper(files)
    assert len(set(codes)) == 24
    assert known.isdisjoint(codes)
    assert {row["id"] for row in club.store.find("resource_code") if row["resource"] is None} >= set(codes)


def test_without_a_network_nothing_is_made_and_it_says_why() -> None:
    async def nobody(codes: Sequence[str]) -> Mapping[str, str]:
        raise Unreachable

    club, manager, files = store_room(nobody)
    before = len(club.store.find("resource_code"))
    manager.state.place.route = "/equipment/labels"

    async def story() -> list[str]:
        async with drawn(manager) as screen:
            [chip] = [chip for chip in screen.all("Chip") if chip.label == "1 blanco blad"]
            await screen.event(chip, "select", True)
            await made(screen, "Maak een PDF met 24 labels")
            return [text.value for text in screen.all("Text") if re.search("verbinding", text.value or "")]

    assert len(asyncio.run(story())) == 1
    assert (files.saved, len(club.store.find("resource_code"))) == ({}, before)


async def choose(screen: Drawn, label: str) -> None:
    [chip] = [chip for chip in screen.all("Chip") if chip.label == label]
    await screen.event(chip, "select", True)


def test_short_labels_need_nobody_and_begin_where_the_sheet_was_left() -> None:
    """Offline, on small stickers, four of which were used before."""

    async def nobody(codes: Sequence[str]) -> Mapping[str, str]:
        raise Unreachable

    club, manager, files = store_room(nobody)
    manager.state.place.route = "/equipment/labels"

    async def story() -> None:
        async with drawn(manager) as screen:
            await choose(screen, "1 blanco blad")
            await choose(screen, "4 × 10 (48,5 × 25,4 mm)")
            for _ in range(4):
                await screen.speak("Een vak later")
            await made(screen, "Maak een PDF met 36 labels")
            await screen.press("FilledButton", "PDF bewaren")

    asyncio.run(story())
    codes = on_paper(files)
    assert len(set(codes)) == 36
    assert {row["id"] for row in club.store.find("resource_code") if row["resource"] is None} >= set(codes)
    [waiting] = manager.reader.outbox.waiting()
    assert [deed.verb for deed in waiting.deeds] == ["label.print"]


def test_a_lost_sticker_is_withdrawn_and_another_one_printed() -> None:  # feature B6
    club, manager, files = store_room()
    lost = manager.reader.equipment.labels_of([club.ids["Minidoelen"]])[club.ids["Minidoelen"]]
    manager.state.place.route = f"/equipment/{club.ids['Minidoelen']}"

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.speak("Label intrekken")
            [question] = screen.questions()
            [new] = screen.all("FilledButton", question)
            await screen.event(new, "click")
            await made(screen, "Maak een PDF met 1 label")
            await screen.press("FilledButton", "PDF bewaren")

    asyncio.run(story())
    [code] = on_paper(files)
    assert code != lost
    assert (club.store.get("resource_code", lost) or {})["revoked_at"] is not None
    assert manager.reader.equipment.labels_of([club.ids["Minidoelen"]]) == {club.ids["Minidoelen"]: code}


def test_a_stopped_sheet_is_no_sheet() -> None:
    """Nothing is kept, and no code was made for it."""
    signing = asyncio.Event()

    async def slowly(codes: Sequence[str]) -> Mapping[str, str]:
        await signing.wait()
        return await signed(codes)

    club, manager, files = store_room(slowly)
    before = len(club.store.find("resource_code"))
    manager.state.place.route = "/equipment/labels"

    async def story() -> None:
        async with drawn(manager) as screen:
            [chip] = [chip for chip in screen.all("Chip") if chip.label == "4 blanco bladen"]
            await screen.event(chip, "select", True)
            pressed = asyncio.create_task(screen.press("FilledButton", "Maak een PDF met 96 labels"))
            await screen.settle()
            assert screen.one("ProgressBar").semantics_label == "0 van 96 labels"
            await screen.press("TextButton", "Annuleren")
            signing.set()
            await pressed
            assert [one.content for one in screen.all("FilledButton")] == ["Maak een PDF met 96 labels"]

    asyncio.run(story())
    assert (files.saved, len(club.store.find("resource_code"))) == ({}, before)


@pytest.mark.parametrize(("role", "offered"), [("equipment", True), ("coach", False), ("secretary", False)])
def test_who_may_print_finds_the_way(role: str, offered: bool) -> None:
    club = furnish(small_club())
    touchline = touchline_of(club, role)
    touchline.state.place.route = "/equipment"

    async def story() -> None:
        async with drawn(touchline) as screen:
            found = [one for one in screen.all("PopupMenuItem") if one.content == "Labels afdrukken"]
            assert bool(found) == offered

    asyncio.run(story())


def test_the_label_of_a_box_says_how_much_belongs_in_it() -> None:  # feature B6
    """Also while one of it is elsewhere; of anything else it says nothing."""
    club, manager, files = store_room()
    stocked(club)
    for name, count in (("Krijtwagen", 1), ("EHBO-tas", 2), ("Koelbox groot", 3)):
        act(club, "user-equipment", "resource.patch", id=club.ids[name], set={"parent": club.ids[BOX]})
        sticker = sticker_of(
            manager, manager.reader.equipment.labels_of([club.ids[BOX]])[club.ids[BOX]], HOST, box(manager, club)
        )
        said = "Bevat 1 stuk" if count == 1 else f"Bevat {count} stukken"
        assert (sticker.name, sticker.small[1]) == (BOX, said)
    assert "Bevat" not in " ".join(
        sticker_of(manager, new_code(), HOST, manager.reader.equipment.item(club.ids[CONES])).small
    )
    assert files.saved == {}


def box(manager: Touchline, club: Club) -> Item:
    item = manager.reader.equipment.item(club.ids[BOX])
    assert item is not None
    return item


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("3 × 8 (70 × 37 mm)", "Klaar. A4 met stickers van 3 × 8 (70 × 37 mm), 24 op een blad: "),
        ("5 × 13 (38,1 × 21,2 mm)", "Klaar. A4 met stickers van 5 × 13 (38,1 × 21,2 mm), 65 op een blad: "),
        ("Rol van 62 mm", "Klaar. Rol van 62 mm: elk label is een eigen blad. "),
    ],
)
def test_it_says_on_what_to_print(form: str, said: str) -> None:
    club, manager, _ = store_room()
    manager.state.place.route = f"/equipment/labels?thing={club.ids['Minidoelen']}"

    async def story() -> list[str]:
        async with drawn(manager) as screen:
            await choose(screen, form)
            await made(screen, "Maak een PDF met 1 label")
            return [text.value for text in screen.all("Text") if (text.value or "").startswith("Klaar.")]

    ready = asyncio.run(story())
    assert [text.startswith(said) for text in ready] == [True]


def test_each_blank_sheet_has_a_name_and_a_lost_one_is_withdrawn_whole() -> None:  # feature B6
    """What of it sticks on something already stays valid."""
    club, manager, _ = store_room()
    room, day = manager.reader.store_room, "2026-11-28"
    manager.state.place.route = "/equipment/labels"

    async def story() -> None:
        async with drawn(manager) as screen:
            await choose(screen, "2 blanco bladen")
            await screen.speak("Een vak later")
            await made(screen, "Maak een PDF met 47 labels")
            sheets = [one for one in room.blank_sheets() if one.name.startswith(day)]
            assert sorted(one.all for one in sheets) == [23, 24], "of the first sheet one was used before"
            [lost] = [one for one in sheets if one.all == 23]
            used = room.free_codes(lost.name)[0]
            manager.do("label.claim", code=used, resource=club.ids["Krijtwagen"])
            await choose(screen, "Gedrukte bladen")
            name = lost.name.removeprefix(f"{day} ")
            assert "28 nov 2026 · 22 van 23 nog vrij" in [text.value for text in screen.all("Text")]
            await screen.speak(f"Blad {name} intrekken")
            [question] = screen.questions()
            [withdraw] = screen.all("FilledButton", question)
            await screen.event(withdraw, "click")
            assert room.free_codes(lost.name) == ()
            assert [one.all for one in room.blank_sheets() if one.name.startswith(day)] == [24]
            assert manager.reader.equipment.labels_of([club.ids["Krijtwagen"]])[club.ids["Krijtwagen"]] == used

    asyncio.run(story())


def test_a_blank_sticker_says_of_which_sheet_it_is() -> None:
    _, manager, _ = store_room()
    assert sticker_of(manager, new_code(), HOST, None, "2026-11-28 7ZK3").small[1] == "Blad 7ZK3"
    assert sticker_of(manager, new_code(), HOST, None, "2026-2").small[1] == "Blad 2026-2"


def test_more_things_get_a_label_than_one_gesture_may_hold() -> None:
    club, manager, _ = store_room()
    for number in range(230):
        club.row("resource", name=f"Hesje {number}", kind="single", status="active")
    manager.state.place.route = "/equipment/labels"

    async def story() -> None:
        async with drawn(manager) as screen:
            await choose(screen, "Zonder label")
            await screen.event(screen.all("TextField")[-1], "change", "hesje")
            await screen.speak("Alle 230 kiezen")
            await made(screen, "Maak een PDF met 230 labels")

    asyncio.run(story())
    things = [row["id"] for row in club.store.find("resource") if row["name"].startswith("Hesje ")]
    assert len(manager.reader.equipment.labels_of(things)) == 230
    assert GESTURE == MAX_ACTIONS
