"""Who is tied to the club, and how long what it knows of people stays after that. The house: Kim (U12) and Bo are
children of Piet and Mia, Zoe (U13) of Ann.
"""

from collections import Counter
from typing import Any

import pytest

from shared.actions.retention import BY_TABLE, RULES, gone_on, left_on
from shared.domain.attendance import guest_id
from shared.tables import REGISTER
from sync_server.privacy.retention import Retention
from tests.house import DAY, START, House

YEAR = 365 * DAY
LAST = "2026-11-30"


def leave(house: House, name: str) -> None:
    """Out of the team, and no member after the end of November."""
    house.do("group.remove_member", id=f"member-{name}", to_on="2026-11-18")
    house.do("membership.end", id=f"membership-{name}", end_on=LAST, reason="moved")


def pay(house: House, family: str) -> None:
    """The 150 euro that are left."""
    paid = {"received_on": "2026-11-17", "amount_cents": 15000, "method": "transfer"}
    made = {"id": f"rest-{family}", "allocation": f"rest-part-{family}"}
    house.do("invoice.record_payment", invoice=f"invoice-{family}", **made, **paid)


def night(house: House, years: float) -> None:
    """So much later the server looks what is past its time."""
    house.clock.wait(int(years * YEAR))
    Retention(house.club()).apply()


def stands(house: House, *places: tuple[str, str]) -> list[bool]:
    return [house.row(*place) is not None for place in places]


def test_a_parent_is_tied_to_the_club_for_as_long_as_a_child_plays(house: House) -> None:
    """Piet plays nothing himself. Kim left, and so did her brother Bo, who joined later."""
    pay(house, "peeters")
    bo = {"contact": "contact-bo", "type": "type-player", "season": "season-26", "start_on": "2026-07-01"}
    house.do("membership.start", id="membership-bo", **bo)
    assert (left_on(house.facts, "contact-piet"), gone_on(house.facts, "contact-piet")) == (None, None)
    leave(house, "kim")
    assert gone_on(house.facts, "contact-piet") is None
    house.do("membership.end", id="membership-bo", end_on="2027-06-30", reason="moved")
    assert gone_on(house.facts, "contact-piet") == "2027-06-30"
    night(house, 3)
    assert stands(house, ("contact_point", "phone-of-piet"), ("contact_address", "address-kim")) == [True, True]
    night(house, 0.7)
    assert stands(house, ("contact_point", "phone-of-piet"), ("contact_address", "address-kim")) == [False, False]
    assert stands(house, ("contact", "contact-piet"), ("contact_point", "phone-of-ann")) == [True, True]


def test_a_bank_account_goes_two_years_after_and_not_while_something_is_to_be_paid(house: House) -> None:
    leave(house, "zoe")
    house.do("contact_finance.patch", id="contact-ann", set={"iban": "BE71096123456769"})
    night(house, 5)
    assert stands(house, ("contact_finance", "contact-zoe"), ("contact_finance", "contact-ann")) == [False, True]
    assert gone_on(house.facts, "contact-ann") is None
    pay(house, "maes")
    night(house, 0)
    assert stands(house, ("contact_finance", "contact-ann"), ("contact_point", "phone-of-ann")) == [False, False]
    assert (
        stands(house, ("invoice", "invoice-maes"), ("payment", "payment-maes"), ("payment", "rest-maes")) == [True] * 3
    )


@pytest.mark.parametrize("tie", ["role", "thing", "company", "seen"])
def test_what_else_ties_somebody_to_the_club(house: House, tie: str) -> None:
    leave(house, "zoe")
    pay(house, "maes")
    assert gone_on(house.facts, "contact-ann") == LAST
    if tie == "role":
        house.do("role.grant", id="role-ann", user="user-ann", role="equipment", group=None)
    elif tie == "thing":
        bag = {"resource": "ball-bag-red", "to_kind": "contact", "to_id": "contact-ann"}
        house.do("custody.hand_out", id="custody-ann", **bag)
    elif tie == "company":
        firm = {"name": "Maes BV", "link_id": "link-of-firm", "contact": "contact-ann", "function": "ceo"}
        house.do("account.create", id="firm-maes", kind="company", **firm)
    else:
        house.do("user_device.add", id="phone-ann", user="user-ann", name="phone")
        house.do("user_device.seen", id="phone-ann", day="2029-01-31")
    assert gone_on(house.facts, "contact-ann") == ("2029-01-31" if tie == "seen" else None)
    night(house, 4)
    assert stands(house, ("contact_point", "phone-of-ann")) == [True]


def test_a_sign_in_that_nobody_uses_keeps_no_sheet(house: House) -> None:
    """Whoever plays no more is not looked after by a coach, though the user is still there."""
    leave(house, "kim")
    house.do("user.enrol", id="user-kim", contact="contact-kim", username="kim")
    assert left_on(house.facts, "contact-kim") == LAST
    night(house, 1.1)
    sides = [(table, "contact-kim") for table in ("contact_medical", "contact_emergency", "contact_identity")]
    assert stands(house, *sides) == [False, False, True]


def test_somebody_who_trained_with_us_and_is_secretary_now_did_not_leave(house: House) -> None:
    leave(house, "kim")
    house.do("user.enrol", id="user-kim", contact="contact-kim", username="kim")
    house.do("role.grant", id="role-kim", user="user-kim", role="secretary", group=None)
    night(house, 4)
    assert stands(house, ("contact_medical", "contact-kim"), ("contact_identity", "contact-kim")) == [True, True]
    house.do("role.withdraw", id="role-kim")
    night(house, 1.1)
    assert stands(house, ("contact_medical", "contact-kim"), ("contact_identity", "contact-kim")) == [False, True]


def evaluated(house: House, name: str) -> str:
    """The coach thought something of this player, and shared it; answers the id."""
    which = {"template": "template-autumn", "contact": f"contact-{name}", "round_on": "2026-10-01"}
    house.do("evaluation.score", **which, criterion="criterion-tempo", value=4)
    house.do("evaluation.finish", **which)
    house.do("evaluation.share", **which)
    (row,) = house.store.find("evaluation", contact=f"contact-{name}")
    return str(row["id"])


def test_an_evaluation_goes_with_its_scores_a_year_after_somebody_left(house: House) -> None:
    criteria = [{"id": "criterion-tempo", "category": "Techniek", "name": "Tempo", "scale": "stars", "weight": 1}]
    house.do("evaluation_template.create", id="template-autumn", name="Najaar", self_too=0, criteria=criteria)
    kims, zoes = evaluated(house, "kim"), evaluated(house, "zoe")
    leave(house, "kim")
    night(house, 1)
    assert stands(house, ("evaluation", kims), ("evaluation", zoes)) == [True, True]
    night(house, 0.1)
    assert stands(house, ("evaluation", kims), ("evaluation", zoes)) == [False, True]
    assert {row["contact"] for row in house.store.find("score")} == {"contact-zoe"}


def test_choices_and_dead_calendars_go_too(house: House) -> None:
    leave(house, "zoe")
    pay(house, "maes")
    for name in ("ann", "piet"):
        house.do("notice.choose", contact=f"contact-{name}", kind="invoice", way="mail", on=0)
        feed = {"contact": f"contact-{name}", "user": f"user-{name}", "secret_hash": "ab" * 32}
        house.store.put("calendar_feed", {**NO_FEED, **feed, "id": f"feed-{name}", "made_at": 1})
    house.do("calendar_feed.revoke", id="feed-piet")
    night(house, 1.1)
    assert {row["contact"] for row in house.store.find("notice_choice")} == {"contact-piet"}
    assert [row["id"] for row in house.store.find("calendar_feed")] == ["feed-ann"]


NO_FEED: dict[str, Any] = dict.fromkeys(REGISTER["calendar_feed"].names)


def test_pictures_and_papers_of_a_person_go_and_those_of_a_thing_stay(house: House) -> None:
    sent = {"sent_hash": "a" * 64, "sent_size": 5}
    for id, whose in (("face-of-kim", {"contact": "contact-kim"}), ("face-of-zoe", {"contact": "contact-zoe"})):
        house.do("medium.add", id=id, kind="photo", **whose, **sent)
        house.do("contact.set_photo", id=whose["contact"], medium=id)
    house.do("medium.add", id="paper-of-kim", kind="document", contact="contact-kim", title="Attest", **sent)
    house.do("medium.add", id="picture-of-bag", kind="photo", resource="ball-bag-red", **sent)
    leave(house, "kim")
    night(house, 3.1)
    assert {row["id"] for row in house.store.find("medium")} == {"face-of-zoe", "picture-of-bag"}
    photos = [(house.row("contact", f"contact-{name}") or {})["photo"] for name in ("kim", "zoe")]
    assert photos == [None, "face-of-zoe"]


def test_a_signature_goes_a_year_after_the_thing_is_back(house: House) -> None:
    """Ann signed for the red bag; then Piet did, who has it still. Of the balls Ann signed for, five are not back."""
    line = [[[0, 0], [500, 1000]]]
    house.do("resource.create", id="match-balls", name="Ballen", kind="quantity", quantity=20)
    eef = house.phone("eef")
    eef.sync()
    hands = (("bag-to-ann", "ball-bag-red", "ann", None), ("bag-to-piet", "ball-bag-red", "piet", None))
    for id, thing, name, count in (*hands, ("balls-to-ann", "match-balls", "ann", 15)):
        out = {"id": id, "resource": thing, "to_kind": "contact", "to_id": f"contact-{name}", "quantity": count}
        eef.do_all(("custody.hand_out", out), ("custody.sign", {"id": id, "strokes": line}))
    some = {"id": "balls-of-ann-1", "resource": "match-balls", "quantity": 10}
    eef.do_all(("custody.take_back", some), ("custody.sign", {"id": "balls-of-ann-1", "strokes": line}))
    assert set(eef.sync()) == {"applied"}
    signed = {row["id"] for row in house.store.find("custody_signature")}
    assert signed == {"bag-to-ann", "bag-to-piet", "balls-to-ann", "balls-of-ann-1"}
    night(house, 1.1)
    assert {row["id"] for row in house.store.find("custody_signature")} == {"bag-to-piet", "balls-to-ann"}
    house.do("custody.take_back", id="balls-of-ann-2", resource="match-balls", quantity=5)
    night(house, 1.1)
    assert {row["id"] for row in house.store.find("custody_signature")} == {"bag-to-piet"}


def test_a_clock_of_long_ago_does_not_wipe_a_trace_of_a_look(house: House) -> None:
    """Karel's phone believes that it is 1970: what he says of the time is kept, and does not shorten it."""
    karel = house.phone("karel")
    karel.sync()
    karel.skew = -house.clock.now
    karel.do("contact_medical.open", id="look-of-karel", contact="contact-kim")
    assert karel.sync() == ["applied"]
    assert house.row("opening", "look-of-karel")["opened_at"] == 0
    night(house, 2.9)
    assert stands(house, ("opening", "look-of-karel")) == [True]
    night(house, 0.2)
    assert stands(house, ("opening", "look-of-karel")) == [False]


def test_why_somebody_was_not_there_goes_a_year_after_it_was_held(house: House) -> None:
    """Said by the player and by the coach; that they were not there stays, and history says why a year longer."""
    told = {"activity": "training-u12", "contact": "contact-kim"}
    guest = guest_id("training-u12", "contact-kim")
    house.do("activity.patch", id="training-u12", set={"end_at": START + 2 * DAY})
    house.do("attendance.declare", **told, declared="maybe", reason="griep")
    house.do("attendance.declare", **told, declared="no", reason="koorts")
    house.do("attendance.confirm", **told, confirmed="excused", reason="ziek")
    sara = house.phone("sara")
    sara.sync()
    night(house, 1)
    assert (house.row("activity_guest", guest) or {})["declared_reason"] == "koorts"
    house.clock.wait(2 * DAY)
    assert Retention(house.club()).due()["why somebody was not there"] == 1
    Retention(house.club()).apply()
    assert "why somebody was not there" not in +Counter(Retention(house.club()).due())
    sara.sync()
    for row in (house.row("activity_guest", guest) or {}, sara.row("activity_guest", guest) or {}):
        assert (row["declared"], row["confirmed"]) == ("no", "excused")
        assert (row["declared_reason"], row["confirmed_reason"]) == (None, None)

    def history() -> str:
        return repr(house.store.find("history", tbl="activity_guest"))

    assert "ziek" in history(), "for a year it can be told what the night took"
    assert "griep" not in history()
    night(house, 1.01)
    assert [word for word in ("griep", "koorts", "ziek") if word in history()] == []
    assert '"declared":"maybe"' in history()


def test_every_table_about_people_has_a_rule_or_a_reason_to_stay() -> None:
    """What is added later must be thought about: `SECURITY.md` says why these stay."""
    about = {table.name for table in REGISTER if table.klass in "BC"}
    stay = {
        "contact",
        "contact_personal",
        "user_profile",
        "role_assignment",
        "group_member",
        "membership",
        "account",
        "account_link",
    }
    stay |= {"invoice", "invoice_status", "invoice_line", "payment", "allocation"}  # the books
    stay |= {"activity_guest", "resource_value", "custom_value"}
    goes = {rule.table for rule in RULES if not rule.words}
    assert about - goes - {"score"} == stay & about
    assert len(BY_TABLE) == len(RULES)
