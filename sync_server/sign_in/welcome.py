"""How an invitation is used: the secret is compared, a sign-in is made or gets another password, once.

A secret that opens nothing is answered alike whatever the reason: never given, used, withdrawn, too late, or given by
somebody who may not any more.
"""

from dataclasses import dataclass

from shared.actions.days import day_at
from shared.actions.invitations import COMES, user_of
from shared.actions.seasons import coached, last_day
from shared.domain.invitation import hash_of
from shared.domain.sign_in import canonical_name
from shared.errors import Malformed
from shared.refusals import Exists
from shared.register import Row
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.referee import SERVER, Wish
from sync_server.sign_in.addresses import open_to
from sync_server.sign_in.founding import CARD, Founding, first_words, founds, has_owner
from sync_server.sign_in.known_names import names_of


@dataclass(frozen=True)
class Choice:
    """What the person chose, on which device: the name counts where a sign-in is made, `password` is its hash."""

    username: str
    password: str
    device: str
    founding: Founding | None = None


@dataclass(frozen=True)
class Welcomed:
    """Who came in, under which name."""

    user: str
    username: str


@dataclass(frozen=True)
class Invited:
    """Who holds this secret, as far as the page that asks for a password says it."""

    purpose: str
    given_name: str
    username: str | None


def dead_link() -> Malformed:
    """What opens nothing."""
    return Malformed("dead_link", 404)


def look(club: Club, secret: str) -> Invited:
    """Whom this secret lets in now. Raises Malformed `dead_link`."""
    store = club.store
    row = _standing(club, secret, club.now())
    contact = store.get("contact", row["contact"]) or {}
    profile = store.find("user_profile", contact=row["contact"]) if row["purpose"] == "reset" else []
    if founds(row):
        return Invited("found", "", None)
    return Invited(row["purpose"], contact["given_name"], profile[0]["username"] if profile else None)


def names_behind(club: Club, secret: str) -> tuple[str, ...]:
    """What others guess first of whom this secret lets in: see `names_of`. Raises Malformed `dead_link`."""
    return names_of(club, _standing(club, secret, club.now())["contact"])


def accept(club: Club, secret: str, choice: Choice) -> Welcomed:
    """Use this secret: all of it or nothing, in one transaction. Raises Malformed `dead_link`, Exists for a name
    that is taken, Invalid for one that cannot be; Malformed `founding` where the first owner does not say the club's
    name, or somebody else does.
    """
    referee, now = club.referee, club.now()
    with referee.writing(SYSTEM.user, SERVER) as (counter, server):
        row = _standing(club, secret, now)
        known = user_of(referee.facts, row["contact"])
        if founds(row) == (choice.founding is None):
            raise Malformed("founding")
        welcomed = _renewed(club, known) if row["purpose"] == "reset" else _new(club, choice.username)
        wish = Wish(club.new_id(), now, (*_founding(club, choice), *_actions(club, row, welcomed)))
        if referee.tell(counter, server, SYSTEM.user, wish).code is not None:
            raise dead_link()
        _keep_password(club, welcomed, choice)
    return welcomed


def _standing(club: Club, secret: str, now: int) -> Row:
    """The invitation that this secret belongs to, as long as it waits."""
    store = club.referee.store
    found = store.find("invitation_secret", hash=hash_of(secret))
    row = store.get("invitation", found[0]["id"]) if found else None
    stands = row is not None and row["state"] == "waiting" and now < row["expires_at"]
    if row is not None and founds(row) and has_owner(store):
        raise dead_link()
    if row is None or not stands or store.get("contact", row["contact"]) is None:
        raise dead_link()
    asked_for = row["purpose"] == "reset" and row["how"] == "mail" and row["by"] is None
    if asked_for and not _still_open(club, row):
        raise dead_link()
    return row


def _still_open(club: Club, row: Row) -> bool:
    """Whether the letter that the person asked for went where it may go now: they may have become the treasurer."""
    facts, user = club.referee.facts, user_of(club.referee.facts, row["contact"])
    mails = [] if user is None else open_to(club.referee.store, facts, row["contact"], user, day_at(facts, club.now()))
    return row["address"] in [point["value"] for point in mails]


def _new(club: Club, username: str) -> Welcomed:
    name = canonical_name(username)
    if club.referee.store.find("user_secret", username=name):
        raise Exists(table="user_secret", field="username")
    return Welcomed(club.new_id(), name)


def _renewed(club: Club, user: str | None) -> Welcomed:
    profile = None if user is None else club.referee.store.get("user_profile", user)
    if profile is None:
        raise dead_link()
    return Welcomed(profile["id"], profile["username"])


def _founding(club: Club, choice: Choice) -> list[ActionCall]:
    """The names come first: nobody sees a club without one."""
    if choice.founding is None:
        return []
    return list(first_words(choice.founding, club.referee.store.get("setting", CARD)))


def _actions(club: Club, row: Row, welcomed: Welcomed) -> list[ActionCall]:
    accepted = ActionCall("invitation.accept", 1, {"id": row["id"], "user": welcomed.user})
    if row["purpose"] == "reset":
        return [accepted, _password_changed(club, welcomed.user)]
    profile = {"id": welcomed.user, "contact": row["contact"], "username": welcomed.username}
    actions = [accepted, ActionCall("user.enrol", 1, profile)]
    if row["role"] is not None and not _is_over(club, row):
        role = {"id": club.new_id(), "user": welcomed.user, **{name: row[name] for name in COMES}}
        actions.append(ActionCall("role.grant", 1, role))
    return actions


def _is_over(club: Club, row: Row) -> bool:
    """Whether the last day of the role, or of its team's season, came before the person did: who is late comes in as a
    member.
    """
    facts, day = club.referee.facts, day_at(club.referee.facts, club.now())
    return (row["to_on"] is not None and row["to_on"] < day) or last_day(facts, coached(row), day) is not None


def _password_changed(club: Club, user: str) -> ActionCall:
    return ActionCall("user.password_changed", 1, {"id": club.new_id(), "user": user})


def _keep_password(club: Club, who: Welcomed, choice: Choice) -> None:
    """Keep the hash; other devices of this user must say the new password. Inside the caller's transaction.

    They are not revoked: nothing on them is lost, and what they did not send goes along with the next sign-in.
    """
    store = club.referee.store
    store.put("user_secret", {"id": who.user, "username": canonical_name(who.username), "password": choice.password})
    for device in store.find("device", user=who.user):
        if device["id"] != choice.device:  # the key stays: a revoked one proves by it who is to be wiped
            store.update("device", (device["id"],), {"locked_at": club.now()})


def change_password(club: Club, user: str, choice: Choice) -> None:
    """Another password for this user, chosen by who knows the old one; the device of the choice stays."""
    referee = club.referee
    with referee.writing(SYSTEM.user, SERVER) as (counter, server):
        profile = referee.store.get("user_profile", user) or {}
        wish = Wish(club.new_id(), club.now(), (_password_changed(club, user),))
        referee.tell(counter, server, SYSTEM.user, wish)
        _keep_password(club, Welcomed(user, profile["username"]), choice)


def user_behind(club: Club, secret: str) -> str | None:
    """The user whose password this secret renews; None where it makes a sign-in. Raises Malformed `dead_link`."""
    row = _standing(club, secret, club.now())
    return user_of(club.referee.facts, row["contact"]) if row["purpose"] == "reset" else None
