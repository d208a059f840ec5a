"""Equipment: the thing, its labels, and the facts of who had it."""

from shared.register import Field, entity

HOLDER_KINDS = ("contact", "group", "resource")
CUSTODY_KINDS = ("out", "in", "move", "audit", "lost", "found", "damaged", "repaired", "settle")

RESOURCE = entity(
    "resource",
    "resource",
    "A",
    Field("name", required=True),
    Field("category"),
    Field("tag_no"),
    Field("serial"),
    Field("kind", choices=("single", "quantity", "kit", "location"), required=True),
    Field("quantity", "integer"),
    Field("home_location"),
    Field("parent", ref="resource"),
    Field("condition"),
    Field("photo", merge="said", ref="medium", since=3),
    Field("note"),
    Field("next_audit_on", check="date"),
    Field("status", choices=("active", "archived"), default="active"),
    # The fold of custody_event, kept by the custody actions so that a list needs no fold of its own.
    Field("holder_kind", merge="server", choices=HOLDER_KINDS),
    Field("holder_id", merge="server"),
    Field("held_since", "integer", merge="server"),
    Field("due_at", "integer", merge="server"),
    Field("disputed", "boolean", merge="server"),
    # Where it was last put, what is the matter with it, and of what is counted how many are out.
    Field("place", merge="server", ref="resource", since=8),
    Field("trouble", merge="server", choices=("lost", "damaged"), since=8),
    Field("out_count", "integer", merge="server", since=8),
    Field("broken_count", "integer", merge="server", since=12),
    Field("missing_count", "integer", merge="server", since=12),
    indexes=(("holder_id",),),
    search=("name", "tag_no", "serial"),
)

RESOURCE_CODE = entity(
    "resource_code",
    "resource_code",
    "A",
    Field("resource", merge="server", ref="resource"),
    Field("batch", merge="fixed"),
    Field("claimed_at", "integer", merge="server"),
    Field("revoked_at", "integer", merge="server"),
)

CUSTODY_EVENT = entity(
    "custody_event",
    "resource",
    "A",
    Field("resource", merge="fixed", required=True, ref="resource"),
    Field("kind", merge="fixed", choices=CUSTODY_KINDS, required=True),
    Field("to_kind", merge="fixed", choices=HOLDER_KINDS),
    Field("to_id", merge="fixed"),
    # Who brings some of it back, where many have some.
    Field("from_kind", merge="fixed", choices=HOLDER_KINDS, since=8),
    Field("from_id", merge="fixed", since=8),
    Field("by_user", merge="server", required=True),
    Field("due_at", "integer", merge="fixed", check="instant"),
    Field("quantity", "integer", merge="fixed", check="positive"),
    Field("condition", merge="fixed"),
    Field("note", merge="fixed"),
    # Three times of one hand-over: what the phone's clock said, what it was worth, when the server heard.
    Field("claimed_at", "integer", merge="server", required=True),
    Field("estimated_at", "integer", merge="server"),
    Field("received_at", "integer", merge="server"),
    Field("stamp", merge="server", required=True),
    root="resource",
)

# Drawn with a finger on the screen that handed it over: lines of points. Its id is that of the hand-over.
CUSTODY_SIGNATURE = entity(
    "custody_signature",
    "resource",
    "B",
    Field("resource", merge="fixed", required=True, ref="resource", since=8),
    Field("contact", merge="fixed", ref="contact", since=8),
    Field("strokes", "json", merge="fixed", required=True, since=8),
    root="resource",
)

RESOURCE_VALUE = entity(
    "resource_value",
    "resource",
    "B",
    Field("price_cents", "integer", since=8),
    Field("supplier", since=8),
    Field("bought_on", check="date", since=8),
    Field("insured", "boolean", since=8),
)

BOOKING = entity(
    "booking",
    "resource",
    "A",
    Field("resource", merge="fixed", required=True, ref="resource", since=8),
    # For whom: one of the three.
    Field("contact", merge="fixed", ref="contact", since=8),
    Field("group", merge="fixed", ref="group", since=8),
    Field("activity", merge="fixed", since=8),
    Field("from_at", "integer", merge="fixed", required=True, check="instant", since=8),
    Field("to_at", "integer", merge="fixed", required=True, check="instant", since=8),
    Field("quantity", "integer", merge="fixed", check="positive", since=8),
    Field("note", merge="fixed", since=8),
    Field("by_user", merge="server", required=True, since=8),
    Field("present", "boolean", merge="server", since=8),
    root="resource",
)

TABLES = (RESOURCE, RESOURCE_CODE, CUSTODY_EVENT, CUSTODY_SIGNATURE, RESOURCE_VALUE, BOOKING)
