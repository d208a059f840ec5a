"""Sums are remembered for as long as they hold: not beyond a rollback, and not when somebody else wrote."""

import pytest

from shared.errors import StoreFull
from sync_server.entries import Promises
from sync_server.referee import Referee
from sync_server.tallies import Tallies
from tests.house import House
from tests.postgres import told_on_both

pytestmark = told_on_both


def stored(house: House) -> tuple[dict[str, int], str]:
    """What the store says of the club's scopes: asked by somebody who remembers nothing."""
    return Tallies(house.store).rows(["club"]), Tallies(house.store).rollup(["club"])


def told(house: House) -> tuple[dict[str, int], str]:
    """What the referee says of them."""
    return house.referee.tallies.rows(["club"]), house.referee.tallies.rollup(["club"])


def test_what_was_rolled_back_is_not_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(promises: Promises) -> None:
        raise StoreFull

    before = told(house)
    with monkeypatch.context() as ledger, pytest.raises(StoreFull):
        ledger.setattr(Promises, "write", full)
        house.do("setting.put", id="club.motto", value={"nl": "never said"})
    assert told(house) == before == stored(house)
    house.do("setting.put", id="club.motto", value={"nl": "said"})
    assert told(house) == stored(house) != before


def test_what_another_process_wrote_is_counted(house: House) -> None:
    before = told(house)[0]["club"]
    house.do("setting.put", id="club.motto", value={"nl": "ours"})
    other = Referee(house.store)
    house.referee, ours = other, house.referee
    house.do("setting.put", id="club.song", value={"nl": "theirs"})
    house.referee = ours
    house.do("setting.put", id="club.colour", value={"nl": "ours again"})
    assert told(house) == stored(house)
    assert told(house)[0] == {"club": before + 3}
