"""What the naive club thinks of families: who may say that somebody acts for somebody, and who must hear of it."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.days import grown
from tests.simulation.naive.deed import Deed, No, named_for
from tests.simulation.naive.sight import acts_for


def comes_to_act(deed: Deed, wanted: Row) -> list[str]:
    """The users who must hear that this link, should it be so, lets somebody act for somebody for the first time."""
    club = deed.club
    family = [
        link for link in club.all("account_link", account=wanted["account"], present=1) if link["id"] != wanted["id"]
    ]
    family += [wanted] if wanted["present"] else []
    touched: set[str] = set()
    for one in family:
        for other in family:
            adult, child = one["contact"], other["contact"]
            acts = one.get("may_act_for") and other.get("function") == "child"
            if not acts or child in acts_for(club, adult, close=True):
                continue
            if "owner" not in deed.roles and (adult == deed.contact or _answers_for_themselves(deed, child)):
                raise No("needs_owner")
            touched.add(child)
    stood = list(club.all("account_link", account=wanted["account"]))
    if not deed.money() and _reads_bills(deed, [wanted]) and not _reads_bills(deed, stood):
        raise No("needs_owner")
    near = {one["id"] for one in club.all("contact") if touched & (acts_for(club, one["id"]) | {one["id"]})}
    told = {user["id"] for user in club.all("user_profile") if user["contact"] in near}
    return [] if deed.user == "system" else sorted(told - {deed.user})


def _reads_bills(deed: Deed, links: list[Row]) -> bool:
    """Whether the author reads the bills of an account by one of these links: as who pays, for themselves or for one
    they act for, or as one who acts in it.
    """
    for link in links:
        acts = link["contact"] == deed.contact and link.get("may_act_for")
        if link["present"] and (acts or (link.get("is_payer") and link["contact"] in deed.people)):
            return True
    return False


def is_made_young(deed: Deed, person: str, born: Row) -> bool:
    """Whether an adult who can sign in would be none any more, for all that the club knows, if this were said."""
    club = deed.club
    if grown(club, person, deed.day) is not True or not any(club.all("user_profile", contact=person)):
        return False
    birth = {**(club.get("contact_identity", person) or {}), **born}.get("birth_date")
    year = {**(club.get("contact_personal", person) or {}), **born}.get("birth_year")
    if birth:
        return deed.day < f"{int(birth[:4]) + 18}{birth[4:]}"
    return year is None or int(deed.day[:4]) - int(year) <= 18


def _answers_for_themselves(deed: Deed, person: str) -> bool:
    """Grown up, or with something to do in the club; of whom nobody knows the age, who can speak up."""
    users = [user["id"] for user in deed.club.all("user_profile", contact=person)]
    roles = {role for user in users for role in held_or_to_come(deed, user)}
    age = grown(deed.club, person, deed.day)
    return age is True or bool(roles - {"member"}) or (age is None and bool(users))


def held_or_to_come(deed: Deed, user: str | None) -> set[str]:
    """What somebody is in the club, now or from a later day on."""
    held = deed.club.all("role_assignment", user=user)
    return {
        row["role"]
        for row in held
        if row["present"] or (row["from_on"] and deed.day < row["from_on"] <= (row["to_on"] or "9999"))
    }


def tell_who_is_acted_for(deed: Deed, link: str, users: list[str]) -> None:
    """Each gets a line."""
    for user in users:
        about = {"about": {"table": "account_link", "id": link}}
        id = named_for("acting", link, deed.stamp, user)
        deed.inbox(user, "told", id, "acting_given", about, apart=True)


def said_of_an_adult(deed: Deed, link: Row) -> int | None:
    """0: who says of a grown person that they are somebody's child means it."""
    child = link.get("function") == "child" and deed.user != "system"
    return 0 if child and grown(deed.club, link["contact"], deed.day) else None
