"""What an account is to the club, and who may leave it."""

import pytest

from shared.domain.account import Link, check_roles, may_unlink
from shared.refusals import Invalid


def test_roles_are_a_set_in_one_order() -> None:
    assert check_roles(["sponsor", "customer", "sponsor"]) == ("customer", "sponsor")
    with pytest.raises(Invalid):
        check_roles(["friend"])


def test_the_last_contact_cannot_be_unlinked() -> None:  # feature 67
    links = [Link("l1", "an"), Link("l2", "bo"), Link("l3", "cé", present=False)]
    assert may_unlink(links, "l1")
    assert not may_unlink(links[:1] + links[2:], "l1")
