"""Pictures and papers of the club: the row says what it is and where its bytes are; the bytes travel apart."""

from shared.register import Field, entity

MEDIUM_KINDS = ("photo", "document")
MEDIUM_STATES = ("waiting", "stored", "rejected")

# It hangs on one thing: a contact or a resource. `sent_hash` and `sent_size` are what the author will send: the SHA-256
# and the length of those bytes. What the server made of them has a hash, a size and a type of its own; `preview` is
# the SHA-256 of a small picture beside it.
MEDIUM = entity(
    "medium",
    "medium",
    "B",
    Field("contact", merge="fixed", ref="contact", since=3),
    Field("resource", merge="fixed", ref="resource", since=3),
    Field("kind", merge="fixed", choices=MEDIUM_KINDS, required=True, since=3),
    Field("title", since=3),
    Field("sent_hash", merge="fixed", required=True, since=3),
    Field("sent_size", "integer", merge="fixed", required=True, check="positive", since=3),
    Field("by_user", merge="server", required=True, since=3),
    Field("state", merge="server", choices=MEDIUM_STATES, required=True, since=3),
    Field("code", merge="server", since=3),
    Field("mime", merge="server", since=3),
    Field("size", "integer", merge="server", since=3),
    Field("hash", merge="server", since=3),
    Field("preview", merge="server", since=3),
    indexes=(("state",),),
)

TABLES = (MEDIUM,)
