"""Facts about things beyond handing out: moved, lost, damaged, settled, signed, gone through, kept for somebody."""

from typing import Any

import pytest

from shared.actions.custody import check_strokes
from shared.refusals import Invalid
from shared.sync.change import Patch
from tests.house import DAY, HOUR, START, House

RED, BLUE, CUPBOARD = "ball-bag-red", "ball-bag-blue", "cupboard-1"
TO_U12 = {"to_kind": "group", "to_id": "team-u12"}
IN_IT = {"to_kind": "resource", "to_id": CUPBOARD}


@pytest.fixture
def store(house: House) -> House:
    house.do("resource.create", id=CUPBOARD, name="Kast 1", kind="location")
    house.do("resource.create", id="cones-000", name="Kegels", kind="quantity", quantity=30)
    return house


def told(house: House, id: str, *names: str) -> tuple[Any, ...]:
    row = house.row("resource", id) or {}
    return tuple(row[name] for name in names)


def test_a_box_goes_into_a_place_and_is_still_in(store: House) -> None:
    store.do("custody.move", id="move-0001", resource=RED, **IN_IT)
    assert told(store, RED, "place", "holder_id") == (CUPBOARD, None)


def test_a_thing_is_lost_until_it_is_seen_and_keeps_its_holder(store: House) -> None:
    store.do("custody.report", id="report-01", resource=BLUE, kind="lost", note="Op verplaatsing")
    assert told(store, BLUE, "trouble", "holder_id") == ("lost", "team-u13")
    store.do("custody.take_back", id="back-0001", resource=BLUE, **IN_IT)
    assert told(store, BLUE, "trouble", "holder_id", "place") == (None, None, CUPBOARD)


def test_who_has_it_may_have_it_for_longer(store: House) -> None:
    first, later = START + DAY, START + 3 * DAY
    store.do("custody.hand_out", id="lend-0001", resource=RED, due_at=first, **TO_U12)
    (since,) = told(store, RED, "held_since")
    store.clock.wait(HOUR)
    store.do("custody.hand_out", id="lend-0002", resource=RED, due_at=later, **TO_U12)
    assert told(store, RED, "holder_id", "held_since", "due_at") == ("team-u12", since, later)
    store.clock.wait(HOUR)
    store.do("custody.hand_out", id="lend-0003", resource=RED, **TO_U12)
    assert told(store, RED, "due_at") == (later,), "scanned once more, and no day was named"
    store.do("custody.hand_out", id="lend-0004", resource=RED, to_kind="group", to_id="team-u13")
    assert told(store, RED, "holder_id", "due_at", "disputed") == ("team-u13", None, 1)


def test_a_coach_reports_what_the_own_team_has(store: House) -> None:
    damaged = {"id": "report-01", "resource": BLUE, "kind": "damaged"}
    assert store.refusal("cas", "custody.report", **damaged) == ""
    assert store.refusal("karel", "custody.report", **damaged) == "not_allowed"


def test_two_phones_one_bag_and_one_tap_that_settles_it(store: House) -> None:  # feature B5
    """Both are told, the store room finds out, and what both were told is dealt with."""
    cas, karel = store.phone("cas"), store.phone("karel")
    for phone in (cas, karel):
        phone.sync()
    cas.do("custody.take_back", id="back-0001", resource=BLUE)
    cas.sync()
    store.clock.wait(1000)
    cas.do("custody.hand_out", id="out-cas-1", resource=BLUE, to_kind="group", to_id="team-u13")
    store.clock.wait(1000)
    karel.do("custody.hand_out", id="out-karel", resource=BLUE, **TO_U12)
    cas.sync()
    karel.sync()
    assert told(store, BLUE, "holder_id", "disputed") == ("team-u12", 1)
    lines = [row for row in store.store.find("inbox_item") if row["kind"] == "disputed"]
    assert {row["user"] for row in lines} == {"user-cas", "user-karel"}
    assert store.refusal("karel", "custody.settle", id="settle-01", resource=BLUE, note="x") == "not_allowed"
    truth = {"to_kind": "group", "to_id": "team-u13", "note": "De zak ligt bij de U13"}
    store.do("custody.settle", id="settle-01", resource=BLUE, **truth)
    assert told(store, BLUE, "holder_id", "disputed") == ("team-u13", 0)
    lines = [row for row in store.store.find("inbox_item") if row["kind"] == "disputed"]
    assert all(row["done_at"] is not None for row in lines)
    assert store.refusal("eef", "custody.settle", id="settle-02", resource=BLUE, note="x") == "not_disputed"


def test_cones_are_counted_and_come_back_from_whoever_had_them(store: House) -> None:
    cones = {"resource": "cones-000"}
    store.do("custody.hand_out", id="cones-out1", **cones, **TO_U12, quantity=12)
    store.do("custody.hand_out", id="cones-out2", **cones, to_kind="group", to_id="team-u13", quantity=5)
    assert told(store, "cones-000", "holder_id", "out_count", "disputed") == ("team-u13", 17, 0)
    store.do("custody.take_back", id="cones-in1", **cones, quantity=2, from_kind="group", from_id="team-u12")
    assert told(store, "cones-000", "holder_id", "out_count") == ("team-u13", 15)
    store.do("custody.take_back", id="cones-in2", **cones, quantity=5, from_kind="group", from_id="team-u13")
    assert told(store, "cones-000", "holder_id", "out_count") == ("team-u12", 10)


def test_a_signature_stands_under_ones_own_hand_over_and_goes_with_the_person(store: House) -> None:
    eef, line = store.phone("eef"), [[[0, 0], [500, 1000]]]
    eef.sync()
    out = {"id": "out-kim-1", "resource": RED, "to_kind": "contact", "to_id": "contact-kim"}
    eef.do_all(("custody.hand_out", out), ("custody.sign", {"id": "out-kim-1", "strokes": line}))
    assert eef.sync() == ["applied"]
    assert store.refusal("eef", "custody.sign", id="out-kim-1", strokes=line) == "exists"
    store.do("custody.hand_out", id="out-kim-2", resource=RED, to_kind="contact", to_id="contact-kim")
    assert store.refusal("eef", "custody.sign", id="out-kim-2", strokes=line) == "id not_a_choice"
    assert (store.row("custody_signature", "out-kim-1") or {})["strokes"] == "[[[0,0],[500,1000]]]"
    store.do("contact.erase", id="contact-kim")
    assert store.row("custody_signature", "out-kim-1") is None


def test_a_coach_has_a_return_signed_of_what_the_own_team_had(store: House) -> None:
    cas, line = store.phone("cas"), [[[0, 0], [500, 1000]]]
    cas.sync()
    cas.do_all(
        ("custody.take_back", {"id": "back-0001", "resource": BLUE}),
        ("custody.sign", {"id": "back-0001", "strokes": line}),
    )
    assert cas.sync() == ["applied"]
    assert (store.row("custody_signature", "back-0001") or {})["resource"] == BLUE
    later = {"id": "report-01", "resource": BLUE, "kind": "damaged"}
    assert store.refusal("cas", "custody.report", **later) == "not_allowed", "it is in since"


def test_going_through_a_place_says_where_everything_is(store: House) -> None:
    lines = [
        {"resource": RED, "outcome": "seen"},
        {"resource": BLUE, "outcome": "returned"},
        {"resource": "cones-000", "outcome": "missing"},
        {"outcome": "unknown", "shown": "EAN 5412345"},
    ]
    store.do("audit.finish", id="audit-0001", place=CUPBOARD, started_at=START, lines=lines)
    session = store.row("audit_session", "audit-0001") or {}
    counts = [session[name] for name in ("seen", "moved", "returned", "missing", "unknown")]
    assert counts == [1, 0, 1, 1, 1]
    assert told(store, RED, "place", "holder_id") == (CUPBOARD, None)
    assert told(store, BLUE, "place", "holder_id") == (CUPBOARD, None)
    assert told(store, "cones-000", "place", "trouble") == (None, None)
    found = {(row["resource"], row["outcome"], row["shown"]) for row in store.store.find("audit_line")}
    assert found == {(line.get("resource"), line["outcome"], line.get("shown")) for line in lines}


@pytest.mark.parametrize(
    "lines",
    [
        [{"resource": RED, "outcome": "seen"}, {"resource": RED, "outcome": "missing"}],
        [{"resource": RED, "outcome": "unknown"}],
        [{"outcome": "seen"}],
        [{"resource": CUPBOARD, "outcome": "seen"}],
        [{"resource": RED, "outcome": "seen", "quantity": 2}],
        ["x"],
    ],
)
def test_a_line_says_one_thing_of_one_thing(store: House, lines: list[Any]) -> None:
    asked = {"id": "audit-0001", "place": CUPBOARD, "started_at": START, "lines": lines}
    assert store.refusal("eef", "audit.finish", **asked).startswith("lines ")


def wanted(hours: int, **more: Any) -> dict[str, Any]:
    start = START + DAY + hours * HOUR
    return {"id": f"booking-{hours:02}", "resource": RED, "from_at": start, "to_at": start + 2 * HOUR, **more}


def test_two_phones_book_one_thing_and_the_later_is_told_why(store: House) -> None:
    """Both saw it free; the server keeps one."""
    cas, karel = store.phone("cas"), store.phone("karel")
    for phone in (cas, karel):
        phone.sync()
    assert cas.do("booking.make", **wanted(0, group="team-u13")).state == "pending"
    assert karel.do("booking.make", **wanted(1, group="team-u12")).state == "pending"
    assert cas.sync() == ["applied"]
    assert karel.sync() == ["refused booked"]
    assert [row["id"] for row in store.store.find("booking")] == ["booking-00"]
    line = next(row for row in store.store.find("inbox_item") if row["user"] == "user-karel")
    assert (line["kind"], line["code"]) == ("refused", "booked")


def test_what_is_free_again_can_be_booked(store: House) -> None:
    store.do("booking.make", **wanted(0, group="team-u13"))
    assert store.refusal("eef", "booking.make", **wanted(1, group="team-u12")) == "booked"
    assert store.decide("cas", "booking.cancel", id="booking-00") == [Patch("booking", "booking-00", {"present": 0})]
    store.do("booking.cancel", id="booking-00")
    assert store.refusal("eef", "booking.make", **wanted(1, group="team-u12")) == ""
    assert store.refusal("eef", "booking.cancel", id="booking-00") == "gone"


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({}, "for required"),
        ({"group": "team-u12", "contact": "contact-kim"}, "for required"),
        ({"group": "none-such"}, "gone"),
        ({"group": "team-u12", "to_at": START}, "bad_period"),
        ({"group": "team-u12", "quantity": 2}, "booked"),
    ],
)
def test_a_booking_is_for_one_and_for_some_time(store: House, args: dict[str, Any], why: str) -> None:
    assert store.refusal("eef", "booking.make", **{**wanted(0), **args}) == why


def test_what_a_thing_cost_is_for_few(store: House) -> None:
    store.do("resource_value.patch", id=RED, set={"price_cents": 2500, "bought_on": "2026-02-01"})
    assert (store.row("resource_value", RED) or {})["price_cents"] == 2500
    assert store.refusal("tom", "resource_value.patch", id=RED, set={"supplier": "x"}) == ""
    assert store.refusal("karel", "resource_value.patch", id=RED, set={"supplier": "x"}) == "not_allowed"
    assert store.refusal("tom", "resource_value.patch", id=RED, set={"price_cents": -1}) == "price_cents out_of_range"


def test_whose_delete_frees_what_was_kept_for_them(store: House) -> None:
    store.do("booking.make", **wanted(0, contact="contact-bo"))
    store.do("contact.delete", id="contact-bo")
    assert (store.row("booking", "booking-00") or {})["present"] == 0


@pytest.mark.parametrize(
    "strokes", [[], [[]], [[[0]]], [[[0, 1001]]], [[[0, -1]]], [["x"]], [[[0, 0]] * 2001], [[[0, 0]]] * 65]
)
def test_a_signature_is_lines_of_points(strokes: list[Any]) -> None:
    with pytest.raises(Invalid):
        check_strokes(strokes)


def test_of_what_is_counted_some_are_broken_and_some_are_gone(store: House) -> None:
    """Three cones broke and two are lost: the set is not, and what was mended and found is counted off."""

    def say(kind: str, quantity: int | None = None) -> tuple[Any, ...]:
        id = store.new_id("report")
        store.do("custody.report", id=id, resource="cones-000", kind=kind, quantity=quantity)
        return told(store, "cones-000", "trouble", "broken_count", "missing_count")

    assert say("damaged", 3) == (None, 3, None)
    assert say("lost", 2) == (None, 3, 2)
    assert say("repaired", 1) == (None, 2, 2)
    assert say("found", 5) == (None, 2, None)
    assert say("damaged") == ("damaged", 2, None)
    assert say("repaired") == (None, None, None)
    some = {"id": "report-09", "resource": RED, "kind": "damaged", "quantity": 1}
    assert store.refusal("eef", "custody.report", **some) == "quantity not_counted"
    none = {**some, "resource": "cones-000", "quantity": 0}
    assert store.refusal("eef", "custody.report", **none) == "quantity out_of_range"


@pytest.fixture
def boxed(store: House) -> House:
    """A box with the red bag in it."""
    store.do("resource.create", id="box-00001", name="Doos", kind="kit")
    store.do("custody.move", id="move-0001", resource=RED, to_kind="resource", to_id="box-00001")
    return store


def test_what_lies_in_a_box_that_is_out_is_taken_out_of_it_first(boxed: House) -> None:
    part = {"id": "lend-0009", "resource": RED, **TO_U12}
    assert boxed.refusal("eef", "custody.hand_out", **part) == ""
    boxed.do("custody.hand_out", id="lend-0001", resource="box-00001", to_kind="group", to_id="team-u13")
    boxed.clock.wait(1)
    assert boxed.refusal("eef", "custody.hand_out", **part) == "with_its_box"
    phone = boxed.phone("karel")
    phone.sync()
    refused = phone.do("custody.hand_out", **part).refusal
    assert refused is not None
    assert (refused.code, refused.about["id"]) == ("with_its_box", "box-00001")
    boxed.do("custody.move", id="move-0002", resource=RED, **IN_IT)
    assert boxed.refusal("eef", "custody.hand_out", **part) == ""


def test_what_was_handed_out_before_its_box_stands_whatever_arrives_first(boxed: House) -> None:
    """Eef gave the bag, without a network; then the box went out and was heard of first."""
    eef = boxed.phone("eef")
    eef.sync()
    eef.do("custody.hand_out", id="lend-0009", resource=RED, **TO_U12)
    boxed.clock.wait(HOUR)
    olga = boxed.phone("olga")
    olga.sync()
    olga.do("custody.hand_out", id="lend-0001", resource="box-00001", to_kind="group", to_id="team-u13")
    assert (olga.sync(), eef.sync()) == (["applied"], ["applied"])
    assert told(boxed, RED, "holder_id") == ("team-u12",)


def test_what_is_archived_is_kept_for_nobody(store: House) -> None:
    store.do("resource.patch", id=RED, set={"status": "archived"})
    wish = {"id": "booking-01", "resource": RED, "group": "team-u12", "from_at": START, "to_at": START + HOUR}
    assert store.refusal("karel", "booking.make", **wish) == "archived"
    store.do("resource.patch", id=RED, set={"status": "active"})
    assert store.refusal("karel", "booking.make", **wish) == ""


def test_a_dispute_that_was_handed_on_by_mistake_goes_with_its_undo(store: House) -> None:
    """Eef handed the U13's bag to the U12 and took that back: nobody is left with a line that cannot be settled."""
    cas, eef = store.phone("cas"), store.phone("eef")
    cas.sync()
    cas.do("custody.hand_out", id="lend-0001", resource=BLUE, to_kind="group", to_id="team-u13")
    assert cas.sync() == ["applied"]
    eef.sync()
    eef.do("custody.hand_out", id="lend-0002", resource=BLUE, **TO_U12)
    assert eef.sync() == ["applied"]
    open_ = [row["user"] for row in store.store.find("inbox_item", kind="disputed", done_at=None)]
    assert "user-eef" in open_
    eef.do_all(
        ("custody.take_back", {"id": "undo-0001", "resource": BLUE}),
        ("custody.hand_out", {"id": "undo-0002", "resource": BLUE, "to_kind": "group", "to_id": "team-u13"}),
    )
    assert eef.sync() == ["applied"]
    assert store.store.find("inbox_item", kind="disputed", done_at=None) == []
    assert told(store, BLUE, "holder_id", "disputed") == ("team-u13", 0)


def test_a_dispute_stays_told_when_somebody_else_takes_it_in(store: House) -> None:
    store.do("custody.hand_out", id="lend-0001", resource=BLUE, to_kind="group", to_id="team-u13")
    eef = store.phone("eef")
    eef.sync()
    eef.do("custody.hand_out", id="lend-0002", resource=BLUE, **TO_U12)
    eef.sync()
    store.do("custody.take_back", id="back-0001", resource=BLUE)
    assert [row["user"] for row in store.store.find("inbox_item", kind="disputed", done_at=None)] == ["user-eef"]
