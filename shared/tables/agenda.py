"""Activities, those that repeat, and who comes.

A guest row is its own root: its team and its person may see it, nobody between.
"""

from shared.register import Field, entity

DECLARED = ("yes", "no", "maybe")
CONFIRMED = ("present", "absent", "late", "excused")
KINDS = ("training", "match", "meeting", "event")
MOVABLE = ("start_at", "end_at", "all_day", "location", "meeting_point")
NOTABLE = frozenset(MOVABLE)
"""Whoever comes must hear of it when one of these changes: `sequence` counts up (RFC 5546, 2.1.4)."""

ACTIVITY = entity(
    "activity",
    "activity",
    "A",
    Field("kind", choices=KINDS, required=True),
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
    Field("expects", since=7),  # functions in the team, "player coach"; players where nothing is said
    Field("occurs_on", merge="server", check="date", since=7),  # the day of its series' rule, wherever it was moved to
    Field("cancel_reason", merge="server", since=7),
    Field("was_start_at", "integer", merge="server", since=7),  # before it was last moved
    Field("changed_at", "integer", merge="server", since=7),  # when it was last moved, called off or taken up again
    Field("changed_by", merge="server", since=7),
    Field("with_guests", "boolean", merge="said", since=9),  # somebody from outside the team was brought along once
    indexes=(("start_at",), ("ics_uid",), ("series",)),
)

ACTIVITY_SERIES = entity(
    "activity_series",
    "activity_series",
    "A",
    Field("kind", merge="fixed", choices=KINDS, required=True, since=7),
    Field("rule", merge="fixed", required=True, since=7),  # as RFC 5545 writes one: FREQ=WEEKLY;BYDAY=TU,TH
    Field("first_on", merge="fixed", required=True, check="date", since=7),
    Field("until_on", merge="server", required=True, check="date", since=7),
    Field("zone", merge="fixed", required=True, check="zone", since=7),
    Field("group", merge="fixed", ref="group", since=7),
    Field("phases", "json", merge="server", required=True, since=7),  # what it says, each from a day on
    Field("sequence", "integer", merge="server", since=7),
    Field("changed_at", "integer", merge="server", since=7),  # of the last gesture that moved it or called it off
    Field("changed_by", merge="server", since=7),
    Field("changed_from", merge="server", check="date", since=7),  # the first day of the rule that it was about
    Field("replanned", "json", merge="server", since=12),  # the rule that it follows now, where it was given another
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

# Who came along once and is no contact: a trial player, with a parent's number. Leaves after a year.
ACTIVITY_VISITOR = entity(
    "activity_visitor",
    "activity_visitor",
    "B",
    Field("activity", merge="fixed", required=True, ref="activity", since=12),
    Field("name", required=True, since=12),
    Field("phone", since=12),
    Field("confirmed", choices=CONFIRMED, since=12),
    Field("came_on", merge="server", required=True, check="date", since=12),
)

# An address at which a calendar reads one person's agenda, and who made it. Whoever has the secret of the address may
# read there, so it is kept nowhere: this is its hash.
CALENDAR_FEED = entity(
    "calendar_feed",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact", since=7),
    Field("user", merge="fixed", required=True, ref="user_profile", since=7),
    Field("secret_hash", merge="fixed", required=True, since=7),
    Field("made_at", "integer", merge="server", required=True, since=7),
    Field("revoked_at", "integer", merge="server", since=7),
    Field("revoked_by", merge="server", since=7),
    root="contact",
    indexes=(("secret_hash",),),
)

TABLES = (ACTIVITY, ACTIVITY_SERIES, ACTIVITY_GUEST, ACTIVITY_VISITOR, CALENDAR_FEED)
