"""The table of rights, walked whole: every role x verb x subject, against what model.md says in words.

`OWN` is Kim for her parent Piet and for Karel, who coaches her team; `OTHER` is Zoe, whom neither reaches.
"""

from typing import Any

from tests.house import BLANK_LABEL, LABEL, START

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
