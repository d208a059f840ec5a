"""`touchline why USER ROW`: sentences for the person at the server. # feature B16"""

from pathlib import Path

import pytest

from shared.sync.scope import parts
from shared.tables import REGISTER
from sync_server.access import scopes
from sync_server.commands.people import described
from sync_server.media.blobs import Blobs
from sync_server.privacy.erasing import Erasing
from sync_server.why import MEANT, WHOLE, Why
from tests.house import House

KAREL = (
    "  karel is granted what is for everybody of the club, Karel Claes and who acts for them, "
    "everybody with a role, the coaches of U12, the members of U12 and their parents, the user karel."
)


@pytest.mark.parametrize(
    ("who", "what", "said"),
    [
        (
            "karel",
            "contact_emergency/contact-kim",
            ["karel sees contact_emergency/contact-kim:", "  - as coach of U12  [team:team-u12:coach]"],
        ),
        (
            "karel",
            "contact_emergency/contact-zoe",
            [
                "karel does not see contact_emergency/contact-zoe.",
                "  It reaches Zoe Maes and who acts for them, the office, the coaches of U13.",
                KAREL,
            ],
        ),
        (
            "piet",
            "contact/contact-kim",
            [
                "piet sees contact/contact-kim (Kim):",
                "  - they act for Kim Peeters  [contact:contact-kim:self]",
                "  - Kim Peeters is in U12  [team:team-u12:member]",
            ],
        ),
        (
            "tom",
            "contact_finance/contact-kim",
            [
                "tom sees contact_finance/contact-kim:",
                "  - as treasurer: it is for who keeps the accounts  [finance]",
            ],
        ),
        (
            "piet",
            "invoice/invoice-peeters",
            [
                "piet sees invoice/invoice-peeters:",
                "  - Piet Peeters pays for or acts in the account Gezin Peeters  [account:family-peeters:payer]",
            ],
        ),
        ("karel", "contact_point/nothing", ["There is no row contact_point/nothing, and there never was."]),
        ("karel", "secrets/nothing", ["There is no table secrets."]),
        ("nobody", "contact-kim", ["There is no user nobody."]),
    ],
)
def test_why(house: House, who: str, what: str, said: list[str]) -> None:
    assert Why(house.store).answer(who, what) == said


def test_a_name_says_nothing_to_the_terminal(house: House, tmp_path: Path) -> None:
    """Everybody writes their own name; what a terminal would do is a blank, in a plan of an erasure too."""
    house.do("contact.patch", id="contact-piet", set={"given_name": "\x1b]0;owned\x07\x1b[2JPiet", "family_name": None})
    assert Why(house.store).answer("piet", "contact/contact-piet")[0] == (
        "piet sees contact/contact-piet ( ]0;owned  [2JPiet):"
    )
    plan = Erasing(house.club(), Blobs(tmp_path)).plan(None, "contact-piet")
    assert next(described(plan)) == " ]0;owned  [2JPiet:"


def test_an_id_alone_is_every_table_that_has_it(house: House) -> None:
    """Permission is by table: a coach sees the name and the alert of a player, and not the bank account."""
    lines = Why(house.store).answer("user-karel", "contact-kim")
    sees = [line.split(" ")[2].removesuffix(":") for line in lines if line.startswith("karel sees")]
    hidden = [line.split(" ")[4].removesuffix(".") for line in lines if line.startswith("karel does not see")]
    known = ("contact", "contact_personal", "contact_emergency", "contact_medical")
    assert sees == [f"{table}/contact-kim" for table in known]
    assert hidden == ["contact_identity/contact-kim", "contact_finance/contact-kim"]


def test_what_was_deleted_is_nobody_s(house: House) -> None:
    house.do("contact_point.delete", id="phone-of-piet")
    assert Why(house.store).answer("sara", "phone-of-piet") == [
        "contact_point/phone-of-piet was deleted: sara does not see it, nor does anybody."
    ]


def test_a_row_that_was_not_worked_out_again_is_told(house: House) -> None:
    with house.store.transaction():
        house.store.discard("user_scope", user="user-karel")
    assert Why(house.store).answer("karel", "season/season-26") == [
        "karel sees season/season-26 (2026):",
        "  - it is for everybody of the club  [club]",
        "  This is not what the server has kept: the next turn of the day works it out again.",
    ]


def test_every_scope_of_the_club_has_words(house: House) -> None:
    house.do("custody.hand_out", id="custody-red", resource="ball-bag-red", to_kind="group", to_id="team-u12")
    found = {
        parts(name)[0]
        for table in REGISTER
        for row in house.store.find(table.name)
        for name in scopes(house.facts, table, row)
    }
    assert found <= WHOLE.keys() | MEANT.keys() | {"user"}
