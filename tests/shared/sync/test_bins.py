"""Both sides find the same bad bin, and only that."""

import pytest

from shared.sync.bins import BINS, Bins, bin_of, carrier_hash, differing, is_bins

CLUB = carrier_hash(["club"])


def bins_of(**rows: int) -> str:
    bins = Bins()
    for id, hashed in rows.items():
        bins.add(id, hashed, CLUB)
    return bins.text()


def test_alike_is_alike_in_any_order() -> None:
    assert differing(bins_of(kim=7, bo=8, zoe=9), bins_of(zoe=9, kim=7, bo=8)) == ()


@pytest.mark.parametrize("there", [{"kim": 7, "bo": 9}, {"kim": 7}], ids=["changed", "missing"])
def test_a_row_that_differs_spoils_its_own_bin(there: dict[str, int]) -> None:
    assert differing(bins_of(kim=7, bo=8), bins_of(**there)) == (bin_of("bo"),)


def test_a_row_carried_by_other_scopes_differs_too() -> None:
    mine = Bins()
    mine.add("kim", 7, carrier_hash(["club", "team:u12:coach"]))
    assert differing(mine.text(), bins_of(kim=7)) == (bin_of("kim"),)


def test_scopes_have_no_order() -> None:
    assert carrier_hash(["a", "b"]) == carrier_hash(["b", "a"]) != carrier_hash(["ab"])


def test_bins_travel_as_one_word_of_hex_digits() -> None:
    text = bins_of(kim=-1)
    assert (len(text), is_bins(text)) == (BINS * 16, True)
    assert not any(map(is_bins, ("", text[1:], text + "0", text.upper().replace("0", "G"))))
