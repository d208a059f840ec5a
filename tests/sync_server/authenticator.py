"""The app on somebody's phone that makes six digits: RFC 4226 and 6238 written down once more, by hand."""

import hmac
from base64 import b32decode
from hashlib import sha1


def digits(secret: str, now_ms: int) -> str:
    """What it shows at this moment (UTC ms)."""
    moment = (now_ms // 30_000).to_bytes(8, "big")
    mac = hmac.new(b32decode(secret), moment, sha1).digest()
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
