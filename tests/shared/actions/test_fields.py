"""Fields of the club's own: the owner says what is asked of things, who keeps the equipment answers. # feature 8"""

from typing import Any

import pytest

from shared.domain.custom_field import value_id
from shared.sync.change import Insert, Patch
from shared.tables import REGISTER
from tests.house import House

RED, BLUE = "ball-bag-red", "ball-bag-blue"
SIZE = {"id": "field-size", "entity": "resource", "name": "Maat", "kind": "choice", "choices": ["S", "XL"]}
BILL = {"id": "field-bill", "entity": "resource", "name": "Factuurnummer", "kind": "text"}
OF_SIZE, OF_BILL = (value_id(field, RED) for field in ("field-size", "field-bill"))


@pytest.fixture
def club(house: House) -> House:
    """Two fields for things."""
    house.do("custom_field.define", **SIZE)
    house.do("custom_field.define", **BILL)
    return house


def answer(value: Any, field: str = "field-size", resource: str = RED) -> dict[str, Any]:
    return {"field": field, "resource": resource, "value": value}


def test_fields_stand_in_the_order_in_which_they_were_made_until_somebody_orders_them(club: House) -> None:
    def order() -> list[str]:
        return sorted(("field-size", "field-bill"), key=lambda id: (club.row("custom_field", id) or {})["position"])

    assert order() == ["field-size", "field-bill"]
    club.do("custom_field.reorder", entity="resource", ids=["field-bill", "field-size"])
    assert order() == ["field-bill", "field-size"]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "ids not_a_choice"),
        (["field-size", "field-size"], "ids not_a_choice"),
        ([7], "ids not_a_choice"),
        (["field-size"] * 501, "ids not_a_choice"),
        (["field-none"], "gone"),
        (["field-people"], "ids not_a_choice"),
        ("field-size", "ids not_json"),
    ],
)
def test_what_is_no_order(club: House, ids: Any, said: str) -> None:
    of_people(club)
    assert club.refusal("olga", "custom_field.reorder", entity="resource", ids=ids) == said


def of_people(club: House) -> None:
    """A field that a newer server keeps for people: this version has none."""
    row = {**dict.fromkeys(REGISTER["custom_field"].names), "name": "Maat", "kind": "text", "status": "active"}
    club.store.put("custom_field", {**row, "id": "field-people", "entity": "contact"})


def test_two_people_fill_in_two_fields_and_neither_is_lost(club: House) -> None:
    eef, olga = club.phone("eef"), club.phone("olga")
    eef.sync()
    olga.sync()
    eef.do("custom_value.set", **answer("XL"))
    olga.do("custom_value.set", **answer("F-118", "field-bill"))
    assert (olga.sync(), eef.sync()) == (["applied"], ["applied"])
    olga.sync()
    for phone in (eef, olga):
        assert {row["id"]: row["value"] for row in phone.store.find("custom_value")} == {
            OF_SIZE: "XL",
            OF_BILL: "F-118",
        }


def test_of_one_field_there_is_one_answer_and_the_last_word_stands(club: House) -> None:
    """Both are offline and make the row; the club has it once."""
    eef, olga = club.phone("eef"), club.phone("olga")
    eef.sync()
    olga.sync()
    eef.do("custom_value.set", **answer("S"))
    club.clock.wait(60_000)
    olga.do("custom_value.set", **answer("XL"))
    assert (olga.sync(), eef.sync()) == (["applied"], ["merged"])
    olga.sync()
    assert [phone.store.find("custom_value") for phone in (eef, olga)] == [
        [{"id": OF_SIZE, "field": "field-size", "resource": RED, "value": "XL"}]
    ] * 2


def test_an_answer_is_made_mended_and_taken_back(club: House) -> None:
    made = {"id": OF_SIZE, "field": "field-size", "resource": RED, "value": "S"}
    assert club.decide("eef", "custom_value.set", **answer("S")) == [Insert("custom_value", made)]
    club.do("custom_value.set", **answer("S"))
    assert club.decide("eef", "custom_value.set", **answer("XL")) == [Patch("custom_value", OF_SIZE, {"value": "XL"})]
    assert club.decide("eef", "custom_value.set", **answer(None)) == [Patch("custom_value", OF_SIZE, {"value": None})]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (answer("M"), "value not_a_choice"),
        (answer(["S"]), "value not_text"),
        (answer(7), "value not_text"),
        (answer(True), "value not_text"),
        (answer({"S": 1}), "value not_text"),
        (answer("a\x00b", "field-bill"), "value not_text"),
        (answer("\ud800", "field-bill"), "value not_text"),
        (answer("x" * 1024 * 1024, "field-bill"), "value too_long"),
        (answer("x" * 2001, "field-bill"), "value too_long"),
        (answer("S", "field-none"), "gone"),
        (answer("S", resource="bag-none"), "gone"),
        (answer("S", "field-people"), "field not_a_choice"),
        (answer("S", None), "field required"),  # type: ignore[arg-type]  # what a tampered app might send
        ({**answer("S"), "id": "mine-0001"}, "id unknown_field"),
    ],
)
def test_hostile_answers(club: House, args: dict[str, Any], said: str) -> None:
    of_people(club)
    assert club.refusal("eef", "custom_value.set", **args) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "field-size"}, "exists"),
        ({"id": "short"}, "id not_an_id"),
        ({"entity": "contact"}, "entity not_a_choice"),
        ({"kind": "file"}, "kind not_a_choice"),
        ({"kind": "multi", "choices": None}, "choices required"),
        ({"name": None}, "name required"),
        ({"name": "a\x00b"}, "name not_text"),
        ({"choices": ["a\x00b"]}, "choices not_text"),
        ({"choices": "x" * 70_000}, "choices too_long"),
        ({"choices": 1.5}, "choices not_json"),
        ({"view_roles": ["everybody"]}, "view_roles not_a_choice"),
        ({"position": 3}, "position unknown_field"),
    ],
)
def test_hostile_fields(club: House, change: dict[str, Any], said: str) -> None:
    assert club.refusal("olga", "custom_field.define", **{**SIZE, "id": "field-new1", **change}) == said


def test_another_kind_takes_no_answer_away_and_wants_the_next_one_to_fit(club: House) -> None:
    club.do("custom_value.set", **answer("ongeveer acht", "field-bill"))
    club.do("custom_field.patch", id="field-bill", set={"kind": "number"})
    assert (club.row("custom_value", OF_BILL) or {})["value"] == "ongeveer acht"
    assert club.refusal("eef", "custom_value.set", **answer("ongeveer negen", "field-bill")) == "value not_number"
    assert club.refusal("eef", "custom_value.set", **answer("9", "field-bill")) == ""
    assert club.refusal("eef", "custom_value.set", **answer(None, "field-bill")) == "", "taking it back always fits"


def test_a_choice_that_is_taken_away_leaves_a_field_to_choose_from(club: House) -> None:
    assert club.refusal("olga", "custom_field.patch", id="field-size", set={"choices": None}) == "choices required"
    assert club.refusal("olga", "custom_field.patch", id="field-size", set={"entity": "x"}) == "entity unknown_field"
    assert club.refusal("olga", "custom_field.patch", id="field-bill", set={"kind": "choice"}) == "choices required"


def test_who_is_not_meant_neither_answers_nor_receives(club: House) -> None:
    """Kept from the equipment's keeper afterwards, it leaves the phone; let in again, it comes back."""
    eef, karel = club.phone("eef"), club.phone("karel")
    club.do("custom_value.set", **answer("F-118", "field-bill"))
    eef.sync()
    karel.sync()
    assert (eef.ids("custom_value"), karel.ids("custom_value")) == ({OF_BILL}, {OF_BILL})
    club.do("custom_field.patch", id="field-bill", set={"view_roles": ["treasurer"]})
    eef.do("custom_value.set", **answer("F-119", "field-bill"))
    assert eef.sync() == ["refused not_allowed"]
    karel.sync()
    for phone in (eef, karel):
        assert (phone.ids("custom_field"), phone.ids("custom_value")) == ({"field-size"}, set())
    club.do("custom_field.patch", id="field-bill", set={"view_roles": ["equipment"]})
    eef.sync()
    karel.sync()
    assert (eef.ids("custom_value"), karel.ids("custom_value")) == ({OF_BILL}, set())


def test_a_field_that_only_the_owner_fills_in_the_others_read(club: House) -> None:
    club.do("custom_field.patch", id="field-bill", set={"edit_roles": ["owner"]})
    club.do("custom_value.set", **answer("F-118", "field-bill"))
    assert club.refusal("eef", "custom_value.set", **answer("F-119", "field-bill")) == "not_allowed"
    assert club.refusal("olga", "custom_value.set", **answer("F-119", "field-bill")) == ""
    eef = club.phone("eef")
    eef.sync()
    assert eef.ids("custom_value") == {OF_BILL}


def test_an_answer_goes_along_with_who_has_the_thing(club: House) -> None:
    club.do("custom_value.set", **answer("XL"))
    ann = club.phone("ann")
    ann.sync()
    assert ann.ids("custom_value") == set()
    club.do("custody.hand_out", id="custody-9", resource=RED, to_kind="contact", to_id="contact-ann")
    ann.sync()
    assert ann.ids("custom_value") == {OF_SIZE}
    club.do("custody.take_back", id="custody-10", resource=RED)
    ann.sync()
    assert ann.ids("custom_value") == set()


def test_an_answer_to_what_was_archived_meanwhile_is_kept(club: House) -> None:
    eef = club.phone("eef")
    eef.sync()
    club.do("custom_field.patch", id="field-size", set={"status": "archived"})
    eef.do("custom_value.set", **answer("XL"))
    assert eef.sync() == ["applied"]
    assert (club.row("custom_value", OF_SIZE) or {})["value"] == "XL"


def test_a_new_name_is_taken_back_as_long_as_nobody_gave_another_since(club: House) -> None:  # feature B17
    club.do("custom_field.patch", id="field-size", set={"name": "Grootte"})
    undo = {"table": "custom_field", "id": "field-size", "set": {"name": "Maat"}, "still": {"name": "Grootte"}}
    assert club.decide("olga", "row.undo", **undo) == [Patch("custom_field", "field-size", {"name": "Maat"})]
    assert club.refusal("eef", "row.undo", **undo) == "not_allowed"
    club.do("custom_field.patch", id="field-size", set={"name": "Formaat"})
    assert club.refusal("olga", "row.undo", **undo) == "changed_since"
