"""The naive club decides one changeset: all of it, or a refusal and a line in the author's inbox."""

from collections.abc import Callable
from typing import Any

from tests.simulation.naive import (
    verbs_consents,
    verbs_devices,
    verbs_evaluations,
    verbs_exports,
    verbs_feeds,
    verbs_fields,
    verbs_injuries,
    verbs_invitations,
    verbs_leaving,
    verbs_media,
    verbs_notices,
    verbs_people,
    verbs_restoring,
    verbs_roles,
    verbs_series,
    verbs_store,
    verbs_things,
    verbs_undo,
    verbs_users,
)
from tests.simulation.naive.again import actions_left, remember, was_of
from tests.simulation.naive.club import Club, Row
from tests.simulation.naive.deed import Deed, No, named_for
from tests.simulation.naive.keeping import EXPIRE
from tests.simulation.naive.parking import parked_or_not, remember_unmade
from tests.simulation.naive.silence import spared

VERBS: dict[str, Callable[[Deed, Row], None]] = {
    name: made
    for module in (
        verbs_people,
        verbs_restoring,
        verbs_roles,
        verbs_things,
        verbs_series,
        verbs_store,
        verbs_media,
        verbs_devices,
        verbs_invitations,
        verbs_undo,
        verbs_users,
        verbs_consents,
        verbs_notices,
        verbs_injuries,
        verbs_leaving,
        verbs_evaluations,
        verbs_feeds,
        verbs_fields,
        verbs_exports,
    )
    for name, made in vars(module).items()
    if callable(made) and not name.startswith("_") and getattr(made, "__module__", "") == module.__name__
}


def verb(name: str) -> Callable[[Deed, Row], None]:
    """The function of a verb: `contact_point.add` is `contact_point_add`."""
    found = VERBS.get(name.replace(".", "_"))
    if found is None:
        raise No("unknown_action")
    return found


def decide(club: Club, user: str, wire: Row, received: int) -> tuple[str, str | None]:
    """Decide a changeset that the club has not heard before in this life; answers its outcome and code."""
    was = was_of(club, wire)
    club.wires[wire["id"]] = wire["actions"]
    deed = Deed(club, user, wire, received, was)
    code = reason = None
    try:
        _do(club, deed, actions_left(club, wire, was))
    except No as no:
        deed.undo()
        code, reason = no.code, _as_before(was, no.code) if was else None
        if was is None:
            code, reason = parked_or_not(club, deed, wire, no.code)
    lost = list(deed.lost)
    _count(club, deed)
    told = named_for("inbox", wire["id"], "parked")
    if reason is not None and club.get("inbox_item", told) is None:
        deed.inbox(user, "parked", told, code or "", None)
    if reason is not None and club.get("parked_change", named_for("parked", wire["id"])) is None:
        deed.park(wire, reason, code or "")
    if code is not None and reason is None:
        deed.inbox(user, "refused", named_for("inbox", wire["id"], "refused"), code, None)
    club.untold.pop(wire["id"], None)
    if reason == "restored" and was is not None:
        club.untold[wire["id"]] = {"wire": wire, "user": user, "was": was, "order": club.order(was)}
    if code is not None:
        made = _made_if_free(club, user, wire, received) if reason is not None else []
        remember_unmade(club, user, wire, made, parked=reason is not None)
        return _answer(club, wire, "parked" if reason else "refused", code)
    return _done(club, deed, user, wire, was, lost)


def _do(club: Club, deed: Deed, actions: list[Row]) -> None:
    for action in actions:
        verb(action["name"])(deed, _given(action["args"]))
    _accounts_have_somebody(deed)
    club.ended += [(club.seq + 1, *place) for place in deed.endings()]


def _made_if_free(club: Club, user: str, wire: Row, received: int) -> list[tuple[str, str]]:
    """What this author would make who might do everything, action by action; nothing changes."""
    deed = Deed(club, user, wire, received)
    deed.free = True
    for action in wire["actions"]:
        deed.try_one(lambda action=action: verb(action["name"])(deed, _given(action["args"])))
    made = list(deed.came)
    deed.undo()
    return made


def _as_before(was: Row, code: str) -> str | None:
    """Why it is set aside; None when it stays refused."""
    if was["outcome"] == "refused" or code == "erased":
        return None
    hangs = {"dependency": "dependency", "unknown_action": "newer_app", "invalid": "newer_app"}
    return hangs.get(code, "right_ended") if was["outcome"] == "parked" else "restored"


def _done(
    club: Club, deed: Deed, user: str, wire: Row, was: Row | None, lost: list[tuple[str, str, str, Any]]
) -> tuple[str, str | None]:
    """It was done: what was lost in the merge is told, unless it once stood uncontested."""
    outcome = ("merged" if lost else "applied") if was is None else was["outcome"]
    if lost and (was is None or was["outcome"] == "merged"):
        deed.inbox(user, "superseded", named_for("inbox", wire["id"], "superseded"), "superseded", None)
    club.lost += [(club.seq, *one) for one in lost]
    if was is None:
        remember(club, deed, user, wire, outcome)
    else:
        club.told_again.add(wire["id"])
    if was is None or any(call["name"] == "row.restore" for call in wire["actions"]):
        club.reborn.update(deed.came)
    return _answer(club, wire, outcome, None)


def _answer(club: Club, wire: Row, outcome: str, code: str | None) -> tuple[str, str | None]:
    club.wires[wire["id"]] = wire["actions"]  # of what waited for its turn in the life before, too
    club.outcomes[wire["id"]] = (outcome, code)
    club.seqs[wire["id"]] = club.seq
    return outcome, code


def try_again(club: Club, received: int) -> list[Row]:
    """What could not be told again yet, as it once stood, until nothing moves; answers what could be done."""
    done: list[Row] = []
    moved = True
    while moved:
        moved = False
        for told in sorted(club.untold.values(), key=lambda told: (told["order"], told["wire"]["id"])):
            if _tried(club, told, received):
                done.append(told["wire"])
                moved = True
    return done


def _tried(club: Club, told: Row, received: int) -> bool:
    wire, user, was = told["wire"], told["user"], told["was"]
    parked = club.get("parked_change", named_for("parked", wire["id"]))
    if parked is not None and parked["state"] != "waiting":
        club.untold.pop(wire["id"], None)
        return False
    deed = Deed(club, user, wire, received, was)
    try:
        _do(club, deed, actions_left(club, wire, was))
    except No as no:
        deed.undo()
        if no.code == "erased" or all(call["name"] == EXPIRE for call in wire["actions"]):  # another night finds it
            club.untold.pop(wire["id"], None)
        return False
    lost = list(deed.lost)
    _count(club, deed)
    if parked is not None:
        deed.write("parked_change", parked["id"], {"state": "done"})
        told_of = named_for("inbox", wire["id"], "parked")
        if club.get("inbox_item", told_of) is not None:  # its author may have dealt with it more than a year ago
            deed.write("inbox_item", told_of, {"done_at": received})
    club.untold.pop(wire["id"], None)
    _done(club, deed, user, wire, was, lost)
    return True


def would(club: Club, user: str, wire: Row, received: int, *, aware: bool = True) -> str | None:
    """The code of the refusal that this changeset would meet now, or None; nothing changes. Not `aware`: as if nobody
    had been told who was erased.
    """
    deed = Deed(club, user, wire, received)
    try:
        for action in spared(club, wire["actions"]) if aware else wire["actions"]:
            verb(action["name"])(deed, _given(action["args"]))
        _accounts_have_somebody(deed)
    except No as no:
        return no.code
    finally:
        deed.undo()
    return None


def _given(args: Row) -> Row:
    return {name: _plain(value) for name, value in args.items()}


def _plain(value: Any) -> Any:
    """An empty text is nothing, yes is 1 and no is 0."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, bool):
        return int(value)
    return None if value == "" else value


def _count(club: Club, deed: Deed) -> None:
    club.seq += 1
    club.said.update(dict.fromkeys(deed.spoken, club.seq))
    club.high = deed.high
    club.highs.append(deed.high)
    club.last[deed.device] = max(club.last[deed.device], deed.moment)


def _accounts_have_somebody(deed: Deed) -> None:
    for account in sorted(deed.accounts):
        if verbs_people.active(deed, account) and not verbs_people.living(deed, account):
            raise No("last_contact")
