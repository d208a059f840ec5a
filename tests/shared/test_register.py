"""What a field takes in, and what it turns away: everything else in the house trusts stored values."""

from typing import Any

import pytest

from shared.refusals import Invalid
from shared.register import Field, canonical, check_fields, check_patch, check_value
from shared.tables import REGISTER
from shared.tables.contacts import CONTACT

TEXT = Field("name")
NUMBER = Field("age", "integer")
FLAG = Field("active", "boolean")
FREE = Field("value", "json")


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        (TEXT, "Zoë", "Zoë"),
        (TEXT, "Zoe\u0308", "Zo\u00eb"),  # NFC
        (TEXT, "", None),
        (Field("status", choices=("active",), default="active"), None, "active"),
        (NUMBER, -(2**63) + 1, -(2**63) + 1),
        (NUMBER, 0, 0),
        (FLAG, True, 1),
        (FLAG, 0, 0),
        (FREE, {"b": [1, None], "a": "é"}, '{"a":"é","b":[1,null]}'),
        (FREE, '{ "a" : 1 }', '{"a":1}'),
    ],
)
def test_good_values_are_stored_in_one_form(field: Field, value: Any, stored: Any) -> None:
    assert check_value(field, value) == stored


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (Field("name", required=True), "", "required"),
        (TEXT, 7, "not_text"),
        (TEXT, ["a"], "not_text"),
        (TEXT, "a\x00b", "not_text"),
        (TEXT, "half a \ud83d", "not_text"),
        (TEXT, "é" * 40_000, "too_long"),
        (Field("kind", choices=("team",)), "gang", "not_a_choice"),
        (NUMBER, True, "not_integer"),
        (NUMBER, "7", "not_integer"),
        (NUMBER, 1.0, "not_integer"),
        (NUMBER, 2**63, "not_integer"),
        (FLAG, 2, "not_boolean"),
        (FLAG, "true", "not_boolean"),
        (FREE, "{not json", "not_json"),
        (FREE, "NaN", "not_json"),
        (FREE, "1.5", "not_json"),
        (FREE, {"a": 1.5}, "not_json"),
        (FREE, '"\\ud800"', "not_json"),
        (FREE, "[" * 60_000, "not_json"),
        (FREE, "9" * 5000, "not_json"),
        (FREE, {"a": "x" * 70_000}, "too_long"),
        (Field("on", check="date"), "2026-02-29", "not_a_date"),
        (Field("on", check="date"), "20260228", "not_a_date"),
        (Field("on", check="date"), "1-1-2026", "not_a_date"),
        (Field("at", "integer", check="instant"), -1, "out_of_range"),
        (Field("at", "integer", check="instant"), 2**62, "out_of_range"),
        (Field("zone", check="zone"), "Mars/Olympus", "unknown_zone"),
        (Field("zone", check="zone"), "../../etc/passwd", "unknown_zone"),
    ],
)
def test_bad_values_name_field_and_reason(field: Field, value: Any, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_value(field, value)
    assert refused.value.about == {"field": field.name, "reason": reason}


def test_a_row_takes_no_column_it_does_not_know() -> None:
    with pytest.raises(Invalid) as refused:
        check_fields(CONTACT.fields, {"id": "contact-1", "given_name": "Kim", "role": "owner"})
    assert refused.value.about == {"field": "role", "reason": "unknown_field"}


@pytest.mark.parametrize("name", ["id", "merged_into", "role", "given_name; DROP TABLE contact"])
def test_a_patch_sets_only_what_may_be_patched(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_patch(CONTACT, {name: "x"})
    assert refused.value.about == {"field": name, "reason": "unknown_field"}


def test_one_value_has_one_text() -> None:
    assert canonical({"b": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"b":1}'


def test_every_table_stands_on_its_id_and_every_reference_on_a_table() -> None:
    for table in REGISTER:
        assert table.fields[0].name == "id"
        assert table.field(table.root) is not None
        assert all(field.ref is None or field.ref in REGISTER for field in table.fields)
