"""A scanner that types: told from fingers by its speed, on any page that listens. (feature B5)"""

from collections.abc import Mapping

from mobile.device.wedge import Wedge
from tests.mobile.device.keyboards import BELGIAN, FRENCH, US, on_the_page
from tests.mobile.goods import label_of


def typed(
    wedge: Wedge,
    text: str,
    gap: float,
    start: float = 10.0,
    end: str = "Enter",
    computer: Mapping[str, str] = US,
) -> None:
    """Key by key, as the page tells them."""
    at = start
    for name, shift in on_the_page(text, computer):
        at += gap / 2 if shift else gap
        wedge.key(name, at, shift=shift)
    wedge.key(end, at + gap)


def test_a_burst_is_a_scan_and_typing_is_not() -> None:
    heard: list[str] = []
    wedge = Wedge(heard.append)
    label = label_of("Minidoelen")
    typed(wedge, label, 0.004)
    assert heard == [label]
    typed(wedge, "minidoelen", 0.2, start=100)
    assert heard == [label]


def test_a_page_that_stumbles_loses_no_sign() -> None:
    heard: list[str] = []
    wedge = Wedge(heard.append)
    wedge.key("M", 10.0, shift=True)
    for number, sign in enumerate("-0031"):
        wedge.key(sign, 10.3 + number / 1000)
    wedge.key("Enter", 10.31)
    assert heard == ["M-0031"]


def test_a_scanner_is_known_before_its_enter_and_fingers_are_not() -> None:
    begun: list[float] = []
    wedge = Wedge(lambda text: None, lambda: begun.append(1))
    typed(wedge, "M-0031", 0.005)
    typed(wedge, "minidoelen", 0.15, start=50)
    assert begun == [1]


def test_what_was_typed_by_hand_before_is_not_part_of_it() -> None:
    heard: list[str] = []
    wedge = Wedge(heard.append)
    typed(wedge, "abc", 0.01, end="x")
    typed(wedge, "M-0031", 0.01, start=50)
    assert heard == ["M-0031"]


def test_a_short_burst_and_a_page_that_does_not_listen_are_left_alone() -> None:
    heard: list[str] = []
    wedge = Wedge(heard.append)
    typed(wedge, "12345", 0.01)
    wedge.heard = None
    typed(wedge, "1234567", 0.01, start=50)
    assert heard == []


def test_large_and_small_letters_arrive_as_they_were_typed() -> None:
    heard: list[str] = []
    typed(Wedge(heard.append), "https://Old.example/a_B-7?x=1", 0.004)
    assert heard == ["https://Old.example/a_B-7?x=1"]


def test_on_azerty_the_signs_arrive_that_its_keys_make() -> None:
    """Figures do not move: the page tells them by their key."""
    heard: list[str] = []
    typed(Wedge(heard.append), "HTTPS://MA.BE/R/7ZQW-18", 0.004, computer=BELGIAN)
    typed(Wedge(heard.append), "HTTPS://MA.BE/R/7ZQW-18", 0.004, computer=FRENCH)
    assert heard == ["HTTPSM==?Q:BE=R=7WAZ)18", "HTTPSM!!?Q:BE!R!7WAZ)18"]


def test_a_field_that_had_the_cursor_is_told_nothing_new() -> None:
    wedge = Wedge(lambda text: None)
    assert not wedge.just_heard(0.2)
    typed(wedge, "M-0031", 0.005, start=50)
    assert wedge.just_heard(50.5)
    assert not wedge.just_heard(52)
    typed(wedge, "minidoelen", 0.2, start=100)
    assert not wedge.just_heard(102.3)
