"""The one decoder of the wire: any bytes are a value of the allowed kinds, or Malformed with a code."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Malformed
from shared.register import canonical
from shared.sync.strict import decode


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe{}", "not_json"),
        (b'{"a": 1} trailing', "not_json"),
        (b'{"a": NaN}', "not_a_number"),
        (b"[-Infinity]", "not_a_number"),
        (b"[1.0]", "float"),
        (b"[1e5]", "float"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'["\\ud800"]', "lone_surrogate"),
        (b'{"\\udfff": 1}', "lone_surrogate"),
        (b'["\\u0000"]', "nul"),
        (b'["\x00"]', "not_json"),
        (b"[9223372036854775808]", "integer_range"),
        (b"[" + b"9" * 5000 + b"]", "integer_range"),
        (b"[" * 33 + b"]" * 33, "too_deep"),
        (b"[" * 500_000, "too_deep"),
        (rb'["\"", ' + b"[" * 32 + b"]" * 33, "too_deep"),
        (b'"' + b"a" * 1024 * 1024 + b'"', "too_large"),
    ],
)
def test_what_the_wire_does_not_carry(body: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        decode(body)
    assert refused.value.code == code


def test_what_the_wire_carries() -> None:
    assert decode('{"a": [1, -9223372036854775807, true, null, "é \\ud83d\\ude00 [[["]}'.encode()) == {
        "a": [1, -9223372036854775807, True, None, "é 😀 [[["]
    }
    assert decode(b"[" * 32 + b"]" * 32)


@pytest.mark.timeout(60)  # what is quadratic takes hours
@pytest.mark.parametrize("body", [b'"' + b'\\"' * 500_000, b'"\\' * 500_000, b"[]" * 500_000, b'{"a":' * 200_000])
def test_a_hostile_megabyte_is_turned_away_at_once(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode(body)


def only_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(only_plain, value.values()))
    if isinstance(value, list):
        return all(map(only_plain, value))
    return value is None or type(value) in (bool, str) or (type(value) is int and abs(value) < 2**63)


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,\\u0de1 .nulltrue', max_size=60).map(str.encode))
def test_any_bytes_are_a_plain_value_or_malformed(body: bytes) -> None:
    try:
        value = decode(body)
    except Malformed:
        return
    assert only_plain(value)


def test_brackets_in_a_text_are_no_depth_whatever_quotes_stand_in_it() -> None:
    text = '\\" ' + "[" * 100 + " \\"
    assert decode(canonical({"a": text}).encode()) == {"a": text}
