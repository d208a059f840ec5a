"""What both ends say survives the wire; what only looks like it is Malformed, never a crash."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Malformed
from shared.sync.protocol import (
    ActionCall,
    Changeset,
    Continuation,
    Page,
    Puts,
    Receipt,
    Reply,
    Request,
    read_reply,
    read_request,
)
from tests.house import wire
from tests.twist import places, twisted

CHANGE = Changeset("wish-1", "phone", 1, "e", (ActionCall("a.b", 1, {"x": [None, True]}),), 3, -5, 7, -9, 1, "app")
MORE = Continuation(1, 9, ("club",), ("tail", "4", "contact", "kim"), 2, False, (0, 255))
REQUEST = Request("phone", "e", 1, "app", -1, (CHANGE,), 4, 2, "f" * 32, MORE, "0" * 4096)
PAGE = Page(
    {"1": ("club", "staff")},
    {"contact": Puts(("id", "given_name"), ((1, "contact-kim", "Kim"), (1, "contact-bo", None)))},
    (("contact", "contact-zoe"),),
    (("contact_point", "point-1"),),
    MORE,
    9,
    2,
    ("club",),
    "f" * 32,
    True,
    (3, 7),
)
REPLY = Reply(5, (Receipt("wish-1", 1, "merged", 9, None, {"lost": [["contact", "kim", "name"]]}),), PAGE)


def test_a_request_survives_the_wire() -> None:
    assert read_request(wire(REQUEST.to_wire())) == REQUEST


def test_a_reply_survives_the_wire() -> None:
    assert read_reply(wire(REPLY.to_wire())) == REPLY


def test_a_request_that_pushes_nothing_says_where_the_device_stands_and_no_more() -> None:
    asked = replace(REQUEST, push=(), more=None, bins=None).to_wire()
    assert asked.keys() == {"protocol", "device", "epoch", "cursor", "grants_seq", "rollup"}
    heard = read_request(wire(asked))
    assert (heard.push, heard.schema, heard.app, heard.wall) == ((), 0, "-", 0)


def test_who_asks_may_be_known_already() -> None:
    told = wire(REQUEST.to_wire())
    del told["device"]
    assert read_request(told, "phone") == REQUEST
    with pytest.raises(Malformed, match="field_device"):
        read_request(told)
    assert read_request({**told, "device": "tablet"}, "phone").device == "tablet"


def test_what_nearly_every_receipt_says_is_left_out() -> None:
    receipt = Receipt("wish-1", 1, "applied", 9)
    assert receipt.to_wire() == {"id": "wish-1", "n": 1, "seq": 9}
    assert read_reply(wire(Reply(5, (receipt,), None).to_wire())).receipts == (receipt,)


def test_nothing_new_is_two_words() -> None:
    assert Reply(5, (), None).to_wire() == {"protocol": 1, "now": 5}


@pytest.mark.parametrize("bins", [[1, 1], [2, 1], [-1], [256], [True], ["1"], "1", {}])
def test_bins_are_numbers_below_256_in_order(bins: Any) -> None:
    with pytest.raises(Malformed):
        read_reply(wire({**REPLY.to_wire(), "page": {**PAGE.to_wire(), "bins": bins}}))


@pytest.mark.parametrize("bins", ["", "0" * 4095, "g" * 4096, 7, ["0"]])
def test_sums_of_bins_have_one_shape(bins: Any) -> None:
    with pytest.raises(Malformed, match="field_bins"):
        read_request(wire({**REQUEST.to_wire(), "bins": bins}))


ODD = st.sampled_from([None, True, 0, -1, "", "x", [], {}, [1], [[]], ["a", 1], {"a": 1}, {"1": [1]}, [["a"]], 2**70])


@pytest.mark.parametrize(("good", "read"), [(REQUEST.to_wire(), read_request), (REPLY.to_wire(), read_reply)])
@given(st.data())
def test_any_other_shape_is_malformed(good: Any, read: Any, data: st.DataObject) -> None:
    value = wire(good)
    for _ in range(data.draw(st.integers(1, 3))):
        how = data.draw(st.sampled_from(["set", "drop", "extra", "double"]))
        value = twisted(value, data.draw(st.sampled_from(places(value))), how, data.draw(ODD))
    try:
        read(value)
    except Malformed:
        return


@pytest.mark.parametrize("page", ["<html>Sign in to Free WiFi</html>", None, 7, [], {"status": "login"}])
def test_a_captive_portals_answer_is_malformed(page: Any) -> None:
    with pytest.raises(Malformed):
        read_reply(page)


@pytest.mark.parametrize("rows", [[7], [7, 8], [[]], [[1], [1]], [[1, "a", "b"]], [[1, "a"], [1]]])
def test_rows_that_are_all_misshapen_alike_are_malformed(rows: Any) -> None:
    page = {"cursor": 1, "carriers": {"1": ["club"]}, "puts": {"season": {"names": ["id"], "rows": rows}}}
    with pytest.raises(Malformed):
        read_reply({"protocol": 1, "now": 1, "page": page})
