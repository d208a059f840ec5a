"""What the turn of the club's day brings about: dates that come or pass become ordinary changes.

A membership's state is read from its dates wherever it is shown: seasons, places in a group, roles and who is
acted for are what has a day and a field that says so. What a day makes news, and nothing else, is noted
(`noticing.py`).
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from shared.actions.accounts import lapses
from shared.actions.days import day_at
from shared.actions.seasons import bounded, coached, last_days
from shared.domain.derived_id import derived_id
from shared.facts import Facts
from shared.register import Row
from shared.rights import SYSTEM
from shared.storage import Store
from shared.sync.protocol import MAX_ACTIONS, ActionCall
from shared.tables import REGISTER
from sync_server.entries import turned
from sync_server.letters.noticing import Noticing
from sync_server.referee import SERVER, Referee, Wish

RECHECKED = 200
"""Rows that are worked out again in one transaction: nobody waits for it."""
DEARER = 4
"""To tell of a row costs about so much more."""


def turn(referee: Referee, day: str, received_ms: int, rows: int = RECHECKED) -> bool:
    """One step into `day`, in a transaction of its own; True when nothing is left to do for it.

    First what dates bring about, some at a time, then everything worked out again, `rows` at a time. How far it came is
    kept with what it did: after a crash somebody goes on there, and servers that share a database share the work.
    """
    store = referee.store
    with referee.writing(SYSTEM.user, SERVER) as (club, known):
        if (club["day"] or "") >= day:
            return True
        place = store.get("turning", day)
        if place is None:
            some = max(1, rows // DEARER)
            calls = list(islice(_untold(referee, club["day"], day), some))
            for id, call in calls:
                referee.tell(club, known, SYSTEM.user, Wish(id, received_ms, (call,)))
            if len(calls) == some:  # what was told is due no more: the next step finds the rest
                return False
            heard = list(heard_since(referee.facts, store))
            for first in range(0, len(heard), MAX_ACTIONS):
                id, part = derived_id("day", day, "heard", str(first)), tuple(heard[first : first + MAX_ACTIONS])
                referee.tell(club, known, SYSTEM.user, Wish(id, received_ms, part))
            if club["restored_on"] != day:  # else the life before may have told it
                Noticing(store).turn(day, received_ms)
            place = {"id": day, "tbl": "", "row": ""}
        else:
            place = _recheck(referee, club, place, received_ms, rows)
        if place is None:
            store.discard("turning")
            club["day"] = day
        else:
            store.put("turning", place)
    return place is None


def _untold(referee: Referee, last: str | None, day: str) -> Iterator[tuple[str, ActionCall]]:
    """What is due and was not told yet, each with the id of its wish: what was refused is told once."""
    for call in due(referee.facts, last, day):
        id = wish_of(day, call)
        if referee.store.get("receipt", id) is None:
            yield id, call


def _recheck(referee: Referee, club: Row, place: Row, received_ms: int, rows: int) -> Row | None:
    """Work out the next rows again; answers where it came to, None at the end."""
    versions = referee.store.above("row_version", ("tbl", "id"), (place["tbl"], place["row"]), rows)
    if referee.log.recheck(club["seq"] + 1, versions):
        club["seq"] += 1
        referee.store.put("log", turned(club["seq"], club, received_ms))
    last = versions[-1] if len(versions) == rows else None
    return None if last is None else {**place, "tbl": last["tbl"], "row": last["id"]}


def recheck_all(referee: Referee, received_ms: int) -> int:
    """Work out every scope and grant at once; answers how many had to move (0 when the log did its work)."""
    with referee.writing(SYSTEM.user, SERVER) as (club, _):
        seq = club["seq"] + 1
        moved = referee.log.recheck_all(seq)
        moved += sum(referee.log.regrant(seq, user["id"]) for user in referee.store.find("user_profile"))
        if moved:
            club["seq"] = seq
            referee.store.put("log", turned(seq, club, received_ms))
    return moved


def recheck_sensitive(referee: Referee, received_ms: int) -> int:
    """Work out again who sees what is sensitive, and what everybody is granted: for a club of before these scopes.

    Answers how much had to move.
    """
    store = referee.store
    with referee.writing(SYSTEM.user, SERVER) as (club, _):
        seq = club["seq"] + 1
        tables = [table.name for table in REGISTER if table.klass == "C"]
        versions = [version for name in tables for version in store.find("row_version", tbl=name)]
        moved = referee.log.recheck(seq, [version for version in versions if not version["deleted"]])
        moved += sum(referee.log.regrant(seq, user["id"]) for user in store.find("user_profile"))
        if moved:
            club["seq"] = seq
            store.put("log", turned(seq, club, received_ms))
    return moved


def wish_of(day: str, call: ActionCall) -> str:
    """The id of what a day does to one row: done once, however often somebody tries."""
    return derived_id("day", day, call.name, str(call.args["id"]))


def due(facts: Facts, last: str | None, day: str) -> Iterator[ActionCall]:
    """What is to be done on `day`, when `last` was the last day that was turned (both `YYYY-MM-DD`).

    Places and coaches of a season that is over end with it, read from its dates: so does what an older server left.
    """
    ends = last_days(facts, day)
    for season in facts.find("season"):
        if bool(season["current"]) != (season["start_on"] <= day <= season["end_on"]):
            yield ActionCall("season.turn", 1, {"id": season["id"], "day": day})
    for member in facts.find("group_member", present=1):
        if _is_over(member, ends.get(member["group"]), day):
            yield ActionCall("group.turn_member", 1, {"id": member["id"], "day": day})
    for member in facts.find("group_member", present=0):
        if _begins(member, last, day) and facts.get("contact", member["contact"]) is not None:
            yield ActionCall("group.turn_member", 1, {"id": member["id"], "day": day})
    yield from _due_rights(facts, last, day, ends)


def _is_over(row: Row, ends: str | None, day: str) -> bool:
    last = bounded(row, ends)["to_on"]
    return last is not None and last < day


def _due_rights(facts: Facts, last: str | None, day: str, ends: Mapping[str, str]) -> Iterator[ActionCall]:
    for link in facts.find("account_link", function="child", present=1):
        if lapses(facts, link, day):
            yield ActionCall("account_link.turn", 1, {"id": link["id"], "day": day})
    roles = facts.find("role_assignment")
    over = [role for role in roles if role["present"] and _is_over(role, ends.get(coached(role) or ""), day)]
    stays = _last_owner(roles, over)
    begun = [role for role in roles if not role["present"] and _begins(role, last, day)]
    for role in (*over, *begun):
        if role["id"] != stays:
            yield ActionCall("role.turn", 1, {"id": role["id"], "day": day})


def _last_owner(roles: list[Row], over: list[Row]) -> str | None:
    """The role that stays although its day has come, for nobody else owns the club: tomorrow is another try."""
    owners = {role["id"] for role in roles if role["present"] and role["role"] == "owner"}
    ends = {role["id"] for role in over}
    return max(owners) if owners and owners <= ends else None


def heard_since(facts: Facts, store: Store) -> Iterator[ActionCall]:
    """Which devices were heard on a later day than their row tells. One that signed in before there were such rows gets
    its row.
    """
    for device in store.find("device"):
        row, last = facts.get("user_device", device["id"]), device["seen_at"]
        if device["public_key"] is None or last is None or facts.get("user_profile", device["user"]) is None:
            continue
        if row is None and device["revoked_at"] is not None:  # it was shut out, and its row is past its time
            continue
        if row is None:
            args = {"id": device["id"], "user": device["user"], "name": device["name"]}
            yield ActionCall("user_device.add", 1, args)
        day = day_at(facts, last)
        if row is None or row["seen_on"] != day:
            yield ActionCall("user_device.seen", 1, {"id": device["id"], "day": day})


def _begins(row: Row, last: str | None, day: str) -> bool:
    """Whether its first day came since `last`: who was sent away after it does not come back with a date."""
    first, end = row["from_on"], row["to_on"]
    return first is not None and first <= day and (last is None or first > last) and (end is None or end >= day)
