"""What people want to hear of, and how. Whoever never chose hears everything, so a row is a choice and no more."""

from shared.domain.notices import KINDS
from shared.register import Field, entity

NOTICE_CHOICE = entity(
    "notice_choice",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact", since=9),
    Field("kind", merge="fixed", choices=KINDS, required=True, since=9),
    Field("mail", "boolean", since=9),
    Field("push", "boolean", since=9),
    root="contact",
)

TABLES = (NOTICE_CHOICE,)
