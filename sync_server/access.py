"""Shared rights applied to this club: the scopes that carry a row, and the scopes a user is granted.

Both are pure over facts and read no clock. After every changeset the log asks `roots_touched` and
`users_touched` what must be worked out again; a test recomputes everything from nothing and compares.
"""

from collections.abc import Callable, Iterable, Mapping

from shared.actions.evaluations import other_side
from shared.domain.attendance import GUEST
from shared.facts import Facts
from shared.kin import close_to, guardians_of, is_apart, persons_of, rows_of_person, teams_of
from shared.register import Row, Table
from shared.rights import ROLE_SCOPES, VIEW
from shared.sync import scope
from shared.tables import REGISTER
from sync_server.fields import answers_of, kept_to

Scopes = frozenset[str]
Known = dict[tuple[str, str], Scopes]
Reacher = Callable[[Facts, Table, Row], Iterable[str]]
Place = tuple[str, str]
SHARED = "assessed"
PERSON = "person"


def scopes(facts: Facts, table: Table, row: Row, known: Known | None = None) -> Scopes:
    """The scopes that carry this row. As long as no fact changes, `known` saves asking about one person twice."""
    words, reaches = REACHES[table.name]
    found = set(words)
    for reach in reaches:
        if reach in PERSONAL and not (reach == "family_coach" and table.name == "account_link"):
            found |= _of_person(facts, reach, str(row["contact" if table.field("contact") else "id"]), known)
        else:
            found.update(REACHERS[reach](facts, table, row))
    return frozenset(found)


def unshared(facts: Facts, table: Table, row: Row) -> Scopes | None:
    """The scopes that carry this row before it is shared: of who writes it. None where sharing is nothing."""
    words, reaches = REACHES[table.name]
    if SHARED not in reaches:
        return None
    return words.union(*(REACHERS[reach](facts, table, row) for reach in reaches if reach != SHARED))


def _of_person(facts: Facts, reach: str, person: str, known: Known | None) -> Scopes:
    if known is None:
        return frozenset(PERSONAL[reach](facts, person))
    found = known.get((reach, person))
    if found is None:
        found = known[reach, person] = frozenset(PERSONAL[reach](facts, person))
    return found


def _self(facts: Facts, person: str) -> Iterable[str]:
    return (scope.own(person),) if person != "None" else ()


def _close(facts: Facts, person: str) -> Iterable[str]:
    """Who acted for a grown person keeps `contact:<id>:self` for the agenda and the bills, so what is sensitive travels
    by the users of those who are close instead.
    """
    if not is_apart(facts, person):
        return _self(facts, person)
    near = {one for one in (person, *guardians_of(facts, person)) if person in close_to(facts, one)}
    return {scope.user_own(str(user["id"])) for one in near for user in facts.find("user_profile", contact=one)}


def _team_coach(facts: Facts, person: str) -> Iterable[str]:
    return map(scope.team_coach, teams_of(facts, person))


def _team_member(facts: Facts, person: str) -> Iterable[str]:
    return map(scope.team_member, teams_of(facts, person))


def _family_coach(facts: Facts, person: str) -> Iterable[str]:
    """Coaches of the person and of the children the person acts for."""
    return _coaches_of(facts, persons_of(facts, person))


def _coaches_of(facts: Facts, people: Iterable[str]) -> Iterable[str]:
    return {scope.team_coach(team) for person in people for team in teams_of(facts, person)}


def _household_coach(facts: Facts, person: str) -> Iterable[str]:
    """Coaches of the person and of everybody in an account with the person: whose links they see, they can name."""
    people = {person}
    for link in facts.find("account_link", contact=person, present=1):
        people |= {str(other["contact"]) for other in facts.find("account_link", account=link["account"], present=1)}
    return _coaches_of(facts, people)


def _holding(facts: Facts, person: str) -> Iterable[str]:
    return (scope.EQUIPMENT,) if facts.find("resource", holder_id=person, holder_kind="contact") else ()


PERSONAL: Mapping[str, Callable[[Facts, str], Iterable[str]]] = {
    "self": _self,
    "close": _close,
    "team_coach": _team_coach,
    "team_member": _team_member,
    "family_coach": _family_coach,
    "household_coach": _household_coach,
    "holding": _holding,
}


def _account_coach(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    """Coaches of everybody in the account."""
    links = facts.find("account_link", account=row["account"], present=1)
    return _coaches_of(facts, {str(link["contact"]) for link in links})


def _activity_group(facts: Facts, table: Table, row: Row) -> str | None:
    if table.field("group"):
        return None if row["group"] is None else str(row["group"])
    activity = facts.get("activity", row["activity"])
    return None if activity is None or activity["group"] is None else str(activity["group"])


def _group_coach(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    group = _activity_group(facts, table, row)
    return () if group is None else (scope.team_coach(group),)


def _group_member(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    group = _activity_group(facts, table, row)
    return (scope.CLUB,) if group is None else (scope.team_member(group),)


def _guest(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    if not row["with_guests"]:
        return ()
    guests = facts.find("activity_guest", activity=row["id"], function=GUEST)
    return {scope.own(str(guest["contact"])) for guest in guests}


def _holder(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    if table.name == "resource":
        resource: Row | None = row
    else:
        resource = None if row["resource"] is None else facts.get("resource", row["resource"])
    if resource is None or resource["holder_id"] is None:
        return ()
    holder = str(resource["holder_id"])
    return {"contact": (scope.own(holder),), "group": (scope.team_member(holder),)}.get(
        str(resource["holder_kind"]), ()
    )


def _pictured(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    return (scope.STAFF,) if row["resource"] is not None or row["kind"] == "photo" else ()


def _account(row: Row, table: Table) -> str:
    return str(row["account"] if table.field("account") else row["id"])


def _account_member(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    return (scope.account_member(_account(row, table)),)


def _account_payer(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    if table.field("account"):
        return (scope.account_payer(str(row["account"])),)
    invoice = facts.get("invoice", row["invoice"])
    return () if invoice is None else (scope.account_payer(str(invoice["account"])),)


def _evaluation(facts: Facts, table: Table, row: Row) -> Row | None:
    return row if table.name == "evaluation" else facts.get("evaluation", row["evaluation"])


def _assessor(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    """Who writes it: of a coach's, every coach the person has now."""
    found = _evaluation(facts, table, row)
    if found is None:
        return ()
    person = str(found["contact"])
    return _team_coach(facts, person) if found["side"] == "coach" else _self(facts, person)


def _assessed(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    """The other side, which writes without knowing it: the person once it was shared, coaches once both are final."""
    found = _evaluation(facts, table, row)
    if found is None:
        return ()
    person = str(found["contact"])
    if found["side"] == "coach":
        return _self(facts, person) if found["shared_at"] is not None else ()
    other = facts.get("evaluation", other_side(found)) if found["final_at"] is not None else None
    return _team_coach(facts, person) if other is not None and other["final_at"] is not None else ()


def _kept_to(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    """Else the names of fields are for everybody, and what was answered for who sees what it is about."""
    field = row if table.name == "custom_field" else facts.get("custom_field", row["field"])
    if (kept := kept_to(field)) is not None:
        return kept
    return (scope.CLUB,) if field is row else (scope.STAFF, *_holder(facts, table, row))


def _user(facts: Facts, table: Table, row: Row) -> Iterable[str]:
    return (scope.user_own(str(row["user"] if table.field("user") else row["id"])),)


REACHERS: Mapping[str, Reacher] = {
    "family_coach": _account_coach,
    "group_coach": _group_coach,
    "group_member": _group_member,
    "guest": _guest,
    "holder": _holder,
    "pictured": _pictured,
    "account_member": _account_member,
    "account_payer": _account_payer,
    "assessor": _assessor,
    "assessed": _assessed,
    "kept_to": _kept_to,
    "user": _user,
}


# Of each table the scopes that carry all of its rows, and the reaches that depend on the row.
REACHES: Mapping[str, tuple[Scopes, tuple[str, ...]]] = {
    name: (scope.WHOLE.intersection(reaches), tuple(reach for reach in reaches if reach not in scope.WHOLE))
    for name, reaches in VIEW.items()
}


def grants(facts: Facts, user: str) -> Scopes:
    """Every scope this user is granted: a handful for a member, 5 to 40 for who does much."""
    profile = facts.get("user_profile", user)
    if profile is None:
        return frozenset()
    found = {scope.CLUB, scope.user_own(user)}
    for held in facts.find("role_assignment", user=user, present=1):
        found.update(ROLE_SCOPES[held["role"]])
        if held["role"] == "coach" and held["group"]:
            found |= {scope.team_coach(held["group"]), scope.team_member(held["group"])}
    for person in persons_of(facts, profile["contact"]):
        found.add(scope.own(person))
        found.update(map(scope.team_member, teams_of(facts, person)))
        found |= _accounts_of(facts, person, own=person == profile["contact"])
    return frozenset(found)


def _accounts_of(facts: Facts, person: str, *, own: bool) -> set[str]:
    """Accounts seen through one person; who pays or acts for the others sees the bills too."""
    found = set()
    for link in facts.find("account_link", contact=person, present=1):
        found.add(scope.account_member(link["account"]))
        if link["is_payer"] or (own and link["may_act_for"]):
            found.add(scope.account_payer(link["account"]))
    return found


# Fields that scopes and grants are made of: a change of anything else moves nobody.
MATTERS: Mapping[str, tuple[str, ...]] = {
    "group_member": ("present", "contact", "group"),
    "account_link": ("present", "function", "may_act_for", "is_payer", "lapsed"),
    "role_assignment": ("present", "role", "group"),
    "user_profile": ("contact",),
    "activity": ("group", "with_guests"),
    "activity_guest": ("function",),
    "resource": ("holder_kind", "holder_id"),
    "invoice": ("account",),
    "evaluation": ("final_at", "shared_at"),
    "custom_field": ("view_roles",),
}


def matters(table: str, old: Row | None, new: Row | None) -> bool:
    """Whether going from `old` to `new` can change who sees what (None: not there)."""
    fields = MATTERS.get(table)
    if fields is None:
        return False
    if table == "activity_guest":  # thousands come with a mark and bring nobody along
        return (old or {}).get("function") != (new or {}).get("function")
    return old is None or new is None or any(old[name] != new[name] for name in fields)


# The fields of a row that its own scopes are read from.
READ_BY_SCOPES = frozenset(("id", "contact", "user", "activity", "resource")).union(*MATTERS.values())


READ: Mapping[str, tuple[str, ...]] = {
    table.name: tuple(name for name in table.names if name in READ_BY_SCOPES) for table in REGISTER
}


def stays(table: str, old: Row, new: Row) -> bool:
    """Whether a change of this row by itself leaves its own scopes as they are."""
    return all(old[name] == new[name] for name in READ[table])


def roots_touched(facts: Facts, changed: Iterable[tuple[str, Row]]) -> set[Place]:
    """The (table, id) whose scopes may have changed because these versions (old and new) of rows did.

    The rows themselves are always worked out again by the log; this names the others. Each person is asked for once,
    however many of these rows are about them.
    """
    places: set[Place] = set()
    for table, row in changed:
        if table in SPREAD:
            places |= SPREAD[table](facts, row)
    for person in sorted(id for kind, id in places if kind == PERSON):
        places.remove((PERSON, person))
        places |= rows_of_person(facts, person)
    return places


def _of_member(facts: Facts, row: Row) -> set[Place]:
    contact = str(row["contact"])
    found = {(PERSON, person) for person in (contact, *guardians_of(facts, contact))}
    for link in facts.find("account_link", contact=contact):
        for other in facts.find("account_link", account=link["account"]):
            found.add(("account_link", other["id"]))
            if facts.get("contact", other["contact"]):
                found.add(("contact", other["contact"]))
    return found


def _of_link(facts: Facts, row: Row) -> set[Place]:
    found = {(PERSON, str(row["contact"]))}
    for link in facts.find("account_link", account=row["account"]):
        found |= {("account_link", link["id"]), (PERSON, str(link["contact"]))}
    return found


def _of_activity(facts: Facts, row: Row) -> set[Place]:
    return {("activity_guest", guest["id"]) for guest in facts.find("activity_guest", activity=row["id"])}


def _of_guest(facts: Facts, row: Row) -> set[Place]:
    return {("activity", str(row["activity"]))}


def _of_resource(facts: Facts, row: Row) -> set[Place]:
    parts = ("custody_event", "medium", "custom_value")
    found = {(part, line["id"]) for part in parts for line in facts.find(part, resource=row["id"])}
    if row["holder_kind"] == "contact":
        points = facts.find("contact_point", contact=row["holder_id"])
        found |= {("contact_point", point["id"]) for point in points}
    return found


def _of_invoice(facts: Facts, row: Row) -> set[Place]:
    parts = ("invoice_line", "allocation")
    return {(part, line["id"]) for part in parts for line in facts.find(part, invoice=row["id"])}


def _of_evaluation(facts: Facts, row: Row) -> set[Place]:
    """Its scores; and what the player said, which a coach may read once the coach's own is final."""
    places = [("evaluation", str(row["id"]))]
    if row["side"] == "coach" and facts.get("evaluation", other_side(row)) is not None:
        places.append(("evaluation", other_side(row)))
    scores = {("score", score["id"]) for _, id in places for score in facts.find("score", evaluation=id)}
    return scores.union(places[1:])


def _of_user(facts: Facts, row: Row) -> set[Place]:
    """What is sensitive about a grown person travels by users: of theirs, and of who is close to them."""
    return {(PERSON, person) for person in persons_of(facts, row["contact"]) if is_apart(facts, person)}


# What moves with a row of a table. PERSON stands for all that hangs on somebody.
SPREAD: Mapping[str, Callable[[Facts, Row], set[Place]]] = {
    "group_member": _of_member,
    "account_link": _of_link,
    "user_profile": _of_user,
    "activity": _of_activity,
    "activity_guest": _of_guest,
    "resource": _of_resource,
    "invoice": _of_invoice,
    "evaluation": _of_evaluation,
    "custom_field": answers_of,
}


def users_touched(facts: Facts, table: str, rows: Iterable[Row]) -> set[str]:
    """Users whose grants may have changed because these versions of a row did."""
    people: set[str] = set()
    found: set[str] = set()
    for row in rows:
        if table == "role_assignment":
            found.add(str(row["user"]))
        elif table == "user_profile":
            found.add(str(row["id"]))
        elif table == "group_member":
            people |= {str(row["contact"]), *guardians_of(facts, str(row["contact"]))}
        elif table == "account_link":
            # Who acts for this person through another account sees this account too.
            people |= {str(row["contact"]), *guardians_of(facts, str(row["contact"]))}
            people |= {str(link["contact"]) for link in facts.find("account_link", account=row["account"])}
    for person in people:
        found |= {str(profile["id"]) for profile in facts.find("user_profile", contact=person)}
    return found
