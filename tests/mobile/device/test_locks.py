"""The locks of a device, and the key that opens them: wrapped, made once, and gone with the device's own keys."""

from pathlib import Path

import pytest

from mobile.device.locks import KEY_FILE, AesLock, SpongeLock, lock_of
from mobile.device.secrets import KeyFileSecrets
from shared.errors import Damaged
from shared.sealed_storage import Lock

KEY = bytes(range(32))
LOCKS = [AesLock, SpongeLock]
TEXTS = ["", "a", "BE71 0961 2345 6769", "\u2764 \U0001f9b7 Z\u0142", "\x00\x00a", "x" * 300_000]


@pytest.mark.parametrize("kind", LOCKS)
@pytest.mark.parametrize("text", TEXTS, ids=len)
def test_what_is_shut_opens_in_its_place_only(kind: type[AesLock] | type[SpongeLock], text: str) -> None:
    lock: Lock = kind(KEY)
    shut = lock.shut(text, "contact_finance", "kim", "iban")
    assert lock.open(shut, "contact_finance", "kim", "iban") == text
    assert shut != lock.shut(text, "contact_finance", "kim", "iban")  # a nonce of its own each time
    for place in (
        ("contact_finance", "bo", "iban"),
        ("contact_finance", "kim", "bic"),
        ("contact_finance|kim", "iban"),
    ):
        with pytest.raises(Damaged):
            lock.open(shut, *place)
    with pytest.raises(Damaged):
        kind(bytes(32)).open(shut, "contact_finance", "kim", "iban")


@pytest.mark.parametrize("kind", LOCKS)
def test_one_changed_letter_anywhere_is_found(kind: type[AesLock] | type[SpongeLock]) -> None:
    lock: Lock = kind(KEY)
    shut = lock.shut("EpiPen in the bag", "contact_medical", "kim", "note")
    for at in range(len(shut)):
        for letter in "Ab+= ":
            spoilt = shut[:at] + letter + shut[at + 1 :]
            try:
                assert lock.open(spoilt, "contact_medical", "kim", "note") == "EpiPen in the bag"
                assert spoilt.rstrip("=")[:-1] == shut.rstrip("=")[:-1]  # bits of base 64 that say nothing
            except Damaged:
                continue


def test_the_key_stream_is_shake_and_the_tag_is_hmac() -> None:
    """Worked out by hand from FIPS 202 and RFC 2104, so that what one version sealed the next one opens."""
    import hmac
    from base64 import b64decode
    from hashlib import sha256, shake_256

    data = b64decode(SpongeLock(KEY).shut("Noten", "t", "1", "f"))
    nonce, tag, ciphertext = data[:24], data[24:56], data[56:]
    stream = shake_256(hmac.new(KEY, b"touchline stream", sha256).digest() + nonce).digest(5)
    assert bytes(a ^ b for a, b in zip(ciphertext, stream, strict=True)) == b"Noten"
    said = sha256(b'["t","1","f"]').digest() + nonce + ciphertext
    assert hmac.new(hmac.new(KEY, b"touchline tag", sha256).digest(), said, sha256).digest() == tag


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.anyio
async def test_the_key_is_made_once_and_lies_wrapped(tmp_path: Path) -> None:
    first, new = await lock_of(tmp_path, KeyFileSecrets(tmp_path / "device.key"))
    again, old = await lock_of(tmp_path, KeyFileSecrets(tmp_path / "device.key"))
    assert (new, old) == (True, False)
    assert again.open(first.shut("x", "p"), "p") == "x"
    assert names(tmp_path) == ["device.key", KEY_FILE]


@pytest.mark.anyio
async def test_without_the_devices_own_keys_nothing_opens_any_more(tmp_path: Path) -> None:
    secrets = KeyFileSecrets(tmp_path / "device.key")
    first, _ = await lock_of(tmp_path, secrets)
    shut = first.shut("x", "p")
    await secrets.wipe()
    again, new = await lock_of(tmp_path, secrets)
    assert new
    with pytest.raises(Damaged):
        again.open(shut, "p")
