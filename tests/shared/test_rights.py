"""The table of rights, walked whole: every role x verb x subject, against what model.md says in words.

`OWN` is Kim for her parent Piet and for Karel, who coaches her team; `OTHER` is Zoe, whom neither reaches.
"""

from typing import Any

import pytest

from shared.actions import book
from shared.actions.undo import PATCHES
from shared.giving import may_vouch
from shared.kin import persons_of
from shared.refusals import NotAllowed, Refusal
from shared.rights import MAY, SYSTEM, actor, may
from tests.house import BLANK_LABEL, LABEL, START, House, copy_of
from tests.shared.who_may import WHO_MAY

OWN = {
    "contact": "contact-kim",
    "point": "phone-of-piet",
    "person": "contact-piet",
    "address": "address-kim",
    "activity": "training-u12",
    "group": "team-u12",
    "resource": "ball-bag-red",
    "account": "family-peeters",
    "link": "link-of-kim",
    "member": "member-kim",
    "membership": "membership-kim",
    "invoice": "invoice-peeters",
    "medium": "medium-kim",
    "device": "device-of-piet",
    "template": "template-u12",
    "criterion": "criterion-u12",
    "series": "series-u12",
    "visitor": "visitor-u12",
    "injury": "injury-kim",
    "custom_field": "field-size",
}
OTHER = {
    "contact": "contact-zoe",
    "point": "phone-of-ann",
    "person": "contact-ann",
    "address": "address-zoe",
    "activity": "training-u13",
    "group": "team-u13",
    "resource": "ball-bag-blue",
    "account": "family-maes",
    "link": "link-of-zoe",
    "member": "member-zoe",
    "membership": "membership-zoe",
    "invoice": "invoice-maes",
    "medium": "medium-zoe",
    "device": "device-of-ann",
    "template": "template-u13",
    "criterion": "criterion-u13",
    "series": "series-u13",
    "visitor": "visitor-u13",
    "injury": "injury-zoe",
    "custom_field": "field-lent",
}
NEW = "brand-new-id"
DAY = "2026-11-18"
TAKEN = {"id": NEW, "what": "evaluation", "form": "pdf", "holds": ["name"], "people": 1}
PAID = {"allocation": "brand-new-part", "received_on": "2026-11-20", "amount_cents": 1, "method": "cash"}
BYTES = {"sent_hash": "ab" * 32, "sent_size": 9}
CODE = {"purpose": "join", "how": "code", "secret_hash": "ab" * 32}
REPLAN = {"rule": "FREQ=DAILY", "from_on": "2026-11-24", "until_on": "2026-11-30"}
REPLAN |= {"still": {"rule": "FREQ=WEEKLY", "until_on": "2026-12-31"}}
EVENT = {"kind": "match", "title": "M", "start_at": START, "zone": "Europe/Brussels"}


def call(verb: str, at: dict[str, str]) -> dict[str, Any]:
    """Good arguments for a verb about one side."""
    return {**_about_people(at), **_about_the_rest(at), **_about_series(at), **_about_evaluations(at)}[verb]


def _about_people(at: dict[str, str]) -> dict[str, dict[str, Any]]:
    named = {"given_name": "K"}
    return {
        "contact.create": {"id": NEW, **named},
        "contact.patch": {"id": at["contact"], "set": named},
        "contact_personal.patch": {"id": at["contact"], "set": {"language": "en"}},
        "contact.delete": {"id": at["contact"]},
        "contact.erase": {"id": at["contact"]},
        "row.expire": {"table": "contact_emergency", "id": at["contact"]},
        "consent.give": {"id": NEW, "contact": at["contact"], "purpose": "photo"},
        "consent.withdraw": {"contact": at["contact"], "purpose": "photo"},
        "row.restore": {"table": "contact", "id": at["contact"]},
        "row.undo": {"table": "contact_point", "id": at["point"], "set": {"label": "x"}, "still": {"label": None}},
        "contact_point.add": {"id": NEW, "contact": at["person"], "kind": "mobile", "value": "0470 12 34 57"},
        "contact_point.patch": {"id": at["point"], "set": {"label": "x"}},
        "contact_point.delete": {"id": at["point"]},
        "contact_address.add": {"id": NEW, "contact": at["contact"], "city": "Gent"},
        "contact_address.patch": {"id": at["address"], "set": {"city": "Gent"}},
        "contact_address.delete": {"id": at["address"]},
        "contact_emergency.patch": {"id": at["contact"], "set": {"alert": "x"}},
        "contact_medical.patch": {"id": at["contact"], "set": {"note": "x"}},
        "contact_medical.open": {"id": NEW, "contact": at["contact"]},
        "contact_identity.patch": {"id": at["contact"], "set": {"sex": "x"}},
        "contact_finance.patch": {"id": at["contact"], "set": {"account_holder": "x"}},
        "account.create": {"id": NEW, "kind": "family", "name": "x", "link_id": "new-link", "contact": at["contact"]},
        "account.patch": {"id": at["account"], "set": {"name": "x"}},
        "account.link": {"id": NEW, "account": at["account"], "contact": "contact-eef"},
        "account_link.patch": {"id": at["link"], "set": {"description": "x"}},
        "account.unlink": {"id": at["link"]},
        "account_link.turn": {"id": at["link"], "day": "2026-11-20"},
        "season.create": {"id": NEW, "name": "x", "start_on": "2027-07-01", "end_on": "2028-06-30"},
        "group.create": {"id": NEW, "name": "x", "kind": "team", "season": "season-26"},
        "group.patch": {"id": at["group"], "set": {"name": "x"}},
        "group.add_member": {"id": NEW, "contact": "contact-bo", "group": at["group"]},
        "group.remove_member": {"id": at["member"]},
        "group.keep_member": {"id": at["member"]},
        "group_member.patch": {"id": at["member"], "set": {"shirt_number": 7}},
        "membership_type.create": {"id": NEW, "name": "x"},
        "membership.start": {"id": NEW, "contact": at["contact"], "type": "type-player", "start_on": "2026-09-01"},
        "membership.end": {"id": at["membership"], "end_on": "2026-12-31"},
    }  # fmt: skip


def _about_the_rest(at: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {
        "activity.create": {"id": NEW, "group": at["group"], **EVENT},
        "activity.patch": {"id": at["activity"], "set": {"title": "x"}},
        "activity.move": {"id": at["activity"], "set": {"start_at": 1}, "still": {"start_at": 1}},
        "activity.cancel": {"id": at["activity"]},
        "activity.reinstate": {"id": at["activity"]},
        "activity.delete": {"id": at["activity"]},
        "attendance.declare": {"activity": at["activity"], "contact": at["contact"], "declared": "no"},
        "attendance.confirm": {"activity": at["activity"], "contact": at["contact"], "confirmed": "present"},
        "attendance.guest": {"activity": at["activity"], "contact": "contact-bo", "on": 1},
        "activity_visitor.add": {"id": NEW, "activity": at["activity"], "name": "Jan"},
        "activity_visitor.patch": {"id": at["visitor"], "set": {"name": "Jan"}},
        "activity_visitor.drop": {"id": at["visitor"]},
        "group.attend_by_default": {"id": at["group"], "on": 1},
        "injury.note": {"id": NEW, "contact": at["contact"], "from_on": "2026-11-20"},
        "injury.patch": {"id": at["injury"], "set": {"note": "x"}},
        "injury.drop": {"id": at["injury"]},
        "resource.create": {"id": NEW, "name": "x", "kind": "single"},
        "resource.patch": {"id": at["resource"], "set": {"name": "x"}},
        "label.print": {"codes": ["0" * 22 + "1000"]},
        "label.claim": {"code": BLANK_LABEL, "resource": at["resource"]},
        "label.revoke": {"code": LABEL},
        "custody.hand_out": {"id": NEW, "resource": "ball-bag-red", "to_kind": "group", "to_id": at["group"]},
        "custody.take_back": {"id": NEW, "resource": at["resource"]},
        "custody.move": {"id": NEW, "resource": at["resource"], "to_kind": "resource", "to_id": "cupboard-1"},
        "custody.report": {"id": NEW, "resource": at["resource"], "kind": "damaged"},
        "custody.settle": {"id": NEW, "resource": at["resource"], "note": "x"},
        "custody.sign": {"id": "custody-red" if at is OWN else "custody-1", "strokes": [[[1, 2]]]},
        "resource_value.patch": {"id": at["resource"], "set": {"supplier": "x"}},
        "booking.make": {"id": NEW, "resource": "ball-bag-red", "group": at["group"], "from_at": 1, "to_at": 2},
        "booking.cancel": {"id": "booking-u12" if at is OWN else "booking-u13"},
        "audit.finish": {"id": NEW, "place": at["resource"], "started_at": START, "lines": []},
        "custom_field.define": {"id": NEW, "entity": "resource", "name": "x", "kind": "text"},
        "custom_field.patch": {"id": at["custom_field"], "set": {"name": "x"}},
        "custom_field.reorder": {"entity": "resource", "ids": [at["custom_field"]]},
        "custom_value.set": {"field": at["custom_field"], "resource": at["resource"], "value": "x"},
        "invoice.draft": {"id": NEW, "account": at["account"]},
        "invoice.issue": {"id": at["invoice"], "issued_on": "2026-11-20"},
        "invoice.record_payment": {"id": NEW, "invoice": at["invoice"], **PAID},
        "contact.set_photo": {"id": at["contact"], "medium": None},
        "resource.set_photo": {"id": at["resource"], "medium": None},
        "medium.add": {"id": NEW, "contact": at["contact"], "kind": "document", **BYTES},
        "medium.patch": {"id": at["medium"], "set": {"title": "x"}},
        "medium.delete": {"id": at["medium"]},
        "medium.settle": {"id": at["medium"], "state": "rejected"},
        "inbox.done": {"id": "item-of-piet" if at is OWN else "item-of-ann"},
        "inbox.ask": {"id": "item-of-piet" if at is OWN else "item-of-ann"},
        "parked.settle": {"id": "parked-of-piet" if at is OWN else "parked-of-ann", "outcome": "dropped"},
        "notice.choose": {"contact": at["contact"], "kind": "invoice", "way": "mail", "on": 0},
        "contact_identity.ask": {"id": NEW, "contact": at["contact"], "set": {"nationality": "x"}},
        "export_log.note": {**TAKEN, "contact": at["contact"]},
        "export_log.hand_out": {**TAKEN, "contact": at["contact"], "user": "user-piet"},
        "setting.put": {"id": "club.name", "value": "1"},
        "role.grant": {"id": NEW, "user": "user-piet", "role": "treasurer"},
        "role.withdraw": {"id": "role-karel" if at is OWN else "role-cas"},
        "role.turn": {"id": "role-karel" if at is OWN else "role-cas", "day": "2026-11-20"},
        "season.turn": {"id": "season-26", "day": "2026-11-20"},
        "group.turn_member": {"id": at["member"], "day": "2026-11-20"},
        "user_device.add": {"id": NEW, "user": "user-piet"},
        "user_device.patch": {"id": at["device"], "set": {"name": "x"}},
        "user_device.revoke": {"id": at["device"]},
        "user_device.seen": {"id": at["device"], "day": "2026-11-20"},
        "user_device.wiped": {"id": at["device"]},
        "parked.quarantine": {"id": NEW, "item": "new-item", "user": "user-piet", "changeset": "new-changeset"},
        **letting_in(at),
    }  # fmt: skip


def _about_series(at: dict[str, str]) -> dict[str, dict[str, Any]]:
    new = {"kind": "training", "title": "T", "rule": "FREQ=WEEKLY", "first_on": "2026-11-24", "count": 2}
    return {
        "calendar_feed.make": {"id": NEW, "contact": at["contact"], "secret_hash": "ef" * 32},
        "calendar_feed.revoke": {"id": "feed-of-kim" if at is OWN else "feed-of-zoe"},
        "activity_series.create": {"id": NEW, "group": at["group"], "zone": "Europe/Brussels", **new},
        "activity_series.change": {"id": at["series"], "scope": "all", "set": {"title": "x"}},
        "activity_series.extend": {"id": at["series"], "until_on": "2027-06-01"},
        "activity_series.cancel": {"id": at["series"], "from_on": "2026-11-24"},
        "activity_series.delete": {"id": at["series"], "from_on": "2026-11-24"},
        "activity_series.replan": {"id": at["series"], **REPLAN},
        "activity_series.reinstate": {"id": at["series"], "days": ["2026-11-24"]},
    }


def letting_in(at: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The same for the verbs about sign-ins and invitations."""
    made = "invitation-kim" if at is OWN else "invitation-zoe"
    return {
        "user.enrol": {"id": NEW, "username": "x"},
        "user.signed_in": {"id": "user-piet"},
        "user.password_changed": {"id": NEW, "user": "user-piet"},
        "user.second_step": {"id": NEW, "user": "user-piet", "what": "on"},
        "invitation.make": {"id": NEW, "contact": at["contact"], **CODE},
        "invitation.renew": {"id": made, "secret_hash": "cd" * 32},
        "invitation.withdraw": {"id": made},
        "invitation.accept": {"id": made, "user": "user-piet"},
        "invitation.delivered": {"id": made, "delivery": "sent"},
    }


ASKED = {"category": "Techniek", "name": "Passing", "scale": "stars"}


def _about_evaluations(at: dict[str, str]) -> dict[str, dict[str, Any]]:
    which = {"template": at["template"], "contact": at["contact"], "round_on": "2026-11-20"}
    criteria = [{"id": "new-criterion", **ASKED}]
    return {
        "evaluation_template.create": {"id": NEW, "name": "x", "group": at["group"], "criteria": criteria},
        "evaluation_template.patch": {"id": at["template"], "set": {"name": "x"}},
        "evaluation_template.add_criteria": {"id": at["template"], "criteria": criteria},
        "criterion.patch": {"id": at["criterion"], "set": {"name": "x"}},
        **{f"{name}.score": {**which, "criterion": at["criterion"], "value": 3} for name in BOTH_SIDES},
        **{f"{name}.{verb}": which for name in BOTH_SIDES for verb in ("finish", "reopen")},
        "evaluation.share": which,
    }


BOTH_SIDES = ("evaluation", "self_evaluation")


def is_allowed(house: House, user: str, verb: str, at: dict[str, str]) -> bool:
    try:
        house.decide(user, verb, **call(verb, at))
    except NotAllowed:
        return False
    except Refusal:
        return True  # rights let it through; something else was wrong
    return True


@pytest.fixture(scope="module")
def club(furnished: House) -> House:
    """The club with the red bag at the U12, an inbox item and a parked change of Piet and Ann; no test changes it."""
    house = copy_of(furnished)
    house.do("custody.hand_out", id="custody-red", resource="ball-bag-red", to_kind="group", to_id="team-u12")
    for name in ("size", "lent"):
        house.do("custom_field.define", id=f"field-{name}", entity="resource", name=name, kind="text")
    for team in ("u12", "u13"):
        wanted = {"resource": "ball-bag-blue", "from_at": START + (team == "u13"), "to_at": START + 1 + (team == "u13")}
        house.do("booking.make", id=f"booking-{team}", group=f"team-{team}", **wanted)
    for name in ("kim", "zoe"):
        house.do("invitation.make", id=f"invitation-{name}", contact=f"contact-{name}", **CODE)
        house.do("medium.add", id=f"medium-{name}", contact=f"contact-{name}", kind="document", **BYTES)
        house.do("injury.note", id=f"injury-{name}", contact=f"contact-{name}", from_on="2026-11-20")
    for name in ("piet", "ann"):
        blank = dict.fromkeys(house.store.register["inbox_item"].names)
        house.store.put("inbox_item", {**blank, "id": f"item-of-{name}", "user": f"user-{name}"})
        house.do("user_device.add", id=f"device-of-{name}", user=f"user-{name}", name="phone")
        team = "u12" if name == "piet" else "u13"
        house.do(
            "evaluation_template.create",
            id=f"template-{team}",
            name="Jeugd",
            group=f"team-{team}",
            criteria=[{"id": f"criterion-{team}", **ASKED}],
        )
        child = "kim" if name == "piet" else "zoe"
        blank = dict.fromkeys(house.store.register["calendar_feed"].names)
        house.store.put("calendar_feed", {**blank, "id": f"feed-of-{child}", "contact": f"contact-{child}"})
        new = {"kind": "training", "title": "T", "rule": "FREQ=WEEKLY", "first_on": "2026-11-24", "count": 2}
        house.do("activity_visitor.add", id=f"visitor-{team}", activity=f"training-{team}", name="Jan")
        house.do("activity_series.create", id=f"series-{team}", group=f"team-{team}", zone="Europe/Brussels", **new)
        blank = dict.fromkeys(house.store.register["parked_change"].names)
        house.store.put("parked_change", {**blank, "id": f"parked-of-{name}", "user": f"user-{name}"})
    return house


def test_the_words_cover_every_verb() -> None:
    assert sorted(" ".join(WHO_MAY.values()).split()) == sorted(MAY)


@pytest.mark.parametrize(("verb", "who"), [(verb, who) for who, verbs in WHO_MAY.items() for verb in verbs.split()])
def test_who_may(club: House, verb: str, who: str) -> None:
    expected = {(name.rstrip("+"), "own") for name in who.split()}
    expected |= {(name[:-1], "other") for name in who.split() if name.endswith("+")}
    found = {
        (user, side)
        for user in ("olga", "sara", "tom", "eef", "karel", "piet")
        for side, at in (("own", OWN), ("other", OTHER))
        if is_allowed(club, user, verb, at)
    }
    assert found == expected


@pytest.mark.parametrize("table", sorted(PATCHES))
@pytest.mark.parametrize("at", [OWN, OTHER], ids=["own", "other"])
def test_who_may_patch_a_row_may_undo(club: House, table: str, at: dict[str, str]) -> None:
    """Everybody else may not, for any table that has a patch."""
    patch = call(f"{table}.patch", at)
    undo = {"table": table, "still": patch["set"], **patch}
    users = ("olga", "sara", "tom", "eef", "karel", "piet", "ann")
    for user in users:
        may_patch, may_undo = (writes(club, user, *wish) for wish in ((f"{table}.patch", patch), ("row.undo", undo)))
        assert may_patch == may_undo, user
    assert any(writes(club, user, "row.undo", undo) for user in users)


def writes(house: House, user: str, verb: str, args: dict[str, Any]) -> bool:
    return book.allowed(house.facts, actor(house.facts, f"user-{user}"), verb, args)


def test_a_parent_is_their_children_too(club: House) -> None:
    assert persons_of(club.facts, "contact-piet") == {"contact-piet", "contact-kim", "contact-bo"}
    assert persons_of(club.facts, "contact-kim") == {"contact-kim"}


def test_who_acts(club: House) -> None:
    karel = actor(club.facts, "user-karel")
    assert (karel.contact, karel.roles, karel.teams) == ("contact-karel", {"member", "coach"}, {"team-u12"})
    nobody = actor(club.facts, "user-unknown")
    assert (nobody.contact, nobody.roles, nobody.persons) == (None, {"member"}, frozenset())


def test_a_withdrawn_role_is_no_role(house: House) -> None:
    house.do("role.withdraw", id="role-karel")
    karel = actor(house.facts, "user-karel")
    assert (karel.roles, karel.teams) == ({"member"}, frozenset())


def test_no_sign_in_is_the_system(house: House) -> None:
    assert "system" not in {row["id"] for row in house.store.find("user_profile")}
    assert not may(house.facts, actor(house.facts, SYSTEM.user), "role.grant", ())


@pytest.mark.parametrize(("user", "may"), [("eef", True), ("karel", False), ("piet", False), ("sara", True)])
def test_who_keeps_things_may_picture_them(club: House, user: str, may: bool) -> None:
    wish = {"id": NEW, "resource": "ball-bag-red", "kind": "photo", **BYTES}
    assert (club.refusal(user, "medium.add", **wish) == "") is may


@pytest.mark.parametrize(
    ("author", "of"),
    [
        ("olga", "olga sara tom eef karel cas piet ann"),
        ("sara", "sara karel cas piet ann"),
        ("tom", "tom"),
        ("eef", "eef"),
        ("karel", "karel"),
        ("piet", "piet"),
    ],
)
def test_whose_password_may_be_renewed_at_an_address_that_this_one_wrote(club: House, author: str, of: str) -> None:
    users = ("olga", "sara", "tom", "eef", "karel", "cas", "piet", "ann")
    who = actor(club.facts, f"user-{author}")
    assert [name for name in users if may_vouch(club.facts, who, f"user-{name}", DAY)] == of.split()
    assert may_vouch(club.facts, SYSTEM, "user-olga", DAY)


def test_a_parent_writes_the_address_of_a_child_without_a_role(house: House) -> None:
    house.do("user.enrol", id="user-kim", contact="contact-kim", username="kim")
    piet, ann = actor(house.facts, "user-piet"), actor(house.facts, "user-ann")
    assert [may_vouch(house.facts, one, "user-kim", DAY) for one in (piet, ann)] == [True, False]
    later = {"user": "user-kim", "role": "coach", "group": "team-u12", "from_on": "2026-12-01"}
    house.do("role.grant", id="role-of-kim", **later)
    assert not may_vouch(house.facts, piet, "user-kim", DAY), "who coaches next month is a coach's account already"
    house.do("role.withdraw", id="role-of-kim")
    assert may_vouch(house.facts, piet, "user-kim", DAY)
