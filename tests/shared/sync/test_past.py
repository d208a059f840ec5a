"""What a device says of an earlier life: read as it was written, and nothing that could not have been."""

from typing import Any

import pytest

from shared.errors import Malformed
from shared.sync.past import Was, read_moments, read_was

SAID = {"epoch": "epoch-1", "seq": 5, "outcome": "refused", "code": "gone", "moments": [1, 2, 3, 4]}
LAST_MS, LAST_COUNT = 2**48 - 1, 2**24 - 1


def test_what_was_is_read_back() -> None:
    was = Was("epoch-1", 5, "refused", "gone", (1, 2, 3, 4))
    assert (read_was(SAID), read_was({**was.to_wire(), "moments": [1, 2, 3, 4]})) == (was, was)


@pytest.mark.parametrize(
    "part",
    [
        {"epoch": "e"},  # as short as a name can be
        {"epoch": "e" * 200},
        {"seq": 0},
        {"seq": 2**40 - 1},  # a life has room for so many: the next one begins after it
        {"outcome": "applied", "code": None},
        {"moments": [0, 0, 0, 0]},
        {"moments": [LAST_MS, LAST_COUNT, LAST_MS, LAST_COUNT]},
    ],
)
def test_the_bounds_themselves_are_good(part: dict[str, Any]) -> None:
    was = read_was({**SAID, **part})
    told = {**was.to_wire(), "moments": list(was.moments)}
    assert told == {**SAID, **part}


@pytest.mark.parametrize(
    "part",
    [
        {"epoch": ""},
        {"epoch": "e" * 201},
        {"epoch": 1},
        {"seq": -1},
        {"seq": 2**40},
        {"seq": True},
        {"seq": "5"},
        {"outcome": "done"},
        {"code": 4},
        {"moments": None},
        {"moments": [1, 2, 3]},
        {"moments": [1, 2, 3, True]},
        {"moments": [-1, 2, 3, 4]},
        {"moments": [1, -1, 3, 4]},
        {"moments": [1, 2, -1, 4]},
        {"moments": [1, 2, 3, -1]},
        {"moments": [LAST_MS + 1, 2, 3, 4]},
        {"moments": [1, LAST_COUNT + 1, 3, 4]},
        {"moments": [1, 2, LAST_MS + 1, 4]},
        {"moments": [1, 2, 3, LAST_COUNT + 1]},
    ],
)
def test_what_could_not_have_been_is_malformed(part: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_was({**SAID, **part})


def test_no_part_may_be_missing() -> None:
    for name in set(SAID) - {"code"}:
        with pytest.raises(Malformed):
            read_was({part: value for part, value in SAID.items() if part != name})


def test_a_long_code_is_cut_and_an_empty_one_is_none() -> None:
    assert [read_was({**SAID, "code": code}).code for code in ("c" * 61, "")] == ["c" * 60, None]


def test_there_may_be_no_moments() -> None:
    assert read_moments(None) is None
