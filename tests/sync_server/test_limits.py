"""How often somebody may knock."""

import pytest

from shared.errors import TooMany
from sync_server import limits
from sync_server.limits import Window, network_of


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


def test_asking_counts_nothing() -> None:
    window = Window(1, 1000)
    for _ in range(3):
        window.ask("a", 0)
    window.knock("a", 0)
    with pytest.raises(TooMany) as refused:
        window.ask("a", 1)
    assert refused.value.retry_after == 1
    window.ask("a", 1000)


def test_silent_keys_are_forgotten() -> None:
    window = Window(1, 1000)
    for number in range(100):
        window.knock(str(number), number * 100)
    assert list(window._times) == [str(number) for number in range(90, 100)]


def test_of_too_many_keys_those_heard_longest_ago_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_KEYS", 10)
    window = Window(2, 1000)
    for number in range(10):
        window.knock(str(number), 0)
    window.knock("0", 1)
    for number in range(10, 15):
        window.knock(str(number), 2)
    assert list(window._times) == ["6", "7", "8", "9", "0", "10", "11", "12", "13", "14"]
    with pytest.raises(TooMany):
        window.knock("0", 3)
    assert len(window._times) == 10, "who is refused takes no room"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:C000:0207", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
        ("", ""),
        ("192.0.2.7:80", "192.0.2.7:80"),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_a_visitor_of_many_addresses_is_one(address: str, counted: str) -> None:
    assert network_of(address) == counted
