"""Who sees what, by brute force: a person stands before a row, and we look at everything the club knows of both.

Written from the table "Roles: what reaches a device" of the design, one sentence a table.
"""

import json
from collections.abc import Callable
from typing import Any

from tests.simulation.naive.club import Club, Row


class Eyes:
    """What one user may look at now. Made anew for each question: nothing is remembered, so nothing is stale."""

    def __init__(self, club: Club, user: str) -> None:
        self.club = club
        self.user = user
        profile = club.get("user_profile", user)
        self.known = profile is not None
        self.contact = profile["contact"] if profile else None
        held = [] if profile is None else list(club.all("role_assignment", user=user, present=1))
        self.roles = {row["role"] for row in held}
        self.staff = bool(self.roles - {"member"})
        self.office = bool(self.roles & {"owner", "secretary"})
        self.treasury = bool(self.roles & {"owner", "treasurer"})
        self.coached = {row["group"] for row in held if row["role"] == "coach" and row["group"]}
        self.people = acts_for(club, self.contact)
        self.close = acts_for(club, self.contact, close=True)
        self.teams = self.coached.union(*(teams(club, person) for person in self.people))
        links = [link for link in club.all("account_link", present=1) if link["contact"] in self.people]
        self.accounts = {link["account"] for link in links}
        self.bills = {
            link["account"]
            for link in links
            if link["is_payer"] or (link["may_act_for"] and link["contact"] == self.contact)
        }

    def sees(self, table: str, row: Row) -> bool:
        """Whether this row may reach a device of this user."""
        return self.known and bool(SIGHT[table](self, row))

    def visible(self) -> dict[str, dict[str, Row]]:
        """Everything this user may see, by table and id."""
        return {
            table: {id: row for id, row in rows.items() if self.sees(table, row)}
            for table, rows in self.club.rows.items()
        }

    def near(self) -> "Eyes":
        """The same person without what a role shows of the whole club: what comes first of a first load."""
        self.roles = set()
        self.staff = self.office = self.treasury = False
        return self

    def coaches(self, contact: str) -> bool:
        """Whether the person plays in a team this user coaches."""
        return bool(teams(self.club, contact) & self.coached)

    def plays_with(self, contact: str) -> bool:
        """Whether the person is in a team of mine, of my child, or that I coach."""
        return bool(teams(self.club, contact) & self.teams)


def teams(club: Club, contact: str) -> set[str]:
    """The groups somebody is in now."""
    return {row["group"] for row in club.all("group_member", contact=contact, present=1)}


def acts_for(club: Club, contact: str | None, *, close: bool = False) -> set[str]:
    """Oneself, and the children in every account where one may act for others; `close`: but for those who grew up."""
    if contact is None:
        return set()
    mine = {row["account"] for row in club.all("account_link", contact=contact, present=1) if row["may_act_for"]}
    children = club.all("account_link", function="child", present=1)
    return {contact} | {row["contact"] for row in children if row["account"] in mine and not (close and row["lapsed"])}


def _family_in_team(eyes: Eyes, contact: str) -> bool:
    return any(eyes.coaches(person) for person in acts_for(eyes.club, contact))


def _household_in_team(eyes: Eyes, contact: str) -> bool:
    """Whether I coach the person or somebody who shares an account with them."""
    homes = {row["account"] for row in eyes.club.all("account_link", contact=contact, present=1)}
    people = {row["contact"] for row in eyes.club.all("account_link", present=1) if row["account"] in homes}
    return any(eyes.coaches(person) for person in people | {contact})


def _holds_something(eyes: Eyes, contact: str) -> bool:
    return any(eyes.club.all("resource", holder_kind="contact", holder_id=contact))


def _has_it(eyes: Eyes, resource: Row | None) -> bool:
    if resource is None or resource["holder_id"] is None:
        return False
    mine: dict[str, set[Any]] = {"contact": eyes.people, "group": eyes.teams}
    return resource["holder_id"] in mine.get(resource["holder_kind"], set())


def _pays(eyes: Eyes, invoice: Row | None) -> bool:
    return invoice is not None and invoice["account"] in eyes.bills


def _own(eyes: Eyes, contact: str | None) -> bool:
    return contact is not None and contact in eyes.people


def _everybody(eyes: Eyes, row: Row) -> bool:
    return True


def _staff(eyes: Eyes, row: Row) -> bool:
    return eyes.staff


def _equipment(eyes: Eyes) -> bool:
    return bool(eyes.roles & {"owner", "equipment"})


def _link(eyes: Eyes, row: Row) -> bool:
    inside = eyes.club.all("account_link", account=row["account"], present=1)
    return (
        eyes.office
        or eyes.treasury
        or row["account"] in eyes.accounts
        or any(eyes.coaches(other["contact"]) for other in inside)
    )


def _point(eyes: Eyes, row: Row) -> bool:
    return (
        eyes.office
        or eyes.treasury
        or _own(eyes, row["contact"])
        or _family_in_team(eyes, row["contact"])
        or (_equipment(eyes) and _holds_something(eyes, row["contact"]))
    )


def _planned(eyes: Eyes, row: Row) -> bool:
    return bool(eyes.roles - {"member", "coach"}) or row["group"] is None or row["group"] in eyes.teams


def _guest(eyes: Eyes, row: Row) -> bool:
    activity = eyes.club.get("activity", row["activity"])
    coached = activity is not None and activity["group"] in eyes.coached
    return eyes.office or _own(eyes, row["contact"]) or coached


def _visitor(eyes: Eyes, row: Row) -> bool:
    activity = eyes.club.get("activity", row["activity"])
    return eyes.office or (activity is not None and activity["group"] in eyes.coached)


def _brought(eyes: Eyes, activity: Row) -> bool:
    """Whether somebody of mine is a guest there."""
    return any(
        _own(eyes, row["contact"]) for row in eyes.club.all("activity_guest", activity=activity["id"], function="guest")
    )


def _part_of_bill(eyes: Eyes, row: Row) -> bool:
    return eyes.treasury or _pays(eyes, eyes.club.get("invoice", row["invoice"]))


def _home(eyes: Eyes, row: Row) -> bool:
    return eyes.office or eyes.treasury or _own(eyes, row.get("contact", row["id"]))


def _medium(eyes: Eyes, row: Row) -> bool:
    """Things look the same to whoever sees the thing; a face is known to all staff, a paper to few."""
    if row["resource"] is not None:
        return eyes.office or eyes.staff or _has_it(eyes, eyes.club.get("resource", row["resource"]))
    close = eyes.office or _own(eyes, row["contact"]) or eyes.coaches(row["contact"])
    return close or (eyes.staff and row["kind"] == "photo")


def _evaluation(eyes: Eyes, row: Row) -> bool:
    """The owner; of a coach's the coaches, and the family once it is shared; of a player's own the family, and the
    coaches once nothing is open on either side.
    """
    person, final = row["contact"], row["final_at"] is not None
    if row["side"] == "coach":
        return eyes.coaches(person) or (row["shared_at"] is not None and _own(eyes, person))
    same = eyes.club.all("evaluation", template=row["template"], contact=person, round_on=row["round_on"])
    answered = any(other["side"] == "coach" and other["final_at"] is not None for other in same)
    return _own(eyes, person) or (final and answered and eyes.coaches(person))


def _evaluated(eyes: Eyes, row: Row | None) -> bool:
    return row is not None and ("owner" in eyes.roles or _evaluation(eyes, row))


def _asked(eyes: Eyes, field: Row | None) -> bool:
    """A field of the club's own is for whom it is kept to."""
    names = json.loads(field["view_roles"]) if field is not None and field["view_roles"] else []
    return "owner" in eyes.roles or ("staff" in names and eyes.staff) or any(name in eyes.roles for name in names)


def _answered(eyes: Eyes, row: Row) -> bool:
    """What was answered goes with the thing, unless its field is kept to some."""
    field = eyes.club.get("custom_field", row["field"])
    if field is not None and field["view_roles"]:
        return _asked(eyes, field)
    return eyes.staff or _has_it(eyes, eyes.club.get("resource", row["resource"]))


SIGHT: dict[str, Callable[[Eyes, Row], Any]] = {
    "user_profile": lambda eyes, row: eyes.office or row["id"] == eyes.user or _own(eyes, row["contact"]),
    "role_assignment": lambda eyes, row: "owner" in eyes.roles or row["user"] == eyes.user,
    "inbox_item": lambda eyes, row: row["user"] == eyes.user,
    "parked_change": lambda eyes, row: eyes.office or row["user"] == eyes.user,
    "user_device": lambda eyes, row: eyes.office or row["user"] == eyes.user,
    "setting": _everybody,
    "season": _everybody,
    "group": _everybody,
    "membership_type": _everybody,
    "group_member": lambda eyes, row: eyes.staff or _own(eyes, row["contact"]) or eyes.plays_with(row["contact"]),
    "membership": lambda eyes, row: _home(eyes, row) or eyes.coaches(row["contact"]),
    "contact": lambda eyes, row: (
        eyes.staff or _own(eyes, row["id"]) or eyes.plays_with(row["id"]) or _household_in_team(eyes, row["id"])
    ),
    "contact_personal": lambda eyes, row: _home(eyes, row) or eyes.coaches(row["id"]),
    "contact_point": _point,
    "contact_address": _home,
    "contact_identity": _home,
    "contact_finance": lambda eyes, row: eyes.treasury or row["id"] in eyes.close,
    "contact_medical": lambda eyes, row: eyes.office or row["id"] in eyes.close or eyes.coaches(row["id"]),
    "opening": lambda eyes, row: eyes.office or _own(eyes, row["contact"]) or row["user"] == eyes.user,
    "export_log": lambda eyes, row: "owner" in eyes.roles or row["user"] == eyes.user or _own(eyes, row["contact"]),
    "contact_emergency": lambda eyes, row: eyes.office or _own(eyes, row["id"]) or eyes.coaches(row["id"]),
    "consent": lambda eyes, row: eyes.office or _own(eyes, row["contact"]) or eyes.coaches(row["contact"]),
    "account": lambda eyes, row: eyes.office or eyes.treasury or row["id"] in eyes.accounts,
    "account_link": _link,
    "activity": lambda eyes, row: _planned(eyes, row) or _brought(eyes, row),
    "activity_series": _planned,
    "calendar_feed": lambda eyes, row: eyes.office or _own(eyes, row["contact"]) or row["user"] == eyes.user,
    "activity_guest": _guest,
    "activity_visitor": _visitor,
    "resource": lambda eyes, row: eyes.staff or _has_it(eyes, row),
    "resource_code": _staff,
    "medium": _medium,
    "custody_event": lambda eyes, row: eyes.staff or _has_it(eyes, eyes.club.get("resource", row["resource"])),
    "custody_signature": lambda eyes, row: _equipment(eyes),
    "resource_value": lambda eyes, row: _equipment(eyes) or eyes.treasury,
    "booking": _staff,
    "audit_session": _staff,
    "audit_line": _staff,
    "invoice": lambda eyes, row: eyes.treasury or _pays(eyes, row),
    "invoice_status": lambda eyes, row: eyes.office or eyes.treasury,
    "invoice_line": _part_of_bill,
    "allocation": _part_of_bill,
    "invitation": lambda eyes, row: eyes.office or _own(eyes, row["contact"]),
    "payment": lambda eyes, row: eyes.treasury or row["account"] in eyes.bills,
    "injury": lambda eyes, row: eyes.office or row["contact"] in eyes.close or eyes.coaches(row["contact"]),
    "notice_choice": lambda eyes, row: eyes.office or _own(eyes, row["contact"]),
    "evaluation_template": _everybody,
    "criterion": _everybody,
    "custom_field": lambda eyes, row: not row["view_roles"] or _asked(eyes, row),
    "custom_value": _answered,
    "evaluation": _evaluated,
    "score": lambda eyes, row: _evaluated(eyes, eyes.club.get("evaluation", row["evaluation"])),
}
