"""The pictures of the scan bench: the same for the same seed, and an easy one is read."""

import asyncio

import pytest

from mobile.device.decoder import ZxingDecoder
from tests.bench.scan import KINDS, SIZES, Tally, absent, decoders, figures, measure, picture


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_picture(kind: str) -> None:
    assert picture(kind, 7, SIZES["360p"]) == picture(kind, 7, SIZES["360p"])
    assert picture(kind, 7, SIZES["360p"])[1] != picture(kind, 8, SIZES["360p"])[1]


@pytest.mark.parametrize("size", SIZES)
def test_a_plain_one_is_read_at_every_size(size: str) -> None:
    text, jpeg = picture("plain", 1, SIZES[size])
    assert asyncio.run(ZxingDecoder().decode(jpeg)) == text


def test_what_was_not_read_is_counted() -> None:
    half = Tally({"plain": 1, "dark": 0}, {"plain": 1, "dark": 1}, [10.0, 30.0, 20.0])
    assert (half.rate, half.median) == (50.0, 20.0)
    made, notes = figures({("one", "720p"): half, ("other", "360p"): Tally({"plain": 9}, {"plain": 9}, [1.0])})
    assert {key: figure.value for key, figure in made.items()} == {"scan_read": 50.0, "scan_decode": 20.0}
    assert "dark 0" in notes["scan_decode"]


def test_a_decoder_that_is_not_here_is_said() -> None:
    """Nobody takes its silence for a figure."""
    alone = {("zxing-cpp", "720p"): Tally({"plain": 1}, {"plain": 1}, [10.0])}
    assert absent(alone) == ["opencv", "pyzbar"]
    assert figures(alone)[1]["scan_read"] == "zxing-cpp 720p 100.0 % 10.0 ms; opencv not here; pyzbar not here"


def test_each_decoder_meets_each_size() -> None:
    found = measure(2)
    assert set(found) == {(name, size) for name in decoders() for size in SIZES}
    assert all(sum(tally.shown.values()) == 2 for tally in found.values())
