"""The decoder reads what a phone sees in a storage room: askew, dark, blurred, grainy. # feature 89"""

import asyncio
import io
import random

import pytest
from PIL import Image

from mobile.device.decoder import NoDecoder, ZxingDecoder
from tests.mobile.device.pictures import photograph

LABEL = "HTTPS://CLUB.EXAMPLE/R/" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 4 + "ABCD"


def read(picture: bytes) -> str | None:
    return asyncio.run(ZxingDecoder().decode(picture))


@pytest.mark.parametrize("turn", [0, 7, 30, 45, 90, 133, 180, 270])
def test_a_label_reads_whatever_way_the_bag_lies(turn: int) -> None:
    assert read(photograph(LABEL, turn=turn)) == LABEL


@pytest.mark.parametrize("tilt", [0.1, 0.2, 0.3])
def test_a_label_reads_from_an_angle(tilt: float) -> None:
    assert read(photograph(LABEL, tilt=tilt, turn=8)) == LABEL


@pytest.mark.parametrize(("side", "blur", "noise"), [(440, 1.0, 0), (440, 2.0, 0), (440, 3.0, 0), (300, 2.5, 4)])
def test_a_label_reads_out_of_focus(side: int, blur: float, noise: int) -> None:
    assert read(photograph(LABEL, 1, side=side, turn=7, blur=blur, noise=noise)) == LABEL


@pytest.mark.parametrize(("light", "noise"), [(0.5, 5), (0.2, 10), (0.12, 10), (0.06, 4)])
def test_a_label_reads_in_a_dark_store_room(light: float, noise: int) -> None:
    assert read(photograph(LABEL, side=260, turn=7, light=light, noise=noise)) == LABEL


@pytest.mark.parametrize("seed", range(6))
def test_a_label_reads_when_everything_is_wrong_at_once(seed: int) -> None:
    picture = photograph(LABEL, seed, side=300, turn=11 + 50 * seed, tilt=0.12, blur=1.2, light=0.4, noise=8)
    assert read(picture) == LABEL


def test_white_on_black_reads_too() -> None:
    assert read(photograph(LABEL, inverted=True)) == LABEL


def test_pictures_without_a_code_and_bytes_that_are_no_picture_are_just_not_read() -> None:
    wall = io.BytesIO()
    Image.new("L", (640, 360), 120).save(wall, "PNG")
    noise = random.Random(1).randbytes(5000)
    assert [read(wall.getvalue()), read(noise), read(b""), read(wall.getvalue()[:60])] == [None] * 4


def test_a_picture_that_unpacks_to_a_hundred_megapixels_is_left_alone() -> None:
    bomb = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 20_000
    assert read(bomb.getvalue()) is None


def test_a_device_without_a_decoder_says_so() -> None:
    assert NoDecoder().available is False
    assert asyncio.run(NoDecoder().decode(photograph(LABEL))) is None
