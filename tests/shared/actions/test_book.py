"""The one way to run verbs: rights first, then the decision, changeset by changeset."""

import pytest

from shared.actions import book
from shared.actions.book import BOOK
from shared.refusals import NotAllowed, UnknownAction
from shared.rights import MAY
from shared.sync.change import Patch
from shared.sync.protocol import ActionCall
from tests.house import House


def test_every_verb_has_its_rights_and_every_right_its_verb() -> None:
    assert {name for name, _ in BOOK} == set(MAY)


@pytest.mark.parametrize("call", [ActionCall("contact.explode", 1, {}), ActionCall("contact.patch", 2, {})])
def test_an_unknown_verb_or_version(call: ActionCall) -> None:
    with pytest.raises(UnknownAction):
        book.verb_of(call)


def test_the_second_action_sees_what_the_first_did(house: House) -> None:
    new = {"id": "point-new", "contact": "contact-piet", "kind": "mobile", "value": "0479112233"}
    (_, patch) = house.decide_all(
        "sara",
        ("contact_point.add", new),
        ("contact_point.patch", {"id": "point-new", "set": {"label": "x"}}),
    )
    assert patch == Patch("contact_point", "point-new", {"label": "x"})


def test_actions_stand_or_fall_together(house: House) -> None:
    phone = house.phone("karel")
    phone.sync()
    fine = ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "gsm"}})
    phone.do_all(fine, ("contact.patch", {"id": "contact-zoe", "set": {"given_name": "Z"}}))
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] is None


def test_a_right_is_asked_of_every_action(house: House) -> None:
    with pytest.raises(NotAllowed):
        house.decide_all(
            "piet",
            ("contact.patch", {"id": "contact-kim", "set": {"given_name": "K"}}),
            ("contact.patch", {"id": "contact-zoe", "set": {"given_name": "Z"}}),
        )
