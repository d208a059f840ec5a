"""Numbers in names count as numbers."""

import pytest

from shared.domain.natural_order import natural_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["Ballenzak 1", "Ballenzak 2", "ballenzak 10", "Ballenzak 11", "Ballenzak 100", "Ballenzakken"],
        ["U8", "U9 A", "U9 B", "U10", "U13"],
        ["KEG-2", "KEG-010", "KEG-11"],
        ["Doel", "Élan 3", "Elan 20", "Fluit"],
        ["", "7", "007 rood", "8"],
    ],
)
def test_names_stand_in_the_order_people_expect(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=natural_key) == ordered


def test_accents_and_case_do_not_part_what_belongs_together() -> None:
    assert natural_key("Élan 3") == natural_key("elan 03")
