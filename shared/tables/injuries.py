"""Who cannot play, from when until when. It is about somebody's health: as closed as the medical sheet."""

from shared.register import Field, entity

INJURY = entity(
    "injury",
    "contact",
    "C",
    Field("contact", merge="fixed", required=True, ref="contact", since=9),
    Field("from_on", required=True, check="date", since=9),
    Field("to_on", check="date", since=9),  # the last day; none while nobody knows
    Field("note", since=9),
    root="contact",
)

TABLES = (INJURY,)
