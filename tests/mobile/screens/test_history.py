"""What happened to something, and the way back: in the sheet, on the sync page, after a correction. # feature B17"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from mobile.past import Line, Past, Place, question, read_past
from mobile.screens.history import author, changes, line, trouble_text, way_back
from mobile.screens.people.points import replace as correct
from mobile.touchline import Touchline
from mobile.words import Words
from shared.errors import Unreachable
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


@pytest.fixture
def office(club: Club) -> Touchline:
    return touchline_of(club, "secretary")


def phone_of(club: Club, name: str) -> Any:
    return club.store.find("contact_point", contact=club.ids[name], kind="mobile")[0]


def patched(club: Club, **more: Any) -> Line:
    """Somebody gave a number another label."""
    point = phone_of(club, "Eerste ploeg/0")
    what = {"table": "contact_point", "id": point["id"], "kind": "patch"}
    fields = {"before": {"label": "thuis"}, "after": {"label": point["label"]}, "lost": {}}
    return Line(**{"seq": 7, "at": NOW, "by": "somebody", "who": "Ilse", "device": "gsm", **what, **fields, **more})


def test_a_line_says_who_when_where_and_what(club: Club, office: Touchline) -> None:
    one = patched(club, after={"label": "werk"})
    assert author(office.words, one) == "Ilse"
    assert changes(office, one) == ["Omschrijving (thuis, werk): thuis → werk"]
    texts = [part.value for part in line(office, one).controls[1].controls]
    assert texts == ["Ilse", "vandaag 09:05 · gsm", "Omschrijving (thuis, werk): thuis → werk"]


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({"by": "me"}, "Jij"),
        ({"by": "club", "who": None}, "De club zelf"),
        ({"by": "somebody", "who": None}, "Iemand van de club"),
    ],
)
def test_an_author_without_a_name(club: Club, office: Touchline, more: dict[str, Any], who: str) -> None:
    assert author(office.words, patched(club, **more)) == who


def test_values_are_told_as_people_read_them(club: Club, office: Touchline) -> None:
    """Names for references, days and hours for times, and of a bank account the last four signs."""
    contact = club.ids["U13/0"]
    name = office.reader.outbox.name("contact", contact)
    made = patched(
        club,
        kind="insert",
        before={},
        after={"contact": contact, "is_primary": 1, "verified_at": NOW, "newer_field": "x"},
    )
    assert changes(office, made) == [f"contact: {name}", "Belangrijkste: ja", "verified at: vandaag 09:05"]
    bank = patched(club, table="contact_finance", before={"iban": None}, after={"iban": "BE68539007547034"})
    assert changes(office, bank) == ["Bankrekening: leeg → •••• 7034"]
    sheet = patched(club, table="contact_medical", before={"note": "Noten"}, after={"note": "Noten en melk"})
    assert changes(office, sheet) == ["Nota: •••• → ••••"]
    lost = patched(club, before={}, after={}, lost={"label": "tante"})
    assert changes(office, lost) == [
        "Omschrijving (thuis, werk): “tante” werd niet bewaard, er was iets later ingevuld"
    ]
    gone = patched(club, table="season", kind="remove", before={"start_on": "2026-07-01"}, after={})
    assert changes(office, gone) == ["Begin: 1 jul 2026"]


def test_the_way_back_is_offered_while_the_field_says_so(club: Club, office: Touchline) -> None:
    one = patched(club)
    wish = way_back(office, one)
    assert wish == {"table": "contact_point", "id": one.id, "set": {"label": "thuis"}, "still": {"label": None}}
    assert office.do("row.undo", **wish).state == "waiting"
    assert phone_of(club, "Eerste ploeg/0")["label"] == "thuis"
    assert way_back(office, one) is None  # it was changed since
    assert way_back(office, replace(one, kind="insert")) is None
    assert way_back(touchline_of(club, "member"), one) is None


def test_a_correction_can_be_taken_back_at_once(club: Club) -> None:
    """The bar at the foot of the screen, and then the sync page: no word of the person is guessed."""
    shown: list[Any] = []
    office = touchline_of(club, "secretary", show=shown.append)
    contact = office.reader.contacts.contact(club.ids["Eerste ploeg/0"])
    assert contact is not None
    point = next(one for one in contact.points if one.kind == "mobile")
    assert correct(office, point, {"label": "werk"}) == {}
    [bar] = shown
    assert bar.action.label == "Ongedaan maken"
    bar.action.on_click(None)
    assert phone_of(club, "Eerste ploeg/0")["label"] is None
    first, second = (one.id for one in office.reader.outbox.waiting())
    assert office.reader.outbox.undo_of(first) == ()  # it was taken back
    assert office.reader.outbox.undo_of(second) == ()


def test_the_sync_page_offers_it_on_my_own_receipts(club: Club, office: Touchline) -> None:
    point = phone_of(club, "Eerste ploeg/0")
    done = office.do("contact_point.patch", id=point["id"], set={"label": "werk"})
    blank = dict.fromkeys(club.store.register["receipt"].names)
    answer = {"id": done.changeset, "outcome": "applied", "verbs": "contact_point.patch", "at": NOW}
    club.store.put("receipt", {**blank, **answer, "n": 1})
    office.state.place.route = "/sync"

    async def press() -> int:
        async with drawn(office) as screen:
            [button] = [one for one in screen.all("Semantics") if getattr(one, "label", "") == "Ongedaan maken"]
            await screen.event(button, "click")
            return len([one for one in screen.all("Semantics") if getattr(one, "label", "") == "Ongedaan maken"])

    assert asyncio.run(press()) == 0
    assert phone_of(club, "Eerste ploeg/0")["label"] is None


def sheet_of(touchline: Touchline, route: str, presses: Sequence[str] = ()) -> list[str]:
    """The texts of the sheet beside a thing, after pressing these buttons in it."""
    touchline.state.place.route = route

    async def look() -> list[str]:
        async with drawn(touchline) as screen:
            label = touchline.words("about.open")
            [button] = [one for one in screen.all("Semantics") if getattr(one, "label", "") == label]
            await screen.event(button, "click")
            await screen.settle()
            dialogs = screen.session.page._dialogs.controls
            for text in presses:
                [pressed] = [one for one in screen.all("TextButton", dialogs) if one.content == text]
                await screen.event(pressed, "click")
                await screen.settle()
            return [text.value for text in screen.all("Text", dialogs) if text.value]

    return asyncio.run(look())


def test_the_sheet_asks_the_club_and_reads_on(club: Club) -> None:
    asked: list[tuple[tuple[Place, ...], int | None]] = []

    async def history(places: Sequence[Place], before: int | None) -> Past:
        asked.append((tuple(places), before))
        if before is None:
            return Past((patched(club, seq=7, after={"label": "werk"}),), 7)
        return Past((patched(club, seq=3, kind="insert", before={}, after={"label": "thuis"}, by="me"),), None)

    injury = club.row("injury", contact=club.ids["Eerste ploeg/0"], from_on="2026-11-20")
    office = touchline_of(club, "secretary", history=history)
    texts = sheet_of(office, f"/people/{club.ids['Eerste ploeg/0']}", [office.words("history.more")])
    assert [one for one in texts if "thuis" in one] == [
        "Omschrijving (thuis, werk): thuis → werk",
        "Omschrijving (thuis, werk): thuis",
    ]
    assert [before for _, before in asked] == [None, 7]
    assert {("contact_point", phone_of(club, "Eerste ploeg/0")["id"]), ("injury", injury)} <= {*asked[0][0]}


def test_without_a_network_it_says_so_and_can_be_asked_again(club: Club) -> None:
    tries: list[int] = []

    async def history(places: Sequence[Place], before: int | None) -> Past:
        tries.append(1)
        if len(tries) == 1:
            raise Unreachable
        return Past((), None)

    office = touchline_of(club, "secretary", history=history)
    route = f"/people/{club.ids['U13/0']}"
    assert "De geschiedenis staat bij de club. Maak verbinding en probeer opnieuw." in sheet_of(office, route)
    tries.clear()
    assert "Hiermee is nog niets gebeurd." in sheet_of(office, route, [office.words("history.again")])


def test_what_else_may_be_wrong_is_said() -> None:
    words = Words("en")
    assert trouble_text(words, "too_many") == words("fault.too_many")
    assert trouble_text(words, "brand_new") == words("history.offline")


def test_an_answer_is_read_whole_or_not_at_all(club: Club) -> None:
    one = patched(club)
    assert read_past({"lines": [vars(one)], "more": 3}) == Past((one,), 3)
    assert question([("contact", "c1")], None) == {"rows": [["contact", "c1"]], "before": None}
    with pytest.raises(Unreachable):
        read_past({"lines": [{"seq": 1}], "more": None})
