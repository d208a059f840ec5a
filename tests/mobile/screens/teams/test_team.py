"""The team at the field: everything that a coach reaches for, and who may not."""

import asyncio
import zlib
from datetime import date
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.screens.teams.team_papers import file_name
from mobile.touchline import Touchline
from shared.domain.attendance import guest_id
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of


def shown(name: str) -> str:
    """A name in the letters that a paper has."""
    return name.encode("cp1252", "replace").decode("latin-1")


def at(role: str, route: str, **doors: Any) -> tuple[Club, Touchline, FakeFiles]:
    club, files = furnish(small_club()), FakeFiles()
    device = Doors(lambda: FakeCamera([]), lambda: files, decoder=FakeDecoder())
    touchline = touchline_of(club, role, device=device, **doors)
    touchline.state.place.route = route.format(**{key.replace(" ", "_"): id for key, id in club.ids.items()})
    return club, touchline, files


def labelled(screen: Drawn) -> dict[str, Any]:
    """What a screen reader finds, by its words."""
    return {str(one.label): one for one in screen.all("Semantics") if getattr(one, "label", None)}


def printed(pdf: bytes) -> str:
    """What stands on the pages of a paper."""
    parts = pdf.split(b"stream\n")[1::2]
    return "\n".join(zlib.decompress(part.split(b"\nendstream")[0]).decode("latin-1") for part in parts)


def test_a_parent_is_one_tap_away() -> None:
    called: list[str] = []
    club, coach, _ = at("coach", "/teams/{U13}", open_url=called.append)
    player = coach.reader.teams.roster(club.ids["U13"])[0]
    name, phone = player.calls[0]

    async def story() -> None:
        async with drawn(coach) as screen:
            assert "14 spelers" in texts(screen)
            await screen.event(labelled(screen)[coach.words("contact.call_name", name=name)], "click")

    asyncio.run(story())
    assert called == [f"tel:{phone}"]


def test_an_injury_is_noted_with_two_taps_and_seen_at_once() -> None:
    club, coach, _ = at("coach", "/teams/{U13}")
    player = coach.reader.teams.roster(club.ids["U13"])[2]

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.speak(f"Blessure van {player.name}")
            [save] = [
                one for one in screen.all("FilledButton", screen.questions()) if one.content == "Blessure noteren"
            ]
            await screen.event(save, "click")
            assert "Geblesseerd tot 12 dec 2026" in texts(screen)
            assert f"Blessure van {player.name}" not in labelled(screen)

    asyncio.run(story())
    [row] = club.store.find("injury")
    assert (row["contact"], row["from_on"], row["to_on"], row["note"]) == (
        *(player.contact, "2026-11-28", "2026-12-12"),
        None,
    )


def test_the_words_behind_an_injury_are_opened_under_ones_name() -> None:
    club, coach, _ = at("coach", "/people/{U13/2}")
    player = club.ids["U13/2"]
    club.row("injury", contact=player, from_on="2026-11-20", to_on="2026-12-05", note="Enkelbanden")

    async def story() -> None:
        async with drawn(coach) as screen:
            assert "Enkelbanden" not in " ".join(texts(screen))
            assert "Blessure aanpassen" not in labelled(screen), "a form would show the words"
            [tile] = [one for one in screen.all("ListTile") if "20 nov 2026 tot 5 dec 2026" in texts(screen, one)]
            await screen.event(tile, "click")
            assert "Enkelbanden" in texts(screen)
            assert "Blessure aanpassen" in labelled(screen)

    asyncio.run(story())
    [opening] = club.store.find("opening")
    assert (opening["contact"], opening["user"], opening["what"]) == (player, "user-coach", "contact_medical")


def test_a_mended_injury_can_be_taken_back_at_once() -> None:  # feature B17
    """As any correction; of what is sensitive the device keeps no second copy, so only the bar knows the way."""
    bars: list[Any] = []
    club, coach, _ = at("coach", "/people/{U13/2}", show=bars.append)
    id = club.row("injury", contact=club.ids["U13/2"], from_on="2026-11-20", to_on="2026-12-05")

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.event(labelled(screen)["Blessure aanpassen"], "click")
            await screen.write("12/12/2026", coach.words("injury.last"))
            await screen.write("Enkel", coach.words("field.note"))
            [save] = [one for one in screen.all("FilledButton") if one.content == "Opslaan"]
            await screen.event(save, "click")
            assert "20 nov 2026 tot 12 dec 2026" in texts(screen)
            [bar] = bars
            assert bar.action.label == "Ongedaan maken"
            bar.action.on_click(None)
            await screen.settle()
            assert "20 nov 2026 tot 5 dec 2026" in texts(screen)

    asyncio.run(story())
    row = club.store.get("injury", id) or {}
    assert (row["from_on"], row["to_on"], row["note"]) == ("2026-11-20", "2026-12-05", None)
    assert club.store.find("was") == []


def test_an_injury_that_was_none_can_be_one_again() -> None:
    bars: list[Any] = []
    club, coach, _ = at("coach", "/people/{U13/2}", show=bars.append)
    player = club.ids["U13/2"]
    club.row("injury", contact=player, from_on="2026-11-20", to_on="2026-12-05")

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.event(labelled(screen)["Blessure aanpassen"], "click")
            await screen.press("TextButton", "Dit was een vergissing")
            assert club.store.find("injury") == []
            [bar] = bars
            assert (bar.content.value, bar.action.label) == ("Blessure verwijderd", "Ongedaan maken")
            bar.action.on_click(None)
            await screen.settle()
            assert "20 nov 2026 tot 5 dec 2026" in texts(screen)

    asyncio.run(story())
    [row] = club.store.find("injury")
    assert (row["contact"], row["from_on"], row["to_on"]) == (player, "2026-11-20", "2026-12-05")


def test_a_team_comes_unless_it_says_no() -> None:
    club, coach, _ = at("coach", "/teams/{U13}")

    async def story() -> None:
        async with drawn(coach) as screen:
            switch = screen.one("Switch")
            assert switch.value is False
            await screen.event(switch, "change", True)
            assert screen.one("Switch").value is True

    before = coach.reader.agenda.attendance(club.ids["match"]).counts
    assert before.unanswered == 1
    asyncio.run(story())
    after = coach.reader.agenda.attendance(club.ids["match"])
    assert (after.counts.unanswered, after.counts.yes) == (0, before.yes + 1)
    assert [row.declared for row in after.rows if row.assumed] == [None], "nobody's word is made up"


def test_somebody_elses_team_shows_no_phones_and_no_papers() -> None:
    club, coach, _ = at("coach", "/teams/{U15}")

    async def story() -> None:
        async with drawn(coach) as screen:
            assert not [label for label in labelled(screen) if label.startswith("Blessure")]
            assert "Wedstrijdblad" not in [one.content for one in screen.all("OutlinedButton")]
            assert screen.all("Switch") == []

    asyncio.run(story())
    assert club.store.find("opening") == []


def test_the_list_for_the_referee() -> None:
    club, coach, files = at("coach", "/teams/{U13}")

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.press("OutlinedButton", "Wedstrijdblad")

    asyncio.run(story())
    [(name, pdf)] = files.saved.items()
    assert name == "wedstrijdblad-u13.pdf"
    paper = printed(pdf)
    roster = coach.reader.teams.roster(club.ids["U13"])
    for member in roster:
        assert f"({shown(member.name)}) Tj" in paper
    assert paper.count("(2014) Tj") == 14
    assert "(Handtekening scheidsrechter) Tj" in paper


def test_the_list_of_a_match_has_who_comes() -> None:
    club, coach, files = at("coach", "/agenda/{match}")
    attendance = coach.reader.agenda.attendance(club.ids["match"])
    coming = [row for row in attendance.rows if row.declared == "yes"]
    others = [row for row in attendance.rows if row.declared != "yes"]
    assert coming and others

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.press("OutlinedButton", "Wedstrijdblad")

    asyncio.run(story())
    [(_, pdf)] = files.saved.items()
    paper = printed(pdf)
    said = {
        row.contact: f"({row.name.encode('cp1252', 'replace').decode('latin-1')}) Tj" in paper
        for row in attendance.rows
    }
    assert {contact for contact, is_there in said.items() if is_there} == {row.contact for row in coming}


def test_medical_details_on_paper_are_opened_one_by_one() -> None:
    club, coach, files = at("coach", "/teams/{U13}")
    for place, what in ((0, "Noten"), (5, "Bijen")):
        club.row("contact_medical", id=club.ids[f"U13/{place}"], allergies=what)

    async def plain() -> None:
        async with drawn(coach) as screen:
            await screen.press("OutlinedButton", "Noodblad")

    async def whole() -> None:
        async with drawn(coach) as screen:
            await screen.press("OutlinedButton", "Noodblad met medische gegevens")

    asyncio.run(plain())
    assert "Noten" not in printed(files.saved["noodblad-u13.pdf"])
    assert "EpiPen in de blauwe tas" in printed(files.saved["noodblad-u13.pdf"])
    assert club.store.find("opening") == []
    asyncio.run(whole())
    paper = printed(files.saved["noodblad-u13.pdf"])
    assert "Noten" in paper and "Bijen" in paper
    looked = {row["contact"] for row in club.store.find("opening")}
    assert looked == {club.ids["U13/0"], club.ids["U13/5"]}


def test_what_the_team_has_of_the_club_stands_on_its_page() -> None:  # feature 33 # feature 88
    """And more is handed out from there."""
    club, manager, _ = at("equipment", "/teams/{U11}")

    async def story() -> None:
        async with drawn(manager) as screen:
            assert "Set hesjes oranje" in texts(screen)
            assert "U11 · sinds ma 23 nov · terug tegen ma 14 dec" in texts(screen)
            await screen.press("OutlinedButton", "Materiaal geven")
            [given] = [one for one in screen.all("ListTile", screen.questions()) if "Krijtwagen" in texts(screen, one)]
            await screen.event(given, "click")
            [give] = [one for one in screen.all("FilledButton", screen.questions()) if one.content == "Geef aan U11"]
            await screen.event(give, "click")
            assert "Krijtwagen" in texts(screen)

    asyncio.run(story())
    team = club.ids["U11"]
    assert [item.name for item in manager.reader.store_room.loans("group", team)] == ["Set hesjes oranje", "Krijtwagen"]


def test_a_coach_gives_to_the_own_team_alone_and_a_parent_reads_nothing_of_it() -> None:
    async def found(role: str, team: str) -> tuple[bool, bool]:
        _, touchline, _ = at(role, f"/teams/{{{team}}}")
        async with drawn(touchline) as screen:
            offered = [one for one in screen.all("OutlinedButton") if one.content == "Materiaal geven"]
            return "Materiaal" in texts(screen), bool(offered)

    assert asyncio.run(found("coach", "U13")) == (True, True)
    assert asyncio.run(found("coach", "U11")) == (True, False)
    assert asyncio.run(found("secretary", "U11")) == (True, False)
    assert asyncio.run(found("member", "U13")) == (False, False)


def test_the_season_in_figures() -> None:
    club, coach, _ = at("coach", "/teams/{U13}/season")
    season = coach.reader.teams.season(club.ids["U13"], coach.now())

    async def story() -> None:
        async with drawn(coach) as screen:
            assert f"{season.whole.share} %" in texts(screen)
            assert f"{season.whole.came} van {season.whole.marked} keer aanwezig" in texts(screen)
            player = coach.reader.teams.roster(club.ids["U13"])[3]
            mine = season.players[player.contact]
            said = f"{player.name}: {mine.share} %, Aanwezig {mine.of('present')}, Te laat 0"
            [line] = [one for label, one in labelled(screen).items() if label.startswith(said)]
            await screen.event(line, "click")
            assert coach.state.place.route == f"/teams/{club.ids['U13']}/season/{player.contact}"
            assert f"{mine.came} van {mine.marked} keer aanwezig" in texts(screen)

    asyncio.run(story())
    assert list(season.months) == [date(2026, 11, 1)]


def test_who_is_seldom_there_stands_first_when_asked() -> None:
    club, coach, _ = at("coach", "/teams/{U13}/season")
    season = coach.reader.teams.season(club.ids["U13"], coach.now())
    shares = sorted(turnout.share or 0 for turnout in season.players.values())
    assert shares[0] < shares[-1]

    async def story() -> None:
        async with drawn(coach) as screen:

            def first() -> str:
                players = coach.reader.teams.names(season.players).values()
                return next(label for label in labelled(screen) if label.split(":")[0] in players)

            assert f": {shares[-1]} %" in first()
            [chip] = [one for one in screen.all("Chip") if one.label == "Minst aanwezig"]
            await screen.event(chip, "select", True)
            assert f": {shares[0]} %" in first()

    asyncio.run(story())


def test_a_team_of_which_nothing_is_marked() -> None:
    club, office, _ = at("secretary", "/teams/{U13}/season")
    for row in club.store.find("activity_guest"):
        club.store.put("activity_guest", {**row, "confirmed": None})

    async def story() -> None:
        async with drawn(office) as screen:
            assert "Nog niets aangeduid" in texts(screen)

    asyncio.run(story())


def test_a_season_is_chosen_above() -> None:
    """Feature 34."""
    club, office, _ = at("secretary", "/teams")
    old = club.row("season", name="2025-2026", start_on="2025-07-01", end_on="2026-06-30", current=0)
    club.row("group", name="U12 van toen", kind="team", season=old, status="active")

    async def story() -> None:
        async with drawn(office) as screen:
            assert "U13" in screen.texts("ListTile")
            [chip] = [one for one in screen.all("Chip") if one.label == "2025-2026"]
            await screen.event(chip, "select")
            assert screen.texts("ListTile") == ["U12 van toen"]

    asyncio.run(story())


def test_a_team_of_another_season_says_so_and_stands_in_the_list_of_its_season() -> None:
    """Feature 34."""
    club, office, _ = at("secretary", "/teams")
    old = club.row("season", name="2025-2026", start_on="2025-07-01", end_on="2026-06-30", current=0)
    over = club.row("group", name="U13", kind="team", season=old, status="active")

    async def story() -> None:
        async with drawn(office) as screen:
            office.state.place.wide = True
            for team, season in ((over, "2025-2026"), (club.ids["U13"], "2026-2027")):
                office.go(f"/teams/{team}")
                await screen.settle()
                assert ("Seizoen 2025-2026" in texts(screen)) is (team == over)
                assert [one.label for one in screen.all("Chip") if one.selected] == [season]

    asyncio.run(story())


def test_a_guest_is_brought_along_and_sent_off() -> None:
    club, coach, _ = at("coach", "/agenda/{match}")
    guest = club.ids["U15/0"]
    person = coach.reader.people.person(guest)
    assert person is not None
    row = guest_id(club.ids["match"], guest)

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.press("TextButton", "Gastspeler toevoegen")
            [box] = screen.all("TextField", screen.questions())
            await screen.event(box, "change", person.name)
            [tile, stranger] = screen.all("ListTile", screen.questions())
            assert screen.all("Text", stranger.title)[0].value == f"“{person.name}” als proefspeler"
            await screen.event(tile, "click")
            assert (club.store.get("activity_guest", row) or {})["function"] == "guest"
            assert "Gast · Geen antwoord" in texts(screen)
            await screen.speak(f"{person.given} van de lijst halen")
            assert (club.store.get("activity_guest", row) or {})["function"] is None
            assert "Gast · Geen antwoord" not in texts(screen)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("what", "whose", "name"),
    [("Wedstrijdblad", "U13 - SK Lembeke", "wedstrijdblad-u13-sk-lembeke.pdf"), ("X", "Ž/'é", "x-z-e.pdf")],
)
def test_a_name_that_every_disk_takes(what: str, whose: str, name: str) -> None:
    assert file_name(what, whose) == name
