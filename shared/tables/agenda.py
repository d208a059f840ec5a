"""Activities and who comes. A guest row is its own root: its team and its person may see it, nobody between."""

from shared.register import Field, entity

DECLARED = ("yes", "no", "maybe")
CONFIRMED = ("present", "absent", "late", "excused")

ACTIVITY = entity(
    "activity",
    "activity",
    "A",
    Field("kind", choices=("training", "match", "meeting", "event"), required=True),
    Field("title", required=True),
    Field("start_at", "integer", required=True, check="instant"),
    Field("end_at", "integer", check="instant"),
    Field("zone", required=True, check="zone"),
    Field("all_day", "boolean"),
    Field("location"),
    Field("meeting_point"),
    Field("group", merge="fixed", ref="group"),
    Field("opponent"),
    Field("series", merge="fixed"),
    Field("ics_uid", merge="fixed"),
    Field("ics_sequence", "integer"),  # of the imported event: an older file changes nothing (RFC 5545, 3.8.7.4)
    Field("sequence", "integer", merge="server"),
    Field("cancelled", "boolean", merge="server"),
    Field("note"),
    Field("erased_present", "integer", merge="server", since=4),  # who came and was erased since: a count, no names
    Field("with_guests", "boolean", merge="said", since=9),  # somebody from outside the team was brought along once
    indexes=(("start_at",), ("ics_uid",)),
)

ACTIVITY_GUEST = entity(
    "activity_guest",
    "activity_guest",
    "B",
    Field("activity", merge="fixed", required=True, ref="activity"),
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("function"),
    Field("declared", choices=DECLARED),
    Field("declared_reason"),
    Field("declared_by"),
    Field("confirmed", choices=CONFIRMED),
    Field("confirmed_reason"),
    Field("confirmed_by"),
)

TABLES = (ACTIVITY, ACTIVITY_GUEST)
