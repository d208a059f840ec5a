"""The tables that only a device keeps: its own state, the queue, what was answered, receipts, first images,
holdings, staged pages, drafts.
"""

from shared.register import Field, Register, Table
from shared.tables import REGISTER


def _kept(
    name: str, *fields: Field, key: tuple[str, ...] = ("id",), indexes: tuple[tuple[str, ...], ...] = ()
) -> Table:
    return Table(name, "-", "-", "-", fields, indexes, (), key)


ID = Field("id")
TBL = Field("tbl")

# One row, id "self". `cursor` is the seq of the last checkpoint; `offset` the server's clock minus ours, in
# ms. `doubt`: what is here may not be what the server sent; `partial`: the first load is not complete yet, and
# `granted` are the scopes that are here; for both see `replica.py`. `schema`: that of the app that wrote it.
# `heard_at`: the server's time of the last contact; `latest_at`: the latest time known since. `lapsed`: tables whose
# lease has run out. `club_key`: the raw Ed25519 key, in base64, by which the club orders this device to wipe itself.
# `unswept`: rows left since the file was last written anew. `whole_at`: when the last of all rows was read again.
DEVICE = _kept(
    "device",
    ID,
    Field("user"),
    Field("device"),
    Field("epoch"),
    Field("last_n", "integer"),
    Field("cursor", "integer"),
    Field("grants_seq", "integer"),
    Field("granted", "json"),
    Field("offset", "integer"),
    Field("synced_at", "integer"),
    Field("compared_at", "integer"),
    Field("rows", "integer"),
    Field("reread_at", "json"),
    Field("doubt", "integer"),
    Field("schema", "integer"),
    Field("heard_at", "integer"),
    Field("latest_at", "integer"),
    Field("lapsed", "json"),
    Field("partial", "integer"),
    Field("club_key"),
    Field("unswept", "integer"),
    Field("whole_at", "integer"),
)

# What the person did and the server has not answered. `state`: waiting (shown), pending (only the server can
# decide), doubtful (does not hold on newer facts; the server will say).
QUEUE = _kept(
    "queue",
    Field("n", "integer"),
    ID,
    Field("actions", "json"),
    Field("seen", "integer"),
    Field("now", "integer"),
    Field("wall", "integer"),
    Field("offset", "integer"),
    Field("state"),
    Field("code"),
    Field("about", "json"),
    Field("schema", "integer"),
    Field("app"),
    Field("seen_in"),
    key=("n",),
    indexes=(("id",),),
)

# What the server has answered in the last 30 days, in order of `place`, with what it `was` there; `at` in the server's
# time. A number `n` says that it is to be offered again.
SENT = _kept(
    "sent",
    ID,
    Field("place", "integer"),
    Field("actions", "json"),
    Field("about", "json"),
    Field("seen", "integer"),
    Field("seen_in"),
    Field("now", "integer"),
    Field("wall", "integer"),
    Field("offset", "integer"),
    Field("schema", "integer"),
    Field("app"),
    Field("was", "json"),
    Field("at", "integer"),
    Field("n", "integer"),
    indexes=(("place",), ("n",), ("at", "id")),
)

# Answers, for the sync page: names of verbs and references, never arguments.
RECEIPT = _kept(
    "receipt",
    ID,
    Field("n", "integer"),
    Field("outcome"),
    Field("code"),
    Field("detail", "json"),
    Field("verbs"),
    Field("about", "json"),
    Field("at", "integer"),
    indexes=(("at",),),
)

# The fields that a changeset of this device corrected, before and after: what can be undone. Goes with the row.
WAS = _kept(
    "was",
    Field("changeset"),
    TBL,
    ID,
    Field("before", "json"),
    Field("after", "json"),
    key=("changeset", "tbl", "id"),
    indexes=(("tbl", "id"),),
)

# How a row looked before the first pending change touched it; `image` is empty when there was none.
BASE = _kept("base", TBL, ID, Field("image", "json"), key=("tbl", "id"))

HELD = _kept("held", TBL, ID, Field("carrier", "integer"), Field("hash"), key=("tbl", "id"), indexes=(("carrier",),))
CARRIER = _kept("carrier", Field("id", "integer"), Field("scopes", "json"), indexes=(("scopes",),))
TALLY = _kept(
    "tally", Field("carrier", "integer"), TBL, Field("count", "integer"), Field("sum"), key=("carrier", "tbl")
)
# Cells of received rows that this schema does not know, as JSON; of a table it does not know the whole row.
LATER = _kept("later", TBL, ID, Field("cells", "json"), key=("tbl", "id"))
# Replies with a page before the last.
STAGED = _kept("staged", Field("id", "integer"), Field("body"))
# What the person is in the middle of, by name, and who that is: ids and figures, no words. It never travels.
DRAFT = _kept("draft", ID, Field("user"), Field("body", "json"))

DEVICE_REGISTER = Register(
    (*REGISTER, DEVICE, QUEUE, SENT, RECEIPT, WAS, BASE, HELD, CARRIER, TALLY, LATER, STAGED, DRAFT)
)
