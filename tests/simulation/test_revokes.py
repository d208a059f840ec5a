"""Some of the stories of a revoked device, and bugs that they must find."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from mobile.courier import Courier
from shared.sync.protocol import Changeset
from sync_server.entries import Promises
from sync_server.session import Sessions
from sync_server.sign_in.shutting import Gate, ShutOut
from tests.house import House
from tests.simulation.revokes import Broken, one

SEEDS = range(1, 31)


def test_stories_of_one_revocation(furnished: House, tmp_path: Path) -> None:
    """Promises 3 and 5: what was unsent is set aside, and nothing new is read."""
    seen = sum((one(seed, furnished, tmp_path) for seed in SEEDS), Counter[str]())
    kinds = ("done", "set aside", *(f"revoked {place} a request" for place in ("before", "inside")))
    assert min(seen[kind] for kind in kinds) > 0


def _nothing(*_: Any) -> None:
    return None


async def _not_obeyed(*_: Any) -> None:
    return None


def _once(self: Gate, out: ShutOut, pushed: Sequence[Changeset]) -> int:
    """As it was: the first push that brought something was the last."""
    row = self.club.store.get("device", out.device) or {}
    return _TAKE(self, out, () if row["quarantined_at"] else pushed)


_TAKE = Gate.take
PLANTED: dict[str, tuple[type, str, Any]] = {
    "who asked is not asked for again": (Sessions, "stands", _nothing),
    "a revoked device is not shut out": (Promises, "shut_out", _nothing),
    "what it brings is not set aside": (Gate, "_new", lambda self, pushed: iter(())),
    "what was done already is set aside": (Gate, "_new", lambda self, pushed: iter(pushed)),
    "what it brings later is not set aside": (Gate, "take", _once),
    "the order is not obeyed": (Courier, "_obey", _not_obeyed),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found(furnished: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    monkeypatch.setattr(*PLANTED[bug])
    with pytest.raises(Broken):
        for seed in SEEDS:
            one(seed, furnished, tmp_path)
