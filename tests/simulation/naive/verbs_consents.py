"""Consents of the naive club: who says yes for whom, and takes it back."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.days import grown
from tests.simulation.naive.deed import Deed, No
from tests.simulation.naive.sight import acts_for


def consent_give(deed: Deed, args: Row) -> None:
    person = args["contact"]
    deed.allow(person in deed.close)
    deed.fresh("consent", args["id"])
    deed.need("contact", person)
    adult = grown(deed.club, person, deed.day)
    looked_after = any(
        person in acts_for(deed.club, one["id"]) for one in deed.club.all("contact") if one["id"] != person
    )
    if person == deed.contact and (adult is False or (adult is None and looked_after)):
        raise No("for_guardian")
    if person != deed.contact and adult:
        raise No("for_themselves")
    if any(_standing(deed, args)):
        raise No("exists")
    deed.create("consent", {**args, "given_by": deed.user, "given_at": deed.estimated})


def consent_withdraw(deed: Deed, args: Row) -> None:
    deed.allow(deed.office() or args["contact"] in deed.close)
    deed.need("contact", args["contact"])
    given = _standing(deed, args)
    if not given:
        raise No("gone")
    for row in given:
        deed.write("consent", row["id"], {"withdrawn_by": deed.user, "withdrawn_at": deed.estimated})


def _standing(deed: Deed, args: Row) -> list[Row]:
    return list(deed.club.all("consent", contact=args["contact"], purpose=args["purpose"], withdrawn_at=None))
