"""What was deleted by mistake is found a week later, by who deleted it, and comes back in a tap. (features B17, 35)"""

import asyncio
from collections.abc import Sequence
from typing import Any

from mobile.past import Line, Past, Place
from mobile.reader.opened import teach
from mobile.reader.outbox import Outbox, Removed
from shared.errors import Unreachable
from shared.register import canonical
from sync_server.history import History
from tests.house import DAY, House
from tests.house import furnish as furnished
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of

WEEK = 7 * DAY


def deleted(
    club: Club, *ids: str, verb: str = "activity.delete", outcome: str = "applied", n: int = 3
) -> list[dict[str, Any]]:
    """The club answered that it did so, a week ago."""
    rows = [dict(club.store.get("activity", id) or {}) for id in ids]
    about = [["activity_guest", "some-guest"], *(["activity", id] for id in ids)]
    line = {"n": n, "outcome": outcome, "code": None, "detail": None, "verbs": verb, "at": NOW - WEEK}
    club.store.put("receipt", {"id": f"gesture-{ids[0]}", **line, "about": canonical(about)})
    for id in ids:
        club.store.delete("activity", id)
    return rows


def gone(row: dict[str, Any], seq: int = 9) -> Line:
    before = {name: value for name, value in row.items() if value is not None and name != "id"}
    return Line(seq, NOW - WEEK, "me", None, None, "activity", row["id"], "remove", before, {}, {})


def test_a_week_later_the_agenda_leads_to_it_and_it_comes_back_in_a_tap() -> None:
    club = small_club()
    match, training = club.ids["match"], club.store.find("activity", kind="training", group=club.ids["U13"])
    title = (club.store.get("activity", match) or {})["title"]
    [was] = deleted(club, match, n=4)
    several = deleted(club, *(row["id"] for row in training[:3]), verb="activity_series.delete")
    asked: list[tuple[set[Place], int | None]] = []

    async def history(places: Sequence[Place], before: int | None) -> Past:
        asked.append((set(places), before))
        made = Line(8, NOW, "somebody", "Karel", None, "activity", match, "insert", {}, {"title": "-"}, {})
        return Past((gone(was), made), 8) if before is None else Past((gone(several[0], 7),), None)

    coach = touchline_of(club, "coach", history=history)
    coach.state.place.route = "/agenda"

    async def story() -> None:
        async with drawn(coach) as screen:
            [line] = [one for one in screen.all("PopupMenuItem") if one.content == "Verwijderde activiteiten"]
            await screen.event(line, "click")
            await screen.until(lambda: title in texts(screen))
            places = {("activity", match), ("activity", several[0]["id"])}
            assert asked == [(places, None), (places, 8)]
            assert "Jij · verwijderd za 21 nov 09:05" in texts(screen)
            assert any(text.endswith("U13 · 3 activiteiten in één keer") for text in texts(screen))
            await screen.event(back_of(screen)[0], "click")
            [sent] = club.store.find("queue")
            assert match in sent["actions"]
            assert "Komt terug zodra de club het hoort" in texts(screen)
            assert len(back_of(screen)) == 1

    asyncio.run(story())


def back_of(screen: Any) -> list[Any]:
    return [one for one in screen.all("FilledTonalButton") if one.content == "Terughalen"]


def test_without_a_network_it_says_how_many_there_are_and_that_the_club_knows_what_they_were() -> None:
    club = small_club()
    [was] = deleted(club, club.ids["match"])
    answers: list[Past] = []

    async def history(places: Sequence[Place], before: int | None) -> Past:
        if not answers:
            raise Unreachable
        return answers[-1]

    coach = touchline_of(club, "coach", history=history)
    coach.state.place.route = "/agenda/deleted"

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.until(lambda: len(screen.all("ProgressBar")) == 0)
            assert any(text.startswith("Je verwijderde hier één activiteit.") for text in texts(screen))
            answers.append(Past((gone(was),), None))
            await screen.press("TextButton", "Opnieuw proberen")
            assert was["title"] in texts(screen)

    asyncio.run(story())


def test_what_was_refused_what_came_back_and_what_the_club_forgot_is_not_there() -> None:
    club = small_club()
    trainings = [row["id"] for row in club.store.find("activity", kind="training", group=club.ids["U13"])]
    deleted(club, trainings[0], outcome="refused")
    [back] = deleted(club, trainings[1])
    club.store.put("activity", back)
    deleted(club, trainings[2])

    async def history(places: Sequence[Place], before: int | None) -> Past:
        assert list(places) == [("activity", trainings[2])]
        return Past((), None)

    coach = touchline_of(club, "coach", history=history)
    coach.state.place.route = "/agenda/deleted"

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.until(lambda: "Niets om terug te halen" in texts(screen))
            assert back_of(screen) == []

    asyncio.run(story())


def test_who_plans_nothing_finds_no_such_page() -> None:
    club = small_club()
    deleted(club, club.ids["match"])
    member = touchline_of(club, "member")
    member.state.place.route = "/agenda/deleted"

    async def story() -> None:
        async with drawn(member) as screen:
            assert "Verwijderde activiteiten" not in texts(screen)

    asyncio.run(story())


def test_a_phone_that_deleted_something_knows_which_and_the_club_tells_what_it_was() -> None:
    """On a real phone and a real server: nothing of its words is left here, and the club still tells them."""
    house = furnished(House())
    sara = house.phone("sara")
    sara.sync()
    sara.do("activity.delete", id="training-u12")
    outbox = Outbox(sara.store.connection)
    teach(sara.store.connection)
    assert outbox.removed() == ()  # not before the club did it
    assert sara.sync() == ["applied"]
    [one] = outbox.removed()
    assert one == Removed(("training-u12",), one.at)
    newest = History(house.referee).page("user-sara", [("activity", "training-u12")])[0]
    assert (newest.kind, newest.before["title"]) == ("remove", "Training")
    sara.do("row.restore", table="activity", id="training-u12")
    assert sara.sync() == ["applied"]
    assert outbox.removed() == ()
