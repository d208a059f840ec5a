"""How long the naive club keeps what: it counts for every row since when nobody needs it any more.

Written from the table "How long what is kept" in `SECURITY.md`, one line a table.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from tests.simulation.naive.club import Club, Place, Row

DAY_MS, YEAR_MS = 86_400_000, 365 * 86_400_000
PUBLIC = (
    *("setting", "season", "group", "membership_type", "activity", "activity_series", "resource", "resource_code"),
    *("custody_event", "booking", "audit_session", "audit_line", "evaluation_template", "criterion", "custom_field"),
)
SEALED = ("contact_finance", "contact_medical", "injury")
Since = Callable[[Club, Row], int | str | None]
EXPIRE = "row.expire"
REASONS = ("declared_reason", "confirmed_reason")


def _decided(club: Club, row: Row) -> int | None:
    return None if row["state"] == "waiting" else row["created_at"]


def _own_time(club: Club, person: str) -> set[str] | None:
    """The last days of all that this person was here; None when they are still here in some way."""
    days: set[str | None] = {row["end_on"] for row in club.all("membership", contact=person)}
    for place in club.all("group_member", contact=person):
        days.add(None if place["present"] else place["to_on"])
    for user in club.all("user_profile", contact=person):
        for role in club.all("role_assignment", user=user["id"]):
            ahead = role["from_on"] and not role["to_on"]
            if role["role"] != "member" and (role["present"] or ahead):
                days.add(None)
            elif role["role"] != "member" and role["to_on"]:
                days.add(role["to_on"])
    return None if None in days else {day for day in days if day}


def _left(club: Club, person: str) -> str | None:
    return max(_own_time(club, person) or {""}) or None


def _tied_until(club: Club, person: str) -> str | None:
    """The last day that they were here themselves, or for a child, or looked into the app; None for who has something
    to bring back or to pay, speaks for a firm, or has no such day.
    """
    if any(club.all("resource", holder_kind="contact", holder_id=person)):
        return None
    times = [_own_time(club, person)]
    for link in club.all("account_link", contact=person, present=1):
        account = club.get("account", link["account"])
        if link["function"] == "child" or account is None:
            continue
        bills = club.all("invoice", account=account["id"], status="issued")
        if (account["kind"], account["status"]) == ("company", "active"):
            return None
        if any((bill["total_cents"] or 0) > (bill["paid_cents"] or 0) for bill in bills):
            return None
        inside = club.all("account_link", account=account["id"], present=1)
        times += [_own_time(club, other["contact"]) for other in inside if other["function"] == "child"]
    looked = set[str]()
    for user in club.all("user_profile", contact=person):
        looked |= {phone["seen_on"] for phone in club.all("user_device", user=user["id"]) if phone["seen_on"]}
        if user["last_login_at"]:
            looked.add(
                (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=user["last_login_at"])).date().isoformat()
            )
    days = set[str]().union(looked, *(days for days in times if days is not None))
    return None if None in times or not days else max(days)


def _no_more_with_them(club: Club, signature: Row) -> int | None:
    """Since when who signed has it no more: somebody else has, or nobody; of a heap nobody has any."""
    scan, thing = club.get("custody_event", signature["id"]), club.get("resource", signature["resource"])
    if scan is None or thing is None:
        return None
    if scan["kind"] != "out":  # such as: that they brought it back
        return scan["received_at"]
    hands = [one for one in club.all("custody_event", resource=thing["id"]) if one["kind"] in ("in", "out")]
    since = sorted(one["received_at"] for one in hands if one["stamp"] > scan["stamp"])
    if thing["kind"] == "quantity":
        return since[-1] if since and not thing["holder_id"] and not thing["out_count"] else None
    return since[0] if since else None


def _why_not(club: Club, answer: Row) -> int | None:
    """Since when nobody needs to know why somebody could not come; the answer itself stays."""
    held = club.get("activity", answer["activity"])
    if held is None or not any(answer[name] is not None for name in REASONS):
        return None
    return held["start_at"] if held["end_at"] is None else held["end_at"]


def _of(person: Callable[[Club, str], str | None], field: str = "contact") -> Since:
    return lambda club, row: person(club, row[field])


def _field(name: str) -> Since:
    return lambda club, row: row[name]


PERIODS: dict[str, tuple[int, Since]] = {
    "inbox_item": (1, _field("done_at")),
    "parked_change": (1, _decided),
    "invitation": (1, _field("expires_at")),
    "user_device": (1, _field("wiped_at")),
    "calendar_feed": (1, _field("revoked_at")),
    "consent": (3, _field("withdrawn_at")),
    "contact_emergency": (1, _of(_left, "id")),
    "contact_medical": (1, _of(_left, "id")),
    "injury": (1, lambda club, row: row["to_on"] or _left(club, row["contact"])),
    "activity_guest": (1, _why_not),
    "activity_visitor": (1, _field("came_on")),
    "opening": (3, _field("received_at")),
    "export_log": (3, _field("received_at")),
    "evaluation": (1, _of(_left)),
    "contact_identity": (3, _of(_left, "id")),
    "contact_finance": (2, _of(_tied_until, "id")),
    "contact_point": (3, _of(_tied_until)),
    "contact_address": (3, _of(_tied_until)),
    "medium": (3, lambda club, row: row["contact"] and _tied_until(club, row["contact"])),
    "custody_signature": (1, _no_more_with_them),
    "notice_choice": (1, _of(_tied_until)),
}


def is_over(club: Club, table: str, row: Row, now: int) -> bool:
    """Whether nobody needs this row any more."""
    years, since = PERIODS[table]
    began = since(club, row)
    if isinstance(began, str):
        began = int(datetime.strptime(began, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1000)
    return began is not None and now > began + years * YEAR_MS


def over(club: Club, now: int) -> Iterator[Place]:
    """Every row that nobody needs any more."""
    for table in PERIODS:
        yield from ((table, id) for id, row in club.rows[table].items() if is_over(club, table, row, now))


def age(club: Club, seq: int, now: int) -> int:
    """How long ago this was decided, in ms."""
    return now - club.highs[seq][0]


def forget(club: Club, now: int) -> None:
    """What the club remembers of what was: of what was deleted nothing after a year, of what was changed nothing after
    three, of what is sealed, and of why somebody did not come, after one. What everybody may know stays.
    """
    for place, deletion in club.removed_by.items():
        seq = club.seqs.get(deletion)
        if place[0] not in PUBLIC and club.get(*place) is None and seq is not None and age(club, seq, now) > YEAR_MS:
            club.blank[place] = deletion
    whys = [line for line in club.lost if line[1] == "activity_guest" and line[3] in REASONS]
    hushed = [line for line in whys if age(club, line[0], now) > YEAR_MS]
    club.lost = [line for line in club.lost if line not in hushed and not _forgotten(club, line[1:3], line[0], now)]


def _forgotten(club: Club, place: Place, seq: int, now: int) -> bool:
    if place[0] in PUBLIC:
        return False
    went = club.seqs.get(club.removed_by.get(place, ""), -1)
    with_it = seq == went or (seq < went and club.get(*place) is None)
    return (with_it and age(club, went, now) > YEAR_MS) or age(club, seq, now) > (
        1 if place[0] in SEALED else 3
    ) * YEAR_MS


def says_nothing(club: Club, place: Place, word: str, now: int) -> bool:
    """Whether this word, which stood in this row once and stands there no more, is told by nobody who keeps to this."""
    said = club.said.get((place, word), 0)  # what was said in a life that is lost, and not again, is forgotten
    return said <= club.let_go.get(place, -1) or _forgotten(club, place, said, now)
