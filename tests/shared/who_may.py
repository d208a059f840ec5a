"""The rights of model.md, verb by verb, as a test asks for them."""

# Who may do it, in the words of model.md: a plus reaches both sides, a bare name only its own.
WHO_MAY = {
    "olga+": """season.create membership_type.create setting.put role.grant role.withdraw custom_field.define
        custom_field.patch custom_field.reorder""",
    "olga+ sara+ tom+ eef+ karel+ piet+": "export_log.note",
    "olga+ sara+": """
        contact.create contact.delete row.restore contact_identity.patch account.create account.patch account.link
        account_link.patch account.unlink group.create group.patch group.add_member group.remove_member
        group.keep_member membership.start membership.end invitation.make invitation.renew invitation.withdraw""",
    "olga+ sara+ piet": """
        contact.patch contact_personal.patch contact_point.delete contact_address.add contact_address.patch
        contact_address.delete
        parked.settle contact.set_photo consent.withdraw user_device.patch user_device.revoke calendar_feed.revoke
        notice.choose""",
    "olga+ sara+ karel piet": """contact_point.add contact_point.patch attendance.declare row.undo
        contact_medical.open medium.add medium.patch medium.delete injury.note injury.patch injury.drop""",
    "olga+ sara+ karel": """activity.create activity.patch activity.move activity.cancel activity.reinstate
        attendance.confirm activity_series.create activity_series.change activity_series.extend
        activity_series.cancel activity_series.reinstate attendance.guest group.attend_by_default
        group_member.patch activity.delete activity_series.delete activity_series.replan activity_visitor.add
        activity_visitor.patch activity_visitor.drop""",
    "olga+ piet": "contact_emergency.patch contact_medical.patch",
    "olga+ tom+ piet": "contact_finance.patch",
    "olga+ tom+": "invoice.draft invoice.issue invoice.record_payment",
    "olga+ eef+": """resource.create resource.patch resource.set_photo label.print label.claim label.revoke custody.move
        custody.settle audit.finish custom_value.set""",
    "olga+ eef+ tom+": "resource_value.patch",
    "olga+ eef+ karel": """custody.hand_out custody.take_back custody.report custody.sign booking.make
        booking.cancel""",
    "olga+ karel": """evaluation_template.create evaluation_template.patch evaluation_template.add_criteria
        criterion.patch evaluation.score evaluation.finish evaluation.reopen evaluation.share""",
    "piet": """contact_identity.ask inbox.done inbox.ask consent.give calendar_feed.make self_evaluation.score
        self_evaluation.finish self_evaluation.reopen""",
    "": """user.enrol user.signed_in user.password_changed user.second_step season.turn group.turn_member medium.settle
        role.turn account_link.turn user_device.add user_device.seen user_device.wiped parked.quarantine contact.erase
        row.expire invitation.accept invitation.delivered export_log.hand_out""",
}
