"""Who wishes for what: the verbs of each role, the frequent ones more than once."""

GUARDED = [
    "contact.create", "contact.delete", "account.unlink", "membership.end", "activity.create",
    "activity.cancel", "label.print", "label.claim", "label.revoke", "invoice.draft", "invoice.issue",
    "invoice.record_payment", "role.grant", "role.withdraw", "row.restore", "resource.create",
    "medium.add", "medium.delete", "user_device.revoke", "consent.give", "consent.withdraw",
    "invitation.make", "invitation.renew", "invitation.withdraw",
    "evaluation_template.create", "evaluation.finish", "evaluation.reopen", "evaluation.share",
    "self_evaluation.finish", "self_evaluation.reopen", "custody.settle", "booking.make", "booking.cancel",
    "activity.move", "activity_series.create", "activity_series.change", "activity_series.extend",
    "activity_series.cancel", "calendar_feed.make", "calendar_feed.revoke", "injury.note", "injury.drop",
    "group.keep_member",
    "custom_field.define",
]  # fmt: skip
OFFICE = [
    "contact.create", "contact.patch", "contact.patch", "contact.number", "contact.delete", "row.restore",
    "row.restore", "contact_point.add", "contact_point.patch", "contact_point.patch",
    "contact_point.delete", "contact_address.add", "contact_address.patch", "contact_identity.patch",
    "contact_medical.open",
    "account.create", "account.patch", "account.link", "account_link.patch", "account.unlink",
    "account.unlink", "group.patch", "group.add_member", "group.add_member", "group.remove_member",
    "group.remove_member", "group.keep_member", "membership.start", "membership.end", "membership.end",
    "activity.create", "activity.patch", "activity.cancel", "attendance.confirm", "attendance.declare",
    "inbox.done", "inbox.ask", "parked.settle", "row.undo", "row.undo", "medium.add", "medium.add", "medium.patch",
    "medium.delete", "contact.set_photo", "user_device.patch", "user_device.revoke", "consent.withdraw",
    "notice.choose", "invitation.make", "invitation.make", "invitation.renew", "invitation.withdraw",
    "activity.move", "activity_series.change", "activity_series.cancel", "calendar_feed.revoke",
]  # fmt: skip
MONEY = [
    "invoice.draft", "invoice.issue", "invoice.issue", "invoice.record_payment", "invoice.record_payment",
    "contact_finance.patch", "inbox.done", "inbox.ask", "row.undo", "resource_value.patch",
]  # fmt: skip
COACH = [
    "attendance.confirm", "attendance.confirm", "attendance.confirm", "attendance.confirm",
    "attendance.declare", "activity.create", "activity.patch", "activity.patch", "activity.cancel",
    "contact_point.add", "contact_point.patch", "contact_point.patch", "custody.hand_out", "contact_medical.open",
    "custody.hand_out", "custody.take_back", "contact_emergency.patch", "inbox.done", "inbox.ask",
    "row.undo", "row.undo", "medium.add", "evaluation_template.create", "evaluation_template.add_criteria",
    "evaluation_template.patch", "criterion.patch", "evaluation.score", "evaluation.score", "evaluation.score",
    "evaluation.finish", "evaluation.finish", "evaluation.reopen", "evaluation.share",
    "activity.move", "activity.move", "activity_series.create", "activity_series.change", "activity_series.change",
    "activity_series.extend", "activity_series.cancel",
    "booking.make", "booking.make", "booking.cancel", "custody.report", "custody.sign",
    "injury.note", "injury.patch", "injury.patch", "attendance.guest", "attendance.guest", "group.attend_by_default",
    "group_member.patch", "group_member.patch",
]  # fmt: skip
THINGS = [
    "resource.create", "resource.patch", "resource.patch", "label.print", "label.claim", "label.claim",
    "label.revoke", "custody.hand_out", "custody.hand_out", "custody.hand_out", "custody.take_back",
    "custody.take_back", "inbox.done", "inbox.ask", "row.undo", "medium.add", "medium.delete", "resource.set_photo",
    "custody.move", "custody.report", "custody.settle", "custody.settle", "custody.sign", "resource_value.patch",
    "booking.make", "booking.make", "booking.cancel", "audit.finish", "audit.finish",
    "custom_value.set", "custom_value.set", "custom_value.set",
]  # fmt: skip
MEMBER = [
    "contact.patch", "contact_point.add", "contact_point.patch", "contact_point.delete",
    "contact_address.patch", "contact_emergency.patch", "contact_emergency.patch", "contact_finance.patch",
    "contact_medical.patch",
    "attendance.declare", "attendance.declare", "attendance.declare", "contact.delete", "inbox.done", "inbox.ask",
    "parked.settle", "row.undo", "row.undo", "medium.add", "medium.add", "medium.delete", "contact.set_photo",
    "user_device.patch", "user_device.patch", "user_device.revoke",
    "consent.give", "consent.give", "consent.withdraw", "notice.choose", "notice.choose",
    "calendar_feed.make", "calendar_feed.make", "calendar_feed.revoke",
    "injury.note", "injury.patch", "injury.drop",
    "self_evaluation.score", "self_evaluation.score", "self_evaluation.finish", "self_evaluation.reopen",
]  # fmt: skip
OWNER = [
    "role.grant",
    "role.grant",
    "role.withdraw",
    "role.withdraw",
    "setting.put",
    "evaluation_template.create",
    "evaluation.score",
    "evaluation.finish",
    "evaluation.share",
    *OFFICE[::2],
    "invoice.issue",
    "invoice.record_payment",
    "custom_field.define",
    "custom_field.patch",
    "custom_field.patch",
    "custom_field.reorder",
    "custom_value.set",
    "custom_value.set",
]


def _even(kinds: list[str]) -> tuple[list[str], list[int]]:
    return kinds, [1] * len(kinds)


BY_USER = {
    "u-owner": _even(OWNER),
    "u-secre": _even(OFFICE),
    "u-treas": _even(MONEY),
    "u-coach": _even(COACH),
    "u-equip": _even(THINGS + COACH[:3]),
    "u-paren": _even(MEMBER),
    "u-membe": _even(MEMBER),
}
