"""People: a contact is a natural person. Each table beside `contact` is a permission of its own."""

from shared.register import Field, entity

LANGUAGES = ("nl", "en", "fr")

CONTACT = entity(
    "contact",
    "contact",
    "B",
    Field("given_name", required=True),
    Field("family_name"),
    Field("member_no", until=13, moved="contact_personal"),
    Field("birth_year", "integer", until=13, moved="contact_personal"),
    Field("language", choices=LANGUAGES, until=13, moved="contact_personal"),
    Field("shirt_number", "integer"),
    Field("photo", merge="said", ref="medium"),
    Field("status", choices=("active", "archived"), default="active"),
    Field("merged_into", merge="server", ref="contact"),
    search=("given_name", "family_name"),
)

# What is not for everybody who may know that somebody is there: a team mate has a name, the store room also a face.
CONTACT_PERSONAL = entity(
    "contact_personal",
    "contact",
    "B",
    Field("member_no", since=13),
    Field("birth_year", "integer", since=13),
    Field("language", choices=LANGUAGES, since=13),
    search=("member_no",),
)

CONTACT_POINT = entity(
    "contact_point",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("kind", choices=("email", "phone", "mobile", "web"), required=True),
    Field("value", required=True),
    Field("label"),
    Field("is_primary", "boolean"),
    Field("verified_at", "integer", merge="server"),
    root="contact",
)

CONTACT_ADDRESS = entity(
    "contact_address",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact"),
    Field("street"),
    Field("number"),
    Field("box"),
    Field("postal_code"),
    Field("city"),
    Field("country"),
    Field("label"),
    root="contact",
)

CONTACT_IDENTITY = entity(
    "contact_identity",
    "contact",
    "B",
    Field("birth_date", check="date"),
    Field("sex", choices=("f", "m", "x")),
    Field("nationality"),
    Field("profession"),
)

CONTACT_FINANCE = entity(
    "contact_finance",
    "contact",
    "C",
    Field("iban"),
    Field("bic"),
    Field("account_holder"),
    Field("mandate"),
)

CONTACT_EMERGENCY = entity(
    "contact_emergency",
    "contact",
    "B",
    Field("call_name"),
    Field("call_phone"),
    Field("alert"),
)

PURPOSES = ("photo", "newsletter", "data_sharing")

# One row each time that it is given; withdrawn, it stays, so that what was allowed when can be told.
CONSENT = entity(
    "consent",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact", since=4),
    Field("purpose", merge="fixed", choices=PURPOSES, required=True, since=4),
    Field("given_by", merge="server", required=True, since=4),
    Field("given_at", "integer", merge="server", required=True, since=4),
    Field("withdrawn_by", merge="server", since=4),
    Field("withdrawn_at", "integer", merge="server", since=4),
    root="contact",
)

CONTACT_MEDICAL = entity(
    "contact_medical",
    "contact",
    "C",
    Field("allergies", since=4),
    Field("medication", since=4),
    Field("doctor", since=4),
    Field("note", since=4),
)

# Somebody looked at what is sensitive about a person who is not their own: said by their device, also afterwards.
OPENING = entity(
    "opening",
    "contact",
    "B",
    Field("contact", merge="fixed", required=True, ref="contact", since=4),
    Field("what", merge="fixed", choices=("contact_medical",), required=True, since=4),
    Field("user", merge="server", required=True, since=4),
    Field("opened_at", "integer", merge="server", required=True, since=4),
    Field("received_at", "integer", merge="server", since=4),
    root="contact",
)

TABLES = (
    CONTACT,
    CONTACT_PERSONAL,
    CONTACT_POINT,
    CONTACT_ADDRESS,
    CONTACT_IDENTITY,
    CONTACT_FINANCE,
    CONTACT_EMERGENCY,
    CONTACT_MEDICAL,
    OPENING,
    CONSENT,
)
