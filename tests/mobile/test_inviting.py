"""What inviting many at once means, worked out before it happens. (features 39, 101)"""

from mobile.inviting import Plan, Way, plan, wish
from mobile.reader.invitees import Invitee
from mobile.reader.sign_ins import Invitation
from shared.domain.invitation import hash_of


def person(id: str, *, mail: str = "", minor: bool = False, signs_in: bool = False, **other: object) -> Invitee:
    """Somebody whose name is their id."""
    guardians, invitation = other.get("guardians", ()), other.get("invitation")
    point = (f"mail-of-{id}", mail) if mail else None
    return Invitee(id, id, minor, signs_in, point, invitation, guardians)  # type: ignore[arg-type]  # named above


def waiting(how: str, address: str | None = None, role: str | None = None) -> Invitation:
    """An invitation that nobody used yet."""
    return Invitation("invitation-1", "join", how, role, None, address, "waiting", 0, 1, None, None)


MIA = person("mia", mail="gezin@club.be")
JAN = person("jan", mail="gezin@club.be")
NOA = person("noa")


def test_who_has_an_address_gets_a_letter_and_who_has_none_a_sheet() -> None:
    made = plan([MIA, NOA], mail=True)
    assert made.ways == (Way("mia", "mia", ("mail-of-mia", "gezin@club.be")), Way("noa", "noa", None))
    assert [way.name for way in made.papers()] == ["noa"]
    assert plan([MIA], mail=False).papers() == (Way("mia", "mia", None),), "a club without a mail server prints"


def test_one_address_is_one_letter() -> None:
    made = plan([MIA, JAN], mail=True)
    assert {address: [way.name for way in ways] for address, ways in made.letters().items()} == {
        "gezin@club.be": ["mia", "jan"]
    }


def test_of_a_minor_the_guardians_are_invited_once() -> None:
    tuur = person("tuur", minor=True, guardians=(MIA, JAN), mail="tuur@club.be")
    lou = person("lou", minor=True, guardians=(MIA,))
    made = plan([tuur, lou, MIA], mail=True)
    assert [(way.name, way.children) for way in made.ways] == [("mia", ("tuur", "lou")), ("jan", ("tuur",))]


def test_a_minor_without_a_known_parent_is_invited_and_it_is_said() -> None:
    made = plan([person("tuur", minor=True, mail="tuur@club.be")], mail=True)
    assert ([way.name for way in made.ways], made.alone) == (["tuur"], frozenset(("tuur",)))


def test_who_is_in_already_is_left_alone() -> None:
    parent = person("mia", signs_in=True)
    people = [person("tuur", minor=True, guardians=(parent, JAN)), parent]
    assert plan(people, mail=True) == Plan((), ("tuur", "mia"))


def test_what_waits_is_made_anew_where_it_stays_the_same() -> None:
    again = person("mia", mail="gezin@club.be", invitation=waiting("mail", "gezin@club.be"))
    assert [way.renews for way in plan([again], mail=True).ways] == ["invitation-1"]
    moved = person("mia", mail="nieuw@club.be", invitation=waiting("mail", "gezin@club.be"))
    assert [(way.renews, way.mail) for way in plan([moved], mail=True).ways] == [
        (None, ("mail-of-mia", "nieuw@club.be"))
    ]
    code = person("mia", invitation=waiting("code"))
    assert [(way.renews, way.on_paper) for way in plan([code], mail=True).ways] == [("invitation-1", True)]


def test_a_role_that_was_given_is_not_lost_by_inviting_again() -> None:
    coach = person("mia", mail="nieuw@club.be", invitation=waiting("code", role="coach"))
    assert [(way.renews, way.on_paper) for way in plan([coach], mail=True).ways] == [("invitation-1", True)]
    teen = person("tuur", minor=True, guardians=(MIA,), invitation=waiting("mail", "t@club.be", "coach"))
    assert [(way.name, way.renews) for way in plan([teen], mail=True).ways] == [("tuur", "invitation-1")]


def test_the_wish_says_no_secret() -> None:
    verb, args = wish(Way("noa", "noa", None), "invitation-2", "SECRET")
    assert (verb, args["how"], args["secret_hash"]) == ("invitation.make", "code", hash_of("SECRET"))
    verb, args = wish(Way("mia", "mia", ("mail-of-mia", "a@b.be")), "invitation-2", None)
    assert args == {"id": "invitation-2", "contact": "mia", "purpose": "join", "how": "mail", "point": "mail-of-mia"}
    assert wish(Way("mia", "mia", None, renews="invitation-1"), "x", "SECRET")[1] == {
        "id": "invitation-1",
        "secret_hash": hash_of("SECRET"),
    }
