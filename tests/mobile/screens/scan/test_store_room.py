"""Two walks on the real screen, over the made-up club: a round in the store room, and an invoice that pays by scanning.

The camera is a film of made-up photographs; the server is Flet's own, so that nothing has to be built.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.domain.payment_qr import Payment, parse
from tests.journeys.browser import Screen, open_device
from tests.mobile.device.pictures import photograph
from tests.mobile.goods import label_of

ROOT = Path(__file__).resolve().parents[4]
PICTURES_A_LABEL = 25

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stage() -> Iterator[str]:
    """The address of the app over the made-up club."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.mobile.stage"], cwd=ROOT, env={**os.environ, "PORT": str(port)}
    )
    try:
        for _ in range(300):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


def film(path: Path, *texts: str) -> Path:
    """A film in which the labels follow each other, each a little askew: JPEG pictures one after the other."""
    pictures = [photograph(text, seed, turn=6 - 5 * seed, tilt=0.05, noise=6) for seed, text in enumerate(texts)]
    path.write_bytes(b"".join(picture * PICTURES_A_LABEL for picture in pictures))
    return path


def read_aloud(screen: Screen) -> None:
    """Switches Flutter's semantics on, without which nothing is found."""
    button = screen.page.locator("flt-semantics-placeholder")
    button.wait_for(state="attached", timeout=40_000)
    button.evaluate("element => element.click()")


def test_two_things_are_scanned_and_handed_to_a_team_without_a_network(
    stage: str, tmp_path: Path
) -> None:  # feature B5
    """Feature B5."""
    camera = film(tmp_path / "labels.mjpeg", label_of("Minidoelen"), label_of("Krijtwagen"))
    with open_device(tmp_path / "phone", camera=camera) as phone:
        screen = phone.open(f"{stage}/scan?role=equipment", usable=False)
        read_aloud(screen)
        screen.sees("Krijtwagen")  # looked up, and still in view when the round begins
        screen.page.get_by_text("Uitgeven").first.click()
        screen.press("Aan wie geef je uit?")
        screen.press(re.compile(r"^U11\b"))
        screen.press(re.compile("2 stukken uitgeven"))
        screen.press("Geef 2 stukken aan U11")
        screen.sees("2 stukken zijn nu bij U11.")
        screen.page.get_by_role("tab", name="Materiaal").first.click()
        screen.sees(re.compile(r"U11 · sinds vandaag"))


def test_the_qr_code_on_an_invoice_reads_as_the_transfer_it_asks_for(stage: str, tmp_path: Path) -> None:  # feature B10
    with open_device(tmp_path / "phone") as phone:
        screen = phone.open(f"{stage}/money?role=member&theme=dark", usable=False)
        read_aloud(screen)
        screen.page.get_by_text("Stage herfst").first.click()
        screen.page.get_by_role("img", name=re.compile(r"^QR-code om € 95,00 ")).wait_for()
        found = screen.shows_code()
    assert parse(found) == Payment("KV De Meers", "BE68539007547034", "KREDBEBB", 9_500, "260000000271")
