"""Who somebody is: the office corrects it, a member or a parent asks, and both see the question. (feature 4)"""

import asyncio
import json
from typing import Any

from mobile.touchline import Touchline
from shared.register import canonical
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of

ASKED = {"birth_date": "2013-09-03", "nationality": "Belg"}


def at(role: str, **doors: Any) -> tuple[Club, Touchline, str]:
    """Somebody with this role, on the page of a child of the member's."""
    club = furnish(small_club())
    child = next(iter(touchline_of(club, "member").state.me.close - {touchline_of(club, "member").state.me.contact}))
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = f"/people/{child}"
    club.row("contact_identity", id=child, birth_date="2014-03-09", sex="f")
    return club, touchline, child


def buttons(screen: Drawn) -> list[str]:
    kinds = ("FilledButton", "OutlinedButton", "TextButton")
    return [str(one.content) for kind in kinds for one in screen.all(kind)]


def waiting(club: Club, contact: str) -> str:
    """A question of the member that is there already."""
    said = [{"name": "contact_identity.patch", "version": 1, "args": {"id": contact, "set": ASKED}}]
    line = {"user": "user-member", "changeset": "asked", "reason": "requested", "code": "requested"}
    return club.row("parked_change", **line, asked=canonical(said), created_at=NOW, state="waiting")


def test_a_parent_asks_and_takes_it_back() -> None:
    bars: list[Any] = []
    club, parent, child = at("member", show=bars.append)

    async def story() -> None:
        async with drawn(parent) as screen:
            assert {"9 mrt 2014", "Vrouw"} <= set(texts(screen))
            await screen.press("OutlinedButton", "Vraag een verbetering")
            await screen.write("3/9/2013", "Geboortedatum")
            await screen.write("Belg", "Nationaliteit")
            await screen.press("FilledButton", "Opslaan")
            [parked] = club.store.find("parked_change")
            assert (parked["user"], parked["reason"], parked["state"]) == ("user-member", "requested", "waiting")
            assert json.loads(parked["asked"])[0]["args"] == {"id": child, "set": ASKED}
            assert {"Geboortedatum: 3 sep 2013", "Nationaliteit: Belg"} <= set(texts(screen))
            assert {"9 mrt 2014"} <= set(texts(screen)), "nothing moved yet"
            assert "Vraag een verbetering" not in buttons(screen)
            bars[-1].action.on_click(None)
            await screen.settle()
            assert "Vraag een verbetering" in buttons(screen)

    asyncio.run(story())
    assert [row["state"] for row in club.store.find("parked_change")] == ["dropped"]


def test_a_day_that_is_none_or_has_not_come_is_not_asked() -> None:
    club, parent, _ = at("member")

    async def story() -> None:
        async with drawn(parent) as screen:
            await screen.press("OutlinedButton", "Vraag een verbetering")
            for text in ("31/2/2013", "3/9/2030", "maart"):
                await screen.write(text, "Geboortedatum")
                await screen.press("FilledButton", "Opslaan")
                assert club.store.find("parked_change") == []

    asyncio.run(story())


def test_the_office_reads_old_and_new_and_does_it_in_its_own_name() -> None:
    club, office, child = at("secretary")
    waiting(club, child)
    office.state.place.route = "/inbox"

    async def story() -> None:
        async with drawn(office) as screen:
            told = "\n".join(texts(screen))
            assert "Geboortedatum: 9 mrt 2014 → 3 sep 2013" in told
            assert "Nationaliteit: leeg → Belg" in told
            await screen.press("FilledButton", "Doorvoeren")

    asyncio.run(story())
    identity = club.store.get("contact_identity", child) or {}
    assert (identity["birth_date"], identity["nationality"], identity["sex"]) == ("2013-09-03", "Belg", "f")
    [parked] = club.store.find("parked_change")
    assert (parked["state"], parked["settled_by"]) == ("done", "user-secretary")
    [told] = club.store.find("inbox_item", code="request_done")
    assert told["user"] == "user-member"


def test_no_is_said_in_words() -> None:
    club, office, child = at("secretary")
    id = waiting(club, child)
    office.state.place.route = "/inbox"

    async def story() -> None:
        async with drawn(office) as screen:
            await screen.press("TextButton", "Niet doorvoeren")
            [field] = screen.all("TextField", screen.questions())
            await screen.event(field, "change", "Breng je identiteitskaart mee.")
            [save] = [one for one in screen.all("FilledButton", screen.questions()) if one.content == "Opslaan"]
            await screen.event(save, "click")

    asyncio.run(story())
    assert (club.store.get("parked_change", id) or {})["state"] == "dropped"
    assert (club.store.get("contact_identity", child) or {})["birth_date"] == "2014-03-09"
    [told] = club.store.find("inbox_item", code="request_dropped")
    assert json.loads(told["detail"])["words"] == "Breng je identiteitskaart mee."


def test_who_asked_reads_the_answer() -> None:
    club, parent, child = at("member")
    said = [{"name": "contact_identity.patch", "version": 1, "args": {"id": child, "set": ASKED}}]
    detail = canonical({"asked": said, "words": "Breng je identiteitskaart mee."})
    item = {"user": "user-member", "kind": "told", "code": "request_dropped", "created_at": NOW, "detail": detail}
    club.row("inbox_item", **item)
    parent.state.place.route = "/inbox"

    async def story() -> None:
        async with drawn(parent) as screen:
            assert "Breng je identiteitskaart mee." in texts(screen)
            assert "Het secretariaat deed niet wat je vroeg." in texts(screen)
            assert any("Geboortedatum: 3 sep 2013" in text for text in texts(screen))
            assert buttons(screen)[:1] != ["Opnieuw proberen"]
            assert "Vraag het secretariaat" not in buttons(screen)

    asyncio.run(story())


def test_the_office_corrects_it_itself_and_the_year_of_birth_goes_along() -> None:
    club, office, child = at("secretary")
    office.state.place.route = f"/people/{child}"

    async def story() -> None:
        async with drawn(office) as screen:
            assert "Vraag een verbetering" not in buttons(screen)
            await screen.speak("Identiteit verbeteren")
            await screen.write("3/9/2013", "Geboortedatum")
            await screen.press("FilledButton", "Opslaan")

    asyncio.run(story())
    assert (club.store.get("contact_identity", child) or {})["birth_date"] == "2013-09-03"
    assert (club.store.get("contact_personal", child) or {})["birth_year"] == 2013


def test_a_coach_sees_nothing_of_it() -> None:
    club, coach, _ = at("coach")
    player = club.ids["U13/2"]
    coach.state.place.route = f"/people/{player}"

    async def story() -> None:
        async with drawn(coach) as screen:
            assert "Identiteit" not in texts(screen)

    asyncio.run(story())


def test_a_nationality_is_shown_by_the_name_of_its_country_and_kept_by_its_code() -> None:
    club, office, child = at("secretary")
    club.store.put("contact_identity", {**(club.store.get("contact_identity", child) or {}), "nationality": "BE"})

    async def story() -> None:
        async with drawn(office) as screen:
            assert "België" in texts(screen)
            assert "BE" not in texts(screen)
            await screen.speak("Identiteit verbeteren")
            await screen.write("Morocco", "Nationaliteit")
            await screen.press("FilledButton", "Opslaan")
            assert "Marokko" in texts(screen)

    asyncio.run(story())
    assert (club.store.get("contact_identity", child) or {})["nationality"] == "MA"
