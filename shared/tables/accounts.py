"""Accounts: anything the club bills, contracts or writes to as a unit. A family is an account."""

from shared.register import Field, entity

ACCOUNT = entity(
    "account",
    "account",
    "B",
    Field("kind", choices=("individual", "family", "company"), required=True),
    Field("name", required=True),
    Field("relation_roles", "json"),
    Field("language", choices=("nl", "en", "fr")),
    Field("status", choices=("active", "archived"), default="active"),
)

ACCOUNT_LINK = entity(
    "account_link",
    "account",
    "B",
    Field("account", merge="fixed", required=True, ref="account"),
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("function"),
    Field("description"),
    Field("is_primary", "boolean"),
    Field("is_payer", "boolean"),
    Field("may_act_for", "boolean"),
    Field("present", "boolean", merge="server", required=True),
    # Of a child that came of age: 1 when who acted for it stands apart from what is sensitive, 0 when an owner said
    # since that they do not.
    Field("lapsed", "boolean", merge="server", since=10),
    root="account",
)

TABLES = (ACCOUNT, ACCOUNT_LINK)
