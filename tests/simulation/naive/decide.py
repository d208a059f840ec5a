"""The naive club decides one changeset: all of it, or a refusal and a line in the author's inbox."""

from collections.abc import Callable
from typing import Any

from tests.simulation.naive import verbs_media, verbs_people, verbs_things
from tests.simulation.naive.club import Club, Row
from tests.simulation.naive.deed import Deed, No, named_for
from tests.simulation.naive.parking import parked_or_not, remember_unmade

VERBS: dict[str, Callable[[Deed, Row], None]] = {
    name: made
    for module in (verbs_people, verbs_things, verbs_media)
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
    """Decide a changeset that the club has not heard before; answers its outcome and code."""
    deed = Deed(club, user, wire, received)
    code = reason = None
    try:
        for action in wire["actions"]:
            verb(action["name"])(deed, _given(action["args"]))
        _accounts_have_somebody(deed)
        club.ended += [(club.seq + 1, *place) for place in deed.endings()]
    except No as no:
        deed.undo()
        code, reason = parked_or_not(club, deed, wire, no.code)
    lost = list(deed.lost)
    _count(club, deed)
    if reason is not None:
        deed.inbox(user, "parked", named_for("inbox", wire["id"], "parked"), code or "", None)
        deed.park(wire, reason, code or "")
    elif code is not None:
        deed.inbox(user, "refused", named_for("inbox", wire["id"], "refused"), code, None)
    elif lost:
        deed.inbox(user, "superseded", named_for("inbox", wire["id"], "superseded"), "superseded", None)
    club.lost += [(club.seq, *one) for one in lost]
    if code is not None:
        remember_unmade(club, user, wire, parked=reason is not None)
    outcome = "parked" if reason else "refused" if code else "merged" if lost else "applied"
    club.outcomes[wire["id"]] = (outcome, code)
    return outcome, code


def would(club: Club, user: str, wire: Row, received: int) -> str | None:
    """The code of the refusal that this changeset would meet now, or None; nothing changes."""
    deed = Deed(club, user, wire, received)
    try:
        for action in wire["actions"]:
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
    club.high = deed.whole
    club.highs.append(deed.whole)
    club.last[deed.device] = deed.moment


def _accounts_have_somebody(deed: Deed) -> None:
    for account in sorted(deed.accounts):
        if verbs_people.active(deed, account) and not verbs_people.living(deed, account):
            raise No("last_contact")
