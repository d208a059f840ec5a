"""The one writer: decides each changeset once, numbers it, and answers the same for ever."""

from typing import Any

import pytest

from shared.errors import EpochChanged, Fork, OutOfOrder, SignInNeeded
from shared.sync.protocol import ActionCall, Changeset, Receipt
from sync_server.turning import recheck_all
from tests.house import EPOCH, HOUR, MINUTE, START, House, everything
from tests.postgres import told_on_both

pytestmark = told_on_both
LABEL = {"id": "phone-of-piet", "set": {"label": "gsm"}}


def changeset(n: int, id: str = "", device: str = "phone-sara", **other: Any) -> Changeset:
    """One of Sara's, which gives Piet's phone number a label."""
    actions = (ActionCall("contact_point.patch", 1, LABEL),)
    whole = {"epoch": EPOCH, "actions": actions, "seen": 0, "now": START, "wall": START + HOUR, "offset": 0}
    return Changeset(id or f"wish-{n}", device, n, **{**whole, "schema": 1, "app": "test", **other})


@pytest.fixture
def sara(house: House) -> House:
    """The house, with a device `phone-sara` that has sent nothing yet."""
    house.phone("sara")
    return house


def submit(house: House, *changesets: Changeset, user: str = "user-sara", device: str = "phone-sara") -> list[Receipt]:
    return house.referee.submit(user, device, changesets, house.clock.now)


def test_a_receipt_says_where_the_effect_stands(sara: House) -> None:
    before = (sara.row("club", "club") or {})["seq"]
    assert submit(sara, changeset(1)) == [Receipt("wish-1", 1, "applied", before + 1)]
    assert (sara.row("contact_point", "phone-of-piet") or {})["label"] == "gsm"


def test_a_push_that_comes_again_is_answered_not_done_again(sara: House) -> None:  # promise 2
    first = submit(sara, changeset(1), changeset(2))
    before = everything(sara.store)
    assert submit(sara, changeset(1), changeset(2)) == first
    assert submit(sara, changeset(2)) == first[1:]
    assert everything(sara.store) == before


def test_a_hole_is_refused_with_the_number_that_is_expected(sara: House) -> None:
    with pytest.raises(OutOfOrder) as refused:
        submit(sara, changeset(2))
    assert refused.value.expected == 1


def test_nothing_of_a_batch_with_a_hole_is_kept(sara: House) -> None:
    before = everything(sara.store)
    with pytest.raises(OutOfOrder):
        submit(sara, changeset(1), changeset(3))
    assert everything(sara.store) == before
    assert submit(sara, changeset(1))[0].outcome == "applied"


def test_a_batch_that_breaks_off_leaves_no_memory_either(sara: House) -> None:
    """It made an audience that no row has now; the next audience takes the same number and means another."""
    join = {"id": "member-bo", "contact": "contact-bo", "group": "team-u13"}
    with pytest.raises(OutOfOrder):
        submit(sara, changeset(1, actions=(ActionCall("group.add_member", 1, join),)), changeset(3))
    sara.do("group.add_member", **{**join, "group": "team-u12"})
    sara.do("group.remove_member", id="member-bo")
    sara.do("group.add_member", **{**join, "id": "member-bo-2"})
    cas, karel = sara.phone("cas"), sara.phone("karel")
    for phone in (cas, karel):
        phone.sync()
        assert phone.exchange()[0].page is None  # the digests agree
    assert ("link-of-bo" in cas.ids("account_link"), "membership-zoe" in karel.ids("membership")) == (True, False)
    assert recheck_all(House(sara.store).referee, sara.clock.now) == 0  # a server that remembers nothing agrees


def test_the_same_number_with_another_id_is_a_clone(sara: House) -> None:
    submit(sara, changeset(1))
    with pytest.raises(Fork):
        submit(sara, changeset(1, "wish-other"))


def test_another_users_changeset_id_tells_nothing(sara: House) -> None:
    sara.phone("karel")
    submit(sara, changeset(1))
    with pytest.raises(Fork):
        submit(sara, changeset(1, device="phone-karel"), user="user-karel", device="phone-karel")


def test_a_device_that_was_renumbered_hears_its_old_receipts_again_and_again(sara: House) -> None:
    (first,) = submit(sara, changeset(1))
    sara.phone("sara", "tablet")
    for _ in range(2):
        (again,) = submit(sara, changeset(1, device="tablet-sara"), device="tablet-sara")
        assert again == first
    assert submit(sara, changeset(2, device="tablet-sara"), device="tablet-sara")[0].outcome == "applied"


def test_an_epoch_that_passed(sara: House) -> None:
    with pytest.raises(EpochChanged) as refused:
        submit(sara, changeset(1, epoch="epoch-0"))
    assert refused.value.epoch == EPOCH


@pytest.mark.parametrize(
    ("user", "device"), [("user-sara", "phone-none"), ("user-karel", "phone-sara"), ("system", "phone-sara")]
)
def test_a_device_speaks_for_its_user_alone(sara: House, user: str, device: str) -> None:
    with pytest.raises(SignInNeeded):
        submit(sara, changeset(1), user=user, device=device)


@pytest.mark.parametrize("shut", ["revoked_at", "locked_at"])
def test_a_device_that_was_shut_out_writes_nothing(sara: House, shut: str) -> None:
    """Not even what was on its way while its person chose another password."""
    device = sara.row("device", "phone-sara") or {}
    sara.store.put("device", {**device, shut: START})
    with pytest.raises(SignInNeeded):
        submit(sara, changeset(1))


def test_a_refusal_does_not_block_what_follows(sara: House) -> None:
    bad = (ActionCall("contact.patch", 1, {"id": "contact-none", "set": {"given_name": "x"}}),)
    receipts = submit(sara, changeset(1, actions=bad), changeset(2))
    assert [(one.outcome, one.code) for one in receipts] == [("refused", "gone"), ("applied", None)]
    (item,) = sara.store.find("inbox_item", user="user-sara")
    assert (item["kind"], item["code"], item["changeset"]) == ("refused", "gone", "wish-1")


def test_an_unknown_verb_is_refused_and_kept_in_the_inbox(sara: House) -> None:
    new = (ActionCall("contact.teleport", 9, {"to": "Mars"}),)
    (receipt,) = submit(sara, changeset(1, actions=new))
    assert (receipt.outcome, receipt.code) == ("refused", "unknown_action")
    assert "Mars" in sara.store.find("inbox_item", user="user-sara")[0]["detail"]


def test_the_log_has_no_gaps(sara: House) -> None:
    submit(sara, *(changeset(n) for n in range(1, 6)))
    seqs = [row["seq"] for row in sara.store.find("log")]
    assert seqs == list(range(1, (sara.row("club", "club") or {})["seq"] + 1))


def test_an_edit_made_later_wins_whatever_arrives_first(house: House) -> None:  # promise 10
    """Karel edits at 10:00 without a network, Sara at 10:05 with one; Karel's edit arrives last and loses."""
    karel, sara = house.phone("karel"), house.phone("sara")
    karel.sync()
    sara.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"value": "0470000001", "label": "papa"})
    house.clock.wait(5 * MINUTE)
    sara.do("contact_point.patch", id="phone-of-piet", set={"value": "0470000002"})
    assert sara.sync() == ["applied"]
    house.clock.wait(HOUR)
    assert karel.sync() == ["merged"]
    row = house.row("contact_point", "phone-of-piet") or {}
    assert (row["value"], row["label"]) == ("+32470000002", "papa")
    (item,) = house.store.find("inbox_item", user="user-karel")
    assert (item["kind"], item["code"]) == ("superseded", "superseded")
    lost = [line["lost"] for line in house.store.find("history", tbl="contact_point") if line["lost"]]
    assert lost == ['{"value":"+32470000001"}']


def test_an_edit_of_what_was_just_made_offline_is_kept(house: House) -> None:
    """A number added and then corrected without a network: the correction is not older than the number."""
    sara = house.phone("sara")
    sara.sync()
    sara.do("contact_point.add", id="point-new", contact="contact-piet", kind="mobile", value="0470000001")
    house.clock.wait(MINUTE)
    sara.do("contact_point.patch", id="point-new", set={"value": "0470000002"})
    house.clock.wait(HOUR)
    assert sara.sync() == ["applied", "applied"]
    assert (house.row("contact_point", "point-new") or {})["value"] == "+32470000002"


@pytest.mark.parametrize("skew", [-400 * 24 * HOUR, -MINUTE, MINUTE, 400 * 24 * HOUR])
def test_a_write_beats_what_its_author_saw_by_any_clock(house: House, skew: int) -> None:  # promise 9
    karel = house.phone("karel")
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "first"})
    karel.sync()
    karel.skew = skew
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "second"})
    assert karel.sync() == ["applied"]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "second"
    house.clock.wait(1)
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "third"})
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "third"


def test_the_clubs_own_wish_raises_its_refusal(house: House) -> None:
    assert house.no("contact.delete", id="contact-none") == "gone"


def test_a_day_that_turns_moves_nobody(house: House) -> None:
    before = house.row("club", "club")
    assert recheck_all(house.referee, house.clock.now) == 0
    assert house.row("club", "club") == before


def test_a_scope_that_went_wrong_is_put_right_by_the_turn_of_the_day(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    row = house.row("group_member", "member-kim") or {}
    house.store.put("group_member", {**row, "present": 0})  # behind the log's back
    assert recheck_all(house.referee, house.clock.now) > 0
    house.store.put("group_member", row)
    karel.sync()
    assert karel.ids("contact_emergency") == set()
