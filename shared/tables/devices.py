"""The devices that people signed in on, as far as people may know of them. Keys and counters stay on the server.

A row of its own, and no question to the server: who lost a phone at the field may have no network there, and shuts it
out all the same. The last contact is a day and is told once a night for all devices together: it moves no row while
people work, and pokes nobody.
"""

from shared.register import Field, entity

DEVICE_KINDS = ("phone", "computer", "browser")

USER_DEVICE = entity(
    "user_device",
    "user",
    "B",
    Field("user", merge="fixed", required=True, ref="user_profile", since=4),
    Field("name", since=4),
    Field("kind", merge="fixed", choices=DEVICE_KINDS, since=4),
    Field("added_at", "integer", merge="fixed", since=4),
    Field("seen_on", merge="server", check="date", since=4),
    Field("revoked_at", "integer", merge="server", since=4),
    # When it brought its unsent work and was told to wipe itself.
    Field("wiped_at", "integer", merge="server", since=4),
    root="user",
)

TABLES = (USER_DEVICE,)
