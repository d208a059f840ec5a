"""Where a browser may be woken is told by its own device, and only a push service is believed. (feature B19)"""

from typing import Any

import pytest

from tests.sync_server.desk import Desk

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def test_a_device_says_where_it_is_woken_and_takes_it_back(desk: Desk) -> None:
    token = desk.token("piet")
    key = desk.post("/api/push", {"endpoint": None}, token).json()["key"]
    assert len(key) == 87
    assert desk.post("/api/push", {"endpoint": ENDPOINT}, token).json() == {"key": key}
    (row,) = desk.house.store.find("push_address")
    assert row == {
        "id": "device-of-piet",
        "user": "user-piet",
        "endpoint": ENDPOINT,
        "since": desk.house.clock.now,
    }
    desk.post("/api/push", {"endpoint": ENDPOINT + "d"}, token)
    assert [row["endpoint"] for row in desk.house.store.find("push_address")] == [ENDPOINT + "d"]
    desk.post("/api/push", {"endpoint": None}, token)
    assert desk.house.store.count("push_address") == 0


@pytest.mark.parametrize(
    "value",
    [{}, [], {"endpoint": 7}, {"endpoint": ""}, {"endpoint": "http://10.0.0.1/"}, {"endpoint": ENDPOINT, "user": "x"}],
)
def test_nothing_else_is_believed(desk: Desk, value: Any) -> None:
    answer = desk.post("/api/push", value, desk.token("piet"))
    assert (answer.status_code, answer.json()["code"]) == (400, "push")
    assert desk.house.store.count("push_address") == 0


def test_a_stranger_says_nothing(desk: Desk) -> None:
    assert desk.post("/api/push", {"endpoint": ENDPOINT}).status_code == 401


def test_who_is_erased_is_woken_no_more(desk: Desk) -> None:
    desk.post("/api/push", {"endpoint": ENDPOINT}, desk.token("piet"))
    desk.house.do("contact.erase", id="contact-piet")
    assert desk.house.store.count("push_address") == 0
