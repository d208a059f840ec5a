"""Invitations: how somebody comes in, or in again who forgot the password. No device ever learns the secret of one
that it did not make, and the server keeps its hash in a table of its own.

That time ran out is read from `expires_at` wherever an invitation is shown, as a membership's end is.
"""

from shared.register import Field, entity
from shared.tables.users import ROLES

PURPOSES = ("join", "reset")
WAYS = ("code", "mail")
STATES = ("waiting", "accepted", "withdrawn")
DELIVERIES = ("queued", "sent", "late", "bounced")

INVITATION = entity(
    "invitation",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("purpose", merge="fixed", choices=PURPOSES, required=True),
    Field("how", merge="fixed", choices=WAYS, required=True),
    # What comes with the sign-in; none of both is a member.
    Field("role", merge="fixed", choices=ROLES),
    Field("group", merge="fixed", ref="group"),
    # From when until when the role is held, as `role_assignment` has it.
    Field("from_on", merge="fixed", check="date", since=11),
    Field("to_on", merge="fixed", check="date", since=11),
    # Where the letter goes: one of the contact's own addresses, as it was then.
    Field("address", merge="fixed"),
    Field("state", merge="server", choices=STATES, required=True),
    # Who answers for it: whoever made it, or renewed it last; nobody when the person asked for it.
    Field("by", merge="server", ref="user_profile"),
    Field("asked_at", "integer", merge="server", required=True),
    Field("expires_at", "integer", merge="server", required=True),
    Field("delivery", merge="server", choices=DELIVERIES),
    Field("sent_at", "integer", merge="server"),
    Field("user", merge="server", ref="user_profile"),
    root="contact",
)

TABLES = (INVITATION,)
