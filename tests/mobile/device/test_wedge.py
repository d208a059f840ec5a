"""A scanner that types: told from fingers by its speed, on any page that listens. (feature B5)"""

from mobile.device.wedge import Wedge
from tests.mobile.goods import label_of


def typed(wedge: Wedge, text: str, gap: float, start: float = 10.0, end: str = "Enter") -> None:
    """Key by key, as the page tells them: capital letters for letters, a colon as a semicolon with its shift."""
    at = start
    for sign in text:
        at += gap
        wedge.key("Shift Left", at)
        wedge.key(";" if sign == ":" else sign.upper(), at, shift=sign == ":")
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
    wedge.key("M", 10.0)
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
