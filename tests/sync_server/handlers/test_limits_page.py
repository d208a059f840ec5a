"""The page of limits says what the handlers do, and SECURITY.md shows that page."""

import ast
import re
from pathlib import Path

import pytest

from sync_server import limits
from sync_server.__main__ import main
from sync_server.handlers import limits_page
from sync_server.handlers.limits_page import page

SECURITY = Path(__file__).resolve().parents[3] / "SECURITY.md"
BEGIN, END = "<!-- touchline limits -->\n", "<!-- end -->\n"


def test_the_page_in_security_md_is_this_one() -> None:
    shown = SECURITY.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown.strip("\n") == "\n".join(page()).strip("\n"), "run: touchline limits"


# What counts time, how long a server that stops waits for answers, and which addresses are one visitor.
NO_LIMITS = {"SECOND_MS", "MINUTE_MS", "HOUR_MS", "DAY_MS", "SHUTDOWN_S", "TRANSLATED"}


def test_the_page_tells_every_limit_there_is() -> None:
    """A number that is added to the file and not to the page is missed here."""
    named = {name for name in vars(limits) if name.isupper()}
    tree = ast.parse(Path(limits_page.__file__).read_text(encoding="utf-8"))
    told = {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "limits"
    }
    assert named - told == NO_LIMITS - told
    assert "PLANS_AT_ONCE" in told


def test_how_many_at_once_is_told_wherever_somebody_waits() -> None:
    """A capacity that stands beside its door, and not in the file of limits, would be told nowhere."""
    said = set()
    for path in Path(limits.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CapacityLimiter"):
                said.add(ast.unparse(node.args[0]))
    assert said == {name for name in vars(limits) if name.endswith("_AT_ONCE")}


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
