"""A browser is woken by an empty push that says who sends it, and no address inside is ever asked. (feature B19)"""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sync_server.keys.label_key import open_label_key
from sync_server.letters.mail import Bounced, Unsent
from sync_server.letters.web_push import Pusher, is_push_service, public_text, push_key
from sync_server.settings import PUSH_SERVICES, from_environment
from tests.house import START

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA?x=1"
PUBLIC = "142.250.1.1"


class Service:
    """A push service in this process: what was asked, and what it answers."""

    def __init__(self, folder: Path, status: int = 201, addresses: Sequence[str] = (PUBLIC,)) -> None:
        self.asked: list[httpx.Request] = []
        self.key = push_key(open_label_key(folder / "club.key"))
        self._status = status
        self._addresses = addresses
        transport = httpx.MockTransport(self._answer)
        client = httpx.AsyncClient(transport=transport, trust_env=False)
        self.pusher = Pusher(self.key, "mailto:club@kvdemeers.example", PUSH_SERVICES, client, self._resolve)

    def wake(self, endpoint: str = ENDPOINT, *, urgent: bool = False) -> None:
        asyncio.run(self.pusher.wake(endpoint, START, urgent))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self._status, headers={"Location": "https://127.0.0.1/"})

    async def _resolve(self, host: str) -> Sequence[str]:
        return self._addresses


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_it_says_nothing_but_who_sends_it(tmp_path: Path) -> None:
    """RFC 8030, 5; RFC 8292, 2 and 3."""
    service = Service(tmp_path)
    service.wake(urgent=True)
    (request,) = service.asked
    assert (request.method, request.content, request.headers["content-length"]) == ("POST", b"", "0")
    assert (request.headers["ttl"], request.headers["urgency"], request.headers["topic"]) == (
        *("86400", "high"),
        "touchline",
    )
    scheme, said = request.headers["authorization"].split(" ", 1)
    parts = dict(part.split("=", 1) for part in said.split(", "))
    header, claims, signature = parts["t"].split(".")
    assert (scheme, json.loads(raw(header))) == ("vapid", {"typ": "JWT", "alg": "ES256"})
    assert json.loads(raw(claims)) == {
        "aud": "https://updates.push.services.mozilla.com",
        "exp": START // 1000 + 12 * 3600,
        "sub": "mailto:club@kvdemeers.example",
    }
    assert parts["k"] == public_text(service.key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(parts["k"]))
    r, s = (int.from_bytes(half, "big") for half in (raw(signature)[:32], raw(signature)[32:]))
    public.verify(encode_dss_signature(r, s), f"{header}.{claims}".encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(encode_dss_signature(r, s), f"{header}.x{claims}".encode(), ec.ECDSA(SHA256()))


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(tmp_path: Path) -> None:
    """A name that leads elsewhere a moment later leads nobody astray; the certificate is still that of the name."""
    service = Service(tmp_path)
    service.wake()
    (request,) = service.asked
    assert str(request.url) == f"https://{PUBLIC}/wpush/v2/gAAAAA?x=1"
    assert request.headers["host"] == "updates.push.services.mozilla.com"
    assert request.extensions["sni_hostname"] == "updates.push.services.mozilla.com"


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.1"], ["192.168.1.1"], ["169.254.169.254"], ["::1"], ["fe80::1"], ["fd00::1"],
     ["100.64.0.1"], ["0.0.0.0"], ["::ffff:127.0.0.1"], [PUBLIC, "127.0.0.1"], []],
)  # fmt: skip
def test_nothing_inside_is_asked(tmp_path: Path, addresses: list[str]) -> None:
    service = Service(tmp_path, addresses=addresses)
    with pytest.raises(Unsent):
        service.wake()
    assert service.asked == []


@pytest.mark.parametrize(
    ("endpoint", "good"),
    [
        (ENDPOINT, True),
        ("https://fcm.googleapis.com/fcm/send/abc:def", True),
        ("https://fcm.googleapis.com:443/fcm/send/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=abc", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:8443/abc", False),
        ("https://fcm.googleapis.com.evil.example/abc", False),
        ("https://evil.example/fcm.googleapis.com", False),
        ("https://evilpush.apple.com/abc", False),
        ("https://user@fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com\\@evil.example/abc", False),
        ("https://127.0.0.1/abc", False),
        ("https://[::1]/abc", False),
        ("https://fcm.googleapis.com/a b\n", False),
        ("https://fcm.googleapis.com:x/abc", False),
        ("https://fcm.googleapis.com/" + "a" * 2048, False),
        ("file:///etc/passwd", False),
        ("https://a..push.apple.com/x", False),
        ("https://.push.apple.com/x", False),
        ("https://-a.push.apple.com/x", False),
        ("https://a_b.push.apple.com/x", False),
        (f"https://{'a' * 64}.push.apple.com/x", False),
        (f"https://{'a' * 63}.push.apple.com/x", True),
        (f"https://{'a.' * 120}push.apple.com/x", False),
        ("", False),
    ],
)
def test_only_push_services_are_asked(tmp_path: Path, endpoint: str, good: bool) -> None:
    assert is_push_service(endpoint, PUSH_SERVICES) is good
    service = Service(tmp_path)
    if good:
        service.wake(endpoint)
        return
    with pytest.raises(Bounced):
        service.wake(endpoint)
    assert service.asked == []


@pytest.mark.parametrize(
    ("status", "problem"), [(410, Bounced), (404, Bounced), (429, Unsent), (503, Unsent), (302, Unsent)]
)
def test_who_is_gone_and_who_is_busy(tmp_path: Path, status: int, problem: type[Exception]) -> None:
    service = Service(tmp_path, status)
    with pytest.raises(problem):
        service.wake()
    assert len(service.asked) == 1, "where an answer points is not asked"


@pytest.mark.parametrize("problem", [UnicodeError("label empty or too long"), httpx.InvalidURL("x")])
def test_what_nobody_can_look_up_or_ask_is_there_no_more(tmp_path: Path, problem: Exception) -> None:
    """Also an address that was believed before names were looked at as closely as now."""

    async def breaks(host: str) -> Sequence[str]:
        raise problem

    service = Service(tmp_path)
    with pytest.raises(Bounced):
        asyncio.run(replace(service.pusher, resolve=breaks).wake(ENDPOINT, START, False))
    assert service.asked == []


def test_the_key_is_the_same_as_long_as_the_club_has_its_own(tmp_path: Path) -> None:
    one, again = (public_text(push_key(open_label_key(tmp_path / "club.key"))) for _ in range(2))
    other = public_text(push_key(open_label_key(tmp_path / "another.key")))
    assert one == again != other
    assert len(raw(one)) == 65


def test_a_club_says_which_services_it_knows() -> None:
    assert from_environment({}).push_hosts == PUSH_SERVICES
    assert from_environment({"TOUCHLINE_PUSH_HOSTS": "push.example, *.wake.example"}).push_hosts == (
        *("push.example", "*.wake.example"),
    )
    assert from_environment({"TOUCHLINE_PUSH_HOSTS": ""}).push_hosts == ()
