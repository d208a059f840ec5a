"""The server's door in one process: the whole app over a furnished house, and devices that sign with real keys."""

import asyncio
import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync_server.app import create_app
from sync_server.session import SignIn, proof_message
from sync_server.settings import Settings
from sync_server.sign_in import passwords
from tests.house import House, Phone

PASSWORD = "een lang wachtwoord"
JSON = {"Content-Type": "application/json"}


@cache
def stored_password() -> str:
    """PHC text of PASSWORD; made once, since that is slow on purpose."""
    return passwords.hashed(PASSWORD)


class Desk:
    """Answers requests. Every user of the house may sign in with PASSWORD."""

    def __init__(self, house: House, folder: Path, **settings: Any) -> None:
        self.house = house
        hosts = ("test", "localhost")
        self.settings = Settings(folder, folder / "web", "127.0.0.1", 8000, hosts, **settings)
        for row in house.store.find("user_profile"):
            secret = {"id": row["id"], "username": row["username"], "password": stored_password()}
            house.store.put("user_secret", secret)
        self.app = create_app(self.settings, house.club())

    def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = JSON) -> httpx.Response:
        """One request, as the network would bring it; a bug of the server is its 500, as for everybody."""

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, content=body, headers=dict(headers))

        return asyncio.run(once())

    def post(self, path: str, value: Any, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """A JSON body."""
        return self.send("POST", path, json.dumps(value).encode(), {**JSON, **(headers or {})})

    def sign_in(self, name: str, /, **other: Any) -> httpx.Response:
        """The first sign-in of `name` on the device `device-of-<name>`."""
        return self.post("/api/session", {**sign_in_of(name), **other})

    def token(self, name: str) -> dict[str, str]:
        """The header that this user's requests carry, without the slow password."""
        sessions, key = self.app.state.sessions, key_of(name).public_key().public_bytes_raw()
        holder = sessions.enrol(SignIn(name, PASSWORD, f"device-of-{name}", key, "phone"))
        return {"Authorization": f"Bearer {sessions.token(holder)}"}

    def phone(self, name: str) -> Phone:
        """A replica enrolled as the device that signed in."""
        return Phone(self.house, f"user-{name}", f"device-of-{name}")


def sign_in_of(name: str) -> dict[str, str]:
    """What the device `device-of-<name>` says at a first sign-in."""
    who = {"username": name, "password": PASSWORD, "device": f"device-of-{name}"}
    return {**who, "public_key": public_key(name), "name": "phone"}


def key_of(name: str) -> Ed25519PrivateKey:
    """The device key of this person, the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def public_key(name: str) -> str:
    """As it stands in a sign-in."""
    return base64.b64encode(key_of(name).public_key().public_bytes_raw()).decode()


def proof(name: str, nonce: str, device: str | None = None) -> dict[str, str]:
    """The header with which this person's device answers a nonce."""
    device = device or f"device-of-{name}"
    signature = base64.urlsafe_b64encode(key_of(name).sign(proof_message(device, nonce))).decode().rstrip("=")
    return {"Touchline-Proof": f"{device}.{nonce}.{signature}"}


def packed(value: Any) -> bytes:
    """A JSON body under gzip."""
    return gzip.compress(json.dumps(value).encode())
