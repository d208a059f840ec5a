"""Where a letter to several people goes. (feature 62)"""

from mobile.reader import Reader
from mobile.reader.mailing import Mailing
from tests.mobile.club import Club, empty_club


def families() -> Club:
    """Lars without an address of his own and Noor with one, both children of An; Bo may not act for them."""
    club = empty_club()
    for id in ("lars", "noor", "an", "bo", "gust"):
        club.row("contact", id=id, given_name=id.capitalize(), status="active")
    club.row("contact_point", id="p1", contact="an", kind="email", value="an@werk.be")
    club.row("contact_point", id="p2", contact="an", kind="email", value="an@thuis.be", is_primary=1)
    club.row("contact_point", id="p3", contact="bo", kind="email", value="bo@thuis.be")
    club.row("contact_point", id="p4", contact="noor", kind="email", value="noor@school.be")
    club.row("contact_point", id="p5", contact="gust", kind="mobile", value="+32470123456")
    club.row("account", id="family", kind="family", name="Gezin", status="active")
    links = (("an", "parent", 1), ("bo", "parent", 0), ("lars", "child", 0), ("noor", "child", 0))
    for contact, function, acts in links:
        link = {"account": "family", "contact": contact, "function": function, "may_act_for": acts, "present": 1}
        club.row("account_link", id=f"link {contact}", **link)
    return club


def to(club: Club, *contacts: str) -> Mailing:
    return Reader(club.store.connection).mailings.to(contacts)


def test_a_child_without_an_address_is_reached_at_the_first_one_of_who_acts_for_it() -> None:
    assert to(families(), "lars") == Mailing(("an@thuis.be",), 0)


def test_who_has_an_address_is_written_to_at_it_and_nobody_else_is() -> None:
    assert to(families(), "noor") == Mailing(("noor@school.be",), 0)
    assert to(families(), "noor", "an") == Mailing(("an@thuis.be", "noor@school.be"), 0)


def test_each_address_stands_there_once_and_who_has_none_is_counted() -> None:
    assert to(families(), "lars", "an", "gust", "bo") == Mailing(("an@thuis.be", "bo@thuis.be"), 1)


def test_who_left_the_family_is_written_to_no_more() -> None:
    club = families()
    club.store.put("account_link", {**(club.store.get("account_link", "link an") or {}), "present": 0})
    assert to(club, "lars") == Mailing((), 1)


def test_nobody_is_no_letter() -> None:
    assert to(families()) == Mailing((), 0)
