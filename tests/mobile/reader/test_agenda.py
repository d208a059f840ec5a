"""What is next, who comes, who came, whom to call."""

from mobile.reader import Reader
from mobile.reader.agenda import Call, Row
from shared.domain.attendance import guest_id
from tests.mobile.club import Club, empty_club

HOUR = 3600 * 1000
NOW = 1_000 * HOUR


def club_of(*players: str) -> Club:
    """A team U13 with a coach and these players, and one match of it in an hour."""
    club = empty_club()
    club.row("group", id="u13", name="U13", kind="team", season="s", status="active")
    for function, names in (("coach", ("Coach",)), ("player", players)):
        for number, name in enumerate(names, 1):
            club.row("contact", id=name, given_name=name, family_name="Maes", status="active")
            club.row("group_member", contact=name, group="u13", function=function, shirt_number=number, present=1)
    activity(club, "match", NOW + HOUR)
    return club


def activity(club: Club, id: str, start: int, **more: object) -> None:
    values = {"kind": "match", "title": id, "zone": "Europe/Brussels", "group": "u13", **more}
    club.row("activity", id=id, start_at=start, **values)


def guest(club: Club, contact: str, **more: object) -> None:
    club.row("activity_guest", id=guest_id("match", contact), activity="match", contact=contact, **more)


def test_players_are_expected_before_anybody_answered_and_coaches_are_not() -> None:
    view = Reader(club_of("Zoë", "Ann").store.connection).agenda.attendance("match")
    assert view.rows == (
        Row("Ann", "Ann", "Maes", 2, "player", None, None, None, None, None),
        Row("Zoë", "Zoë", "Maes", 1, "player", None, None, None, None, None),
    )
    assert (view.counts.guests, view.counts.unanswered, view.counts.unconfirmed) == (2, 2, 2)


def test_where_the_team_gives_no_number_it_is_the_persons_own() -> None:
    """The list beside the field and the sheet of the match say what the team's own page says."""
    club = club_of("Ann", "Bo")
    [member] = club.store.find("group_member", contact="Ann")
    club.store.put("group_member", {**member, "shirt_number": None})
    for name, number in (("Ann", 23), ("Bo", 24)):
        club.store.put("contact", {**(club.store.get("contact", name) or {}), "shirt_number": number})
    club.row("contact", id="Guy", given_name="Guy", family_name="Gast", status="active", shirt_number=9)
    guest(club, "Guy", function="guest")
    reader = Reader(club.store.connection)
    assert [(row.given, row.shirt) for row in reader.agenda.attendance("match").rows] == [
        ("Ann", 23), ("Bo", 2), ("Guy", 9),
    ]  # fmt: skip
    assert {one.given: one.shirt for one in reader.teams.roster("u13") if one.plays} == {"Ann": 23, "Bo": 2}


def test_who_is_expected_is_what_the_activity_says_and_nobody_twice() -> None:
    """A talk of the coaches; a player who said something of it is on the list too, once, as who came along."""
    club = club_of("Ann", "Bo")
    activity(club, "talk", NOW + HOUR, expects="coach delegate")
    activity(club, "party", NOW + 2 * HOUR, expects="player coach")
    for contact in ("Coach", "Bo"):
        id = guest_id("talk", contact)
        club.row("activity_guest", id=id, activity="talk", contact=contact, declared="yes")
    agenda = Reader(club.store.connection).agenda
    talk = agenda.attendance("talk").rows
    assert [(row.given, row.function) for row in talk] == [("Bo", "guest"), ("Coach", "coach")]
    assert [row.given for row in agenda.attendance("party").rows] == ["Ann", "Bo", "Coach"]
    assert [mine.activity.id for mine in agenda.mine(("Ann",), NOW)] == ["match", "party"]
    assert [mine.activity.id for mine in agenda.mine(("Coach",), NOW)] == ["talk", "party"]


def test_declared_stands_beside_confirmed() -> None:
    club = club_of("Ann", "Bo")
    guest(club, "Ann", declared="yes", confirmed="absent")
    guest(club, "Bo", declared="no", declared_reason="Ziek", confirmed="excused", confirmed_reason="Ziek")
    view = Reader(club.store.connection).agenda.attendance("match")
    assert [(row.declared, row.confirmed, row.contradicts) for row in view.rows] == [
        ("yes", "absent", True),
        ("no", "excused", False),
    ]
    assert (view.counts.yes, view.counts.no, view.counts.absent, view.counts.excused) == (1, 1, 1, 1)


def test_a_guest_player_of_another_team_is_on_the_list_once() -> None:
    club = club_of("Ann")
    club.row("contact", id="Gast", given_name="Gast", status="active")
    guest(club, "Gast", function="guest")
    guest(club, "Ann")
    view = Reader(club.store.connection).agenda.attendance("match")
    assert [(row.contact, row.function) for row in view.rows] == [("Ann", "player"), ("Gast", "guest")]


def test_who_left_the_team_is_on_the_list_only_where_they_were() -> None:
    club = club_of("Ann", "Bo")
    guest(club, "Bo", confirmed="present")
    member = club.store.find("group_member", contact="Bo")[0]["id"]
    club.store.update("group_member", (member,), {"present": 0})
    activity(club, "later", NOW + 9 * HOUR)
    agenda = Reader(club.store.connection).agenda
    assert [row.contact for row in agenda.attendance("match").rows] == ["Ann", "Bo"]
    assert [row.contact for row in agenda.attendance("later").rows] == ["Ann"]


def test_what_a_team_of_last_season_did_shows_who_was_in_it_on_that_day() -> None:
    """Marked or not; Bo came later, and who is in the team of this season has nothing to do with it."""
    club = club_of("Ann", "Bo", "Cas")
    club.row("season", id="s", name="1969", start_on="1969-07-01", end_on="1970-06-30", current=0)
    ends = {"Ann": (None, "1970-06-30"), "Bo": ("1970-03-01", "1970-06-30"), "Cas": (None, "1970-02-11")}
    for name, (first, last) in ends.items():
        [member] = club.store.find("group_member", contact=name)
        club.store.put("group_member", {**member, "present": 0, "from_on": first, "to_on": last})
    guest(club, "Ann", confirmed="present")
    activity(club, "later", NOW + 24 * HOUR)
    agenda = Reader(club.store.connection).agenda
    assert [(row.given, row.function, row.shirt) for row in agenda.attendance("match").rows] == [
        ("Ann", "player", 1), ("Cas", "player", 3),
    ]  # fmt: skip
    assert [row.given for row in agenda.attendance("later").rows] == ["Ann"]
    assert agenda.mine(("Bo", "Cas"), NOW) == ()


def test_what_goes_on_is_still_next_and_what_ended_is_not() -> None:
    club = club_of("Ann")
    activity(club, "over", NOW - 2 * HOUR, end_at=NOW - HOUR)
    activity(club, "running", NOW - HOUR, end_at=NOW + 1)
    activity(club, "no end", NOW - 2 * HOUR)
    activity(club, "no end, long ago", NOW - 4 * HOUR)
    coming = Reader(club.store.connection).agenda.coming(NOW)
    assert [item.id for item in coming] == ["no end", "running", "match"]


def test_teams_narrow_the_agenda_but_the_club_s_own_activities_stay() -> None:
    club = club_of("Ann")
    activity(club, "board", NOW + 2 * HOUR, group=None, kind="meeting")
    activity(club, "others", NOW + 2 * HOUR, group="u15")
    agenda = Reader(club.store.connection).agenda
    assert [item.id for item in agenda.between(NOW, NOW + 3 * HOUR, teams=["u13"])] == ["match", "board"]
    assert [item.id for item in agenda.coming(NOW, teams=["u15"])] == ["board", "others"]
    assert agenda.between(NOW, NOW + HOUR) == ()


def test_mine_are_those_of_me_and_my_children_with_what_was_answered() -> None:
    """Feature 35. The coach of the team is not asked whether she plays."""
    club = club_of("Ann", "Bo")
    guest(club, "Ann", declared="maybe")
    agenda = Reader(club.store.connection).agenda
    mine = agenda.mine(["Ann", "Bo", "Coach"], NOW)
    assert [(item.activity.id, item.given, item.declared) for item in mine] == [
        ("match", "Ann", "maybe"),
        ("match", "Bo", None),
    ]
    assert agenda.mine([], NOW) == ()


def test_each_line_of_the_agenda_is_for_somebody() -> None:
    """A guest of another team counts; a sister who stays at home does not. # feature 35"""
    club = club_of("Ann", "Bo")
    club.row("contact", id="Cas", given_name="Cas", status="active")
    activity(club, "board", NOW + 2 * HOUR, group=None, kind="meeting")
    guest(club, "Cas", function="guest", declared="no", declared_reason="Ziek")
    mine = Reader(club.store.connection).agenda.whose(["Cas", "Bo", "Zus"], NOW, NOW + 3 * HOUR)
    assert {id: [(one.given, one.declared, one.reason) for one in each] for id, each in mine.items()} == {
        "match": [("Bo", None, None), ("Cas", "no", "Ziek")]
    }


def test_at_one_hour_the_youngest_team_comes_first() -> None:
    club = club_of("Ann")
    for id, title in (("a", "Training U13"), ("b", "Training U9"), ("c", "Training U10")):
        activity(club, id, NOW, title=title)
    assert [item.id for item in Reader(club.store.connection).agenda.between(NOW, NOW + 1)] == ["b", "c", "a"]


def test_a_cancelled_activity_is_not_asked_about() -> None:
    club = club_of("Ann")
    club.store.update("activity", ("match",), {"cancelled": 1})
    agenda = Reader(club.store.connection).agenda
    assert agenda.mine(["Ann"], NOW) == ()
    assert [item.cancelled for item in agenda.coming(NOW)] == [True]


def test_the_emergency_number_comes_first_and_the_parents_after_it_each_once() -> None:
    club = club_of("Ann")
    club.row("contact", id="Ma", given_name="Ma", family_name="Maes", status="active")
    club.row("account", id="f", kind="family", name="Maes", status="active")
    club.row("account_link", account="f", contact="Ma", function="parent", may_act_for=1, present=1)
    club.row("account_link", account="f", contact="Ann", function="child", present=1)
    for id, phone in (("p1", "+32475000001"), ("p2", "+32475000002")):
        club.row("contact_point", id=id, contact="Ma", kind="mobile", value=phone)
    club.row("contact_emergency", id="Ann", call_name="Oma", call_phone="+32475000002", alert="Astma")
    assert Reader(club.store.connection).agenda.emergency(["Ann"]) == (
        Call("Ann", "Ann Maes", "Astma", (("Oma", "+32475000002"), ("Ma Maes", "+32475000001"))),
    )


def test_a_sister_with_a_phone_is_not_somebody_to_call() -> None:
    club = club_of("Ann", "Bo")
    club.row("account", id="f", kind="family", name="Maes", status="active")
    for child in ("Ann", "Bo"):
        club.row("account_link", account="f", contact=child, function="child", may_act_for=0, present=1)
    club.row("contact_point", contact="Bo", kind="mobile", value="+32475000003")
    assert Reader(club.store.connection).agenda.emergency(["Ann"]) == (Call("Ann", "Ann Maes", None, ()),)


def test_a_player_of_whom_nothing_is_known_is_still_on_the_sheet() -> None:
    calls = Reader(club_of("Ann").store.connection).agenda.emergency(["Ann", "nobody"])
    assert calls == (Call("Ann", "Ann Maes", None, ()),)


def test_what_is_looked_for_stands_in_a_title_an_opponent_a_place_or_the_team() -> None:
    club = club_of("Ann")
    activity(club, "Beker", NOW + 2 * HOUR, opponent="KFC Žižkov", location="Sporthal Noord")
    activity(club, "Feest", NOW + 3 * HOUR, group=None, meeting_point="Kantine")
    agenda = Reader(club.store.connection).agenda

    def found(query: str, limit: int = 500, teams: tuple[str, ...] | None = None) -> list[str]:
        return [one.id for one in agenda.named(query, NOW, NOW + 9 * HOUR, teams=teams, limit=limit)]

    assert found("zizk") == ["Beker"]
    assert found("noord beker") == ["Beker"]
    assert found("oord") == [], "words are looked for from their beginning"
    assert found("u13") == ["match", "Beker"]
    assert found("u13", limit=1) == ["match"]
    assert found("kantine", teams=()) == ["Feest"]
    assert found("beker", teams=()) == []
    assert found("%") == found("") == ["match", "Beker", "Feest"]
