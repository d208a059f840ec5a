"""Who has the bag (feature B5): one holder at a time, no scan lost, whatever the order of arrival."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.custody import Custody, Dispute, Event, Holder, Step, fold
from shared.refusals import Invalid

AN, BO = Holder("contact", "an"), Holder("contact", "bo")
STORE = Holder("resource", "store")
KINDS = ("out", "in", "move", "audit", "lost", "found", "damaged", "repaired")


def fact(n: int, kind: str, to: Holder | None = None, at: int = 0) -> Event:
    kind_of, id_of = (to.kind, to.id) if to else (None, None)
    return Event(f"e{n}", f"{n:04}", kind, "bag", kind_of, id_of, at or n)  # type: ignore[arg-type]  # drawn kinds


def test_no_facts_mean_that_it_is_in() -> None:
    assert fold([]) == Custody(holder=None, since=None, status="available", place=None, chain=(), disputes=())


def test_a_hand_out_and_a_return_open_and_close_one_custody() -> None:
    out, back = fact(1, "out", AN, at=100), fact(2, "in", STORE, at=200)
    assert fold([out]) == Custody(AN, 100, "out", None, (Step(out, opened=AN),), opening=out)
    assert fold([out, back]) == Custody(None, None, "available", STORE, (Step(out, opened=AN), Step(back, closed=AN)))


def test_two_phones_taking_one_bag_give_a_hand_over_and_a_dispute_with_both_times() -> None:
    first, second = fact(1, "out", AN, at=100), fact(2, "out", BO, at=90)
    custody = fold([second, first])
    assert (custody.holder, custody.since) == (BO, 90)
    assert custody.chain == (Step(first, opened=AN), Step(second, closed=AN, opened=BO))
    assert custody.disputes == (Dispute(first, second),)
    assert [event.claimed_at for event in (custody.disputes[0].first, custody.disputes[0].second)] == [
        100,
        90,
    ]


def test_scanning_it_out_twice_to_the_same_person_is_no_dispute() -> None:
    first, again = fact(1, "out", AN, at=100), fact(2, "out", AN, at=200)
    chain = (Step(first, opened=AN), Step(again))
    assert fold([first, again]) == Custody(AN, 100, "out", None, chain, opening=first, again=(again,))


def test_a_return_of_what_is_in_changes_nothing_and_stays_in_the_chain() -> None:
    back = fact(1, "in")
    assert fold([back]) == Custody(chain=(Step(back),))


def test_a_return_between_two_hand_outs_settles_them() -> None:
    assert fold([fact(1, "out", AN), fact(3, "out", BO), fact(2, "in")]).disputes == ()


def test_who_looked_settles_it_and_the_first_has_it_since_the_first_scan() -> None:  # feature B5
    first, second = fact(1, "out", AN, at=100), fact(2, "out", BO, at=200)
    assert fold([first, second]).quarrel == Dispute(first, second)
    found = fact(3, "settle", AN, at=300)
    custody = fold([first, second, found])
    assert (custody.holder, custody.since, custody.quarrel) == (AN, 100, None)
    assert custody.chain[-1] == Step(found, closed=BO, opened=AN)
    assert custody.disputes == (Dispute(first, second),)
    stood = fold([first, second, fact(3, "settle", BO)])
    assert (stood.holder, stood.since, stood.quarrel) == (BO, 200, None)
    assert fold([first, second, fact(3, "settle")]).holder is None


def some(n: int, kind: str, to: Holder | None, quantity: int, giver: Holder | None = None) -> Event:
    return replace(
        fact(n, kind, to),
        quantity=quantity,
        from_kind=giver.kind if giver else None,
        from_id=giver.id if giver else None,
    )


def test_of_what_is_counted_many_have_some_and_nobody_disputes() -> None:  # feature B5
    taken = [some(1, "out", AN, 10), some(2, "out", BO, 5), some(3, "out", AN, 2)]
    custody = fold(taken)
    assert custody.shares == ((BO, 5), (AN, 12))
    assert (custody.holder, custody.disputes, custody.opening) == (AN, (), taken[2])
    assert fold([*taken, some(4, "in", STORE, 4, giver=BO)]).shares == ((BO, 1), (AN, 12))
    assert fold([*taken, some(4, "in", STORE, 13)]).shares == ((BO, 4),)
    assert fold([*taken, some(4, "in", STORE, 20)]).holder is None
    assert fold([*taken, fact(4, "in")]).shares == ()


def test_some_of_what_somebody_has_whole_is_a_dispute() -> None:
    whole = fact(1, "out", AN)
    custody = fold([whole, some(2, "out", BO, 3)])
    assert (custody.shares, [dispute.first for dispute in custody.disputes]) == (((BO, 3),), [whole])


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (("lost",), "lost"),
        (("out", "lost"), "lost"),
        (("lost", "found"), "available"),
        (("lost", "audit"), "available"),
        (("lost", "out"), "out"),
        (("damaged",), "damaged"),
        (("damaged", "out"), "damaged"),
        (("damaged", "lost", "found"), "damaged"),
        (("damaged", "repaired"), "available"),
        (("out", "damaged", "repaired"), "out"),
    ],
)
def test_lost_and_damaged_last_until_it_is_seen_and_repaired(kinds: tuple[str, ...], status: str) -> None:
    facts = [fact(n, kind, AN if kind == "out" else None) for n, kind in enumerate(kinds)]
    assert fold(facts).status == status


def test_a_lost_thing_keeps_its_holder_and_a_moved_one_its_place() -> None:
    custody = fold([fact(1, "move", STORE), fact(2, "out", AN), fact(3, "lost")])
    assert (custody.holder, custody.place, custody.status) == (AN, STORE, "lost")


@pytest.mark.parametrize(
    ("kind", "to_kind", "to_id"),
    [("out", None, None), ("move", None, None), ("in", "contact", None), ("in", None, "an")],
)
def test_a_fact_says_wholly_where_to(kind: str, to_kind: str | None, to_id: str | None) -> None:
    with pytest.raises(Invalid):
        Event("e", "1", kind, "bag", to_kind, to_id)  # type: ignore[arg-type]  # wrong on purpose


HOLDERS = st.sampled_from([AN, BO, Holder("group", "u13"), Holder("resource", "kit")])
FACTS = st.lists(st.tuples(st.sampled_from(KINDS), HOLDERS), max_size=25).map(
    lambda drawn: [fact(n, kind, to if kind in {"out", "move"} else None) for n, (kind, to) in enumerate(drawn)]
)


@given(FACTS)
def test_at_most_one_custody_is_open_after_every_fact(facts: list[Event]) -> None:
    open_now: list[Holder] = []
    for step in fold(facts).chain:
        if step.closed is not None:
            open_now.remove(step.closed)
        if step.opened is not None:
            open_now.append(step.opened)
        assert len(open_now) <= 1
    assert open_now == [holder for holder in [fold(facts).holder] if holder is not None]


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_doubles_do_not_matter(facts: list[Event], chance: random.Random) -> None:
    shuffled = facts + facts[: len(facts) // 2]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(facts)


@given(FACTS)
def test_every_scan_is_accounted_for_and_history_only_grows(facts: list[Event]) -> None:
    whole = fold(facts)
    assert [step.event for step in whole.chain] == facts
    for length in range(len(facts)):
        early = fold(facts[:length])
        assert whole.chain[:length] == early.chain
        assert whole.disputes[: len(early.disputes)] == early.disputes


@given(FACTS)
def test_every_change_of_hands_without_a_return_is_a_dispute_and_nothing_else_is(facts: list[Event]) -> None:
    custody = fold(facts)
    handed_over = [step.event for step in custody.chain if step.closed is not None and step.opened is not None]
    assert [dispute.second for dispute in custody.disputes] == handed_over
    assert all(dispute.first.to != dispute.second.to for dispute in custody.disputes)
