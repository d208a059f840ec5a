"""What a changeset does to a row."""

from shared.sync.change import Insert, whole_row
from shared.tables import REGISTER


def test_a_row_that_is_made_has_every_cell_of_its_table_and_none_of_another_version() -> None:
    made = whole_row(REGISTER, Insert("group", {"later": 1, "name": "U9", "id": "g"}))
    assert made == {**dict.fromkeys(REGISTER["group"].names), "id": "g", "name": "U9"}
