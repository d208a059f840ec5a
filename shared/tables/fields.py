"""Fields of a club's own: what it asks beyond what everybody does, and what was answered."""

from shared.domain.custom_field import ENTITIES, KINDS
from shared.register import Field, entity

CUSTOM_FIELD = entity(
    "custom_field",
    "custom_field",
    "A",
    # What it is asked of: things have other fields than people.
    Field("entity", merge="fixed", choices=ENTITIES, required=True, since=10),
    Field("name", required=True, since=10),
    Field("kind", choices=KINDS, required=True, since=10),
    Field("choices", "json", since=10),
    Field("position", "integer", merge="said", since=10),
    # Whom it is kept to; empty: whoever sees, or changes, what it is about.
    Field("view_roles", "json", since=10),
    Field("edit_roles", "json", since=10),
    Field("status", choices=("active", "archived"), default="active", since=10),
)

# One row for a field of one thing: its id is made of both.
CUSTOM_VALUE = entity(
    "custom_value",
    "custom_value",
    "B",
    Field("field", merge="fixed", required=True, ref="custom_field", since=10),
    Field("resource", merge="fixed", ref="resource", since=10),
    Field("value", merge="said", since=10),
    search=("value",),
)

TABLES = (CUSTOM_FIELD, CUSTOM_VALUE)
