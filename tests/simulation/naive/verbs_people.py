"""What may be done to people, families, teams and users of the naive club: one function a verb."""

import json

from tests.simulation.naive.club import Row
from tests.simulation.naive.days import grown, last_of, season_end
from tests.simulation.naive.deed import Deed, No, text_of
from tests.simulation.naive.families import comes_to_act, is_made_young, said_of_an_adult, tell_who_is_acted_for

PERSONAL = ("member_no", "birth_year", "language")
SIDES = ("contact_personal", "contact_identity", "contact_finance", "contact_emergency", "contact_medical")
DETAILS = ("contact_point", "contact_address")


def contact_create(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("contact", args["id"])
    if any(deed.club.all("user_profile", contact=args["id"])):  # somebody signs in as who was deleted
        raise No("exists")
    beside = {name: value for name, value in args.items() if name in PERSONAL and value not in (None, "")}
    deed.create("contact", {name: value for name, value in args.items() if name not in PERSONAL})
    if beside:
        deed.create("contact_personal", {**beside, "id": args["id"]})


def contact_patch(deed: Deed, args: Row) -> None:
    """An app of before says in one breath what is kept in two places."""
    deed.allow(deed.office() or deed.own(args["id"]))
    deed.allow(deed.office() or not {"status", "member_no", "birth_year"} & set(args["set"]))
    deed.need("contact", args["id"])
    said: tuple[Row, Row] = {}, {}
    for name, value in args["set"].items():
        said[name in PERSONAL][name] = value
    if said[0]:
        deed.merge("contact", args["id"], said[0])
    if said[1]:
        _side(deed, "contact_personal", {"id": args["id"], "set": said[1]})


def contact_personal_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.office() or deed.own(args["id"]))
    if deed.whole_words:  # taken back is what is there
        deed.need("contact_personal", args["id"])
    deed.allow(deed.office() or args["set"].keys() <= {"language"})
    _side(deed, "contact_personal", args)


def contact_delete(deed: Deed, args: Row) -> None:
    id = args["id"]
    deed.allow(deed.office())
    deed.need("contact", id)
    if any(deed.club.all("resource", holder_kind="contact", holder_id=id)):
        raise No("still_holds")
    links = list(deed.club.all("account_link", contact=id, present=1))
    for link in links:
        if active(deed, link["account"]) and not living(deed, link["account"], but_contact=id):
            raise No("last_contact")
    for link in links:
        deed.write("account_link", link["id"], {"present": 0})
    for member in list(deed.club.all("group_member", contact=id, present=1)):
        deed.write("group_member", member["id"], {"present": 0, "to_on": deed.day})
    _with_the_person(deed, id)
    deed.remove("contact", id)


def _with_the_person(deed: Deed, id: str) -> None:
    """What was kept for them is free again; what is theirs goes."""
    for kept in list(deed.club.all("booking", contact=id, present=1)):
        deed.write("booking", kept["id"], {"present": 0})
    for table in (
        *DETAILS,
        "medium",
        "consent",
        "calendar_feed",
        "score",
        "evaluation",
        "notice_choice",
        "custody_signature",
        "injury",
    ):
        for row in list(deed.club.all(table, contact=id)):
            deed.remove(table, row["id"])
    for table in SIDES:
        if deed.club.get(table, id):
            deed.remove(table, id)


def contact_point_add(deed: Deed, args: Row) -> None:
    person = args["contact"]
    rings = args["kind"] in ("mobile", "phone")
    deed.allow(deed.office() or deed.own(person) or (rings and deed.trains_person(person, family=True)))
    deed.fresh("contact_point", args["id"])
    deed.need("contact", person)
    if len(list(deed.club.all("contact_point", contact=person))) >= 30:
        raise No("invalid")
    deed.create("contact_point", args)


def contact_point_patch(deed: Deed, args: Row) -> None:
    row = deed.need("contact_point", args["id"])
    person, rings = row["contact"], {row["kind"], args["set"].get("kind") or row["kind"]} <= {"mobile", "phone"}
    deed.allow(deed.office() or deed.own(person) or (rings and deed.trains_person(person, family=True)))
    deed.merge("contact_point", args["id"], args["set"])


def contact_point_delete(deed: Deed, args: Row) -> None:
    person = deed.need("contact_point", args["id"])["contact"]
    deed.allow(deed.office() or deed.own(person))
    deed.remove("contact_point", args["id"])


def contact_address_add(deed: Deed, args: Row) -> None:
    deed.allow(deed.office() or deed.own(args["contact"]))
    deed.fresh("contact_address", args["id"])
    deed.need("contact", args["contact"])
    deed.create("contact_address", args)


def contact_address_patch(deed: Deed, args: Row) -> None:
    person = deed.need("contact_address", args["id"])["contact"]
    deed.allow(deed.office() or deed.own(person))
    deed.merge("contact_address", args["id"], args["set"])


def contact_address_delete(deed: Deed, args: Row) -> None:
    person = deed.need("contact_address", args["id"])["contact"]
    deed.allow(deed.office() or deed.own(person))
    deed.remove("contact_address", args["id"])


def _side(deed: Deed, table: str, args: Row) -> None:
    deed.need("contact", args["id"])
    age = {name: value for name, value in args["set"].items() if name in ("birth_date", "birth_year")}
    if age and "owner" not in deed.roles and is_made_young(deed, args["id"], age):
        raise No("needs_owner")
    born = {} if deed.club.get(table, args["id"]) else {"id": args["id"]}
    deed.merge(table, args["id"], {**born, **args["set"]})


def contact_emergency_patch(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles or deed.own(args["id"]))
    _side(deed, "contact_emergency", args)


def contact_identity_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    _side(deed, "contact_identity", args)


def contact_identity_ask(deed: Deed, args: Row) -> None:
    """A person, or who acts for them, asks the office; one question about somebody at a time."""
    deed.allow(deed.own(args["contact"]))
    person = deed.need("contact", args["contact"])
    deed.fresh("parked_change", args["id"])
    for row in deed.club.all("parked_change", user=deed.user, reason="requested", state="waiting"):
        if json.loads(row["asked"])[0]["args"]["id"] == person["id"]:
            raise No("already_asked")
    said = dict(args["set"])
    asked = [{"name": "contact_identity.patch", "version": 1, "args": {"id": person["id"], "set": said}}]
    known = (deed.club.get("contact_personal", person["id"]) or {}).get("birth_year")
    year = int(said["birth_date"][:4]) if said.get("birth_date") else known
    if year != known:
        born = {"id": person["id"], "set": {"birth_year": year}}
        asked.append({"name": "contact_personal.patch", "version": 1, "args": born})
    told = {"id": args["id"], "user": deed.user, "changeset": args["id"], "reason": "requested", "code": "requested"}
    told |= {"asked": text_of(asked), "created_at": deed.estimated, "state": "waiting"}
    deed.create("parked_change", told)


def contact_finance_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.money() or args["id"] in deed.close)
    _side(deed, "contact_finance", args)


def contact_medical_patch(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles or args["id"] in deed.close)
    _side(deed, "contact_medical", args)


def contact_medical_open(deed: Deed, args: Row) -> None:
    person = args["contact"]
    deed.allow(deed.office() or person in deed.close or deed.trains_person(person))
    deed.fresh("opening", args["id"])
    deed.need("contact", person)
    told = {"what": "contact_medical", "user": deed.user, "opened_at": deed.estimated, "received_at": deed.received}
    deed.create("opening", {**args, **told})


# ---- accounts


def active(deed: Deed, account: str) -> bool:
    row = deed.club.get("account", account)
    return row is not None and row["status"] == "active"


def living(deed: Deed, account: str, *, but: str = "", but_contact: str = "") -> bool:
    """Whether somebody who exists is linked to the account, apart from this link or this contact."""
    return any(
        link["id"] != but and link["contact"] != but_contact and deed.club.get("contact", link["contact"])
        for link in deed.club.all("account_link", account=account, present=1)
    )


def account_create(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("account", args["id"])
    deed.fresh("account_link", args["link_id"])
    deed.need("contact", args["contact"])
    own = ("id", "kind", "name", "relation_roles", "language", "status")
    deed.create("account", {name: args[name] for name in own if name in args})
    link = {name: args.get(name) for name in ("contact", "function", "description", "is_payer", "may_act_for")}
    deed.create("account_link", {**link, "id": args["link_id"], "account": args["id"], "present": 1})


def account_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.need("account", args["id"])
    if args["set"].get("status") == "active" and not living(deed, args["id"]):
        raise No("last_contact")
    deed.merge("account", args["id"], args["set"])


def account_link(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("account_link", args["id"])
    deed.need("account", args["account"])
    deed.need("contact", args["contact"])
    told = comes_to_act(deed, {**args, "present": 1})
    deed.create("account_link", {**args, "present": 1, "lapsed": said_of_an_adult(deed, args)})
    tell_who_is_acted_for(deed, args["id"], told)


def account_link_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    row = deed.need("account_link", args["id"])
    told = comes_to_act(deed, {**row, **args["set"]})
    deed.merge("account_link", args["id"], args["set"])
    tell_who_is_acted_for(deed, args["id"], told)


def account_link_turn(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    link = deed.need("account_link", args["id"])
    deed.write("account_link", link["id"], {"lapsed": 1 if grown(deed.club, link["contact"], args["day"]) else None})


def account_unlink(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    link = deed.need("account_link", args["id"])
    if not link["present"]:
        raise No("gone")
    if active(deed, link["account"]) and not living(deed, link["account"], but=link["id"]):
        raise No("last_contact")
    deed.write("account_link", link["id"], {"present": 0})


# ---- teams


def season_create(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    deed.fresh("season", args["id"])
    deed.create("season", {**args, "current": int(args["start_on"] <= deed.day <= args["end_on"])})


def season_turn(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    row = deed.need("season", args["id"])
    deed.write("season", row["id"], {"current": int(row["start_on"] <= args["day"] <= row["end_on"])})


def group_create(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("group", args["id"])
    deed.need("season", args["season"])
    deed.create("group", args)


def group_patch(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.need("group", args["id"])
    deed.merge("group", args["id"], args["set"])


def group_add_member(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("group_member", args["id"])
    deed.need("contact", args["contact"])
    deed.need("group", args["group"])
    last = last_of(deed.club, args, deed.day)
    late, over = (args.get("from_on") or "") > deed.day, (last or "9999") < deed.day
    deed.create("group_member", {**args, "to_on": last, "present": int(not late and not over)})


def group_remove_member(deed: Deed, args: Row) -> None:
    """Today, or on the day that is said; who has not come yet will not come."""
    deed.allow(deed.office())
    row = deed.need("group_member", args["id"])
    first, last = row["from_on"] or "", args.get("to_on") or deed.day
    if row["present"]:
        return deed.write("group_member", row["id"], {"present": int(last > deed.day), "to_on": last})
    if first <= deed.day or (row["to_on"] or "9999") < first:
        raise No("gone")
    return deed.write("group_member", row["id"], {"present": 0, "to_on": last})


def group_keep_member(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    row = deed.need("group_member", args["id"])
    if row["to_on"] is None:
        raise No("changed_since")
    last = season_end(deed.club, row["group"], deed.day)
    inside = (row["from_on"] or "") <= deed.day and last is None
    deed.write("group_member", row["id"], {"present": int(inside), "to_on": last})


def group_member_patch(deed: Deed, args: Row) -> None:
    row = deed.need("group_member", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    if args["set"].keys() != {"shirt_number"} or not 0 <= (args["set"]["shirt_number"] or 0) <= 999:
        raise No("invalid")
    deed.merge("group_member", row["id"], args["set"])


def group_turn_member(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles)
    row = deed.need("group_member", args["id"])
    last = last_of(deed.club, row, args["day"])
    inside = (row["from_on"] or "") <= args["day"] <= (last or "9999")
    deed.write("group_member", row["id"], {"present": int(inside), "to_on": last})


def membership_type_create(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    deed.fresh("membership_type", args["id"])
    deed.create("membership_type", args)


def membership_start(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    deed.fresh("membership", args["id"])
    deed.need("contact", args["contact"])
    deed.need("membership_type", args["type"])
    deed.create("membership", args)


def membership_end(deed: Deed, args: Row) -> None:
    deed.allow(deed.office())
    row = deed.need("membership", args["id"])
    if row["end_on"] is not None:
        raise No("already_ended")
    if args["end_on"] < row["start_on"]:
        raise No("bad_period")
    deed.write("membership", row["id"], {"end_on": args["end_on"], "end_reason": args.get("reason")})
