"""What a pull brings: whole, in pages, nothing foreign, and the same however it is cut (promises 4 to 7)."""

import json
import random
from dataclasses import replace

import pytest

from shared.errors import Malformed, Restart
from shared.register import canonical
from shared.sync.bins import bin_of
from shared.sync.protocol import PAGE_BYTES, Continuation, Page, read_page, read_reply
from sync_server.checkpoint import Checkpoints
from tests.house import ROLES, House, Phone, copy_of, wire
from tests.postgres import told_on_both

pytestmark = told_on_both


@pytest.fixture
def small(house: House) -> House:
    """A house whose pages are so small that a club takes many of them."""
    audiences, tallies = house.referee.audiences, house.referee.tallies
    house.checkpoints = Checkpoints(house.store, audiences, tallies, page_bytes=600, step=3)
    return house


def fresh(house: House, user: str) -> dict[str, object]:
    """What a new device of this user ends up with."""
    phone = house.phone(user, f"fresh-{house.new_id()}")
    phone.sync()
    return dict(phone.holds())


def pages(phone: Phone) -> int:
    """How many pages a checkpoint takes."""
    count, done = 0, False
    while not done:
        _, done = phone.exchange()
        count += 1
    return count


@pytest.mark.parametrize("name", sorted(ROLES))
def test_many_small_pages_bring_what_one_large_brings(furnished: House, small: House, name: str) -> None:
    large = small.checkpoints
    small.checkpoints = Checkpoints(small.store, small.referee.audiences, small.referee.tallies)
    expected = fresh(small, name)
    small.checkpoints = large
    phone = small.phone(name)
    assert pages(phone) > 3
    assert phone.holds() == expected


def test_nothing_new_is_nothing_said(house: House) -> None:
    phone = house.phone("karel")
    phone.sync()
    reply, done = phone.exchange()
    assert (reply.page, done) == (None, True)


def test_a_pull_brings_what_moved_and_no_more(house: House) -> None:
    phone = house.phone("karel")
    phone.sync()
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "gsm"})
    house.do("contact_point.patch", id="phone-of-ann", set={"label": "gsm"})
    reply, _ = phone.exchange()
    assert reply.page is not None
    assert {name: [row[1] for row in puts.rows] for name, puts in reply.page.puts.items()} == {
        "contact_point": ["phone-of-piet"]
    }


def test_a_deletion_reaches_who_held_the_row(house: House) -> None:
    karel, cas = house.phone("karel"), house.phone("cas")
    karel.sync()
    cas.sync()
    house.do("contact_point.delete", id="phone-of-piet")
    replies = [phone.exchange()[0].page for phone in (karel, cas)]
    assert [page.deletes if page else None for page in replies] == [(("contact_point", "phone-of-piet"),), ()]


def test_a_page_names_no_scope_that_is_not_the_readers(house: House) -> None:
    phone = house.phone("piet")
    reply, _ = phone.exchange()
    assert reply.page is not None
    granted = set(reply.page.grants or ())
    assert {name for scopes in reply.page.carriers.values() for name in scopes} <= granted
    assert not granted & {"office", "treasury", "staff", "owner", "equipment"}


def test_a_right_that_changes_between_two_pages_starts_anew(small: House) -> None:
    tom = small.phone("tom")
    tom.exchange()
    small.do("role.withdraw", id="role-tom")
    with pytest.raises(Restart):
        tom.exchange()
    tom.replica.restart()
    tom.sync()
    assert tom.holds() == fresh(small, "tom")
    assert "contact_finance" not in tom.holds()


def test_a_right_that_is_given_between_two_pages_starts_anew(small: House) -> None:
    piet = small.phone("piet")
    piet.exchange()
    small.do("role.grant", id="role-of-piet", user="user-piet", role="treasurer")
    with pytest.raises(Restart):
        piet.exchange()
    piet.replica.restart()
    piet.sync()
    assert piet.holds() == fresh(small, "piet")


@pytest.mark.parametrize("seed", range(5))
def test_writes_between_the_pages_end_in_the_same_state(small: House, seed: int) -> None:  # promise 7
    rng = random.Random(seed)
    wishes = [
        ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "a"}}),
        ("contact_point.delete", {"id": "phone-of-mia"}),
        ("group.remove_member", {"id": "member-kim"}),
        ("group.add_member", {"id": "member-bo", "contact": "contact-bo", "group": "team-u12"}),
        ("contact.delete", {"id": "contact-zoe"}),
        ("row.restore", {"table": "contact", "id": "contact-zoe"}),
        ("custody.hand_out", {"id": "custody-2", "resource": "ball-bag-red", "to_kind": "group", "to_id": "team-u12"}),
    ]
    phone, done = small.phone("karel"), False
    while not done:
        _, done = phone.exchange()
        if wishes and rng.random() < 0.4:
            verb, args = wishes.pop(0)
            small.do(verb, **args)
    phone.sync()
    for verb, args in wishes:
        small.do(verb, **args)
    phone.sync()
    assert phone.holds() == fresh(small, "karel")
    assert phone.exchange()[0].page is None


def test_a_row_seen_through_two_scopes_stays_while_one_is_left(house: House) -> None:
    """Karel's own child plays in his team: when she leaves the team he is still her father."""
    link = {"link_id": "link-of-karel", "contact": "contact-karel", "function": "parent", "may_act_for": 1}
    house.do("account.create", id="family-claes", kind="family", name="Claes", **link)
    house.do("account.link", id="link-of-kim-2", account="family-claes", contact="contact-kim", function="child")
    karel = house.phone("karel")
    karel.sync()
    house.do("group.remove_member", id="member-kim")
    karel.sync()
    assert karel.row("contact_emergency", "contact-kim") is not None
    house.do("account.unlink", id="link-of-kim-2")
    karel.sync()
    assert karel.row("contact_emergency", "contact-kim") is None
    assert karel.holds() == fresh(house, "karel")


def test_a_row_that_differs_is_healed_by_its_bin_alone(house: House) -> None:  # feature B3, promise 16
    phone = house.phone("karel")
    phone.sync()
    expected = phone.holds()
    phone.store.update("contact", ("contact-kim",), {"given_name": "Eve"})
    assert phone.replica.reread(10_000) == 1
    reply, done = phone.exchange()
    page = reply.page
    assert page is not None
    assert (done, page.whole, page.bins) == (True, True, (bin_of("contact-kim"),))
    sent = {row[1 + puts.names.index("id")] for puts in page.puts.values() for row in puts.rows}
    assert "contact-kim" in sent
    assert {bin_of(id) for id in sent} == {bin_of("contact-kim")}
    assert phone.holds() == expected


def test_after_a_restore_only_what_differs_travels(house: House) -> None:
    """Last night's backup: the phone has seen what the server has forgotten."""
    phone = house.phone("karel")
    phone.sync()
    expected = phone.holds()
    backup = copy_of(house)
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    phone.sync()
    with backup.store.transaction():
        backup.store.update("club", ("club",), {"epoch": "epoch-2"})
    phone.house = backup
    phone.replica.new_epoch("epoch-2")
    reply, done = phone.exchange()
    assert reply.page is not None
    assert (done, reply.page.bins) == (True, (bin_of("phone-of-piet"),))
    assert phone.holds() == expected


def test_bins_that_all_agree_bring_nothing_and_settle_the_doubt(house: House) -> None:
    phone = house.phone("karel")
    phone.sync()
    phone.store.update("tally", tuple(phone.store.find("tally")[0][name] for name in ("carrier", "tbl")), {"sum": "9"})
    phone.restart()
    assert phone.exchange()[0].page is not None, "the digests differ"
    reply, done = phone.exchange()
    assert reply.page is not None
    assert (done, reply.page.bins, dict(reply.page.puts)) == (True, (), {})
    assert phone.exchange()[0].page is None


def test_a_lost_tally_heals_too_when_all_was_read_again(house: House) -> None:
    phone = house.phone("karel")
    phone.sync()
    expected = phone.holds()
    phone.store.delete("contact", "contact-kim")
    phone.store.delete("held", "contact", "contact-kim")
    phone.store.discard("tally")
    phone.replica.reread(10_000)
    phone.sync()
    phone.sync()
    assert phone.holds() == expected
    assert phone.exchange()[0].page is None


def test_a_cursor_beyond_the_head_gets_everything(house: House) -> None:
    phone = house.phone("karel")
    state = phone.replica.state() or {}
    phone.store.put("device", {**state, "cursor": 10**9})
    phone.sync()
    assert phone.holds() == fresh(house, "karel")


def test_pages_survive_the_wire(small: House) -> None:
    phone = small.phone("olga")
    reply, _ = phone.exchange()
    assert read_reply(wire(reply.to_wire())) == reply
    assert reply.page is not None
    assert read_page(wire(reply.to_wire())["page"]) == reply.page


def moved(house: House, table: str, count: int, audience: int, **how: object) -> None:
    """So many rows of these readers moved while everybody was away."""
    seq = (house.row("club", "club") or {})["seq"] + 1
    blank = {"hash": "0" * 32, "stamp": "", "stamps": None, "deleted": 0, **how}
    ids = (f"0193d6a0-7b1c-7abc-8def-{number:012}" for number in range(count))
    with house.store.transaction():
        lines = ({"tbl": table, "id": id, "seq": seq, "audience": audience, **blank} for id in ids)
        house.store.put("row_version", *lines)
        house.store.update("club", ("club",), {"seq": seq})


def left(house: House, scope: str, count: int) -> None:
    """So many rows left a scope while everybody was away."""
    seq = (house.row("club", "club") or {})["seq"] + 1
    ids = (f"0193d6a0-7b1c-7abc-8def-{number:012}" for number in range(count))
    with house.store.transaction():
        house.store.put("departure", *({"seq": seq, "scope": scope, "tbl": "contact", "id": id} for id in ids))
        house.store.update("club", ("club",), {"seq": seq})


def pulled(phone: Phone) -> list[Page]:
    """The pages of one checkpoint, each as the wire carries it."""
    found: list[Page] = []
    while not found or found[-1].more is not None:
        page = phone.pull()
        assert page is not None
        found.append(page)
    return found


def readers_of(house: House, table: str, id: str) -> int:
    return int((house.row("row_version", table, id) or {})["audience"])


def test_deletions_and_departures_fill_pages_too(house: House) -> None:
    sara = house.phone("sara")
    sara.sync()
    moved(house, "activity", 9_000, readers_of(house, "season", "season-26"), deleted=1)
    left(house, "staff", 9_000)
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "gsm"})
    found = pulled(sara)
    assert sum(len(page.deletes) for page in found) == sum(len(page.evicts) for page in found) == 9_000
    assert 4 < len(found) < 10
    assert max(len(json.dumps(page.to_wire())) for page in found) <= PAGE_BYTES
    assert sara.exchange()[0].page is None  # both sides agree about all of it


def test_a_page_ends_when_much_was_looked_at_that_is_not_the_readers(house: House) -> None:
    ann = house.phone("ann")
    ann.sync()
    moved(house, "contact_finance", 25_000, readers_of(house, "contact_finance", "contact-kim"))
    house.do("contact_point.patch", id="phone-of-ann", set={"label": "gsm"})
    found = pulled(ann)
    assert [sum(len(puts.rows) for puts in page.puts.values()) for page in found] == [0, 0, 1]
    assert (ann.row("contact_point", "phone-of-ann") or {})["label"] == "gsm"


def test_a_row_larger_than_a_page_travels_behind_deletions(small: House) -> None:
    sara = small.phone("sara")
    sara.sync()
    readers = readers_of(small, "season", "season-26")
    moved(small, "activity", 2, readers, deleted=1)
    small.do("setting.put", id="long", value=canonical("x" * 3000))
    moved(small, "label", 2, readers, deleted=1)
    found = pulled(sara)
    assert [(len(page.deletes), [*page.puts]) for page in found if page.deletes or page.puts] == [
        (2, ["setting"]),
        (2, []),
    ]
    assert sara.row("setting", "long") is not None


def test_what_leaves_while_departures_are_told_is_told_too(small: House) -> None:  # promises 5 and 7
    karel = small.phone("karel")
    karel.sync()
    left(small, "staff", 40)
    small.do("contact_point.patch", id="phone-of-piet", set={"label": "a"})
    page = karel.pull()
    while page is not None and not page.evicts:
        page = karel.pull()
    assert page is not None and page.more is not None
    assert len(page.more.at) == 5  # what an app of before takes for a place
    small.do("contact_point.patch", id="phone-of-mia", set={"label": "b"})
    small.do("contact.delete", id="contact-kim")
    while page is not None and page.more is not None:
        page = karel.pull()
    assert karel.holds() == fresh(small, "karel")
    assert karel.exchange()[0].page is None


@pytest.mark.parametrize("place", ["", "[]", "[1,2,3,4]", '[-1,"","",""]', '["1","","",""]', "[" * 999, '[1,"","",""'])
def test_an_edited_place_is_no_fault_of_ours(house: House, place: str) -> None:
    karel = house.phone("karel")
    karel.sync()
    request = karel.replica.request(karel.now)
    at = ("tail", "1", "", "", place)
    more = Continuation(1, request.cursor, (), at, request.grants_seq, False)
    with pytest.raises(Malformed):
        house.checkpoints.page("user-karel", replace(request, more=more))
