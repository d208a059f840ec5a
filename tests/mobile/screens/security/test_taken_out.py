"""Whoever takes a list or a paper with data of others out of the app leaves a line, found by name and by day."""

import ast
import asyncio
from pathlib import Path
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.taking_out import written_down
from mobile.touchline import Touchline
from shared.tables.exports import FORMS, HOLDS, KINDS
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import DAY, NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.looking import texts
from tests.mobile.screens.people.test_people_chosen import name, start, tick
from tests.mobile.stage import touchline_of

SCREENS = Path(__file__).parents[4] / "mobile" / "screens"
OF_NOBODY = {"labels.py", "second_step.py"}
"""Labels of things, and codes of one's own."""


def at(role: str, route: str, **doors: Any) -> tuple[Club, Touchline, FakeFiles]:
    club, files = furnish(small_club()), FakeFiles()
    device = Doors(lambda: FakeCamera([]), lambda: files, decoder=FakeDecoder())
    touchline = touchline_of(club, role, device=device, **doors)
    touchline.state.place.route = route.format(**{key.replace(" ", "_"): id for key, id in club.ids.items()})
    return club, touchline, files


def lines(club: Club) -> list[tuple[Any, ...]]:
    return [
        tuple(row[name] for name in ("user", "what", "form", "holds", "people", "contact", "group"))
        for row in sorted(club.store.find("export_log"), key=lambda row: row["id"])
    ]


def test_a_list_that_a_coach_saves_leaves_a_line() -> None:
    club, coach, files = at("coach", "/teams/{U13}")
    everybody = len(coach.reader.teams.roster(club.ids["U13"]))

    async def story() -> None:
        async with drawn(coach) as screen:
            for text in ("Wedstrijdblad", "Noodblad"):
                await screen.press("OutlinedButton", text)

    asyncio.run(story())
    assert len(files.saved) == 2
    assert lines(club) == [
        (
            *("user-coach", "team_list", "pdf", '["birth_year","function","name","shirt_number"]'),
            *(everybody, None, club.ids["U13"]),
        ),
        ("user-coach", "emergency_sheet", "pdf", '["emergency","name","phone"]', 14, None, club.ids["U13"]),
    ]


def test_what_cannot_be_written_down_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    club, coach, files = at("coach", "/teams/{U13}")
    monkeypatch.setattr(coach.writer, "new_id", lambda: "no id")

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.press("OutlinedButton", "Wedstrijdblad")

    asyncio.run(story())
    assert (files.saved, lines(club)) == ({}, [])


def test_of_one_person_the_line_says_who_and_of_ones_own_there_is_none() -> None:
    club, parent, _ = at("member", "/")
    own = next(iter(parent.state.me.close))
    assert written_down(parent, "evaluation", "pdf", ("name",), (own,))
    assert lines(club) == []
    assert written_down(parent, "evaluation", "pdf", ("name",), (club.ids["U13/2"],))
    assert written_down(parent, "addresses", "text", ("email",), (own, club.ids["U13/2"]))
    assert [line[4:] for line in lines(club)] == [(1, club.ids["U13/2"], None), (2, None, None)]


def test_addresses_that_go_to_another_program_leave_a_line() -> None:
    opened: list[str] = []
    club, office, _ = at("secretary", "/people", open_url=opened.append)
    child, coach = club.ids["U13/0"], club.ids["U13/coach"]

    async def story() -> None:
        async with drawn(office) as screen:
            await start(screen)
            for person in (child, coach):
                await screen.event(screen.one("TextField"), "change", name(club, person))
                await tick(screen, name(club, person))
            await screen.press("FilledTonalButton", "Mail")
            await screen.press("FilledTonalButton", office.words("people.copy"))

    asyncio.run(story())
    assert len(opened) == 1
    assert [line[:5] for line in lines(club)] == [("user-secretary", "addresses", "text", '["email"]', 2)] * 2


def listed(screen: Drawn) -> list[str]:
    return [text for text in screen.texts("ListTile") if " · " in text]


def logged(club: Club, *rows: tuple[str, str, int, str | None]) -> None:
    """Lines that are there already: who, what, how many days ago, of whom."""
    for user, what, days, contact in rows:
        made = NOW - days * DAY
        line = {"what": what, "form": "pdf", "holds": '["name","phone"]', "people": 1 if contact else 14}
        club.row("export_log", user=user, contact=contact, made_at=made, received_at=made, **line)


def test_the_owner_finds_lines_by_name_and_by_day() -> None:
    club, owner, _ = at("secretary", "/security/taken")
    owner.state.me.roles |= {"owner"}
    player = club.ids["U13/2"]
    whose = owner.reader.contacts.contact(player)
    assert whose is not None
    logged(club, ("user-coach", "team_list", 1, None), ("user-member", "evaluation", 2, player))
    logged(club, ("system", "archive", 2, player))
    coach = owner.reader.exports.lines()[0].who

    async def story() -> None:
        async with drawn(owner) as screen:
            assert listed(screen) == [
                "Wedstrijdblad · 14 personen",
                f"Archief van een persoon · {whose.name}",
                f"Evaluatie · {whose.name}",
            ]
            assert f"{coach} om {owner.words.time(NOW, owner.zone)}\nNaam, telefoon" in texts(screen)
            await screen.event(screen.one("TextField"), "change", coach.split()[0][:3])
            assert listed(screen) == ["Wedstrijdblad · 14 personen"]
            await screen.event(screen.one("TextField"), "change", "zzz")
            assert "Geen bestanden gevonden" in texts(screen)

    asyncio.run(story())


def test_a_day_is_that_of_the_wall() -> None:
    club, owner, _ = at("secretary", "/security/taken")
    logged(club, ("user-coach", "team_list", 1, None), ("user-coach", "emergency_sheet", 2, None))
    begins = NOW - 2 * DAY
    found = owner.reader.exports.lines(bounds=(begins, begins + 1))
    assert [one.what for one in found] == ["emergency_sheet"]
    assert owner.reader.exports.lines(bounds=(begins + 1, begins + DAY)) == ()


def test_who_took_nothing_finds_no_page_and_who_did_their_own() -> None:
    club, coach, _ = at("coach", "/security")

    async def looks() -> list[str]:
        async with drawn(coach) as screen:
            return screen.texts("ListTile")

    assert "Wat de app verliet" not in asyncio.run(looks())
    logged(club, ("user-coach", "team_list", 1, None))
    assert "Wat de app verliet" in asyncio.run(looks())


def test_on_somebodys_page_stands_who_made_a_file_about_them_alone() -> None:
    club, member, _ = at("member", "/")
    own = member.state.me.contact or ""
    logged(club, ("user-coach", "evaluation", 1, own))
    who = member.reader.exports.of(own)[0].who
    member.state.place.route = f"/people/{own}"

    async def story() -> None:
        async with drawn(member) as screen:
            assert any(text.startswith(f"Evaluatie: {who} gisteren") for text in texts(screen))

    asyncio.run(story())


def test_no_screen_saves_a_file_without_a_line() -> None:
    """A new one writes it down, or stands in the list above."""
    saving = set()
    for path in SCREENS.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        saves = any(isinstance(call, ast.Attribute) and ast.unparse(call) == "files.save" for call in calls)
        if saves and not any(ast.unparse(call) == "written_down" for call in calls):
            saving.add(path.name)
    assert saving == OF_NOBODY


def test_everything_that_a_line_can_say_has_words() -> None:
    for language in ("nl", "en"):
        words = touchline_of(small_club(), "coach", language).words
        assert [kind for kind in KINDS if not words.has(f"taken.what.{kind}")] == []
        assert [kind for kind in HOLDS if not words.has(f"taken.holds.{kind}")] == []
    assert FORMS
