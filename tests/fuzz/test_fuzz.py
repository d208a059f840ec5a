"""Nothing comes out of a decoder but what it declares. `python -m tests.fuzz --inputs 1000000` tries it for long."""

import json
from pathlib import Path

import pytest

from tests.fuzz.__main__ import run
from tests.fuzz.decoder import Decoder
from tests.fuzz.everything import ALL
from tests.fuzz.mutation import one_input
from tests.fuzz.trial import fuzzed, keep, outcome

pytestmark = pytest.mark.filterwarnings("ignore")  # broken pictures warn by the thousand
INPUTS = 600


@pytest.mark.parametrize("decoder", ALL, ids=lambda one: one.name)
def test_only_what_is_declared_comes_out(decoder: Decoder) -> None:
    tally = fuzzed(decoder, 7, max(30, round(INPUTS * decoder.share)))
    assert tally.escaped == []
    assert tally.inputs >= 30


@pytest.mark.parametrize(
    "name", ["request", "changeset", "reply", "sign_in", "proof", "label", "sheet", "agenda", "photo"]
)
def test_what_is_nearly_right_is_read_to_its_end(name: str) -> None:
    """A fuzz that is refused at the first look finds nothing: some of its inputs are good."""
    [decoder] = [one for one in ALL if one.name == name]
    tally = fuzzed(decoder, 3, 200)
    assert tally.accepted > 10
    assert tally.refused > 10


def careless(data: bytes) -> object:
    """A decoder that looks for a key and does not ask whether it is there."""
    try:
        return json.loads(data)["name"]
    except (ValueError, TypeError):
        return None


PLANTED = Decoder("planted", careless, (b'{"name": "Kim", "age": 11}',), (), "json")


def test_a_key_error_that_comes_out_is_seen_kept_and_played_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = fuzzed(PLANTED, 1, 300)
    assert tally.escaped and all(said.startswith("KeyError: 'name'") for _, said in tally.escaped)
    lines = keep(tally, tmp_path)
    command = lines[0].split("\n")[1]
    assert "--only planted --replay " in command
    kept = bytes.fromhex(Path(command.split()[-1]).read_text(encoding="ascii"))
    assert str(outcome(PLANTED, kept)).startswith("KeyError")


def test_what_escapes_is_counted_in_the_last_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.fuzz.__main__.KEPT", tmp_path)
    escaped = run([PLANTED], 300, 1)
    assert escaped > 0
    assert capsys.readouterr().out.splitlines()[-1] == f"fuzz: 300 inputs, {escaped} escaped"


def test_the_same_seed_makes_the_same_inputs() -> None:
    for decoder in ALL[:8]:
        assert [one_input(decoder, 5, n) for n in range(20)] == [one_input(decoder, 5, n) for n in range(20)]
    assert one_input(ALL[0], 5, 1) != one_input(ALL[0], 6, 1)
