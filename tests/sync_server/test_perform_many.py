"""Wishes of the server in one transaction: each heard at its own time, all of them or none."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest

from shared.sync.protocol import ActionCall
from sync_server.club import Club, open_club
from sync_server.referee import Refused, Wish
from sync_server.settings import IN_MEMORY
from sync_server.turning import recheck_all
from tests.postgres import told_on_both

pytestmark = told_on_both
NOON, DAY = 1_795_863_600_000, 86_400_000


@pytest.fixture
def club(keeper: str, request: pytest.FixtureRequest) -> Iterator[Club]:
    if keeper == "sqlite":
        place: AbstractContextManager[str] = nullcontext(IN_MEMORY)
    else:
        place = request.getfixturevalue("postgres").fresh()
    with place as database:
        club = open_club(database, lambda: NOON)
        yield club
        club.close()


def bag(name: str) -> ActionCall:
    return ActionCall("resource.create", 1, {"id": name, "name": "Ballenzak", "kind": "single"})


def lend(event: str, name: str) -> ActionCall:
    return ActionCall(
        "custody.hand_out", 1, {"id": event, "resource": name, "to_kind": "resource", "to_id": "shed-0001"}
    )


def test_each_wish_is_heard_at_its_own_time(club: Club) -> None:
    wishes = [
        Wish("changeset-1", NOON - 3 * DAY, (bag("bag-0001"), bag("shed-0001"))),
        Wish("changeset-2", NOON - 2 * DAY, (lend("event-001", "bag-0001"),)),
        Wish("changeset-3", NOON - DAY, (lend("event-002", "bag-0001"),)),
    ]
    receipts = club.referee.perform_many(wishes)
    assert [receipt.outcome for receipt in receipts] == ["applied"] * 3
    times = [(row["claimed_at"], row["estimated_at"], row["received_at"]) for row in club.store.find("custody_event")]
    assert times == [(NOON - 2 * DAY,) * 3, (NOON - DAY,) * 3]


def test_one_refusal_undoes_all_and_names_its_place(club: Club) -> None:
    club.referee.perform("changeset-0", NOON, bag("shed-0001"))
    before = club.store.get("club", "club"), club.store.count("log")
    wishes = [
        Wish("changeset-1", NOON, (bag("bag-0001"),)),
        Wish("changeset-2", NOON, (lend("event-001", "bag-of-nobody"),)),
    ]
    with pytest.raises(Refused) as refused:
        club.referee.perform_many(wishes)
    assert (refused.value.code, refused.value.about["wish"]) == ("gone", 1)
    assert (club.store.get("club", "club"), club.store.count("log")) == before
    assert club.store.get("resource", "bag-0001") is None


def test_the_referee_goes_on_where_it_was_after_a_refusal(club: Club) -> None:
    """What was counted on the way falls with the transaction: the next wish is decided as if nothing was."""
    with pytest.raises(Refused):
        club.referee.perform_many([Wish("changeset-1", NOON, (bag("bag-0001"), bag("bag-0001")))])
    club.referee.perform_many([Wish("changeset-1", NOON, (bag("bag-0001"),))])
    assert recheck_all(club.referee, NOON) == 0
    assert club.store.count("resource") == 1
