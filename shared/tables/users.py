"""What of users reaches devices: who they are, what they may do, what waits for them. Secrets stay on the
server.
"""

from shared.register import WORDS_BYTES, Field, entity

ROLES = ("owner", "secretary", "treasurer", "coach", "equipment", "member")
INBOX_KINDS = ("refused", "superseded", "parked", "disputed", "told")
PARKED_FOR = ("right_ended", "newer_app", "dependency", "restored", "asked", "revoked", "requested")
PARKED_STATES = ("waiting", "done", "dropped")

USER_PROFILE = entity(
    "user_profile",
    "user",
    "B",
    Field("contact", merge="fixed", ref="contact"),
    Field("username", merge="server", required=True),
    Field("first_login_at", "integer", merge="server"),
    Field("last_login_at", "integer", merge="server"),
    # Since when a code is asked on a new device; the secret behind it stays on the server.
    Field("second_since", "integer", merge="server", since=6),
)

ROLE_ASSIGNMENT = entity(
    "role_assignment",
    "user",
    "B",
    Field("user", merge="fixed", required=True, ref="user_profile"),
    Field("role", merge="fixed", choices=ROLES, required=True),
    Field("group", merge="fixed", ref="group"),
    Field("from_on", merge="fixed", check="date", since=10),
    Field("to_on", merge="server", check="date", since=10),  # the last day; goes with `present`
    Field("present", "boolean", merge="server", required=True),
    root="user",
)

INBOX_ITEM = entity(
    "inbox_item",
    "user",
    "B",
    Field("user", merge="fixed", required=True, ref="user_profile"),
    Field("kind", merge="fixed", choices=INBOX_KINDS, required=True),
    Field("changeset", merge="fixed"),
    Field("code", merge="fixed"),
    # References and, for the author's own eyes, what was asked and what was kept.
    Field("detail", "json", merge="fixed", most=WORDS_BYTES),
    Field("created_at", "integer", merge="fixed"),
    Field("done_at", "integer", merge="server"),
    root="user",
)

# A change that was neither done nor refused: the office decides. `asked` are the author's actions.
PARKED_CHANGE = entity(
    "parked_change",
    "user",
    "B",
    Field("user", merge="fixed", required=True, ref="user_profile"),
    Field("changeset", merge="fixed", required=True),
    Field("reason", merge="fixed", choices=PARKED_FOR, required=True),
    Field("code", merge="fixed", required=True),
    Field("asked", "json", merge="fixed", most=WORDS_BYTES),
    Field("created_at", "integer", merge="fixed"),
    Field("state", merge="server", choices=PARKED_STATES, required=True),
    Field("settled_by", merge="server", ref="user_profile"),
    root="user",
)

SETTING = entity(
    "setting",
    "setting",
    "A",
    Field("value", "json"),
)

TABLES = (USER_PROFILE, ROLE_ASSIGNMENT, INBOX_ITEM, PARKED_CHANGE, SETTING)
