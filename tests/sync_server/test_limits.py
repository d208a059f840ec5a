"""How often somebody may knock."""

import pytest

from shared.errors import TooMany
from sync_server import limits
from sync_server.limits import Window


def test_a_window_slides() -> None:
    window = Window(2, 1000)
    window.knock("a", 0)
    window.knock("a", 600)
    with pytest.raises(TooMany) as refused:
        window.knock("a", 900)
    assert refused.value.retry_after == 1
    window.knock("a", 1000)
    with pytest.raises(TooMany):
        window.knock("a", 1599)
    window.knock("a", 1600)


def test_keys_do_not_share() -> None:
    window = Window(1, 1000)
    window.knock("a", 0)
    window.knock("b", 0)


def test_a_good_answer_wipes_the_slate() -> None:
    window = Window(1, 1000)
    window.knock("a", 0)
    window.forgive("a")
    window.knock("a", 1)


def test_silent_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_KEYS", 10)
    window = Window(1, 1000)
    for number in range(100):
        window.knock(str(number), number * 1000)
    assert len(window._times) <= 11
