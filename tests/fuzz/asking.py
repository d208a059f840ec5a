"""Requests out of the API's own description: mostly right, often nearly right, with what earlier answers told."""

import json
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shared.actions.book import BOOK
from shared.sync.bins import BINS, DIGITS
from tests.attacks.arena import Device
from tests.attacks.founding import NUMBER
from tests.fuzz.mutation import BYTEWISE, ODD, packed, told_otherwise
from tests.shared.test_rights import OTHER, OWN, call
from tests.sync_server.desk import PASSWORD, public_key
from tests.sync_server.pictures import PDF, picture

VERBS = sorted(name for name, _ in BOOK)
PEOPLE = ("olga", "sara", "tom", "eef", "karel", "piet", "ann")
KNOWN: Mapping[str, tuple[Any, ...]] = {
    "contact": ("contact-kim", "contact-zoe", "contact-piet", "contact-ann", "nobody-there"),
    "username": (*PEOPLE, "nobody"),
    "password": (PASSWORD, "not the password"),
    "old": (PASSWORD, "not the password"),
    "new": (PASSWORD, "too short"),
    "device": ("fuzz-device-1", "fuzz-device-2"),
    "purpose": ("tax_certificate", "federation", "x"),
    "number": (NUMBER, "85.07.30-033.29"),
    "name": (None, "Kim Peeters", "phone"),
    "digits": ("000000",),
    "codes": (["0" * 26], ["7" * 25 + "0"] * 3, []),
    "rows": ([["contact", "contact-kim"]], [["invoice", "invoice-1"], ["contact_finance", "contact-zoe"]]),
    "before": (None, 0, 50),
    "since": (0, 1, 10**9),
    "offset": (0, 9),
    "id": ("paper-of-zoe", "fuzz-medium-1", "nothing"),
    "bins": ("0f" * (BINS * DIGITS // 2),),
    "cursor": (0, 2**40, 30),
}
PICTURE = picture("JPEG", (16, 16))
MOST_REMEMBERED = 30


@dataclass(frozen=True)
class Ask:
    """One request, as it goes over the line. `odd` when it is no HTTP by its own length or head."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    door: str
    odd: bool = False

    @property
    def raw(self) -> bytes:
        """Every byte of it."""
        lines = [self.method.encode() + b" " + self.target + b" HTTP/1.1", *(b": ".join(pair) for pair in self.headers)]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass
class Memory:
    """What answers told, by name: tickets, codes, places where pages go on."""

    told: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST_REMEMBERED)))

    def hear(self, value: Any) -> None:
        """Keep what may be said again."""
        if isinstance(value, dict):
            for name in ("ticket", "code", "more", "rollup", "grants_seq", "epoch", "public_key"):
                if value.get(name) is not None:
                    self.told[name].append(value[name])
            package = value.get("package")
            if isinstance(package, dict):
                self.told["id"].append(package.get("id"))
            for part in (value.get("page"), package):
                self.hear(part)


class Asker:
    """Makes requests to the doors of a description, for devices of several people and for nobody."""

    def __init__(self, description: Mapping[str, Any], memory: Memory, dice: Random) -> None:
        self._doors = [(m.upper(), path, told) for path, by in description["paths"].items() for m, told in by.items()]
        self._weights = [_weight(path, told) for _, path, told in self._doors]
        self._memory, self._dice = memory, dice

    def ask(self, who: Device | None) -> Ask:
        """The next request."""
        dice = self._dice
        [(method, path, told)] = dice.choices(self._doors, self._weights)
        target = self._target(path, told)
        kind, body = self._body(path, told, who)
        headers = {b"Host": b"localhost", b"Content-Type": kind, **self._says_who(who)}
        headers[b"X-Forwarded-For"] = b"192.0.2.%d" % dice.randrange(250)
        if body and dice.random() < 0.15:
            headers[b"Content-Encoding"] = b"gzip"
            body = packed(body) if dice.random() < 0.8 else body
        odd = dice.random() < 0.005
        length = dice.choice((-1, 0, len(body) + 5, 10**30)) if odd else len(body)
        headers[b"Content-Length"] = b"%d" % length
        if dice.random() < 0.05:
            headers[dice.choice(ODD_HEADERS)] = dice.choice(ODD_WORDS)
        if dice.random() < 0.02:
            method = dice.choice(("PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PUT", "GET", "POST"))
        return Ask(method, target, tuple(headers.items()), body, f"{method} {path}", odd)

    def _target(self, path: str, told: Mapping[str, Any]) -> bytes:
        dice, query = self._dice, []
        for parameter in told.get("parameters", ()):
            value = self._value(parameter["name"], parameter["schema"])
            text = str(value) if dice.random() < 0.8 else str(dice.choice(ODD))[:300]
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", text)
            elif dice.random() < 0.95:
                query.append(f"{parameter['name']}={text}")
        said = path + ("?" + "&".join(query) if query else "")
        return b"".join(_escaped(byte) for byte in said.encode("utf-8", "replace"))

    def _says_who(self, who: Device | None) -> dict[bytes, bytes]:
        dice = self._dice
        if who is None or dice.random() < 0.02:
            word = dice.choice((b"", b"Bearer ", b"Bearer x", b"Basic eDp4", b"Bearer \xff", b"bearer", b"Bearer " * 9))
            return {b"Authorization": word} if dice.random() < 0.7 else {b"Touchline-Proof": dice.choice(ODD_WORDS)}
        return {b"Authorization": f"Bearer {who.token}".encode()}

    def _body(self, path: str, told: Mapping[str, Any], who: Device | None) -> tuple[bytes, bytes]:
        dice, content = self._dice, told.get("requestBody", {}).get("content", {})
        if "application/octet-stream" in content:
            kind = b"application/octet-stream" if dice.random() < 0.95 else b"application/json"
            return kind, dice.choice((PICTURE, PDF, PICTURE[:9], b"", dice.randbytes(2000)))
        if "application/json" not in content:
            return b"text/plain", b"" if dice.random() < 0.95 else b"x" * 100
        value = self._value("", content["application/json"]["schema"])
        if path == "/api/sync" and who is not None and isinstance(value, dict):
            value = self._sync(who, value)
        data = json.dumps(value).encode()
        if dice.random() < 0.35:
            data = told_otherwise(dice, data)
        if dice.random() < 0.1:
            data = dice.choice(BYTEWISE)(dice, data, [data])
        return (b"application/json" if dice.random() < 0.97 else b"text/plain"), data

    def _sync(self, who: Device, value: dict[str, Any]) -> dict[str, Any]:
        """A request of this device with what it might push; some parts as the description alone would have them."""
        dice = self._dice
        pushed = []
        for _ in range(dice.choice((0, 0, 1, 1, 2))):
            verbs = dice.choices(VERBS, k=dice.choice((1, 1, 2)))
            wishes = [(verb, call(verb, dice.choice((OWN, OTHER)))) for verb in verbs]
            pushed.append(who.changeset(*wishes))
        wish = who.request(push=pushed, cursor=dice.choice((*(2**40,) * 12, 0, 30)))
        wish |= {
            name: value[name] for name in ("bins", "has", "pages", "rollup") if name in value and dice.random() < 0.2
        }
        if self._memory.told["more"] and dice.random() < 0.1:
            wish["more"] = dice.choice(self._memory.told["more"])
        return wish

    def _value(self, name: str, schema: Mapping[str, Any]) -> Any:
        """Something that this schema takes; often what is known under its name."""
        dice = self._dice
        known = [*KNOWN.get(name, ()), *self._memory.told[name]]
        if known and dice.random() < 0.8:
            return dice.choice(known)
        if name == "public_key":
            return public_key(str(dice.randrange(9)))
        if "const" in schema or "enum" in schema:
            return dice.choice(schema.get("enum") or [schema["const"]])
        kind = schema.get("type", "object")
        kind = dice.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            parts, required = schema.get("properties", {}), schema.get("required", ())
            wanted = [part for part in parts if part in required or dice.random() < 0.3]
            return {part: self._value(part, parts[part]) for part in wanted}
        if kind == "array":
            count = dice.randint(
                schema.get("minItems", 0), min(schema.get("maxItems", 3), schema.get("minItems", 0) + 2)
            )
            return [self._value(name, schema["items"]) for _ in range(count)]
        if kind == "integer":
            least, most = schema.get("minimum", -5), schema.get("maximum", 9)
            return dice.choice((least, most, dice.randint(least, most), min(most, max(least, 1))))
        return {"boolean": dice.random() < 0.5, "null": None}.get(kind, self._text(schema))

    def _text(self, schema: Mapping[str, Any]) -> str:
        dice, least = self._dice, schema.get("minLength", 0)
        length = dice.choice((least, max(least, 8), schema.get("maxLength", 40)))
        return "".join(dice.choices("abcdefgh0123456789 éß-/", k=length))


ODD_HEADERS = (
    b"Range",
    b"If-None-Match",
    b"Accept-Encoding",
    b"X-Forwarded-For",
    b"Expect",
    b"Accept",
    b"Host",
    b"Cookie",
)
ODD_WORDS = (
    *(
        b"",
        b"bytes=0-3",
        b"bytes=9-",
        b"bytes=-1",
        b"bytes=0-1,2-3",
        b"bytes=" + b"9" * 5000 + b"-",
        b"x=y",
        b"*",
        b"gzip",
    ),
    *(
        b"\xff\xfe",
        b"evil.example",
        b"100-continue",
        b"a.b.c",
        b"..",
        b"." * 300,
        b64encode(bytes(64)),
        b'"' * 20,
        b"W/",
    ),
)


def _escaped(byte: int) -> bytes:
    plain = b"/?&=-._~%:@!$'()*+,;"
    sign = bytes((byte,))
    return sign if sign.isalnum() or sign in (plain[at : at + 1] for at in range(len(plain))) else b"%%%02X" % byte


def _weight(path: str, told: Mapping[str, Any]) -> float:
    """Passwords cost 46 MiB and a twentieth of a second, and a sync is where most happens."""
    schema = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    slow = {"password", "old"} & set(schema.get("properties", {}))
    return 0.05 if slow else 8.0 if path == "/api/sync" else 1.0
