"""The tables that only the server keeps: its counter, log, receipts, versions, scopes, digests, devices and
secrets.
"""

from collections.abc import Sequence
from typing import Any

from shared.register import Field, Key, Register, Table
from shared.tables import REGISTER

BELOW_ALL: dict[str, Any] = {"text": "", "json": "", "integer": -(2**63), "boolean": -1}


def below_all(table: Table, names: Sequence[str]) -> Key:
    """A place below every row, in the order of these fields."""
    return tuple(BELOW_ALL[field.kind] for field in map(table.field, names) if field is not None)


def _kept(
    name: str, *fields: Field, key: tuple[str, ...] = ("id",), indexes: tuple[tuple[str, ...], ...] = ()
) -> Table:
    return Table(name, "-", "-", "-", fields, indexes, (), key)


ID = Field("id")
SEQ = Field("seq", "integer")
TBL = Field("tbl")

# One row: the counter that every write transaction takes first, and the highest moment given out so far.
CLUB = _kept(
    "club",
    ID,
    SEQ,
    Field("epoch"),
    Field("high_ms", "integer"),
    Field("high_counter", "integer"),
    Field("day"),
    Field("restored_on"),
    # The schema that its rows are kept by: those of an older one are moved when it is opened (`moving.py`).
    Field("schema", "integer"),
)

# One line for each changeset that was decided. `verbs` are names only; what changed stands in history.
LOG = _kept(
    "log",
    SEQ,
    Field("changeset"),
    Field("user"),
    Field("device"),
    Field("received_ms", "integer"),
    Field("high_ms", "integer"),
    Field("high_counter", "integer"),
    Field("verbs"),
    key=("seq",),
)

RECEIPT = _kept(
    "receipt",
    ID,
    Field("device"),
    Field("n", "integer"),
    Field("epoch"),
    Field("outcome"),
    SEQ,
    Field("code"),
    Field("detail", "json"),
    Field("moments", "json"),
    indexes=(("device", "n"),),
)

# The version of every row that is or was: where it last moved, who may see it, its hash and its fields'
# stamps.
ROW_VERSION = _kept(
    "row_version",
    TBL,
    ID,
    SEQ,
    Field("audience", "integer"),
    Field("hash"),
    Field("stamp"),
    Field("stamps", "json"),
    Field("deleted", "boolean"),
    key=("tbl", "id"),
    indexes=(("seq",), ("audience", "tbl", "id")),
)

HISTORY = _kept(
    "history",
    SEQ,
    TBL,
    ID,
    Field("kind"),
    Field("before", "json"),
    Field("after", "json"),
    Field("lost", "json"),
    key=("seq", "tbl", "id"),
    indexes=(("tbl", "id"),),
)

# A set of scopes under a number: rows with the same readers share one.
AUDIENCE = _kept("audience", Field("id", "integer"), Field("scopes", "json"), indexes=(("scopes",),))
AUDIENCE_SCOPE = _kept("audience_scope", Field("scope"), Field("audience", "integer"), key=("scope", "audience"))

# Rows that a refused or parked changeset would have made: what needs them hangs on it.
UNMADE = _kept("unmade", ID, TBL, Field("changeset"), Field("user"), Field("parked", "boolean"))

# A row left a scope: devices that hold it only through that scope must let go of it.
DEPARTURE = _kept(
    "departure", SEQ, Field("scope"), TBL, ID, key=("seq", "scope", "tbl", "id"), indexes=(("scope", "seq"),)
)

DIGEST = _kept("digest", Field("scope"), TBL, Field("count", "integer"), Field("sum"), key=("scope", "tbl"))

# How far everything was worked out again on a day that is not done yet; `club.day` is the last that is.
TURNING = _kept("turning", ID, TBL, Field("row"))

# What a user is granted, since which seq; `grant_state.seq` moves with every change, also a withdrawal.
USER_SCOPE = _kept("user_scope", Field("user"), Field("scope"), SEQ, key=("user", "scope"))
GRANT_STATE = _kept("grant_state", ID, SEQ)

USER_SECRET = _kept("user_secret", ID, Field("username"), Field("password"), indexes=(("username",),))

# The hash of the secret of an invitation that waits; it goes when the invitation is used or withdrawn.
INVITATION_SECRET = _kept("invitation_secret", ID, Field("hash"), indexes=(("hash",),))

# Letters to be written, each with the id its message bears: `about` is an invitation, or the name that somebody who
# forgot a password typed. It goes when the letter went.
OUTBOX = _kept(
    "outbox",
    ID,
    Field("kind"),
    Field("about"),
    Field("tries", "integer"),
    Field("next_at", "integer"),
    indexes=(("about",), ("next_at",)),
)

# What changed and must still be told (`noticing.py`): a row, as people last heard of it, and since when. Users who
# changed it know it as they left it themselves: that is `own`, by user. What shares a `bundle` is told together.
TO_TELL = _kept(
    "to_tell",
    TBL,
    ID,
    Field("bundle"),
    Field("before", "json"),
    Field("own", "json"),
    Field("first_at", "integer"),
    Field("due_at", "integer"),
    key=("tbl", "id"),
    indexes=(("bundle",), ("due_at", "tbl", "id")),
)

# A letter to one person, or a push to one device of theirs, each with the id its message bears. `what` are the rows it
# is about, each as the person last heard of it; while it is `held` somebody is sending it, or may have sent it. It goes
# when it went; one that never will stays a while, `dead_at`.
NOTICE = _kept(
    "notice",
    ID,
    Field("contact"),
    Field("device"),
    Field("topic"),
    Field("what", "json"),
    Field("made_at", "integer"),
    Field("tries", "integer"),
    Field("next_at", "integer"),
    Field("held", "boolean"),
    Field("dead_at", "integer"),
    indexes=(("contact",), ("next_at", "id")),
)

# Where a browser that its user allowed it is woken (RFC 8030): the address its push service gave, by device.
PUSH_ADDRESS = _kept(
    "push_address", ID, Field("user"), Field("endpoint"), Field("since", "integer"), indexes=(("user",),)
)

DEVICE = _kept(
    "device",
    ID,
    Field("user"),
    Field("public_key"),
    Field("name"),
    Field("epoch"),
    Field("last_n", "integer"),
    Field("last_ms", "integer"),
    Field("last_counter", "integer"),
    Field("seen_at", "integer"),
    Field("revoked_at", "integer"),
    # Since when it must say the password again, for its user chose another one on another device.
    Field("locked_at", "integer"),
    # Of a revoked device: when something it brought was last set aside, what all of that weighs (see
    # `sign_in/shutting.py`), and when it was first told to wipe itself.
    Field("quarantined_at", "integer"),
    Field("set_aside", "integer"),
    Field("wiped_at", "integer"),
    indexes=(("user",),),
)

# The lives of this server, in order: a new one begins at every restore, after the entry `seq`.
LIFE = _kept("life", ID, Field("place", "integer"), SEQ)

# Changesets of an earlier life that could not be told again yet: tried again whenever something comes in. `place`
# orders them as they once stood, `body` is the changeset, `code` why it was refused when it was last tried.
UNTOLD = _kept(
    "untold",
    ID,
    Field("place", "integer"),
    Field("user"),
    Field("device"),
    Field("body", "json"),
    TBL,
    Field("needs"),
    Field("code"),
    indexes=(("place", "id"),),
)

# Rows that were deleted in an earlier life, and where: what was said of them before that does not bring them back.
GRAVE = _kept("grave", TBL, ID, Field("place", "integer"), key=("tbl", "id"))

# Numbers that were given out in an earlier life: each is kept for its invoice.
KEPT_NUMBER = _kept("kept_number", ID, Field("series"), Field("number", "integer"), indexes=(("series", "number"),))

# What must not come back of people who were erased: ids of their rows ("row"), and the SHA-256 of their pictures and
# papers ("bytes").
ERASED = _kept("erased", ID, Field("kind"), Field("contact"), indexes=(("contact",),))

# The keys that seal cells (`sealing.py`), wrapped by the key file outside; and what is still to be sealed, or sealed
# anew: a table (and the one its rows are about) with the key of the last row that was. `plain`: nothing is sealed yet.
DATA_KEY = _kept("data_key", ID, Field("klass"), Field("version", "integer"), Field("wrapped"), Field("wrapper"))
TO_SEAL = _kept("to_seal", TBL, Field("about"), Field("last", "json"), Field("plain", "boolean"), key=("tbl", "about"))

# The chain of who did what with what is sensitive (`audit.py`). `detail` holds ids and names, never a value.
AUDIT = _kept(
    "audit",
    SEQ,
    Field("at", "integer"),
    Field("kind"),
    Field("actor"),
    Field("device"),
    TBL,
    ID,
    Field("detail", "json"),
    Field("before"),
    Field("hash"),
    key=("seq",),
    indexes=(("kind", "actor"),),
)

# National numbers, of a contact for a purpose (`vault.py`). No device has this table.
NATIONAL_NUMBER = Table(
    "national_number",
    "-",
    "-",
    "D",
    (
        ID,
        Field("purpose"),
        Field("number"),
        Field("entered_by", ref="user_profile"),
        Field("entered_at", "integer"),
        Field("expires_at", "integer"),
    ),
    key=("id", "purpose"),
)

# What a second step of signing in is compared with (`second_factor.py`): the secret that an app on the phone has too,
# since when, and the last step of its clock that was used up; and the hashes of recovery codes that are left.
SECOND_FACTOR = Table(
    "second_factor",
    "-",
    "-",
    "C",
    (ID, Field("secret"), Field("since", "integer"), Field("last_step", "integer")),
)
RECOVERY_CODE = Table(
    "recovery_code",
    "-",
    "-",
    "C",
    (ID, Field("user", ref="user_profile"), Field("hash")),
    (("user",),),
)

KEPT = (
    CLUB,
    LOG,
    RECEIPT,
    ROW_VERSION,
    HISTORY,
    AUDIENCE,
    AUDIENCE_SCOPE,
    UNMADE,
    DEPARTURE,
    DIGEST,
    TURNING,
    USER_SCOPE,
    GRANT_STATE,
    USER_SECRET,
    INVITATION_SECRET,
    OUTBOX,
    TO_TELL,
    NOTICE,
    PUSH_ADDRESS,
    DEVICE,
    LIFE,
    UNTOLD,
    GRAVE,
    KEPT_NUMBER,
    ERASED,
    DATA_KEY,
    TO_SEAL,
    AUDIT,
    NATIONAL_NUMBER,
    SECOND_FACTOR,
    RECOVERY_CODE,
)

SERVER_REGISTER = Register((*REGISTER, *KEPT))
