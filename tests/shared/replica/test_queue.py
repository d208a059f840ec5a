"""How much goes in one batch: counted in bytes, to the last of them."""

import json

import pytest

from shared.register import canonical
from tests.house import House, Phone

BATCH = 700 * 1024
ASIDE = 400  # for what stands around the actions of one changeset


@pytest.fixture
def karel(house: House) -> Phone:
    """The coach's phone, synced."""
    phone = house.phone("karel")
    phone.sync()
    return phone


def patch(size: int, letter: str = "x") -> str:
    """Actions of so many bytes, as they wait: a label of `letter` after `letter`."""

    def actions(label: str) -> str:
        args = {"id": "phone-of-piet", "set": {"label": label}}
        return canonical([{"name": "contact_point.patch", "version": 1, "args": args}])

    times, rest = divmod(size - len(actions("").encode()), len(letter.encode()))
    return actions(letter * times + "x" * rest)


def wait(phone: Phone, *actions: str) -> None:
    """These changesets wait."""
    phone.do("contact_point.patch", id="phone-of-piet", set={"label": "gsm"})
    (line,) = phone.store.find("queue")
    lines = ({**line, "n": n, "id": f"changeset-of-{n}", "actions": text} for n, text in enumerate(actions, 1))
    phone.store.put("queue", *lines)


def sent(phone: Phone) -> list[int]:
    """The numbers of what goes in the next batch."""
    return [changeset.n for changeset in phone.replica.request(phone.now).push]


def test_a_batch_is_filled_to_its_last_byte(karel: Phone) -> None:
    half = patch(BATCH // 2 - ASIDE)
    assert len(half.encode()) + ASIDE == BATCH // 2
    wait(karel, half, half, patch(200))
    assert sent(karel) == [1, 2]


def test_what_makes_it_a_byte_too_long_waits_for_the_next(karel: Phone) -> None:
    wait(karel, patch(BATCH // 2 - ASIDE), patch(BATCH // 2 - ASIDE + 1), patch(200))
    assert sent(karel) == [1]


def test_short_ones_count_with_what_stands_around_them(karel: Phone) -> None:
    wait(karel, patch(BATCH - 3 * (200 + ASIDE) - ASIDE), *[patch(200)] * 4)
    assert sent(karel) == [1, 2, 3, 4]


@pytest.mark.parametrize(("more", "go"), [(0, [1, 2]), (1, [1])])
def test_letters_count_by_their_bytes(karel: Phone, more: int, go: list[int]) -> None:
    accented = "\N{LATIN SMALL LETTER E WITH ACUTE}"
    wait(karel, patch(BATCH // 2 - ASIDE, accented), patch(BATCH // 2 - ASIDE + more, accented))
    assert sent(karel) == go


def test_one_that_fills_a_batch_by_itself_goes_alone(karel: Phone) -> None:
    wait(karel, patch(BATCH), patch(200))
    assert sent(karel) == [1]


def test_what_no_batch_can_carry_is_refused_at_once(karel: Phone) -> None:
    """A byte less is looked at: then it is the label in it that is too long."""
    refused = []
    for size in (BATCH, BATCH + 1):
        (call,) = json.loads(patch(size))
        refused.append(karel.do("contact_point.patch", **call["args"]).refusal)
    assert [refusal and refusal.about for refusal in refused] == [
        {"field": "set", "reason": "too_long"},
        {"field": "actions", "reason": "too_long"},
    ]
