"""A cell that changes by itself is found and healed, whichever it is; what was not sent stays."""

import random

from tests.house import House
from tests.shared.replica.rot import rot


def test_any_cell_that_rots_is_found_and_healed(house: House) -> None:  # promise 16
    phone = house.phone("karel")
    phone.sync()
    found = rot(phone, 150, random.Random(16))
    assert (found.unfound, found.unhealed, found.lost) == ([], [], [])
    assert found.most_bins == 1
