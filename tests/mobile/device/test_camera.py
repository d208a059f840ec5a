"""The scan loop reports each label once, and says so when the camera is gone. # feature B5"""

import asyncio

import flet_camera as fc
import pytest

from mobile.device.camera import CameraUnavailable, _best, _code_of, watch
from tests.fakes import FakeCamera, FakeDecoder


def watched(pictures: list[bytes], seconds_a_picture: float, turns_at: int | None = None) -> list[str]:
    """What the loop reports when the clock moves on by the same time with every picture; the person wants something
    else from picture `turns_at` on.
    """
    camera, found = FakeCamera(pictures), []

    async def run() -> None:
        task = asyncio.create_task(
            watch(
                camera,
                FakeDecoder(),
                found.append,
                purpose=lambda: turns_at is not None and camera.taken >= turns_at,
                clock=lambda: camera.taken * seconds_a_picture,
                rest=0,
            )
        )
        while camera.taken <= len(pictures):  # noqa: ASYNC110 - the loop under test has no event to give
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())
    return found


def test_a_label_that_stays_in_view_is_reported_once() -> None:
    assert watched([b"QR:bag 7"] * 40, seconds_a_picture=0.1) == ["bag 7"]


def test_a_label_in_view_is_new_to_who_goes_on_to_hand_out() -> None:
    assert watched([b"QR:bag 7"] * 40, seconds_a_picture=0.1, turns_at=20) == ["bag 7", "bag 7"]


def test_two_labels_in_turn_are_reported_in_turn() -> None:
    assert watched([b"QR:bag 7", b"wall", b"QR:bag 8", b"QR:bag 8", b"wall"], 0.1) == ["bag 7", "bag 8"]


def test_a_label_that_comes_back_after_a_while_is_new() -> None:
    assert watched([b"QR:bag 7", b"wall", b"wall", b"wall", b"QR:bag 7", b"wall"], 1.0) == ["bag 7", "bag 7"]


def test_a_camera_that_is_gone_ends_the_loop_with_a_code() -> None:
    with pytest.raises(CameraUnavailable) as gone:
        asyncio.run(watch(FakeCamera(fails="camera_lost"), FakeDecoder(), print, rest=0))
    assert gone.value.code == "camera_lost"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (
            "CameraException(CameraAccessDenied, The user did not grant the camera permission)",
            "camera_denied",
        ),
        ("CameraException(cameraNotFound, No camera found for the given camera options)", "camera_none"),
        ("CameraException(cameraNotSupported, The camera is not supported)", "camera_unsupported"),
        ("whatever else", "camera_lost"),
    ],
)
def test_the_platforms_words_become_a_code(words: str, code: str) -> None:
    assert _code_of(RuntimeError(words)) == code


def test_the_back_camera_is_preferred() -> None:
    front, back = (
        fc.CameraDescription(name=name, lens_direction=direction, sensor_orientation=0)
        for name, direction in (
            ("front", fc.CameraLensDirection.FRONT),
            ("back", fc.CameraLensDirection.BACK),
        )
    )
    assert _best([front, back]).name == "back"
    assert _best([front]).name == "front"
