"""The description of the API is true, and no request makes the server say what it does not describe."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Malformed, TouchlineError
from shared.exchange.plan import Unreadable
from sync_server.app import API
from sync_server.handlers.description import described
from sync_server.handlers.doors import DOORS
from tests.attacks.arena import arena_over
from tests.attacks.founding import found
from tests.fuzz.requests import fuzz
from tests.sync_server.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
SAYS = ("sync_server", "shared/sync")
READS_CALENDARS = ("sync_server", "shared/exchange/text.py", "shared/exchange/activities.py")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


def test_every_route_is_described_and_no_other(house: Any, tmp_path: Path) -> None:
    told = Desk(house, tmp_path).send("GET", "/openapi.json").json()
    routes = {(method, route.path) for route in API for method in route.methods or () if method != "HEAD"}
    assert {(m.upper(), path) for path, by in told["paths"].items() for m in by} == routes == set(DOORS)
    assert told == described(API)
    assert told["openapi"].startswith("3.1")


def family(kind: type[TouchlineError]) -> Iterator[type[TouchlineError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


def sources(place: Path) -> Iterable[Path]:
    """A file, or all files of a folder."""
    return place.rglob("*.py") if place.is_dir() else [place]


def calls_of(name: str, folders: Iterable[str]) -> Iterator[ast.Call]:
    """Where these files say `name(...)`."""
    for path in (path for folder in folders for path in sources(ROOT / folder)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def said_by_malformed() -> set[tuple[str, int]]:
    """Every code and status that stands in a `Malformed(...)` of the server or of the wire."""
    found: set[tuple[str, int]] = set()
    for node in calls_of(Malformed.__name__, SAYS):
        [code, *rest] = node.args
        status = ast.literal_eval(rest[0]) if rest else 400
        found.add((ast.literal_eval(code) if isinstance(code, ast.Constant) else "", status))
    return found


def said_of_calendars() -> set[tuple[str, int]]:
    """The same of a file of a calendar that cannot be read."""
    calls = calls_of(Unreadable.__name__, READS_CALENDARS)
    return {(ast.literal_eval(node.args[0]), Unreadable.status) for node in calls}


ELSEWHERE = {"carrier", "field_rollup", "not_a_text", "package", "pair", "row_width"}
"""Codes of what a device reads of a server, which no server answers. (`field_rollup` and `not_a_text` it may, too.)"""


BY_ANOTHER_NAME = {("pairing_gone", 404), ("no_package", 404), ("code_needed", 422)}
"""Codes that stand in a constant, in a body of their own, or in a verdict."""


def test_every_code_that_the_server_says_is_described_and_no_other() -> None:
    told = {(code, status) for door in DOORS.values() for status, codes in door.codes.items() for code in codes}
    said = said_by_malformed()
    named = {(kind.code, kind.status) for kind in family(TouchlineError) if kind is not Malformed}
    literal = {(code, status) for code, status in said if code} | said_of_calendars()
    assert {code for code, status in literal if (code, status) not in told} <= ELSEWHERE | {"protocol_version"}
    fields = {(code, status) for code, status in told if code.startswith("field_")}
    assert told - named - literal - fields <= BY_ANOTHER_NAME


def test_a_few_seconds_of_requests_find_nothing(founded: Path, tmp_path: Path) -> None:
    """`python -m tests.fuzz.requests --requests 100000` goes on for longer."""
    with arena_over(founded, tmp_path / "club", module="tests.fuzz.server") as arena:
        result = fuzz(arena, 500, 11)
        assert '"trace"' not in arena.log()
    assert result.wrong == []
    assert {200, 400, 401, 404} <= set(result.statuses)
    assert result.statuses[200] > 50, "who only asks nonsense is turned away at the first look"


def test_a_bug_that_was_planted_is_found(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.requests.KEPT", tmp_path / "kept")
    with arena_over(founded, tmp_path / "club", "careless", module="tests.fuzz.server") as arena:
        result = fuzz(arena, 500, 11)
    assert [said for said in result.wrong if said.startswith("WRONG POST /api/labels: a fault: 500 fault")]
    assert list((tmp_path / "kept").glob("request-*.hex"))
