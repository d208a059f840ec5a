"""Wakes a browser: an empty push (RFC 8030), signed so that its push service knows who sends it (VAPID, RFC 8292).

It carries nothing, so nobody on the way learns anything but that this club has news for this browser; the app that it
wakes syncs and shows it. The address comes from a device, so it is not trusted: https, a push service that is known
by name, and no address of a network that is not everybody's, asked in the moment of sending and then used.
"""

import asyncio
import base64
import ipaddress
import json
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync_server.keys.label_key import LabelKey, open_label_key
from sync_server.letters.mail import Bounced, Unsent, Unsure
from sync_server.settings import Settings

LONGEST = 2048
"""Letters of an address."""
PORT = 443
PATIENCE_S = 20
TTL_S = 24 * 3600
"""How long a push service keeps it for a browser that is away: later the app has synced anyway."""
PROOF_S = 12 * 3600
"""RFC 8292 allows a day; half of that leaves room for a clock that is wrong."""
TOPIC = "touchline"
"""A push service keeps one push of a topic for a browser that is away (RFC 8030, 5.4)."""
GONE = (404, 410)
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""Of a host that can be looked up (RFC 1123, 2.1): Python's own look-up breaks on an empty or a long label."""

Resolve = Callable[[str], Awaitable[Sequence[str]]]
Wake = Callable[[str, int, bool], Awaitable[None]]


def push_key(key: LabelKey) -> ec.EllipticCurvePrivateKey:
    """The club's key for push services, worked out from the key of its labels: it is kept nowhere, and stays the same
    as long as that one does.
    """
    raw = HKDF(SHA256(), 48, None, b"touchline push").derive(key.secret.private_bytes_raw())
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-4, D.1.2.3)
    return ec.derive_private_key(int.from_bytes(raw, "big") % (order - 1) + 1, ec.SECP256R1())


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser is told when it subscribes: the uncompressed point in base64url."""
    return _text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_push_service(endpoint: str, hosts: Sequence[str]) -> bool:
    """Whether this address is one of a push service: `hosts` are names, or `*.` and what names end with."""
    parts = _parts(endpoint)
    if parts is None:
        return False
    name = str(parts.hostname)
    return any(name.endswith(host[1:]) if host.startswith("*.") else name == host for host in hosts)


def _parts(endpoint: str) -> SplitResult | None:
    """The address taken apart; None for one that no browser would give."""
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable():
        return None
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    plain = parts.scheme == "https" and _NAME.fullmatch(parts.hostname or "") and port in (None, PORT)
    return parts if plain and "@" not in parts.netloc and not parts.fragment else None


async def resolve(host: str) -> Sequence[str]:
    """The addresses of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@dataclass(frozen=True)
class Pusher:
    """Sends pushes of one club. `subject` is how a push service reaches who runs it: `mailto:` or an https address."""

    key: ec.EllipticCurvePrivateKey
    subject: str
    hosts: Sequence[str]
    client: httpx.AsyncClient
    resolve: Resolve = resolve

    async def close(self) -> None:
        """Hang up."""
        await self.client.aclose()

    async def wake(self, endpoint: str, now: int, urgent: bool) -> None:
        """Wake the browser at this address, at `now` (UTC ms). Raises Bounced when it is there no more or may not be
        asked, Unsent when it did not get through now, Unsure when nobody knows.
        """
        parts = _parts(endpoint)
        if parts is None or not is_push_service(endpoint, self.hosts):
            raise Bounced
        host = str(parts.hostname)
        try:
            address = _public(await self.resolve(host))
            answer = await self.client.post(
                parts._replace(netloc=f"[{address}]" if ":" in address else address).geturl(),
                headers=self.headers(host, now, urgent=urgent),
                extensions={"sni_hostname": host},  # whose certificate it must be: the address was looked up above
                timeout=PATIENCE_S,
            )
        except (UnicodeError, httpx.InvalidURL) as problem:  # nobody can look it up, or ask it: never
            raise Bounced from problem
        except (httpx.ConnectError, httpx.ConnectTimeout, OSError) as problem:
            raise Unsent from problem
        except httpx.HTTPError as problem:
            raise Unsure from problem
        if answer.status_code in GONE:
            raise Bounced
        if not answer.is_success:
            raise Unsent

    def headers(self, host: str, now: int, *, urgent: bool) -> dict[str, str]:
        """All that is said to the push service."""
        claims = {"aud": f"https://{host}", "exp": now // 1000 + PROOF_S, "sub": self.subject}
        proof = signed(self.key, claims)
        return {
            "Host": host,
            "TTL": str(TTL_S),
            "Urgency": "high" if urgent else "normal",
            "Topic": TOPIC,
            "Content-Length": "0",
            "Authorization": f"vapid t={proof}, k={public_text(self.key)}",
        }


def pusher_of(settings: Settings) -> Pusher | None:
    """Who wakes browsers for this server; None where no push service may be asked."""
    if not settings.push_hosts:
        return None
    subject = settings.address if settings.mail is None else f"mailto:{settings.mail.sender}"
    key = push_key(open_label_key(settings.key_file))
    return Pusher(key, subject, settings.push_hosts, httpx.AsyncClient(trust_env=False))


def signed(key: ec.EllipticCurvePrivateKey, claims: dict[str, object]) -> str:
    """A token of three parts (RFC 7519), signed with ES256 (RFC 7518, 3.4)."""
    parts = [{"typ": "JWT", "alg": "ES256"}, claims]
    said = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _public(addresses: Sequence[str]) -> str:
    """The first of them, when all are everybody's. Raises OSError: a name that also leads inside is asked nothing."""
    if not addresses or not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise OSError("a push service has a public address")
    return addresses[0]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
