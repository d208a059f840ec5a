"""What each door of the API takes and what it may answer: the limits are those that its handler looks at.

The description of the API (`description.py`) is made from this table and from the app's own routes. Codes stand here as
the errors that a handler raises; tests compare them with what a running server answers, a hundred thousand times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shared import errors
from shared.actions.media import MAX_MEDIUM_BYTES
from shared.actions.resources import MAX_SHEET
from shared.actions.verb import MAX_ID, MIN_ID
from shared.domain.invitation import FOUNDING_LETTERS, SECRET_SIGNS
from shared.domain.sign_in import LONGEST, SHORTEST
from shared.refusals import Exists, Gone, Invalid, LastContact, LastOwner, NotAllowed, StillHolds
from shared.register import MAX_INTEGER
from shared.sync.protocol import MAX_ACTIONS, MAX_BATCH, PROTOCOL
from shared.tables.devices import DEVICE_KINDS
from sync_server.handlers.erasure import MAX_NAME
from sync_server.limits import IMPORT_BYTES, MOST_ROWS, SLICE_BYTES
from sync_server.sign_in.pairing import GONE

Schema = Mapping[str, Any]
Who = Literal["anybody", "device", "token"]
Codes = Mapping[int, tuple[str, ...]]

MOST_LETTERS = 200


def text(most: int = MOST_LETTERS, least: int = 1) -> Schema:
    """Letters."""
    return {"type": "string", "minLength": least, "maxLength": most}


def whole(least: int = 0, most: int = MAX_INTEGER) -> Schema:
    """A number without a fraction."""
    return {"type": "integer", "minimum": least, "maximum": most}


def many(of: Schema, least: int, most: int) -> Schema:
    """A list."""
    return {"type": "array", "items": of, "minItems": least, "maxItems": most}


def just(**parts: Schema) -> Schema:
    """An object with these parts and no others."""
    return {"type": "object", "properties": parts, "required": [*parts], "additionalProperties": False}


def also(of: Schema, /, **parts: Schema) -> Schema:
    """The same with parts that may be left out."""
    return {**of, "properties": {**of["properties"], **parts}}


def or_newer(schema: Schema) -> Schema:
    """The same, and what a newer device says beside it."""
    return {**schema, "additionalProperties": True}


def codes(*kinds: type[errors.TouchlineError], **said: int) -> dict[int, tuple[str, ...]]:
    """By status: the codes of these errors, and those of Malformed as `code=status`."""
    found: dict[int, list[str]] = {}
    for code, status in [*((kind.code, kind.status) for kind in kinds), *said.items()]:
        found.setdefault(status, []).append(code)
    return {status: tuple(sorted(set(names))) for status, names in found.items()}


def joined(*parts: Codes) -> Codes:
    """All of these."""
    found: dict[int, set[str]] = {}
    for part in parts:
        for status, names in part.items():
            found.setdefault(status, set()).update(names)
    return {status: tuple(sorted(names)) for status, names in sorted(found.items())}


STRICT = dict.fromkeys("not_json too_deep nul lone_surrogate duplicate_key".split(), 400)
STRICT |= dict.fromkeys("not_a_number float integer_range".split(), 400)
BYTES = codes(too_large=413, too_slow=408, cut_off=400, content_type=415, content_encoding=415)
BODY = joined(BYTES, codes(**STRICT, not_gzip=400))
WHO = codes(errors.SignInNeeded, errors.TooMany)
REVOKED = codes(errors.Revoked)
"""A device that was shut out hears so at any door where it proves its key."""
EVERYWHERE = codes(errors.Fault, errors.Unreachable, errors.StoreFull)
"""The weather: the database is away, or the disk is full."""
PAIRING = codes(pairing=400, **{GONE: 404})
PASSWORD = codes(Invalid, errors.TooMany)
SECOND = codes(errors.CodeNeeded, errors.CodeWrong)
CODE = codes(code_needed=422, code_wrong=422)
DEVICE: Schema = {**text(MAX_ID, MIN_ID), "pattern": r"^[^.]*$"}
KEY: Schema = {**text(44, 44), "format": "ed25519-public-key"}
KIND: Schema = {"enum": [None, *DEVICE_KINDS]}
FOUNDING: Schema = {
    **just(club=text(FOUNDING_LETTERS), given_name=text(FOUNDING_LETTERS), family_name=text(FOUNDING_LETTERS, 0)),
    "type": ["object", "null"],
}
SIGN_IN: Mapping[str, Schema] = {
    "username": text(),
    "password": text(),
    "device": DEVICE,
    "public_key": KEY,
    "name": text(),
}
SIGN_IN_CODES = codes(sign_in=400, public_key=400, device=400, device_taken=409)
UNREADABLE = ("empty", "too_large", "not_text", "spreadsheet", "no_calendar", "too_many")
CALL = or_newer(just(name=text(), version=whole(), args={"type": "object"}))
LABEL_CODE: Schema = {**text(26, 26), "format": "label-code"}
CHANGESET = also(
    just(
        id=text(),
        n=whole(1),
        actions=many(CALL, 1, MAX_ACTIONS),
        seen=whole(),
        now=whole(-MAX_INTEGER),
        wall=whole(-MAX_INTEGER),
        offset=whole(-MAX_INTEGER),
    ),
    device=text(),
    epoch=text(),
    schema=whole(),
    app=text(),
    was={"type": "object"},
    seen_in=text(),
)
CONTINUATION = also(
    just(
        since=whole(),
        head=whole(),
        fill=many({"type": "string"}, 0, 100),
        at=many({"type": "string"}, 0, 5),
        grants=whole(),
        whole={"type": "boolean"},
    ),
    bins=many(whole(most=255), 0, 256),
)
SYNC = also(
    just(protocol={"const": PROTOCOL}, epoch=text(), cursor=whole(), grants_seq=whole()),
    device=text(),
    push=many(or_newer(CHANGESET), 0, MAX_BATCH),
    rollup={"type": ["string", "null"]},
    more=or_newer(CONTINUATION),
    bins={"type": "string"},
    has=many({"type": "string"}, 0, 1000),
    pages={"type": "boolean"},
    schema=whole(),
    app=text(),
    wall=whole(-MAX_INTEGER),
)
FIELDS = "protocol push schema wall n seen now offset cursor grants_seq actions name version args id device epoch app"
FIELDS += " seen_in bins was rollup fill at since head grants whole"
SYNC_CODES = joined(
    codes(errors.OutOfOrder, errors.Fork, errors.EpochChanged, errors.Restart, errors.Revoked),
    codes(**{f"field_{name}": 400 for name in FIELDS.split()}),
    codes(**dict.fromkeys("not_an_object not_a_list not_a_text action_count continuation moments".split(), 400)),
    codes(n=400, bins=400, foreign_device=403, protocol_version=409, too_many_changesets=413),
)


@dataclass(frozen=True)
class Door:
    """`who` may ask: anybody, a device (a token, or a signed nonce in its place) or a token alone. `body` is JSON, or
    bytes where it is None and `most_bytes` says how many; `query` are texts. `says` are the codes of its errors beside
    those of every door of its kind, `media` what comes when it goes well, with one of these statuses.
    """

    who: Who
    body: Schema | None = None
    says: Codes = field(default_factory=dict)
    query: Mapping[str, Schema] = field(default_factory=dict)
    most_bytes: int = 0
    media: str = "application/json"
    good: tuple[int, ...] = (200,)

    @property
    def codes(self) -> Codes:
        """All codes that it may answer, by status."""
        asked = {} if self.who == "anybody" else WHO if self.who == "token" else joined(WHO, REVOKED)
        return joined(EVERYWHERE, asked, BODY if self.body is not None else {}, self.says)


def _numbers(*names: str, says: Codes) -> Door:
    return Door("device", just(**{name: text() for name in names}), joined(codes(Gone, numbers=400), says))


def _second(*names: str, says: Codes | None = None) -> Door:
    return Door("device", just(**{name: text() for name in names}), joined(codes(second=400), says or {}))


FILE = {"media": "application/octet-stream", "good": (200, 206, 304)}
RANGE = codes(absent=404)
STOP = codes(errors.TooMany, dead_link=404)
DOORS: Mapping[tuple[str, str], Door] = {
    ("POST", "/api/sync"): Door("device", or_newer(SYNC), SYNC_CODES),
    ("POST", "/api/session"): Door(
        "anybody",
        also(just(**SIGN_IN), kind=KIND, code=text()),
        joined(WHO, SECOND, SIGN_IN_CODES, codes(Invalid)),
    ),
    ("POST", "/api/pairing"): Door("device", just(), PAIRING),
    ("POST", "/api/pairing/claim"): Door(
        "anybody",
        just(code=text(), device=DEVICE, public_key=KEY, name=text(), kind=KIND),
        joined(PAIRING, SIGN_IN_CODES, codes(errors.TooMany)),
    ),
    ("POST", "/api/pairing/look"): Door("device", just(), PAIRING),
    ("POST", "/api/pairing/settle"): Door(
        "device",
        just(digits={"type": "string"}, same={"type": "boolean"}),
        joined(PAIRING, codes(pairing_digits=409, device_taken=409)),
    ),
    ("POST", "/api/pairing/wait"): Door("anybody", just(ticket={"type": "string"}), joined(PAIRING, WHO)),
    ("POST", "/api/welcome"): Door(
        "anybody",
        also(just(secret=text(SECRET_SIGNS, 0), **SIGN_IN), kind=KIND, code=text(), founding=FOUNDING),
        joined(
            WHO,
            SECOND,
            SIGN_IN_CODES,
            codes(Invalid, Exists, welcome=400, founding=400, dead_link=404),
        ),
    ),
    ("POST", "/api/welcome/look"): Door(
        "anybody", just(secret=text(SECRET_SIGNS, 0)), codes(errors.TooMany, welcome=400, dead_link=404)
    ),
    ("POST", "/api/forgotten"): Door("anybody", just(username=text()), codes(errors.TooMany, password=400)),
    ("POST", "/api/password"): Door(
        "device",
        also(just(old=text(), new=text(LONGEST, SHORTEST)), code=text()),
        joined(PASSWORD, CODE, codes(password=400, wrong_password=422)),
    ),
    ("POST", "/api/second"): _second(),
    ("POST", "/api/second/begin"): _second("password", says=joined(PASSWORD, codes(second_on=409))),
    ("POST", "/api/second/confirm"): _second("code", says=codes(code_wrong=422, second_gone=404, second_on=409)),
    ("POST", "/api/second/renew"): _second("password", "code", says=joined(PASSWORD, CODE, codes(second_off=409))),
    ("POST", "/api/second/end"): _second("password", "code", says=joined(PASSWORD, CODE, codes(second_off=409))),
    ("POST", "/api/second/reset"): _second("user", "password", says=joined(PASSWORD, codes(Gone, NotAllowed))),
    ("POST", "/api/history"): Door(
        "device",
        just(rows=many(many({"type": "string"}, 2, 2), 1, MOST_ROWS), before={"type": ["integer", "null"]}),
        codes(history=400),
    ),
    ("POST", "/api/labels"): Door(
        "device", just(codes=many(LABEL_CODE, 1, MAX_SHEET)), codes(Invalid, NotAllowed, labels=400)
    ),
    ("POST", "/api/agenda/plan"): Door(
        "device",
        just(group={"type": ["string", "null"], "maxLength": MAX_ID}, text=text(IMPORT_BYTES)),
        codes(Gone, NotAllowed, agenda=400, **dict.fromkeys(UNREADABLE, 422)),
    ),
    ("POST", "/api/erasure"): Door(
        "device",
        just(contact=text(MAX_ID), name={"type": ["string", "null"], "minLength": 1, "maxLength": MAX_NAME}),
        codes(Gone, Invalid, NotAllowed, StillHolds, LastOwner, LastContact, erasure=400),
    ),
    ("POST", "/api/archive"): Door(
        "device",
        just(contact=text(), password=text()),
        joined(PASSWORD, codes(Gone, NotAllowed, archive=400)),
    ),
    ("GET", "/api/archive/{ticket}"): Door("anybody", says=RANGE, media="application/zip"),
    ("POST", "/api/numbers/look"): _numbers("contact", says={}),
    ("POST", "/api/numbers/enter"): _numbers("contact", "purpose", "number", says=codes(Invalid)),
    ("POST", "/api/numbers/show"): _numbers("contact", "purpose", "password", says=PASSWORD),
    ("POST", "/api/numbers/drop"): _numbers("contact", "purpose", says={}),
    ("GET", "/api/poke"): Door("token", says=codes(since=400), query={"since": whole()}, good=(200, 204)),
    ("POST", "/api/push"): Door("device", just(endpoint={"type": ["string", "null"]}), codes(push=400)),
    ("GET", "/api/unsubscribe/{token}"): Door("anybody", says=STOP, media="text/html"),
    ("POST", "/api/unsubscribe/{token}"): Door("anybody", says=STOP, media="text/html"),
    ("GET", "/api/packages/{id}"): Door("device", says=codes(no_package=404), **FILE),  # type: ignore[arg-type]  # as FILE says
    ("GET", "/api/health"): Door("anybody"),
    ("GET", "/api/media/{id}"): Door("token", says=RANGE, **FILE),  # type: ignore[arg-type]  # as FILE says
    ("GET", "/api/media/{id}/preview"): Door("token", says=RANGE, **FILE),  # type: ignore[arg-type]  # as FILE says
    ("GET", "/api/media/{id}/bytes"): Door("token", says=RANGE),
    ("PUT", "/api/media/{id}/bytes"): Door(
        "token",
        says=joined(RANGE, BYTES, codes(offset=400)),
        query={"offset": whole(most=MAX_MEDIUM_BYTES)},
        most_bytes=SLICE_BYTES,
    ),
    ("GET", "/calendar/{name}"): Door(
        "anybody",
        says=joined(codes(errors.TooMany), RANGE),
        media="text/calendar; charset=utf-8",
        good=(200, 304),
    ),
    ("GET", "/openapi.json"): Door("anybody"),
}
