"""Who may print labels gets them signed; nobody else does, and the key never leaves. # features B6, B7"""

import json

import pytest

from shared.domain import labels
from shared.domain.codes import code_text
from sync_server.keys.label_key import checker, open_label_key
from tests.house import LABEL
from tests.sync_server.desk import Desk

NEW = code_text(bytes(range(16)))


def test_a_label_of_ours_is_signed_for_who_may_print_it(desk: Desk) -> None:
    answer = desk.post("/api/labels", {"codes": [LABEL, NEW]}, desk.token("eef"))
    assert answer.status_code == 200
    keys = open_label_key(desk.settings.key_file).public_keys
    for code, text in answer.json()["labels"].items():
        label = labels.parse(text, desk.settings.label_host)
        assert (label.code_text, label.kind) == (code, labels.RESOURCE)
        assert labels.verify(label, checker(keys))
    assert list(answer.json()["labels"]) == [LABEL, NEW]


def test_the_host_is_the_one_the_club_chose(desk: Desk) -> None:
    desk.house.do("setting.put", id="club", value={"name": "KV De Meers", "host": "kvdemeers.example"})
    [text] = desk.post("/api/labels", {"codes": [LABEL]}, desk.token("eef")).json()["labels"].values()
    assert labels.parse(text, "kvdemeers.example").signed


@pytest.mark.parametrize(
    "value", [[], "x", 1, {"host": 5}, {"host": ""}, {"host": "a@b"}, {"host": "a\nb"}, {"host": "é.be"}]
)
def test_a_host_that_no_label_can_bear_is_not_chosen(desk: Desk, value: object) -> None:
    desk.house.do("setting.put", id="club", value=json.dumps(value))
    [text] = desk.post("/api/labels", {"codes": [LABEL]}, desk.token("eef")).json()["labels"].values()
    assert labels.parse(text, desk.settings.label_host).signed


@pytest.mark.parametrize("user", ["karel", "sara", "piet"])
def test_nobody_else_gets_a_signature(desk: Desk, user: str) -> None:
    answer = desk.post("/api/labels", {"codes": [LABEL]}, desk.token(user))
    assert (answer.status_code, answer.json()["code"]) == (422, "not_allowed")


def test_a_stranger_is_asked_who_it_is(desk: Desk) -> None:
    assert desk.post("/api/labels", {"codes": [LABEL]}).status_code == 401


@pytest.mark.parametrize(
    "asked", [[], {}, {"codes": []}, {"codes": [1]}, {"codes": [LABEL], "more": 1}, {"codes": [LABEL] * 501}]
)
def test_what_is_no_question_gets_no_answer(desk: Desk, asked: object) -> None:
    assert desk.post("/api/labels", asked, desk.token("eef")).status_code == 400


def test_what_is_no_code_is_not_signed(desk: Desk) -> None:
    answer = desk.post("/api/labels", {"codes": ["../../etc/passwd"]}, desk.token("eef"))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
