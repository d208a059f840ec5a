"""The page of limits says what the handlers do, and SECURITY.md shows that page."""

import re
from pathlib import Path

import pytest

from sync_server import limits
from sync_server.__main__ import main
from sync_server.handlers.limits_page import page

SECURITY = Path(__file__).resolve().parents[3] / "SECURITY.md"
BEGIN, END = "<!-- touchline limits -->\n", "<!-- end -->\n"


def test_the_page_in_security_md_is_this_one() -> None:
    shown = SECURITY.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown.strip("\n") == "\n".join(page()).strip("\n"), "run: touchline limits"


def test_whatever_the_standards_are_met_by_is_there() -> None:
    told = SECURITY.read_text(encoding="utf-8").partition("## Against the standards")[2].partition("## Limits")[0]
    named = re.findall(r"`((?:tests|shared|sync_server|mobile)/[\w/.]+|[\w.]+\.(?:lock|toml))`", told)
    assert len(named) > 50
    assert [path for path in named if not (SECURITY.parent / path).exists()] == []
    chapters = [line for line in told.splitlines() if re.match(r"\| V\d+ ", line)]
    assert [int(line[3:].split()[0]) for line in chapters] == list(range(1, 18))


def test_a_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limits"]) == 0
    assert f"| syncs | {limits.SYNC_TRIES} a minute per device | 429 |" in capsys.readouterr().out


def test_another_prints_the_description_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert '"/api/sync"' in capsys.readouterr().out
