"""Why somebody sees a row, or why not: which scope carries it to them, and what gives them that scope. (feature B16)

Answers are sentences for the person at the server, and are worked out from the club's rows as they stand, not from
what the log keeps: where the two differ, the row was not worked out again, and the answer says so.
"""

from collections.abc import Iterable, Iterator, Mapping

from shared.domain.contact import display_name
from shared.facts import Facts
from shared.kin import persons_of, teams_of
from shared.register import Row
from shared.rights import ROLE_SCOPES
from shared.storage import Store
from shared.sync import scope
from shared.tables import REGISTER
from sync_server import access
from sync_server.audiences import Audiences
from sync_server.facts import ServerFacts
from sync_server.terminal import safe

WHOLE: Mapping[str, str] = {
    "club": "everybody of the club",
    "staff": "everybody with a role",
    "owner": "the owners",
    "office": "the office",
    "treasury": "the treasury",
    "equipment": "the equipment staff",
    "finance": "who keeps the accounts",
    "medical": "who answers for people's health",
}
TITLES = ("name", "title", "given_name", "username")


class Why:
    """Answers for one club; reads only."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: Facts = ServerFacts(store)
        self._audiences = Audiences(store)

    def answer(self, who: str, what: str) -> list[str]:
        """The sentences for a user (id or name) and a row (`table/id`, or an id of any table)."""
        profile = self._facts.get("user_profile", who) or next(
            iter(self._facts.find("user_profile", username=who)), None
        )
        if profile is None:
            return [f"There is no user {who}."]
        table, _, id = what.rpartition("/")
        if table and table not in REGISTER:
            return [f"There is no table {table}."]
        places = [(name, id) for name in ([table] if table else [entry.name for entry in REGISTER])]
        known = [place for place in places if self._store.get("row_version", *place) is not None]
        if not known:
            return [f"There is no row {what}, and there never was."]
        return [safe(line) for place in known for line in self._about(profile, *place)]

    def _about(self, profile: Row, table: str, id: str) -> Iterator[str]:
        user, name = str(profile["id"]), str(profile["username"])
        row = self._facts.get(table, id)
        if row is None:
            yield f"{table}/{id} was deleted: {name} does not see it, nor does anybody."
            return
        title = f"{table}/{id}{self._title(row)}"
        carrying = access.scopes(self._facts, REGISTER[table], row)
        granted = access.grants(self._facts, user)
        through = sorted(carrying & granted)
        if through:
            yield f"{name} sees {title}:"
            yield from (f"  - {self._granted(profile, one)}  [{one}]" for one in through)
        else:
            yield f"{name} does not see {title}."
            yield f"  It reaches {_listed(self._meant(one) for one in sorted(carrying)) or 'nobody'}."
            yield f"  {name} is granted what is for {_listed(self._meant(one) for one in sorted(granted))}."
        yield from self._doubts(user, table, id, carrying, granted)

    def _doubts(self, user: str, table: str, id: str, carrying: access.Scopes, granted: access.Scopes) -> Iterator[str]:
        version = self._store.get("row_version", table, id) or {}
        kept = {row["scope"] for row in self._store.find("user_scope", user=user)}
        if self._audiences.scopes(version["audience"]) != carrying or kept != granted:
            yield "  This is not what the server has kept: the next turn of the day works it out again."

    def _granted(self, profile: Row, name: str) -> str:
        """What gives this user a scope that they are granted."""
        kind, id = scope.parts(name)
        held = self._facts.find("role_assignment", user=profile["id"], present=1)
        if kind == "club":
            return "it is for everybody of the club"
        if kind in WHOLE:
            roles = sorted({row["role"] for row in held if kind in ROLE_SCOPES[row["role"]]})
            return f"as {_listed(roles)}: it is for {WHOLE[kind]}"
        if kind == "user":
            return "it is their own"
        if kind.startswith("team"):
            return self._of_team(profile, held, kind, id)
        if kind == "contact_self":
            own = id == profile["contact"]
            return "it is about themselves" if own else f"they act for {self._name('contact', id)}"
        through = _listed(sorted({self._name("contact", link["contact"]) for link in self._links(profile, kind, id)}))
        does = "pays for or acts in" if kind == "account_payer" else "belongs to"
        return f"{through} {does} the account {self._name('account', id)}"

    def _links(self, profile: Row, kind: str, account: str) -> Iterator[Row]:
        """The links of this user's people that make them see the account, or its bills."""
        own, people = profile["contact"], persons_of(self._facts, profile["contact"])
        for link in self._facts.find("account_link", account=account, present=1):
            pays = link["is_payer"] or (link["may_act_for"] and link["contact"] == own)
            if link["contact"] in people and (pays or kind == "account_member"):
                yield link

    def _of_team(self, profile: Row, held: Iterable[Row], kind: str, id: str) -> str:
        team = self._name("group", id)
        if any(row["role"] == "coach" and row["group"] == id for row in held):
            return f"as coach of {team}"
        people = sorted(persons_of(self._facts, profile["contact"]))
        inside = [self._name("contact", person) for person in people if id in teams_of(self._facts, person)]
        return f"{_listed(inside)} is in {team}"

    def _meant(self, name: str) -> str:
        """Whom a scope is for."""
        kind, id = scope.parts(name)
        if kind in WHOLE:
            return WHOLE[kind]
        if kind == "user":
            profile = self._facts.get("user_profile", id)
            return f"the user {profile['username'] if profile else id}"
        table = {"team": "group"}.get(kind.partition("_")[0], kind.partition("_")[0])
        return MEANT[kind].format(self._name(table, id))

    def _name(self, table: str, id: str) -> str:
        row = self._facts.get(table, id)
        if row is None:
            return id
        return display_name(row["given_name"], row["family_name"]) if table == "contact" else str(row["name"])

    @staticmethod
    def _title(row: Row) -> str:
        found = next((str(row[name]) for name in TITLES if row.get(name)), "")
        return f" ({found})" if found else ""


MEANT: Mapping[str, str] = {
    "team_coach": "the coaches of {}",
    "team_member": "the members of {} and their parents",
    "contact_self": "{} and who acts for them",
    "account_member": "the people of the account {}",
    "account_payer": "who pays for the account {}",
}


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
