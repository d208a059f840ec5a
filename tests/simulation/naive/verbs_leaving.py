"""How somebody leaves the naive club for good: what goes, what loses its name, and what is remembered of it."""

import json

from tests.simulation.naive.club import Club, Place, Row
from tests.simulation.naive.deed import Deed, No
from tests.simulation.naive.keeping import PERIODS, REASONS, is_over
from tests.simulation.naive.silence import texts
from tests.simulation.naive.verbs_media import take_down
from tests.simulation.naive.verbs_people import SIDES

OF_A_PERSON = (
    *("contact_point", "contact_address", "consent", "opening", "account_link", "group_member", "membership"),
    *("medium", "invitation", "calendar_feed", "user_profile", "evaluation", "score", "notice_choice"),
    *("custody_signature", "booking", "injury", "export_log"),
)
OF_A_USER = ("role_assignment", "inbox_item", "parked_change", "user_device", "invitation", "calendar_feed")
QUOTING = (("inbox_item", "detail"), ("parked_change", "asked"))


def contact_erase(deed: Deed, args: Row) -> None:
    """The club alone does it. Issued bills, payments and the chain of hands stay; all else about the person goes."""
    deed.allow("system" in deed.roles)
    club, id = deed.club, args["id"]
    users = {row["id"] for row in club.all("user_profile", contact=id)}
    before = {place for place, row in club.removed.items() if _about(place, row, id, users)}
    before = {place for place in before if club.get(*place) is None}
    nameless = _accounts(deed, id)
    ids = {id, *(gone for _, gone in deed.gone)}
    theirs = [(table, row["id"]) for table, rows in club.rows.items() for row in rows.values()]
    theirs = [place for place in theirs if _about(place, club.rows[place[0]][place[1]], id, users)]
    ids |= {gone for _, gone in theirs}
    _guests(deed, id)
    for place in theirs:
        deed.remove(*place)
    bare = _silenced(deed, ids)
    club.lost = [line for line in club.lost if (line[1], line[2]) not in nameless]
    _forgotten(club, id, {*deed.gone, *before}, bare)


def row_expire(deed: Deed, args: Row) -> None:
    """The club alone does it, once nobody needs the row any more; what was said of it is remembered by nobody."""
    place = args["table"], args["id"]
    if place[0] not in PERIODS:
        raise No("invalid")
    deed.allow("system" in deed.roles)
    row = deed.need(*place)
    if not is_over(deed.club, place[0], row, deed.now):
        raise No("not_allowed")
    if place[0] == "activity_guest":
        deed.say(*place, dict.fromkeys(REASONS))
        return
    parts = list(deed.club.all("score", evaluation=row["id"])) if place[0] == "evaluation" else []
    if place[0] == "medium":
        take_down(deed, row["id"])
    gone = [*(("score", part["id"]) for part in parts), place]
    for one in gone:
        deed.remove(*one)
        deed.club.blank[one] = deed.changeset
        deed.club.let_go[one] = deed.club.seq + 1
    deed.club.lost = [line for line in deed.club.lost if (line[1], line[2]) not in gone]


def _about(place: Place, row: Row, contact: str, users: set[str]) -> bool:
    table, id = place
    if table in ("contact", *SIDES):
        return id == contact
    mine = table in OF_A_PERSON and row["contact"] == contact
    return mine or (table in OF_A_USER and row["user"] in users)


def _accounts(deed: Deed, contact: str) -> set[Place]:
    """What others are in stays theirs. The person's own goes, or loses its name, now and then, where the books need it:
    answers which.
    """
    club, bare = deed.club, set[Place]()
    for account in sorted({link["account"] for link in club.all("account_link", contact=contact)}):
        links = list(club.all("account_link", account=account, present=1))
        others = [link for link in links if link["contact"] != contact]
        if club.get("account", account) is None or any(club.get("contact", link["contact"]) for link in others):
            continue
        for draft in list(club.all("invoice", account=account, status="draft")):
            for line in list(club.all("invoice_line", invoice=draft["id"])):
                deed.remove("invoice_line", line["id"])
            deed.remove("invoice_status", draft["id"])
            deed.remove("invoice", draft["id"])
        if any(club.all("invoice", account=account, status="issued")) or any(club.all("payment", account=account)):
            nameless = {"name": "—", "relation_roles": None, "language": None, "status": "archived"}
            deed.say("account", account, nameless)
            bare.add(("account", account))
        else:
            for link in [link for link in club.all("account_link", account=account) if link["contact"] != contact]:
                deed.remove("account_link", link["id"])
            deed.remove("account", account)
    return bare


def _guests(deed: Deed, contact: str) -> None:
    """Who came is one more who came."""
    for guest in list(deed.club.all("activity_guest", contact=contact)):
        deed.remove("activity_guest", guest["id"])
        activity = deed.club.get("activity", guest["activity"])
        if activity is not None and guest["confirmed"] in ("present", "late"):
            count = (activity["erased_present"] or 0) + 1
            deed.write("activity", activity["id"], {"erased_present": count})


def _silenced(deed: Deed, ids: set[str]) -> set[Place]:
    """Lines that repeat words about the person lose them."""
    bare = set()
    for table, field in QUOTING:
        for row in list(deed.club.all(table)):
            if row[field] is None or not ids & set(texts(json.loads(row[field]))):
                continue
            left: Row = {field: '{"about":{}}'} if table == "inbox_item" else {field: None}
            if row.get("state") == "waiting":
                left["state"] = "dropped"
            deed.write(table, row["id"], left)
            bare.add((table, row["id"]))
    return bare


def _forgotten(club: Club, contact: str, gone: set[Place], bare: set[Place]) -> None:
    """What the club remembers of all that."""
    ids = {contact, *(id for _, id in gone)}
    hushed = gone | bare
    club.erased |= ids
    club.hushed |= hushed
    club.lost = [line for line in club.lost if (line[1], line[2]) not in hushed]
    for id in ids:
        club.unmade.pop(id, None)
    for told in list(club.untold.values()):
        left = [call for call in told["wire"]["actions"] if not ids & set(texts(call))]
        if not left:
            del club.untold[told["wire"]["id"]]
        told["wire"] = {**told["wire"], "actions": left}
