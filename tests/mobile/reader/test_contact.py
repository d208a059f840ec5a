"""One contact, with all that this device holds about it and nothing it does not."""

from mobile.reader import Reader
from mobile.reader.contact import Account, Address, Belongs, Bill, Emergency, Membership, Point, Relative
from tests.mobile.club import Club, empty_club, only_what_became_of_invoices


def family() -> Club:
    """Lars of the U13, his mother An who pays, his father Bo without a number."""
    club = empty_club()
    club.row("contact", id="lars", given_name="Lars", family_name="Maes", status="active")
    club.row("contact_personal", id="lars", birth_year=2014, member_no="1042")
    club.row("contact", id="an", given_name="An", family_name="Claes", status="active")
    club.row("contact", id="bo", given_name="Bo", family_name="Maes", status="active")
    club.row("contact_point", id="p1", contact="an", kind="email", value="an@voorbeeld.be", is_primary=1)
    club.row("contact_point", id="p2", contact="an", kind="mobile", value="+32475111111")
    club.row("contact_point", id="p3", contact="an", kind="mobile", value="+32475222222", label="werk", is_primary=1)
    club.row("account", id="maes", kind="family", name="Gezin Maes", status="active")
    for contact, function, primary, acts in (("an", "parent", 1, 1), ("bo", "parent", 0, 1), ("lars", "child", 0, 0)):
        club.row(
            "account_link",
            account="maes",
            contact=contact,
            function=function,
            is_primary=primary,
            may_act_for=acts,
            present=1,
        )
    return club


def test_somebody_who_is_not_on_this_device_is_none() -> None:
    assert Reader(empty_club().store.connection).contacts.contact("nobody") is None


def test_a_player_is_reached_through_the_parents() -> None:
    """The whole of features 49 and 60 on one screen: the family, who is in it, how to call them."""
    lars = Reader(family().store.connection).contacts.contact("lars")
    assert lars is not None
    assert (lars.name, lars.initials, lars.points, lars.emergency) == ("Lars Maes", "LM", (), None)
    assert lars.accounts == (
        Account(
            "maes",
            "family",
            "Gezin Maes",
            "child",
            (
                Relative("an", "An Claes", "parent", True, ("+32475222222", "+32475111111"), ("an@voorbeeld.be",)),
                Relative("bo", "Bo Maes", "parent", True, (), ()),
            ),
        ),
    )


def test_the_primary_number_comes_first_and_mail_after_phones() -> None:
    assert Reader(family().store.connection).contacts.points("an") == (
        Point("p3", "mobile", "+32475222222", "werk", True),
        Point("p2", "mobile", "+32475111111", None, False),
        Point("p1", "email", "an@voorbeeld.be", None, True),
    )


def test_who_left_the_family_is_not_shown() -> None:
    club = family()
    link = club.store.find("account_link", contact="bo")[0]["id"]
    club.store.update("account_link", (link,), {"present": 0})
    lars = Reader(club.store.connection).contacts.contact("lars")
    assert lars is not None
    assert [relative.contact for relative in lars.accounts[0].relatives] == ["an"]


def test_an_emergency_card_without_a_word_on_it_is_none() -> None:
    club = family()
    contacts = Reader(club.store.connection).contacts
    club.row("contact_emergency", id="lars")
    assert contacts.emergency("lars") is None
    club.row("contact_emergency", id="lars", call_name="An", call_phone="+32475222222", alert="EpiPen")
    assert contacts.emergency("lars") == Emergency("An", "+32475222222", "EpiPen")


def test_teams_stand_under_their_season_the_newest_first() -> None:
    """Feature 34: last season's team is still there, marked as over."""
    club = family()
    club.row("season", id="s1", name="2025-2026", start_on="2025-07-01", end_on="2026-06-30", current=0)
    club.row("season", id="s2", name="2026-2027", start_on="2026-07-01", end_on="2027-06-30", current=1)
    club.row("group", id="u12", name="U12", kind="team", season="s1", status="active")
    club.row("group", id="u13", name="U13", kind="team", season="s2", status="active")
    was = club.row("group_member", contact="lars", group="u12", function="player", present=0, to_on="2026-06-30")
    line = club.row("group_member", contact="lars", group="u13", function="player", shirt_number=7, present=1)
    lars = Reader(club.store.connection).contacts.contact("lars")
    assert lars is not None
    assert lars.groups == (
        Belongs("u13", "U13", "player", 7, "2026-2027", True, None, line),
        Belongs("u12", "U12", "player", None, "2025-2026", False, "2026-06-30", was),
    )


def test_memberships_current_and_expired(  # feature 41
) -> None:
    club = family()
    club.row("membership_type", id="t", name="Jeugdspeler", status="active")
    club.row("membership", id="m1", contact="lars", type="t", start_on="2025-07-01", end_on="2026-06-30")
    club.row("membership", id="m2", contact="lars", type="t", start_on="2026-07-01")
    lars = Reader(club.store.connection).contacts.contact("lars")
    assert lars is not None
    assert lars.memberships == (
        Membership("m2", "Jeugdspeler", None, "2026-07-01", None),
        Membership("m1", "Jeugdspeler", None, "2025-07-01", "2026-06-30"),
    )


def test_an_address_is_written_as_on_an_envelope() -> None:
    club = family()
    club.row(
        "contact_address",
        id="a",
        contact="an",
        street="Meersstraat",
        number="12",
        box="3",
        postal_code="9000",
        city="Gent",
    )
    an = Reader(club.store.connection).contacts.contact("an")
    assert an is not None
    assert an.addresses == (
        Address("a", "Meersstraat 12 bus 3", "9000 Gent", None, ("Meersstraat", "12", "3", "9000", "Gent")),
    )


def test_invoices_of_the_family_show_what_is_open_and_drafts_do_not_show() -> None:
    """Feature 84."""
    club = family()
    both = {"account": "maes", "kind": "invoice", "total_cents": 32500}
    club.row(
        "invoice",
        id="i1",
        status="issued",
        series="2026",
        number=7,
        issued_on="2026-09-01",
        due_on="2026-10-01",
        paid_cents=12500,
        **both,
    )
    club.row("invoice", id="i2", status="draft", **both)
    for position, who in ((2, "an"), (1, "lars")):
        line = {"description": f"Lidgeld {position}", "position": position, "about_contact": who}
        club.row("invoice_line", invoice="i1", **line)
    [bill] = Reader(club.store.connection).contacts.bills("lars")
    assert bill == Bill("i1", "2026-00007", "2026-09-01", "2026-10-01", 32500, 20000, "Lidgeld 1", bill.about)
    assert sorted(bill.about.split(", ")) == ["An", "Lars"]
    assert (bill.is_open, bill.bare) == (True, False)
    only_what_became_of_invoices(club)
    [bare] = Reader(club.store.connection).contacts.bills("lars")
    assert bare == Bill("i1", "2026-00007", "2026-09-01", "2026-10-01", 0, 0, "", "", bare=True)
    club.store.update("invoice_status", ("i1",), {"settled": "paid"})
    assert [bill.is_open for bill in Reader(club.store.connection).contacts.bills("lars")] == [False]
