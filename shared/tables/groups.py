"""Seasons, teams and work groups, memberships: who belongs to what, and when."""

from shared.domain.attendance import FUNCTIONS
from shared.register import Field, entity

SEASON = entity(
    "season",
    "season",
    "A",
    Field("name", required=True),
    Field("start_on", required=True, check="date"),
    Field("end_on", required=True, check="date"),
    Field("current", "boolean", merge="server"),
)

GROUP = entity(
    "group",
    "group",
    "A",
    Field("name", required=True),
    Field("kind", choices=("team", "workgroup"), required=True),
    Field("category"),
    Field("season", ref="season", merge="fixed", required=True),
    Field("status", choices=("active", "archived"), default="active"),
    Field("attending", "boolean", merge="said", since=9),  # its players come unless they say no
)

GROUP_MEMBER = entity(
    "group_member",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("group", merge="fixed", required=True, ref="group"),
    Field("function", choices=FUNCTIONS),
    Field("shirt_number", "integer"),
    Field("from_on", check="date"),
    Field("to_on", merge="server", check="date"),  # goes with `present`: who left, and since when, is one word
    Field("present", "boolean", merge="server", required=True),
    root="contact",
)

MEMBERSHIP_TYPE = entity(
    "membership_type",
    "membership_type",
    "A",
    Field("name", required=True),
    Field("fee_cents", "integer"),
    Field("status", choices=("active", "archived"), default="active"),
)

MEMBERSHIP = entity(
    "membership",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("type", merge="fixed", required=True, ref="membership_type"),
    Field("season", merge="fixed", ref="season"),
    Field("start_on", required=True, check="date"),
    Field("end_on", merge="server", check="date"),
    Field("end_reason", merge="server"),
    Field("renewed_from", merge="fixed"),
    Field("federation_no"),
    Field("fee_cents", "integer"),
    root="contact",
)

TABLES = (SEASON, GROUP, GROUP_MEMBER, MEMBERSHIP_TYPE, MEMBERSHIP)
