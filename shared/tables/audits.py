"""Going through a place with a scanner: what should be there, what is, and what is missing."""

from shared.register import Field, entity

OUTCOMES = ("seen", "moved", "returned", "missing", "unknown")
"""It was where it should be; it came from elsewhere; it was out and is back; it was not found; a code nobody knows."""

AUDIT_SESSION = entity(
    "audit_session",
    "audit_session",
    "A",
    Field("place", merge="fixed", required=True, ref="resource", since=8),
    Field("started_at", "integer", merge="fixed", required=True, check="instant", since=8),
    Field("finished_at", "integer", merge="server", since=8),
    Field("by_user", merge="server", required=True, since=8),
    Field("note", merge="fixed", since=8),
    *(Field(outcome, "integer", merge="server", since=8) for outcome in OUTCOMES),
)

AUDIT_LINE = entity(
    "audit_line",
    "audit_session",
    "A",
    Field("session", merge="fixed", required=True, ref="audit_session", since=8),
    Field("resource", merge="fixed", ref="resource", since=8),
    Field("outcome", merge="fixed", choices=OUTCOMES, required=True, since=8),
    # Of an unknown code what was read, made safe to show.
    Field("shown", merge="fixed", since=8),
    root="session",
)

TABLES = (AUDIT_SESSION, AUDIT_LINE)
