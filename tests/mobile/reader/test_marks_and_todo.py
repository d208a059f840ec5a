"""What is on its way, and what waits for a person."""

from mobile.reader import Reader
from mobile.reader.todo import Unmarked
from mobile.writer import Writer
from shared.replica.replica import Replica
from tests.mobile.club import NOW, empty_club, small_club

HOUR = 3600 * 1000


def test_a_row_is_marked_waiting_from_the_moment_somebody_changed_it() -> None:
    """The real writer over the real replica: the mark is the queue's own."""
    club = small_club()
    replica = Replica(club.store, "test")
    replica.enrol("user-secretary", "device-1", "epoch")
    reader = Reader(club.store.connection)
    assert reader.on_the_way.marks(NOW).waiting == frozenset()
    coach = club.ids["U13/coach"]
    point = reader.contacts.points(coach)[0].id
    writer = Writer(replica, lambda: NOW, lambda: "01934b00-0000-7000-8000-000000000001", lambda: None)
    done = writer.do("contact_point.patch", id=point, set={"value": "+32475000000"})
    assert (done.state, done.refusal) == ("waiting", None)
    assert reader.on_the_way.marks(NOW).waiting == {point}
    assert reader.contacts.points(coach)[0].value == "+32475000000"


def test_a_fresh_confirmation_is_worth_a_mark_and_an_old_one_is_not() -> None:
    club = empty_club()
    about = '{"contact_point":["p1"]}'
    club.row("receipt", id="c1", n=1, outcome="applied", about=about, at=NOW)
    club.row("receipt", id="c2", n=2, outcome="refused", about='{"contact_point":["p2"]}', at=NOW)
    on_the_way = Reader(club.store.connection).on_the_way
    assert on_the_way.marks(NOW + 60_000).of("p1") == "confirmed"
    assert on_the_way.marks(NOW + 60_000).of("p2") is None
    assert on_the_way.marks(NOW + HOUR).of("p1") is None


def test_a_row_that_waits_again_is_not_called_confirmed() -> None:
    club = empty_club()
    club.row("receipt", id="c1", n=1, outcome="merged", about='[["contact_point","p1"]]', at=NOW)
    club.row("base", tbl="contact_point", id="p1", image=None)
    assert Reader(club.store.connection).on_the_way.marks(NOW).of("p1") == "waiting"


def test_an_activity_that_is_over_and_of_which_nobody_was_marked_waits_for_the_coach() -> None:
    club = empty_club()
    for id, group, kind, cancelled in (
        ("forgotten", "u13", "match", 0),
        ("marked", "u13", "training", 0),
        ("cancelled", "u13", "training", 1),
        ("meeting", "u13", "meeting", 0),
        ("others", "u15", "match", 0),
    ):
        club.row("activity", id=id, kind=kind, title=id, start_at=NOW, zone="UTC", group=group, cancelled=cancelled)
    club.row("activity_guest", activity="marked", contact="c", confirmed="absent")
    club.row("activity_guest", activity="forgotten", contact="c", declared="yes")
    to_do = Reader(club.store.connection).to_do
    assert to_do.unmarked(["u13"], NOW, NOW + 1) == (Unmarked("forgotten", "forgotten", NOW, "UTC"),)
    assert to_do.unmarked(["u13"], NOW + 1, NOW + 2) == ()
    assert to_do.unmarked([], NOW, NOW + 1) == ()


def test_players_without_an_emergency_number_are_counted_once() -> None:
    club = empty_club()
    for name, group, function in (
        ("Ann", "a", "player"),
        ("Ann", "b", "player"),
        ("Bo", "b", "player"),
        ("Co", "a", "coach"),
    ):
        if club.store.get("contact", name) is None:
            club.row("contact", id=name, given_name=name, status="active")
        club.row("group_member", contact=name, group=group, function=function, present=1)
    to_do = Reader(club.store.connection).to_do
    assert (to_do.without_emergency(None), to_do.without_emergency(["a"]), to_do.without_emergency([])) == (2, 1, 0)
    club.row("contact_emergency", id="Ann", call_phone="+32475000000")
    assert to_do.without_emergency(None) == 1


def test_the_inbox_counts_my_own_open_items() -> None:
    club = empty_club()
    for user, done in (("me", None), ("me", NOW), ("you", None)):
        club.row("inbox_item", user=user, kind="refused", done_at=done)
    assert Reader(club.store.connection).to_do.inbox("me") == 1
