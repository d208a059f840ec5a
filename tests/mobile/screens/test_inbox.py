"""The inbox as it is drawn: what can be done about each kind, and the form filled with what I wrote. # feature B2"""

import asyncio
import json
from typing import Any

import pytest

from mobile.touchline import Touchline
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def refused(club: Club, user: str, verb: str, code: str = "gone", **args: Any) -> str:
    """A matter of this user."""
    asked = [{"name": verb, "version": 1, "args": args}]
    detail = json.dumps({"about": {}, "asked": asked})
    row = {"user": user, "kind": "refused", "code": code, "detail": detail, "created_at": NOW}
    return club.row("inbox_item", changeset="wish-1", **row)


def buttons(screen: Drawn) -> list[str]:
    kinds = ("FilledButton", "OutlinedButton", "TextButton")
    return [button.content for kind in kinds for button in screen.all(kind)]


async def press(screen: Drawn, text: str) -> None:
    kinds = ("FilledButton", "OutlinedButton", "TextButton")
    newest = next(one for kind in kinds for one in screen.all(kind) if one.content == text)
    await screen.event(newest, "click")


def looked(touchline: Touchline, story: Any) -> Any:
    touchline.state.place.route = "/inbox"

    async def told() -> Any:
        async with drawn(touchline) as screen:
            return await story(screen)

    return asyncio.run(told())


def test_a_member_may_try_word_anew_ask_look_and_leave(club: Club) -> None:
    contact = club.ids["U13/0"]
    member = touchline_of(club, "member")
    refused(club, "user-member", "contact.patch", id=contact, set={"family_name": "Peters"})

    async def story(screen: Drawn) -> list[str]:
        return buttons(screen)

    assert looked(member, story) == [
        "Opnieuw proberen",
        "Aanpassen en opnieuw proberen",
        "Vraag het secretariaat",
        "Bekijken",
        "Laat maar",
    ]


def test_the_form_is_filled_with_what_i_wrote_and_sends_it_in_other_words(club: Club) -> None:
    contact = club.ids["U13/0"]
    office = touchline_of(club, "secretary")
    item = refused(club, "user-secretary", "contact.patch", id=contact, set={"family_name": "Peters"})

    async def story(screen: Drawn) -> list[str]:
        assert "Vraag het secretariaat" not in buttons(screen)  # she is the office
        await press(screen, "Aanpassen en opnieuw proberen")
        dialogs = screen.session.page._dialogs.controls
        [box] = screen.all("TextField", dialogs)
        before = box.value
        await screen.event(box, "change", "Peeters")
        [save] = [one for one in screen.all("FilledButton", dialogs) if one.content == "Opslaan"]
        await screen.event(save, "click")
        return [before]

    assert looked(office, story) == ["Peters"]
    assert (club.store.get("contact", contact) or {})["family_name"] == "Peeters"
    assert (club.store.get("inbox_item", item) or {})["done_at"] is not None
