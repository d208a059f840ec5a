"""The device's keys: made once, kept for the owner alone, gone when wiped."""

import asyncio
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mobile.device.secrets import KEY_FILE, KeyFileSecrets, Secrets, secrets_in
from shared.errors import Damaged
from tests.fakes import FakeSecrets


@pytest.fixture(params=["key file", "fake"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Secrets:
    return secrets_in(tmp_path) if request.param == "key file" else FakeSecrets()


def test_what_is_sealed_opens_again_under_the_same_context_only(keys: Secrets) -> None:
    async def story() -> None:
        sealed = await keys.seal(b"BE68 5390 0754 7034", b"contact_finance|42|iban")
        assert await keys.unseal(sealed, b"contact_finance|42|iban") == b"BE68 5390 0754 7034"
        with pytest.raises(Damaged):
            await keys.unseal(sealed, b"contact_finance|43|iban")
        with pytest.raises(Damaged):
            await keys.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), b"contact_finance|42|iban")

    asyncio.run(story())


def test_after_a_wipe_the_device_is_somebody_else_and_reads_nothing_old(keys: Secrets) -> None:
    async def story() -> None:
        before, sealed = await keys.public_key(), await keys.seal(b"peanuts", b"x")
        await keys.wipe()
        assert await keys.public_key() != before
        with pytest.raises(Damaged):
            await keys.unseal(sealed, b"x")

    asyncio.run(story())


def test_a_signature_proves_the_device(tmp_path: Path) -> None:
    async def story() -> None:
        keys = secrets_in(tmp_path)
        Ed25519PublicKey.from_public_bytes(await keys.public_key()).verify(await keys.sign(b"nonce"), b"nonce")

    asyncio.run(story())


def test_the_keys_outlive_the_app_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    first = asyncio.run(secrets_in(tmp_path / "new folder").public_key())
    path = tmp_path / "new folder" / KEY_FILE
    assert asyncio.run(secrets_in(tmp_path / "new folder").public_key()) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [KEY_FILE]


def test_a_key_file_cut_short_is_damage_and_not_a_new_device(tmp_path: Path) -> None:
    (tmp_path / "device.key").write_bytes(b"short")
    with pytest.raises(Damaged):
        asyncio.run(KeyFileSecrets(tmp_path / "device.key").public_key())
