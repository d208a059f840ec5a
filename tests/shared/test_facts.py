"""What the second action of a gesture sees of the first."""

from shared.facts import Overlay
from shared.sync.change import Insert, Patch, Remove
from shared.tables import REGISTER
from tests.house import House


def test_decided_changes_lie_on_top_of_stored_rows(house: House) -> None:
    seen = Overlay(house.facts, REGISTER)
    seen.apply(
        [
            Insert("contact_point", {"id": "new-point", "contact": "contact-piet", "kind": "web", "value": "w"}),
            Patch("contact_point", "phone-of-piet", {"label": "werk"}),
            Remove("contact_point", "phone-of-mia"),
        ]
    )
    assert [row["id"] for row in seen.find("contact_point", contact="contact-piet")] == [
        "new-point",
        "phone-of-piet",
    ]
    assert (seen.get("contact_point", "phone-of-piet") or {})["label"] == "werk"
    assert seen.get("contact_point", "phone-of-mia") is None
    assert seen.find("contact_point", contact="contact-mia") == []
    assert house.row("contact_point", "phone-of-mia") is not None


def test_a_row_that_no_longer_matches_is_not_found(house: House) -> None:
    seen = Overlay(house.facts, REGISTER)
    seen.apply([Patch("group_member", "member-kim", {"present": 0})])
    assert seen.find("group_member", contact="contact-kim", present=1) == []


def test_the_highest_number_counts_what_was_just_decided(house: House) -> None:
    seen = Overlay(house.facts, REGISTER)
    seen.apply([Insert("invoice", {"id": "invoice-9", "series": "2026", "number": 7})])
    assert seen.highest("invoice", "number", series="2026") == 7
    assert seen.highest("invoice", "number", series="2025") == 0
