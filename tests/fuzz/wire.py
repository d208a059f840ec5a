"""The decoders of what travels between device and server: bodies, the words of a sync, sign-ins, proofs, orders."""

import asyncio
import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from starlette.requests import Request

from mobile.entrance import read_invited
from mobile.line import fault_of
from shared.domain import pairing
from shared.domain.codes import code_text
from shared.errors import Malformed, SignInNeeded, TooMany, Unreachable
from shared.sync import strict
from shared.sync.bins import BINS, DIGITS
from shared.sync.protocol import read_changeset, read_continuation, read_reply, read_request
from shared.sync.wipe import read_wipe
from shared.sync.wire import obj
from sync_server.handlers.body import read_json
from sync_server.handlers.session import read_sign_in
from sync_server.session import Sessions
from sync_server.settings import Settings
from sync_server.sign_in.shutting import ShutOut
from tests.fuzz.decoder import Decoder, as_text
from tests.house import House, furnish
from tests.sync_server.desk import proof, public_key

CALL = {"name": "activity.patch", "version": 1, "args": {"id": "training-u12", "set": {"title": "Training é"}}}
COUNTED = {"n": 1, "seen": 3, "now": 1_795_853_100_000, "wall": 1_795_853_100_000, "offset": -20}
WAS = {"epoch": "epoch-0", "seq": 7, "outcome": "applied", "code": None, "moments": [5, 0, 5, 1]}
CHANGESET = {"id": "changeset-1", "device": "phone-1", "epoch": "epoch-1", **COUNTED, "schema": 4, "app": "0.1"}
MORE = {"since": 0, "head": 9, "fill": ["club"], "at": ["fill", "0", "1", "contact", "x"], "grants": 2, "whole": True}
PACKAGE = {"id": "ab" * 32, "size": 9000, "seq": 8, "scopes": ["club", "office"], "schema": 4}
STANDING = {"protocol": 1, "device": "phone-1", "epoch": "epoch-1", "schema": 4, "app": "0.1", "wall": 5}
REQUEST = {**STANDING, "push": [], "cursor": 5, "grants_seq": 2, "rollup": "ab" * 8}
PAGE = {
    "carriers": {"1": ["club"], "2": ["club", "contact:contact-kim:self"]},
    "puts": {"contact": {"names": ["id", "given_name"], "rows": [[1, "contact-kim", "Kim"], [2, "contact-bo", None]]}},
    "deletes": [["contact", "contact-old"]],
    "evicts": [["activity", "training-u13"]],
    "cursor": 12,
    "grants_seq": 3,
    "grants": ["club", "contact:contact-kim:self"],
    "rollup": "cd" * 8,
    "share": 40,
}
RECEIPT = {"id": "changeset-1", "n": 1, "seq": 9, "outcome": "refused", "code": "gone", "detail": {"wish": 0}}
SIGN_IN = {"username": "karel", "password": "een lang wachtwoord", "device": "phone-of-karel", "name": "phone"}
CODE = code_text(bytes(range(16)))
HEADERS = (
    *({"content-type": "application/json"},) * 6,
    *({"content-type": "application/json", "content-encoding": "gzip"},) * 6,
    {"content-type": "application/json; charset=utf-8"},
    {"content-type": "application/json", "content-encoding": "br"},
    {"content-type": "application/json", "content-encoding": "gzip, gzip"},
    {"content-type": "multipart/form-data; boundary=x"},
    {"content-type": "\xff"},
    {},
)


def _json(*values: Any) -> tuple[bytes, ...]:
    return tuple(json.dumps(value, ensure_ascii=False).encode() for value in values)


def _decoded(read: Callable[[Any], object]) -> Callable[[bytes], object]:
    """As every handler does it: the strict decoder first."""
    return lambda data: read(strict.decode(data))


BODIES = _json(REQUEST, {"a": [1, {"b": "é"}]}, ["x"] * 30)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def _body(data: bytes) -> object:
    """The first byte chooses headers and how the rest is cut into pieces; the rest is the body."""
    chosen, rest = (data[0], data[1:]) if data else (0, b"")
    headers = [(name.encode(), text.encode("latin-1")) for name, text in HEADERS[chosen % len(HEADERS)].items()]
    step = max(1, len(rest) // (1 + chosen % 3))
    pieces = [rest[start : start + step] for start in range(0, len(rest), step)] or [b""]
    messages = iter([{"type": "http.request", "body": piece, "more_body": True} for piece in pieces])

    async def receive() -> Any:
        return next(messages, {"type": "http.request", "body": b"", "more_body": False})

    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(slowest_body=30_000)))
    return _loop().run_until_complete(read_json(Request({"type": "http", "headers": headers, "app": app}, receive)))


@cache
def _door() -> tuple[Sessions, str]:
    """A server's sessions, and the proof of Karel's phone for a nonce that was used."""
    house, folder = furnish(House()), Path()
    house.referee.enrol_device("device-of-karel", "user-karel", public_key("karel"), "phone")
    sessions = Sessions(house.club(), Settings(folder, folder, "", 0, (), sync_tries=10**9))
    good = proof("karel", sessions.nonce("device-of-karel"))["Touchline-Proof"]
    sessions.by_proof(good)
    return sessions, good


def _proof(data: bytes) -> object:
    """As it comes out of a header: each byte a sign of Latin-1. N is a nonce that waits, S the device's signature."""
    sessions, _ = _door()
    text = data.decode("latin-1")
    device, dot, rest = text.partition(".")
    nonce, end, signature = rest.partition(".")
    nonce = sessions.nonce() if nonce == "N" else nonce
    if signature == "S":
        signature = proof("karel", nonce, device)["Touchline-Proof"].rpartition(".")[2]
    return sessions.by_proof(f"{device}{dot}{nonce}{end}{signature}")


def _proofs() -> tuple[bytes, ...]:
    _, good = _door()
    device, _, signature = good.split(".")
    return good.encode(), f"{device}.N.{signature}".encode(), f"{device}.N.S".encode(), b"nobody.N.S"


def _code(data: bytes) -> object:
    return pairing.code_in(as_text(data))


def _fault(data: bytes) -> object:
    """An answer that is not 200, as a proxy, a portal or a server of tomorrow may give it."""
    status = (400, 401, 403, 409, 413, 422, 429, 500, 502, 507)[data[0] % 10 if data else 0]
    kind = {"content-type": "application/json", "retry-after": as_text(data[:3]).encode("ascii", "replace").decode()}
    return fault_of(httpx.Response(status, headers=kind, content=data[1:]))


def _framed(*bodies: bytes) -> tuple[bytes, ...]:
    plain = [bytes((first,)) + body for first in (0, 1, 12, 13, 14, 15, 17) for body in bodies]
    return (*plain, *(bytes((first,)) + gzip.compress(body, mtime=0) for first in (6, 7, 8) for body in bodies))


WIRE = (
    Decoder("strict", strict.decode, _json(REQUEST, {"n": 2**63 - 1, "t": "é", "l": [[[]]]}), (Malformed,), "json"),
    Decoder("body", _body, _framed(*BODIES), (Malformed,), share=0.8),
    Decoder(
        "request",
        _decoded(lambda value: read_request(value, "phone-1")),
        _json(
            {**REQUEST, "push": [{**CHANGESET, "actions": [CALL], "was": WAS, "seen_in": "epoch-0"}]},
            {**REQUEST, "more": {**MORE, "bins": [1, 5]}, "has": ["club"], "pages": True},
            {"protocol": 1, "epoch": "epoch-1", "cursor": 9, "grants_seq": 2, "bins": "0f" * (BINS * DIGITS // 2)},
        ),
        (Malformed,),
        "json",
        share=1.5,
    ),
    Decoder(
        "changeset",
        _decoded(read_changeset),
        _json({**CHANGESET, "actions": [CALL]}, {**CHANGESET, "actions": [CALL] * 3, "was": WAS}),
        (Malformed,),
        "json",
    ),
    Decoder("continuation", _decoded(read_continuation), _json(MORE, {**MORE, "bins": [0, 255]}), (Malformed,), "json"),
    Decoder(
        "reply",
        _decoded(read_reply),
        _json(
            {"protocol": 1, "now": 5, "receipts": [RECEIPT, {"id": "c", "n": 2, "seq": 9, "moments": [1, 0, 1, 0]}]},
            {"protocol": 1, "now": 5, "page": PAGE},
            {
                "protocol": 1,
                "now": 5,
                "page": {"cursor": 4, "more": MORE, "package": PACKAGE, "bins": [3], "part": True},
            },
        ),
        (Malformed,),
        "json",
        share=1.5,
    ),
    Decoder(
        "wipe",
        _decoded(read_wipe),
        _json({"device": "phone-1", "nonce": "n" * 32, "at": 5, "signature": "QUJD"}),
        (Malformed,),
        "json",
    ),
    Decoder("fault", _fault, _framed(*_json({"code": "epoch", "epoch": "e"}, {"code": "revoked", "wipe": {}})), ()),
    Decoder(
        "invited",
        _decoded(lambda value: read_invited(obj(value))),
        _json({"purpose": "join", "given_name": "Kim", "username": ""}),
        (Malformed, Unreachable),
        "json",
    ),
    Decoder(
        "sign_in",
        _decoded(read_sign_in),
        _json({**SIGN_IN, "public_key": public_key("karel")}, {**SIGN_IN, "public_key": public_key("x"), "kind": None}),
        (Malformed,),
        "json",
    ),
    Decoder("proof", _proof, _proofs(), (SignInNeeded, TooMany, ShutOut), "text", share=0.3),
    Decoder(
        "pairing_code",
        _code,
        (CODE.encode(), pairing.link_of("https://club.example", CODE).encode(), CODE.lower().encode()),
        (),
        "text",
        ("?pair=", "&pair=", "http://[", "//[x", "//[::1]", "%00", "-", ".", "\u2100", "@", "#"),
    ),
)
