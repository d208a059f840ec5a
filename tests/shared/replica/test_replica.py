"""One device: what the person did shows at once, and is exactly the club's when the answer comes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from shared.errors import Fork, OutOfOrder, StoreFull
from shared.replica.replica import Replica
from shared.sync.protocol import MAX_ACTIONS, Reply, read_reply, read_request
from sync_server.checkpoint import Checkpoints
from tests.house import HOUR, House, Phone, wire


@pytest.fixture
def karel(house: House) -> Phone:
    """The coach's phone, synced."""
    phone = house.phone("karel")
    phone.sync()
    return phone


def label(phone: Phone, id: str = "phone-of-piet") -> str | None:
    row = phone.row("contact_point", id)
    return None if row is None else row["label"]


def test_a_wish_shows_at_once_and_waits(karel: Phone) -> None:  # feature B1
    done = karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert (done.state, label(karel), karel.replica.waiting()) == ("waiting", "papa", 1)
    assert karel.sync() == ["applied"]
    assert (label(karel), karel.replica.waiting(), karel.store.count("base")) == ("papa", 0, 0)


def test_a_refusal_on_this_devices_own_knowledge_queues_nothing(karel: Phone) -> None:
    done = karel.do("contact.delete", id="contact-zoe")
    assert (done.state, done.refusal.code if done.refusal else "") == ("refused", "not_allowed")
    assert karel.replica.waiting() == 0


def test_what_only_the_server_can_decide_is_pending(house: House) -> None:
    tom = house.phone("tom")
    tom.sync()
    house.do("invoice.draft", id="invoice-new", account="family-maes", lines=[])
    tom.sync()
    assert tom.do("invoice.issue", id="invoice-new", issued_on="2026-11-20").state == "refused"  # no lines: known here
    line = {"id": "line-new", "description": "x", "quantity": 1, "unit_cents": 5}
    assert tom.do("invoice.draft", id="invoice-2", account="family-maes", lines=[line]).state == "waiting"
    assert tom.do("invoice.issue", id="invoice-2", issued_on="2026-11-20").state == "pending"
    assert (tom.row("invoice", "invoice-2") or {})["number"] is None
    assert tom.sync() == ["applied", "applied"]
    assert (tom.row("invoice", "invoice-2") or {})["number"] == 3


def test_a_refused_wish_is_taken_back_and_told(house: House, karel: Phone) -> None:  # feature B2
    karel.do("activity.cancel", id="training-u12")
    house.do("activity.cancel", id="training-u12")
    assert karel.sync() == ["refused cancelled"]
    (receipt,) = karel.store.find("receipt")
    assert (receipt["outcome"], receipt["code"], receipt["verbs"]) == ("refused", "cancelled", "activity.cancel")
    assert [item["code"] for item in karel.store.find("inbox_item")] == ["cancelled"]
    assert (karel.row("activity", "training-u12") or {})["sequence"] == 1


def test_pending_words_lie_on_top_of_what_others_did_meanwhile(house: House, karel: Phone) -> None:  # promise 8
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    house.do("contact_point.patch", id="phone-of-piet", set={"value": "0479000000"})
    karel.exchange(reply_gets_lost=True)
    house.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
    karel.sync()
    row = karel.row("contact_point", "phone-of-piet") or {}
    assert (row["label"], row["value"], label(karel, "phone-of-mia")) == ("papa", "+32479000000", "mama")


def test_a_cut_reply_is_asked_again_and_done_once(house: House, karel: Phone) -> None:  # promise 2
    karel.do("custody.hand_out", id="custody-2", resource="ball-bag-red", to_kind="group", to_id="team-u12")
    karel.exchange(reply_gets_lost=True)
    assert (house.row("custody_event", "custody-2") is not None, karel.replica.waiting()) == (True, 1)
    assert karel.sync() == ["applied"]
    assert house.store.count("custody_event", resource="ball-bag-red") == 1
    assert karel.replica.waiting() == 0


def test_what_loses_its_row_is_doubtful_until_the_server_speaks(house: House, karel: Phone) -> None:
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    house.do("contact_point.delete", id="phone-of-piet")
    reply, _ = karel.exchange()
    assert [receipt.code for receipt in reply.receipts] == ["gone"]
    assert karel.row("contact_point", "phone-of-piet") is None
    assert karel.replica.waiting() == 0


def test_unsent_words_of_a_row_that_was_evicted_go_on_to_the_server(house: House, karel: Phone) -> None:
    """Push comes before pull: losing the child's rows cannot swallow what was written about them."""
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    house.do("group.remove_member", id="member-kim")
    assert karel.sync() == ["parked not_allowed"]
    assert karel.row("contact_point", "phone-of-piet") is None
    (item,) = karel.store.find("inbox_item")
    assert json.loads(item["detail"])["asked"][0]["args"] == {"id": "phone-of-piet", "set": {"label": "papa"}}


def test_evicted_bytes_leave_the_store(house: House, karel: Phone) -> None:  # promise 6
    assert b"EpiPen" in karel.store.connection.serialize()
    house.do("group.remove_member", id="member-kim")
    karel.sync()
    assert b"EpiPen" not in karel.store.connection.serialize()


def test_what_the_file_hides_of_evicted_rows_goes_at_the_next_start(house: House, karel: Phone) -> None:
    """Here because nothing is written over: as with a copy that SQLite leaves when it moves a row to another page."""
    karel.store.connection.execute("PRAGMA secure_delete = OFF")
    house.do("group.remove_member", id="member-kim")
    karel.sync()
    assert b"EpiPen" in karel.store.connection.serialize()
    karel.restart()
    assert b"EpiPen" not in karel.store.connection.serialize()
    assert not karel.replica.sweep(), "once is enough"


def test_a_file_that_cannot_be_written_anew_yet_opens_all_the_same(house: House, karel: Phone) -> None:
    house.do("group.remove_member", id="member-kim")
    karel.sync()
    with patch.object(karel.store, "rewrite", side_effect=StoreFull):
        karel.restart()
    assert karel.replica.sweep(), "there is room again"


def test_a_new_epoch_keeps_every_unsent_word_and_counts_anew(karel: Phone) -> None:
    for name in "ab":
        karel.do("contact_point.patch", id="phone-of-piet", set={"label": name})
    karel.replica.new_epoch("epoch-2")
    request = karel.replica.request(karel.now)
    assert [(line.n, line.epoch) for line in request.push] == [(1, "epoch-2"), (2, "epoch-2")]
    assert request.bins is not None, "what is held is compared with what the restored server has"


def test_a_cloned_device_takes_another_id_and_loses_nothing(house: House, karel: Phone) -> None:
    """Two copies of one phone: the second writes under a number that the first used."""
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "a"})
    clone = Phone(house, karel.user, karel.device)
    karel.store.connection.backup(clone.store.connection)
    clone.restart()
    karel.sync()
    clone.do("contact_point.patch", id="phone-of-mia", set={"label": "b"})
    clone.store.delete("queue", 1)
    clone.replica.renumber(1)
    with pytest.raises(Fork):
        clone.exchange()
    with house.store.transaction():
        house.referee.enrol_device("phone-karel-2", karel.user, None, "phone")
    clone.replica.fork("phone-karel-2")
    assert clone.sync() == ["applied"]
    assert (house.row("contact_point", "phone-of-mia") or {})["label"] == "b"


@contextmanager
def full_in_the_end(phone: Phone) -> Iterator[None]:
    """While the block runs there is no room for any transaction, and its last step finds that out."""

    @contextmanager
    def transaction(**how: bool) -> Iterator[None]:
        with real(**how):
            yield
            raise StoreFull

    real = phone.store.transaction
    with patch.object(phone.store, "transaction", transaction):
        yield


def test_what_there_was_no_room_for_is_not_counted(karel: Phone) -> None:
    wish = {"id": "phone-of-piet", "set": {"label": "papa"}}
    with full_in_the_end(karel):
        with pytest.raises(StoreFull):
            karel.do("contact_point.patch", **wish)
        with pytest.raises(StoreFull):
            karel.replica.fork("phone-karel-2")
    assert karel.replica.state() == karel.store.get("device", "self")
    assert karel.do("contact_point.patch", **wish).state == "waiting"
    assert [(line.device, line.n) for line in karel.replica.request(karel.now).push] == [("phone-karel", 1)]
    assert karel.sync() == ["applied"]


def test_a_hole_in_the_queue_is_closed(house: House, karel: Phone) -> None:
    """A line was lost with a broken file: what is left goes on from the number the server waits for."""
    for name in "abc":
        karel.do("contact_point.patch", id="phone-of-piet", set={"label": name})
    karel.store.delete("queue", 2)
    with pytest.raises(OutOfOrder) as refused:
        karel.exchange()
    karel.replica.renumber(refused.value.expected)
    with pytest.raises(OutOfOrder) as refused:
        karel.exchange()
    karel.replica.renumber(refused.value.expected)
    assert karel.sync() == ["applied", "applied"]
    assert label(karel) == "c"


def test_more_than_one_push_can_carry_is_refused_here(karel: Phone) -> None:
    wish = ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "x"}})
    assert karel.do_all(*[wish] * (MAX_ACTIONS + 1)).state == "refused"
    assert karel.do_all(*[("contact_point.patch", {**wish[1], "set": {"label": "x" * 60_000}})] * 20).state == "refused"
    assert karel.replica.waiting() == 0


def test_a_full_week_offline_goes_in_batches(house: House, karel: Phone) -> None:
    for number in range(40):
        karel.do("activity.patch", id="training-u12", set={"note": f"{number} " + "x" * 40_000})
    request = karel.replica.request(karel.now)
    assert 1 <= len(request.push) < 40
    house.clock.wait(7 * 24 * HOUR)
    outcomes: list[str] = []
    while karel.replica.waiting():
        outcomes += karel.sync()
    assert outcomes == ["applied"] * 40


def test_a_long_pull_carries_the_push_once(house: House) -> None:
    audiences, tallies = house.referee.audiences, house.referee.tallies
    sara = house.phone("sara")
    sara.sync()
    house.checkpoints = Checkpoints(house.store, audiences, tallies, page_bytes=300, step=3)
    for name in ("piet", "mia", "ann"):
        house.do("contact_point.patch", id=f"phone-of-{name}", set={"label": "x" * 200})
    sara.do("contact_point.patch", id="phone-of-piet", set={"value": "0499112233"})
    pushes, done = [], False
    while not done:
        pushes.append(len(sara.replica.request(sara.now).push))
        _, done = sara.exchange()
    assert pushes[0] == 1
    assert set(pushes[1:]) == {0}
    assert sara.replica.waiting() == 0


def test_a_flipped_cell_is_found_and_healed(karel: Phone) -> None:  # feature B3
    karel.store.update("contact_emergency", ("contact-kim",), {"alert": "niets"})
    assert karel.replica.reread(10_000) == 1
    karel.sync()
    assert (karel.row("contact_emergency", "contact-kim") or {})["alert"] == "EpiPen"
    assert karel.replica.reread(10_000) == 0


def test_a_cell_that_flips_while_an_answer_is_on_its_way_is_healed_by_the_next(house: House, karel: Phone) -> None:
    asked = read_request(wire(karel.replica.request(karel.now).to_wire()))
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    told = Reply(house.clock.now, (), house.checkpoints.page(karel.user, asked))
    karel.store.update("contact_point", ("phone-of-mia",), {"value": "+32479000001"})
    assert karel.replica.reread(10_000) == 1
    received = karel.replica.receive(read_reply(wire(told.to_wire())), karel.now, karel.now)
    assert (received.done, received.equal, label(karel)) == (True, True, "papa")
    karel.sync()
    assert karel.row("contact_point", "phone-of-mia") == house.row("contact_point", "phone-of-mia")


def test_rereading_comes_round(karel: Phone) -> None:
    total = karel.store.count("held")
    karel.store.update("contact_emergency", ("contact-kim",), {"alert": "niets"})
    assert sum(karel.replica.reread(7) for _ in range(total // 7 + 1)) == 1


def test_when_all_was_read_again_is_kept_once_the_last_row_was(karel: Phone) -> None:  # feature B3
    parts = [karel.replica.reread(7, at=at) for at in range(1, 3)]
    assert (parts, (karel.replica.state() or {})["whole_at"]) == ([0, 0], None)
    rounds = karel.store.count("held") // 7 + 1
    for at in range(3, rounds + 1):
        karel.replica.reread(7, at=at)
    assert (karel.replica.state() or {})["whole_at"] == rounds
    karel.replica.reread(7, at=rounds + 1)
    assert (karel.replica.state() or {})["whole_at"] == rounds


def test_the_digest_in_memory_is_that_of_what_is_stored(house: House, karel: Phone) -> None:
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    house.do("group.remove_member", id="member-kim", to_on="2026-11-20")
    karel.sync()
    started_again = Replica(karel.store, "test")
    assert karel.replica.request(karel.now).rollup == started_again.request(karel.now).rollup


def test_a_pending_change_is_no_flipped_cell(karel: Phone) -> None:
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert karel.replica.reread(10_000) == 0


def test_the_clocks_difference_is_learned(house: House, karel: Phone) -> None:
    karel.skew = 3 * HOUR
    karel.sync()
    assert (karel.replica.state() or {})["offset"] == -3 * HOUR


def nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": "\0"}, "value not_text"),
        ({"\0": 1}, "value not_text"),
        ({"a": "\ud800"}, "value not_json"),
        (2**63, "value out_of_range"),
        ([-(2**63)], "value out_of_range"),
        (nested(27), "actions not_json"),
        (nested(60), "actions not_json"),
    ],
)
def test_what_no_request_carries_is_refused_and_holds_nothing_up(
    house: House, value: object, reason: str
) -> None:  # promise 17
    olga = house.phone("olga")
    olga.sync()
    refusal = olga.do("setting.put", id="club.x", value=value).refusal
    assert refusal is not None
    assert (refusal.code, f"{refusal.about['field']} {refusal.about['reason']}") == ("invalid", reason)
    assert (olga.replica.waiting(), olga.row("setting", "club.x")) == (0, None)
    assert olga.do("setting.put", id="club.x", value=nested(26)).refusal is None
    assert olga.sync() == ["applied"]


def test_half_a_character_in_a_name_is_no_text(house: House) -> None:
    olga = house.phone("olga")
    olga.sync()
    refusal = olga.do("contact.patch", id="contact-kim", set={"given_name": "Kim\ud83d"}).refusal
    assert refusal is not None
    assert refusal.about == {"field": "given_name", "reason": "not_text"}


def test_a_reply_that_is_read_late_says_little_about_the_clock(house: House) -> None:  # promise 9
    """A laptop slept eight hours between question and answer; its clock is right."""
    karel, sara = house.phone("karel"), house.phone("sara")
    sara.sync()
    karel.sync()
    asked = karel.now
    request = read_request(wire(karel.replica.request(asked).to_wire()))
    reply = Reply(house.clock.now, (), house.checkpoints.page(karel.user, request))
    house.clock.wait(8 * HOUR)
    karel.replica.receive(reply, asked, karel.now)
    assert (karel.replica.state() or {})["offset"] == 0
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "Piet"})
    sara.sync()
    house.clock.wait(HOUR)
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert karel.sync() == ["applied"]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "papa"


def test_what_came_while_a_form_stood_open_is_older_than_the_tap(house: House, karel: Phone) -> None:  # promise 9
    """`seen` is what the device held at the tap: that is what its rules were asked about, whatever its clock says."""
    sara = house.phone("sara")
    sara.sync()
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "Piet"})
    sara.sync()
    karel.sync()  # while his form stands open
    house.clock.wait(HOUR)
    karel.skew = -3 * HOUR
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert [line["seen"] for line in karel.store.find("queue")] == [(karel.replica.state() or {})["cursor"]]
    assert karel.sync() == ["applied"]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "papa"
