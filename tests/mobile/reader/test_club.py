"""The club's card: what a device may verify labels with, and nothing else."""

import base64
import json

import pytest

from mobile.reader import Reader
from mobile.reader.club import Club
from tests.mobile.club import small_club


def card(value: object) -> Club:
    club = small_club()
    club.row("setting", id="club", value=json.dumps(value))
    return Reader(club.store.connection).clubs.card()


def test_before_the_first_sync_nothing_is_known() -> None:
    assert Reader(small_club().store.connection).clubs.card() == Club()


def test_the_card_says_who_where_and_which_keys() -> None:
    key = bytes(range(32))
    values = {
        "name": "KV",
        "iban": "BE68539007547034",
        "host": "kv.example",
        "label_keys": {"2": base64.b64encode(key).decode()},
    }
    assert card(values) == Club("KV", "BE68539007547034", "", "kv.example", {2: key})


@pytest.mark.parametrize(
    "keys",
    [
        None,
        [],
        {"1": "not base 64!"},
        {"1": base64.b64encode(b"short").decode()},
        {"x": base64.b64encode(bytes(32)).decode()},
        {"1": 7},
    ],
)
def test_a_key_that_is_no_key_verifies_nothing(keys: object) -> None:
    assert card({"name": "KV", "label_keys": keys}).label_keys == {}
