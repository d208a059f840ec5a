"""Six devices with wrong clocks tell one chain. `python -m tests.simulation.hands` asks of 2,000 seeds. # promise 12"""

from unittest.mock import patch

import pytest

from shared.domain import custody
from tests.house import House
from tests.simulation.hands import Wrong, run


def test_at_most_one_holder_no_scan_lost_and_one_chain(furnished: House) -> None:
    assert run(25, furnished=furnished) > 300


def test_a_fold_that_believes_no_settlement_is_found_out(furnished: House) -> None:
    """All would still tell one chain, but not what a walk finds."""
    settle = custody._Walk._settled

    def kept(self: custody._Walk, event: custody.Event) -> None:
        opening = self.opening
        settle(self, event)
        self.opening = opening  # who looked is not believed

    with patch.object(custody._Walk, "_settled", kept), pytest.raises(Wrong):
        run(25, furnished=furnished)
