"""What was taken out of the app with data of people in it: a line a file, without a word of what stands in it."""

from shared.register import Field, entity

ARCHIVE = "archive"
KINDS = (
    *("team_list", "emergency_sheet", "invitation_slips", "evaluation", "payment_code", "medium", "addresses"),
    ARCHIVE,
)
FORMS = ("pdf", "png", "file", "text", "zip")
HOLDS = (
    *("name", "birth_year", "shirt_number", "function", "phone", "email", "emergency", "medical", "evaluation"),
    *("invoice", "picture", "paper", "code", "everything"),
)
"""What kinds of words a file can have."""

# Whoever made it cannot take it back, and no verb changes it: it goes when its time is over, or with the one person
# that it was about. `user` is no reference: who left the club stays an id.
EXPORT_LOG = entity(
    "export_log",
    "user",
    "B",
    Field("user", merge="server", required=True, since=11),
    Field("what", merge="fixed", choices=KINDS, required=True, since=11),
    Field("form", merge="fixed", choices=FORMS, required=True, since=11),
    Field("holds", "json", merge="fixed", required=True, since=11),
    Field("people", "integer", merge="fixed", required=True, check="positive", since=11),
    # Of one person alone; whose list it is.
    Field("contact", merge="fixed", ref="contact", since=11),
    Field("group", merge="fixed", ref="group", since=11),
    Field("made_at", "integer", merge="server", required=True, since=11),
    Field("received_at", "integer", merge="server", since=11),
    root="user",
)

TABLES = (EXPORT_LOG,)
