"""Other days for what follows, an earlier or a later end: what would come of it is said before the tap. (feature 35)"""

import asyncio
from typing import Any

from tests.mobile.club import small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.screens.agenda.test_series import answer, choose, plan, rows_of, shown
from tests.mobile.stage import touchline_of


async def edit(screen: Drawn, scope: str) -> None:
    await screen.unfold("Details")
    await screen.press("OutlinedButton", "Aanpassen")
    await answer(screen, scope)


def foreseen(screen: Drawn) -> str:
    """What the form says would come of it, read aloud as it changes."""
    lines = [one for one in screen.all("Semantics") if getattr(one, "live_region", None) and one.content is not None]
    texts = [text.value for one in lines for text in screen.all("Text", one)]
    return texts[-1] if texts else ""


def test_it_goes_on_for_longer_or_for_less() -> None:
    """What goes is said before the tap, and who had answered it; it comes back when the club hears it."""
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            last = rows_of(club, coach)[5]
            player = club.store.find("group_member", group=last["group"], function="player")[0]["contact"]
            coach.do("attendance.declare", activity=last["id"], contact=player, declared="no", reason=None)
            await edit(screen, "Alle die nog komen")
            await screen.write("24/12/2026", "Loopt tot en met")
            assert foreseen(screen) == "2 keer komt erbij."
            await screen.press("FilledButton", "Opslaan")
            assert shown(rows_of(club, coach))[6:] == ["22/12 19:30", "24/12 19:30"]
            await edit(screen, "Alle die nog komen")
            await screen.write("10/12/2026", "Loopt tot en met")
            name = club.store.get("contact", player) or {}
            who = f"{name['given_name']} {name['family_name']}"
            assert foreseen(screen) == f"4 keer verdwijnt. Op wat verdwijnt, antwoordden al: {who}."
            await screen.press("FilledButton", "Opslaan")
            assert shown(rows_of(club, coach))[3:] == ["10/12 19:30"]
            bars[-1].action.on_click(None)
            await screen.settle()
            [asked] = coach.reader.outbox.waiting()[-1].deeds
            assert (asked.verb, asked.args["table"]) == ("row.restore", "activity")
            await edit(screen, "Alle die nog komen")
            await screen.write("1/11/2026", "Loopt tot en met")
            await screen.press("FilledButton", "Opslaan")
            errors = [field.error for field in screen.all("TextField") if field.error]
            assert errors == ["Het einde valt voor het begin."]

    asyncio.run(story())


def test_on_other_days_what_stays_stays_and_the_rest_is_said_before() -> None:
    club, bars = small_club(), list[Any]()
    coach = touchline_of(club, "coach", show=bars.append)

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            coach.go(f"/agenda/{rows_of(club, coach)[2]['id']}")
            await screen.settle()
            await edit(screen, "Deze en alle volgende")
            assert foreseen(screen) == ""
            await choose(screen, "wo")
            await choose(screen, "di")
            assert foreseen(screen) == "2 keer verdwijnt. 2 keer komt erbij."
            await screen.press("FilledButton", "Opslaan")
            rows = rows_of(club, coach)
            assert shown(rows) == [
                "01/12 19:30",
                "03/12 19:30",
                "09/12 19:30",
                "10/12 19:30",
                "16/12 19:30",
                "17/12 19:30",
            ]
            assert coach.state.place.route == f"/agenda/{rows[0]['id']}", "the evening that was open is gone"
            await screen.unfold("Details")
            rhythm_now = "Elke week op woensdag en donderdag, tot en met 17 dec 2026"
            assert rhythm_now in [one.value for one in screen.all("Text")]
            assert bars[-1].action.label == "Ongedaan maken"
            bars[-1].action.on_click(None)
            await screen.settle()
            back, old = coach.reader.outbox.waiting()[-1].deeds
            assert (back.verb, old.verb) == ("row.restore", "activity_series.replan")
            assert (old.args["rule"], old.args["until_on"]) == ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-12-17")

    asyncio.run(story())


def test_one_weekday_that_becomes_another_moves_and_keeps_its_answers() -> None:
    club = small_club()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            await plan(screen, coach)
            await edit(screen, "Alle die nog komen")
            await choose(screen, "di")  # off
            await screen.press("FilledButton", "Opslaan")
            ids = [row["id"] for row in rows_of(club, coach)]
            assert shown(rows_of(club, coach)) == ["03/12 19:30", "10/12 19:30", "17/12 19:30"]
            await edit(screen, "Alle die nog komen")
            await choose(screen, "ma")
            await choose(screen, "do")  # off
            assert foreseen(screen) == "3 keer verandert het uur of de dag; de antwoorden blijven."
            await screen.press("FilledButton", "Opslaan")
            assert [row["id"] for row in rows_of(club, coach)] == ids
            assert shown(rows_of(club, coach)) == ["30/11 19:30", "07/12 19:30", "14/12 19:30"]
            await screen.unfold("Details")
            rhythm_now = "Elke week op maandag, tot en met 17 dec 2026"
            assert rhythm_now in [one.value for one in screen.all("Text")]
            await edit(screen, "Alle die nog komen")
            await choose(screen, "di")
            await screen.write("4/12/2026", "Dag")
            await screen.press("FilledButton", "Opslaan")
            texts = [one.value for one in screen.all("Text")]
            assert "Kies een andere dag of andere weekdagen, niet allebei." in texts

    asyncio.run(story())
